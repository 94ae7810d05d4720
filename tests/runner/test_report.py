"""What came of a batch, as a table for spreadsheets and as a page."""

import base64
import hashlib
import html.parser
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from runner.batch import report, results
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.record import Finished


def _run(number: int, **known) -> Finished:
    files = {"file": f"a {number}.ipynb", "page": f"pages/a {number}.html"}
    given = {"name": f"a-{number:06}", "key": f"{number}", "seconds": 1.5} | files | known
    return Finished(notebook=Path("a.ipynb"), **given)


ODD = (1.5, float("inf"), float("nan"), 2.5)


def _write(runs: list[Finished], varied: list[str], folder: Path, **known) -> str:
    students = {run.key: f"student {run.key}" for run in runs}
    sweep = Sweep(Path("my sweep.yaml"), runs, varied, **{"students": students} | known)
    report.write(sweep, runs, Output(str(folder)))
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def grid() -> list[Finished]:
    return [
        _run(
            n,
            parameters={"dropout": dropout, "activation": activation, "seed": seed, "epochs": 3},
            results={"test_accuracy": 0.9 + n / 100, "loss": 1.0 / (n + 1), "layers": 2},
        )
        for n, (dropout, activation, seed) in enumerate(
            (d, a, s) for d in (0.0, 0.3) for a in ("relu", "tanh") for s in (0, 1)
        )
    ]


