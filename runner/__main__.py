"""The course from a terminal: `python -m runner` with `setup`, `run`, `test`, `lab` and more.

Like `environment`, any Python 3.6 can read this file, and what needs packages is imported late.
A copy for students has fewer files, and offers the commands that it has.
"""

import argparse
import contextlib
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from helpers import ROOT
from runner import environment
from runner.environment import SetupError

NEEDED = ("papermill", "keras", "nbval", "distributed")
"""Packages by which one knows a Python that has the course's."""


def main(arguments=None):
    """Run one command and return the exit code: 0 done, 1 not all well, 2 wrong use, 130 stopped.

    Args:
        arguments: the words after `python -m runner`; those of the terminal if left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # ✗ and – must not stop a run where they can't be shown
            stream.reconfigure(errors="replace")
    parser = _parser()
    words = sys.argv[1:] if arguments is None else arguments
    # argparse takes -3 for a number and -1e3 for an option, unless a space stands before it.
    words = [" " + word if re.match(r"-[\d.]+e", word, re.IGNORECASE) else word for word in words]
    options, options.more = parser.parse_known_args(words)
    options.words = words
    if options.more and options.command not in ("check", "test", "lab"):
        parser.error("unrecognized arguments: " + " ".join(options.more))
    try:
        code = _act(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read what is printed has enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _act(options):
    if options.command == "setup":
        environment.setup(say=lambda line: print(line, flush=True))
        return 0
    if not all(map(importlib.util.find_spec, NEEDED)):
        return _go_on_in_venv(options)
    from helpers.errors import CourseError

    try:
        return options.act(options)
    except CourseError as error:
        raise SetupError(error) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SetupError(f"{error.strerror or error}: {error.filename or ''}") from error


def _go_on_in_venv(options):
    """Do the same with the Python of `.venv`, or raise SetupError with the two lines to type."""
    python = environment.python(environment.VENV)
    if python.exists() and not Path(sys.prefix).samefile(environment.VENV):
        line = [str(python), "-m", "runner", *options.words]
        with contextlib.suppress(OSError):  # of another machine, say: then `setup` makes it anew
            if os.name == "nt":  # where exec would leave the terminal to both
                return subprocess.call(line)
            os.execv(line[0], line)
    raise SetupError(
        environment.problem()
        or f"this Python ({sys.executable}) lacks the course's packages: in the folder {ROOT} run"
        f" `python -m runner setup`, then `{python.relative_to(ROOT)} -m runner {options.command}`"
    )


def _place(given, *usual):
    """Return the path that somebody gives, its `~` replaced, or else the usual one in `runs/`."""
    from helpers.internal.places import expand

    return expand(given) if given else ROOT.joinpath("runs", *usual)


def _run(options):
    from runner import run

    values = {"dataset": options.dataset}
    if options.seed is not None:
        values["seed"] = options.seed
    values.update(options.parameter)
    out = _place(options.out, "course")
    return run.run(run.choose(options.notebooks), out, values, options.jobs)


def _refresh(options):
    from runner import refresh, run

    return refresh.run(run.choose(options.notebooks), options.jobs)


def _batch(options):
    from runner.batch import batch

    how = batch.How(options.jobs, options.scheduler, options.retry_failed, options.dry_run)
    return batch.run(Path(options.sweep), options.out, how)


def _claims(options):
    from runner import claims, run

    values = {"dataset": options.dataset, **dict(options.parameter)}
    out = _place(options.out, "claims")
    notebooks = run.choose(options.notebooks)
    return claims.run(notebooks, options.seeds, options.jobs, out, values)


def _rungs(options):
    from runner import rungs

    return rungs.run(options.jobs, _place(options.out, "rungs"))


SIDE_BY_SIDE = ("--dist", "loadgroup", "--no-loadscope-reorder")
"""Options of pytest: tests/conftest.py says what stays together and what comes first."""


def _check(options):
    """Check the style, and what takes no process and no training: a minute."""
    return _pytest("-m", "not process and not slow", "-n", "2", *SIDE_BY_SIDE, *options.more)


def _test(options):
    """Check the style, then run the tests: all of them, or those that pytest's options choose.

    Three at a time on two cores: one waits for a kernel or a process now and then.
    """
    return _pytest(*(options.more or ("-n", "3", *SIDE_BY_SIDE)))


def _pytest(*options):
    for check in [["ruff", "check"], ["ruff", "format", "--check"], ["pytest", *options]]:
        code = subprocess.call([sys.executable, "-m", *check], cwd=str(ROOT))
        if code:
            return code
    return 0


LAB = (
    f"--LabApp.app_settings_dir={ROOT / 'runner' / 'lab'}",  # no question about news or updates
    "--ServerApp.contents_manager_class=runner.lab.contents.Contents",
)
"""Options of JupyterLab, started in the course's folder."""


def _lab(options):
    # The first notebook in front, beside what was open before.
    command = [sys.executable, "-m", "jupyterlab", str(ROOT / "notebooks"), *LAB]
    for first in sorted(ROOT.glob("notebooks/*.ipynb"))[:1]:
        command.append(f"--LabApp.default_url=/lab/tree/{first.name}")
    command.extend(options.more)
    if os.name == "nt":
        return subprocess.call(command, cwd=str(ROOT))
    os.chdir(str(ROOT))
    sys.stdout.flush()
    os.execv(sys.executable, command)  # whoever ends this process ends the server


def _train(options):
    from runner import train

    out = _place(options.out, "train", options.name).absolute()
    train.write(options.name, options.dataset, options.epochs, options.seed or 0, out)
    return 0


