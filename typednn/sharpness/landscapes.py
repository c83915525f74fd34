"""Functions of a few variables on which methods are looked at: value, gradient and Hessian in closed form."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, contract


@dataclass(frozen=True)
class Bowl:
    """f(w) = Σ cᵢ wᵢ²: L = 2 max c, μ = 2 min c. (1, 1) is the round bowl, (10, 1) the ill-conditioned one."""

    coefficients: tuple[float, ...] = (1.0, 1.0)

    @property
    def smoothness(self) -> float:
        return 2.0 * max(self.coefficients)

    @property
    def convexity(self) -> float:
        return 2.0 * min(self.coefficients)

    @contract
    def __call__(self, w: Float[Array, " n"]) -> float:
        return float(np.dot(self.coefficients, w * w))

    @contract
    def gradient(self, w: Float[Array, " n"]) -> Float[Array, " n"]:
        """2 c ⊙ w."""
        return 2.0 * np.asarray(self.coefficients) * w

    @contract
    def hessian(self, w: Float[Array, " n"]) -> Float[Array, "n n"]:
        """2 diag(c)."""
        return 2.0 * np.diag(np.asarray(self.coefficients)) + 0.0 * np.outer(w, w)


@dataclass(frozen=True)
class Rosenbrock:
    """f(x, y) = (a − x)² + b (y − x²)²: a curved valley; the minimum is at (a, a²).

    Rosenbrock: An automatic method for finding the greatest or least value of a function. 1960.
    """

    a: float = 1.0
    b: float = 100.0

    @contract
    def __call__(self, w: Float[Array, "2"]) -> float:
        x, y = float(w[0]), float(w[1])
        return (self.a - x) ** 2 + self.b * (y - x * x) ** 2

    @contract
    def gradient(self, w: Float[Array, "2"]) -> Float[Array, "2"]:
        """(−2(a − x) − 4b x (y − x²), 2b (y − x²))."""
        x, y = float(w[0]), float(w[1])
        rise = y - x * x
        return np.array([-2.0 * (self.a - x) - 4.0 * self.b * x * rise, 2.0 * self.b * rise])

    @contract
    def hessian(self, w: Float[Array, "2"]) -> Float[Array, "2 2"]:
        """((2 − 4b (y − 3x²), −4b x), (−4b x, 2b))."""
        x, y = float(w[0]), float(w[1])
        cross = -4.0 * self.b * x
        return np.array([[2.0 - 4.0 * self.b * (y - 3.0 * x * x), cross], [cross, 2.0 * self.b]])


@dataclass(frozen=True)
class Waves:
    """f(w) = Σ (1 − cos⟨a, w⟩) over the forms a: not convex, L = ‖A‖², all minima are 0, saddles between them."""

    forms: tuple[tuple[float, ...], ...] = ((1.0, 0.0), (0.0, 1.0))

    @property
    def smoothness(self) -> float:
        return float(np.linalg.norm(np.array(self.forms), 2)) ** 2

    @contract
    def __call__(self, w: Float[Array, " n"]) -> float:
        return float(np.sum(1.0 - np.cos(np.array(self.forms) @ w)))

    @contract
    def gradient(self, w: Float[Array, "*runs n"]) -> Float[Array, "*runs n"]:
        """Aᵀ sin(A w), at one point or at many."""
        forms = np.array(self.forms)
        return np.asarray(np.sin(w @ forms.T) @ forms)


@dataclass(frozen=True)
class Dent:
    """f(w) = Σ wᵢ²/(1 + wᵢ²): a dent in a plain, not convex beyond 1/√3; L = 2, the minimum is 0 at 0."""

    @property
    def smoothness(self) -> float:
        return 2.0

    @contract
    def __call__(self, w: Float[Array, " n"]) -> float:
        return float(np.sum(w * w / (1.0 + w * w)))

    @contract
    def gradient(self, w: Float[Array, "*runs n"]) -> Float[Array, "*runs n"]:
        """2 w/(1 + w²)², at one point or at many."""
        return 2.0 * w / (1.0 + w * w) ** 2
