"""What a claim and a record leave in a notebook."""

import json

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import claims
from helpers.claims import MODE, RESULT, ClaimFailed, claim, notice, record
from helpers.errors import CourseError, unknown


@pytest.fixture
def outputs():
    """Return a function that calls another and gives the data it displayed."""
    InteractiveShell.instance()

    def shown(call, *args, **kwargs):
        with capture_output() as captured:
            call(*args, **kwargs)
        return [output.data for output in captured.outputs]

    return shown


def test_a_claim_that_holds_is_shown_and_stored(outputs):
    [data] = outputs(claim, "Two is more than one", np.True_, two=2)
    assert data["text/plain"] == "✓ Two is more than one"
    assert data[RESULT] == {"claim": "Two is more than one", "holds": True}
    json.dumps(data[RESULT])


def test_what_a_claim_shows_does_not_depend_on_the_values_it_saw(outputs):
    assert outputs(claim, "Same", True, seen=1) == outputs(claim, "Same", True, seen=2)


def test_a_claim_that_fails_stops_the_notebook_with_the_values_it_saw():
    with pytest.raises(ClaimFailed, match=r"✗ Deep wins \(seen: deep = 0\.8123, flat = 0\.9000\)"):
        claim("Deep wins", False, deep=0.81234, flat=0.9)


def test_a_failed_claim_is_one_line_without_library_frames():
    lines = ClaimFailed("✗ No")._render_traceback_()
    assert lines == ["ClaimFailed: ✗ No"]


def test_in_report_mode_a_failed_claim_is_shown_and_the_notebook_goes_on(outputs, monkeypatch):
    monkeypatch.setenv(MODE, "report")
    [data] = outputs(claim, "Deep wins", False, deep=0.5)
    assert data["text/plain"] == "✗ Deep wins (seen: deep = 0.5000)"
    assert data[RESULT]["holds"] is False


def test_in_report_mode_a_failed_claim_without_values_says_that_it_saw_nothing(
    outputs, monkeypatch
):
    monkeypatch.setenv(MODE, "report")
    [data] = outputs(claim, "Deep wins", False)
    assert data["text/plain"] == "✗ Deep wins (seen: nothing)"


class Tensor:
    """A tensor of TensorFlow's that holds one number, and isn't a number to Python."""

    def numpy(self):
        return np.array([0.5])

    def __float__(self):
        raise TypeError("only 0-dimensional arrays can be converted to Python scalars")


@pytest.mark.parametrize("value", [np.array([0.5]), np.array([[0.5]]), Tensor()])
def test_a_claim_may_have_seen_an_array_or_a_tensor_of_one_number(outputs, value):
    assert outputs(claim, "Deep wins", True, loss=value)
    with pytest.raises(ClaimFailed, match=r"seen: loss = 0\.5000\)"):
        claim("Deep wins", False, loss=value)


@pytest.mark.parametrize("value", [np.array([0.5]), np.array([[0.5]]), Tensor()])
def test_an_array_of_one_number_is_that_number_to_a_record_and_to_programs(
    outputs, monkeypatch, value
):
    [data] = outputs(record, loss=value)
    assert data["text/plain"] == "Recorded\n  loss: 0.5000"
    monkeypatch.setenv(MODE, "report")
    [data] = outputs(claim, "Deep wins", True, loss=value)
    assert data[RESULT]["seen"] == {"loss": 0.5}


def test_in_report_mode_a_claim_tells_programs_the_numbers_that_it_saw(outputs, monkeypatch):
    monkeypatch.setenv(MODE, "report")
    seen = {
        "deep": np.float32(0.5),
        "errors": 3,
        "pair": "4 / 9",
        "all": [1, 2],
        "lost": np.nan,
        "huge": 10**400,
    }
    [data] = outputs(claim, "Deep wins", True, **seen)
    assert data[RESULT]["seen"] == {"deep": 0.5, "errors": 3.0}
    json.dumps(data[RESULT], allow_nan=False)


