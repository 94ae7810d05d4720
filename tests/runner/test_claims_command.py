"""Claims counted over seeds: the table, and what the exit code makes of it."""

from pathlib import Path

import pytest

from helpers.errors import CourseError
from runner import claims
from runner.record import Finished
from tests.support import make_notebook

pytestmark = pytest.mark.process

CELL = (
    "from helpers.claims import claim\n"
    "claim('seeds are small', seed < 1)\n"
    "claim('one | two', True)\n"
    "claim('about MNIST', True, given=False)"
)


def test_each_claim_is_counted_over_the_seeds(tmp_path, capsys):
    path = make_notebook(tmp_path / "07_more.ipynb", CELL)
    values = {"dataset": "digits", "rate": 0.2}
    assert claims.run([path], 2, 2, tmp_path / "out", values) == 1
    table = (tmp_path / "out" / "claims.md").read_text(encoding="utf-8")
    assert table.splitlines() == [
        "| Notebook | Claim | Held in (2 seeds) |",
        "|---|---|---|",
        "| 07 | seeds are small | 1 of 2 ✗ |",
        "| 07 | one \\| two | 2 of 2 |",
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


def test_a_wrong_value_is_told_before_anything_runs(tmp_path):
    path = make_notebook(tmp_path / "a.ipynb", CELL)
    for values, said in (({"rate": "fast"}, "takes float, not 'fast'"), ({"rat": 1}, "'rate'")):
        with pytest.raises(CourseError, match=said):
            claims.run([path], 2, 2, tmp_path / "out", values)
    assert not (tmp_path / "out").exists()
