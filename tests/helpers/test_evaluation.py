"""The numbers agree with published examples, with scikit-learn, and with counting by hand."""

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from helpers import evaluation


@pytest.mark.parametrize(("right", "n"), [(0, 10), (7, 10), (9766, 10_000), (50, 50)])
def test_wilson_equals_scipys(right, n):
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert evaluation.wilson(right, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_stays_within_0_and_1_and_widens_with_confidence():
    assert evaluation.wilson(10, 10)[1] == pytest.approx(1.0) and evaluation.wilson(10, 10)[1] <= 1
    assert evaluation.wilson(0, 10)[0] == 0.0
    narrow, wide = evaluation.wilson(90, 100, 0.8), evaluation.wilson(90, 100, 0.99)
    assert wide[0] < narrow[0] < 0.9 < narrow[1] < wide[1]


def test_the_interval_of_paired_differences_is_students():
    differences = np.array([0.02, 0.01, 0.03, 0.025])
    theirs = ttest_1samp(differences, 0).confidence_interval(0.95)
    assert evaluation.paired(differences) == pytest.approx((theirs.low, theirs.high))


def test_one_difference_alone_has_no_interval():
    assert np.isnan(evaluation.paired(np.array([0.02]))).all()


def test_the_most_confused_pairs_count_both_directions():
    labels = np.array([4, 4, 4, 9, 9, 3, 5])
    predicted = np.array([9, 9, 4, 4, 9, 5, 5])
    table = evaluation.most_confused(labels, predicted, pairs=2)
    assert table.to_numpy().tolist() == [["4 / 9", 2, 1, 3], ["3 / 5", 1, 0, 1]]


def test_a_calibrated_classifier_has_no_error_and_a_boastful_one_has_its_gap():
    sure = np.zeros((10, 10))
    sure[:, 0] = 0.8
    sure[:, 1] = 0.2
    honest = evaluation.calibration(sure, np.array([0] * 8 + [1] * 2))
    assert evaluation.calibration_error(honest) == pytest.approx(0)
    boastful = evaluation.calibration(sure, np.array([0] * 5 + [1] * 5))
    assert evaluation.calibration_error(boastful) == pytest.approx(0.3)
    assert boastful["images"].sum() == 10


def test_full_confidence_falls_into_the_last_bin():
    table = evaluation.calibration(np.eye(10), np.arange(10))
    assert table[["from", "to", "images"]].to_numpy().tolist() == [[0.9, 1.0, 10]]


def test_mcnemar_counts_only_where_the_two_differ():
    labels = np.zeros(100, dtype=int)
    first, second = labels.copy(), labels.copy()
    first[:20] = 1
    second[18:21] = 1
    only_first, only_second, p = evaluation.mcnemar(labels, first, second)
    assert (only_first, only_second) == (1, 18)
    assert p == pytest.approx(binomtest(1, 19).pvalue)


def test_mcnemar_of_equal_classifiers_finds_nothing():
    labels = np.arange(10)
    assert evaluation.mcnemar(labels, labels, labels) == (0, 0, 1.0)
