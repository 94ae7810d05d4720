"""The commands: quick help, one line for each mistake, never a traceback."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT
from runner.__main__ import _parser, main
from tests.support import alive, command, make_notebook, needs_signals, terminal, wait_until


@pytest.mark.process
def test_help_lists_every_command():
    done = terminal("runner", "--help")
    assert done.returncode == 0
    [commands] = [a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction)]
    assert len(commands.choices) > 10
    for name in commands.choices:
        assert f"\n    {name} " in done.stdout


def test_options_after_test_are_pytests(monkeypatch):
    called = []
    monkeypatch.setattr(subprocess, "call", lambda command, cwd: called.append(command[2:]))
    assert main(["test", "-k", "words", "tests/test_runs.py"]) == 0
    assert called[-1] == ["pytest", "-k", "words", "tests/test_runs.py"]
    assert [command[0] for command in called] == ["ruff", "ruff", "pytest"]


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["check"], ["-m", "not process and not slow", "-n", "2"]),
        (["test"], ["-n", "3"]),
        (["test", "-k", "claims"], ["-k", "claims"]),
    ],
)
def test_check_and_test_look_at_the_style_first_and_choose_their_tests(monkeypatch, words, chosen):
    called = []
    monkeypatch.setattr(subprocess, "call", lambda command, cwd: called.append(command[2:]))
    assert main(words) == 0
    *style, tests = called
    assert style == [["ruff", "check"], ["ruff", "format", "--check"]]
    assert tests[: len(chosen) + 1] == ["pytest", *chosen]


@pytest.mark.process
def test_help_needs_no_packages():
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['numpy', 'papermill', 'tqdm', 'keras']));"
        "from runner.__main__ import main; main(['run', '--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum"], "invalid choice: 'rum'"),
        ([], "the following arguments are required: COMMAND"),
        (["run", "--jobs", "two"], "two is not a whole number from 1"),
        (["batch"], "the following arguments are required: SWEEP.yaml"),
        (["batch", "a.yaml", "--jobs", "0"], "0 is not a whole number from 1"),
        (["claims", "--seeds", "0"], "0 is not a whole number from 1"),
        (["claims", "99"], "error: unknown notebook '99'"),
        (["run", "--sed", "3"], "unrecognized arguments: --sed"),
        (["run", "99_nothing"], "error: unknown notebook '99_nothing'"),
        (["run", "--out", "{file}/x", "{notebook}"], "error: cannot write into"),
        (["run", "-p", "epoch", "3", "{notebook}"], "did you mean 'epochs'?"),
        (["run", "-p", "epochs", "few", "{notebook}"], "takes int, not 'few'"),
        (["run", "-p", "epochs", "-1e3", "{notebook}"], "takes int, not '-1e3'"),
        (["run", "-p", "epochs", "-3", "{notebook}"], "epochs = -3: give a whole number from 1"),
        (["run", "03", "-p", "dropout", "1.5"], "dropout = 1.5: give a fraction from 0"),
        (["run", "-p", "rate", "nan", "{other}"], "rate = nan: give a finite number"),
        (["run", "-p", "rate", "1e400", "{other}"], "rate = inf: give a finite number"),
        (["run", "{notebook}", "{other}"], "have the same name: take one at a time"),
        (["student", "{root}/new"], "lies in the course itself: name a folder outside of"),
        (["run", "-p", "epohcs", "3"], "unknown parameter 'epohcs': did you mean 'epochs'"),
        (["run", "-p", "epochs", "3"], "name those: 02 03 04 05"),
        (["run", "--dataset", "mnits", "{notebook}"], "did you mean 'mnist'"),
        (["run", "--dataset", "nothing.npz", "{notebook}"], "nothing.npz"),
        (["run", "{notebook}", "--out", "~no.body/x"], "nobody of that name has a home folder"),
        (["batch", "{sweep}", "--out", "~no.body/x"], "nobody of that name has a home folder"),
        (["claims", "--out", "~no.body/x"], "nobody of that name has a home folder"),
        (["rungs", "--out", "~no.body/x"], "nobody of that name has a home folder"),
        (["train", "wide", "--out", "~no.body/x"], "nobody of that name has a home folder"),
        (["page", "--out", "~no.body/x.html"], "nobody of that name has a home folder"),
        (["student", "~no.body/x"], "nobody of that name has a home folder"),
        (["train", "drop"], "error: unknown recipe 'drop': did you"),
        (["train", "wide", "--epochs", "0"], "error: epochs = 0: "),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, cache, words, said, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_CACHE", str(cache))
    notebook = make_notebook(tmp_path / "a.ipynb", parameters="epochs: int = 5  # rounds")
    other = make_notebook(tmp_path / "more" / "a.ipynb")
    file = tmp_path / "file"
    file.write_text("in the way")
    sweep = tmp_path / "a.yaml"
    sweep.write_text("notebook: a.ipynb")
    places = {"notebook": notebook, "other": other, "file": file, "sweep": sweep, "root": ROOT}
    words = [word.format(**places) for word in words]
    assert command(*words) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert "Data:" not in out  # nothing was loaded or downloaded for it


@pytest.mark.process
@needs_signals
def test_a_command_ends_quietly_where_nobody_reads_on(tmp_path):
    make_notebook(tmp_path / "a.ipynb")
    (tmp_path / "a.yaml").write_text("notebook: a.ipynb")
    words = [sys.executable, "-m", "runner", "batch", str(tmp_path / "a.yaml"), "--dry-run"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, **pipes) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@needs_signals  # Windows has no HOME
def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert command("student", "~/new", "01") == 0
    assert (tmp_path / "new" / "notebooks").is_dir()


def without_packages(folder: Path, *words: object) -> subprocess.CompletedProcess:
    """Run a command in a copy of the course, by a Python that has no packages."""
    for name in ("helpers/__init__.py", "runner/__main__.py", "runner/environment.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    # -S hides the installed packages, as if they were not there.
    command = [sys.executable, "-S", "-E", "-m", "runner", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.process
def test_a_python_without_the_packages_is_told_what_to_run(tmp_path):
    done = without_packages(tmp_path, "progress")
    assert "lacks the course's packages" in done.stderr
    assert "-m runner setup" in done.stderr
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def fake_venv(folder: Path, python: str) -> None:
    """Write a `.venv` whose Python is a file with this text."""
    file = folder / ".venv" / "bin" / "python"
    file.parent.mkdir(parents=True)
    file.write_text(python)
    file.chmod(0o755)


@pytest.mark.process
@needs_signals
def test_where_the_packages_are_in_venv_any_python_does(tmp_path):
    fake_venv(tmp_path, '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7')
    done = without_packages(tmp_path, "lab", "--port=9")
    assert (done.returncode, done.stdout.split()) == (7, ["-m", "runner", "lab", "--port=9"])


@pytest.mark.process
@needs_signals
def test_a_venv_of_another_machine_is_one_line(tmp_path):
    fake_venv(tmp_path, "#!/no/such/python\n")
    done = without_packages(tmp_path, "progress")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "-m runner setup" in done.stderr


@pytest.mark.process
@needs_signals
def test_whoever_ends_lab_ends_its_server(tmp_path):
    words = ["runner", "lab", "--no-browser", "--ServerApp.port=0", "--ServerApp.ip=127.0.0.1"]
    env = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    command = [sys.executable, "-m", *words, "--allow-root"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    wait_until(lambda: list(tmp_path.glob("jpserver-*.json")), 60)
    server = json.loads(next(tmp_path.glob("jpserver-*.json")).read_text())["pid"]
    process.terminate()
    process.wait(30)
    assert not alive(server)
