"""Random small programs of typed functions. Each is built step by step while it runs on three choices of sizes.

The generator knows nothing about shape rules: a statement is tried, and NumPy says whether it works and what
shape comes out; the contract of the result is then read off the shapes. Some programs get a bad statement
or a mistake in a contract; what they really do is found out by running them (trial.py), not here.
"""

import ast
import random
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from itertools import combinations
from typing import Any

import numpy as np
from beartype import beartype
from jaxtyping import Bool, Complex, Float, Int, Shaped, jaxtyped

from tests.plugin.fuzz.templates import EVERY, Template

NAMES = ("n", "m", "d", "k")
EVERY_NAME = (*NAMES, "batch")
HEADER = "import numpy as np\nfrom jaxtyping import Bool, Complex, Float, Int, Shaped\n"
BUILDING = (
    {"n": 5, "m": 7, "d": 11, "k": 13},
    {"n": 3, "m": 8, "d": 6, "k": 10},
    {"n": 7, "m": 2, "d": 4, "k": 9},
)
_CONTRACT = re.compile(r"(?P<word>\w+)\[np\.ndarray, '(?P<axes>[^']*)'\]")
MOST_ELEMENTS = 60_000
Sizes = dict[str, int]


@dataclass(frozen=True)
class Parameter:
    name: str
    axes: tuple[str, ...]
    word: str = "Float"

    @property
    def text(self) -> str:
        return f'{self.name}: {self.word}[np.ndarray, "{contract_text(self.axes)}"]'


@dataclass(frozen=True)
class Entry:
    """A function with its parameters, or a class with those of its initialiser (`made_of`) and of its call."""

    name: str
    parameters: list[Parameter]
    made_of: list[Parameter] = field(default_factory=list)


@dataclass
class Program:
    """`text` defines everything; each of the entries is to be tried: functions, and layers made and called."""

    seed: int
    text: str
    entries: list["Entry"]
    names: list[str] = field(default_factory=list)
    history: str = ""


def contract_text(axes: tuple[str, ...]) -> str:
    text = " ".join(axes)
    return f" {text}" if len(axes) == 1 and text.isidentifier() else text


def array(sizes: Sizes, axes: tuple[str, ...], word: str, rng: np.random.Generator) -> np.ndarray:
    shape = tuple(sizes[axis] if axis in sizes else int(axis) for axis in axes)
    if word == "Int":
        return np.asarray(rng.integers(0, 5, shape))
    return np.asarray(rng.random(shape) - 0.3)


def namespace() -> dict[str, Any]:
    return {"np": np, "Float": Float, "Int": Int, "Bool": Bool, "Complex": Complex, "Shaped": Shaped}


class ClassScopeError(TypeError):
    """A name in the contracts of a class means one size in all its methods; jaxtyping does not look at that."""


def contracted(space: dict[str, Any], names: list[str]) -> None:
    """Put the run-time contracts on the functions and on the methods of the classes."""
    for name in names:
        thing = space[name]
        if isinstance(thing, type):
            weight = vars(thing)["__init__"].__annotations__["w"].dim_str.split()
            for key, method in list(vars(thing).items()):
                if callable(method):
                    setattr(thing, key, jaxtyped(typechecker=beartype)(method))
            call = "__call__"
            setattr(thing, call, _one_scope(getattr(thing, call), weight))
        else:
            space[name] = jaxtyped(typechecker=beartype)(thing)


def _one_scope(method: Callable[..., Any], weight: list[str]) -> Callable[..., Any]:
    given = method.__annotations__["x"].dim_str.split()
    declared = getattr(method.__annotations__["return"], "dim_str", "").split()

    @wraps(method)
    def checked(self: Any, x: np.ndarray, *rest: Any) -> Any:
        known = dict(zip(weight, self.w.shape, strict=False))
        _agree(known, given, x)
        result = method(self, x, *rest)
        if "..." not in declared:
            _agree(known, declared, result)
        return result

    return checked


def _agree(known: Sizes, axes: list[str], value: Any) -> None:
    for axis, extent in zip(axes, getattr(value, "shape", ()), strict=False):
        if known.get(axis, extent) != extent:
            raise ClassScopeError(f"{axis} is {known[axis]} in the class, {extent} in a method")


