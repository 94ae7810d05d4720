"""Submissions: everything gradable is graded, and no notebook touches what is not its own."""

import contextlib
import csv
import json
import os
import socket
import threading
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from helpers import ROOT
from helpers.claims import RESULT
from helpers.errors import CourseError
from runner.batch import batch, handed_in, sweep
from runner.workers import cluster, folders, isolation, limits
from tests.support import GOOD, make_notebook, on_linux, wait_until

pytestmark = [pytest.mark.process, on_linux]

needs_bubblewrap = pytest.mark.skipif(
    bool(isolation.refuse()), reason=f"nothing is isolated here: {isolation.refuse()}"
)

EXERCISE = f"""
from IPython.display import display
from helpers.claims import record
def answer(name, outcome):
    told = {{"exercise": f"exercise {{name}}", "outcome": outcome, "tries": 1}}
    display({{"text/plain": name, {RESULT!r}: told}}, raw=True)
"""
TRY = """
import ctypes, mmap, os, pathlib, shutil, signal, socket
def attempt(name, act):
    try:
        act()
        record(**{name: "done"})
    except OSError as error:
        record(**{name: type(error).__name__})
def connect(family, kind, protocol, address):
    with socket.socket(family, kind, protocol) as one:
        one.settimeout(2)
        one.connect(address)
        one.send(b"hello")
def trace(process):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, process, 0, 0) < 0:  # PTRACE_ATTACH
        raise OSError(ctypes.get_errno(), "refused")
def link(target):
    os.symlink(target, "left")
    open("left").read()
"""
GREEDY = (
    "import os, time\nchildren = []\ntry:\n    while len(children) < 5000:\n"
    "        if not (child := os.fork()):\n            time.sleep(900)\n            os._exit(0)\n"
    "        children.append(child)\nexcept OSError:\n    record(forks=len(children))\n"
    "for child in children:\n    os.kill(child, 9), os.waitpid(child, 0)",
    "x = bytearray(4 * 10**9)",
    "written = 0\ntry:\n    while written < 5e9:\n"
    "        with open(f'{written}', 'wb') as file:\n"
    "            written += file.write(bytes(50_000_000))\n"
    "except OSError:\n    record(written=written)\n"
    "for name in os.listdir():\n    os.unlink(name)",
    "try:\n    with open('large', 'wb') as file:\n"
    "        for _ in range(50):\n            file.write(bytes(10_000_000))\n"
    "except OSError as error:\n    record(large=os.path.getsize('large'))\n"
    "os.unlink('large')",
    "answer('2.1', 'right')",
)
"""Cells that take all they can get, and then answer."""

FORGE = """
import glob, json, os
told = {"ended": "0", "finished.json": json.dumps({
    "name": "ann", "key": "ann", "status": "ok", "seconds": "soon", "notebook": "../../ann.ipynb",
    "exercises": [{"exercise": "9.9", "outcome": "right"}, 3, {"exercise": ["x"]}],
    "results": {"large": 10**40, "list": [1], "good": 1}, "file": "../../../ann.ipynb"})}
for file in glob.glob("/proc/[0-9]*/fd/*"):
    try:
        if os.readlink(file).startswith("pipe:"):
            with open(file, "w") as pipe:
                json.dump(told, pipe)
    except OSError:
        pass
os.kill(-1, 9)
"""
ODD = ([1], "'claim'", {"results": 3}, {"results": {"status": "ok", "run": "=1"}})
"""What no helper of the course would put into an output."""

SHOW = "display({'text/plain': 'x', %r: %s}, raw=True)"


