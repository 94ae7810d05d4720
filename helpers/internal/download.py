"""MNIST and Fashion-MNIST from the network: verified, and within bounds of time and size."""

import gzip
import hashlib
import io
import queue
import struct
import threading
import time
import urllib.request
import zlib

import numpy as np

from helpers.claims import notice
from helpers.errors import CourseError, one_line
from helpers.internal.npz import Arrays, unpack
from helpers.internal.places import Damaged

BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where Keras downloads its data sets from, and so do we."""

MNIST_MD5 = (
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
)
FASHION_MD5 = (
    "f4a8712d7a061bf5bd6d2ca38dc4d50a",
    "9018921c3c673c538a1fc5bad174d6f9",
    "8181f5470baa50b63fa0f6fddb340f0a",
    "15d484375f8d13e6eb1aabb0c3f46965",
)
"""Published checksums of the four uncompressed files of each, in the order of `Arrays`."""

FASHION_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
"""Fashion-MNIST's files, in the same order."""

LARGEST = 60_000_000
"""Bytes after which a download, or a file that is unpacked, is given up: the largest has 47 MB."""

STALL = 10.0
"""Seconds without a byte (or without a connection) after which a download is given up."""

LIMIT = 120.0
"""Seconds after which a download is given up however well it goes."""


class DownloadFailed(CourseError):
    """The network did not give the file: one line that says why."""


def mnist() -> Arrays:
    """Download MNIST; raise DownloadFailed as `fetch`, or Damaged where something else comes."""
    return unpack(io.BytesIO(fetch("mnist.npz", "MNIST (11 MB)")), is_mnist)


def is_mnist(arrays: Arrays) -> bool:
    """Return whether the arrays are MNIST's, bit by bit."""
    return _sums(arrays) == MNIST_MD5


def fashion_mnist() -> Arrays:
    """Download Fashion-MNIST, which is four files; raise as `mnist`."""
    arrays = tuple(_parse(fetch(name, f"Fashion-MNIST's {name}"), name) for name in FASHION_FILES)
    if not is_fashion_mnist(arrays):
        raise Damaged("what came is not what its authors published")
    return arrays


def is_fashion_mnist(arrays: Arrays) -> bool:
    """Return whether the arrays are Fashion-MNIST's, bit by bit."""
    return _sums(arrays) == FASHION_MD5


def _parse(content: bytes, name: str) -> np.ndarray:
    """Return the array in a gzipped IDX file: a magic number, the shape, then the bytes."""
    try:
        content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(LARGEST)
        shape = struct.unpack_from(f">{content[3]}I", content, 4)
        array = np.frombuffer(content, "uint8", offset=4 + 4 * len(shape)).reshape(shape)
    except (OSError, EOFError, IndexError, ValueError, struct.error, zlib.error) as error:
        raise Damaged(f"{name} is not what its authors published") from error
    return array if array.ndim > 1 else array.astype("int64")


def _sums(arrays: Arrays) -> tuple[str, ...]:
    """Return the MD5 sums of the arrays' IDX files."""
    headers = (struct.pack(f">{1 + a.ndim}I", 0x800 + a.ndim, *a.shape) for a in arrays)
    contents = (a.astype("uint8").tobytes() for a in arrays)
    files = map(bytes.__add__, headers, contents)
    return tuple(hashlib.md5(file, usedforsecurity=False).hexdigest() for file in files)


def fetch(name: str, what: str) -> bytes:
    """Return the file `name` in `BASE_URL`, whole, after one line that says `what` it is.

    Proxies from the environment (`HTTPS_PROXY` …) are used. It ends within `LIMIT` seconds
    plus one `STALL` and with at most `LARGEST` bytes, whatever the network does.

    Raises:
        DownloadFailed: no network, no answer, an answer other than the file, too slow or too large.
    """
    notice(f"Downloading {what} …")
    arrivals: queue.Queue[bytes | Exception] = queue.Queue()
    # Only a thread can be left behind: looking a host name up has no time limit of its own.
    threading.Thread(target=_deliver, args=(BASE_URL + name, arrivals), daemon=True).start()
    content = bytearray()
    while True:
        try:
            part = arrivals.get(timeout=STALL)
        except queue.Empty:
            part = TimeoutError(f"nothing came for {STALL:g} seconds")
        if isinstance(part, Exception):
            raise DownloadFailed(f"{BASE_URL}{name}: {one_line(part)}") from part
        if not part:
            return bytes(content)
        content += part


def _deliver(url: str, arrivals: queue.Queue) -> None:
    """Put what comes into `arrivals`, then b"" if it was the whole file, or else an exception."""
    end, count = time.monotonic() + LIMIT, 0
    try:
        # urlopen would keep the proxies of its first call; an opener reads them now.
        with urllib.request.build_opener().open(url, timeout=2 * STALL) as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            while chunk := answer.read1(2**16):
                arrivals.put(chunk)
                count += len(chunk)
                if count > LARGEST:
                    raise ValueError(f"it did not end after {LARGEST:,} bytes")
                if time.monotonic() > end:
                    raise TimeoutError(f"not complete after {LIMIT:g} seconds")
        if count < size:
            raise ValueError(f"it broke off after {count:,} of {size:,} bytes")
        arrivals.put(b"")
    except Exception as error:  # a network, a proxy or a server can raise nearly anything
        arrivals.put(error)
