"""A memory that is addressed by content: store patterns, show a damaged one, get the whole back.

python examples/07_memory.py
"""

import numpy as np

from typednn import Array, Int8
from typednn.hopfield import Hopfield

LETTERS = {
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "L": "#.... #.... #.... #.... #####",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
}


def spins(drawing: str) -> Int8[Array, "25"]:
    """+1 where there is ink, −1 elsewhere."""
    return np.array([1 if dot == "#" else -1 for dot in drawing.replace(" ", "")], np.int8).reshape(25)


def show(state: Int8[Array, "25"]) -> str:
    return "\n".join("".join("█" if s > 0 else "·" for s in row) for row in state.reshape(5, 5))


def main() -> None:
    memory = Hopfield.store(np.stack([spins(drawing) for drawing in LETTERS.values()]), rule="pseudo_inverse")
    noisy = spins(LETTERS["L"])
    noisy[[0, 7, 12]] *= -1
    found = memory.recall(noisy)
    print(show(noisy), show(found.state), sep="\n\n")
    print(f"\nit is {list(LETTERS)[found.pattern]}; {found.confidence}")


if __name__ == "__main__":
    main()
