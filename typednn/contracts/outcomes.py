"""What comes out of a call: a result, what a generator yields or is sent, what a constructor sets."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from typednn.contracts.blaming import Item
from typednn.contracts.deciding import Decision, How, decide, join
from typednn.contracts.enforcing import Check, check_result, is_plain
from typednn.contracts.hints import Hint
from typednn.contracts.scope import Arguments, is_flattening_a_tree
from typednn.contracts.settling import HELPERS
from typednn.contracts.signatures import Field, Promise

UNKEYED = object()


class Facts:
    """The key that decides about some values, and whether it really does, as functions of the arguments."""

    def __init__(self, names: Iterable[str], decision: Decision) -> None:
        space: dict[str, Any] = dict(HELPERS)  # exec writes into it
        declared = ", ".join(names)
        exec(
            f"def key({declared}): return ({decision.key})\ndef settled({declared}): return {decision.settled}",
            space,
        )
        self._key, self._settled = space["key"], space["settled"]
        self._decides = decision.how is How.KEY

    def key(self, values: Arguments) -> object:
        """The key, or `UNKEYED` where it does not decide or cannot be had (of a list given for an array)."""
        try:
            key: object = self._key(**values) if self._decides else UNKEYED
            hash(key)
        except Exception:  # whatever a foreign object raises: it is judged each time
            return UNKEYED
        return key

    def settled(self, values: Arguments) -> bool:
        return bool(self._settled(**values)) and not is_flattening_a_tree()


class Outcome:
    """One value that comes out. `decision` speaks of it as `typednn_result` and of the arguments by name."""

    def __init__(self, promise: Promise, verb: str, hint: Hint) -> None:
        self.verb, self.hint = verb, hint
        self.decision = decide(hint, "typednn_result")
        self.promise = promise
        if not is_plain(hint):
            _ = self._check  # what cannot be checked is an error where it is defined
        self.facts = Facts(_names(promise), self.decision)

    @cached_property
    def _check(self) -> Check:
        return check_result(self.promise, self.hint)

    def check(self, value: object, arguments: Arguments) -> None:
        self._check(value)

    def items(self, value: object, arguments: Arguments) -> list[Item]:
        return [Item("result", value, self.hint)]


class State(Outcome):
    """The attributes that a constructor leaves in `self`."""

    def __init__(self, promise: Promise) -> None:
        self.verb = ""
        self.fields = Fields(promise, promise.leaves)
        self.decision = self.fields.decision
        self.facts = Facts(_names(promise), self.decision)

    def check(self, value: object, arguments: Arguments) -> None:
        self.fields.check(arguments)

    def items(self, value: object, arguments: Arguments) -> list[Item]:
        return self.fields.items(arguments)


class Fields:
    """The shaped attributes of `self`, judged together; one that is not set yet is no mistake."""

    def __init__(self, promise: Promise, fields: Sequence[Field]) -> None:
        self.owner, self.fields = promise.owner, fields
        self.decision = join(decide(field.hint, f"{self.owner}.{field.name}") for field in fields)
        self._checks = {field.name: check_result(promise, field.hint, f'"{field.name}"') for field in fields}

    def check(self, arguments: Arguments) -> None:
        owner = arguments.get(self.owner)
        for field in self.fields:
            if hasattr(owner, field.name):
                self._checks[field.name](getattr(owner, field.name))

    def items(self, arguments: Arguments) -> list[Item]:
        owner = arguments.get(self.owner)
        return [
            Item(f"{self.owner}.{field.name}", getattr(owner, field.name), field.hint)
            for field in self.fields
            if hasattr(owner, field.name)
        ]


def _names(promise: Promise) -> list[str]:
    return ["typednn_result", *(parameter.name for parameter in promise.parameters)]
