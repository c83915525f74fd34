"""Tensor shapes as part of Python's type system."""

__version__ = "0.1.0"
