"""Make `.venv`: choose a Python, create the environment, install the pins.

Any Python 3.6 or later can read this file, so that one which cannot run the course still says so
in one line. It uses the standard library alone, because it runs before anything is installed.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys

from helpers import ROOT

VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.txt"
MINORS = (13, 12, 11)
"""The 3.x for which both TensorFlow and Keras exist, the one to recommend first."""


class SetupError(Exception):
    """The environment cannot be made: one line that says why, and what to do."""


def problem(version=None, system=None, machine=None, bits=None):
    """Return one line saying why the course cannot run on this Python, or None if it can.

    Args:
        version: (major, minor); like the others, that of the running Python if left out.
        system: the name that `platform.system()` gives.
        machine: the name that `platform.machine()` gives.
        bits: 32 or 64.
    """
    version = tuple(version or sys.version_info[:2])
    system, machine = system or platform.system(), machine or platform.machine()
    name = "py -3.13" if system == "Windows" else "python3.13"
    then = f"install Python 3.13 (3.11 to 3.13 work), then run: {name} -m runner setup"
    if system == "Darwin" and machine == "x86_64":
        return (
            "TensorFlow has no build for macOS on Intel: use Linux, Windows or an Apple-silicon Mac"
            " with a Python built for arm64"
        )
    if (bits or (64 if sys.maxsize > 2**32 else 32)) == 32:
        return "TensorFlow has no 32-bit build: " + then.replace("install", "install the 64-bit")
    if version not in [(3, minor) for minor in MINORS]:
        reason = "is too old for the course" if version < (3, 11) else "has no TensorFlow build"
        return f"Python {version[0]}.{version[1]} {reason}: {then}"
    return None


def setup(say=print):
    """Make `.venv` hold exactly the pinned packages; return at once if it does already.

    Args:
        say: called with each line of news.

    Raises:
        SetupError: no suitable Python, no room, no network, …
    """
    if is_ready():
        return
    stamp = VENV / ".installed"
    if stamp.exists():
        stamp.unlink()
    if not works(VENV):
        base = find_python(say)
        say("Making .venv …")
        _command([*base, "-m", "venv", "--clear", str(VENV)], "could not make .venv")
    _make_helpers_importable()
    say("Installing the packages into .venv: about 500 MB to download, a minute or two …")
    install()
    # Written last: an interrupted installation has no stamp, and the next call completes it.
    stamp.write_text(_fingerprint())
    say(f"Ready: {python(VENV).relative_to(ROOT)}")


def is_ready():
    """Return whether `.venv` was completed for the requirements as they are now."""
    stamp, config = VENV / ".installed", VENV / "pyvenv.cfg"
    complete = python(VENV).exists() and config.exists() and stamp.exists()
    return complete and stamp.read_text() == _fingerprint()


def python(venv):
    """Return the path of a virtual environment's Python."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _fingerprint():
    """Return a hash of what the environment depends on: the pins and the Python it is made of."""
    config = (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(REQUIREMENTS.read_bytes() + config).hexdigest()


def works(venv):
    """Return whether the environment can be installed into, whatever is missing from it."""
    return python(venv).exists() and _suits([str(python(venv))], "import pip")


def find_python(say):
    """Return the command of a Python to make `.venv` with: this one, else one on PATH."""
    wrong = problem()
    if not wrong and _suits([sys.executable]):
        return [sys.executable]
    for minor in MINORS:
        for name, *options in ([f"python3.{minor}"], ["py", f"-3.{minor}"]):
            path = shutil.which(name)
            if path and _suits([path, *options]):
                say(f"This Python cannot be used here, so {' '.join([path, *options])} is.")
                return [path, *options]
    raise SetupError(
        wrong
        or "this Python cannot make virtual environments: install its venv package (on Debian and"
        " Ubuntu: sudo apt install python3-venv), then run the same command again"
    )


def _suits(command, also="import venv, ensurepip"):
    """Return whether this command starts a Python that the course runs on.

    It has to be run to know: version managers put a `python3.13` on PATH that only fails.
    """
    code = f"from runner.environment import problem; {also}; raise SystemExit(bool(problem()))"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return subprocess.call([*command, "-c", code], cwd=str(ROOT), timeout=60, **quiet) == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _make_helpers_importable():
    """Let `.venv`'s Python import `helpers` from any folder.

    The path is relative, so it is plain ASCII whatever the folders are called (Python reads .pth
    files in the locale's encoding or in UTF-8, by version), and a moved checkout still works.
    """
    pattern = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    for folder in VENV.glob(pattern):
        (folder / "course.pth").write_text(os.path.relpath(str(ROOT), str(folder)) + "\n")


def install():
    """Install the pins into `.venv`; raise SetupError if pip can't."""
    # `python -m pip`, because the `pip` script breaks where the checkout's path has a space.
    pip = [str(python(VENV)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    _command([*pip, "--quiet", "-r", str(REQUIREMENTS)], "pip could not install the packages")


def _command(command, wrong):
    """Run a command; if it fails, show its last lines and raise SetupError."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        lines = result.stdout.decode("utf-8", "replace").strip().splitlines()
        print("\n".join(lines[-6:]), file=sys.stderr)
        raise SetupError(
            f"{wrong} (the last lines are above): check the network, the free disk space and that"
            " this folder is writable, then run the same command again; what is done is kept"
        )
