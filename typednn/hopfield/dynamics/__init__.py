"""Dynamics: from a state to the one where it stays, or to the cycle in which it goes round."""

from typednn.hopfield.dynamics.batched import SettledBatch as SettledBatch
from typednn.hopfield.dynamics.batched import settle_batch as settle_batch
from typednn.hopfield.dynamics.schedules import Cyclic as Cyclic
from typednn.hopfield.dynamics.schedules import FairSchedule as FairSchedule
from typednn.hopfield.dynamics.schedules import Greedy as Greedy
from typednn.hopfield.dynamics.schedules import RandomScan as RandomScan
from typednn.hopfield.dynamics.schedules import Schedule as Schedule
from typednn.hopfield.dynamics.schedules import Shuffled as Shuffled
from typednn.hopfield.dynamics.settling import Outcome as Outcome
from typednn.hopfield.dynamics.settling import Settled as Settled
from typednn.hopfield.dynamics.settling import flow as flow
from typednn.hopfield.dynamics.settling import settle as settle
from typednn.hopfield.dynamics.settling import stabilize as stabilize
from typednn.hopfield.dynamics.together import Cycle as Cycle
from typednn.hopfield.dynamics.together import find_cycle as find_cycle
from typednn.hopfield.dynamics.together import settle_blocks as settle_blocks
from typednn.hopfield.dynamics.together import settle_synchronously as settle_synchronously
from typednn.hopfield.dynamics.together import update_blocks as update_blocks
from typednn.hopfield.dynamics.together import update_synchronously as update_synchronously
