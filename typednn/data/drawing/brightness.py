"""How bright each pixel of an image is, 0..255, whether it is raw or scaled."""

import numpy as np

from typednn.contracts import Array, Float, UInt8, contract
from typednn.errors import DataError


@contract
def brightness(
    image: UInt8[Array, "height width"] | Float[Array, "height width"], *, inverted: bool = False
) -> UInt8[Array, "height width"]:
    """Bytes as they are, floats by the inverse of `normalize`: the dtype tells which, not the values."""
    if image.dtype != np.uint8:
        _require_unit(image)
        image = np.rint(image * 255).astype(np.uint8)
    return 255 - image if inverted else image


@contract
def _require_unit(image: Float[Array, "height width"]) -> None:
    wrong = np.argwhere(~((image >= 0) & (image <= 1)))
    if len(wrong):
        row, column = wrong[0]
        raise DataError(
            f"pixel ({row}, {column}) is {image[row, column]}; float pixels are drawn from 0 to 1: "
            "normalize() raw ones first, clip() others"
        )
