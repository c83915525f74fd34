"""The MNIST that comes with the package: the published data, complete, and quick to load."""

import hashlib
import time

import numpy as np
import pytest

from typednn.data.checking import md5
from typednn.data.embedded import MNIST_FOLDER, MNIST_MD5, load_mnist, load_mnist_part
from typednn.data.labels import count_classes
from typednn.data.pixels import moments, normalize

TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_it_is_whole_and_typed() -> None:
    data = load_mnist()
    assert (data.name, data.classes) == ("mnist", 10)
    assert data.train.images.shape == (60_000, 28, 28)
    assert data.test.images.shape == (10_000, 28, 28)
    assert {data.train.images.dtype, data.train.labels.dtype} == {np.dtype(np.uint8)}
    assert count_classes(data.train.labels, 10).tolist() == TRAIN_COUNTS
    assert count_classes(data.test.labels, 10).tolist() == TEST_COUNTS
    arrays = data.train.images, data.train.labels, data.test.images, data.test.labels
    assert [md5(array) for array in arrays] == list(MNIST_MD5.values())


def test_the_checksum_is_that_of_the_unpacked_file() -> None:
    """`md5` is compared with the file itself, for the file that is small enough."""
    import gzip

    unpacked = gzip.decompress((MNIST_FOLDER / "t10k-labels-idx1-ubyte.gz").read_bytes())
    assert hashlib.md5(unpacked).hexdigest() == MNIST_MD5["t10k-labels-idx1-ubyte"]


def test_the_first_test_digits_are_the_well_known_ones() -> None:
    assert load_mnist_part("test").labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_its_moments_are_the_well_known_ones() -> None:
    mean, deviation = moments(normalize(load_mnist_part("train").images))
    assert (round(mean, 4), round(deviation, 4)) == (0.1307, 0.3081)


def test_it_loads_in_less_than_600_milliseconds() -> None:
    """CPU time, the better of three: what else runs on the machine does not count."""
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        load_mnist()
        seconds.append(time.process_time() - begin)
    assert min(seconds) < 0.6


def test_each_call_gives_arrays_of_its_own() -> None:
    first, second = load_mnist_part("test"), load_mnist_part("test")
    first.images[:] = 0
    assert second.images.any()


@pytest.mark.parametrize("word", ["LeCun", "Cortes", "Burges", "Attribution-ShareAlike 3.0"])
def test_authors_and_licence_are_named_beside_the_files(word: str) -> None:
    assert word in (MNIST_FOLDER / "README.md").read_text()
