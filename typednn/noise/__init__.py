"""Noise with heavy tails, and estimators that stand it: α-stable samples, Hill's index, robust means.

noise = alpha_stable(1.5, (1000, 3), rng=np.random.default_rng(0))
centre = geometric_median(noise)            # centre.point, and a certificate: centre.gap
"""

from typednn.noise.alpha_stable import alpha_stable as alpha_stable
from typednn.noise.breakdown import breakdown_point as breakdown_point
from typednn.noise.breakdown import empirical_mean as empirical_mean
from typednn.noise.geometric_median import Median as Median
from typednn.noise.geometric_median import geometric_median as geometric_median
from typednn.noise.hill import TailIndex as TailIndex
from typednn.noise.hill import tail_index as tail_index
from typednn.noise.robust_means import clipped_mean as clipped_mean
from typednn.noise.robust_means import median_of_means as median_of_means
from typednn.noise.robust_means import z_filtered_mean as z_filtered_mean
from typednn.noise.signal import SignalNoiseModel as SignalNoiseModel
from typednn.noise.tails import Cauchy as Cauchy
from typednn.noise.tails import HeavyTail as HeavyTail
from typednn.noise.tails import Pareto as Pareto
