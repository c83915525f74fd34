"""MNIST by the library: a network, its settings, its test accuracy. `typednn train` does the same with a screen.

python examples/06_mnist.py
"""

import numpy as np

from typednn import Classifier, Linear, Relu, TrainConfig
from typednn.data import flatten, load_mnist, normalize, split


def main(examples: int = 6_000) -> None:
    data = load_mnist()
    rng = np.random.default_rng(0)
    train, validation = split(data.train.select(slice(examples)), 1_000, rng=rng)
    net = Linear(784, 128, rng=rng) >> Relu() >> Linear(128, 10, rng=rng)
    x, x_validation, x_test = (flatten(normalize(part.images)) for part in (train, validation, data.test))
    model = Classifier(net, TrainConfig(epochs=4), rng=rng)
    model.fit(x, train.labels, validation=(x_validation, validation.labels))
    assert model.history is not None
    for record in model.history.epochs:
        print(f"epoch {record.epoch}: validation {record.validation_accuracy:.2%}")
    print(f"test accuracy {model.score(x_test, data.test.labels):.2%}")


if __name__ == "__main__":
    main()
