"""Progress that a reader sees while it runs, and that leaves no trace in a stored notebook."""

import contextlib
import contextvars
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from IPython import get_ipython
from IPython.display import DisplayHandle
from tqdm import tqdm

T = TypeVar("T")

SHAPE = (
    "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{unit} [{elapsed}<{remaining}{postfix}]"
)
"""How tqdm draws a line that knows its end: without its rate, such as `7.71s/ epochs`."""


class ProgressLine:
    """One line that shows how far a long step is: in a notebook's output, or on a terminal.

    In a notebook the line ends as it began, such as `Training: 10 epochs`, so the stored output
    holds no timings and is the same in every run.
    """

    def __init__(self, title: str, total: float | None = None, unit: str = ""):
        """Start the line.

        Args:
            title: what is going on, in a word or two.
            total: how many units there are to do, above 0; None if the step can't say how far it
                is, and the line shows the time that has gone by.
            unit: what is counted, in the plural.
        """
        self._resting = title if total is None else f"{title}: {total} {unit}"
        shape = "{desc}: {elapsed}" if total is None else SHAPE
        self._shape = {"total": total, "prefix": title, "unit": f" {unit}", "ncols": 88}
        self._shape["bar_format"] = shape
        self._done, self._note = 0.0, ""
        self._began = self._shown = time.monotonic()
        self._handle = self._bar = None
        if getattr(get_ipython(), "kernel", None):
            self._handle = DisplayHandle()
            self._handle.display({"text/plain": self._resting}, raw=True)
        else:
            how = {"leave": False, "disable": None, "bar_format": shape}
            self._bar = tqdm(total=total, desc=title, unit=f" {unit}", **how)

    def update(self, done: float, note: str = "") -> None:
        """Show that `done` units are done, with a short note behind."""
        self._done, self._note = done, note
        if self._bar is not None:
            self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(done - self._bar.n)
        elif time.monotonic() - self._shown > 0.2:
            self._shown = time.monotonic()
            elapsed = self._shown - self._began
            meter = tqdm.format_meter(round(done, 1), elapsed=elapsed, postfix=note, **self._shape)
            self._handle.update({"text/plain": meter}, raw=True)

    @contextlib.contextmanager
    def ticking(self) -> Iterator[None]:
        """Let the line's time go by while a step says nothing."""
        over = threading.Event()

        def tick():
            while not over.wait(0.5):
                self.update(self._done, self._note)

        # The display belongs to the cell that runs, which the new thread learns from the context.
        thread = threading.Thread(target=contextvars.copy_context().run, args=(tick,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def close(self) -> None:
        """Put the line back to what it was at the start, or take it off the terminal."""
        if self._bar is not None:
            self._bar.close()
        else:
            self._handle.update({"text/plain": self._resting}, raw=True)


def each(items: Iterable[T], title: str, unit: str) -> Iterator[T]:
    """Yield the items one by one, with a progress line meanwhile."""
    items = list(items)
    line = ProgressLine(title, len(items), unit)
    try:
        with line.ticking():
            for done, item in enumerate(items):
                line.update(done)
                yield item
    finally:
        line.close()


@contextlib.contextmanager
def clock(title: str) -> Iterator[None]:
    """Show the time that goes by in a step that can't say how far it is, such as one long call."""
    line = ProgressLine(title)
    try:
        with line.ticking():
            yield
    finally:
        line.close()
