"""The error codes of the gate: they can be named in ``type: ignore[...]`` and in ``disable_error_code``."""

from mypy.errorcodes import ErrorCode

TENSOR_SHAPE = ErrorCode("tensor-shape", "Shapes of arrays that cannot agree", "Tensor")
TENSOR_DTYPE = ErrorCode("tensor-dtype", "An array of the wrong kind of numbers", "Tensor")
SHAPE_SYNTAX = ErrorCode("shape-syntax", "A shape string that is not in the contract language", "Tensor")
