"""A layer as a map of shapes: what its `__call__` promises, read once, applied to symbolic shapes.

Nothing but the annotations of `__call__` is needed for a layer to take part in a chain; what promises are, and
how they compose, stands in `typednn.shapes.promises`.
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
from typednn.shapes.promises import OWN, Promise
from typednn.shapes.shape import of
from typednn.shapes.size import Name, number
from typednn.shapes.unify import Unifier


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


def promise(layer: object) -> Promise:
    """The map of a layer, with the sizes that its arrays and ints have."""
    read = shape_map(layer)
    return Promise(
        layer,
        parse(read.takes, OWN),
        parse(read.gives, OWN),
        read.word_taken,
        read.word_given,
        _known_sizes(layer, read),
        read.labels,
    )


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


def _known_sizes(layer: object, promised: ShapeMap) -> Unifier:
    """A unifier in which the names of the class have the values that a layer's arrays and ints give them."""
    unifier = Unifier(scopes=(OWN,))
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