class Builder:
    """Makes one program."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.top: list[str] = []
        self.names: list[str] = []
        self.functions: list[tuple[str, list[Parameter]]] = []
        self.layers: list[tuple[str, list[Parameter], list[Parameter]]] = []

    def program(self) -> Program:
        for at in range(self.rng.choice((0, 0, 1, 1, 2))):
            self._function(f"helper_{self.seed}_{at}", self.rng.randint(1, 2))
        if self.rng.random() < 0.35:
            self._layer()
        self._function(f"program_{self.seed}", self.rng.randint(1, 5))
        text, history = "\n\n".join(self.top) + "\n", ""
        if self.rng.random() < 0.3:
            text, history = mutated(text, self.rng)
        return Program(self.seed, text, entries_of(text), self.names, history)

    def _parameters(self, names: str) -> list[Parameter]:
        pool = self.rng.sample(NAMES, self.rng.choice((1, 2, 2, 3)))
        found = []
        for name in names:
            rank = self.rng.choice((0, 1, 1, 2, 2, 2, 2, 3))
            axes = tuple(
                self.rng.choice(pool) if self.rng.random() < 0.85 else self.rng.choice("234") for _ in range(rank)
            )
            found.append(Parameter(name, axes, "Int" if self.rng.random() < 0.08 else "Float"))
        return found

    def _spaces(self, parameters: list[Parameter]) -> list[dict[str, Any]]:
        spaces = []
        for at, sizes in enumerate(BUILDING):
            space = namespace()
            for text in self.top:
                exec(text, space)
            contracted(space, self.names)
            for parameter in parameters:
                space[parameter.name] = array(sizes, parameter.axes, parameter.word, np.random.default_rng(at))
            space.update(flag=bool(at % 2), count=at + 1, sizes=sizes)
            spaces.append(space)
        return spaces

    def _function(self, name: str, length: int) -> None:
        parameters = self._parameters("xyz"[: self.rng.randint(1, 3)])
        lines, result = self._body(parameters, self._spaces(parameters), length)
        signature = ", ".join([*(parameter.text for parameter in parameters), "flag: bool = False", "count: int = 2"])
        body = "\n".join("    " + line for line in lines)
        self.top.append(f"def {name}({signature}) -> {result}:\n{body}")
        self.names.append(name)
        self.functions.append((name, parameters))

    def _layer(self) -> None:
        """A class with a weight, perhaps a second attribute made from it, and a method."""
        name = f"Layer_{self.seed}"
        weight = self._parameters("w")[0]
        given = Parameter(
            "x", tuple(self.rng.choice([*weight.axes, "batch"]) for _ in range(self.rng.choice((1, 2, 2))))
        )
        sizes = [{**each, "batch": 17 - 2 * at} for at, each in enumerate(BUILDING)]
        spaces = self._spaces([weight])
        for at, space in enumerate(spaces):
            space["x"] = array(sizes[at], given.axes, given.word, np.random.default_rng(at))
            space["self"] = type("Self", (), {"w": space["w"]})()
            space["sizes"] = sizes[at]
        made = self.rng.choice(("", "np.zeros(w.shape[-1])", "np.zeros(w.shape[0])", "w.T", "w.sum(axis=0)"))
        start = f"    def __init__(self, {weight.text}) -> None:\n        self.w = w\n"
        arrays = {"x": 0, "self.w": 0}
        if made:
            try:
                for space in spaces:
                    space["self"].b = eval(made, space)
                start += f"        self.b = {made}\n"
                arrays["self.b"] = 0
            except Exception:
                pass
        lines, result = self._body([given], spaces, self.rng.randint(1, 3), list(arrays))
        body = "\n".join("        " + line.replace("\n", "\n    ") for line in lines)
        signature = f"self, {given.text}, flag: bool = False, count: int = 2"
        declared = f"    w: {weight.text.partition(': ')[2]}\n" if self.rng.random() < 0.5 else ""
        self.top.append(f"class {name}:\n{declared}{start}    def __call__({signature}) -> {result}:\n{body}")
        self.names.append(name)
        self.layers.append((name, [weight], [given]))

    def _body(
        self,
        parameters: list[Parameter],
        spaces: list[dict[str, Any]],
        length: int,
        names: list[str] | None = None,
    ) -> tuple[list[str], str]:
        arrays = list(names) if names is not None else [parameter.name for parameter in parameters]
        lines: list[str] = []
        for at in range(length):
            new = f"t{at}"
            for _ in range(12):
                text = self._statement(arrays, spaces[0], new)
                works = text is not None and runs(text, spaces, new)
                if text is not None and (works or self.rng.random() < 0.01):
                    lines.append(text)
                    if works:
                        arrays.append(new)
                    break
        chosen = arrays[-1] if self.rng.random() < 0.9 else self.rng.choice(arrays)
        lines.append(f"return {chosen}")
        seen = {axis for parameter in parameters for axis in parameter.axes} & {*EVERY_NAME}
        sizes = [{name: space["sizes"][name] for name in sorted(seen)} for space in spaces]
        return lines, self._contract([value_of(chosen, space) for space in spaces], sizes)

    def _statement(self, arrays: list[str], space: dict[str, Any], new: str) -> str | None:
        if (self.functions or self.layers) and self.rng.random() < 0.25:
            return self._call(arrays, new)
        template: Template = self.rng.choice(EVERY)
        chosen = []
        for rank in template.ranks:
            fitting = [name for name in arrays if rank is None or np.ndim(value_of(name, space)) == rank]
            if not fitting:
                return None
            weights = [1 + 2 * at for at in range(len(fitting))]
            chosen.append(self.rng.choices(fitting, weights)[0])
        given = dict(zip("xy", chosen, strict=False)) | {"v": new}
        return re.sub(r"\b[vxy]\b(?!')", lambda found: given.get(found.group(), found.group()), template.text)

    def _call(self, arrays: list[str], new: str) -> str:
        if self.layers and (not self.functions or self.rng.random() < 0.5):
            name, first, second = self.rng.choice(self.layers)
            made = ", ".join(self.rng.choice(arrays) for _ in first)
            given = ", ".join(self.rng.choice(arrays) for _ in second)
            return f"{new} = {name}({made})({given})"
        name, parameters = self.rng.choice(self.functions)
        return f"{new} = {name}({', '.join(self.rng.choice(arrays) for _ in parameters)})"

    def _contract(self, values: list[Any], sizes: list[Sizes]) -> str:
        if not all(isinstance(value, np.ndarray) for value in values):
            return "object"
        word = {"f": "Float", "i": "Int", "b": "Bool", "c": "Complex"}.get(values[0].dtype.kind, "Shaped")
        if len({value.ndim for value in values}) != 1:
            return f'{word}[np.ndarray, "..."]'
        known = expressions(sizes)
        axes = []
        for extents in zip(*(value.shape for value in values), strict=True):
            options = known.get(extents, ["_"])
            axes.append(options[0] if self.rng.random() < 0.9 else self.rng.choice(options))
        return f'{word}[np.ndarray, "{contract_text(tuple(axes))}"]'


def entries_of(text: str) -> list[Entry]:
    """The functions and classes of a program as they stand in its text, which a mutation may have changed."""
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            found.append(Entry(node.name, _declared(node)))
        elif isinstance(node, ast.ClassDef):
            methods = {each.name: _declared(each) for each in node.body if isinstance(each, ast.FunctionDef)}
            found.append(Entry(node.name, methods["__call__"], methods["__init__"]))
    return found


def _declared(function: ast.FunctionDef) -> list[Parameter]:
    found = []
    for argument in function.args.args:
        annotation = _CONTRACT.fullmatch(ast.unparse(argument.annotation)) if argument.annotation else None
        if annotation is not None:
            found.append(Parameter(argument.arg, tuple(annotation["axes"].split()), annotation["word"]))
    return found


def value_of(name: str, space: dict[str, Any]) -> Any:
    owner, _, attribute = name.rpartition(".")
    return getattr(space[owner], attribute) if owner else space[name]


def runs(text: str, spaces: list[dict[str, Any]], new: str) -> bool:
    """Whether a statement works for every choice, and makes an array that is not too large."""
    for space in spaces:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(text.replace("\n    ", "\n"), space)
        except Exception:
            return False
        if not isinstance(space.get(new), np.ndarray) or space[new].size > MOST_ELEMENTS or space[new].size == 0:
            return False
    return True


def expressions(sizes: list[Sizes]) -> dict[tuple[int, ...], list[str]]:
    """The sizes that have a name, by their values in each of the choices."""
    found: dict[tuple[int, ...], list[str]] = {}
    names = list(sizes[0])
    texts = [*names, *(str(number) for number in range(1, 13))]
    texts += [
        form.format(name)
        for name in names
        for form in ("{}+1", "{}-1", "2*{}", "({}+1)//2", "{}+2", "{}-2", "3*{}", "{0}*{0}", "4*{}")
    ]
    texts += [f"{a}{sign}{b}" for a, b in combinations(names, 2) for sign in "+*"]
    for text in texts:
        found.setdefault(tuple(eval(text, {}, each) for each in sizes), []).append(text)
    return found


def mutated(text: str, rng: random.Random) -> tuple[str, str]:
    """The program with one small mistake, and what was done."""
    kinds = [
        (r"\.T\b", ""),
        (r"axis=0", "axis=1"),
        (r"axis=-1", "axis=0"),
        (r"keepdims=True", "keepdims=False"),
        (r'"([nmdk]) ([nmdk])"', r'"\2 \1"'),
        (r'ndarray, "([^"]*)\bn\b', r'ndarray, "\1m'),
        (r'ndarray, "([^"]*)\bd\b', r'ndarray, "\1n'),
        (r'-> Float\[np.ndarray, "([^"]*)"', r'-> Float[np.ndarray, "\1 1"'),
        (r"-> Float\[", "-> Int["),
        (r"\[1:\]", "[2:]"),
        (r"len\((\w+)\)", r"\1.shape[-1]"),
        (r"\bt0\b", "x"),
        (r" @ ", " * "),
        (r"reshape\(-1\)", "reshape(1, -1)"),
    ]
    rng.shuffle(kinds)
    for pattern, instead in kinds:
        places = list(re.finditer(pattern, text))
        if places:
            place = rng.choice(places)
            lines = text[: place.start()].splitlines()[-2:]
            # What a class declares of its attributes is not checked when a program runs; a loop must end.
            if lines[-1].startswith(("    def __init__", "    w:")) or any("while " in line for line in lines):
                continue
            new = text[: place.start()] + place.expand(instead) + text[place.end() :]
            try:
                compile(new, "mutant", "exec")
            except SyntaxError:
                continue
            return new, f"{place.group()!r} became {place.expand(instead)!r}"
    return text, ""
