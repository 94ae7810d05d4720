"""A network that is lent to a learner's function comes back as it was."""

import keras
import numpy as np

from exercises.kinds import RIGHT
from exercises.lending import Lending

NETWORK = keras.Sequential(
    [keras.Input((3,)), keras.layers.Dropout(0.5, seed=1), keras.layers.Dense(2)]
)
ONES = np.ones((5, 3))


DROPPED = Lending(
    inputs=lambda rng: (NETWORK, ONES),
    right=lambda model, x: np.asarray(model(x, training=True)),
    wrong=[],
    why="because",
)


def test_weights_that_a_function_changes_are_put_back_even_if_it_stops():
    def spoils(model, x):
        model.set_weights([weight + 1 for weight in model.get_weights()])
        raise ValueError

    before = NETWORK.get_weights()
    assert "ValueError" in DROPPED.judge(spoils, {}).text
    assert all(map(np.array_equal, before, NETWORK.get_weights()))


def test_each_function_draws_the_same_dropout():
    assert DROPPED.judge(lambda model, x: model(x, training=True), {}).outcome == RIGHT
