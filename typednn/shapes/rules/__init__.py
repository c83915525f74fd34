"""Shape functions: what NumPy does to shapes, one concept a file.

A shape function is pure and total. It takes shapes, and what else is known of the arguments: an int, a
tuple of ints, a bool, a string, a `Size`; `UNKNOWN` stands for an argument of which nothing is known. It
returns the shape of the result: a tuple of shapes where NumPy returns several arrays, a `Several` where
their number is not known. It raises `Mismatch` where NumPy is certain to fail for general sizes, and
`Unknowable` where it gives up; mostly it need not, because an axis may be `UNKNOWN` and a rank `...`.

Sizes that are names are taken as general: large enough, and different from one another and from literals.
In a hint, ``<x2>`` stands for the argument that NumPy calls x2, as the user wrote it.
"""
