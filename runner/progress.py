"""Where a learner stands: what the outputs of their own notebooks say of each exercise."""

import re
from pathlib import Path

from helpers.errors import CourseError
from runner.notebook import code_cells, load, read
from runner.record import Finished

ASKED = re.compile(r"""\bcheck\(\s*["']((recall|exercise|task|quiz) [\d.]+)["']""")
"""A cell's call that judges an answer: the exercise, and its kind."""

KINDS = ("recall", ("exercise", "task"), "quiz")
MARKS = {"right": "✓", "wrong": "✗", "not attempted": "·"}
LEGEND = "✓ right   ✗3 wrong so far, after 3 tries   · open"


def run(folder: Path) -> int:
    """Print one table of the notebooks in a folder, and what to go back to; return 0.

    Raises:
        CourseError: the folder holds no notebook that asks anything.
    """
    tables, wrong = {}, []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            if exercises := find(path):
                tables[path.stem] = exercises
        except CourseError as error:
            wrong.append(str(error))
    if not tables:
        raise CourseError(wrong[0] if wrong else f"{folder} holds no notebook of the course")
    print("\n".join([*table(tables), "", LEGEND, *advise(tables), *wrong]))
    return 0


def find(path: Path) -> dict[str, dict]:
    """Return what a notebook asks, in its order: each exercise's record, as its output tells it.

    Raises:
        CourseError: the file is no notebook.
    """
    nb = load(path)
    asked = [found[1] for cell in code_cells(nb) for found in ASKED.finditer(cell.source)]
    told = Finished.read({"exercises": read(nb)[2]}).exercises
    known = {record["exercise"]: record for record in told}
    nothing = {"outcome": "not attempted", "tries": 0}
    return {name: known.get(name, nothing) for name in dict.fromkeys(asked)}


def table(tables: dict[str, dict[str, dict]]) -> list[str]:
    """Return a line a notebook: a mark for each exercise, how many are right, and the tries."""
    head = ("notebook", "recall", "exercises", "quiz", "right", "tries")
    rows = [head, *(_row(name, exercises) for name, exercises in tables.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _row(name: str, exercises: dict[str, dict]) -> tuple[str, ...]:
    marks = [
        " ".join(_mark(record) for asked, record in exercises.items() if asked.startswith(kind))
        for kind in KINDS
    ]
    right = sum(record["outcome"] == "right" for record in exercises.values())
    tries = sum(record["tries"] for record in exercises.values())
    return name, *marks, f"{right} of {len(exercises)}", str(tries)


def _mark(record: dict) -> str:
    tries = record["tries"] if record["outcome"] == "wrong" else ""
    return f"{MARKS[record['outcome']]}{tries}"


def advise(tables: dict[str, dict[str, dict]]) -> list[str]:
    """Return what to go back to: a line for each wrong answer, then the first open exercise."""
    asked = [pair for exercises in tables.values() for pair in exercises.items()]
    lines = []
    for name, record in asked:
        if record["outcome"] == "wrong":
            mistake = f": {record['misconception']}" if "misconception" in record else ""
            tries = f"{record['tries']} {'try' if record['tries'] == 1 else 'tries'}"
            lines.append(f"Go back to {name} ({tries}{mistake}).")
    still_open = [name for name, record in asked if record["outcome"] == "not attempted"]
    if still_open:
        return [*lines, f"Next: {still_open[0]}."]
    return lines or ["Everything is right."]
