"""`typednn hopfield landscape`: all states of a small network, and which leads where."""

from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli.hopfield.options import AsJson, Plot, Seed, bar, new_figure, print_json, save
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from typednn.contracts import Array

MOST = 12


def landscape(
    neurons: Annotated[int, typer.Option(help="At most 12.")] = 8,
    patterns: Annotated[int, typer.Option(min=1, help="How many random ones are stored by Hebb's rule.")] = 3,
    seed: Seed = 0,
    dot: Annotated[bool, typer.Option("--dot", help="The graph for Graphviz, instead of the table.")] = False,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Every state, its energy, and where sweeps in the order of the neurons lead from it.

    typednn hopfield landscape --neurons 5
    typednn hopfield landscape --neurons 6 --dot | dot -Tsvg -o landscape.svg
    """
    import numpy as np

    from typednn.hopfield.analysis.landscape import Landscape, all_energies
    from typednn.hopfield.hebbian_net import HebbianNet
    from typednn.hopfield.spins import random_patterns

    if not 1 <= neurons <= MOST:
        raise ConfigError(
            f"{neurons} neurons have 2^{neurons} states: the landscape is shown for 1 to {MOST}; "
            "typednn.hopfield.analysis.Landscape goes up to 20"
        )
    net = HebbianNet(random_patterns(patterns, neurons, np.random.default_rng(seed)), dtype=np.int64)
    scape, energies = Landscape(net), all_energies(net)
    nodes = [
        {"state": _signs(state), "energy": int(energy), "next": int(after), "end": int(end), "stored": kept}
        for state, energy, after, end, kept in zip(
            scape.states, energies, scape.sweep(), scape.ends(), _stored(scape.states, net.patterns), strict=True
        )
    ]
    if plot is not None:
        _draw(nodes, plot)
    if as_json:
        sizes = {nodes[place]["state"]: size for place, size in scape.basin_sizes().items()}
        print_json({"neurons": neurons, "patterns": patterns, "seed": seed, "basins": sizes, "states": nodes})
    else:
        typer.echo("\n".join(_dot(nodes) if dot else _table(nodes)))


def _signs(state: "Array") -> str:
    return "".join("+" if value > 0 else "-" for value in state)


def _stored(states: "Array", patterns: "Array") -> list[str]:
    """For each state: pattern, complement or nothing."""
    kept, turned = {_signs(p) for p in patterns}, {_signs(-p) for p in patterns}
    names = [_signs(state) for state in states]
    return ["pattern" if name in kept else "complement" if name in turned else "" for name in names]


def _table(nodes: list[dict[str, object]]) -> list[str]:
    """The fixed points by energy, with what flows to each."""
    ends = sorted({int(str(node["end"])) for node in nodes}, key=lambda k: (nodes[k]["energy"], k))
    lines = []
    for end in ends:
        members = [node for node in nodes if node["end"] == end]
        head, share = nodes[end], len(members) / len(nodes)
        lines.append(
            f"{head['state']}  energy {head['energy']:>4}  basin {len(members):>4} of {len(nodes)} {bar(share)}"
            f"  {head['stored'] or 'spurious'}"
        )
        rest = sorted((node for node in members if node is not head), key=lambda n: (int(str(n["energy"])), n["state"]))
        lines += [f"  ← {node['state']}  {node['energy']:>4}" for node in rest[:6]]
        lines += [f"  ← and {len(rest) - 6} more"] if len(rest) > 6 else []
    return lines


def _dot(nodes: list[dict[str, object]]) -> list[str]:
    lines = ["digraph landscape {", "  node [shape=box, fontname=monospace];"]
    for place, node in enumerate(nodes):
        thick = ", penwidth=3" if node["next"] == place else ""
        filled = ", style=filled" if node["stored"] == "pattern" else ""
        lines.append(f'  {place} [label="{node["state"]}\\n{node["energy"]}"{thick}{filled}];')
        if node["next"] != place:
            lines.append(f"  {place} -> {node['next']};")
    return [*lines, "}"]


def _draw(nodes: list[dict[str, object]], plot: "Path") -> None:
    """Energy upward; each basin has a stretch of the other axis; a line for each sweep."""
    order = sorted(range(len(nodes)), key=lambda k: (nodes[k]["end"], nodes[k]["energy"], k))
    across = {place: position for position, place in enumerate(order)}
    energy = [int(str(node["energy"])) for node in nodes]
    figure = new_figure(plot)
    axes = figure.subplots()
    for place, node in enumerate(nodes):
        after = int(str(node["next"]))
        axes.plot([across[place], across[after]], [energy[place], energy[after]], color="gray", linewidth=0.4)
    colours = [int(str(node["end"])) for node in nodes]
    axes.scatter([across[k] for k in range(len(nodes))], energy, c=colours, cmap="tab20", s=14, zorder=2)
    axes.set(xlabel="states, basin by basin", ylabel="energy")
    axes.set_xticks([])
    save(figure, plot)
