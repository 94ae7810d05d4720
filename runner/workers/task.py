"""What a worker is asked for, and how the processes below it are told."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from runner.record import Planned


@dataclass(frozen=True)
class Task:
    """A run as a worker is asked for it.

    Attributes:
        planned: the run.
        values: what is injected: its parameters, and what a batch adds to them.
        text: the notebook.
        folder: where it runs, if the worker's machine has that folder. Of a submission, the folder
            whose files come along; "" for none.
        timeout: seconds for the run.
        memory: bytes that each process of a submission may hold.
        submission: whether it is others' work: it goes on after an error.
        isolated: whether it runs inside of bubblewrap.
        note: one line about it for its row.
        tries: how many answers the author of a submission gave, by exercise.
    """

    planned: Planned
    values: dict[str, object]
    text: str
    folder: str
    timeout: float
    memory: int = 0
    submission: bool = False
    isolated: bool = False
    note: str = ""
    tries: dict[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the notebook and the rest into the folder of the run."""
        (folder / "notebook.ipynb").write_text(self.text, encoding="utf-8")
        told = json.dumps(asdict(self) | {"text": ""}, default=str)
        (folder / "task.json").write_text(told, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Task":
        """Return the task in the folder of a run, without the notebook's text."""
        told = json.loads((folder / "task.json").read_text(encoding="utf-8"))
        return cls(**told | {"planned": Planned(**told["planned"])})
