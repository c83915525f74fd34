"""The dtype words are jaxtyping's, at run time and for mypy."""

import ast
import pickle
from pathlib import Path
from typing import Any

import jaxtyping
import numpy as np
import pytest

from typednn import contracts
from typednn.contracts import Array, Float
from typednn.contracts.words import WORDS

STRINGS = (
    "", "784", "batch", "n m", "n+1", "2*n", "h*d", "n-k+1", "(h+1)//2", "_", "_any", "...", "*batch n",
    "*#batch n", "#*batch n", "#n m", "rows=4 columns=n", "{n}", "{self.n}", "{n}+1", "{len(x)}", "min(n,3)",
    "n**2", "n%2", "in class for", " lone ", "?n", "-1", "n n n n n n", "#4", "#n+1", "α β",
)  # fmt: skip


def test_every_word_of_jaxtyping_is_there() -> None:
    theirs = {
        name
        for name, value in vars(jaxtyping).items()
        if isinstance(value, type)
        and issubclass(value, jaxtyping.AbstractDtype)
        and value is not jaxtyping.AbstractDtype
    }
    tree = ast.parse(Path(contracts.__file__).read_text())
    for_mypy = {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "jaxtyping"
        for alias in node.names
    }
    assert theirs == set(WORDS) == for_mypy


@pytest.mark.parametrize("name", WORDS)
def test_a_word_is_jaxtypings_word(name: str) -> None:
    ours, theirs = getattr(contracts, name), getattr(jaxtyping, name)
    assert issubclass(ours, theirs)
    assert ours.dtypes == theirs.dtypes
    hint, other = ours[Array, "n m"], theirs[Array, "n m"]
    assert repr(hint) == repr(other)
    assert issubclass(hint, jaxtyping.AbstractArray)
    for dtype in (np.float32, np.int64, np.uint8, np.bool_, np.complex64):
        for shape in ((2, 3), (2,)):
            assert isinstance(np.zeros(shape, dtype), hint) is isinstance(np.zeros(shape, dtype), other)


@pytest.mark.parametrize("string", STRINGS)
def test_a_string_means_what_it_means_to_jaxtyping(string: str) -> None:
    word: Any = Float
    theirs: Any = jaxtyping.Float
    ours, other = word[Array, string], theirs[Array, string]
    assert (ours.dims, ours.dim_str, ours.index_variadic) == (other.dims, other.dim_str, other.index_variadic)


def test_annotations_can_be_pickled() -> None:
    hint: Any = Float[Array, "n m"]
    again = pickle.loads(pickle.dumps(hint))
    assert (again.dtype, again.dim_str, again.array_type) == (contracts.Float, "n m", np.ndarray)


def test_words_nest_and_take_unions() -> None:
    image: Any = Float[Array, "h w"]
    batch: Any = Float[image, "b"]
    either: Any = Float[Array | float, "..."]
    assert isinstance(np.ones((2, 3, 4)), batch)
    assert not isinstance(np.ones((3, 4)), batch)
    assert isinstance(3.0, either)


def test_array_is_numpys() -> None:
    assert Array is np.ndarray
