"""Chapter H: what HopfieldNet and its sequel state of Hopfield networks: energies, convergence, chance, memory, faults.

One file a group of rows. Small networks are looked at in all their states, integers stay integers.
"""

from typednn.theorems.theorem import Chapter

CHAPTER = Chapter(
    "H", "HopfieldNet", "Hopfield networks: general, symmetric, asymmetric, stochastic; memory, capacity, faults"
)
