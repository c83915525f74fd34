"""Generators and coroutines under contract: the record of names is on the stack only while their body runs.

Arguments are judged once, when the function is called (a coroutine's when it is awaited). The names that
they bind hold for everything that is yielded; a name that occurs only in what is yielded is bound by each
yield anew, so the last batch may be smaller than the others.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

from typednn.contracts.judging import Judge
from typednn.contracts.scope import Arguments, Known, Record, Scope


class Flow:
    """One running body, and the record of its names."""

    def __init__(self, judge: Judge, known: Known, arguments: Arguments) -> None:
        self.judge, self.known, self.arguments = judge, known, arguments
        self.record: Record = known.record(arguments)

    def step(self, action: Callable[..., object], *values: object) -> object:
        """Let the body run until it pauses."""
        scope = Scope(self.record)
        try:
            with scope:
                return action(*values)
        finally:
            self.record = scope.record

    def yielded(self, value: object) -> None:
        self.judge.release(self.judge.yields, self.known, self.record, self.arguments, value)

    def sent(self, value: object) -> None:
        if value is not None:  # what `next` sends
            self.judge.release(self.judge.sends, self.known, self.record, self.arguments, value)

    def returned(self, value: object) -> None:
        self.judge.release(self.judge.result, self.known, self.record, self.arguments, value)


def generate(
    judge: Judge, known: Known, arguments: Arguments, body: Generator[object, object, object]
) -> Generator[object, object, object]:
    """The same generator, judged at each yield."""
    flow = Flow(judge, known, arguments)
    action: Callable[..., object] = body.send
    values: tuple[object, ...] = (None,)
    while True:
        try:
            item = flow.step(action, *values)
        except StopIteration as stop:
            flow.returned(stop.value)
            return stop.value
        flow.yielded(item)
        try:
            sent = yield item
        except GeneratorExit:
            flow.step(body.close)
            raise
        except BaseException as error:
            action, values = body.throw, (error,)
        else:
            flow.sent(sent)
            action, values = body.send, (sent,)


async def generate_asynchronously(
    judge: Judge, known: Known, arguments: Arguments, body: AsyncGenerator[object, object]
) -> AsyncGenerator[object, object]:
    """The same asynchronous generator, judged at each yield."""
    flow = Flow(judge, known, arguments)
    step: Awaitable[object] = body.asend(None)
    while True:
        try:
            item = await Steps(flow, step)
        except StopAsyncIteration:
            return
        flow.yielded(item)
        try:
            sent = yield item
        except GeneratorExit:
            await Steps(flow, body.aclose())
            raise
        except BaseException as error:
            step = body.athrow(error)
        else:
            flow.sent(sent)
            step = body.asend(sent)


async def finish(judge: Judge, known: Known, arguments: Arguments, body: Awaitable[object]) -> object:
    """The same awaited result, judged."""
    flow = Flow(judge, known, arguments)
    result = await Steps(flow, body)
    flow.returned(result)
    return result


class Steps:
    """An awaitable whose every step runs with the names of its flow: other tasks run in between."""

    def __init__(self, flow: Flow, inner: Awaitable[object]) -> None:
        self.flow, self.inner = flow, inner

    def __await__(self) -> Generator[object, object, object]:
        inner = self.inner.__await__()
        action: Callable[..., object] = inner.__next__
        values: tuple[object, ...] = ()
        while True:
            try:
                awaited = self.flow.step(action, *values)
            except StopIteration as stop:
                return stop.value
            try:
                sent = yield awaited
            except BaseException as error:  # a cancellation, or the end of the loop, goes to the body
                action, values = inner.throw, (error,)
            else:
                action, values = inner.send, (sent,)


FLOWS: dict[str, Callable[..., object]] = {
    "generator": generate,
    "async generator": generate_asynchronously,
    "coroutine": finish,
}
