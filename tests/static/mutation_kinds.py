"""The kinds of change: another axis, a lost transpose, swapped arguments, and so on.

Each is a generator that looks at one place and yields the edits of its text.
"""

import ast
import itertools
import re
from collections.abc import Callable, Iterator

from tests.static.places import Edit, Site

Edits = Iterator[tuple[Edit, ...]]

SIBLINGS: dict[str, tuple[str, ...]] = {
    "stack": ("concatenate",),
    "concatenate": ("stack",),
    "hstack": ("vstack",),
    "vstack": ("hstack",),
    "column_stack": ("vstack",),
}
COUSINS: dict[str, tuple[str, ...]] = {
    "outer": ("inner",),
    "inner": ("outer",),
    "dot": ("outer",),
    "kron": ("outer",),
    "argmax": ("max",),
    "argmin": ("min",),
    "argsort": ("sort",),
    "max": ("argmax",),
    "repeat": ("tile",),
    "tile": ("repeat",),
    "rfft": ("fft",),
    "fft": ("rfft",),
    "irfft": ("ifft",),
    "eye": ("ones",),
    "cumsum": ("sum",),
    "sum": ("cumsum",),
    "diff": ("cumsum",),
    "solve": ("matmul",),
    "full": ("linspace",),
    "ravel": ("squeeze",),
    "zeros_like": ("sum",),
    "triu_indices": ("diag_indices",),
}
CREATORS = ("zeros", "ones", "empty", "full", "eye", "linspace")
DRAWS = ("normal", "random", "integers", "standard_normal", "uniform")


def primary(site: Site, node: ast.expr) -> str:
    """The text of an expression, in parentheses where a dot or an index may not follow it."""
    simple = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
    return site.text(node) if simple else f"({site.text(node)})"


def called(node: ast.AST) -> str:
    """The last part of the name of a called function, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def integer(node: ast.AST | None) -> int | None:
    """The value of an integer literal, also of a negative one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = integer(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def without(site: Site, call: ast.Call, keyword: ast.keyword) -> tuple[Edit, ...]:
    """The call less one keyword."""
    parts = [site.text(a) for a in call.args] + [site.text(k) for k in call.keywords if k is not keyword]
    return site.put(call, f"{site.text(call.func)}({', '.join(parts)})")


def transpose(site: Site) -> Edits:
    node = site.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield site.put(node, primary(site, node.value))
    if called(node) in ("transpose", "swapaxes") and isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and site.text(node.func.value) != "np":
            yield site.put(node, primary(site, node.func.value))
        for a, b in itertools.pairwise(node.args):
            if integer(a) is not None and integer(b) is not None and called(node) == "transpose":
                yield site.swap(a, b)


def operands(site: Site) -> Edits:
    if isinstance(site.node, ast.BinOp) and isinstance(site.node.op, ast.MatMult):
        left, right = site.node.left, site.node.right
        yield (
            (site.program.span(left), f"({site.text(right)})"),
            (site.program.span(right), f"({site.text(left)})"),
        )


def operator(site: Site) -> Edits:
    """An elementwise product for a matrix product and the other way round."""
    if isinstance(site.node, ast.BinOp) and isinstance(site.node.op, ast.MatMult | ast.Mult):
        other = "*" if isinstance(site.node.op, ast.MatMult) else "@"
        between = (site.program.span(site.node.left)[1], site.program.span(site.node.right)[0])
        joint = site.program.source.encode()[between[0] : between[1]].decode()
        if joint.strip() in ("@", "*"):
            yield ((between, f" {other} "),)


def axis(site: Site) -> Edits:
    if not isinstance(site.node, ast.Call):
        return
    for keyword in site.node.keywords:
        if keyword.arg == "axis":
            value = integer(keyword.value)
            others = {0: (1,), 1: (0, 2), 2: (1, 0), 3: (2,), -1: (0, -2), -2: (-1,)}
            if value in others:
                yield from (site.put(keyword.value, str(other)) for other in others[value])
            elif isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) == 2:
                yield site.put(keyword.value, site.text(keyword.value.elts[0]))
            yield without(site, site.node, keyword)


