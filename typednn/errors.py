"""Every error that typednn raises on purpose."""


class TypednnError(Exception):
    """The parent of all of them: `except TypednnError` catches what typednn itself has to say."""


class ShapeError(TypednnError, TypeError):
    """An array does not keep the contract: its shape, its dtype, or that it is an array at all."""


class ContractError(TypednnError, TypeError):
    """A value that is no array does not keep the contract, or a contract that cannot be kept at all."""


class ShapeSyntaxError(TypednnError, ValueError):
    """A shape string that is not in the contract language."""


class ConfigError(TypednnError, ValueError):
    """A setting that cannot be used: unknown, out of range, or in conflict with another."""


class DataError(TypednnError, ValueError):
    """Data that cannot be used: missing, damaged, empty, or of the wrong kind."""


class CheckpointError(TypednnError, ValueError):
    """A saved file that cannot be restored: missing, damaged, or of another network."""


class DivergenceError(TypednnError, ArithmeticError):
    """A training that cannot go on: the loss or a gradient is no finite number any more."""
