"""A maximum, a mean or a softmax is of at least one entry."""

from typednn.errors import DataError


def require_entries(count: int, what: str, of: str = "the axis") -> None:
    """Refuse an axis of length 0, over which there is nothing to take."""
    if not count:
        raise DataError(f"{what} has nothing to work on: {of} has 0 entries; give at least one")
