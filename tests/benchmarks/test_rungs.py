"""What each rung of notebook 06 gains is computed from all seeds, and shown as it was measured."""

import pandas as pd
import pytest

from benchmarks import rungs, table
from helpers import ROOT

README = (ROOT / "README.md").read_text("utf-8")
KEPT = pd.read_csv(rungs.FILE)


def test_a_gain_is_the_mean_inside_each_seed_with_students_interval():
    # 4.303: the two-sided 95 % quantile of Student's t with two degrees of freedom.
    runs = pd.DataFrame({"start": [0.90, 0.92, 0.94], "wider": [0.91, 0.94, 0.97]})
    gain, low, high = rungs.gains(runs).loc["wider"]
    assert gain == pytest.approx(0.02)
    assert (high - gain, gain - low) == pytest.approx([4.303 * 0.01 / 3**0.5] * 2, rel=1e-3)


def test_a_batch_is_kept_and_shown_between_the_marks(tmp_path, monkeypatch):
    monkeypatch.setattr(rungs, "ROOT", tmp_path)
    monkeypatch.setattr(rungs, "FILE", tmp_path / "rungs.csv")
    readme, results = tmp_path / "README.md", tmp_path / "results.csv"
    readme.write_text(f"before\n{rungs.BEGIN}\nold\n{table.END}\nafter", encoding="utf-8")
    found = KEPT.assign(run="r", status="ok", test_accuracy=0.99)
    found.to_csv(results, index=False, encoding="utf-8-sig")
    rungs.main([str(results)])
    assert pd.read_csv(rungs.FILE).equals(KEPT)
    shown = rungs.section(KEPT)
    assert readme.read_text("utf-8") == f"before\n{rungs.BEGIN}\n{shown}\n{table.END}\nafter"


def test_a_missing_unfinished_or_other_batch_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rungs, "FILE", tmp_path / "rungs.csv")
    unfinished, other = tmp_path / "results.csv", tmp_path / "other.csv"
    KEPT[["seed"]].to_csv(other)
    KEPT.assign(rung_01_start=KEPT.rung_01_start.where(KEPT.seed > 0)).to_csv(unfinished)
    none = tmp_path / "none.csv"
    told = {none: "there is no file", unfinished: "2 runs in", other: "holds no rungs"}
    for file, said in told.items():
        with pytest.raises(SystemExit):
            rungs.main([str(file)])
        assert said in capsys.readouterr().err.splitlines()[-1]
    assert not rungs.FILE.exists()


def test_the_readme_shows_the_last_measurement_of_the_notebooks_rungs():
    assert rungs.section(KEPT) in README


def test_the_readme_says_in_how_many_seeds_the_distortions_gained_more_than_other_rungs():
    mnist = rungs.by_dataset(KEPT)["mnist"]
    distortions, before = mnist.elastic - mnist.schedule, mnist.schedule - mnist.start
    assert (len(mnist), (distortions > before).sum()) == (10, 5)
    assert (distortions > mnist.deeper - mnist.start).all()  # what notebook 06 claims
    assert "In five of the ten seeds on MNIST, the distortions gained more than all" in README


def test_no_rung_gains_on_mnist_and_loses_on_the_stand_in_beyond_the_luck_of_the_seed():
    mnist, standin = map(rungs.gains, rungs.by_dataset(KEPT).values())
    assert list(mnist.index) == list(standin.index)
    for one, other in ((mnist, standin), (standin, mnist)):
        assert not ((one["low"] > 0) & (other["high"] < 0)).any()