class Doors:
    """What listens outside: on TCP, on UDP, on a path and on a name; all that comes in counts."""

    def __init__(self, folder: Path):
        """Open them."""
        self.path, self.name, self.heard = str(folder / "door"), f"\0door-{os.getpid()}", []
        self.sockets = [
            socket.create_server(("127.0.0.1", 0)),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            *(socket.socket(socket.AF_UNIX) for _ in range(2)),
        ]
        tcp, udp, path, name = self.sockets
        udp.bind(("127.0.0.1", 0))
        for one, address in ((path, self.path), (name, self.name)):
            one.bind(address)
            one.listen()
        self.ports = tcp.getsockname()[1], udp.getsockname()[1]
        for one in self.sockets:
            threading.Thread(target=self._listen, args=(one,), daemon=True).start()

    def _listen(self, one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.heard.append(one.accept() if one.type == socket.SOCK_STREAM else one.recv(9))

    def attempts(self) -> dict[str, str]:
        """Return the code that comes in by each."""
        tcp, udp = self.ports
        return {
            "tcp": f"connect(2, 1, 0, ('127.0.0.1', {tcp}))",
            "mptcp": f"connect(2, 1, 262, ('127.0.0.1', {tcp}))",
            "udp": f"connect(2, 2, 0, ('127.0.0.1', {udp}))",
            "socket_by_path": f"connect(1, 1, 0, {self.path!r})",
            "socket_by_name": f"connect(1, 1, 0, {self.name!r})",
        }

    def close(self) -> None:
        """Close them."""
        for one in self.sockets:
            one.close()


def _harm(folder: Path, doors: Doors) -> dict[str, str]:
    """Return what a villain tries, by name."""
    ann, out = folder / "in" / "ann" / "hw.ipynb", folder / "out"
    kept, course = folder / "cache" / "kept.txt", ROOT / "helpers" / "claims.py"
    return doors.attempts() | {
        "other": f"pathlib.Path({str(ann)!r}).write_text('changed')",
        "course": f"pathlib.Path({str(course)!r}).open('a')",
        "cached": f"pathlib.Path({str(kept)!r}).write_text('changed')",
        "results": f"pathlib.Path({str(out / 'results.csv')!r}).write_text('changed')",
        "journal": f"pathlib.Path({str(out / '.batch' / 'journal.jsonl')!r}).open('a')",
        "removed": f"pathlib.Path({str(ann)!r}).unlink()",
        "read_other": f"pathlib.Path({str(ann)!r}).read_text()",
        "read_journal": f"pathlib.Path({str(out / '.batch' / 'journal.jsonl')!r}).read_text()",
        "read_secret": f"pathlib.Path({str(folder / 'secret')!r}).read_text()",
        "read_lesson": f"pathlib.Path({str(ROOT / 'README.md')!r}).read_text()",
        "chmod": f"os.chmod({str(kept)!r}, 0)",
        "chmod_own": "os.chmod('/handed-in/hw.ipynb', 0)",
        "utime": f"os.utime({str(course)!r}, (0, 0))",
        "root": "pathlib.Path('/new').write_text('x')",
        "devices": "pathlib.Path('/dev/new').write_text('x')",
        "signal": f"os.kill({os.getpid()}, 9)",
        "trace": f"trace({os.getpid()})",
        "link": f"link({str(folder / 'secret')!r})",
    }


HARM = (
    *("tcp", "mptcp", "udp", "socket_by_path", "socket_by_name"),
    *("other", "course", "cached", "results", "journal", "removed", "root", "devices"),
    *("read_other", "read_journal", "read_secret", "read_lesson", "link"),
    *("chmod", "chmod_own", "utime", "signal", "trace"),
)


ADMITTED = {
    "answers": f"pathlib.Path({str(ROOT / 'exercises' / 'notebook_01.py')!r}).read_text()",
    "path": f"os.listdir({str(ROOT)!r})",
    "machine": "[open(f'/proc/{name}').read() for name in ('cpuinfo', 'loadavg', 'uptime')]",
    "shared_memory": "mmap.mmap(-1, 3 * 10**9)",
    "empty_files": "[pathlib.Path(f'{i}').touch() or os.unlink(f'{i}') for i in range(3000)]",
}
"""What README says that isolation does not prevent, by name."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Iterator[tuple[dict[str, dict], Path, Doors]]:
    """The gradebook by student, the folder of it all, and what listened: one is honest."""
    folder = tmp_path_factory.mktemp("hand ins é")
    cache, hand_ins, out = folder / "cache", folder / "in", folder / "out"
    cache.mkdir()
    (cache / "kept.txt").write_text("kept")
    (folder / "secret").write_text("hunter2")
    doors = Doors(folder)
    honest = (
        "answer('2.1', 'right'); answer('2.10', 'wrong')",
        "open('own.txt', 'a').write(', changed'); record(own=open('own.txt').read())",
        "from helpers.internal.places import cache_folder\nimport os, helpers",
        "record(cache=(cache_folder() / 'kept.txt').read_text(), helpers=helpers.__file__)",
        "record(keys=str('SECRET_KEY' in os.environ), home=os.path.expanduser('~'))",
        "record(at_home=' '.join(sorted(os.listdir(os.path.expanduser('~')))))",
    )
    make_notebook(hand_ins / "ann" / "hw.ipynb", EXERCISE, *honest)
    (hand_ins / "ann" / "own.txt").write_text("hers")
    (hand_ins / "ann" / "private").symlink_to(folder / "secret")
    tries = _harm(folder, doors) | ADMITTED
    attempts = [f"attempt({name!r}, lambda: {act})" for name, act in tries.items()]
    seen = (
        "record(networks=' '.join(name for _, name in socket.if_nameindex()))",
        "record(host=socket.gethostname(), devices_seen=' '.join(sorted(os.listdir('/dev'))))",
    )
    make_notebook(hand_ins / "eve" / "hw.ipynb", EXERCISE, TRY, *attempts, *seen)
    make_notebook(hand_ins / "gus" / "hw.ipynb", EXERCISE, *GREEDY)
    make_notebook(hand_ins / "mal" / "hw.ipynb", EXERCISE, "answer('2.1', 'wrong')", FORGE)
    flood = "print('x' * 30_000_000)"
    huge = SHOW % (RESULT, "{'exercise': 'y' * 50_000_000, 'outcome': 'right'}")
    make_notebook(hand_ins / "liz" / "hw.ipynb", EXERCISE, flood, huge, "answer('2.1', 'right')")
    odd = (SHOW % (RESULT, value) for value in ODD)
    make_notebook(hand_ins / "zoe" / "hw.ipynb", EXERCISE, *odd, "import time; time.sleep(900)")
    file = folder / "grade.yaml"
    file.write_text(json.dumps({"submissions": "in/*/hw.ipynb", "timeout": 25, "memory": 2}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(cache))
        patch.setenv("SECRET_KEY", "hunter2")
        batch.run(file, str(out), batch.How(jobs=2))
    yield _rows(out), folder, doors
    doors.close()


def _rows(out: Path) -> dict[str, dict]:
    """Return the rows of results.csv by student."""
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as table:
        return {row["run"].partition("-")[0]: row for row in csv.DictReader(table)}


@needs_bubblewrap
def test_what_one_has_answered_counts_though_it_takes_all_it_can_get(graded):
    gus = graded[0]["gus"]
    assert (gus["exercise 2.1"], gus["status"]) == ("right", "failed")
    assert gus["error"].endswith(": MemoryError")
    assert 100 < int(gus["forks"]) < limits.PROCESSES
    assert 0.9 * isolation.ROOM < int(gus["written"]) < 1.1 * isolation.ROOM
    assert int(gus["large"]) == limits.LARGEST_FILE


@needs_bubblewrap
def test_time_has_an_end_and_what_was_answered_before_counts(graded):
    zoe = graded[0]["zoe"]
    assert (zoe["status"], zoe["error"]) == ("timeout", "it took longer than 25 s")
    assert zoe["status_result"] == "ok"


@needs_bubblewrap
@pytest.mark.parametrize("what", HARM)
def test_a_submission_cannot_touch_or_read_what_is_not_its_own(graded, what):
    rows, _, _ = graded
    assert rows["eve"]["status"] == "ok", rows["eve"]["error"]
    # A datagram goes out into a network that nobody else is in.
    assert rows["eve"][what].endswith("Error") or what == "udp"


@needs_bubblewrap
@pytest.mark.parametrize("what", ADMITTED)
def test_what_isolation_does_not_prevent_is_as_readme_says(graded, what):
    assert graded[0]["eve"][what] == "done"


@needs_bubblewrap
def test_a_submission_sees_neither_the_name_of_the_machine_nor_its_devices(graded):
    eve = graded[0]["eve"]
    assert eve["host"] == "course"
    plain = (
        "console core fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero"
    )
    assert set(eve["devices_seen"].split()) <= set(plain.split())


@needs_bubblewrap
def test_what_others_have_is_as_it_was(graded):
    _, folder, _ = graded
    assert (folder / "in" / "ann" / "hw.ipynb").read_text() != "changed"
    assert (folder / "in" / "ann" / "own.txt").read_text() == "hers"
    assert (folder / "cache" / "kept.txt").read_text() == "kept"
    assert (folder / "cache" / "kept.txt").stat().st_mode & 0o777
    assert not [path for path in folder.rglob("left")]


@needs_bubblewrap
def test_no_message_of_a_submission_arrives_where_one_of_ours_does(graded):
    rows, _, doors = graded
    assert not doors.heard
    assert rows["eve"]["networks"] == "lo"
    for name, code in doors.attempts().items():
        with contextlib.suppress(OSError):  # mptcp is not everywhere
            exec(TRY + code, {"name": name})
    wait_until(lambda: len(doors.heard) >= 4, 10)


@needs_bubblewrap
def test_a_submission_has_its_folder_a_home_and_no_environment_of_ours(graded):
    rows, _, _ = graded
    ann = rows["ann"]
    assert (ann["status"], ann["error"]) == ("ok", "")
    assert (ann["own"], ann["cache"], ann["keys"]) == ("hers, changed", "kept", "False")
    assert ann["home"] != str(Path.home())
    assert not Path(ann["home"]).exists()
    assert "hunter2" not in json.dumps(rows)


@needs_bubblewrap
def test_what_comes_back_is_typed_bounded_and_of_its_own_row_alone(graded):
    rows, folder, _ = graded
    assert sorted(rows) == ["ann", "eve", "gus", "liz", "mal", "zoe"]
    assert rows["ann"]["exercise 2.10"] == "wrong" and rows["ann"]["error"] == ""
    assert not rows["mal"]["large"] and "list" not in rows["mal"]
    assert rows["liz"]["exercise 2.1"] == "right"
    assert (folder / "out" / "results.csv").stat().st_size < 20_000
    assert all(file.stat().st_size < 25_000_000 for file in (folder / "out").glob("*.ipynb"))


@needs_bubblewrap
def test_an_outcome_that_was_not_earned_stays_possible(graded):
    # The exercises judge where the submission's own code runs, so README says so.
    assert graded[0]["gus"]["exercise 2.1"] == "right"
    assert "exercise 9.9" not in graded[0]["ann"] or not graded[0]["ann"]["exercise 9.9"]


RIGHT = "answer('2.1', 'right')"


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> tuple[dict[str, dict], Path]:
    """The gradebook of hand-ins whose files are odd, graded with `isolation: none`."""
    folder = tmp_path_factory.mktemp("odd")
    zoe = unicodedata.normalize("NFD", "Zöe Müller")
    names = ("bom", "wide", "old", "bare", "foreign", "copied", zoe)
    paths = {name: folder / "in" / name / "hw.ipynb" for name in names}
    for path in paths.values():
        make_notebook(path, EXERCISE, RIGHT)
    text = paths["bom"].read_text(encoding="utf-8")
    paths["bom"].write_text(text, encoding="utf-8-sig")
    paths["wide"].write_text(text, encoding="utf-16")
    nb = nbformat.reads(text, as_version=4)
    paths["old"].write_text(nbformat.writes(nbformat.convert(nb, 3)), encoding="utf-8")
    told = json.loads(text)
    paths["bare"].write_text(json.dumps(told | {"metadata": {}}))
    kernel = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    paths["foreign"].write_text(json.dumps(told | {"metadata": kernel}))
    again = told["cells"][-1] | {"source": "answer('2.1', 'not attempted')"}
    paths["copied"].write_text(json.dumps(told | {"cells": [*told["cells"], *[again] * 10]}))
    last = ("x = 1 +", "import nowhere", "input()", "quit()", "answer('2.10', 'right')")
    make_notebook(folder / "in" / "cut" / "hw.ipynb", EXERCISE, RIGHT, *last)
    make_notebook(folder / "in" / "gone" / "hw.ipynb", EXERCISE, RIGHT, "exit()", last[-1])
    make_notebook(folder / "in" / "lacks" / "hw.ipynb", EXERCISE, RIGHT, parameters="units = 3")
    (folder / "in" / "broken").mkdir()
    (folder / "in" / "broken" / "hw.ipynb").write_text("{")
    tried = {"exercise": "exercise 2.1", "outcome": "wrong", "tries": 6}
    shown = {"output_type": "display_data", "data": {RESULT: tried}, "metadata": {}}
    made = [*told["cells"][:-1], told["cells"][-1] | {"outputs": [shown]}]
    (folder / "in" / "tried").mkdir()
    (folder / "in" / "tried" / "hw.ipynb").write_text(json.dumps(told | {"cells": made}))
    make_notebook(
        folder / "in" / "near" / "hw.ipynb",
        EXERCISE,
        RIGHT,
        "open('own.txt', 'w').write('changed')",
    )
    (folder / "in" / "near" / "own.txt").write_text("hers")
    make_notebook(folder / "in" / "ann" / ".ipynb_checkpoints" / "hw.ipynb", EXERCISE)
    (folder / "in" / "link").symlink_to(folder / "in" / "bom")
    asked = {"submissions": "in/*/hw.ipynb", "isolation": "none", "timeout": 60.5}
    (folder / "grade.yaml").write_text(json.dumps(asked | {"parameters": {"seed": 1}}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(folder / "cache"))
        batch.run(folder / "grade.yaml", str(folder / "out"), batch.How(jobs=2))
    return _rows(folder / "out"), folder


@pytest.mark.parametrize("name", ["bom", "wide", "old", "bare", "foreign", "copied", "Zöe Müller"])
def test_any_notebook_is_graded_however_it_is_stored(odd, name):
    row = odd[0][name]
    assert (row["status"], row["error"], row["exercise 2.1"]) == ("ok", "", "right")


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("cut", "failed", "in cell [5]: SyntaxError: "),
        ("gone", "stopped early", "in cell [5]: SystemExit"),
    ],
)
def test_a_submission_goes_on_after_an_error_and_after_leaving(odd, name, status, error):
    row = odd[0][name]
    assert row["status"] == status and row["error"].startswith(error)
    assert (row["exercise 2.1"], row["exercise 2.10"]) == ("right", "right")
    assert row["error"].endswith("(and 3 more errors)") == (name == "cut")


def test_a_submission_that_lacks_a_parameter_is_graded_without_it(odd):
    row = odd[0]["lacks"]
    assert (row["status"], row["error"], row["exercise 2.1"]) == ("ok", "", "right")
    assert row["dropped"] == "runs without seed: unknown parameter of hw 'seed': known: units"


def test_what_is_no_notebook_is_a_row_that_says_so(odd):
    row = odd[0]["broken"]
    assert row["status"] == "failed" and "is not a notebook" in row["error"]


def test_the_authors_tries_count_where_they_are_more_than_the_runs(odd):
    assert (odd[0]["tried"]["exercise 2.1"], odd[0]["tried"]["exercise 2.1 tries"]) == (
        "right",
        "6",
    )
    assert odd[0]["bom"]["exercise 2.1 tries"] == "1"


def test_without_isolation_a_submission_runs_on_a_copy_of_its_folder(odd):
    rows, folder = odd
    assert rows["near"]["status"] == "ok"
    assert (folder / "in" / "near" / "own.txt").read_text() == "hers"


def test_copied_cells_and_old_formats_bring_no_warning(odd, recwarn):
    for name in ("copied", "old", "bare", "lacks"):
        assert handed_in.read(odd[1] / "in" / name / "hw.ipynb", {"seed": 1}).text
    assert not recwarn.list


def _refuse(folder: Path, monkeypatch) -> str:
    """Grade a submission where the only programs are those of a folder; return why it stops."""
    make_notebook(folder / "a" / "hw.ipynb", *GOOD)
    (folder / "grade.yaml").write_text("submissions: '*/hw.ipynb'")
    monkeypatch.setenv("PATH", str(folder))
    isolation.refuse.cache_clear()
    with pytest.raises(CourseError) as caught:
        batch.run(folder / "grade.yaml", str(folder / "out"), batch.How(jobs=1))
    isolation.refuse.cache_clear()
    return str(caught.value)


def test_without_bubblewrap_a_batch_of_submissions_stops_with_the_package(tmp_path, monkeypatch):
    told = _refuse(tmp_path, monkeypatch)
    assert "apt install bubblewrap" in told and "\n" not in told
    assert not list((tmp_path / "out").glob("*.ipynb"))


def test_a_bubblewrap_that_refuses_stops_a_batch_of_submissions_in_one_line(tmp_path, monkeypatch):
    said = "bwrap: No permissions to create a new namespace"
    (tmp_path / "bwrap").write_text(f"#!/bin/sh\necho '{said}\nmore' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    told = _refuse(tmp_path, monkeypatch)
    assert f"can't isolate submissions here ({said}); or write `isolation: none`" in told
    assert "\n" not in told


def test_our_scheduler_takes_no_order_from_a_port():
    me = psutil.Process()
    before = {one.laddr for one in me.net_connections() if one.status == psutil.CONN_LISTEN}
    with cluster.connect(2) as client:
        assert client.submit(sum, [1, 2]).result() == 3
        assert client.scheduler.address.startswith("inproc://")
        opened = {one.laddr for one in me.net_connections() if one.status == psutil.CONN_LISTEN}
        for host, port in opened - before:
            assert host == "127.0.0.1"
            for page in ("", "health", "metrics", "info/main/workers.html", "json/identity.json"):
                with pytest.raises(urllib.error.HTTPError, match="404"):
                    urllib.request.urlopen(f"http://{host}:{port}/{page}")


def test_the_folder_of_a_submission_comes_along_within_limits_and_without_links(
    tmp_path, monkeypatch
):
    along, run = tmp_path / "along", tmp_path / "run"
    (along / "deep").mkdir(parents=True)
    (along / "helpers").mkdir()
    run.mkdir()
    (tmp_path / "secret").write_text("hunter2")
    (along / "link").symlink_to(tmp_path / "secret")
    (along / "helpers" / "claims.py").write_text("")
    for number in range(5):
        (along / "deep" / f"{number}.txt").write_text("x")
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    folders.prepare(run, along)
    found = sorted(path.name for path in (run / "notebooks").rglob("*") if not path.is_dir())
    assert found == ["0.txt", "1.txt", "2.txt"]
    assert (run / "left_out").read_text() == "2 files beside it left out"


def test_a_folder_comes_along_where_all_that_is_handed_in_there_is_one_student_s(tmp_path):
    for name in ("ann/1", "ann/2", "team/hw", "team/bob/hw"):
        make_notebook(tmp_path / f"{name}.ipynb", *GOOD)
    (tmp_path / "a.yaml").write_text("submissions: '**/*.ipynb'")
    own = {tmp_path / "ann", tmp_path / "team" / "bob"}
    assert sweep.read(tmp_path / "a.yaml").folders == own
    (tmp_path / "a.yaml").write_text("submissions: 'ann/*.ipynb'")
    assert not sweep.read(tmp_path / "a.yaml").folders
