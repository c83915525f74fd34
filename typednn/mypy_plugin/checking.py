"""One run of the interpreter over a body, and what happens if it meets a surprise."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from mypy.nodes import Context, FuncDef, MypyFile
from mypy.plugin import CheckerPluginInterface

from typednn.mypy_plugin import internals, numpy_calls, summaries
from typednn.mypy_plugin.codes import TENSOR_SHAPE
from typednn.mypy_plugin.frame import Session
from typednn.mypy_plugin.interpreter import Interpreter, TooLong
from typednn.mypy_plugin.report import Event, Reporter

events: list[Event] = []


def use_stubs(stubs: list[Path]) -> None:
    """Take the user's own shape rules beside NumPy's."""
    if stubs != numpy_calls.user_stubs:
        numpy_calls.use(stubs)


def check(api: CheckerPluginInterface, function: FuncDef | None, node: Context) -> None:
    """Check a function, or the module itself if there is none. Never raises."""
    tree = internals.checked_tree(api)
    if tree is None:
        return
    if function is None:
        summarise(api, tree, node)
    if not internals.is_ours(tree):
        return
    reporter = Reporter(api, tree.path)
    interpreter = Interpreter(Session(api, tree, reporter))
    try:
        if function is None:
            interpreter.check_module(tree)
        else:
            interpreter.check_function(function)
    except (TooLong, RecursionError):
        reporter.verdict(node, "body", "assumed", "all that this body promises", "the body is too long to follow")
    except Exception as surprise:
        _surprised(api, surprise, node)
    internals.returns_any(api, tree.path, reporter.known_returns)
    events.extend(reporter.events.values())


def summarise(api: CheckerPluginInterface, tree: MypyFile, node: Context) -> None:
    """Keep what the classes of a module say for the modules that import it. Never raises."""
    reporter = Reporter(api, tree.path, muted=1)
    interpreter = Interpreter(Session(api, tree, reporter))
    try:
        summaries.keep(api, tree, interpreter.summary)
    except (TooLong, RecursionError):
        return  # then nothing is known of them elsewhere
    except Exception as surprise:
        _surprised(api, surprise, node)


def _surprised(api: CheckerPluginInterface, surprise: Exception, node: Context) -> None:
    if os.environ.get("TYPEDNN_TRACEBACK"):
        traceback.print_exc()
    api.fail(
        f"typednn met a surprise here and checked no further ({type(surprise).__name__}: {surprise}): "
        "please report it with this function",
        node,
        code=TENSOR_SHAPE,
    )
