"""Chapter V: what VerifiedNN states of a perceptron on MNIST: gradients, types, layers, losses, optimizers, training.

One file a group of rows. Each theorem is a function: its docstring is the statement, its body the check.
A claim that is false is shown to be so beside what is true instead.
"""

from typednn.theorems.theorem import Chapter

CHAPTER = Chapter(
    "V", "VerifiedNN", "a perceptron for MNIST: gradients, types, layers, losses, optimizers, flattening, training"
)