def test_a_claim_about_other_data_is_shown_as_not_checked_whatever_it_says(outputs):
    [data] = outputs(claim, "On MNIST, 92 %", False, given=False)
    assert data["text/plain"] == "– On MNIST, 92 % (not checked on this data)"
    assert data[RESULT]["holds"] is None


def test_record_stores_plain_values_that_json_can_hold(outputs):
    [data] = outputs(record, source="mnist", test_accuracy=np.float32(0.5), errors=np.int64(3))
    assert data[RESULT] == {"results": {"source": "mnist", "test_accuracy": 0.5, "errors": 3}}
    assert json.loads(json.dumps(data[RESULT])) == data[RESULT]
    assert "test accuracy: 0.5" in data["text/plain"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("-inf")])
def test_nan_and_infinity_are_shown_by_name_and_fail_nothing_by_themselves(outputs, value):
    [data] = outputs(claim, "Holds all the same", True, loss=value)
    assert data[RESULT]["holds"] is True
    with pytest.raises(ClaimFailed, match=rf"seen: loss = {value}\)"):
        claim("Deep wins", False, loss=value)
    [data] = outputs(record, test_loss=value)
    assert data["text/plain"] == f"Recorded\n  test loss: {value}"
    assert data[RESULT] == {"results": {"test_loss": f"{value}"}}
    json.dumps(data[RESULT], allow_nan=False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.25, "0.2500"), (3.0, "3.0"), (3, "3"), (10**400, "1" + "0" * 400), ("0.5", "0.5")],
)
def test_a_value_is_shown_with_four_digits_where_it_has_more(outputs, value, shown):
    [data] = outputs(record, figure=value)
    assert data["text/plain"] == f"Recorded\n  figure: {shown}"


def test_each_kind_of_output_has_a_form_of_its_own_for_readers(outputs, monkeypatch):
    [held] = outputs(claim, "Two is more than `one`", True)
    assert held["text/markdown"] == "**✓** Two is more than `one`"
    [unchecked] = outputs(claim, "On MNIST", True, given=False)
    assert unchecked["text/markdown"] == "**–** On MNIST (not checked on this data)"
    monkeypatch.setenv(MODE, "report")
    [failed] = outputs(claim, "Deep wins", False, deep=0.5)
    assert failed["text/markdown"] == "**✗** Deep wins (seen: deep = 0.5000)"
    [recorded] = outputs(record, source="a|b", test_accuracy=0.5)
    assert recorded["text/markdown"] == (
        "| Recorded | |\n|---|---|\n| source | a\\|b |\n| test accuracy | 0.5000 |"
    )


def test_a_dollar_or_a_bracket_outside_of_code_starts_no_formula_or_tag(outputs):
    [data] = outputs(claim, "It costs $5 and <b> $6, `a < $b`", True)
    assert data["text/markdown"] == r"**✓** It costs \$5 and \<b> \$6, `a < $b`"


def test_a_notice_is_a_line_in_italics_and_none_of_a_programs_business(outputs):
    [data] = outputs(notice, "data_cache/a.npz can't be written (_why_, 2 * 3)")
    assert data["text/plain"] == "data_cache/a.npz can't be written (_why_, 2 * 3)"
    assert data["text/markdown"] == (r"*data\_cache/a.npz can't be written (\_why\_, 2 \* 3)*")
    assert RESULT not in data


def test_outside_of_a_notebook_what_is_shown_is_a_printed_line(monkeypatch, capsys):
    monkeypatch.setattr(claims, "get_ipython", lambda: None)
    notice("Data: none")
    claim("Two is more than `one`", True)
    assert capsys.readouterr().out == "Data: none\n✓ Two is more than `one`\n"


def test_record_refuses_what_is_not_one_value():
    with pytest.raises(CourseError, match=r"record\(curve=…\) takes one number or text, not list"):
        record(curve=[1, 2])


def test_an_unknown_name_gets_the_nearest_ones_and_all_of_them():
    error = unknown("recipe", "dropuot", ["wide", "dropout", "compact"])
    assert str(error) == (
        "unknown recipe 'dropuot': did you mean 'dropout'? known: compact, dropout, wide"
    )
