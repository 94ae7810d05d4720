"""The README's figures are those that the committed notebooks and the benchmark hold."""

import json
import re
import statistics

import pytest

from benchmarks import picture, speed, table
from helpers import ROOT, evaluation, models
from runner import notebook

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` .* \| (.*) \| (.*) \| (.*) \|$", README, re.MULTILINE)


def stored() -> dict:
    return notebook.read(notebook.load(ROOT / "notebooks" / "04_evaluation.ipynb"))[1]


def test_the_table_has_a_row_for_every_published_network_with_its_published_result():
    assert {name: published for name, published, _, _ in ROWS} == {
        recipe.name: recipe.published for recipe in models.PUBLISHED.values()
    }


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_measured_accuracies_are_those_of_the_committed_notebook(row):
    name, _, measured, training = row
    results = stored()
    right = round(results[f"{name}_test_accuracy"] * 10_000)
    low, high = evaluation.wilson(right, 10_000)
    assert measured == f"{right / 10_000:.2%} ({low:.2%} to {high:.2%})"
    assert training == f"{results[f'{name}_train_accuracy']:.2%}"


def test_the_table_of_claims_lists_each_claim_of_the_notebooks_and_each_held_often_enough():
    rows = re.findall(r"^\| (0\d) \| (.*) \| (\d+) of (\d+) \|$", README, re.MULTILINE)
    counted = {number for number, *_ in rows}
    stored = {
        (path.name[:2], claim["claim"].replace("|", "\\|"))
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if path.name[:2] in counted
        for claim in notebook.read(notebook.load(path))[0]
        if claim["holds"] is not None  # that of another profile is not checked
    }
    assert {(number, claim) for number, claim, *_ in rows} == stored
    assert counted == {"01", "02", "03", "04", "05", "06"}
    assert all(int(held) >= 0.95 * int(seeds) and int(seeds) == 20 for *_, held, seeds in rows)


def test_what_is_said_of_notebook_6_is_what_it_holds():
    results = notebook.read(notebook.load(ROOT / "notebooks" / "06_limits.ipynb"))[1]
    right = round(results["test_accuracy"] * 10_000)
    low, high = evaluation.wilson(right, 10_000)
    assert f"**{right / 10_000:.2%}** of the test images ({low:.2%} to {high:.2%})" in README
    assert f"{results['test_accuracy_five_looks']:.2%} as the mean of five looks" in README
    gain = 100 * results["distortions_gain"]
    assert f"distortions gain {gain:.2f} points together" in README


def test_what_is_said_of_the_largest_network_is_what_its_run_recorded():
    lengths = json.loads((ROOT / "benchmarks" / "full.json").read_text("utf-8"))
    mean = statistics.mean(run["test_accuracy"] for run in lengths.values())
    assert f"such a network reads {mean:.2%} on average" in README
    for epochs, run in lengths.items():
        singles = [run[f"network_{i}_test_accuracy"] for i in (1, 2, 3)]
        run["each"] = ", ".join(f"{accuracy:.2%}" for accuracy in singles)
        assert run["test_accuracy"] == pytest.approx(sum(singles) / 3)
        if int(epochs) != models.FAR.epochs:
            assert (
                f"{epochs} epochs ({run['seconds'] / 60:.1f} minutes) gave "
                f"{run['test_accuracy']:.2%} ({run['each']}), "
                f"the three together {run['ensemble_test_accuracy']:.2%}"
            ) in README
    found = lengths[str(models.FAR.epochs)]
    assert f"**{found['test_accuracy']:.2%}** of the test images ({found['each']})" in README
    assert f"{found['test_accuracy_five_looks']:.2%} with five looks" in README
    together, looking = found["ensemble_test_accuracy"], found["joined_test_accuracy"]
    assert f"the three together {together:.2%}, and {looking:.2%} with five looks" in README
    assert f"{found['seconds'] / 60:.1f} minutes each" in README


def test_every_file_and_command_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^)make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^[\w ]*\b{target}\b[\w ]*:", makefile, re.MULTILINE)
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_whole_epoch_is_as_far_ahead_as_the_readme_says():
    assert "The whole epoch is ahead of every other way in each table." in README
    for batches in json.loads(speed.FILE.read_text("utf-8"))["epochs"].values():
        for ways in batches.values():
            median = {
                way: statistics.median(turn["seconds"] for turn in turns)
                for way, turns in ways.items()
                if way != "limit"
            }
            assert min(median, key=median.get) == "epoch"


def test_times_are_those_of_the_last_benchmark():
    found = json.loads(speed.FILE.read_text("utf-8"))
    shown = README.partition(table.BEGIN)[2].partition(table.END)[0].strip()
    assert shown == table.section(found, picture.drawn(found).alt)
    assert (speed.HERE / "speed.png").stat().st_size < 150_000
