"""Pictures to store: letters and MNIST's digits as ±1, and how a state is drawn in the terminal."""

from typednn.contracts import Array, Int8, contract
from typednn.errors import ConfigError

# A font of 5 × 7 dots; five columns each, the lowest bit on top.
_COLUMNS = """
7E1111117E 7F49494936 3E41414122 7F4141221C 7F49494941 7F09090901 3E4149497A 7F0808087F 00417F4100
2040413F01 7F08142241 7F40404040 7F020C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E 7F09192946
4649494931 01017F0101 3F4040403F 1F2040201F 3F4038403F 6314081463 0708700807 6151494543
"""
_FONT = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", map(bytes.fromhex, _COLUMNS.split()), strict=True))


@contract
def letters(names: str) -> Int8[Array, "patterns neurons"]:
    """Letters of 5 × 7 dots, +1 where there is ink."""
    import numpy as np

    unknown = sorted({name for name in names if name not in _FONT})
    if unknown or not names or len(set(names)) < len(names):
        raise ConfigError(f"the letters are {names!r}: give different ones from A to Z")
    columns = np.array([list(_FONT[name]) for name in names])
    ink = (columns[:, None, :] >> np.arange(7)[:, None]) & 1
    return (2 * ink.reshape(len(names), 35) - 1).astype(np.int8)


@contract
def digits(names: str) -> Int8[Array, "patterns neurons"]:
    """For each digit the first test image of MNIST that shows it, +1 where it is brighter than half."""
    import numpy as np

    from typednn.data.embedded import MNIST_FOLDER
    from typednn.data.folder import load_part

    if not names or not set(names) <= set("0123456789") or len(set(names)) < len(names):
        raise ConfigError(f"the digits are {names!r}: give different ones from 0 to 9")
    test = load_part(MNIST_FOLDER, "test")
    chosen = [int(np.flatnonzero(test.labels == int(name))[0]) for name in names]
    images = np.asarray(test.images[chosen])
    return np.where(images.reshape(len(names), -1) > 127, np.int8(1), np.int8(-1))


@contract
def drawn(state: Int8[Array, " neurons"], columns: int) -> list[str]:
    """Two rows of dots in a line."""
    rows = (state > 0).reshape(-1, columns).tolist()
    if len(rows) % 2:
        rows.append([False] * columns)
    return [
        "".join(" ▀▄█"[top + 2 * bottom] for top, bottom in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]


def side_by_side(pictures: list[list[str]], titles: list[str]) -> list[str]:
    """Pictures of equal height next to each other, their titles above."""
    widths = [max(len(title), *map(len, picture)) for title, picture in zip(titles, pictures, strict=True)]
    rows = [titles, *map(list, zip(*pictures, strict=True))]
    return ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
