"""Embedding: rows of a table, chosen by indices."""

import numpy as np

from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import DataError


@contract
def embedding(
    indices: Integer[Array, "*shape"], table: Float[Array, "entries features"]
) -> Float[Array, "*shape features"]:
    """y[…] = table[indices[…]]; an index outside of the table is an error, and there are no negative ones."""
    entries = table.shape[0]
    if indices.size and (indices.min() < 0 or indices.max() >= entries):
        wrong = indices[(indices < 0) | (indices >= entries)].flat[0]
        raise DataError(f"index {wrong} in a table of {entries} entries, expected 0 to {entries - 1}")
    return table[indices]


@contract
def embedding_vjp(
    dy: Float[Array, "*shape features"],
    indices: Integer[Array, "*shape"],
    table: Float[Array, "entries features"],
) -> Float[Array, "entries features"]:
    """dtable[k] = the sum of dy over the places where indices = k."""
    dtable = np.zeros_like(table)
    np.add.at(dtable, indices, dy)
    return dtable
