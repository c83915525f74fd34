"""Every optimizer in every variant, for the laws that hold for all of them."""

import pytest

from typednn.optim import (
    ASAM,
    SAM,
    SGD,
    ZSHARP_PRESETS,
    Adam,
    AdamW,
    Cosine,
    FriendlySAM,
    Momentum,
    Nesterov,
    Optimizer,
    Rule,
    SharpnessAware,
    Warmup,
)

LAYOUT = {"first.weight": (4, 5), "first.bias": (4,), "second.weight": (2, 4), "second.bias": (2,)}
SIZE = 34
RATE = Warmup(0.05, 3, Cosine(0.05, 10))

BASES: dict[str, SGD | Momentum | Nesterov | Adam | AdamW] = {
    "sgd": SGD(RATE),
    "sgd decay clip": SGD(RATE, weight_decay=0.1, clip_norm=0.5),
    "momentum": Momentum(RATE),
    "momentum l2 clip": Momentum(RATE, weight_decay=0.1, clip_norm=0.5),
    "momentum decoupled": Momentum(RATE, weight_decay=0.1, decoupled=True),
    "nesterov": Nesterov(RATE),
    "nesterov l2 clip": Nesterov(RATE, weight_decay=0.1, clip_norm=0.5),
    "nesterov decoupled": Nesterov(RATE, weight_decay=0.1, decoupled=True),
    "adam": Adam(RATE),
    "adam l2 clip": Adam(RATE, weight_decay=0.1, clip_norm=0.5),
    "adamw": AdamW(RATE, weight_decay=0.1, clip_norm=0.5),
}
RULES: dict[str, Rule] = {
    "sam": SAM(),
    "sam p=1": SAM(norm=1.0),
    "sam p=3": SAM(norm=3.0),
    "sam p=inf": SAM(norm=float("inf")),
    "asam": ASAM(),
    "friendly": FriendlySAM(),
    **{f"zsharp {name}": rule for name, rule in ZSHARP_PRESETS.items()},
}
OPTIMIZERS: dict[str, Optimizer] = {
    **BASES,
    **{name: SharpnessAware(BASES["momentum"], rule) for name, rule in RULES.items()},
    "sam on nesterov": SharpnessAware(BASES["nesterov l2 clip"], SAM()),
    "friendly on adamw": SharpnessAware(BASES["adamw"], FriendlySAM()),
}

every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
every_base = pytest.mark.parametrize("base", BASES.values(), ids=BASES.keys())
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
