"""Submissions by student: points, and what the class has and hasn't understood."""

import statistics
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from runner.batch.results import order
from runner.batch.sweep import Sweep
from runner.record import Finished, choose_best

CLASS = 3
"""Students from which on an exercise that only one of them has is not the class's."""

SAID = 3
"""Sentences that are told of a misconception, the most frequent first."""


@dataclass
class Student:
    """A student with what was handed in.

    Attributes:
        name: the student's.
        runs: of the files that were handed in and have finished.
        exercises: the best record of each exercise, by its name.
    """

    name: str
    runs: list[Finished] = field(default_factory=list)
    exercises: dict[str, dict] = field(default_factory=dict)

    def is_right(self, exercise: str) -> bool:
        """Say whether an exercise is right."""
        return self.exercises.get(exercise, {}).get("outcome") == "right"


def collect(asked: Sweep, runs: list[Finished]) -> list[Student]:
    """Return the students in the order of their files, also those whose files haven't run.

    Args:
        asked: the sweep.
        runs: those that have finished.
    """
    students = {name: Student(name) for name in asked.students.values()}
    for run in runs:
        students[asked.students[run.key]].runs.append(run)
    for student in students.values():
        records = [record for run in student.runs for record in run.exercises]
        student.exercises = {best["exercise"]: best for best in choose_best(records)}
    return list(students.values())


def weigh(students: list[Student], weights: dict[str, float]) -> dict[str, float]:
    """Return the points for each exercise that counts, in the order of their names.

    These are the weighted ones, and for 1 point each those that a tenth of the students have, and
    at least two: a submission can claim an exercise that there isn't, which must not change how
    many points the others can get.

    Args:
        students: the class.
        weights: points by exercise, for those that don't give 1.
    """
    having = Counter(name for student in students for name in student.exercises)
    graded = sum(bool(student.exercises) for student in students)
    least = max(2, -(-graded // 10)) if graded >= CLASS else 1
    names = {name for name, count in having.items() if count >= least} | set(weights)
    points = {name: weights.get(name, 1) for name in sorted(names, key=order)}
    return {name: weight for name, weight in points.items() if weight}


def score(student: Student, points: dict[str, float]) -> float | None:
    """Return a student's points; None where nothing could be graded."""
    if not student.exercises:
        return None
    return sum(weight for name, weight in points.items() if student.is_right(name))


def table(students: list[Student], points: dict[str, float]) -> pd.DataFrame:
    """Return a row a student: `student`, `points`, `of`.

    Moodle imports it: one of its columns is mapped to what tells the user, another to the grade,
    and the rest is left out. No points are no grade, rather than 0.
    """
    return _frame(
        {
            "student": [student.name for student in students],
            "points": [score(student, points) for student in students],
            "of": sum(points.values()),
        }
    )


def canvas_table(students: list[Student], points: dict[str, float], title: str) -> pd.DataFrame:
    """Return the same with the columns and the row of possible points that Canvas asks for.

    Canvas finds a student by name or by login, and takes every column behind `Section` for an
    assignment. Other programs would take the row of possible points for a student.

    Args:
        students: the class.
        points: for each exercise that counts.
        title: of the assignment.
    """
    names = [student.name for student in students]
    return _frame(
        {
            "Student": ["Points Possible", *names],
            "ID": "",
            "SIS Login ID": ["", *names],
            "Section": "",
            title: [sum(points.values()), *(score(student, points) for student in students)],
        }
    )


def _frame(columns: dict[str, object]) -> pd.DataFrame:
    # A whole number stays one beside an empty place.
    return pd.DataFrame(columns).convert_dtypes()


@dataclass
class Exercise:
    """What became of an exercise: how many have it right, wrong, untried; the median of tries."""

    name: str
    right: int
    wrong: int
    untried: int
    tries: float | None

    @property
    def share(self) -> float:
        """The fraction of the graded students who have it right."""
        return self.right / (self.right + self.wrong + self.untried)


def sum_up(students: list[Student], points: dict[str, float]) -> list[Exercise]:
    """Return what became of each exercise that counts, of those students who could be graded.

    An exercise that a notebook never came to is untried. The median of tries is over those who
    tried.
    """
    graded = [student for student in students if student.exercises]
    found = []
    for name in points:
        records = [student.exercises.get(name, {}) for student in graded]
        outcomes = Counter(record.get("outcome") for record in records)
        right, wrong = outcomes["right"], outcomes["wrong"]
        tries = [record["tries"] for record in records if record.get("tries")]
        median = statistics.median(tries) if tries else None
        found.append(Exercise(name, right, wrong, len(graded) - right - wrong, median))
    return found


@dataclass
class Misconception:
    """A known mistake: how many students made it, in which exercises, and what they were told."""

    name: str
    students: int
    exercises: list[str]
    said: list[str]


def count_misconceptions(students: list[Student], points: dict[str, float]) -> list[Misconception]:
    """Return the mistakes that students' answers show, those of most students first."""
    found: dict[str, list[tuple[str, dict]]] = {}
    for student in students:
        for record in student.exercises.values():
            if record["exercise"] in points and (name := record.get("misconception")):
                found.setdefault(name, []).append((student.name, record))
    counted = [
        Misconception(
            name,
            len({student for student, _ in made}),
            sorted({record["exercise"] for _, record in made}, key=order),
            [said for said, _ in Counter(record["said"] for _, record in made).most_common(SAID)],
        )
        for name, made in found.items()
    ]
    return sorted(counted, key=lambda one: (-one.students, one.name))
