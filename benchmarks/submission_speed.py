"""Times N submissions of notebook 01 on the stand-in, isolated and not: `… submission_speed 100`.

Half of the isolated ones run before those without isolation and half after, so that a machine that
gets slower or faster meanwhile does not favour one of them.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import yaml

from helpers import ROOT
from runner import source

NOTEBOOK = ROOT / "notebooks" / "01_explore_data.ipynb"


def grade(folder: Path, students: range, isolation: str, *how: str) -> tuple[float, float]:
    """Return the seconds that grading these students took, and the batch's own largest memory.

    Args:
        folder: an empty one for hand-ins and results.
        students: their numbers.
        isolation: as in a sweep file.
        how: more options of `batch`, such as `--scheduler ADDRESS`.

    Returns:
        Seconds, and megabytes of the process that is started, without its workers' runs.
    """
    for number in students:
        copy = folder / "in" / f"{number:04}" / "hw.ipynb"
        copy.parent.mkdir(parents=True)
        copy.write_bytes(NOTEBOOK.read_bytes())
    asked = {"submissions": "in/*/hw.ipynb", "parameters": {"dataset": "digits"}}
    sweep = folder / "grade.yaml"
    sweep.write_text(yaml.safe_dump(asked | {"isolation": isolation}), encoding="utf-8")
    words = [
        sys.executable,
        "-m",
        "runner",
        "batch",
        str(sweep),
        "--out",
        str(folder / "out"),
        *how,
    ]
    began, most = time.perf_counter(), 0
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        me = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, me.memory_info().rss)
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"not all were graded: see {folder}")
    return time.perf_counter() - began, most / 1e6


def main(submissions: int, *how: str) -> None:
    """Print minutes, seconds a submission, and memory, of both."""
    half = submissions // 2
    parts = [("bwrap", range(half)), ("none", range(2 * half)), ("bwrap", range(half, 2 * half))]
    source.find("digits")  # built here, if need be, and not in the first of them
    took: dict[str, list[float]] = {"bwrap": [], "none": []}
    memory = dict.fromkeys(took, 0.0)
    with tempfile.TemporaryDirectory() as name:
        for number, (isolation, students) in enumerate(parts):
            folder = Path(name, str(number))
            folder.mkdir()
            seconds, megabytes = grade(folder, students, isolation, *how)
            took[isolation].append(seconds)
            memory[isolation] = max(memory[isolation], megabytes)
    for isolation, seconds in took.items():
        print(
            f"{2 * half} submissions, isolation {isolation}: {sum(seconds) / 60:.1f} minutes,"
            f" {sum(seconds) / half / 2:.1f} s each, {memory[isolation]:.0f} MB"
        )


def ask(words: list[str]) -> None:
    """Measure what the words of the terminal say: a number, and more options of `batch`."""
    if not words or not words[0].isdecimal() or int(words[0]) < 2:
        raise SystemExit("say how many submissions, at least 2: `… submission_speed 100`")
    main(int(words[0]), *words[1:])


if __name__ == "__main__":
    ask(sys.argv[1:])
