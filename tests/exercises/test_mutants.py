"""No wrong code is judged right: every mutant of every solution is judged, survivors explained."""

import tomllib

import pytest

from helpers import ROOT
from tests.exercises import mutants

FOLDER = ROOT / "tests" / "exercises"


def explained(name: str) -> tuple[dict[str, str], list[str]]:
    """Return the mutants that are the solution in other words, and those still to be caught."""
    lesson = name.split()[1].split(".")[0]
    table = tomllib.loads((FOLDER / f"notebook_{lesson:0>2}.toml").read_text(encoding="utf-8"))
    return table.get("equivalent", {}).get(name, {}), table.get("open", {}).get(name, [])


@pytest.mark.slow
@pytest.mark.parametrize("name", mutants.solutions())
def test_every_mutant_of_a_solution_is_judged_wrong_or_explained(name, record_property):
    made, ran, survivors = mutants.run(name)
    equivalent, open_ = explained(name)
    known = {*equivalent, *open_}
    record_property("mutants", [made, ran, len(survivors), len(equivalent), len(open_)])
    assert ran, "there is no mutant of this solution"
    assert sorted({*survivors} - known) == [], "judged right, and not explained"
    assert sorted(known - {*survivors}) == [], "explained, and judged wrong by now"
    assert not {*equivalent} & {*open_}
    assert all(len(why) > 10 for why in equivalent.values())
