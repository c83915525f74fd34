"""The dtype words at run time: jaxtyping's, except that a wrong shape string is refused with its remedy.

Each is a subclass of jaxtyping's word whose subscript reads the string first, because jaxtyping, which
refuses some mistakes as well, does so in its own terms and lets others (`"n+"`) pass until the first call.
With the words imported from jaxtyping itself the former are jaxtyping's ValueError, the latter are found by
`@contract`.
"""

from typing import Any, cast

import jaxtyping

from typednn.errors import ShapeSyntaxError
from typednn.shapes.parser import parse


def _subscript(word: type, item: object) -> object:
    """``Float[Array, "batch 784"]``."""
    if not isinstance(item, tuple) or len(item) != 2:
        raise ShapeSyntaxError(
            f"{word.__name__}[...] takes an array type and a shape: "
            f'write {word.__name__}[Array, "batch 784"], or {word.__name__}[Array, "..."] for any shape'
        )
    array, shape = item
    if not isinstance(shape, str):
        raise ShapeSyntaxError(f"a shape is a string, not {shape!r}: write {word.__name__}[Array, {_as_string(shape)}]")
    parse(shape)
    try:
        return _WORD_OF_JAXTYPING.__getitem__(cast(Any, word), (array, shape))  # of our own kind
    except ValueError as error:
        raise ShapeSyntaxError(f'{word.__name__}[..., "{shape}"]: {error}') from None


def _as_string(shape: object) -> str:
    sizes = shape if isinstance(shape, tuple | list) else (shape,)
    return '"' + " ".join(map(str, sizes)) + '"'


_subscript.__name__ = "__getitem__"  # by this name pickle finds it
_WORD_OF_JAXTYPING = type(jaxtyping.AbstractDtype)
_Word = type("Word", (_WORD_OF_JAXTYPING,), {"__getitem__": _subscript})


def _word(original: type) -> object:
    return _Word(original.__name__, (original,), {"__module__": "typednn.contracts", "__doc__": original.__doc__})


WORDS = {
    name: _word(value)
    for name, value in vars(jaxtyping).items()
    if isinstance(value, _WORD_OF_JAXTYPING) and value is not jaxtyping.AbstractDtype
}
