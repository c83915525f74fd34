"""Where the shape rules (`stubs/`) are: at the top of a checkout, inside the package in a wheel."""

from pathlib import Path

from typednn.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


def stub_folder(package: Path = _PACKAGE) -> Path:
    """The folder of the shape rules that belong to the typednn in the folder `package`."""
    places = (package / "_stubs", package.parent / "stubs")
    for place in places:
        if place.is_dir():
            return place
    raise ConfigError(
        f"typednn's shape rules are missing: neither {places[0]} nor {places[1]} is a folder. "
        "The installation is incomplete; install typednn again."
    )
