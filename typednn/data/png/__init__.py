"""PNG, so that a picture of one's own can be shown to a network, and a report can hold pictures.

Any PNG of 1 to 16 bits is read as one channel of brightness, 0..255; interlaced ones are refused. Written is
8-bit grey.
"""

from typednn.data.png.reading import read_png
from typednn.data.png.writing import png_bytes

__all__ = ["png_bytes", "read_png"]
