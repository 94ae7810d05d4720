"""Tasks: many ways are right, every way to miss one is named, and anything may be handed over."""

import itertools

import keras
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from exercises import check
from exercises.kinds import RIGHT, UNTRIED, WRONG
from exercises.notebook_07 import EXERCISES
from exercises.tasks import Task
from helpers import ROOT
from tests.exercises.test_any_answer import STRANGE

each = pytest.mark.parametrize("name", EXERCISES)


def work(name: str, **changes: object) -> dict:
    """Return right work with some parts changed."""
    task = EXERCISES[name]
    return task.right(**task.sample()) | changes


def judged(name: str, **changes: object):
    return EXERCISES[name].judge(work(name, **changes), EXERCISES[name].sample())


@each
def test_right_work_is_right_and_the_page_as_it_is_handed_out_was_not_attempted(name):
    assert judged(name).outcome == RIGHT
    nothing = dict.fromkeys(EXERCISES[name].parts)
    assert EXERCISES[name].judge(nothing, EXERCISES[name].sample()).outcome == UNTRIED
    main = next(iter(EXERCISES[name].parts))
    assert judged(name, **{main: None}).outcome == UNTRIED


@each
def test_a_part_that_is_missing_or_still_empty_is_named(name):
    task = EXERCISES[name]
    for part in list(task.parts)[1:]:
        assert f"`{part}` is still empty" in judged(name, **{part: None}).text
        rest = {k: v for k, v in work(name).items() if k != part}
        verdict = task.judge(rest, task.sample())
        assert (verdict.outcome, verdict.counts) == (WRONG, False) and f'"{part}"' in verdict.text


@each
def test_whatever_stands_in_a_part_it_is_wrong_and_said_in_a_few_lines(name):
    for part in EXERCISES[name].parts:
        for strange, thing in STRANGE.items():
            verdict = judged(name, **{part: thing})
            assert verdict.outcome in (WRONG, UNTRIED), (part, strange)
            assert len(verdict.text) < 600, (part, strange)


X = work("task 7.1")


@pytest.mark.parametrize(
    "prepare",
    [
        lambda x: x.astype("float64") * 2 - 1,
        lambda x: (x - X["x_train"].mean()) / X["x_train"].std(),
        lambda x: (x - X["x_train"].mean(axis=0)) / (X["x_train"].std(axis=0) + 0.1),
        lambda x: x.tolist(),
        lambda x: 1 - x,
    ],
    ids=["from -1 to 1", "standardised", "each pixel standardised", "lists", "paper 1"],
)
def test_pictures_may_be_prepared_in_any_way_that_treats_both_parts_alike(prepare):
    changes = {name: prepare(X[name]) for name in ("x_train", "x_validation")}
    assert judged("task 7.1", **changes).outcome == RIGHT


@pytest.mark.parametrize(("name", "fault"), [("x_train", "lost"), ("x_validation", "pictures")])
def test_pictures_that_are_no_rows_are_told_before_a_network_gets_them(name, fault):
    verdict = judged("task 7.1", **{name: X[name].reshape(-1, 28, 28)})
    assert verdict.outcome == WRONG and "784 pixels" in verdict.text and fault in verdict.name


@pytest.mark.parametrize("name", ["x_train", "x_validation"])
@pytest.mark.parametrize("change", [lambda x: 1 - x, lambda x: 2 * x, lambda x: x / 255])
def test_what_is_done_to_one_part_alone_is_told(name, change):
    assert judged("task 7.1", **{name: change(X[name])}).name in (
        "scaled otherwise",
        "scaled twice",
    )


@pytest.mark.parametrize("kind", [list, tuple, pd.Series, lambda x: np.asarray(x, dtype=float)])
def test_answers_and_counts_may_come_in_any_form(kind):
    baselines = {k: kind(v) for k, v in work("task 7.2")["baselines"].items()}
    assert judged("task 7.2", baselines=baselines).outcome == RIGHT
    assert judged("task 7.1", counts=kind(X["counts"])).outcome == RIGHT


def test_a_checkpoint_is_as_good_as_restored_weights():
    stopping = work("task 7.4")["stopping"]
    kept = keras.callbacks.EarlyStopping("val_loss", restore_best_weights=False)
    kept.stopped_epoch, kept.best_epoch = stopping.stopped_epoch, stopping.best_epoch
    assert judged("task 7.4", stopping=kept).outcome == RIGHT


def test_the_epoch_that_keras_restored_counts_where_another_has_a_smaller_loss():
    known = work("task 7.4")
    curves = known["history"].history | {"val_loss": [2.1, 1.2, 0.7, 0.699, 0.9]}
    known["stopping"].min_delta = 0.01
    assert judged("task 7.4", history=curves).outcome == RIGHT


