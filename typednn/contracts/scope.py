"""What the names of shapes stand for while a function runs: jaxtyping's own record, a stack for each thread.

Whoever asks `isinstance(x, Float[Array, "n"])` inside a contract, or calls `assert_shape`, reads and extends
the record on top. jaxtyping has no public way to keep one open around a call and to give it back later, so
this module reaches into `jaxtyping._storage`; no other module does.
"""

from typing import cast

from jaxtyping._storage import _shape_storage as storage
from jaxtyping._storage import get_treeflatten_memo

Sizes = dict[str, int]
Variadics = dict[str, tuple[bool, tuple[int, ...]]]
Structures = dict[str, object]
Arguments = dict[str, object]
# One record: sizes by name, shapes by variadic name, tree structures by name, and the arguments for `{n}`.
Record = tuple[Sizes, Variadics, Structures, Arguments]

__all__ = [
    "Arguments",
    "Known",
    "Record",
    "Scope",
    "copied",
    "fresh",
    "is_flattening_a_tree",
    "records",
    "same",
    "storage",
]


def records() -> list[Record]:
    """The records of this thread, the innermost call last."""
    try:
        found = storage.memo_stack
    except AttributeError:
        found = storage.memo_stack = []
    return cast(list[Record], found)  # jaxtyping's attribute has no annotation


def is_flattening_a_tree() -> bool:
    """Whether jaxtyping is taking a tree apart: it looks at types only then, so it does not count."""
    return bool(get_treeflatten_memo())  # type: ignore[no-untyped-call]  # jaxtyping has no annotation there


def fresh(arguments: Arguments) -> Record:
    return {}, {}, {}, arguments


def copied(record: Record) -> Record:
    sizes, variadics, structures, arguments = record
    return sizes.copy(), variadics.copy(), structures.copy(), arguments


def same(record: Record, known: "Known") -> bool:
    """Whether no size was bound since the arguments were judged. (Structures decide about nothing keyed.)"""
    return record[0] == known.sizes and record[1] == known.variadics


class Known:
    """What the arguments of one kind of call bind, and the keys of the results that kept the contract."""

    __slots__ = ("results", "sizes", "structures", "variadics")

    def __init__(self, record: Record) -> None:
        self.sizes, self.variadics, self.structures, _ = record
        self.results: set[object] = set()

    def record(self, arguments: Arguments) -> Record:
        """A record for one call, which the call may extend."""
        return self.sizes.copy(), self.variadics.copy(), self.structures.copy(), arguments


class Scope:
    """`with Scope(record) as scope:` puts a record on the stack; `scope.record` is what has become of it."""

    __slots__ = ("_records", "record")

    def __init__(self, record: Record) -> None:
        self.record = record

    def __enter__(self) -> "Scope":
        self._records = records()
        self._records.append(self.record)
        return self

    def __exit__(self, *_: object) -> None:
        self.record = self._records.pop()
