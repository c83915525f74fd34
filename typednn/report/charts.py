"""Line charts as SVG, to stand in a page: a line for each series, against the epoch."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

WIDTH, HEIGHT = 460, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 34, 40
Points: TypeAlias = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """Numbers to places, along one axis."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        share = (number - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def line_chart(title: str, series: Mapping[str, Points], *, percent: bool = False) -> str:
    """An `<svg>` element; a series without points is left out."""
    shown = {name: points for name, points in series.items() if points}
    xs = [x for points in shown.values() for x, _ in points]
    ys = [y for points in shown.values() for _, y in points]
    if not xs:
        return ""
    steps = ticks(min(ys), max(ys))
    across = Scale(min(xs), max(max(xs), min(xs) + 1), LEFT, WIDTH - RIGHT)
    up = Scale(min(steps[0], min(ys)), max(steps[-1], max(ys)), HEIGHT - BOTTOM, TOP)
    return "".join(
        [
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
            f'<text class="title" x="{LEFT}" y="16">{escape(title)}</text>',
            *_grid(across, up, steps, percent),
            *_lines(shown, across, up, percent),
            "</svg>",
        ]
    )


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`: steps of 1, 2 or 5 times a power of ten."""
    size = max(abs(low), abs(high), 1e-3)
    span = high - low if high - low > 1e-9 * size else size  # of what is nearly one number, its surroundings
    rough = span / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _grid(across: Scale, up: Scale, steps: Sequence[float], percent: bool) -> Iterator[str]:
    for step in steps:
        y = f"{up(step):.1f}"
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        yield _tick(LEFT - 6, up(step) + 4, "end", _said(step, percent))
    every = max(1, math.ceil((across.high - across.low) / 10))
    for epoch in range(math.ceil(across.low), math.floor(across.high) + 1, every):
        yield _tick(across(epoch), HEIGHT - BOTTOM + 16, "middle", str(epoch))
    yield _tick((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", "epoch")


def _tick(x: float, y: float, anchor: str, words: str) -> str:
    return f'<text class="tick" text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}">{words}</text>'


def _lines(shown: Mapping[str, Points], across: Scale, up: Scale, percent: bool) -> Iterator[str]:
    for number, (name, points) in enumerate(shown.items()):
        places = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
        yield f'<g class="series{number}"><polyline points="{places}"/>'
        for x, y in points:
            told = f"{name}, epoch {x:g}: {_said(y, percent)}"
            yield f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="2.5"><title>{escape(told)}</title></circle>'
        place = WIDTH - RIGHT - 110 * (len(shown) - 1 - number)
        yield f'<text class="legend" text-anchor="end" x="{place}" y="16">{escape(name)}</text></g>'


def _said(number: float, percent: bool) -> str:
    return f"{100 * number:.4g}%" if percent else f"{number:.4g}"
