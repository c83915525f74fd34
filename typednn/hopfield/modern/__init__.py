"""Modern networks: dense associative memory, and the continuous one that is attention."""

from typednn.hopfield.modern.continuous import OneStep as OneStep
from typednn.hopfield.modern.continuous import one_step_error as one_step_error
from typednn.hopfield.modern.continuous import retrieve as retrieve
from typednn.hopfield.modern.continuous import separations as separations
from typednn.hopfield.modern.dense import DenseMemory as DenseMemory
from typednn.hopfield.modern.layer import HopfieldLayer as HopfieldLayer
