"""Claims counted over seeds: the table, and what the exit code makes of it."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from helpers.claims import RESULT
from helpers.errors import CourseError
from runner import claims, notebook
from runner.record import Finished
from tests.support import make_notebook

pytestmark = pytest.mark.process

CELL = (
    "from helpers.claims import claim\n"
    "claim('seeds are small', seed < 1, seed=seed, of='text', rate=rate)\n"
    "claim('one | two', True)\n"
    "claim('about MNIST', True, given=False)"
)
PAGE = (
    "before\n<!-- claims -->\n{rows}\n<!-- end of claims -->\n"
    "<!-- newer -->\n{newer}\n<!-- end of newer -->\nafter"
)


def test_each_claim_is_counted_over_the_seeds(tmp_path, capsys):
    path = make_notebook(tmp_path / "07_more.ipynb", CELL)
    values = {"dataset": "digits", "rate": 0.2}
    assert claims.run([path], 2, 2, tmp_path / "out", values) == 1
    table = (tmp_path / "out" / "claims.md").read_text(encoding="utf-8")
    assert table.splitlines() == [
        "| Notebook | Claim | Held in (2 seeds) | Seen, smallest to largest |",
        "|---|---|---|---|",
        "| 07 | seeds are small | 1 of 2 ✗ | rate 0.2, seed 0 to 1 |",
        "| 07 | one \\| two | 2 of 2 |  |",
        "",
        "Not checked with these parameters:",
        "",
        "- 07: about MNIST",
    ]
    assert table in capsys.readouterr().out


def test_nineteen_of_twenty_is_enough_and_eighteen_is_not():
    def enough(held: int) -> bool:
        runs = [
            Finished(notebook=Path("a.ipynb"), claims=[{"claim": "c", "holds": seed < held}])
            for seed in range(20)
        ]
        return claims.count(runs)["enough"].all()

    assert (enough(20), enough(19), enough(18)) == (True, True, False)


def test_a_data_sets_path_starts_where_the_command_is_given(tmp_path, monkeypatch):
    path = make_notebook(tmp_path / "07_more.ipynb", CELL)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "own.npz").touch()
    monkeypatch.chdir(tmp_path / "here")
    seen = []
    monkeypatch.setattr(claims.batch, "complete", lambda asked, *how: seen.append(asked) or [])
    claims.run([path], 1, 1, tmp_path / "out", {"dataset": "own.npz"})
    assert seen[0].runs[0].parameters["dataset"] == str(tmp_path / "here" / "own.npz")


def test_a_wrong_value_is_told_before_anything_runs(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", CELL)
    for values, said in (({"rate": "fast"}, "takes float, not 'fast'"), ({"rat": 1}, "'rate'")):
        with pytest.raises(CourseError, match=said):
            claims.run([path], 2, 2, tmp_path / "out", values)
    assert not (tmp_path / "out").exists()


@pytest.mark.process
def test_the_whole_course_on_mnist_is_shown_on_the_page_of_claims_and_a_part_of_it_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(claims, "PAGE", tmp_path / "CLAIMS.md")
    monkeypatch.setattr(claims, "SEEDS", 2)
    kept = PAGE.format(rows="old", newer="- 07: old")
    claims.PAGE.write_text(kept, encoding="utf-8")
    source = "from helpers.claims import record\nrecord(source=dataset)"
    whole = make_notebook(tmp_path / "07_more.ipynb", CELL.replace("< 1", "< 9"), source)
    parts = [({"dataset": "digits"}, 2), ({"dataset": "mnist", "rate": 0.2}, 2)]
    for values, seeds in [*parts, ({"dataset": "mnist"}, 1)]:
        claims.run([whole], seeds, 1, tmp_path / "out", values)
        assert claims.PAGE.read_text("utf-8") == kept
    assert claims.run([whole], 2, 2, tmp_path / "out", {"dataset": "mnist"}) == 0
    shown = claims.PAGE.read_text("utf-8")
    assert "seeds 0 to 1" in shown and "2 of 2 claims held in at least 95%" in shown
    assert "| 07 | seeds are small | 2 of 2 | rate 0.1, seed 0 to 1 |" in shown
    assert "- 07: old" not in shown
    assert (shown.startswith("before"), shown.endswith("after")) == (True, True)


def test_a_claim_that_is_gone_leaves_the_page_and_one_that_is_new_is_listed_as_not_counted(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(claims, "PAGE", tmp_path / "CLAIMS.md")
    rows = "| 07 | it is gone | 20 of 20 | |\n| 07 | it stays | 19 of 20 | loss 1 to 2 |"
    claims.PAGE.write_text(PAGE.format(rows=rows, newer=""), encoding="utf-8")
    nb = notebook.load(make_notebook(tmp_path / "07_more.ipynb", "1"))
    told = [{"claim": "it stays", "holds": True}, {"claim": "it is new", "holds": True}]
    nb.cells[-1].outputs = [new_output("display_data", {RESULT: one}) for one in told]
    nbformat.write(nb, tmp_path / "07_more.ipynb")
    claims.renew_page()
    shown = claims.PAGE.read_text("utf-8")
    assert "it is gone" not in shown
    assert "| 07 | it stays | 19 of 20 | loss 1 to 2 |" in shown
    assert "- 07: it is new" in shown and "- 07: it stays" not in shown