def _page(options):
    from runner import page

    page.write(options.dataset, _place(options.out, "page", "draw.html").absolute())
    return 0


def _progress(options):
    from runner import progress

    return progress.run(Path(options.folder or ROOT / "notebooks"))


def _site(options):
    from runner import page, site

    first = site.build(say=lambda line: print(line, flush=True))
    page.write("auto", first.parent / "draw.html")  # the first page links to it
    largest, name = site.weigh(first.parent)[0]
    print(f"{first.relative_to(ROOT)}; the largest page, {name}, asks for {largest / 1e6:.1f} MB")
    return 0


def _student(options):
    from runner import run, student

    folder = _place(options.folder)
    written = student.write(run.choose(options.notebooks), folder, options.open_answers)
    print(f"{len(written)} notebooks without solutions, and all they need: {folder}")
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        """Say what is wrong in one line, where argparse lists all options before it."""
        self.exit(2, f"error: {message}; `{self.prog} --help` tells more\n")


def _parser():
    parser = _Parser(
        prog="python -m runner",
        description="The course from a terminal.",
        epilog="COMMAND --help tells the options of a command.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.required = True

    def add(name, act, help, example=""):
        command = commands.add_parser(
            name, help=help, description=help, epilog=f"Example: python -m runner {name} {example}"
        )
        command.set_defaults(act=act)
        return command

    add("setup", None, "make .venv with everything that the course needs")
    add("lab", _lab, "open the course in JupyterLab; takes its options", "--no-browser")
    progress = add("progress", _progress, "show how far you are in the exercises", "notebooks")
    progress.add_argument("folder", nargs="?", metavar="FOLDER", help="default: notebooks")
    if (ROOT / "runner" / "run.py").exists():
        _add_makers_commands(add)
    return parser


def _add_makers_commands(add):
    run = add("run", _run, "execute notebooks and print a table of results", "02 03 -p epochs 3")
    _add_notebooks(run)
    _add_training(run, "runs/course")
    _add_parameter(run)
    batch = add("batch", _batch, "do the runs of a sweep file", "sweeps/dropout_seeds.yaml")
    batch.add_argument("sweep", metavar="SWEEP.yaml", help="what to run; see sweeps/")
    batch.add_argument("--jobs", type=_count, metavar="N", help="runs at a time; default: cores")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, as tcp://host:8786")
    batch.add_argument("--out", metavar="PLACE", help="a folder or s3://…; default: runs/SWEEP")
    batch.add_argument("--retry-failed", action="store_true", help="repeat just what failed")
    batch.add_argument("--dry-run", action="store_true", help="check and count, run nothing")
    claims = add(
        "claims",
        _claims,
        "count in how many seeds each claim holds; all on MNIST: into CLAIMS.md",
        "--seeds 20",
    )
    claims.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="as 02; default: all")
    claims.add_argument("--dataset", default="auto", metavar="NAME", help="as of run")
    _add_parameter(claims)
    claims.add_argument("--seeds", type=_count, default=20, metavar="N", help="default: 20")
    claims.add_argument("--jobs", type=_count, metavar="N", help="runs at a time; default: cores")
    claims.add_argument("--out", metavar="FOLDER", help="where files go; default: runs/claims")
    rungs = add("rungs", _rungs, "train notebook 06's rungs with ten seeds, into rungs.csv")
    rungs.add_argument("--jobs", type=_count, metavar="N", help="runs at a time; default: cores")
    rungs.add_argument("--out", metavar="FOLDER", help="where runs go; default: runs/rungs")
    add("check", _check, "check the style and all that takes no process: a minute")
    add("test", _test, "check the style and run the tests; takes pytest's options", "-k claims")
    train = add("train", _train, "train a published network and write its report", "wide")
    train.add_argument("name", metavar="NAME", help="a network of helpers.models, such as dropout")
    _add_training(train, "runs/train/NAME")
    train.add_argument("--epochs", type=int, metavar="N", help="default: as published")
    page = add("page", _page, "write a page to draw on, two networks in it", "--out draw.html")
    page.add_argument("--dataset", default="auto", metavar="NAME", help="as of run")
    page.add_argument("--out", metavar="FILE", help="default: runs/page/draw.html")
    _add_notebooks(add("refresh", _refresh, "execute notebooks in place on MNIST, to commit", "03"))
    add("site", _site, "build the course as a static site into docs/_build/html")
    student = add(
        "student", _student, "write the course without solutions, to hand out", "../handout"
    )
    student.add_argument("folder", metavar="FOLDER", help="a new folder")
    student.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="as 02; default: all")
    student.add_argument(
        "--open-answers", action="store_true", help="leave the right answers readable in exercises/"
    )


def _add_parameter(command):
    command.add_argument(
        "-p",
        dest="parameter",
        nargs=2,
        type=str.strip,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="set a parameter of every notebook that runs; may be repeated",
    )


def _count(text):
    """Return a whole number from 1; argparse tells what else it was."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")


def _add_notebooks(command):
    command.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="as 02; default: all")
    command.add_argument(
        "--jobs", type=_count, default=2, metavar="N", help="notebooks at a time; default: 2"
    )


def _add_training(command, out):
    command.add_argument(
        "--dataset",
        default="auto",
        metavar="NAME",
        help="auto (the default), mnist, digits, fashion_mnist, or the path of an .npz file",
    )
    command.add_argument("--seed", type=int, metavar="N", help="decides every random choice")
    command.add_argument("--out", metavar="FOLDER", help="where files go; default: " + out)


if __name__ == "__main__":
    sys.exit(main())
