"""PyTorch, eager, on the CPU, as its tutorials write it; only the batches are drawn without a DataLoader."""

from collections.abc import Callable

import torch
from torch import nn

from benchmarks.peers.lesson import BATCH, CLASSES, HIDDEN, LENET_RATE, MOMENTUM, RATE, Lesson, Pupil


def perceptron(lesson: Lesson) -> Pupil:
    """784-128-10."""
    net = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES))
    epoch = epoch_of(net, torch.from_numpy(lesson.rows), torch.from_numpy(lesson.labels), RATE)
    return Pupil(epoch, lambda test: net(torch.from_numpy(test.rows)).argmax(dim=1).numpy())


def lenet(lesson: Lesson) -> Pupil:
    """Two convolutions, each pooled, and three dense layers."""
    net = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, CLASSES)),
    )
    epoch = epoch_of(net, torch.from_numpy(lesson.channels), torch.from_numpy(lesson.labels), LENET_RATE)
    return Pupil(epoch, lambda test: net(torch.from_numpy(test.channels)).argmax(dim=1).numpy())


def epoch_of(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, rate: float) -> Callable[[], object]:
    """Shuffled batches, each a step."""
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=MOMENTUM)
    loss = nn.CrossEntropyLoss()

    def epoch() -> None:
        for chosen in torch.randperm(len(labels)).split(BATCH):
            optimizer.zero_grad()
            loss(net(inputs[chosen]), labels[chosen]).backward()
            optimizer.step()

    return epoch
