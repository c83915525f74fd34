"""The one place that speaks: errors to mypy, verdicts to `typednn prove`."""

from __future__ import annotations

from dataclasses import dataclass, field

from mypy.errorcodes import ErrorCode
from mypy.nodes import Context
from mypy.plugin import CheckerPluginInterface

from typednn.mypy_plugin.codes import SHAPE_SYNTAX, TENSOR_DTYPE, TENSOR_SHAPE

CODES: dict[str, ErrorCode] = {
    "tensor-shape": TENSOR_SHAPE,
    "tensor-dtype": TENSOR_DTYPE,
    "shape-syntax": SHAPE_SYNTAX,
}


@dataclass(frozen=True)
class Event:
    """One contract that was looked at: an argument, a result, or an assignment."""

    path: str
    line: int
    kind: str
    verdict: str
    what: str
    reason: str = ""
    column: int = 0


@dataclass
class Reporter:
    """Collects what one run says; nothing while it is muted."""

    api: CheckerPluginInterface
    path: str
    muted: int = 0
    failures: int = 0
    known_returns: set[int] = field(default_factory=set)
    said: set[tuple[int, int, str]] = field(default_factory=set)
    events: dict[tuple[int, int, str, str], Event] = field(default_factory=dict)

    def report(self, node: Context, code: str, message: str) -> None:
        self.failures += 1
        place = (node.line, node.column, code)
        if self.muted or place in self.said:
            return
        self.said.add(place)
        self.api.fail(message, node, code=CODES[code])

    def note(self, node: Context, message: str) -> None:
        if not self.muted:
            getattr(self.api, "note", self.api.fail)(message, node)

    def verdict(self, node: Context, kind: str, verdict: str, what: str, reason: str = "") -> None:
        """Remember a verdict; of several for one place (a loop, a union) the weakest stands."""
        if self.muted:
            return
        key = (node.line, node.column, kind, what)
        before = self.events.get(key)
        if before is None or _STRENGTH[verdict] < _STRENGTH[before.verdict]:
            self.events[key] = Event(self.path, node.line, kind, verdict, what, reason, node.column)


_STRENGTH = {"refuted": 0, "assumed": 1, "proved": 2}
