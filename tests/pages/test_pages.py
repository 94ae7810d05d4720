"""Every page names what is there, and shows the figures that the programs would write again."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from benchmarks import page, results
from exercises import notebook_07
from helpers import ROOT
from runner import __main__ as runner
from runner import claims, notebook, run

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("[!.]*/*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}
COURSE = sorted((ROOT / "notebooks").glob("*.ipynb"))


def section(text: str, name: str) -> str:
    """Return what stands between a page's marks of this name."""
    begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    assert text.count(begin) == text.count(end) == 1
    return text.partition(begin)[2].partition(end)[0]


def commands(text: str, program: str) -> list[list[str]]:
    """Return the words after each mention of a program in code, comments left out."""
    code = re.findall(r"^```\w*\n(.*?)^```$|`([^`\n]+)`", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in code for line in "".join(block).splitlines()]
    found = [line.partition(program) for line in lines]
    return [shlex.split(words, comments=True) for _, there, words in found if there]


def anchors(text: str) -> set[str]:
    """Return the headings of a page as GitHub makes links of them."""
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_first_page_is_one_page():
    assert len(TEXTS["README.md"].encode()) <= 6 * 1024


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name):
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXTS[name]):
        if not link.startswith("https://"):
            file, _, anchor = link.partition("#")
            target = (ROOT / name).parent / file if file else ROOT / name
            assert target.exists(), link
            assert not anchor or anchor in anchors(target.read_text("utf-8")), link


def test_every_page_can_be_reached_from_the_first_one():
    reached, left = set(), ["README.md"]
    while left:
        name = left.pop()
        reached.add(name)
        for link in re.findall(r"\]\(([^)#\s]+\.md)\)", TEXTS[name]):
            target = ((ROOT / name).parent / link).resolve().relative_to(ROOT).as_posix()
            left += {target} - reached
    assert reached == TEXTS.keys()


@pytest.mark.parametrize("name", TEXTS)
def test_every_make_target_is_there(name):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in commands(TEXTS[name], "make "):
        target = re.escape(words[0])
        assert re.search(rf"^[\w ]*\b{target}\b[\w ]*:", makefile, re.MULTILINE), words


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_of_the_runner_is_there_with_its_options(name, monkeypatch, capsys):
    """Each is read as the terminal would, and not acted on."""
    seen = []
    monkeypatch.setattr(runner, "_act", seen.append)
    made = [
        [words[0], *shlex.split(word.removeprefix("ARGS="))]
        for words in commands(TEXTS[name], "make ")
        for word in words[1:]
        if word.startswith("ARGS=") and words[0] not in ("bench", "batch")
    ]
    asked = [words for words in commands(TEXTS[name], "-m runner ") if words[0] != "COMMAND"]
    for words in asked + made:
        try:
            runner.main(words)
        except SystemExit:
            pytest.fail(f"{words}: {capsys.readouterr().err}")
    assert len(seen) == len(asked + made)


@pytest.mark.parametrize("name", TEXTS)
def test_every_module_and_file_that_is_run_or_named_is_there(name):
    """Paths in code with a folder of the course at their front; `runs/` and `mine` are made."""
    folders = "notebooks|helpers|exercises|runner|sweeps|benchmarks|tests"
    for path in re.findall(rf"\b((?:{folders})/[\w./]*\w)", TEXTS[name]):
        assert (ROOT / path).exists() or path == "sweeps/mine.yaml", path
    for module, *_ in commands(TEXTS[name], "-m benchmarks."):
        assert (ROOT / "benchmarks" / f"{module}.py").is_file(), module


def test_figures_that_come_from_notebooks_are_what_these_hold():
    readme = TEXTS["README.md"]
    assert section(readme, "networks") == results.networks()
    assert section(TEXTS["benchmarks/README.md"], "limits") == results.limits()


def test_the_picture_of_the_first_page_is_notebook_6s_last_with_its_text_alternative():
    png, alt = results.last_figure(results.LIMITS)
    assert results.PICTURE.read_bytes() == png and len(png) < 150_000
    shown = section(TEXTS["README.md"], "picture")
    assert shown == f"![{alt}]({results.PICTURE.relative_to(ROOT).as_posix()})"


def test_times_are_those_of_the_last_benchmark():
    found = json.loads(page.FILE.read_text("utf-8"))
    assert section(TEXTS["benchmarks/README.md"], "speed") == page.section(found)
    assert (page.HERE / "speed.png").stat().st_size < 150_000


def test_the_page_of_claims_lists_each_as_counted_and_held_often_enough_or_as_newer():
    shown = section(TEXTS["notebooks/CLAIMS.md"], "claims")
    newer = re.findall(r"^- (0\d): (.*)$", section(TEXTS["notebooks/CLAIMS.md"], "newer"), re.M)
    rows = re.findall(r"^\| (0\d) \| (.*) \| (\d+) of (\d+) \|.*\|$", shown, re.MULTILINE)
    stored = {
        (path.name[:2], claim["claim"].replace("|", "\\|"))
        for path in COURSE
        for claim in notebook.read(notebook.load(path))[0]
        if claim["holds"] is not None  # that of another profile is not checked
    }
    counted = {(number, claim) for number, claim, *_ in rows}
    assert counted | set(newer) == stored
    assert not counted & set(newer)
    assert {number for number, _ in counted | set(newer)} == {path.name[:2] for path in COURSE}
    seeds = {int(checked) for *_, checked in rows}
    assert min(seeds) >= claims.SEEDS
    assert all(int(held) >= claims.ENOUGH * int(checked) for *_, held, checked in rows)


def test_every_notebook_has_a_row_on_the_first_page_and_on_the_instructors():
    for path in COURSE:
        assert f"](notebooks/{path.name})" in TEXTS["README.md"]
        assert re.search(rf"^\| {path.name[:2]} ", TEXTS["notebooks/README.md"], re.MULTILINE)


def test_the_demonstrations_of_the_instructors_page_are_runs_that_can_be_started():
    demonstrations = re.findall(r"^\| `(run .*?)`", TEXTS["notebooks/README.md"], re.MULTILINE)
    assert len(demonstrations) > 5
    for line in demonstrations:
        _, number, *words = line.split()
        (path,) = run.choose([number])
        pairs = zip(words[1::3], words[2::3], strict=True) if words[0] == "-p" else ()
        notebook.Notebook(path).typed(dict(pairs))  # raises if there is no such parameter


def test_the_rubric_gives_points_for_each_task_and_as_many_as_it_says():
    text = TEXTS["notebooks/README.md"].partition("## The empty page, graded")[2]
    asked = yaml.safe_load(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1])
    assert asked["weights"].keys() == notebook_07.EXERCISES.keys()
    assert f"A batch counts them, {sum(asked['weights'].values())} points" in text
    criteria = re.findall(r"^\| (?!Criterion|---)", text.partition("\n## ")[0], re.MULTILINE)
    assert f"a person who reads, {2 * len(criteria)} points" in text


def test_every_exercise_that_a_page_quotes_answers_so():
    """The verdicts on the first page are the exercise's own sentences."""
    said = re.findall(r"^[✗✓] (Exercise \d\.\d): \w+\. (.*)$", TEXTS["README.md"], re.MULTILINE)
    assert len(said) == 2
    for name, sentence in said:
        table = ROOT / "exercises" / f"notebook_0{name.split()[1][0]}.py"
        source = re.sub(r'"\s*\n\s*f?"', "", Path(table).read_text("utf-8"))
        assert sentence in source
