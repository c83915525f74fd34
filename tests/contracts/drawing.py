"""Random signatures and calls: every form of the contract language, every way to pass arguments, mistakes."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional, Union

import jaxtyping
import numpy as np

import typednn.contracts as ours
from tests.contracts.things import DTYPES, PLAIN_HINTS, WORDS, Duck, Marked, Owner
from typednn.contracts import Array

NAMES = "abcn"
# mypy need not know that these make types.
_TUPLE: Any = tuple
_LIST: Any = list
_DICT: Any = dict


@dataclass
class Drawn:
    """One hint, and how to make a value that keeps it when the names are what `sizes` says."""

    hint: Any
    make: Callable[[dict[str, int]], object]


@dataclass
class Argument:
    name: str
    kind: str
    drawn: Drawn
    default: tuple[object, ...] = ()


@dataclass
class Signature:
    arguments: list[Argument]
    result: Drawn

    def function(self, returns: list[object]) -> Callable[..., object]:
        """A function with this signature that returns what `returns` holds."""
        pieces: list[str] = []
        space: dict[str, Any] = {"returns": returns}
        starred = False
        for index, argument in enumerate(self.arguments):
            if argument.kind == "keyword" and not starred:
                pieces.append("*")
                starred = True
            starred |= argument.kind == "*"
            text = argument.name
            if argument.drawn.hint is not None:
                space[f"hint{index}"] = argument.drawn.hint
                text += f": hint{index}"
            if argument.default:
                space[f"default{index}"] = argument.default[0]
                text += f" = default{index}"
            pieces.append({"*": "*", "**": "**"}.get(argument.kind, "") + text)
            if argument.kind == "positional" and all(
                later.kind != "positional" for later in self.arguments[index + 1 :]
            ):
                pieces.append("/")
        arrow = ""
        if self.result.hint is not None:
            space["result"] = self.result.hint
            arrow = " -> result"
        exec(f"def drawn({', '.join(pieces)}){arrow}:\n    return returns[0]", space)
        function: Callable[..., object] = space["drawn"]
        return function


class Draw:
    """Draws signatures and calls from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.bound: list[str] = []

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def axis(self, *, many: bool) -> tuple[str, Callable[[dict[str, int]], tuple[int, ...]]]:
        """One axis: its text, and the sizes that keep it."""
        kind = self.random.choices(
            ["name", "number", "_", "label", "#name", "#number", "expression", "value", "many"],
            [10, 3, 1, 1, 2, 1, 4 if self.bound else 0, 3, 3 if many else 0],
        )[0]
        name = self.random.choice(NAMES)
        size = self.random.randint(0, 4)
        if kind == "name":
            self.bound.append(name)
            return name, lambda sizes: (sizes[name],)
        if kind == "number":
            return str(size), lambda sizes: (size,)
        if kind == "_":
            return self.random.choice(["_", "_any"]), lambda sizes: (size,)
        if kind == "label":
            return f"rows={size}", lambda sizes: (size,)
        if kind == "#name":
            one = self.chance(0.5)
            return f"#{name}", lambda sizes: (1 if one else sizes[name],)
        if kind == "#number":
            return f"#{size}", lambda sizes: (size,)
        if kind == "value":
            return self.random.choice(
                [
                    ("{k}", lambda sizes: (sizes["k"],)),
                    ("{k}+1", lambda sizes: (sizes["k"] + 1,)),
                    ("{owner.n}", lambda sizes: (sizes["owner"],)),
                    ("{owner.n-1}", lambda sizes: (sizes["owner"] - 1,)),
                    ("{max(k,2)}", lambda sizes: (max(sizes["k"], 2),)),
                ]
            )
        if kind == "many":
            text = self.random.choice(["...", "*s", "*#s", "#*s", "*_s"])
            return text, lambda sizes: tuple(range(1, 1 + sizes["s"]))
        return self.expression()

    def expression(self) -> tuple[str, Callable[[dict[str, int]], tuple[int, ...]]]:
        """In names that stand before it, so that it can mostly be evaluated."""
        first, second = self.random.choice(self.bound), self.random.choice(self.bound)
        text = self.random.choice(
            ["{0}+1", "2*{0}", "{0}*{1}", "{0}-1", "({0}+1)//2", "min({0},{1})", "{0}**2", "{0}%2", "#{0}+1"]
        ).format(first, second)
        return text, lambda sizes: (eval(text.removeprefix("#"), {}, dict(sizes)),)

    def array(self) -> Drawn:
        word = self.random.choice(list(WORDS))
        axes, many = [], True
        for _ in range(self.random.choice([0, 1, 1, 2, 2, 2, 3])):
            axes.append(self.axis(many=many))
            many &= not axes[-1][0].startswith(("*", "#*", "..."))
        home = self.random.choice([ours, jaxtyping])
        kind = self.random.choices([Array, Any], [8, 1])[0]
        hint = getattr(home, word)[kind, " ".join(text for text, _ in axes)]
        dtype = WORDS[word]

        def make(sizes: dict[str, int]) -> object:
            shape = tuple(max(size, 0) for _, sizes_of in axes for size in sizes_of(sizes))
            return np.zeros(shape, dtype)

        return Drawn(hint, make)

    def hint(self, depth: int = 0) -> Drawn:
        kind = self.random.choices(
            ["array", "optional", "union", "mixed", "tuple", "list", "dict", "plain", "none"],
            [14, 3, 1, 1, 2 if depth < 2 else 0, 1, 1, 4, 1],
        )[0]
        if kind == "array":
            return self.array()
        if kind == "optional":
            inner = self.hint(depth + 1) if depth < 2 and self.chance(0.4) else self.array()
            inner = inner if inner.hint is not None else self.array()
            absent = self.chance(0.3)
            hint = Optional[inner.hint] if self.chance(0.5) else inner.hint | None  # noqa: UP045  # both spellings
            return Drawn(hint, lambda sizes: None if absent else inner.make(sizes))
        if kind in ("union", "mixed"):
            one, other = self.array(), self.array() if kind == "union" else self.plain()
            chosen = self.random.choice([one, other])
            other_hint = Any if other.hint is None else other.hint
            return Drawn(Union[one.hint, other_hint], chosen.make)  # noqa: UP007  # drawn
        if kind == "tuple":
            parts = [self.hint(depth + 1) for _ in range(self.random.randint(1, 3))]
            hints = tuple(Any if part.hint is None else part.hint for part in parts)
            return Drawn(_TUPLE[hints], lambda sizes: tuple(part.make(sizes) for part in parts))
        if kind in ("list", "dict"):
            inner = self.array()
            count = self.random.randint(0, 2)
            if kind == "list":
                return Drawn(_LIST[inner.hint], lambda sizes: [inner.make(sizes)] * count)
            return Drawn(_DICT[str, inner.hint], lambda sizes: {str(key): inner.make(sizes) for key in range(count)})
        return Drawn(None, lambda sizes: "anything") if kind == "none" else self.plain()

    def plain(self) -> Drawn:
        hint, value = self.random.choice(PLAIN_HINTS)
        return Drawn(hint, lambda sizes: value)

    def signature(self) -> Signature:
        self.bound = []
        arguments: list[Argument] = []
        k = Drawn(int, lambda sizes: sizes["k"])
        owner = Drawn(None, lambda sizes: Owner(sizes["owner"]))
        arguments += [Argument("k", "positional", k), Argument("owner", "positional", owner)]
        kinds = ["positional"] * self.random.randint(0, 1) + ["either"] * self.random.randint(1, 3)
        kinds += ["*"] * self.chance(0.15) + ["keyword"] * self.random.randint(0, 1) + ["**"] * self.chance(0.1)
        optional = False
        for index, kind in enumerate(kinds):
            drawn = self.hint()
            optional = self.chance(0.3) if kind == "keyword" else optional or self.chance(0.1)
            default: tuple[object, ...] = ()
            if optional and kind in ("positional", "either", "keyword"):
                default = (self.random.choice([None, 3, drawn.make(self.sizes())]),)
            arguments.append(Argument(f"x{index}", kind, drawn, default))
        return Signature(arguments, self.hint())

    def sizes(self) -> dict[str, int]:
        sizes = {name: self.random.randint(0, 4) for name in NAMES}
        return sizes | {
            "s": self.random.randint(0, 2),
            "k": self.random.randint(0, 4),
            "owner": self.random.randint(1, 4),
        }

    def call(self, signature: Signature) -> tuple[tuple[object, ...], dict[str, object], object]:
        """Arguments, keywords and the result; mostly as they should be."""
        sizes = self.sizes()
        positional: list[object] = []
        keywords: dict[str, object] = {}
        by_keyword = False
        for argument in signature.arguments:
            if argument.default and self.chance(0.4) and argument.kind != "*":
                by_keyword = True
                continue
            if argument.kind == "*":
                count = 0 if by_keyword else self.random.randint(0, 2)
                positional += [self.spoiled(argument.drawn.make(sizes)) for _ in range(count)]
                continue
            value = self.spoiled(argument.drawn.make(sizes))
            if argument.kind == "**":
                keywords["more"] = value
            elif argument.kind == "keyword" or (by_keyword and argument.kind == "either"):
                keywords[argument.name] = value
            elif by_keyword:
                continue
            else:
                positional.append(value)
        return tuple(positional), keywords, self.spoiled(signature.result.make(sizes))

    def spoiled(self, value: object) -> object:
        """The value, or with a little chance something that may not be right."""
        if not self.chance(0.12):
            return value
        if isinstance(value, np.ndarray):
            return self.spoiled_array(value)
        # Items of one type only: of a list or `tuple[int, ...]` beartype looks at one item, drawn at random.
        return self.random.choice([None, "text", 3, 3.5, True, np.float64(1), np.zeros(2), [1], ("a", "b"), "sum"])

    def spoiled_array(self, value: Any) -> object:
        ways: list[Callable[[], object]] = [
            lambda: np.zeros(value.shape, self.random.choice(DTYPES)),
            lambda: np.zeros(value.shape, self.random.choice(DTYPES)),
            lambda: np.zeros((*value.shape, 2), value.dtype),
            lambda: np.zeros(tuple(size + 1 for size in value.shape), value.dtype),
            lambda: np.zeros(value.shape[::-1], value.dtype),
            lambda: value.view(Marked),
            lambda: np.asmatrix(np.zeros((2, 2), value.dtype)),
            lambda: Duck(value.shape, value.dtype),
            lambda: Duck(value.shape, str(value.dtype)),
            lambda: Duck(list(value.shape), value.dtype),
            value.tolist,
            lambda: value.dtype.type(0),
            lambda: None,
        ]
        return self.random.choice(ways)()
