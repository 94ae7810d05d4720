"""What a claim and a record leave in a notebook."""

import json

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.claims import MODE, RESULT, ClaimFailed, claim, record
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


def test_a_claim_about_other_data_is_shown_as_not_checked_whatever_it_says(outputs):
    [data] = outputs(claim, "On MNIST, 92 %", False, given=False)
    assert data["text/plain"] == "– On MNIST, 92 % (not checked on this data)"
    assert data[RESULT]["holds"] is None


def test_record_stores_plain_values_that_json_can_hold(outputs):
    [data] = outputs(record, source="mnist", test_accuracy=np.float32(0.5), errors=np.int64(3))
    assert data[RESULT] == {"results": {"source": "mnist", "test_accuracy": 0.5, "errors": 3}}
    assert json.loads(json.dumps(data[RESULT])) == data[RESULT]
    assert "test accuracy: 0.5" in data["text/plain"]


def test_record_refuses_what_is_not_one_value():
    with pytest.raises(CourseError, match=r"record\(curve=…\) takes one number or text, not list"):
        record(curve=[1, 2])


def test_an_unknown_name_gets_the_nearest_ones_and_all_of_them():
    error = unknown("recipe", "dropuot", ["wide", "dropout", "compact"])
    assert str(error) == (
        "unknown recipe 'dropuot': did you mean 'dropout'? known: compact, dropout, wide"
    )
