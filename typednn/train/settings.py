"""The settings of a run from the command line: plain words and numbers, as they stand in run.toml and config.json."""

import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from typednn.errors import ConfigError
from typednn.optim.checking import FRACTION, NONNEGATIVE, POSITIVE, settle, settle_choice, settle_count

MODELS = ("mlp", "lenet")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adam", "adamw", "sam", "asam", "zsharp")
SCHEDULES = ("constant", "step", "exponential", "cosine", "warmup-cosine")
# Chosen on MNIST's validation examples; the rates of the sharpness-aware ones are those of their base, momentum.
RATES = {"sgd": 0.5, "adam": 0.002, "adamw": 0.002}
DROPOUT = {"mlp": 0.0, "lenet": 0.3}
RADII = {"sam": 0.05, "asam": 0.5, "zsharp": 0.05}


@dataclass(frozen=True)
class RunSettings:
    """Everything that decides the numbers of a run; None where the usual value of the network
    or of the optimizer is meant."""

    model: str = "mlp"
    hidden: tuple[int, ...] = (128,)
    dropout: float | None = None
    optimizer: str = "momentum"
    lr: float | None = None
    momentum: float = 0.9
    weight_decay: float = 1e-4
    radius: float | None = None
    clip: float | None = None
    schedule: str = "exponential"
    schedule_epochs: int | None = None
    decay: float = 0.85
    label_smoothing: float = 0.1
    batch_size: int = 64
    epochs: int = 12
    patience: int | None = None
    samples: int | None = None
    validation: int | None = None
    seed: int = 0
    threads: int | None = None
    data: str | None = None

    def __post_init__(self) -> None:
        settle_choice(self, "model", MODELS)
        settle_choice(self, "optimizer", OPTIMIZERS)
        settle_choice(self, "schedule", SCHEDULES)
        self._settle_numbers()
        hidden: object = self.hidden  # a file may say anything
        if not isinstance(hidden, list | tuple) or any(type(width) is not int or width < 1 for width in hidden):
            raise ConfigError(f"RunSettings: hidden is {hidden!r}; expected whole numbers, at least 1, such as 256,128")
        object.__setattr__(self, "hidden", tuple(hidden))
        if self.data is not None and not isinstance(self.data, str):
            raise ConfigError(f"RunSettings: data is {self.data!r}; expected the name of a folder")

    def _settle_numbers(self) -> None:
        for name in ("momentum", "label_smoothing"):
            settle(self, name, FRACTION)
        settle(self, "weight_decay", NONNEGATIVE)
        settle(self, "decay", POSITIVE)
        settle_count(self, "seed", least=0)
        for name in ("batch_size", "epochs"):
            settle_count(self, name)
        for name, expected in (("dropout", FRACTION), ("lr", NONNEGATIVE), ("radius", NONNEGATIVE), ("clip", POSITIVE)):
            if getattr(self, name) is not None:
                settle(self, name, expected)
        for name, least in (("schedule_epochs", 1), ("patience", 1), ("samples", 1), ("validation", 0), ("threads", 1)):
            if getattr(self, name) is not None:
                settle_count(self, name, least=least)

    @property
    def rate(self) -> float:
        """The learning rate at the beginning."""
        if self.lr is not None:
            return self.lr
        return RATES.get(self.optimizer, 0.1) * (0.5 if self.model == "lenet" else 1.0)

    @property
    def dropout_rate(self) -> float:
        """The share of units left out."""
        return DROPOUT[self.model] if self.dropout is None else self.dropout

    def settled(self) -> "RunSettings":
        """With the horizon of the schedule fixed: a run that is resumed for longer keeps it."""
        return self if self.schedule_epochs else replace(self, schedule_epochs=self.epochs)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def settings_from(*layers: Mapping[str, object]) -> RunSettings:
    """The defaults, overruled by each mapping in turn; an unknown key is an error with a suggestion."""
    known = [field.name for field in fields(RunSettings)]
    merged: dict[str, Any] = {}  # `RunSettings` judges the values
    for layer in layers:
        for key, value in layer.items():
            name = key.replace("-", "_")
            if name not in known:
                raise ConfigError(_unknown(key, known))
            merged[name] = _widths(value) if name == "hidden" else value
    return RunSettings(**merged)


def _widths(value: object) -> object:
    """``"256,128"`` as a tuple; what is no list of whole numbers is refused later, as it is."""
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",")] if value.strip() else []
    return tuple([int(word) for word in words]) if all(word.isdecimal() for word in words) else value


def read_toml(path: Path) -> dict[str, object]:
    """The settings in a file, one ``name = value`` a line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; check the name") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f'{path}: not TOML: {error}; expected lines such as optimizer = "adam"') from None


def _unknown(key: str, known: Iterable[str]) -> str:
    names = [name.replace("_", "-") for name in known]
    close = difflib.get_close_matches(key.replace("_", "-"), names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(names)}"
    return f"there is no setting {key!r}: {hint}"


def horizon(settings: RunSettings) -> int:
    """The epochs over which the schedule runs."""
    return settings.schedule_epochs or settings.epochs


def third(epochs: int) -> int:
    """A step schedule takes three steps."""
    return max(1, math.ceil(epochs / 3))
