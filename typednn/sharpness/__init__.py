"""Sharpness: how quickly a loss rises around a point, and what the methods that look for flat places find.

found = measure(net, x, labels, rng=np.random.default_rng(0))
found.eigenvalue, found.trace, found.worst      # λ_max by Lanczos, trace by Hutchinson, worst loss in a ball
"""

from typednn.sharpness.alignment import Alignment as Alignment
from typednn.sharpness.alignment import alignment as alignment
from typednn.sharpness.descent import SmoothObjective as SmoothObjective
from typednn.sharpness.descent import descent_gap as descent_gap
from typednn.sharpness.descent import taylor_remainder as taylor_remainder
from typednn.sharpness.hessian import Hessian as Hessian
from typednn.sharpness.hessian import hessian_of_network as hessian_of_network
from typednn.sharpness.hessian import network_objective as network_objective
from typednn.sharpness.hessian import worst_loss as worst_loss
from typednn.sharpness.lanczos import Eigenvalue as Eigenvalue
from typednn.sharpness.lanczos import largest_eigenvalue as largest_eigenvalue
from typednn.sharpness.landscapes import Bowl as Bowl
from typednn.sharpness.landscapes import Dent as Dent
from typednn.sharpness.landscapes import Rosenbrock as Rosenbrock
from typednn.sharpness.landscapes import Waves as Waves
from typednn.sharpness.measuring import Sharpness as Sharpness
from typednn.sharpness.measuring import measure as measure
from typednn.sharpness.rates import ball_bound as ball_bound
from typednn.sharpness.rates import falling_rate as falling_rate
from typednn.sharpness.rates import falling_rate_bound as falling_rate_bound
from typednn.sharpness.rates import gradient_bound as gradient_bound
from typednn.sharpness.rates import sharpened_gradient_bound as sharpened_gradient_bound
from typednn.sharpness.step_moments import StepMoments as StepMoments
from typednn.sharpness.step_moments import step_moments as step_moments
from typednn.sharpness.trace import Trace as Trace
from typednn.sharpness.trace import trace as trace
from typednn.sharpness.trust_region import sam_objective_of_quadratic as sam_objective_of_quadratic
from typednn.sharpness.trust_region import worst_perturbation as worst_perturbation
