"""The first thing in which a wrong answer differs is found, and no right value is told."""

import numpy as np
import pytest

from exercises.differences import find_difference

RNG = np.random.default_rng(0)
WANTED = [RNG.normal(size=(4, 6)) * 3 + 0.5 for _ in range(3)]
SQUARE = [RNG.normal(size=(5, 5)) for _ in range(3)]
COUNTS = [RNG.integers(3, 90, 8) for _ in range(3)]


@pytest.mark.parametrize(
    ("change", "wanted", "told"),
    [
        (lambda w: 100 * w, WANTED, "100 times as large"),
        (lambda w: w / 100, WANTED, "a hundredth"),
        (lambda w: w / 255, WANTED, "divided by 255 once too often"),
        (lambda w: 255 * w, WANTED, "Does it go to 255"),
        (lambda w: -w, WANTED, "the sign is the wrong way round"),
        (lambda w: w * len(w), WANTED, "sum, not a mean"),
        (lambda w: w / len(w), WANTED, "divided once too often"),
        (lambda w: w / w.max(), WANTED, "The proportions are right"),
        (lambda w: 1 - w, WANTED, "missing to 1"),
        (lambda w: w**2, WANTED, "the square of what is wanted"),
        (lambda w: w**0.5, COUNTS, "the root of what is wanted"),
        (lambda w: 1 / w, WANTED, "a division is upside down"),
        (lambda w: w - 0.4, WANTED, "off by the same amount"),
        (lambda w: w + 1, COUNTS, "1 too large"),
        (lambda w: w - 1, COUNTS, "1 too small"),
        (lambda w: w.T, WANTED, "lie on their side"),
        (lambda w: w.T, SQUARE, "lie on their side"),
        (lambda w: w.T + 1, WANTED, "Rows and columns are swapped"),
        (lambda w: w[:-1], WANTED, "One too few along axis 0"),
        (lambda w: w[:-1], COUNTS, "One too few."),
        (lambda w: w.ravel(), WANTED, "in another shape"),
        (lambda w: w.mean(axis=0), WANTED, "yours is an array of shape (6,)"),
        (lambda w: w[::-1], WANTED, "order is reversed"),
        (lambda w: np.roll(w, 2), COUNTS, "in another order"),
        (lambda w: np.round(w, 2), WANTED, "rounded"),
        (lambda w: np.round(w / 1e6, 8) * 1.0, [w / 1e6 for w in WANTED], "rounded"),
        (lambda w: w.astype(int), WANTED, "whole numbers only"),
        (lambda w: w > 0, WANTED, "True and False"),
        (lambda w: np.where(w > 1, np.nan, w), WANTED, "holds nan"),
        (lambda w: np.where(w > 1, np.inf, w), WANTED, "holds infinity"),
        (np.abs, WANTED, "Some signs"),
        (lambda w: w + (np.arange(8) % 2), COUNTS, "off by one"),
        (lambda w: np.where(np.arange(8) == 5, 0, w), COUNTS, "stands at place 5"),
        (lambda w: w + 0j, WANTED, "complex"),
        (lambda w: "text", WANTED, "the text `text`"),
        (lambda w: {"a": 1}, WANTED, "a dict of 1"),
        (lambda w: (i for i in w), WANTED, "of type `generator`"),
    ],
)
def test_a_plain_difference_is_named(change, wanted, told):
    pairs = [(change(w), w) for w in wanted]
    assert told in find_difference(pairs, [[len(w)] for w in wanted])


@pytest.mark.parametrize("near", [1_066_452, 1_066_400, 1_066_439])
def test_a_near_miss_is_no_matter_of_signs(near):
    assert "sign" not in find_difference([(near, 1_066_440)], tolerance=1e-7)


def test_whole_numbers_far_from_the_fractions_wanted_are_not_blamed_on_rounding():
    assert "whole numbers" not in find_difference([(1000, 0.9)])
    assert "whole numbers" in find_difference([(0, 0.9)])


def test_zeros_and_ones_in_other_places_are_not_off_by_one():
    pairs = [(np.eye(4, dtype=int)[[0, 1, 2, 2]], np.eye(4, dtype=int))]
    assert "off by one" not in find_difference(pairs)


@pytest.mark.parametrize("yours", [300, (1, 2, 3), ((1, 2),), {1, 2}, "1"])
def test_a_few_numbers_in_brackets_are_not_called_an_array(yours):
    assert "2 numbers in brackets" in find_difference([(yours, (10, 20))])


def test_chance_in_one_round_is_no_difference():
    pairs = [(100 * WANTED[0], WANTED[0]), (WANTED[1] ** 2, WANTED[1])]
    assert "100" not in find_difference(pairs)


@pytest.mark.parametrize(
    ("yours", "told"),
    [
        (lambda a, b: (b, a), "in the wrong order"),
        (lambda a, b: a, "Wanted are 2 results"),
        (lambda a, b: 5, "Wanted are 2 results, in order; yours is a single number"),
        (lambda a, b: (a,), "yours are 1"),
        (lambda a, b: (a, 100 * b), "the second is the first that differs. Yours is 100 times"),
        (lambda a, b: (-a, -b), "In the first of the 2 results: The size is right"),
    ],
)
def test_of_several_results_the_first_that_differs_is_named(yours, told):
    wanted = [(w, w[0] + 2) for w in WANTED]
    assert told in find_difference([(yours(*pair), pair) for pair in wanted])


def test_of_several_numbers_too():
    wanted = [(0.9, 0.85, 0.94), (0.8, 0.75, 0.84)]
    assert "the third is the first that differs" in find_difference(
        [((a, b, 5.0), (a, b, c)) for a, b, c in wanted]
    )


def test_no_sentence_tells_the_right_value():
    for yours in (0.5, 12.5, -0.125, "a", None, [0.125], np.zeros(3)):
        assert "0.125" not in find_difference([(yours, 0.125)])
