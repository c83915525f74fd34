"""A layer as a map of shapes: what its `__call__` promises, read once, applied to symbolic shapes.

`Linear(784, 128)` promises ``"*batch In" -> "*batch Out"``; its arrays say that In = 784 and Out = 128, so it
maps ``"b 784"`` to ``"b 128"``, and refuses ``"b 64"``. A chain's contract is the composition of such maps;
nothing but the annotations of `__call__` is needed for a layer to take part.
"""

import inspect
import operator
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from typednn.contracts import Array
from typednn.contracts.classes import shaped_fields
from typednn.shapes.parser import parse
from typednn.shapes.render import quoted
from typednn.shapes.shape import Axis, Many, Shape, of, shape_names, substitute_shape, variadic_at
from typednn.shapes.size import Name, Size, number
from typednn.shapes.unify import Mismatch, Unifier

# The names of a layer's contract belong to it; those of the shape that it is given are the caller's.
OWN = "layer"
# What a chain takes is not given yet: its names may turn out to be any size, and differ from none.
OPEN = "?"


@dataclass(frozen=True)
class ShapeMap:
    """What a class's annotations say: of the result of a call, of its argument, of the attributes.

    Shapes are as they are written; `labels` are what people call the sizes that are parameters of the class.
    """

    takes: str
    gives: str
    word_taken: str
    word_given: str
    fields: dict[str, str]
    labels: dict[str, str]


# A class is read once.
_MAPS: WeakKeyDictionary[type, ShapeMap] = WeakKeyDictionary()


def shape_map(layer: object) -> ShapeMap:
    """The map that a layer's class promises, by the first parameter and the result of its `__call__`."""
    kind = type(layer)
    if kind not in _MAPS:
        _MAPS[kind] = _read(kind)
    return _MAPS[kind]


def _read(kind: type) -> ShapeMap:
    hints = typing.get_type_hints(inspect.unwrap(kind.__call__))
    result = hints.pop("return", None)
    argument = next(iter(hints.values()), None)
    fields = {field.name: _text(field.hint) for field in shaped_fields(kind)}
    return ShapeMap(_text(argument), _text(result), _word(argument), _word(result), fields, _labels(kind))


def _text(hint: object) -> str:
    """The shape string of an annotation; of anything else than an array's nothing is known."""
    text = getattr(hint, "dim_str", "...")
    return text if isinstance(text, str) else "..."


def _word(hint: object) -> str:
    """``Float`` or ``Int``; "Shaped" where nothing is said of the dtype."""
    word = getattr(hint, "dtype", None)
    return word.__name__ if isinstance(word, type) else "Shaped"


def _labels(kind: type) -> dict[str, str]:
    """``{"In": "fan_in"}``: a size parameter of the class goes by the constructor's name for it."""
    parameters = inspect.signature(kind).parameters.values()
    variables = [each for each in parameters if isinstance(each.annotation, typing.TypeVar)]
    return {each.annotation.__name__: each.name for each in variables}


def known_sizes(layer: object) -> Unifier:
    """A unifier in which the names of the class have the values that a layer's arrays and ints give them."""
    unifier, promised = Unifier(scopes=(OWN,)), shape_map(layer)
    for name, text in promised.fields.items():
        array = getattr(layer, name, None)
        if isinstance(array, Array):
            unifier.unify(parse(text, OWN), of(*array.shape), name)
    for path in {*_paths_in_braces(promised.takes), *_paths_in_braces(promised.gives)}:
        value = operator.attrgetter(path)(layer)
        unifier.bind(Name("{self." + path + "}", OWN), number(int(value)), path)
    return unifier


def _paths_in_braces(text: str) -> Iterator[str]:
    """``kernel`` of ``"height-{self.kernel}+1"``."""
    for part in text.split("{")[1:]:
        inner = part.partition("}")[0]
        if inner.startswith("self."):
            yield inner.removeprefix("self.")


def declared_input(layer: object) -> Shape:
    """What a layer takes, with the sizes that are its own: ``"*batch 784"``."""
    known = known_sizes(layer).sizes
    sizes = {Name(name.name, OPEN): bound.value for name, bound in known.items() if isinstance(bound.value, Size)}
    return substitute_shape(parse(shape_map(layer).takes, OPEN), sizes, {})


def mapped_shape(layer: object, shape: Shape) -> Shape:
    """The shape that comes out where `shape` goes in. Raises `Misfit`."""
    promised = shape_map(layer)
    unifier = known_sizes(layer)
    try:
        unifier.unify(parse(promised.takes, OWN), shape, "x")
        unifier.finish()
    except Mismatch as mismatch:
        raise Misfit(layer, mismatch.sentence) from None
    result = unifier.apply(parse(promised.gives, OWN))
    if any(_is_nothing(axis) and axis not in shape for axis in result):
        raise TooSmall(layer, f"{quoted(shape)} is too small for it: {quoted(result)} would come out")
    return result


class Misfit(Mismatch):
    """A shape that `layer` cannot take."""

    def __init__(self, layer: object, sentence: str) -> None:
        super().__init__(sentence)
        self.layer = layer


class TooSmall(Misfit):
    """An image that is smaller than the kernel."""


def _is_nothing(axis: Axis) -> bool:
    return isinstance(axis, Size) and axis.constant is not None and axis.constant <= 0


def variadic_meaning(shape: Shape, declared: Shape, *, taken: Shape) -> dict[Name, Shape]:
    """What ``*shape`` in ``"*shape 16"`` stands for where ``"batch time 16"`` is declared: ``"batch time"``.

    Nothing where the declared shape asks for no more, or its names are those of other axes in `taken`.
    """
    at, many = variadic_at(shape), variadic_at(declared)
    fixed = len(declared) - (many is not None)
    if at is None or fixed < len(shape) - 1 or len(declared) < len(shape) or declared == shape:
        return {}
    variadic = shape[at]
    meaning = declared[at : len(declared) - (len(shape) - at - 1)]
    if not isinstance(variadic, Many) or not variadic.name:
        return {}
    if set(shape_names(meaning)) & set(shape_names(taken)):
        return {}
    return {variadic.formal: meaning}
