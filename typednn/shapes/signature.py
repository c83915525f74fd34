"""What a stub says of one function: its parameters, how each is read, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from typednn.shapes.shape import Shape
from typednn.shapes.value import Literal


@dataclass(frozen=True, slots=True)
class Contract:
    """``Float[Array, "n d"]``: a dtype word and a shape whose names belong to the function."""

    word: str
    shape: Shape
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """``Axis``, ``Flag``, ``Array``: how an argument is read that has no contract."""

    name: str


@dataclass(frozen=True, slots=True)
class Each:
    """``list[Float[Array, "n"]]``: a sequence in which each item is read like this."""

    item: Reading


@dataclass(frozen=True, slots=True)
class Exactly:
    """``Literal[True]`` or ``None``: only these values; it chooses between overloads."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """``Float[Array, "n"] | None``: any of these."""

    options: tuple[Reading, ...]


Reading = Contract | Word | Each | Exactly | OneOf

# How a parameter takes its argument.
POSITIONAL, EITHER, KEYWORD, MANY, KEYWORDS = "positional", "either", "keyword", "many", "keywords"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` is None if it must be given, else the literal (`...`: some value)."""

    name: str
    kind: str
    reads: Reading
    has_default: bool = False
    default: Literal | tuple[Literal, ...] = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A parameter's argument."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, or a tuple of them."""

    value: Literal | tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Star:
    """``*arrays``: every item as an argument of its own."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class First:
    """``size or other``: the first that was given (is not None)."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A shape function, or a dtype rule, with its arguments; None: all of its parameters, by name."""

    function: str
    arguments: tuple[Expression, ...] | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """One expression for each of several results."""

    items: tuple[Expression, ...]


Expression = Reference | Constant | Star | First | Apply | Several


@dataclass(frozen=True, slots=True)
class Signature:
    """One form in which a function can be called; `has_contracts`: some argument must keep a shape."""

    parameters: tuple[Parameter, ...]
    returns: Returned
    shape: Expression | None = None
    dtype: Expression | None = None
    scope: str = ""
    place: str = ""
    has_contracts: bool = False


@dataclass(frozen=True, slots=True)
class Tuple:
    """``tuple[...]`` or ``list[...]`` of what is declared one by one, or (`endless`) all alike."""

    kind: str
    items: tuple[Returned, ...]
    endless: bool = False


Returned = Contract | Word | Exactly | Tuple


@dataclass(frozen=True, slots=True)
class Rule:
    """All that is said of one function, by its full name; several signatures are overloads."""

    name: str
    signatures: tuple[Signature, ...]
    is_property: bool = False
