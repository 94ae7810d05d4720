"""What each rung of notebook 06 gains is computed from all seeds, and shown as it was measured."""

import pandas as pd
import pytest

from benchmarks import page, rungs

KEPT = pd.read_csv(rungs.FILE)


def test_a_gain_is_the_mean_inside_each_seed_with_students_interval():
    # 4.303: the two-sided 95 % quantile of Student's t with two degrees of freedom.
    runs = pd.DataFrame({"start": [0.90, 0.92, 0.94], "wider": [0.91, 0.94, 0.97]})
    gain, low, high = rungs.gains(runs).loc["wider"]
    assert gain == pytest.approx(0.02)
    assert (high - gain, gain - low) == pytest.approx([4.303 * 0.01 / 3**0.5] * 2, rel=1e-3)


def test_a_batch_is_kept_and_shown_between_the_marks(tmp_path, monkeypatch):
    readme, results = tmp_path / "README.md", tmp_path / "results.csv"
    monkeypatch.setattr(page, "README", readme)
    monkeypatch.setattr(rungs, "FILE", tmp_path / "rungs.csv")
    readme.write_text("before\n<!-- rungs -->\nold\n<!-- end of rungs -->\nafter", "utf-8")
    found = KEPT.assign(run="r", status="ok", test_accuracy=0.99)
    found.to_csv(results, index=False, encoding="utf-8-sig")
    rungs.main([str(results)])
    assert pd.read_csv(rungs.FILE).equals(KEPT)
    shown = f"before\n<!-- rungs -->\n{rungs.section(KEPT)}\n<!-- end of rungs -->\nafter"
    assert readme.read_text("utf-8") == shown


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


def test_the_distortions_are_said_to_gain_more_in_as_many_seeds_as_they_did():
    mnist = rungs.by_dataset(KEPT)["mnist"]
    assert (
        mnist.elastic - mnist.schedule > mnist.deeper - mnist.start
    ).all()  # notebook 06's claim
    assert "In 5 of the 10 seeds on MNIST" in rungs.section(KEPT)


def test_no_rung_gains_on_mnist_and_loses_on_the_stand_in_beyond_the_luck_of_the_seed():
    mnist, standin = map(rungs.gains, rungs.by_dataset(KEPT).values())
    assert list(mnist.index) == list(standin.index)
    for one, other in ((mnist, standin), (standin, mnist)):
        assert not ((one["low"] > 0) & (other["high"] < 0)).any()
