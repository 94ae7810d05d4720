"""The course from a terminal: `python -m helpers setup`, `run`, `test`, `lab`, `refresh`, `train`.

Like `environment`, any Python 3.6 can read this file, and what needs packages is imported late.
"""

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from helpers import environment
from helpers.environment import ROOT, SetupError


def main(arguments=None):
    """Run one command and return the exit code: 0 done, 1 not all well, 2 wrong use, 130 stopped.

    Args:
        arguments: the words after `python -m helpers`; those of the terminal if left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # ✗ and – must not stop a run where they can't be shown
            stream.reconfigure(errors="replace")
    options = _parsed(arguments)
    try:
        if options.command == "setup":
            environment.setup(say=lambda line: print(line, flush=True))
            return 0
        _check_packages(options.command)
        return _commanded(options)
    except SetupError as error:
        return _failed(error)
    except OSError as error:
        return _failed(f"{error.strerror or error}: {error.filename or 'no file named'}")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parsed(arguments):
    """Return the options; what pytest and JupyterLab are to get is in `more`."""
    parser = _parser()
    options, more = parser.parse_known_args(arguments)
    options.more = more
    if options.more and options.command not in ("test", "lab"):
        parser.error(f"unrecognized arguments: {' '.join(options.more)}")
    return options


def _failed(error):
    print(f"error: {error}", file=sys.stderr)
    return 2


def _check_packages(command):
    """Raise SetupError with the two lines to type if this Python lacks the course's packages."""
    if all(importlib.util.find_spec(name) for name in ("papermill", "keras", "nbval", "tqdm")):
        return
    wrong = environment.problem()
    if wrong:
        raise SetupError(wrong)
    python = environment.python(environment.VENV).relative_to(ROOT)
    raise SetupError(
        f"this Python ({sys.executable}) lacks the course's packages: in the folder {ROOT} run"
        f" `python -m helpers setup`, then `{python} -m helpers {command}`"
    )


def _commanded(options):
    from helpers.errors import CourseError

    try:
        return options.act(options)
    except CourseError as error:
        return _failed(error)


def _run(options):
    from helpers import runs

    return runs.run_course(
        runs.chosen(options.notebooks),
        Path(options.out),
        dict(options.parameter),
        dataset=options.dataset,
        seed=options.seed,
        jobs=options.jobs,
    )


def _refresh(options):
    from helpers import runs

    return runs.refresh_course(runs.chosen(options.notebooks), jobs=options.jobs)


def _test(options):
    """Check the style, then the tests; `pytest`'s own options may follow `test`."""
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["pytest", *options.more]]
    for check in checks:
        code = subprocess.call([sys.executable, "-m", *check], cwd=str(ROOT))
        if code:
            return code
    return 0


def _lab(options):
    command = [sys.executable, "-m", "jupyterlab", str(ROOT / "notebooks"), *options.more]
    return subprocess.call(command, cwd=str(ROOT))


def _train(options):
    from helpers import report

    out = Path(options.out or Path("runs", "train", options.name))
    report.write(options.name, options.dataset, options.epochs, options.seed, out)
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers", description="The course from a terminal."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.required = True
    commands.add_parser("setup", help="make .venv with everything that the course needs")
    _add_run(commands)
    _add_refresh(commands)
    _add_train(commands)
    lab = commands.add_parser("lab", help="open the course in JupyterLab (takes its options too)")
    lab.set_defaults(act=_lab)
    test = commands.add_parser("test", help="check the style and run the tests (pytest's options)")
    test.set_defaults(act=_test)
    return parser


def _add_run(commands):
    run = commands.add_parser("run", help="execute the notebooks and print a table of results")
    run.add_argument("--dataset", default="auto", help="auto, mnist, digits, … or an .npz file")
    run.add_argument("--seed", type=int, help="the seed (default: each notebook's own)")
    run.add_argument("--out", default=str(ROOT / "runs" / "course"), help="the folder to write")
    run.add_argument(
        "-p",
        dest="parameter",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="set a parameter of every chosen notebook",
    )
    _add_choice(run, _run)


def _add_refresh(commands):
    help = "execute the notebooks in place, on MNIST, as they are committed"
    _add_choice(commands.add_parser("refresh", help=help), _refresh)


def _add_choice(command, act):
    """Let a command take notebooks (default: all) and the number of them to run at a time."""
    command.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all of them")
    command.add_argument("--jobs", type=int, default=2, help="notebooks at a time (default: 2)")
    command.set_defaults(act=act)


def _add_train(commands):
    train = commands.add_parser("train", help="train one published network and write its report")
    train.add_argument("name", metavar="NAME", help="the network, as `helpers.models` calls it")
    train.add_argument("--dataset", default="auto", help="auto, mnist, digits, … or an .npz file")
    train.add_argument("--epochs", type=int, help="default: as published")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--out", help="the folder to write (default: runs/train/NAME)")
    train.set_defaults(act=_train)


if __name__ == "__main__":
    sys.exit(main())
