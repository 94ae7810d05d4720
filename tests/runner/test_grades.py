"""Grades: a row a student, as Moodle and Canvas import them."""

from pathlib import Path

import pandas as pd
import pytest

from runner.batch import grades, report
from runner.batch.output import Output
from runner.batch.sweep import Sweep
from runner.record import Finished

OUTCOMES = {"r": "right", "w": "wrong", "n": "not attempted"}


def _sweep(work: dict[str, list[dict]], **known) -> Sweep:
    """A class: what came of the exercises in each file of each student."""
    runs, students = [], {}
    for student, files in work.items():
        for answers in files:
            key = f"{len(runs)}"
            told = [
                {"exercise": name, "outcome": OUTCOMES[outcome], "tries": 1}
                for name, outcome in answers.items()
            ]
            runs.append(Finished(notebook=Path("hw.ipynb"), name=key, key=key, exercises=told))
            students[key] = student
    return Sweep(Path("homework.yaml"), runs, submissions=True, students=students, **known)


def _write(asked: Sweep, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    report.write(asked, asked.runs, Output(str(folder)))
    return pd.read_csv(folder / "grades.csv"), pd.read_csv(folder / "grades_canvas.csv")


ANN, BO = {"quiz 1.1": "r", "exercise 1.1": "w"}, {"quiz 1.1": "r", "exercise 1.1": "r"}


def test_a_student_has_points_of_how_many(tmp_path):
    table, _ = _write(_sweep({"Ann": [ANN], "Bø": [BO]}), tmp_path)
    assert list(table) == ["student", "points", "of"]
    assert table.to_dict("records") == [
        {"student": "Ann", "points": 1, "of": 2},
        {"student": "Bø", "points": 2, "of": 2},
    ]


def test_canvas_finds_its_columns_and_the_row_of_possible_points(tmp_path):
    _, table = _write(_sweep({"Ann": [ANN], "Bø": [BO]}), tmp_path)
    assert list(table) == ["Student", "ID", "SIS Login ID", "Section", "homework"]
    assert table["Student"].tolist() == ["Points Possible", "Ann", "Bø"]
    assert table["homework"].tolist() == [2, 1, 2]
    assert table["SIS Login ID"].tolist()[1:] == ["Ann", "Bø"]


def test_an_exercise_weighs_what_the_sweep_file_says(tmp_path):
    weights = {"exercise 1.1": 2.5, "recall 1.1": 4}
    table, _ = _write(_sweep({"Ann": [ANN], "Bø": [BO]}, weights=weights), tmp_path)
    assert (table["points"].tolist(), set(table["of"])) == ([1, 3.5], {7.5})


def test_an_exercise_of_no_weight_does_not_count(tmp_path):
    table, _ = _write(_sweep({"Ann": [ANN], "Bø": [BO]}, weights={"quiz 1.1": 0}), tmp_path)
    assert (table["points"].tolist(), set(table["of"])) == ([0, 1], {1})


def test_the_best_outcome_of_a_students_files_counts_once(tmp_path):
    again = {"quiz 1.1": "n", "exercise 1.1": "r"}
    table, _ = _write(_sweep({"Ann": [ANN, again], "Bø": [BO]}), tmp_path)
    assert table["points"].tolist() == [2, 2]


def test_what_could_not_be_graded_is_no_grade_and_not_nought(tmp_path):
    table, canvas = _write(_sweep({"Ann": [ANN], "Zoe": [{}]}), tmp_path)
    assert pd.isna(table["points"].tolist()[1]) and pd.isna(canvas["homework"].tolist()[2])
    assert ",2.0" not in (tmp_path / "grades.csv").read_text(encoding="utf-8-sig")


def test_a_student_whose_file_has_not_run_is_there(tmp_path):
    asked = _sweep({"Ann": [ANN], "Zoe": [ANN]})
    report.write(asked, asked.runs[:1], Output(str(tmp_path)))
    table = pd.read_csv(tmp_path / "grades.csv")
    assert table["student"].tolist() == ["Ann", "Zoe"] and pd.isna(table["points"][1])
    assert "1 not run yet" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_an_exercise_that_one_student_claims_changes_no_ones_points(tmp_path):
    forged = {f"exercise 9.{n}": "r" for n in range(100)}
    work = {f"student {n}": [ANN] for n in range(30)} | {"Eve": [ANN | forged] * 3}
    table, _ = _write(_sweep(work), tmp_path)
    assert set(table["of"]) == {2} and set(table["points"]) == {1}
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "100 exercises that hardly anybody has are left out" in text


def test_names_that_a_spreadsheet_would_compute_are_quoted(tmp_path):
    table, _ = _write(_sweep({"=1+1": [ANN]}), tmp_path)
    assert table["student"].tolist() == ["'=1+1"]


@pytest.mark.parametrize("work", [{}, {"Ann": [{}]}])
def test_a_class_without_any_answer_has_its_files_too(tmp_path, work):
    table, canvas = _write(_sweep(work), tmp_path)
    assert (len(table), len(canvas)) == (len(work), len(work) + 1)


def test_a_misconception_counts_students_and_not_exercises():
    asked = _sweep({"Ann": [ANN], "Bø": [ANN]})
    for run in asked.runs:
        for answer in run.exercises:
            answer |= {"misconception": "off by one", "said": f"In {answer['exercise']}."}
    students = grades.collect(asked, asked.runs)
    [found] = grades.count_misconceptions(students, grades.weigh(students, {}))
    assert (found.students, found.exercises) == (2, ["exercise 1.1", "quiz 1.1"])
    assert found.said == ["In quiz 1.1.", "In exercise 1.1."]
