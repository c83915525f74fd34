"""Training: one loop, what it is told, what it tells, and what is kept of it.

history = fit(net, x, labels, TrainConfig(epochs=10), validation=(other_x, other_labels), rng=0)
Classifier(net).fit(x, labels).predict(x)

run = load_run("runs/mnist-mlp-1")
evaluate(run.network(), *run.data().inputs(run.data().test))
"""

from typednn.train.building import RunData as RunData
from typednn.train.building import build_network as build_network
from typednn.train.building import build_optimizer as build_optimizer
from typednn.train.building import build_training as build_training
from typednn.train.building import images_as_inputs as images_as_inputs
from typednn.train.building import load_data as load_data
from typednn.train.callbacks import Callback as Callback
from typednn.train.callbacks import EarlyStopping as EarlyStopping
from typednn.train.callbacks import LearningRateLog as LearningRateLog
from typednn.train.callbacks import StopOnNaN as StopOnNaN
from typednn.train.checkpoint import Checkpoint as Checkpoint
from typednn.train.checkpoint import Metadata as Metadata
from typednn.train.checkpoint import load_checkpoint as load_checkpoint
from typednn.train.checkpoint import load_parameters as load_parameters
from typednn.train.checkpoint import restore as restore
from typednn.train.checkpoint import save_checkpoint as save_checkpoint
from typednn.train.checkpoint import snapshot as snapshot
from typednn.train.checkpoint_on_best import CheckpointOnBest as CheckpointOnBest
from typednn.train.classifier import Classifier as Classifier
from typednn.train.config import TrainConfig as TrainConfig
from typednn.train.config import standard_optimizer as standard_optimizer
from typednn.train.diagnostics import StepRecord as StepRecord
from typednn.train.history import EpochRecord as EpochRecord
from typednn.train.history import History as History
from typednn.train.loop import Labelled as Labelled
from typednn.train.loop import fit as fit
from typednn.train.loop import train as train
from typednn.train.metrics import Evaluation as Evaluation
from typednn.train.metrics import Interval as Interval
from typednn.train.metrics import accuracy as accuracy
from typednn.train.metrics import confusion_matrix as confusion_matrix
from typednn.train.metrics import evaluate as evaluate
from typednn.train.metrics import per_class_accuracy as per_class_accuracy
from typednn.train.metrics import predict_logits as predict_logits
from typednn.train.metrics import predict_probabilities as predict_probabilities
from typednn.train.metrics import wilson_interval as wilson_interval
from typednn.train.networks import lenet as lenet
from typednn.train.networks import mlp as mlp
from typednn.train.run_folder import RunFolder as RunFolder
from typednn.train.run_folder import create_run as create_run
from typednn.train.run_folder import load_run as load_run
from typednn.train.settings import RunSettings as RunSettings
from typednn.train.text_form import load_text as load_text
from typednn.train.text_form import save_text as save_text
from typednn.train.training import Training as Training
