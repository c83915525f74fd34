"""Products, linear algebra, einsum, FFT, random numbers."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array


def bad_einsum_axis(x: Float[Array, "n d"], w: Float[Array, "k d"]) -> Float[Array, "n k"]:
    return np.einsum("nd,dk->nk", x, w)  # E: tensor-shape "d is d in "n d" but k in "k d""


def bad_einsum_result(x: Float[Array, "n d"], w: Float[Array, "d k"]) -> Float[Array, "n k"]:
    return np.einsum("nd,dk->kn", x, w)  # E: tensor-shape "has shape "k n", expected "n k""


def bad_einsum_letters(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.einsum("nde->n", x)  # E: tensor-shape ""nde" names 3 axes, but "n d" has 2 axes"


def bad_einsum_operands(x: Float[Array, "n d"], y: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.einsum("nd->n", x, y)  # E: tensor-shape "1 operands in the equation, but 2 given"


def bad_einsum_unknown_letter(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.einsum("nd->nz", x)  # E: tensor-shape "z is in the output, but in no operand"


def bad_einsum_trace(x: Float[Array, "n m"]) -> Float[Array, ""]:
    return np.asarray(np.einsum("ii->", x))  # E: tensor-shape "i is n and m in "n m""


def bad_quadratic_form(x: Float[Array, "n"], a: Float[Array, "m m"]) -> Float[Array, ""]:
    return np.asarray(np.einsum("i,ij,j->", x, a, x))  # E: tensor-shape "i is n in "n" but m in "m m""


def bad_dot(x: Float[Array, "n"], w: Float[Array, "m n"]) -> Float[Array, "m"]:
    return np.dot(x, w)  # E: tensor-shape "dot of "n" and "m n" needs n = m"


def bad_matmul(x: Float[Array, "b n"], w: Float[Array, "m n"]) -> Float[Array, "b m"]:
    return np.matmul(x, w)  # E: tensor-shape ""b n" @ "m n" needs n = m"


def bad_outer(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n m"]:
    return np.outer(y, x)  # E: tensor-shape "has shape "m n", expected "n m""


def bad_inner_function(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, ""]:
    return np.asarray(np.inner(x, y))  # E: tensor-shape "inner product of "n" and "m" needs n = m"


def bad_tensordot(x: Float[Array, "a b c"], y: Float[Array, "b c d"]) -> Float[Array, "a d"]:
    return np.tensordot(x, y, axes=1)  # E: tensor-shape "tensordot of "a b c" and "b c d" needs c = b"


def bad_tensordot_axes(x: Float[Array, "a b"], y: Float[Array, "b c"]) -> Float[Array, "a c"]:
    return np.tensordot(x, y, axes=([0], [0]))  # E: tensor-shape "tensordot of "a b" and "b c" needs a = b"


def bad_kron(x: Float[Array, "a b"], y: Float[Array, "c d"]) -> Float[Array, "a*b c*d"]:
    return np.kron(x, y)  # E: tensor-shape "has shape "a*c b*d", expected "a*b c*d""


def bad_cross(x: Float[Array, "n 3"], y: Float[Array, "n 4"]) -> Float[Array, "n 3"]:
    return np.cross(x, y)  # E: tensor-shape "cross product of "n 4": 4 is neither 2 nor 3"


def bad_inverse(a: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return np.linalg.inv(a)  # E: tensor-shape "inv takes a square matrix, not "n m": n and m differ"


def bad_determinant(a: Float[Array, "n m"]) -> Float[Array, ""]:
    return np.asarray(np.linalg.det(a))  # E: tensor-shape "det takes a square matrix, not "n m": n and m differ"


def bad_solve(a: Float[Array, "n n"], b: Float[Array, "m"]) -> Float[Array, "n"]:
    return np.linalg.solve(a, b)  # E: tensor-shape "solve of "n n" and "m" needs n = m"


def bad_solve_transposed(a: Float[Array, "n n"], b: Float[Array, "k n"]) -> Float[Array, "n k"]:
    return np.linalg.solve(a, b)  # E: tensor-shape "solve of "n n" and "k n" needs n = k"


def bad_cholesky(x: Float[Array, "n d"]) -> Float[Array, "n n"]:
    return np.linalg.cholesky(x)  # E: tensor-shape "cholesky takes a square matrix, not "n d": n and d differ"


def bad_svd(x: Float[Array, "7 5"]) -> Float[Array, "7 5"]:
    u, s, v = np.linalg.svd(x)
    return (u * s) @ v  # E: tensor-shape "cannot broadcast "7 7" with "5": 7 and 5 differ"


def bad_qr(x: Float[Array, "5 3"]) -> Float[Array, "5 5"]:
    q, r = np.linalg.qr(x)
    return q  # E: tensor-shape "has shape "5 3", expected "5 5""


def bad_eigenvectors(a: Float[Array, "n n"]) -> Float[Array, "n"]:
    values, vectors = np.linalg.eigh(a)
    return vectors  # E: tensor-shape "has shape "n n", expected "n""


def bad_least_squares(x: Float[Array, "n d"], y: Float[Array, "d"]) -> Float[Array, "d"]:
    return np.linalg.lstsq(x, y)[0]  # E: tensor-shape "lstsq of "n d" and "d" needs n = d"


def bad_pinv(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return np.linalg.pinv(x)  # E: tensor-shape "has shape "d n", expected "n d""


def bad_matrix_power(x: Float[Array, "n m"]) -> Float[Array, "n m"]:
    return np.linalg.matrix_power(x, 2)  # E: tensor-shape "matrix_power takes a square matrix, not "n m": n and m differ"


def bad_multi_dot(
    a: Float[Array, "n m"], b: Float[Array, "m k"], c: Float[Array, "m j"]
) -> Float[Array, "n j"]:
    return np.linalg.multi_dot([a, b, c])  # E: tensor-shape ""n k" @ "m j" needs k = m"


def bad_covariance(x: Float[Array, "n d"]) -> Float[Array, "d d"]:
    return np.cov(x)  # E: tensor-shape "has shape "n n", expected "d d""


def bad_rfft(x: Float[Array, "16"]) -> Float[Array, "16"]:
    return np.abs(np.fft.rfft(x))  # E: tensor-shape "has shape "9", expected "16""


def bad_irfft(x: Float[Array, "15"]) -> Float[Array, "15"]:
    return np.fft.irfft(np.fft.rfft(x))  # E: tensor-shape "has shape "14", expected "15""


def bad_fft_axis(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.abs(np.fft.fft(x, axis=1))  # E: tensor-shape "axis 1 is out of range for "n", which has 1 axis"


def bad_convolution(x: Float[Array, "10"], k: Float[Array, "3"]) -> Float[Array, "10"]:
    return np.convolve(x, k)  # E: tensor-shape "has shape "12", expected "10""


def bad_convolution_valid(x: Float[Array, "10"], k: Float[Array, "3"]) -> Float[Array, "7"]:
    return np.convolve(x, k, mode="valid")  # E: tensor-shape "has shape "8", expected "7""


def bad_interpolation(x: Float[Array, "n"], xp: Float[Array, "m"], fp: Float[Array, "k"]) -> Float[Array, "n"]:
    return np.interp(x, xp, fp)  # E: tensor-shape "interp between the points "m" and "k" needs m = k"


def bad_normal(rng: np.random.Generator, x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return x + rng.normal(size=(x.shape[1], x.shape[0]))  # E: tensor-shape "cannot broadcast "n d" with "d n": n and d differ"


def bad_normal_result(rng: np.random.Generator, n: int) -> Float[Array, "{n} 3"]:
    return rng.normal(size=(3, n))  # E: tensor-shape "has shape "3 {n}", expected "{n} 3""


def bad_uniform(rng: np.random.Generator, n: int) -> Float[Array, "{n}"]:
    return rng.uniform(size=n + 1)  # E: tensor-shape "has shape "{n}+1", expected "{n}""


def bad_multivariate(
    rng: np.random.Generator, mean: Float[Array, "d"], cov: Float[Array, "k k"]
) -> Float[Array, "5 d"]:
    return rng.multivariate_normal(mean, cov, size=5)  # E: tensor-shape "a normal distribution with mean "d" and covariance "k k" needs d = k"


def bad_choice(rng: np.random.Generator, x: Float[Array, "n"], p: Float[Array, "m"]) -> Float[Array, "5"]:
    return rng.choice(x, size=5, p=p)  # E: tensor-shape ""m" probabilities for n items"


def bad_zeros(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return np.zeros((x.shape[1], x.shape[0]))  # E: tensor-shape "has shape "d n", expected "n d""


def bad_ones(n: int) -> Float[Array, "{n} 2"]:
    return np.ones((n, 3))  # E: tensor-shape "has shape "{n} 3", expected "{n} 2""


def bad_eye(n: int) -> Float[Array, "{n} {n}"]:
    return np.eye(n + 1)  # E: tensor-shape "has shape "{n}+1 {n}+1", expected "{n} {n}""


def bad_arange(n: int) -> Float[Array, "{n}"]:
    return np.arange(1, n).astype(float)  # E: tensor-shape "has shape "{n}-1", expected "{n}""


def bad_linspace() -> Float[Array, "11"]:
    return np.linspace(0.0, 1.0, 10)  # E: tensor-shape "has shape "10", expected "11""


def bad_full_like(x: Float[Array, "n d"]) -> Float[Array, "d n"]:
    return np.full_like(x, 1.0)  # E: tensor-shape "has shape "n d", expected "d n""


def bad_array() -> Float[Array, "2 3"]:
    return np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])  # E: tensor-shape "has shape "3 2", expected "2 3""


def bad_where(c: Bool[Array, "n"], x: Float[Array, "m"]) -> Float[Array, "m"]:
    return np.where(c, x, 0.0)  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_maximum(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n"]:
    return np.maximum(x, y)  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_clip(x: Float[Array, "n"], low: Float[Array, "m"]) -> Float[Array, "n"]:
    return np.clip(x, low, 1.0)  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_hypot(x: Float[Array, "n"], y: Float[Array, "m n"]) -> Float[Array, "n"]:
    return np.hypot(x, y)  # E: tensor-shape "has shape "m n", expected "n""


def bad_exp(x: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return np.exp(x)  # E: tensor-shape "has shape "n m", expected "m n""


def bad_out(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n"]:
    return np.exp(x, out=y)  # E: tensor-shape "has shape "n", and is written into y, "m""


def bad_take_along(x: Float[Array, "n k"], i: Int[Array, "n"]) -> Float[Array, "n"]:
    return np.take_along_axis(x, i, axis=1)  # E: tensor-shape ""n k" and indices "n" must have as many axes: 2 axes and 1 axis"


def bad_windows(x: Float[Array, "10"]) -> Float[Array, "7 3"]:
    return np.lib.stride_tricks.sliding_window_view(x, 3)  # E: tensor-shape "the result has shape "8 3", expected "7 3""


def bad_gradient(x: Float[Array, "n"]) -> Float[Array, "n-1"]:
    return np.gradient(x)  # E: tensor-shape "has shape "n", expected "n-1""


def bad_histogram(x: Float[Array, "n"]) -> Float[Array, "10"]:
    return np.histogram(x, bins=10)[1]  # E: tensor-shape "has shape "11", expected "10""


def bad_digitize(x: Float[Array, "n"], edges: Float[Array, "k"]) -> Int[Array, "k"]:
    return np.digitize(x, edges)  # E: tensor-shape "has shape "n", expected "k""


def bad_searchsorted(a: Float[Array, "n"], v: Float[Array, "m"]) -> Int[Array, "n"]:
    return np.searchsorted(a, v)  # E: tensor-shape "has shape "m", expected "n""


def bad_vander(x: Float[Array, "n"]) -> Float[Array, "3 n"]:
    return np.vander(x, 3)  # E: tensor-shape "has shape "n 3", expected "3 n""
