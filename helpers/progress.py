"""Progress that a reader sees while it runs, and that leaves no trace in a stored notebook."""

import contextlib
import contextvars
import io
import threading
from collections.abc import Iterable, Iterator

from IPython import get_ipython
from IPython.display import DisplayHandle
from tqdm import tqdm

SHAPE = (
    "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{unit} [{elapsed}<{remaining}{postfix}]"
)
"""How tqdm draws a line that knows its end: without its rate, such as `7.71s/ epochs`."""


class _Output(io.TextIOBase):
    """A notebook's output as a stream: it shows what is written last, or a resting text."""

    def __init__(self, resting: str):
        self._resting, self._handle = resting, DisplayHandle()
        self._handle.display({"text/plain": resting}, raw=True)

    def write(self, text: str) -> None:
        self._handle.update({"text/plain": text.strip() or self._resting}, raw=True)


class ProgressLine:
    """One line that shows how far a long step is: in a notebook's output, or on a terminal.

    In a notebook the line ends as it began, such as `Training: 10 epochs`, so the stored output
    holds no timings and is the same in every run.
    """

    def __init__(self, title: str, total: float | None = None, unit: str = ""):
        """Start the line: a title in a word or two, and how many units (plural) there are to do.

        Without a total, of a step that can't say how far it is, it shows the time that has gone by.
        """
        shape = "{desc}: {elapsed}" if total is None else SHAPE
        how = {"bar_format": shape, "mininterval": 0.2, "miniters": 0, "smoothing": 0}
        if getattr(get_ipython(), "kernel", None):
            resting = title if total is None else f"{title}: {total} {unit}"
            how |= {"file": _Output(resting), "ascii": False, "ncols": 88, "position": 0}
        else:
            how["disable"] = None  # which means: unless it is a terminal
        self._bar = tqdm(total=total, desc=title, unit=f" {unit}", leave=False, delay=0.2, **how)

    def update(self, done: float, note: str = "") -> None:
        """Show that `done` units are done, with a short note behind."""
        self._bar.n = round(done, 1)
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(0)

    @contextlib.contextmanager
    def ticking(self) -> Iterator[None]:
        """Let the line's time go by while a step says nothing."""
        over = threading.Event()

        def tick():
            while not over.wait(0.5):
                self._bar.update(0)

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
        self._bar.close()


def each(items: Iterable, title: str, unit: str) -> Iterator:
    """Yield the items one by one, with a progress line meanwhile."""
    items = list(items)
    with clock(title, len(items), unit) as line:
        for done, item in enumerate(items):
            line.update(done)
            yield item


@contextlib.contextmanager
def clock(title: str, total: int | None = None, unit: str = "") -> Iterator[ProgressLine]:
    """Give a line that shows the time that goes by in a step, such as one long call."""
    line = ProgressLine(title, total, unit)
    with contextlib.closing(line), line.ticking():
        yield line
