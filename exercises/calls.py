"""Call a learner's function: whatever it does, there is one result and the checker goes on."""

import contextlib
import copy
import ctypes
import io
import re
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from typing import NamedTuple

from IPython import get_ipython

from exercises.answers import shorten

SECONDS = 10.0
"""How long all calls of one check may take together."""

MOST_PRINTED = 2_000
"""How many characters of what a function prints are kept."""

AGAIN = 0.1
"""Seconds until a function that swallowed its end is stopped once more."""


class Raised(NamedTuple):
    """What a function did instead of giving a result."""

    kind: str
    line: str


class TimeUp(BaseException):
    """A function did not come back in time. No `except Exception` catches it."""


class Called(NamedTuple):
    """What came of a call: what it gave (or `Raised`), and the start of what it printed."""

    output: object
    printed: str


def call(function: Callable, arguments: tuple, seconds: float | None = SECONDS) -> Called:
    """Call a function with copies of the arguments, so that it changes nobody else's.

    Args:
        function: anything that can be called.
        arguments: what it gets.
        seconds: how long it may take; None is as long as it likes.

    Raises:
        KeyboardInterrupt: the reader stopped the cell. One that the function raises by itself
            is a result, as every other error.
    """
    arguments = copy.deepcopy(arguments)
    printed = _Beginning()
    with _pressed() as pressed, _kernel_kept():
        try:
            with contextlib.redirect_stdout(printed), limit(seconds):
                output = function(*arguments)
        except TimeUp:
            output = Raised("TimeUp", f"it had not come back after {seconds:g} seconds")
        except KeyboardInterrupt:
            if pressed:
                raise
            output = Raised("KeyboardInterrupt", "")
        except BaseException as error:
            output = Raised(type(error).__name__, _line(error))
    return Called(output, printed.getvalue())


def _line(error: BaseException) -> str:
    """Return an error's message in one line; an error can fail to say what it is, too.

    Keras begins with a line that says nothing, and writes in bold where a terminal has that.
    """
    try:
        lines = re.sub(r"\x1b\[\d+m", "", str(error)).split("\n")
        told = [line for line in lines if line and not line.startswith("Exception encountered")]
        return shorten(told[0] if told else "", 200)
    except Exception:
        return ""


class _Beginning(io.StringIO):
    """Keeps the start of what is written, however much comes."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, MOST_PRINTED - self.tell())])
        return len(text)


@contextlib.contextmanager
def _pressed() -> Iterator[list]:
    """Note whether Ctrl-C or the stop button was pressed: the list is then not empty."""
    pressed: list[bool] = []
    usual = signal.getsignal(signal.SIGINT)
    if not callable(usual) or threading.current_thread() is not threading.main_thread():
        yield pressed
        return

    def note(*_: object) -> None:
        pressed.append(True)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


@contextlib.contextmanager
def _kernel_kept() -> Iterator[None]:
    """Let `exit()` in a function do nothing: in a notebook it would end the kernel."""
    shell = get_ipython()
    if not hasattr(shell, "keepkernel_on_exit"):
        yield
        return
    before, shell.keepkernel_on_exit = shell.keepkernel_on_exit, True
    try:
        yield
    finally:
        shell.keepkernel_on_exit = before


@contextlib.contextmanager
def limit(seconds: float | None) -> Iterator[None]:
    """Stop what runs inside after some seconds (None: never), without a process of its own.

    In the main thread of Linux and macOS a timer signal does it, and wakes what sleeps. Elsewhere
    another thread asks Python to raise the error, which happens between two steps of Python, and
    which a bare `except` in the loop swallows. A single long step of C code, such as a huge matrix
    product, can't be stopped: it ends by itself.

    Raises:
        TimeUp: the time is over.
    """
    if seconds is None:
        yield
        return
    in_main = threading.current_thread() is threading.main_thread()
    how = _alarm if in_main and hasattr(signal, "setitimer") else _watched
    with how(seconds):
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    running = [True]

    def stop(_: int, frame: types.FrameType) -> None:
        if running:
            _raise_at_next_line(frame)
            raise TimeUp

    tracing = sys.gettrace()
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            running.clear()
    finally:  # a second `finally`, because the signal may come in the first
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.settrace(tracing)


def _raise_at_next_line(frame: types.FrameType) -> None:
    """Make sure that a function ends even if a bare `except` swallows the first error."""

    def again(frame: types.FrameType, event: str, _: object) -> Callable:
        if event == "line":
            raise TimeUp
        return again

    frame.f_trace = again
    sys.settrace(lambda *_: None)  # switches on what `f_trace` asks for, and traces nothing else


@contextlib.contextmanager
def _watched(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    done, lock = threading.Event(), threading.Lock()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            with lock:
                if not done.is_set():
                    raise_in(thread, ctypes.py_object(TimeUp))
            wait = AGAIN

    threading.Thread(target=watch, daemon=True).start()
    try:
        try:
            yield
        finally:
            done.set()
    finally:
        done.set()
        with lock, contextlib.suppress(TimeUp):
            for _ in range(1_000):  # what was sent and has not arrived yet comes in here
                pass
