"""A trained run."""

from tests.trained_run import digits as digits
from tests.trained_run import lenet_run as lenet_run
from tests.trained_run import mlp_run as mlp_run
