"""PyTorch with the usual DataLoader loop, and tuned: one tensor, slices, fused Adam."""

import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.worker import Ready, Task

TRIAL = 10_000
"""Images on which one and two threads are tried."""


def torch_loader(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """Train as the tutorials of PyTorch do."""
    network, everything = _network(task), TensorDataset(*map(torch.from_numpy, (x, labels)))
    adam = torch.optim.Adam(network.parameters())

    def train(images: int, epochs: int) -> None:
        part = torch.utils.data.Subset(everything, range(images)) if images < len(x) else everything
        for _ in range(epochs):
            for batch, wanted in DataLoader(part, batch_size=task.batch, shuffle=True):
                _step(network, adam, batch, wanted)

    return Ready(train, lambda new: _predicted(network, new))


def torch_tuned(task: Task, x: np.ndarray, labels: np.ndarray) -> Ready:
    """Take slices of one shuffled index; one thread or two, whichever a trial finds faster.

    `torch.compile` is left out: with it, the better of one and two threads was slower.
    """
    images_in, labels_in = torch.from_numpy(x), torch.from_numpy(labels)

    def ready() -> tuple[nn.Module, torch.optim.Optimizer]:
        network = _network(task)
        return network, torch.optim.Adam(network.parameters(), fused=True)

    def train(network: nn.Module, adam: torch.optim.Optimizer, images: int) -> None:
        order = torch.randperm(images)
        for start in range(0, images, task.batch):
            chosen = order[start : start + task.batch]
            _step(network, adam, images_in[chosen], labels_in[chosen])

    def seconds(threads: int) -> float:
        torch.set_num_threads(threads)
        trial = ready()
        train(*trial, min(len(x), TRIAL // 5))
        began = time.perf_counter()
        train(*trial, min(len(x), TRIAL))
        return time.perf_counter() - began

    torch.set_num_threads(min((1, 2), key=seconds))
    network, adam = ready()

    def epochs_of(images: int, epochs: int) -> None:
        for _ in range(epochs):
            train(network, adam, images)

    return Ready(epochs_of, lambda new: _predicted(network, new))


def _network(task: Task) -> nn.Module:
    """Return the network with Keras's first weights: Glorot and Bengio's (2010), no biases."""
    torch.manual_seed(task.seed)
    layers, width = [], 784
    for units in task.hidden:
        layers += [nn.Linear(width, units), nn.ReLU()]
        layers += [nn.Dropout(task.dropout)] if task.dropout else []
        width = units
    network = nn.Sequential(*layers, nn.Linear(width, 10))
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network.train()


def _step(network: nn.Module, adam: torch.optim.Optimizer, x, labels) -> None:
    adam.zero_grad(set_to_none=True)
    nn.functional.cross_entropy(network(x), labels).backward()
    adam.step()


def _predicted(network: nn.Module, x: np.ndarray) -> np.ndarray:
    network.eval()
    with torch.no_grad():
        classes = network(torch.from_numpy(x)).argmax(dim=1).numpy()
    network.train()
    return classes
