# Linear algebra: in single precision for single precision, else in double.

@shape(inv)
@dtype(linalg(a))
def inv(a: Array): ...
@shape(pinv(a))
@dtype(linalg(a))
def pinv(a: Array, rcond: Other = None, hermitian: Flag = False, *, rtol: Other = ...): ...
@shape(cholesky)
@dtype(linalg(a))
def cholesky(a: Array, /, *, upper: Flag = False): ...
@shape(matrix_power)
@dtype(either(same(a), in_floats(a)))
def matrix_power(a: Array, n: Whole): ...
@shape(det)
@dtype(linalg(a))
def det(a: Array): ...
@shape(slogdet)
@dtype(linalg(a), real_of(linalg(a)))
def slogdet(a: Array): ...
@shape(solve)
@dtype(linalg(a, b))
def solve(a: Array, b: Array): ...
@shape(lstsq)
@dtype(linalg(a, b), real_of(linalg(a, b)), integer, real_of(linalg(a, b)))
def lstsq(a: Array, b: Array, rcond: Other = None): ...
@shape(tensorsolve)
@dtype(linalg(a, b))
def tensorsolve(a: Array, b: Array, axes: Axes = None): ...
@shape(tensorinv)
@dtype(linalg(a))
def tensorinv(a: Array, ind: Whole = 2): ...

# Decompositions
@shape(eig)
@dtype(either(linalg(a), complex_of(linalg(a))), either(linalg(a), complex_of(linalg(a))))
def eig(a: Array): ...
@shape(eigvals)
@dtype(either(linalg(a), complex_of(linalg(a))))
def eigvals(a: Array): ...
@shape(eig)
@dtype(real_of(linalg(a)), linalg(a))
def eigh(a: Array, UPLO: Text = "L"): ...
@shape(eigvals(a))
@dtype(real_of(linalg(a)))
def eigvalsh(a: Array, UPLO: Text = "L"): ...
@overload
@shape(svd(a, full_matrices, True))
@dtype(linalg(a), real_of(linalg(a)), linalg(a))
def svd(a: Array, full_matrices: Flag = True, compute_uv: Literal[True] = True, hermitian: Flag = False): ...
@overload
@shape(svd(a, full_matrices, False))
@dtype(real_of(linalg(a)))
def svd(a: Array, full_matrices: Flag = True, compute_uv: Literal[False] = False, hermitian: Flag = False): ...
@shape(svdvals)
@dtype(real_of(linalg(x)))
def svdvals(x: Array, /): ...
@shape(qr)
@dtype(linalg(a))
def qr(a: Array, mode: Text = "reduced"): ...

# Numbers that describe a matrix
@shape(norm)
@dtype(real_of(in_floats(x)))
def norm(x: Array, ord: Plain = None, axis: Axes = None, keepdims: Flag = False): ...
@shape(matrix_norm)
@dtype(real_of(in_floats(x)))
def matrix_norm(x: Array, /, *, keepdims: Flag = False, ord: Other = "fro"): ...
@shape(vector_norm)
@dtype(real_of(in_floats(x)))
def vector_norm(x: Array, /, *, axis: Axes = None, keepdims: Flag = False, ord: Other = 2): ...
@shape(cond(x))
@dtype(real_of(linalg(x)))
def cond(x: Array, p: Other = None): ...
@shape(matrix_rank(A))
@dtype(signedinteger)
def matrix_rank(A: Array, tol: Array = None, hermitian: Flag = False, *, rtol: Array = None): ...
@shape(trace(x, offset, -2, -1))
@dtype(total(x))
def trace(x: Array, /, *, offset: Int = 0, dtype: DType = None): ...
@shape(diagonal(x, offset, -2, -1))
@dtype(same(x))
def diagonal(x: Array, /, *, offset: Int = 0): ...

# Products
matmul = numpy.matmul
@shape(vecdot(x1, x2, axis))
@dtype(promote(x1, x2))
def vecdot(x1: Array, x2: Array, /, *, axis: Axis = -1): ...
@dtype(promote(x1, x2))
def outer(x1: Shaped[Array, "n"], x2: Shaped[Array, "m"], /) -> Shaped[Array, "n m"]: ...
@shape(cross(x1, x2, axis, axis, axis))
@dtype(promote(x1, x2))
def cross(x1: Array, x2: Array, /, *, axis: Axis = -1): ...
@shape(tensordot(x1, x2, axes))
@dtype(promote(x1, x2))
def tensordot(x1: Array, x2: Array, /, *, axes: Wholes = 2): ...
@shape(multi_dot)
@dtype(promote(arrays))
def multi_dot(arrays: Arrays, *, out: Out = None): ...
matrix_transpose = numpy.matrix_transpose
