"""``np.add.reduce``, ``np.multiply.outer``: the methods that every ufunc has."""

from __future__ import annotations

from dataclasses import replace

from typednn.shapes.signature import Apply, Expression, First, Rule, Signature

METHODS = ("reduce", "accumulate", "reduceat", "outer", "at")
# In the stubs of `numpy.ufunc`, ``of_ufunc(a, b)`` is the dtype of the ufunc itself for these operands,
# ``reduced_by_ufunc(a)`` that of its reduction.
UFUNC_RULES = ("of_ufunc", "reduced_by_ufunc")


def ufunc_method(full_name: str, ufunc: Rule, method: Rule) -> Rule | None:
    """The rule of ``numpy.ufunc.<method>`` for one ufunc; None if the rule is that of no ufunc."""
    dtype = ufunc.signatures[0].dtype
    if not isinstance(dtype, Apply) or dtype.function != "loops" or not dtype.arguments:
        return None
    loops = dtype.arguments[0]
    rule = "total" if ufunc.name in ("numpy.add", "numpy.multiply") else ""
    signatures = tuple(_for_ufunc(each, loops, rule) for each in method.signatures)
    return replace(method, name=full_name, signatures=signatures)


def _for_ufunc(signature: Signature, loops: Expression, rule: str) -> Signature:
    if signature.dtype is None:
        return signature
    return replace(signature, dtype=_filled(signature.dtype, loops, rule))


def _filled(dtype: Expression, loops: Expression, rule: str) -> Expression:
    match dtype:
        case Apply("of_ufunc", arguments) if arguments is not None:
            return Apply("loops", (loops, *arguments))
        case Apply("reduced_by_ufunc", arguments) if arguments is not None:
            return Apply(rule, arguments) if rule else Apply("loops", (loops, *arguments, *arguments))
        case First(options):
            return First(tuple(_filled(each, loops, rule) for each in options))
    return dtype
