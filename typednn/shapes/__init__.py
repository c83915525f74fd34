"""The shape algebra: sizes, shapes, their grammar, unification and the shape rules. Standard library only."""
