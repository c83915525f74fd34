"""What happened, epoch by epoch. Plain numbers, which can be printed, compared and saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from typednn.errors import CheckpointError


@dataclass(frozen=True)
class EpochRecord:
    """One epoch: epochs count from 1, accuracies are shares, losses are means over the examples."""

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    gradient_norm: float
    seconds: float
    samples_per_second: float

    def as_json(self) -> dict[str, float | None]:
        return asdict(self)


@dataclass
class History:
    """The epochs so far, and why the training ended before its last one, if it did."""

    epochs: list[EpochRecord] = field(default_factory=list)
    stopped: str = ""

    def __len__(self) -> int:
        return len(self.epochs)

    def __iter__(self) -> Iterator[EpochRecord]:
        return iter(self.epochs)

    def __getitem__(self, index: int) -> EpochRecord:
        return self.epochs[index]

    @property
    def best(self) -> EpochRecord | None:
        """The first epoch with the highest validation accuracy; without validation the last one."""
        if not self.epochs:
            return None
        return max(self.epochs, key=_merit)

    @property
    def best_epoch(self) -> int:
        """The number of the best epoch, 0 before the first one."""
        return 0 if self.best is None else self.best.epoch

    @property
    def is_best(self) -> bool:
        """Whether the last epoch is the best one so far."""
        return bool(self.epochs) and self.best is self.epochs[-1]


def _merit(record: EpochRecord) -> float:
    """`max` takes the first of equals; without validation each epoch is better than those before."""
    return float(record.epoch) if record.validation_accuracy is None else record.validation_accuracy


def read_history(rows: Sequence[Mapping[str, object]]) -> History:
    """The history whose epochs `as_json` gave, or a `CheckpointError`."""
    records = []
    for number, row in enumerate(rows, start=1):
        try:
            record = EpochRecord(**dict(row))  # type: ignore[arg-type]  # what the row holds is judged below
        except TypeError as error:
            raise CheckpointError(f"the saved history has an epoch that cannot be read: {error}") from None
        if record.epoch != number or any(not _is_number(value) for value in row.values()):
            raise CheckpointError(f"the saved history has {row!r} as epoch {number}; expected numbers, in order")
        records.append(record)
    return History(records)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
