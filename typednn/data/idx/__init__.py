"""IDX, the file format of MNIST and its kin: a magic number, big-endian dimensions, then the elements.

    offset 0   0x00 0x00, the element type, the number of dimensions
    offset 4   each dimension, unsigned, 4 bytes, big-endian
    then       the elements in row-major order, big-endian

A file may be compressed with gzip; its first two bytes tell.
"""

from typednn.data.idx.reading import read_header, read_idx
from typednn.data.idx.writing import write_idx

__all__ = ["read_header", "read_idx", "write_idx"]
