"""The kinds of exercise: what counts as right, as not attempted, and what a wrong answer hears."""

import dataclasses
import math
import re
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import keras
import numpy as np
import pandas as pd
import pytest

from exercises.kinds import RIGHT, UNTRIED, WRONG, Choice, Function, Lines, Value
from exercises.sources import steps


def tensor(values: object) -> object:
    import tensorflow as tf  # here, because most of this file does without

    return tf.constant(values)


NUMBER = Value(
    right=0.92,
    wrong=[(92, "percent", "percent for fraction")],
    why="because",
    hint="think",
    more=("think more", "and more", "nearly"),
    idea="the whole idea",
)
TABLE = Value(right=np.array([[1, 2, 3], [4, 5, 6]]), wrong=[], why="because", hint="think")
LETTER = Choice(
    right="c",
    wrong={"a": "first", "b": ("second", "off by one")},
    options={"a": "28", "b": "a picture", "c": "2,352"},
    why="because",
)


# Choice


@pytest.mark.parametrize(
    "form",
    [
        *("c", " C ", "c)", "(c)", "c.", '"c"', "c) 2,352", "C: all", "answer c", "**c)**"),
        *(["c"], ("C",), np.array(["c"])),
    ],
)
def test_a_letter_is_right_in_every_form(form):
    assert LETTER.judge(form, {}).outcome == RIGHT


@pytest.mark.parametrize("form", [2352, "2352", "2,352", 2352.0, np.int64(2352), Fraction(2352)])
def test_the_right_content_in_place_of_its_letter_is_right_and_told_so(form):
    assert LETTER.judge(form, {})[:2] == (
        RIGHT,
        'That is c. Its letter is enough: `"c"`. because',
    )


def test_a_wrong_letter_or_its_content_gets_its_hint_and_the_name_of_the_misconception():
    assert LETTER.judge("b", {})[:3] == (WRONG, "second", "off by one")
    assert LETTER.judge("A picture.", {})[1].endswith("second")
    assert 'one of "a", "b", "c"' in LETTER.judge("d", {}).text


def test_the_first_words_of_an_option_are_enough_and_no_letter_at_all_is_no_try():
    two = Choice(right="a", wrong={"b": "no"}, why="so", options={"a": "It is new", "b": "It was"})
    assert two.judge("it is", {}).outcome == RIGHT
    assert not two.judge("it", {}).counts and not two.judge(7, {}).counts


# Value


@pytest.mark.parametrize(
    "form",
    [0.92, 0.9200001, np.float32(0.92), [0.92], np.array(0.92), Fraction(92, 100), Decimal("0.92")],
)
def test_a_number_is_right_in_every_form(form):
    assert NUMBER.judge(form, {})[:2] == (RIGHT, "because")
    assert NUMBER.judge(pd.Series([0.92]), {}).outcome == RIGHT
    assert NUMBER.judge(tensor(0.92), {}).outcome == RIGHT


@pytest.mark.parametrize(
    "miss",
    [0.93, 0.9, -0.92, True, "0.92", [0.92, 0.92], float("nan"), {}, object(), 92.1, 10**400],
)
def test_a_near_miss_of_a_number_is_wrong_and_does_not_tell_the_number(miss):
    verdict = NUMBER.judge(miss, {})
    assert verdict.outcome == WRONG and "0.92" not in verdict.text


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("0.92", "Drop the quotes."),
        ("0,92", "decimal point"),
        ((0, 92), "decimal point"),
        ((9000, 1000), "2 numbers, and one is wanted"),
        ("9/10+2/100", "Python works it out"),
        ((92, 100), "nothing between thousands"),
        ("92,100", "the comma between thousands"),
        ("9,000", "the comma between thousands"),
        ((9, 0), "nothing between thousands"),
        ("92 %", "without quotes and percent sign"),
        ("92", "percent"),
        ("about 92 points", "without quotes and words. percent"),
        (lambda: 0.92, "call it"),
    ],
)
def test_a_number_in_a_wrong_dress_hears_how_to_write_it(answer, told):
    verdict = NUMBER.judge(answer, {})
    assert verdict.outcome == WRONG and told in verdict.text


