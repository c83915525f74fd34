import numpy as np
from jaxtyping import Float

Image = Float[np.ndarray, "h w"]


class Net:
    w: Float[np.ndarray, "i o"]
    b = undefined_name

    def __init__(self, w: Float[np.ndarray, "i o"]) -> None:
        self.w = w
        self.c = self.missing.shape[0]

    def __call__(self, x: Float[np.ndarray, "b i"]) -> Float[np.ndarray, "b o"]:
        return x @ self.w + self.nothing


def f(x: Image, y: Flot[np.ndarray, "w"]) -> Image:
    z = x @ y.q
    for i, j in x:
        z[i] = undefined(j)
    return z + Net(x, x, x)(1, 2, 3).q.r


def g(x: Float[np.ndarray], y: Float, z: Float[np.ndarray, "a", "b"], u: Float["a b"]) -> Float[int, 3]:
    return x.foo(y)[z](u) + f() + f(x=1, q=2)


result = f(np.zeros((3, 4)), np.zeros(4, 5, 6))