def keepdims(site: Site) -> Edits:
    if isinstance(site.node, ast.Call):
        for keyword in site.node.keywords:
            if keyword.arg == "keepdims":
                yield without(site, site.node, keyword)
            elif keyword.arg == "axis" and not any(k.arg == "keepdims" for k in site.node.keywords):
                yield site.put(keyword, f"{site.text(keyword)}, keepdims=True")


def keyword(site: Site) -> Edits:
    """Some other option is forgotten."""
    if isinstance(site.node, ast.Call):
        for each in site.node.keywords:
            if each.arg not in (None, "axis", "keepdims", "dtype"):
                yield without(site, site.node, each)


def literal(site: Site) -> Edits:
    value = integer(site.node)
    if value is not None and value >= 0 and isinstance(site.node, ast.Constant):
        yield site.put(site.node, str(value + 1))
        if value > 1:
            yield site.put(site.node, str(value - 1))


def arguments(site: Site) -> Edits:
    if isinstance(site.node, ast.Call) and called(site.node) not in ("transpose", "reshape", "einsum"):
        for a, b in itertools.pairwise(site.node.args):
            starred = isinstance(a, ast.Starred) or isinstance(b, ast.Starred)
            if not starred and site.text(a) != site.text(b):
                yield site.swap(a, b)


def equation(site: Site) -> Edits:
    if called(site.node) != "einsum" or not isinstance(site.node, ast.Call):
        return
    first = site.node.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        text = first.value
        for i, j in itertools.combinations(range(len(text)), 2):
            if text[i].isalpha() and text[j].isalpha() and text[i : j + 1].isalpha() and text[i] != text[j]:
                yield site.put(first, repr(text[:i] + text[j] + text[i + 1 : j] + text[i] + text[j + 1 :]))


def bounds(site: Site) -> Edits:
    if isinstance(site.node, ast.Slice):
        for bound in (site.node.lower, site.node.upper):
            if bound is None:
                continue
            yield site.put(bound, "")
            value = integer(bound)
            yield site.put(bound, f"{site.text(bound)} + 1" if value is None else str(value + 1 or 2))


def index(site: Site) -> Edits:
    """The new axis at another place, an index too few."""
    if isinstance(site.node, ast.Subscript) and isinstance(site.node.slice, ast.Tuple):
        items = [site.text(item) for item in site.node.slice.elts]
        base = primary(site, site.node.value)
        if len(set(items)) > 1:
            yield site.put(site.node, f"{base}[{', '.join(reversed(items))}]")
        yield site.put(site.node, f"{base}[{', '.join(items[:-1])}]")
        yield site.put(site.node, f"{base}[{', '.join(items[1:])}]")
    elif isinstance(site.node, ast.Subscript) and not isinstance(site.node.slice, ast.Slice):
        yield site.put(site.node, primary(site, site.node.value))


def stacking(site: Site) -> Edits:
    yield from _renamed(site, SIBLINGS)


def function(site: Site) -> Edits:
    yield from _renamed(site, COUSINS)
    removable = ("diag", "diff", "ravel", "asarray", "abs")
    if isinstance(site.node, ast.Call) and called(site.node) in removable and len(site.node.args) == 1:
        yield site.put(site.node, f"({site.text(site.node.args[0])})")


def _renamed(site: Site, table: dict[str, tuple[str, ...]]) -> Edits:
    if isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Attribute):
        for other in table.get(site.node.func.attr, ()):
            yield site.put(site.node.func, f"{primary(site, site.node.func.value)}.{other}")


def shape(site: Site) -> Edits:
    """Two items of a tuple of sizes change places, or one is left out."""
    if isinstance(site.node, ast.Call):
        values = [*site.node.args, *(k.value for k in site.node.keywords if k.arg in ("size", "shape"))]
        creates = called(site.node) in (
            *CREATORS,
            "normal",
            "random",
            "integers",
            "standard_normal",
            "uniform",
        )
        for value in values:
            if creates and isinstance(value, ast.Tuple) and len(value.elts) > 1:
                for a, b in itertools.pairwise(value.elts):
                    if site.text(a) != site.text(b):
                        yield site.swap(a, b)
                rest = [site.text(item) for item in value.elts[1:]]
                yield site.put(value, f"({', '.join(rest)},)")