class _Page(html.parser.HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag == "tr":
            self.rows.append([])

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()

    def row(self, name: str) -> list[str]:
        """The other cells of the first row with this in its first cell."""
        return next(row[1:] for row in self.rows if row and row[0] == name)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_needs_nothing_beside_it_but_what_it_links_to(grid, tmp_path):
    page = _Page(_write(grid, ["dropout", "activation", "seed"], tmp_path))
    assert not page.all("link") and all("src" not in script for script in page.all("script"))
    assert all(image["src"].startswith("data:image/png;base64,") for image in page.all("img"))
    links = [link["href"] for link in page.all("a")]
    assert links == ["results.csv", *(f"pages/a%20{n}.html" for n in range(8))]


def test_each_result_is_drawn_against_each_varied_parameter_with_words(grid, tmp_path):
    page = _Page(_write(grid, ["dropout", "activation", "seed"], tmp_path))
    alts = [image["alt"] for image in page.all("img")]
    assert [alt.partition(",")[0] for alt in alts] == [
        "test accuracy against dropout",
        "test accuracy against activation",
        "loss against dropout",
        "loss against activation",
    ]
    assert "activation relu at 0.3: 94.50% (94.00% to 95.00%)" in alts[0]


def test_a_figures_words_and_the_table_write_a_result_alike(grid, tmp_path):
    text = _write(grid[:2], ["seed"], tmp_path)
    assert "smallest to largest): mean at all runs: 90.50% (90.00% to 91.00%)" in text
    assert ">90.00%</td>" in text and "0.9000" not in text


def test_exercises_that_nobody_attempted_are_in_the_table_file_alone(grid, tmp_path):
    untried = [{"exercise": f"quiz 1.{n}", "outcome": "not attempted", "tries": 0} for n in (1, 2)]
    runs = [_run(n, exercises=untried) for n in (1, 2)]
    assert "quiz 1.1" not in _write(runs, [], tmp_path)
    assert "quiz 1.1" in pd.read_csv(tmp_path / "results.csv")
    runs.append(_run(3, exercises=[untried[0] | {"outcome": "wrong"}]))
    page = _write(runs, [], tmp_path)
    assert "quiz 1.1" in page and "quiz 1.2" not in page


def test_infinite_and_missing_results_are_drawn_around(grid, tmp_path):
    odd = [_run(n, parameters={"seed": n}, results={"loss": v}) for n, v in enumerate(ODD)]
    assert "loss, every run a mark" in _write(odd, ["seed"], tmp_path)


def test_seeds_alone_are_drawn_as_one_spread(grid, tmp_path):
    page = _Page(_write(grid[:2], ["seed"], tmp_path))
    assert [image["alt"].partition(":")[0] for image in page.all("img")] == [
        "test_accuracy, every run a mark. Means (smallest to largest)".replace("_", " "),
        "loss, every run a mark. Means (smallest to largest)",
    ]


def test_the_table_can_be_sorted_and_numbers_as_numbers(grid, tmp_path):
    page = _Page(_write(grid, ["dropout", "activation", "seed"], tmp_path))
    assert len(page.all("button")) == len([th for th in page.all("th") if th["scope"] == "col"])
    assert {"0.0", "0.3", "relu", "0.97"} <= {cell["data-order"] for cell in page.all("td")}


def test_what_a_stranger_wrote_is_shown_as_text(tmp_path):
    error = "<script>alert(1)</script>"
    text = _write([_run(0, status="failed", error=error)], [], tmp_path, submissions=True)
    assert error not in text and "&lt;script&gt;" in text


def test_without_any_finished_run_there_is_still_a_page(tmp_path):
    assert "0 of 0 runs" in _write([], [], tmp_path)


def test_results_open_in_pandas_and_hold_no_formulas(tmp_path):
    one = _run(
        1,
        parameters={"seed": 1, "note": "=1+1"},
        results={"seed": 2, "error": -0.5},
        error='été; "x",\ny',
    )
    _write([one, _run(2, parameters={"seed": 2})], ["seed"], tmp_path)
    first, second = pd.read_csv(tmp_path / "results.csv").to_dict("records")
    assert (first["seed"], first["seed_result"], first["note"]) == (1, 2, "'=1+1")
    assert (first["error_result"], first["error"]) == (-0.5, one.error)
    assert pd.isna(second["seed_result"])
    lines = (tmp_path / "results.csv").read_text(encoding="utf-8-sig")
    assert ",2," in lines and "2.0" not in lines  # a whole number stays one beside a gap


def test_exercises_are_in_the_order_of_their_numbers():
    outcomes = {"exercise 2.10": "wrong", "exercise 2.9": "right", "quiz 2.1": "right"}
    answers = [{"exercise": name, "outcome": said, "tries": 1} for name, said in outcomes.items()]
    table = results.table([_run(0, exercises=answers), _run(1)], submissions=True)
    names = ["exercise 2.9", "exercise 2.10", "quiz 2.1", "exercises_right"]
    assert list(table)[3:7] == names
    assert table["exercises_right"].tolist()[0] == 2


def test_the_gradebook_tells_the_tries_of_each_exercise(tmp_path):
    answers = [
        {"exercise": "exercise 2.1", "outcome": "right", "tries": 3},
        {"exercise": "quiz 2.1", "outcome": "wrong", "tries": 1},
    ]
    page = _Page(_write([_run(0, exercises=answers), _run(1)], [], tmp_path, submissions=True))
    first, second = pd.read_csv(tmp_path / "results.csv").to_dict("records")
    assert (first["exercise 2.1 tries"], first["quiz 2.1 tries"]) == (3, 1)
    assert pd.isna(second["exercise 2.1 tries"])
    assert page.row("student 0") == ["✓3", "✗", "1"]
    assert page.row("student 1") == ["", "", "–"]


def test_a_result_never_takes_the_column_of_something_else():
    names = ("status", "error", "claims_held", "exercise 2.1", "quiz 1.1", "exercises_right")
    answer = [{"exercise": "exercise 2.1", "outcome": "right", "tries": 2}]
    table = results.table([_run(0, results=dict.fromkeys(names, 7), exercises=answer)], True)
    assert table.columns.is_unique
    assert all(table[f"{name}_result"].tolist() == [7] for name in names)


def _answer(name: str, outcome: str, tries: int = 1, mistake: str = "") -> dict:
    told = {"exercise": name, "outcome": outcome, "tries": tries}
    return told | ({"misconception": mistake, "said": f"About {mistake}."} if mistake else {})


CLASS = [
    _run(0, exercises=[_answer("exercise 1.1", "right", 1), _answer("quiz 1.1", "wrong", 3, "b")]),
    _run(1, exercises=[_answer("exercise 1.1", "wrong", 2, "a"), _answer("quiz 1.1", "right", 5)]),
    _run(2, exercises=[_answer("exercise 1.1", "wrong", 4, "a")], status="timeout"),
    _run(3, status="failed", error="it is a link"),
]


def test_a_classs_page_begins_with_how_many_and_what_stopped_them(tmp_path):
    linked = replace(CLASS[3], key="4", error="in cell [7]: it is a link")
    page = _write([*CLASS, linked], [], tmp_path, submissions=True, stray=2)
    text = " ".join(page.split())
    assert "5 files of 5 students handed in, 3 graded." in text
    assert (
        "<li>2 failed (it is a link): student 3, student 4</li><li>1 timeout: student 2</li>"
        in text
    )
    assert "2 that programs left behind are no student's" in text


def test_the_map_tells_outcomes_apart_by_sign_and_by_colour(tmp_path):
    text = _write(CLASS, [], tmp_path, submissions=True)
    page = _Page(text)
    assert page.row("student 0") == ["✓", "✗3", "1"]
    assert page.row("student 2") == ["✗4", "", "0"]
    assert page.row("student 3") == ["", "", "–"]
    assert '<td class="right">✓</td>' in text and '<td class="wrong">✗ ' in text


def test_each_exercise_has_its_share_right_and_its_median_of_tries(tmp_path):
    page = _Page(_write(CLASS, [], tmp_path, submissions=True))
    assert page.row("exercise 1.1") == ["1", "33 %", "2", "0", "2"]
    assert page.row("quiz 1.1") == ["1", "33 %", "1", "1", "4"]


def test_misconceptions_come_by_how_many_had_them_with_what_they_were_told(tmp_path):
    page = _Page(_write(CLASS, [], tmp_path, submissions=True))
    assert page.row("2") == ["a", "exercise 1.1", "About a."]
    assert page.row("1") == ["b", "quiz 1.1", "About b."]


def test_the_page_runs_its_own_script_and_no_other(tmp_path):
    text = _write(CLASS, [], tmp_path, submissions=True)
    script = text.partition("<script>")[2].partition("</script>")[0]
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    [policy] = [m["content"] for m in _Page(text).all("meta") if "http-equiv" in m]
    assert f"script-src 'sha256-{allowed}';" in policy and "default-src 'none'" in policy
    assert text.count("<script") == 1


def test_what_a_stranger_called_things_is_shown_as_text(tmp_path):
    bad = "<script>f()</script>"
    answer = _answer("quiz 1.1", "wrong", 1, bad)
    text = _write(
        [_run(0, exercises=[answer])], [], tmp_path, submissions=True, students={"0": bad}
    )
    assert bad not in text and text.count("&lt;script&gt;f()") >= 3
