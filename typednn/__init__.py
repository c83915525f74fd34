"""Tensor shapes as part of Python's type system: the public names.

`import typednn` loads no NumPy: a name is looked up in its home when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from typednn.errors import CheckpointError as CheckpointError
from typednn.errors import ConfigError as ConfigError
from typednn.errors import ContractError as ContractError
from typednn.errors import DataError as DataError
from typednn.errors import DivergenceError as DivergenceError
from typednn.errors import ShapeError as ShapeError
from typednn.errors import ShapeSyntaxError as ShapeSyntaxError
from typednn.errors import TypednnError as TypednnError

__version__ = "0.1.0"

if TYPE_CHECKING:
    from typednn.contracts import Array as Array
    from typednn.contracts import Bool as Bool
    from typednn.contracts import Complex as Complex
    from typednn.contracts import Complex64 as Complex64
    from typednn.contracts import Complex128 as Complex128
    from typednn.contracts import Float as Float
    from typednn.contracts import Float16 as Float16
    from typednn.contracts import Float32 as Float32
    from typednn.contracts import Float64 as Float64
    from typednn.contracts import Inexact as Inexact
    from typednn.contracts import Int as Int
    from typednn.contracts import Int8 as Int8
    from typednn.contracts import Int16 as Int16
    from typednn.contracts import Int32 as Int32
    from typednn.contracts import Int64 as Int64
    from typednn.contracts import Integer as Integer
    from typednn.contracts import Num as Num
    from typednn.contracts import Real as Real
    from typednn.contracts import Shaped as Shaped
    from typednn.contracts import UInt as UInt
    from typednn.contracts import UInt8 as UInt8
    from typednn.contracts import UInt16 as UInt16
    from typednn.contracts import UInt32 as UInt32
    from typednn.contracts import UInt64 as UInt64
    from typednn.contracts import assert_shape as assert_shape
    from typednn.contracts import contract as contract
    from typednn.contracts import reveal_shape as reveal_shape
else:
    # The same names for the run time; a test compares the two lists.
    _HOME = {
        name: home
        for home, names in {
            "typednn.contracts": (
                "Array assert_shape contract reveal_shape "
                "Bool Complex Complex64 Complex128 Float Float16 Float32 Float64 Inexact Int Int8 Int16 "
                "Int32 Int64 Integer Num Real Shaped UInt UInt8 UInt16 UInt32 UInt64"
            ),
        }.items()
        for name in names.split()
    }

    def __getattr__(name: str) -> object:
        """Look a public name up in its home and keep it."""
        if name not in _HOME:
            raise AttributeError(f"module 'typednn' has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_HOME[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME})
