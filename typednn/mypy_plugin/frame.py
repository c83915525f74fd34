"""Where the interpreter stands: the names in scope, what is known of them, and the facts that hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mypy.nodes import Context, FuncItem, MypyFile, TypeInfo
from mypy.plugin import CheckerPluginInterface

from typednn.mypy_plugin.report import Reporter
from typednn.mypy_plugin.values import Abstract, join
from typednn.shapes.facts import Facts
from typednn.shapes.shape import shape_names
from typednn.shapes.size import Name, Size
from typednn.shapes.value import Value


@dataclass
class State:
    """What holds at one point of the program; names are ``x`` or paths such as ``self.w``."""

    names: dict[str, Abstract] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    alive: bool = True

    def copy(self) -> State:
        return State(dict(self.names), self.facts.copy(), self.alive)

    def forget(self, prefix: str) -> None:
        """Drop what is known of the attributes behind a path."""
        for path in [path for path in self.names if path.startswith(prefix + ".")]:
            del self.names[path]


def merge(states: list[State]) -> State:
    """What holds whichever of the states is the real one."""
    living = [state for state in states if state.alive]
    if not living:
        return State({}, Facts(), False) if not states else State(states[0].names, states[0].facts, False)
    result = living[0].copy()
    for state in living[1:]:
        for name in list(result.names):
            if name in state.names:
                result.names[name] = join(result.names[name], state.names[name])
            elif "." in name:
                del result.names[name]
            # A name bound in one branch only keeps its value: the other branch cannot use it.
        for name, value in state.names.items():
            if name not in result.names and "." not in name:
                result.names[name] = value
        result.facts = _common_facts(result.facts, state.facts)
    return result


def _common_facts(left: Facts, right: Facts) -> Facts:
    return Facts(
        {name: size for name, size in left.sizes.items() if right.sizes.get(name) == size},
        {name: shape for name, shape in left.variadics.items() if right.variadics.get(name) == shape},
    )


@dataclass
class Session:
    """One run of the interpreter over a function or a module."""

    api: CheckerPluginInterface
    tree: MypyFile
    reporter: Reporter
    depth: int = 0
    summaries: dict[str, object] = field(default_factory=dict)
    globals: dict[str, Abstract] = field(default_factory=dict)
    resolving: set[str] = field(default_factory=set)
    steps: int = 0
    inlined: int = 0
    slices: int = 0
    sizes: int = 0

    @contextmanager
    def muted(self) -> Iterator[None]:
        self.reporter.muted += 1
        try:
            yield
        finally:
            self.reporter.muted -= 1

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1


@dataclass
class Frame:
    """One function body (or module) that is being interpreted."""

    session: Session
    scope: str
    function: FuncItem | None = None
    info: TypeInfo | None = None
    parent: Frame | None = None
    state: State = field(default_factory=State)
    bound: set[str] = field(default_factory=set)
    class_scopes: dict[str, str] = field(default_factory=dict)
    locals: dict[str, Size] = field(default_factory=dict)
    pinned: dict[Name, Size] = field(default_factory=dict)
    exits: list[State] = field(default_factory=list)
    returned: list[Abstract] = field(default_factory=list)
    yielded: list[Abstract] = field(default_factory=list)
    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)
    self_name: str = ""
    building: bool = False
    loops: int = 0
    caught: int = 0
    uncertain: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    ragged: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)  # all names in the signature
    entry: bool = False  # a call whose body is looked into: the next time its sizes are others

    def lookup(self, name: str) -> Abstract | None:
        frame: Frame | None = self
        while frame is not None:
            if name in frame.state.names:
                return frame.state.names[name]
            frame = frame.parent
        return None

    def scope_of(self, name: str) -> str | None:
        """The scope in which the name of an axis is bound, as seen from here; None if it is free."""
        if name in self.bound:
            return f"?{self.scope}" if name in self.ragged else self.scope
        return self.class_scopes.get(name)

    def speaks_of(self, name: str) -> bool:
        """Whether the contract of the function, or of one around it, has this word; a body without contract has all."""
        return not self.words or name in self.words or (self.parent is not None and self.parent.speaks_of(name))

    def is_live(self, name: str) -> bool:
        """Whether a name is bound here that only some members of a parameter's union have."""
        if name not in self.uncertain:
            return True
        for value in self.state.names.values():
            if isinstance(value, Value) and value.shape:
                if any(
                    found.name.lstrip("*") == name and found.scope == self.scope for found in shape_names(value.shape)
                ):
                    return True
        return False

    def report(self, node: Context, code: str, message: str) -> None:
        self.session.reporter.report(node, code, message)

    def fail(self, node: Context, code: str, message: str) -> None:
        """An operation that is certain to fail; where the author catches the exception, that is the plan."""
        if self.caught:
            self.doubt(node, message)
        else:
            self.report(node, code, message)

    @property
    def is_heard(self) -> bool:
        """Whether what is said now gets anywhere."""
        return not self.session.reporter.muted

    def doubt(self, node: Context, reason: str) -> None:
        """An operation that may fail: one of the shapes that its operands may have does not allow it."""
        self.session.reporter.verdict(node, "operation", "assumed", "an operation", reason)