def test_a_rounded_value_is_no_misconception_where_the_right_one_rounds_so_too():
    close = Value(right=0.9234, wrong=[(0.9219, "trained on these", "other pictures")], why="so")
    assert "trained on these" not in close.judge(0.92, {}).text
    assert close.judge(0.922, {}).name == "other pictures"


@pytest.mark.parametrize("answer", ["3(4)", r"'\d'", "1if 2else 3"])
def test_what_python_would_warn_of_in_a_text_is_no_matter_of_the_learners(answer):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert NUMBER.judge(answer, {}).outcome == WRONG
        assert TABLE.judge(answer, {}).outcome == WRONG
    assert not said


def test_several_numbers_in_quotes_hear_that_the_quotes_are_too_many():
    pair = Value(right=(10, 20), wrong=[((20, 10), "turned")], why="so")
    assert "Drop the quotes" in pair.judge("(10, 20)", {}).text
    assert pair.judge(" 20, 10 ", {}).text.endswith("turned")


@pytest.mark.parametrize("form", [((1, 2, 3), (4, 5, 6)), [[1.0, 2, 3], [4, 5, 6]]])
def test_an_array_is_right_in_every_form(form):
    for given in (form, np.array(form, "float32"), np.array(form, "uint8"), tensor(form)):
        assert TABLE.judge(given, {}).outcome == RIGHT


def test_an_array_of_another_shape_hears_which_one_is_wanted():
    text = TABLE.judge(np.ones((3, 2)), {}).text
    assert "Wanted is an array of shape (2, 3); yours is an array of shape (3, 2)." in text
    assert TABLE.judge([[1, 2], [3]], {}).outcome == WRONG


# Function


DOUBLE = Function(
    inputs=lambda rng: (rng.normal(size=rng.integers(3, 9)),),
    right=lambda x: 2 * x,
    wrong=[(lambda x: x**2, "square", "brackets"), (lambda x: x.reshape(2, 99), "reshape")],
    why="because",
    hint="think",
    seconds=0.5,
)
X = np.arange(3.0)


def told(answer: object, exercise=DOUBLE) -> str:
    verdict = exercise.judge(answer, {})
    assert verdict.outcome == WRONG
    return verdict.text


def test_a_function_may_use_loops_and_lists_and_may_change_its_input():
    def changes(x):
        x *= 2
        return x

    for answer in (lambda x: [2 * value for value in x], changes, lambda x: tensor(2 * x)):
        assert DOUBLE.judge(answer, {}).outcome == RIGHT


def test_a_written_down_result_does_not_pass():
    assert "belongs to the notebook" in told(lambda x: 2 * X + 0 * x[0])
    assert "belongs" not in told(lambda x: np.array(keras.ops.sign(x)))
    assert "never looks at `x`" in told(lambda x: np.array([2.0, 4.0, 6.0]))


def test_an_array_of_the_notebook_is_the_cause_even_where_the_result_is_a_known_wrong_one():
    outside = {"values": np.arange(3.0), "side": 28}
    assert "`values` belongs" in told(eval("lambda x: x * x + 0 * values[0]", outside))
    assert told(eval("lambda x: x * x + 0 * side", outside)) == "square"


def test_a_known_wrong_function_gets_its_hint_and_the_name_of_the_misconception():
    assert DOUBLE.judge(lambda x: x * x, {})[:3] == (WRONG, "square", "brackets")
    assert DOUBLE.judge(lambda x: x.reshape(2, 99), {})[:3] == (WRONG, "reshape", "")


def test_an_unknown_error_says_what_was_given():
    text = told(lambda x: x.no_such_thing)
    assert re.match(r"It was called with an array of shape \(\d,\), and stopped: `Attribute", text)
    pictures = Function(inputs=lambda rng: ([np.ones(3)] * 2,), right=len, wrong=[], why="because")
    assert "called with a list of 2 arrays" in told(lambda x: x.no_such_thing, pictures)