def reshape(site: Site) -> Edits:
    if called(site.node) == "reshape" and isinstance(site.node, ast.Call):
        items = site.node.args
        for a, b in itertools.pairwise(items):
            if site.text(a) != site.text(b):
                yield site.swap(a, b)
        if len(items) > 1:
            for i in range(len(items)):
                others = [site.text(item) for j, item in enumerate(items) if j != i]
                yield site.put(site.node, f"{site.text(site.node.func)}({', '.join(others)})")
            yield site.put(site.node, f"{site.text(site.node.func)}(-1)")


def variable(site: Site) -> Edits:
    """Another array among the parameters of the same function."""
    node, inside = site.node, site.function
    if inside is None or not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    names = [a.arg for a in inside.args.args if site.program.is_array(a.annotation)]
    if node.id in names:
        yield from (site.put(node, other) for other in names if other != node.id)


def returned(site: Site) -> Edits:
    """The transpose of the result."""
    value = _result(site)
    if value is not None:
        yield site.put(value, f"({site.text(value)}).T")


def dtype_of_result(site: Site) -> Edits:
    value = _result(site)
    if value is not None and site.function is not None and site.function.returns is not None:
        words = ast.unparse(site.function.returns)
        yield site.put(value, f"({site.text(value)}).astype({'float' if words.startswith('Int') else 'int'})")


def dtype(site: Site) -> Edits:
    if not isinstance(site.node, ast.Call):
        return
    if called(site.node) == "astype" and isinstance(site.node.func, ast.Attribute):
        yield site.put(site.node, primary(site, site.node.func.value))
    given = [k for k in site.node.keywords if k.arg == "dtype"]
    for each in given:
        yield without(site, site.node, each)
    if called(site.node) in CREATORS and not given:
        yield site.put(site.node, f"{site.text(site.node)[:-1]}, dtype=int)")


def _result(site: Site) -> ast.expr | None:
    """What a function with a declared array result returns."""
    if not isinstance(site.node, ast.Return) or site.function is None:
        return None
    return site.node.value if site.program.is_array(site.function.returns) else None


def size(site: Site) -> Edits:
    """A declared size is another one, two change places, one is left out."""
    node = site.node
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    tokens = node.value.split()
    lead = " " if node.value.startswith(" ") else ""
    for i, token in enumerate(tokens):
        for other in _other_sizes(site, token):
            yield site.put(node, f'"{lead}{" ".join([*tokens[:i], other, *tokens[i + 1 :]])}"')
        rest = " ".join([*tokens[:i], *tokens[i + 1 :]])
        yield site.put(node, f'"{" " * (len(tokens) == 2)}{rest}"')
    for i in range(len(tokens) - 1):
        if tokens[i] != tokens[i + 1]:
            swapped = [*tokens[:i], tokens[i + 1], tokens[i], *tokens[i + 2 :]]
            yield site.put(node, f'"{" ".join(swapped)}"')


def _other_sizes(site: Site, token: str) -> Iterator[str]:
    """A size near this one: another name of the function, a number or an expression off by one."""
    if token.isdigit():
        yield str(int(token) + 1)
    elif re.search(r"[-+/{]", token) and token[0] != "*":
        yield f"{token}+1"
        if simple := re.match(r"\w+(?=[-+/*])", token):
            yield simple[0]
    elif token.isidentifier() and token != "_" and site.function is not None:
        texts = re.findall(r"\"([^\"]*)\"", ast.unparse(site.function.args).replace("'", '"'))
        names = {name for text in texts for name in text.split() if name.isidentifier() and name != "_"}
        yield from sorted(names - {token})[:2]


KINDS: dict[str, Callable[[Site], Edits]] = {
    "transpose": transpose,
    "operands": operands,
    "operator": operator,
    "axis": axis,
    "keepdims": keepdims,
    "keyword": keyword,
    "literal": literal,
    "arguments": arguments,
    "equation": equation,
    "bounds": bounds,
    "index": index,
    "stacking": stacking,
    "function": function,
    "shape": shape,
    "reshape": reshape,
    "variable": variable,
    "returned": returned,
    "dtype": dtype,
    "dtype of result": dtype_of_result,
}
"""The kinds that change what a program does; those of `size` change what it declares."""
