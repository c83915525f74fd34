"""Python's operators, by the ufunc that NumPy computes for them."""

BINARY = {
    "+": "numpy.add",
    "-": "numpy.subtract",
    "*": "numpy.multiply",
    "/": "numpy.divide",
    "//": "numpy.floor_divide",
    "%": "numpy.remainder",
    "**": "numpy.ndarray.__pow__",
    "@": "numpy.matmul",
    "&": "numpy.bitwise_and",
    "|": "numpy.bitwise_or",
    "^": "numpy.bitwise_xor",
    "<<": "numpy.left_shift",
    ">>": "numpy.right_shift",
    "==": "numpy.equal",
    "!=": "numpy.not_equal",
    "<": "numpy.less",
    "<=": "numpy.less_equal",
    ">": "numpy.greater",
    ">=": "numpy.greater_equal",
}
UNARY = {"-": "numpy.negative", "+": "numpy.positive", "~": "numpy.invert"}

_NAMES = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and": "&",
    "or": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
# A method of an array: the ufunc, and how its operands stand ("" as written, "r" swapped, "i" in place).
METHODS: dict[str, tuple[str, str]] = {
    **{f"__{name}__": (BINARY[sign], "") for name, sign in _NAMES.items()},
    **{f"__r{name}__": (BINARY[sign], "r") for name, sign in _NAMES.items()},
    **{f"__i{name}__": (BINARY[sign], "i") for name, sign in _NAMES.items()},
    "__neg__": (UNARY["-"], ""),
    "__pos__": (UNARY["+"], ""),
    "__invert__": (UNARY["~"], ""),
    "__abs__": ("numpy.absolute", ""),
    "__divmod__": ("numpy.divmod", ""),
    "__rdivmod__": ("numpy.divmod", "r"),
}
