"""Optimizers: settings that are frozen, a state that can be saved, and a step in place on flat vectors.

    optimizer = Momentum(learning_rate=0.1, momentum=0.9)
    state = optimizer.init(parameters)
    loss, gradient_norm = optimizer.step(parameters, state, objective)

`objective(parameters)` gives the loss and the gradient. An optimizer is given the function, not the gradient,
because Nesterov's method needs it elsewhere and sharpness-aware minimization needs it twice.
"""

from typednn.optim.accumulating import GradientAccumulator as GradientAccumulator
from typednn.optim.accumulating import Shards as Shards
from typednn.optim.adam import Adam as Adam
from typednn.optim.adam import AdamState as AdamState
from typednn.optim.adam import AdamW as AdamW
from typednn.optim.asam import ASAM as ASAM
from typednn.optim.base import BaseOptimizer as BaseOptimizer
from typednn.optim.base import BaseState as BaseState
from typednn.optim.friendly_sam import FriendlySAM as FriendlySAM
from typednn.optim.layout import Layout as Layout
from typednn.optim.mask_margins import mask_margin as mask_margin
from typednn.optim.mask_margins import preservation_margin as preservation_margin
from typednn.optim.mask_margins import preserved_noise as preserved_noise
from typednn.optim.momentum import Momentum as Momentum
from typednn.optim.momentum import MomentumState as MomentumState
from typednn.optim.nesterov import Nesterov as Nesterov
from typednn.optim.nesterov import NesterovState as NesterovState
from typednn.optim.objective import Objective as Objective
from typednn.optim.objective import Step as Step
from typednn.optim.optimizer import Optimizer as Optimizer
from typednn.optim.optimizer import State as State
from typednn.optim.optimizer import optimizer_step as optimizer_step
from typednn.optim.robbins_monro import PowerDecay as PowerDecay
from typednn.optim.robbins_monro import RobbinsMonro as RobbinsMonro
from typednn.optim.robbins_monro import robbins_monro as robbins_monro
from typednn.optim.rule import AscentMemory as AscentMemory
from typednn.optim.rule import Rule as Rule
from typednn.optim.rule import ascent as ascent
from typednn.optim.sam import SAM as SAM
from typednn.optim.saving import Saved as Saved
from typednn.optim.saving import load_state as load_state
from typednn.optim.saving import save_state as save_state
from typednn.optim.schedules import Constant as Constant
from typednn.optim.schedules import Cosine as Cosine
from typednn.optim.schedules import ExponentialDecay as ExponentialDecay
from typednn.optim.schedules import PerEpoch as PerEpoch
from typednn.optim.schedules import Schedule as Schedule
from typednn.optim.schedules import StepDecay as StepDecay
from typednn.optim.schedules import Then as Then
from typednn.optim.schedules import Warmup as Warmup
from typednn.optim.sgd import SGD as SGD
from typednn.optim.sgd import SGDState as SGDState
from typednn.optim.sharpness_aware import SharpnessAware as SharpnessAware
from typednn.optim.sharpness_aware import SharpnessState as SharpnessState
from typednn.optim.zfilter import Deviations as Deviations
from typednn.optim.zfilter import Percentile as Percentile
from typednn.optim.zfilter import ZFilter as ZFilter
from typednn.optim.zscores import filtered_gradient as filtered_gradient
from typednn.optim.zscores import zscore_mask as zscore_mask
from typednn.optim.zsharp import ZSharp as ZSharp
from typednn.optim.zsharp_presets import ZSHARP_PRESETS as ZSHARP_PRESETS
from typednn.optim.zsharp_presets import zsharp_preset as zsharp_preset
