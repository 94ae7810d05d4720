"""Making .venv: any Python says in one line what is wrong, and an interruption does no harm."""

import ast
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from helpers import ROOT
from runner import environment
from runner.environment import SetupError

OLD_READABLE = (
    "helpers/__init__.py",
    "runner/__init__.py",
    "runner/__main__.py",
    "runner/environment.py",
)
posix_only = pytest.mark.skipif(os.name == "nt", reason="uses a shell script as a Python")


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A checkout with nothing but what setup needs, in a folder with a space and accents."""
    folder = tmp_path / "cours de réseaux"
    for name in OLD_READABLE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("")
    monkeypatch.setattr(environment, "ROOT", folder)
    monkeypatch.setattr(environment, "VENV", folder / ".venv")
    monkeypatch.setattr(environment, "REQUIREMENTS", folder / "requirements.txt")
    return folder


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_suitable_pythons_pass(minor):
    assert environment.problem((3, minor), "Linux", "x86_64", 64) is None
    assert environment.problem((3, minor), "Darwin", "arm64", 64) is None


@pytest.mark.parametrize(
    ("version", "system", "machine", "bits", "said"),
    [
        (
            (3, 14),
            "Linux",
            "x86_64",
            64,
            "Python 3.14 has no TensorFlow build: install Python 3.13 (3.11 to 3.13 work),"
            " then run: python3.13 -m runner setup",
        ),
        ((3, 10), "Linux", "x86_64", 64, "Python 3.10 is too old for the course: install Python"),
        ((3, 14), "Windows", "AMD64", 64, "then run: py -3.13 -m runner setup"),
        ((3, 13), "Darwin", "x86_64", 64, "TensorFlow has no build for macOS on Intel: use Linux"),
        ((3, 13), "Windows", "x86", 32, "TensorFlow has no 32-bit build: install the 64-bit"),
    ],
)
def test_an_unsuitable_python_is_told_what_to_install(version, system, machine, bits, said):
    line = environment.problem(version, system, machine, bits)
    assert said in line
    assert "\n" not in line


@pytest.mark.parametrize("name", OLD_READABLE)
def test_old_pythons_can_read_what_tells_them(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


@pytest.mark.process
@pytest.mark.parametrize("name", ["python3.8", "python3.10", "python3.14"])
def test_another_real_python_says_it_in_one_line(name, checkout, tmp_path):
    path = shutil.which(name)
    if not path or subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no working {name} on this machine")
    real = subprocess.check_output([path, "-c", "import sys; print(sys.executable)"], text=True)
    done = subprocess.run(
        [real.strip(), "-m", "runner", "setup"],
        cwd=checkout,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: Python {name.removeprefix('python')} ")
    assert done.stderr.count("\n") == 1
    assert not (checkout / ".venv").exists()


@pytest.mark.process
def test_the_environment_imports_helpers_from_any_folder_in_any_locale(checkout, tmp_path):
    environment.setup(say=lambda line: None)
    python = environment.python(environment.VENV)
    for settings in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        said = subprocess.check_output(
            [python, "-c", "import os, helpers; print(os.fsencode(helpers.__file__))"],
            cwd=tmp_path,
            env={name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
            | settings,
            text=True,
        )
        assert ast.literal_eval(said) == os.fsencode(checkout / "helpers" / "__init__.py")


def _empty_environment(checkout: Path) -> None:
    venv.create(checkout / ".venv", with_pip=False, symlinks=os.name != "nt")


def test_a_complete_environment_is_left_alone(checkout, monkeypatch):
    _empty_environment(checkout)
    monkeypatch.setattr(environment, "works", lambda venv: True)
    monkeypatch.setattr(environment, "install", lambda: None)
    environment.setup(say=lambda line: None)

    def touched(*_):
        raise AssertionError("it was installed again")

    monkeypatch.setattr(environment, "install", touched)
    said = []
    environment.setup(said.append)
    assert said == []


def test_other_requirements_are_installed_again(checkout, monkeypatch):
    _empty_environment(checkout)
    monkeypatch.setattr(environment, "works", lambda venv: True)
    calls = []
    monkeypatch.setattr(environment, "install", lambda: calls.append(1))
    for pins in ("", "numpy==2.0\n", "numpy==2.0\n"):
        (checkout / "requirements.txt").write_text(pins)
        environment.setup(say=lambda line: None)
    assert len(calls) == 2


def test_an_interrupted_installation_is_completed_by_the_next_call(checkout, monkeypatch):
    _empty_environment(checkout)
    monkeypatch.setattr(environment, "works", lambda venv: True)

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        environment.setup(say=lambda line: None)
    assert not environment.is_ready()
    monkeypatch.setattr(environment, "install", lambda: None)
    environment.setup(say=lambda line: None)
    assert environment.is_ready()


@pytest.mark.process
def test_a_failed_installation_shows_pips_last_lines_and_what_to_do(checkout, monkeypatch, capsys):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    (checkout / "requirements.txt").write_text("there-is-no-such-package==1\n")
    with pytest.raises(SetupError, match="check the network") as caught:
        environment.setup(say=lambda line: None)
    assert "\n" not in str(caught.value)
    assert "there-is-no-such-package" in capsys.readouterr().err
    assert not environment.is_ready()


@pytest.mark.process
@posix_only
def test_a_suitable_python_on_path_is_used_if_it_really_runs(checkout, tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    _script(folder / "python3.13", "exit 127")  # as a version manager's shim for none
    _script(folder / "python3.12", f'exec "{sys.executable}" "$@"')
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(environment, "problem", lambda: "Python 3.14 has no TensorFlow build: …")
    said = []
    assert environment.find_python(said.append) == [str(folder / "python3.12")]
    assert said == [f"This Python cannot be used here, so {folder / 'python3.12'} is."]


def test_without_a_suitable_python_the_reason_is_told(checkout, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environment, "problem", lambda: "Python 3.14 has no TensorFlow build: …")
    with pytest.raises(SetupError, match=r"Python 3\.14 has no TensorFlow build"):
        environment.find_python(print)


def _script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
