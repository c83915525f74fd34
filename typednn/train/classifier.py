"""The short way: ``Classifier(net).fit(x, y).predict(x)``, with the method names that people know."""

from collections.abc import Iterable
from typing import Generic, Self, TypeVar

from typednn.contracts import Array, Float, Int64, Integer, contract
from typednn.data.labels import require_labels
from typednn.errors import ConfigError
from typednn.layers import AnyLayer, Layer, parameters
from typednn.layers.settings import Seed, generator
from typednn.train.callbacks import Callback, settled_callbacks
from typednn.train.checking import require_inputs
from typednn.train.config import TrainConfig
from typednn.train.history import History
from typednn.train.loop import Labelled, fit
from typednn.train.metrics import accuracy, predict_logits, predict_probabilities

Net = TypeVar("Net", bound=AnyLayer)
_DEFAULT = TrainConfig()


class Classifier(Generic[Net]):
    """A network that gives a score for each class, and how it is trained.

    Inputs may be float64: they are rounded to the precision of the network.
    """

    def __init__(
        self, net: Net, config: TrainConfig = _DEFAULT, *, rng: Seed = None, callbacks: Iterable[Callback] = ()
    ) -> None:
        if not isinstance(net, Layer):
            raise ConfigError(f"Classifier: net is {net!r}; expected a network, such as Linear(784, 10)")
        if not isinstance(config, TrainConfig):
            raise ConfigError(
                f"Classifier: config is {config!r}; expected a TrainConfig, such as TrainConfig(epochs=20)"
            )
        generator(rng)  # refuses what is no seed
        self.net, self.config, self.rng, self.callbacks = net, config, rng, settled_callbacks(callbacks)
        self.history: History | None = None

    @contract
    def fit(self, x: Float[Array, "n *shape"], y: Integer[Array, " n"], *, validation: Labelled | None = None) -> Self:
        """Train the network from the parameters that it has; gives the classifier itself."""
        if validation is not None:
            validation = self._rounded(validation[0]), validation[1]
        self.history = fit(
            self.net,
            self._rounded(x),
            y,
            self.config,
            validation=validation,
            rng=self.rng,
            callbacks=self.callbacks,
        )
        return self

    @contract
    def predict(self, x: Float[Array, "n *shape"]) -> Int64[Array, " n"]:
        """The class with the highest score, for each example."""
        return self._scores(x).argmax(axis=1)

    @contract
    def predict_proba(self, x: Float[Array, "n *shape"]) -> Float[Array, "n classes"]:
        """The probability of each class, for each example."""
        x = self._rounded(x)
        require_inputs(self.net, x)
        return predict_probabilities(self.net, x)

    @contract
    def score(self, x: Float[Array, "n *shape"], y: Integer[Array, " n"]) -> float:
        """The share of examples whose class is predicted."""
        scores = self._scores(x)
        require_labels(y, scores.shape[1])
        return accuracy(y, scores.argmax(axis=1))

    @contract
    def _scores(self, x: Float[Array, "n *shape"]) -> Float[Array, "n classes"]:
        x = self._rounded(x)
        require_inputs(self.net, x)
        return predict_logits(self.net, x)

    @contract
    def _rounded(self, x: Float[Array, "n *shape"]) -> Float[Array, "n *shape"]:
        dtype = next((array.dtype for array in parameters(self.net).values()), x.dtype)
        return x.astype(dtype, copy=False)

    def __repr__(self) -> str:
        return f"Classifier({self.net!r})"