def test_and_between_arrays_hears_what_to_write_instead():
    assert "write `&` in place of `and`" in told(lambda x: x > 0 and x < 3)
    assert "`and`" not in told(lambda x: 2 * max(np.ones((2, 2))))
    assert "Python's own `max`" in told(lambda x: max(np.ones((2, 2))) + x)
    assert "SystemExit" in told(lambda x: exit())
    assert "`nn` has no value" in told(lambda x: x / nn)  # noqa: F821


def test_an_error_that_many_meet_is_said_in_other_words_too():
    def written_in_place(x):
        x = x.astype(int)
        x /= 2
        return x

    assert "`/=` writes into the same array" in told(written_in_place)
    assert "`math` works with a single number" in told(lambda x: math.sqrt(x) + x)
    assert "centre of mass" in told(lambda x: round(np.nan) * x)
    assert "There is nothing in that array" in told(lambda x: x[x > 99].min())
    assert "The last place there is 1" in told(lambda x: x[:2][2] + x)


def test_a_parameter_that_may_be_left_out_needs_no_look():
    assert "never looks" in told(lambda x: 7)
    shorter = Function(inputs=lambda rng: (rng.random(3),), right=np.sin, wrong=[], why="because")
    assert "never looks" not in told(lambda x, z=1.96: x * 1.96, shorter)


def test_an_interrupt_that_a_function_raises_is_its_own_and_stops_nothing():
    def interrupted(x):
        raise KeyboardInterrupt

    assert "KeyboardInterrupt" in told(interrupted)


@pytest.mark.parametrize("answer", [4, NUMBER, int, "double", [], np.ones(3)])
def test_what_is_no_function_is_told_so(answer):
    assert "without brackets" in told(answer)


def shows(x):
    sys.stdout.write("shown")


def test_who_forgets_return_or_prints_instead_has_tried():
    def prints(x):
        print(2 * x)

    def assigns(x):
        result = 2 * x  # noqa: F841

    def sometimes(x):
        if len(x) > 1000:
            return 2 * x

    assert DOUBLE.judge(prints, {})[:3:2] == (WRONG, "print for return")
    assert DOUBLE.judge(assigns, {})[:3:2] == (WRONG, "missing return")
    assert "needs `return`" in told(sometimes)
    assert "behind it the result" in told(shows)
    assert "behind your `return` is None" in told(lambda x: [].append(x))


def test_one_way_without_return_is_told_apart_from_none():
    alternating = Function(
        inputs=lambda rng: (int(rng.integers(10)),),
        right=lambda x: x,
        wrong=[],
        why="because",
        rounds=40,
    )

    def half(x):
        if x > 4:
            return x

    assert "For some inputs" in told(half, alternating)


def test_a_function_that_does_not_come_back_is_stopped_and_told_so():
    def for_ever(x):
        while True:
            pass

    assert DOUBLE.judge(for_ever, {})[:3:2] == (WRONG, "endless loop")


def handed_out(x):
    """What the notebook hands out."""
    return x + 1


MEND = Function(
    inputs=lambda rng: (rng.normal(size=4),),
    right=lambda x: 2 * x,
    wrong=[],
    unchanged=handed_out,
    why="because",
)


def test_swapped_parameters_are_other_steps_and_new_names_are_none():
    one, other = (lambda a, b: a - b), (lambda a, b: b - a)
    assert steps(one) == steps(lambda x, y: x - y) and steps(one) != steps(other)


def test_code_handed_out_is_not_attempted_until_it_is_changed():
    def same_steps(values):
        # a comment, and another name
        return values + 1

    def same_result(x):
        return 1 + x

    assert MEND.judge(same_steps, {}).outcome == UNTRIED
    assert "still does what it did" in told(same_result, MEND)


