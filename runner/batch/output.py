"""Where a batch's files go: a folder, or any place that papermill writes to."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from papermill.exceptions import PapermillException
from papermill.iorw import papermill_io

from helpers import ROOT
from helpers.errors import CourseError
from helpers.internal.places import expand
from runner.folder import lock
from runner.notebook import first_line
from runner.record import Finished


class Output:
    """The output of one batch, with the journal of its finished runs.

    Attributes:
        out: the folder or address as it was given.
        state: the local folder of the journal.
        files: the local folder for what the notebooks themselves write.
        local: whether the output is a local folder.
    """

    def __init__(self, out: str):
        """Name the place; nothing is written yet. Raise CourseError where it is nobody's home."""
        self.local = "://" not in out
        self.out = str(expand(out).absolute()) if self.local else out.rstrip("/")
        aside = ROOT / "runs" / ".batches" / hashlib.sha256(self.out.encode()).hexdigest()[:12]
        self.state = Path(self.out, ".batch") if self.local else aside
        self.files = Path(self.out, "files") if self.local else aside / "files"
        self._journal = self.state / "journal.jsonl"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the place for this batch, after making sure that it can be written.

        Raises:
            CourseError: it can't, or another batch is writing to it.
        """
        with lock(self.state.parent if self.local else self.state):
            self.state.mkdir(exist_ok=True)
            if not self.local:
                self.write(".can_write.json", "{}")
            yield

    def write(self, name: str, text: str) -> None:
        """Write a file of the output, whole or not at all.

        Raises:
            CourseError: the place refuses.
        """
        try:
            if self.local:
                path = Path(self.out, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_name(f".{secrets.token_hex(6)}.part")
                try:
                    part.write_text(text, encoding="utf-8", newline="")
                    part.replace(path)
                finally:
                    part.unlink(missing_ok=True)
            else:
                papermill_io.write(text, f"{self.out}/{name}", extensions=[""])
        except OSError as error:
            raise CourseError(
                f"cannot write {name} into {self.out}: {error.strerror or error}"
            ) from error
        except PapermillException as error:
            raise CourseError(f"cannot write to {self.out}: {first_line(str(error))}") from error
        except Exception as error:  # whatever a cloud's own library raises
            if self.local:
                raise
            said = first_line(f"{type(error).__name__}: {error}")
            raise CourseError(f"cannot write to {self.out}: {said}") from error

    def holds(self, name: str) -> bool:
        """Return whether a file of the output is there; only a folder is looked into."""
        return not self.local or Path(self.out, name).exists()

    def add(self, run: Finished) -> None:
        """Write down a finished run."""
        # It begins a line even where a crash has cut off the last one.
        line = f"\n{run.to_json()}\n"
        file = os.open(self._journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)

    def finished(self) -> Iterator[Finished]:
        """Yield the finished runs, the oldest first; one that ran twice comes twice.

        A line of the journal that is damaged, or tells no key, is none.
        """
        if not self._journal.exists():
            return
        with self._journal.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with contextlib.suppress(ValueError):
                    if (run := Finished.from_json(line)).key:
                        yield run
