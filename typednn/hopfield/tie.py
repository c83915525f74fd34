"""What a neuron does whose field is exactly zero: an explicit choice, because the literature makes all three."""

from enum import Enum


class Tie(Enum):
    """PLUS: the neuron becomes +1. MINUS: it becomes −1. KEEP: it stays as it is (Hopfield 1982)."""

    PLUS = "plus"
    MINUS = "minus"
    KEEP = "keep"