def test_a_network_of_none_of_the_seeds_is_not_the_chosen_one():
    verdict = judged("task 7.7", scores={"large": [0.31, 0.32]})
    assert verdict.name == "another network" and "none of the seeds of `large`" in verdict.text


def test_curves_may_be_the_dictionary_of_a_history_or_a_table_of_it():
    curves = work("task 7.4")["history"].history
    assert judged("task 7.4", history=curves).outcome == RIGHT
    assert judged("task 7.4", history=pd.DataFrame(curves)).outcome == RIGHT


def test_stopping_by_accuracy_looks_for_its_largest_value():
    stopping = work("task 7.4")["stopping"]
    other = keras.callbacks.EarlyStopping("val_accuracy", restore_best_weights=True)
    other.stopped_epoch, other.best_epoch = stopping.stopped_epoch, stopping.best_epoch
    assert judged("task 7.4", stopping=other).outcome == RIGHT


def mean_interval(values, low=0.025) -> tuple[float, float]:
    """Return the interval of a mean by SciPy, as a solution does it."""
    error = np.std(values, ddof=1) / len(values) ** 0.5
    return stats.t.interval(1 - 2 * low, len(values) - 1, np.mean(values), error)


def test_scores_may_be_a_table_and_the_interval_that_of_the_difference_either_way():
    scores = pd.DataFrame(work("task 7.5")["scores"])
    low, high = mean_interval(scores["large"] - scores["small"])
    for interval in ([-high, -low], np.array([low, high]), pd.Series([low, high])):
        assert judged("task 7.5", scores=scores, interval=interval).outcome == RIGHT
    for name in scores:
        verdict = judged("task 7.5", scores=scores, interval=mean_interval(scores[name]))
        assert verdict.outcome == WRONG and verdict.name == "paired as unpaired"


@pytest.mark.parametrize("seeds", [5, 10, 20])
def test_an_interval_of_seeds_that_hardly_differ_is_right_though_wrong_ones_lie_beside_it(seeds):
    rungs = pd.read_csv(ROOT / "notebooks" / "rungs.csv", comment="#", index_col="seed")
    for one, other in itertools.pairwise(rungs.mean().sort_values().index):
        scores = rungs[[one, other]].head(seeds)
        low, high = mean_interval(scores[one] - scores[other])
        for interval in ((low, high), (round(low, 4), round(high, 4))):
            assert judged("task 7.5", scores=scores, interval=interval).outcome == RIGHT, one
    narrow = mean_interval(scores[one] - scores[other], low=0.05)
    assert judged("task 7.5", scores=scores, interval=narrow).outcome == WRONG


def test_where_the_seeds_cannot_tell_either_network_may_be_chosen():
    scores = {"a": [0.9, 0.92, 0.91, 0.9, 0.93], "b": [0.92, 0.9, 0.9, 0.93, 0.92]}
    for chosen in scores:
        verdict = judged("task 7.6", scores=scores, chosen=chosen)
        assert verdict.outcome == RIGHT and "can't tell" in verdict.text


@pytest.mark.parametrize("form", ["{:.1%}", "{:.4f}", "about {:.2%}, read once", "{:.3%}"])
def test_a_card_may_write_its_figure_in_any_way(form):
    known = work("task 7.9")
    said = form.format(known["test_scores"]["large"]) + " of 140 pictures"
    for text in (said, said.replace(".", ",")):
        assert judged("task 7.9", card=known["card"] | {"test": text}).outcome == RIGHT


@pytest.mark.parametrize("nothing", [None, ..., "", "  ", "...", "…", "TODO", "n/a", "None", "-"])
def test_a_field_with_nothing_in_it_is_named(nothing):
    verdict = judged("task 7.9", card=work("task 7.9")["card"] | {"not for": nothing})
    assert verdict.name == "left open" and "`not for`" in verdict.text


def test_a_form_with_nothing_filled_in_was_not_attempted_and_one_field_is_a_try():
    form = dict.fromkeys(work("task 7.9")["card"], ...)
    assert judged("task 7.9", card=form).outcome == UNTRIED
    assert judged("task 7.9", card=form | {"data": "Some of them."}).outcome == WRONG


def test_a_try_is_another_mistake_whatever_the_objects_look_like(capsys):
    right = work("task 7.5")
    for interval in (0.02, 0.03, right["interval"][::-1]):
        check("task 7.5", right | {"interval": interval})
    said = capsys.readouterr().out
    assert said.count("You gave this answer before") <= 1
    assert EXERCISES["task 7.5"].more[0] in said.splitlines()[-1]


def test_every_row_of_the_table_is_a_task():
    assert {type(task) for task in EXERCISES.values()} == {Task}
