"""The slow path of a contract: beartype and jaxtyping judge a new kind of call, which is then remembered.

Nothing that failed is ever remembered. What is remembered is what the arguments bind, under the key that
decided (`typednn.contracts.deciding`), and for each of those the keys of the results that passed.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NoReturn

import jaxtyping

from typednn.contracts.blaming import Item
from typednn.contracts.deciding import join
from typednn.contracts.enforcing import Check, call, check_apart, check_together, is_plain
from typednn.contracts.outcomes import UNKEYED, Facts, Fields, Outcome, State
from typednn.contracts.refusing import explain
from typednn.contracts.scope import Arguments, Known, Record, Scope, copied, fresh, same
from typednn.contracts.settling import MISSING
from typednn.contracts.signatures import MANY_KEYWORD, MANY_POSITIONAL, Parameter, Promise

# How many kinds of calls a contract remembers, and of results for each; when full, it forgets and starts
# again.
CALLS, RESULTS = 2048, 16


class Judge:
    """Judges the calls of one function."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.memory: dict[object, Known] = {}
        self.wrapper: object = None
        if not all(is_plain(parameter.hint) for parameter in promise.parameters):
            _ = self._together  # what cannot be checked is an error where it is defined
        self.fields = Fields(promise, promise.fields)
        self.decision = join([self.fields.decision, *(each.decision for each in promise.parameters)])
        self._facts = Facts((parameter.name for parameter in promise.parameters), self.decision)
        self.result = State(promise) if promise.leaves else Outcome(promise, "returned", promise.result)
        if "generator" in promise.flow:
            self.yields = Outcome(promise, "yielded", promise.yields)
            self.sends = Outcome(promise, "was sent", promise.sends)

    @cached_property
    def _together(self) -> Check:
        return check_together(self.promise)

    @property
    def is_off(self) -> bool:
        """As jaxtyping documents: switched off for all, or by `typing.no_type_check` for this function."""
        return jaxtyping.config.jaxtyping_disable or any(
            getattr(function, "__no_type_check__", False) for function in (self.promise.function, self.wrapper)
        )

    def admit(self, given: Arguments) -> Known:
        """Judge the arguments; remember what they bind."""
        __tracebackhide__ = True
        arguments = self.with_defaults(given)
        with Scope(fresh(arguments)) as scope:
            if self.is_off:
                return Known(scope.record)
            passed = _passes(self._look_at, given, arguments)
        if not passed:
            self._refuse(given)
        known = Known(scope.record)
        key = self._facts.key(given)
        if key is not UNKEYED and self._facts.settled(given):
            if len(self.memory) >= CALLS:
                self.memory.clear()
            self.memory[key] = known
        return known

    def _look_at(self, given: Arguments, arguments: Arguments) -> None:
        self.fields.check(arguments)
        call(self._together, self.promise.parameters, given)

    def with_defaults(self, given: Arguments) -> Arguments:
        defaults = {parameter.name: parameter.default for parameter in self.promise.parameters}
        return {name: defaults[name] if value is MISSING else value for name, value in given.items()}

    def _without_defaults(self, arguments: Arguments) -> Arguments:
        """The arguments that were given, as far as that can be told afterwards."""
        defaults = {each.name: each.default for each in self.promise.parameters if each.may_be_missing}
        return {
            name: MISSING if name in defaults and value is defaults[name] else value
            for name, value in arguments.items()
        }

    def again(self, parameter: Parameter) -> Callable[[object, Arguments], None]:
        """The check of an argument about which no key decides, to be run in every call."""
        check = check_apart(self.promise, parameter)

        def again(value: object, given: Arguments) -> None:
            if value is not MISSING and not _passes(call, check, (parameter,), {parameter.name: value}):
                self._refuse(given)

        return again

    def release(self, outcome: Outcome, known: Known, record: Record, arguments: Arguments, value: object) -> None:
        """Judge what comes out, with the names that the call has left in its record; remember it."""
        __tracebackhide__ = True
        facts = {"typednn_result": value, **arguments}
        key = outcome.facts.key(facts)
        if key is not UNKEYED and not same(record, known):  # names that the body has bound have a say
            key = (key, tuple(record[0].items()), tuple(record[1].items()))
        if key is not UNKEYED and outcome is not self.result:
            key = (outcome.verb, key)
        if self.is_off or (key is not UNKEYED and key in known.results):
            return
        with Scope(copied(record)):
            passed = _passes(outcome.check, value, arguments)
        if not passed:
            self._refuse(self._without_defaults(arguments), outcome, value, record)
        if key is not UNKEYED and outcome.facts.settled(facts):
            if len(known.results) >= RESULTS:
                known.results.clear()
            known.results.add(key)

    def _refuse(
        self,
        values: Arguments,
        outcome: Outcome | None = None,
        value: object = None,
        record: Record | None = None,
    ) -> NoReturn:
        __tracebackhide__ = True
        arguments = self.with_defaults(values)
        verb = outcome.verb if outcome else ""
        outputs = outcome.items(value, arguments) if outcome else []
        before, after = fresh(arguments), copied(record) if record else fresh(arguments)
        raise explain(self.promise.name, verb, self._items(values), outputs, before, after) from None

    def _items(self, values: Arguments) -> list[Item]:
        """The arguments that were given, in the order in which they are judged."""
        items = self.fields.items(values)
        for parameter in self.promise.parameters:
            name, hint = parameter.name, parameter.hint
            value: Any = values[name]  # a tuple or a dict, where it is one of many
            if parameter.kind is MANY_POSITIONAL:
                items += [Item(f"{name}[{index}]", part, hint) for index, part in enumerate(value)]
            elif parameter.kind is MANY_KEYWORD:
                items += [Item(key, part, hint) for key, part in value.items()]
            elif value is not MISSING and not (hint is Any and name in ("self", "cls", "_cls")):
                items.append(Item(name, value, hint))
        return items


def _passes(check: Callable[..., object], *values: object) -> bool:
    """Any exception at all is a refusal, as jaxtyping has it; `explain` finds out which."""
    try:
        check(*values)
    except Exception:
        return False
    return True
