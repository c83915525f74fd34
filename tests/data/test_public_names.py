"""What `typednn.data` offers at its door, and the program in its docstring."""

import textwrap

import numpy as np

import typednn.data


def test_every_name_is_there() -> None:
    assert all(hasattr(typednn.data, name) for name in typednn.data.__all__)
    assert list(typednn.data.__all__) == sorted(typednn.data.__all__)


def test_the_program_in_the_docstring_runs() -> None:
    program = textwrap.dedent(str(typednn.data.__doc__).partition("\n\n")[2])
    space = {name: getattr(typednn.data, name) for name in typednn.data.__all__}
    exec(program, space | (result := {"rng": np.random.default_rng(0)}), result)
    assert result["inputs"].shape == (55_000, 784)  # type: ignore[attr-defined]  # filled in by the program
    assert len(result["validation"]) == 5_000  # type: ignore[arg-type]  # the same
