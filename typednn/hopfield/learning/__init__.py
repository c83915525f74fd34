"""Learning rules: from patterns to weights."""

from typednn.hopfield.learning.clipped import clipped as clipped
from typednn.hopfield.learning.clipped import palimpsest as palimpsest
from typednn.hopfield.learning.hebbian import hebbian as hebbian
from typednn.hopfield.learning.hebbian import hebbian_normalised as hebbian_normalised
from typednn.hopfield.learning.perceptron import Learned as Learned
from typednn.hopfield.learning.perceptron import perceptron as perceptron
from typednn.hopfield.learning.pseudo_inverse import exact_pseudo_inverse as exact_pseudo_inverse
from typednn.hopfield.learning.pseudo_inverse import pseudo_inverse as pseudo_inverse
from typednn.hopfield.learning.sequences import sequence_weights as sequence_weights
from typednn.hopfield.learning.sequences import with_sequence as with_sequence
from typednn.hopfield.learning.storkey import learn_storkey as learn_storkey
from typednn.hopfield.learning.storkey import storkey as storkey
from typednn.hopfield.learning.unlearning import unlearn as unlearn
