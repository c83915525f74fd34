"""Well-known data sets in MNIST's format: where they are, and the checksum of each file.

The MD5 sums are the published ones, as they stand in torchvision (torchvision/datasets/mnist.py) and, for
Fashion-MNIST, in the README of its authors. An MD5 sum tells a damaged file, not a forged one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from typednn.data.folder import FORMS, file_name

# The names under which the files are stored; the same that `load_folder` looks for.
FILES = tuple(file_name(part, kind, FORMS[2]) for part in ("train", "test") for kind in ("images", "labels"))


@dataclass(frozen=True)
class Archive:
    """A zip file with many sets, and which of its members are the four files."""

    name: str
    digest: str
    members: Mapping[str, str]


@dataclass(frozen=True)
class KnownSet:
    """A data set of four files, each fetched by itself or all taken from one archive."""

    title: str
    licence: str
    mirrors: tuple[str, ...]
    digests: Mapping[str, str] = field(default_factory=dict)
    archive: Archive | None = None
    remark: str = ""


def _emnist(split: str) -> KnownSet:
    names = (f"gzip/emnist-{split}-{file.replace('t10k', 'test')}" for file in FILES)
    return KnownSet(
        title=f"EMNIST {split}: handwritten characters from NIST's Special Database 19",
        licence="none is named with the files; by Cohen, Afshar, Tapson, van Schaik (2017), from NIST's data",
        mirrors=("https://biometrics.nist.gov/cs_links/EMNIST/",),
        archive=Archive("gzip.zip", "md5:58c8d27c78d21e728a6bc7b3cc06412e", dict(zip(FILES, names, strict=True))),
        remark="the images lie on their side, rows and columns exchanged; --transpose draws them upright",
    )


KNOWN = {
    "fashion-mnist": KnownSet(
        title="Fashion-MNIST: articles of clothing",
        licence="MIT, Zalando SE",
        mirrors=(
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        digests={
            "train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
            "t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
            "t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
        },
    ),
    "kmnist": KnownSet(
        title="Kuzushiji-MNIST: cursive Japanese characters",
        licence="CC BY-SA 4.0, ROIS-DS Center for Open Data in the Humanities",
        mirrors=("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        digests={
            "train-images-idx3-ubyte.gz": "md5:bdb82020997e1d708af4cf47b453dcf7",
            "train-labels-idx1-ubyte.gz": "md5:e144d726b3acfaa3e44228e80efcd344",
            "t10k-images-idx3-ubyte.gz": "md5:5c965bf0a639b31b8f53240b1b52f4d7",
            "t10k-labels-idx1-ubyte.gz": "md5:7320c461ea6c1c855c0b718fb2a4b134",
        },
    ),
    "emnist-letters": _emnist("letters"),
    "emnist-digits": _emnist("digits"),
}
