"""Stability certificates: how much a network can at most change its output where its input changes by so much.

certificate = certify(net, x, radius=1.0)           # on the ball of that radius around the sample x
certificate.constant                                # ‖net(y) − net(z)‖ ≤ constant · ‖y − z‖ on it
certificate.require(net)                            # an error for another network, or other weights
empirical_constant(net, x, rng=rng)                 # a quotient that is attained: a lower bound beside it
"""

from typednn.certificates.certificate import StabilityCertificate as StabilityCertificate
from typednn.certificates.certifying import certify as certify
from typednn.certificates.empirical import empirical_constant as empirical_constant
from typednn.certificates.spectral import spectral_norm_bound as spectral_norm_bound
