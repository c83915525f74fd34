"""How the page looks, on bright and on dark screens."""

STYLE = """
:root { --paper: #fff; --ink: #1d1d1f; --faint: #6b6b70; --line: #dcdce0; --first: #0b62c4; --second: #c2410c;
  --right: 22, 128, 60; --wrong: 200, 40, 40 }
@media (prefers-color-scheme: dark) { :root { --paper: #17181a; --ink: #e4e4e7; --faint: #a0a0a8; --line: #38393d;
  --first: #6cb0ff; --second: #ff9a5c; --right: 60, 180, 100; --wrong: 240, 90, 80 } }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem }
h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem }
p { margin: .3rem 0; overflow-wrap: anywhere } small, figcaption { color: var(--faint) }
.numbers { display: flex; flex-wrap: wrap; gap: 1.6rem; margin: 1rem 0 }
.numbers b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums }
.side { display: flex; flex-wrap: wrap; gap: 1.2rem } .side > * { flex: 1 1 24rem; min-width: 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .6rem; text-align: right } th { color: var(--faint); font-weight: 500 }
table.pairs th, table.pairs td { text-align: left; vertical-align: top; overflow-wrap: anywhere }
figure { margin: 0; width: 9.6rem } .pictures { display: flex; flex-wrap: wrap; gap: .8rem }
.pictures img { display: block; image-rendering: pixelated; width: 112px; border: 1px solid var(--line) }
.weights { gap: 4px } .weights img { width: 56px }
svg { width: 100%; height: auto } svg text { fill: var(--ink); font-size: 12px }
svg .title { font-weight: 600 } svg .tick { fill: var(--faint); font-size: 11px }
svg .grid { stroke: var(--line) } svg polyline { fill: none; stroke-width: 2 }
.series0 polyline { stroke: var(--first) } .series0 circle, svg .series0 text { fill: var(--first) }
.series1 polyline { stroke: var(--second) } .series1 circle, svg .series1 text { fill: var(--second) }
"""
