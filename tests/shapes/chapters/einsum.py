"""einsum."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.arrays import TooLarge
from tests.shapes.draw import Array, Draw, Sizes
from tests.shapes.laws import Call, Row
from typednn.shapes.rules.einsum import einsum
from typednn.shapes.size import Size


def equation(draw: Draw) -> Call:
    sizes: dict[str, Size] = {letter: draw.positive() for letter in "ijkB"}
    stack = draw.shape(0, 2)
    terms, operands = [], []
    for _ in range(draw.integer(1, 3)):
        letters = [draw.choice("ijkB") for _ in range(draw.integer(0, 3))]
        # Of a letter that stands twice in an operand NumPy forgets a size of 0.
        other = draw.positive if len(set(letters)) < len(letters) else draw.size
        shape: Sizes = tuple(sizes[letter] if draw.chance(0.95) else other() for letter in letters)
        if draw.chance(0.25):
            at = draw.integer(0, len(letters))
            shape = shape[:at] + draw.variant(stack) + shape[at:]
            letters.insert(at, "...")
        terms.append("".join(letters))
        operands.append(Array(shape if draw.chance(0.98) else (draw.positive(),)))
    text = ",".join(terms)
    if draw.chance(0.8):
        used = sorted(set(text.replace("...", "").replace(",", "")))
        output = draw.random.sample(used, draw.integer(0, len(used)))
        if draw.chance(0.9 if "..." in text else 0.02):
            output.insert(draw.integer(0, len(output)), "...")
        if draw.chance(0.03):
            output.append(draw.choice("ijkz"))
        text += " -> " + "".join(output) if draw.flag() else "->" + "".join(output)
    return text, *operands


def kept_small(text: str, *operands: Any) -> Any:
    """einsum runs through all indices at once: too many of them would take the day."""
    sizes: dict[str, int] = {}
    for term, operand in zip(text.split("->")[0].split(","), operands, strict=True):
        for letter, size in zip(term.replace("...", "").strip(), operand.shape, strict=False):
            sizes[letter] = max(size, sizes.get(letter, 1))
    if float(np.prod([*map(float, sizes.values()), 1.0])) > 3e5:
        raise TooLarge
    return np.einsum(text, *operands)


ROWS = [Row("einsum", einsum, kept_small, equation, least=3)]
