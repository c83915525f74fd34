"""The general network: neurons on a directed graph; Hopfield networks and feed-forward nets are instances."""

from typednn.hopfield.digraph.feedforward import FeedForward as FeedForward
from typednn.hopfield.digraph.feedforward import from_chain as from_chain
from typednn.hopfield.digraph.network import NeuralNetwork as NeuralNetwork
from typednn.hopfield.digraph.network import NeuronKind as NeuronKind
from typednn.hopfield.digraph.network import Parameters as Parameters
from typednn.hopfield.digraph.phases import is_acyclic as is_acyclic
from typednn.hopfield.digraph.phases import is_stable as is_stable
from typednn.hopfield.digraph.phases import layered_phase as layered_phase
from typednn.hopfield.digraph.phases import layering as layering
from typednn.hopfield.digraph.phases import path_weight as path_weight
from typednn.hopfield.digraph.phases import states as states
from typednn.hopfield.digraph.phases import update as update
from typednn.hopfield.digraph.phases import work_phase as work_phase