def test_who_calls_what_does_the_task_hears_that_nothing_was_written():
    exercise = Function(
        inputs=lambda rng: (rng.normal(size=4),),
        right=lambda x: np.sort(x),
        wrong=[],
        borrowed=("sort", "sorted"),
        why="because",
    )
    barred = dataclasses.replace(exercise, borrowed=(), barred=("sort",))
    assert barred.judge(lambda x: np.sort(x), {})[:3:2] == (WRONG, "another way than asked")
    assert barred.judge(lambda x: sorted(x), {}).outcome == RIGHT
    for answer in (lambda x: np.sort(x), sorted):
        outcome, text, *_ = exercise.judge(answer, {})
        assert outcome == RIGHT and "nothing was written yet" in text


def test_who_takes_what_should_be_built_or_leaves_out_quotes_hears_so():
    build = Function(
        inputs=lambda rng: (), right=lambda: 1, wrong=[], facts=lambda model: 1, why="because"
    )
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    outside = {"softmax": network, "keras": keras}
    whole = eval("lambda: softmax", outside)
    part = eval("lambda: keras.layers.Dense(1, activation=softmax)", outside)
    assert build.judge(whole, {})[:3:2] == (WRONG, "in place of the argument")
    assert build.judge(part, {})[:3:2] == (WRONG, "quotes forgotten")
    assert "`softmax` has no value here" in told(lambda x: softmax(x))  # noqa: F821


def test_facts_that_an_answer_does_not_have_are_no_error_of_the_learner():
    exercise = Function(
        inputs=lambda rng: (),
        right=lambda: {"a": 1},
        facts=lambda output: output["a"],
        wrong=[],
        why="because",
    )
    assert told(lambda: 5, exercise) == "Yours is a single number."


def test_a_check_that_lost_what_the_notebook_gave_it_says_what_is_missing():
    exercise = Function(inputs=lambda rng, model: (), right=len, wrong=[], why="because")
    assert told(lambda x: x, exercise) == ("This check needs `model=…`, as the notebook had it.")


def test_a_table_may_say_itself_how_a_result_differs():
    exercise = Function(
        inputs=lambda rng: (rng.normal(size=4),),
        right=lambda x: 2 * x,
        differs=lambda output, wanted, x: f"yours {len(output)}, wanted {len(wanted)}",
        wrong=[],
        why="because",
    )
    assert told(lambda x: x[:2], exercise) == "yours 2, wanted 4"


def test_the_edges_are_tried_every_time():
    exercise = Function(
        inputs=lambda rng: (rng.random(3),),
        right=abs,
        wrong=[],
        why="because",
        edges=[(-np.ones(2),)],
    )
    assert exercise.judge(lambda x: x, {}).outcome == WRONG
    assert exercise.judge(lambda x: abs(x), {}).outcome == RIGHT


# Lines


LINES = Lines(needed="cab", wrong={"d": ("no", "leakage")}, order={"ca": "c first"}, why="because")


@pytest.mark.parametrize("answer", [7, {"c": 1}, [1, 2], object(), np.ones(3), [["c"], ["a", "b"]]])
def test_what_is_no_order_of_lines_is_told_how_to_write_one(answer):
    assert 'such as "cab"' in told(answer, LINES)


def test_a_line_that_does_not_belong_has_its_name():
    assert LINES.judge("cabd", {})[:3] == (WRONG, "Line d: no", "leakage")
    assert LINES.judge("acb", {})[1] == "c first"
    assert "no line p" in LINES.judge("predicted = a", {}).text
    assert LINES.judge([], {}).outcome == UNTRIED


# Help


def test_each_try_says_more_and_the_last_step_is_the_idea():
    wrong = NUMBER.judge(0.5, {})
    heard = [NUMBER.help(wrong, tries) for tries in range(1, 8)]
    assert heard == ["think", "think more", "and more", "nearly", *["nearly the whole idea"] * 3]


def test_a_hint_of_its_own_needs_no_general_one_at_first():
    assert NUMBER.help(NUMBER.judge(92, {}), 1) == ""
    assert NUMBER.help(NUMBER.judge(92, {}), 2) == "think more"
    assert NUMBER.help(NUMBER.judge(0.92, {}), 4) == NUMBER.help(NUMBER.judge(None, {}), 4) == ""
