"""The inside of `isolation`: the run of one submission, told in one line of JSON at its end."""

import contextlib
import json
import os
import shutil
from pathlib import Path

from runner import notebook
from runner.workers import folders, forkserver, isolation, kernels, limits
from runner.workers.task import Task


def main() -> None:
    """Do the run that `isolation.TASK` holds, and write what came of it to standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    folder = isolation.FOLDER
    os.umask(0)  # for the account that `limit_processes` changes to
    for own in (folder, Path.home()):
        own.mkdir()
    for name in ("notebook.ipynb", "task.json"):
        shutil.copyfile(isolation.TASK / name, folder / name)
    folders.prepare(folder, isolation.ALONG)
    os.umask(0o022)
    limits.end_first()
    limits.limit_processes()
    task = Task.read(folder)
    kernels.preload(kernels.KERNEL)  # the notebook imports the rest where it wants it
    forkserver.watch("run", folder, task.timeout)
    answer.write(json.dumps(_read(folder)).encode())
    answer.close()


def _read(folder: Path) -> dict[str, str]:
    """Return the texts of the files that go back, as far as they are no longer than may be."""
    found = {}
    for name in isolation.BACK:
        file = folder / name
        with contextlib.suppress(Exception):  # memory may be short, and the notebook's code rude
            if file.suffix == ".ipynb":
                notebook.shorten(file)
            if file.stat().st_size <= isolation.LONGEST // 3:
                found[name] = file.read_text(encoding="utf-8", errors="replace")
    return found


if __name__ == "__main__":
    main()
