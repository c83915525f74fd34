"""Bounds between what is seen on a sample and what is true: PAC-Bayes, Donsker–Varadhan, Rademacher, stability."""

from typednn.generalization.gibbs import donsker_varadhan_gap as donsker_varadhan_gap
from typednn.generalization.gibbs import gibbs as gibbs
from typednn.generalization.gibbs import relative_entropy as relative_entropy
from typednn.generalization.normal import normal_relative_entropy as normal_relative_entropy
from typednn.generalization.pac_bayes import Posteriors as Posteriors
from typednn.generalization.pac_bayes import pac_bayes_bound as pac_bayes_bound
from typednn.generalization.rademacher import rademacher as rademacher
from typednn.generalization.ridge import ridge as ridge
from typednn.generalization.ridge import ridge_stability as ridge_stability
