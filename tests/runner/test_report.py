"""What came of a batch, as a table for spreadsheets and as a page."""

import html.parser
from pathlib import Path

import pandas as pd
import pytest

from runner.batch import report, results
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.record import Finished


def _run(number: int, **known) -> Finished:
    files = {"file": f"a {number}.ipynb", "page": f"pages/a {number}.html"}
    given = {"name": f"a-{number:06}", "seconds": 1.5} | files | known
    return Finished(notebook=Path("a.ipynb"), **given)


def _write(runs: list[Finished], varied: list[str], folder: Path, **known) -> str:
    sweep = Sweep(Path("my sweep.yaml"), runs, varied, **known)
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
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[Finished]:
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
    assert "activation relu at 0.3: 0.945 (0.94 to 0.95)" in alts[0]


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
    outcomes = {"exercise 2.10": "wrong", "exercise 2.9": "right", "quiz 2.1": "right", "odd": ""}
    answers = [{"exercise": name, "outcome": said, "tries": 1} for name, said in outcomes.items()]
    table = results.table([_run(0, exercises=answers), _run(1)], submissions=True)
    names = ["exercise 2.9", "exercise 2.10", "exercise odd", "quiz 2.1", "exercises_right"]
    assert list(table)[3:8] == names
    assert table["exercises_right"].tolist()[0] == 2


def test_the_gradebook_tells_the_tries_of_each_exercise(tmp_path):
    answers = [
        {"exercise": "exercise 2.1", "outcome": "right", "tries": 3},
        {"exercise": "quiz 2.1", "outcome": "wrong", "tries": 1},
    ]
    page = _write([_run(0, exercises=answers), _run(1)], [], tmp_path, submissions=True)
    first, second = pd.read_csv(tmp_path / "results.csv").to_dict("records")
    assert (first["exercise 2.1 tries"], first["quiz 2.1 tries"]) == (3, 1)
    assert pd.isna(second["exercise 2.1 tries"])
    assert "tries" not in page


def test_a_result_never_takes_the_column_of_something_else():
    names = ("status", "error", "claims_held", "exercise 2.1", "quiz 1.1", "exercises_right")
    answer = [{"exercise": "exercise 2.1", "outcome": "right", "tries": 2}]
    table = results.table([_run(0, results=dict.fromkeys(names, 7), exercises=answer)], True)
    assert table.columns.is_unique
    assert all(table[f"{name}_result"].tolist() == [7] for name in names)
