"""docs/networks.md: what networks are made of, read from the registry of primitives and from the classes themselves.

python -m tests.network_page --write
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from typednn import layers, losses, optim
from typednn.layers import initialisers
from typednn.layers.examples import EXAMPLES
from typednn.layers.shape_map import ShapeMap, shape_map
from typednn.ops.primitive import Primitive
from typednn.ops.registry import PRIMITIVES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "networks.md"
BEGIN = "<!-- made from here on by `python -m tests.network_page --write` -->\n"
LOSSES = ("cross_entropy", "regularised_cross_entropy", "mse")
OPTIMIZERS = ("SGD", "Momentum", "Nesterov", "Adam", "AdamW", "SharpnessAware")
RULES = ("SAM", "ASAM", "FriendlySAM", "ZSharp")
SCHEDULES = ("Constant", "StepDecay", "ExponentialDecay", "Cosine", "PowerDecay", "Warmup", "Then", "PerEpoch")
INITIALISERS = ("he_normal", "he_uniform", "xavier_normal", "xavier_uniform", "lecun_normal", "orthogonal", "zeros")


def page() -> str:
    """What stands by hand, then what is read."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[0] + BEGIN + "\n".join(generated()) + "\n"


def generated() -> Iterator[str]:
    yield from ["", "## Layers", ""]
    yield from table(("layer", "what it computes", "takes", "gives", "learns"), map(layer_row, EXAMPLES))
    yield from ["", "## Losses", ""]
    yield from table(("loss", "value and gradient"), (explained(losses, name) for name in LOSSES))
    yield from ["", "## Optimizers", ""]
    yield from table(("optimizer", "step"), (explained(optim, name) for name in OPTIMIZERS))
    yield from ["", "What `SharpnessAware` stands on, beside a base:", ""]
    yield from table(("rule", "where the second gradient is taken"), (explained(optim, name) for name in RULES))
    yield from ["", "## Learning rates", "", "After e steps; `PerEpoch` makes epochs of them.", ""]
    yield from table(("schedule", "rate"), (explained(optim, name) for name in SCHEDULES))
    yield from ["", "## First values", ""]
    yield from table(("initialiser", "what it draws"), (explained(initialisers, name) for name in INITIALISERS))
    yield from ["", "## Primitives", ""]
    yield from primitives()


def primitives() -> Iterator[str]:
    yield (
        f"{len(PRIMITIVES)} entries of `typednn.ops.registry`, which the tests and the ledger of theorems read too. "
        "Each value and each backward function is under contract; ■ is checked in rational arithmetic, without error; "
        "▲ has kinks, of which the examples keep clear."
    )
    yield ""
    yield from table(("primitive", "contract", "value", "backward"), map(primitive_row, PRIMITIVES.values()))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def explained(home: Any, name: str) -> tuple[str, str]:
    thing = getattr(home, name)
    return f"`{call(name, thing)}`" if isinstance(thing, type) else f"`{name}`", line(thing)


def call(name: str, thing: Callable[..., object]) -> str:
    """``Linear(fan_in, fan_out, *, rng=None)``: the signature without its types."""
    pieces: list[str] = []
    for each in inspect.signature(thing).parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in pieces and not any(piece.startswith("*") for piece in pieces):
            pieces.append("*")
        value = each.default
        default = "" if value is each.empty else f"={shown(value)}"
        pieces.append("*" * (each.kind is each.VAR_POSITIONAL) + each.name + default)
    return f"{name}({', '.join(pieces)})"


def shown(value: object) -> str:
    """A default; one that says more than a number is left to its own page."""
    text = str(getattr(value, "__name__", repr(value)))
    return text if len(text) <= 20 else "…"


def line(thing: object) -> str:
    """The first paragraph of what it says of itself, on one line."""
    return " ".join(inspect.cleandoc(thing.__doc__ or "").partition("\n\n")[0].split())


def layer_row(name: str) -> tuple[str, ...]:
    kind = getattr(layers, name)
    found = ShapeMap("what the first layer takes", "what the last one gives", "", "", {}, {})
    if name != "Chain":
        found = _map(kind)
    learned = ", ".join(f'{each} "{named(found.fields[each], found)}"' for each in kind.PARAMETERS)
    takes, gives = (f'{word} "{named(text, found)}"' if word else text for word, text in _promises(found))
    return f"`{call(name, kind)}`", line(kind), takes, gives, learned


def _promises(found: ShapeMap) -> tuple[tuple[str, str], tuple[str, str]]:
    return (found.word_taken, found.takes), (found.word_given, found.gives)


def _map(kind: type) -> ShapeMap:
    """Of the class: nothing of an object is needed."""
    return shape_map(object.__new__(kind))


def named(text: str, found: ShapeMap) -> str:
    """In the words of the constructor: ``*batch fan_in``."""
    for variable, label in found.labels.items():
        text = re.sub(rf"\b{variable}\b", label, text)
    return text.replace("{self.", "").replace("}", "").strip()


def primitive_row(primitive: Primitive) -> tuple[str, ...]:
    marks = " ■" * primitive.polynomial + " ▲" * (primitive.kinks is not None)
    signature = inspect.signature(primitive.forward)
    given = [
        f"{each.name} {promise(each.annotation)}"
        for each in signature.parameters.values()
        if each.kind is not each.KEYWORD_ONLY
    ]
    contract = f"{', '.join(given)} → {promise(signature.return_annotation)}"
    return f"`{primitive.name}`{marks}", contract, line(primitive.forward), line(primitive.vjp)


def promise(annotation: Any) -> str:
    text = getattr(annotation, "dim_str", None)
    if text is None:
        members = getattr(annotation, "__args__", ())
        return f"({', '.join(map(promise, members))})" if members else "…"
    return f'"{text.strip()}"'


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    print(f"{len(EXAMPLES)} layers, {len(PRIMITIVES)} primitives")
