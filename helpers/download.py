"""One file from the network into memory, within bounds of time and size."""

import contextlib
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from helpers.errors import CourseError

STALL = 10.0
"""Seconds without a byte (or without a connection) after which a download is given up."""

LIMIT = 120.0
"""Seconds after which a download is given up however well it goes."""

LARGEST = 64 * 2**20
"""Bytes after which a download is given up: every file of the course is far smaller."""

CHUNK = 2**16


class DownloadFailed(CourseError):
    """The network did not give the file: one line that says why."""


def fetch(url: str, what: str) -> bytes:
    """Return the file at `url`, whole, after printing one line that names it.

    Proxies from the environment (`HTTPS_PROXY` …) are used. It ends within `LIMIT` seconds
    plus one `STALL`, whatever the network does. A terminal shows a progress bar.

    Args:
        url: where the file is.
        what: what it is, for the reader: `MNIST (11 MB)`.

    Raises:
        DownloadFailed: no network, no answer, an answer other than the file, or too slow.
    """
    print(f"Downloading {what} …", flush=True)
    ended = threading.Event()
    arrivals: queue.Queue = queue.Queue()
    # Only a thread can be left behind: looking a host name up has no time limit of its own.
    threading.Thread(target=_deliver, args=(url, arrivals, ended), daemon=True).start()
    try:
        return _collected(_parts(arrivals))
    except Exception as error:  # a network, a proxy or a server can raise nearly anything
        raise DownloadFailed(f"{url}: {_reason(error)}") from error
    finally:
        ended.set()


def _deliver(url: str, arrivals: queue.Queue, ended: threading.Event) -> None:
    """Put the size, the chunks and a closing None into `arrivals`, or the error that came."""
    try:
        # urlopen would keep the proxies of its first call; an opener reads them now.
        opener = urllib.request.build_opener()
        # The one who waits gives up first: this only ends the thread that was left behind.
        with opener.open(url, timeout=2 * STALL) as answer:
            arrivals.put(int(answer.headers.get("Content-Length") or 0))
            while not ended.is_set():
                chunk = answer.read1(CHUNK)
                arrivals.put(chunk or None)
                if not chunk:
                    return
    except Exception as error:  # to be raised by the thread that waits
        arrivals.put(error)


def _parts(arrivals: queue.Queue) -> Iterator[int | bytes]:
    """Yield what arrives, up to the closing None."""
    end = time.monotonic() + LIMIT
    while True:
        try:
            part = arrivals.get(timeout=STALL)
        except queue.Empty:
            raise TimeoutError(f"nothing came for {STALL:g} seconds") from None
        if part is None:
            return
        if isinstance(part, Exception):
            raise part
        if time.monotonic() > end:
            raise TimeoutError(f"not complete after {LIMIT:g} seconds")
        yield part


def _collected(parts: Iterator[int | bytes]) -> bytes:
    """Return the chunks after the announced size as one, checked against it."""
    size = next(parts)
    content = bytearray()
    with _progress(size) as advance:
        for chunk in parts:
            content += chunk
            advance(len(chunk))
            if len(content) > LARGEST:
                raise ValueError(f"it sends more than {LARGEST // 2**20} MB")
    if size and len(content) != size:
        raise ValueError(f"it broke off after {len(content):,} of {size:,} bytes")
    return bytes(content)


@contextlib.contextmanager
def _progress(size: int):
    """Give a function that takes how many bytes came: a bar in a terminal, nothing elsewhere."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda count: None
        return
    from tqdm import tqdm

    with tqdm(total=size or None, unit="B", unit_scale=True, leave=False) as bar:
        yield bar.update


def _reason(error: Exception) -> str:
    """Return why it failed, in one line."""
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    cause = getattr(error, "reason", error)
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return " ".join(words.split())
