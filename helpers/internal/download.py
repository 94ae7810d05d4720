"""MNIST and Fashion-MNIST from the network: verified, and within bounds of time."""

import gzip
import hashlib
import queue
import struct
import threading
import time
import urllib.request

import numpy as np

from helpers.errors import CourseError
from helpers.internal.npz import Arrays, Damaged, unpacked

BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where Keras downloads its data sets from, and so do we."""

MNIST_MD5 = (
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
)
"""Published checksums of the four uncompressed files of MNIST, in the order of `Arrays`."""

FASHION_MD5 = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
"""Fashion-MNIST's files in the order of `Arrays`, with the MD5 sums that its README publishes."""

STALL = 10.0
"""Seconds without a byte (or without a connection) after which a download is given up."""

LIMIT = 120.0
"""Seconds after which a download is given up however well it goes."""


class DownloadFailed(CourseError):
    """The network did not give the file: one line that says why."""


def mnist() -> Arrays:
    """Download MNIST: (n, 28, 28) uint8 images, (n,) int64 labels.

    Raises:
        DownloadFailed: as `fetch`.
        Damaged: what came is not MNIST.
    """
    return unpacked(fetch("mnist.npz", "MNIST (11 MB)"), is_mnist)


def is_mnist(arrays: Arrays) -> bool:
    """Return whether the arrays are MNIST's, bit by bit."""
    # The sums are of IDX files: a magic number, the shape, then the bytes.
    headers = (struct.pack(f">{1 + a.ndim}I", 0x800 + a.ndim, *a.shape) for a in arrays)
    contents = (a.astype("uint8").tobytes() for a in arrays)
    return tuple(map(_md5, map(bytes.__add__, headers, contents))) == MNIST_MD5


def fashion_mnist() -> Arrays:
    """Download Fashion-MNIST: (n, 28, 28) uint8 images, (n,) int64 labels.

    Raises:
        DownloadFailed: as `fetch`.
        Damaged: what came is not what its authors published.
    """
    arrays = []
    for name, md5 in FASHION_MD5.items():
        content = fetch(name, f"Fashion-MNIST's {name}")
        if _md5(content) != md5:
            raise Damaged(f"{name} is not the file that its authors published")
        start, shape, dtype = (16, (-1, 28, 28), "uint8") if "images" in name else (8, -1, "int64")
        values = np.frombuffer(gzip.decompress(content), "uint8", offset=start)
        arrays.append(values.reshape(shape).astype(dtype))
    return tuple(arrays)


def is_fashion_mnist(arrays: Arrays) -> bool:
    """Return whether the classes have the sizes of Fashion-MNIST's."""
    return [set(np.bincount(labels)) for labels in arrays[1::2]] == [{6000}, {1000}]


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def fetch(name: str, what: str) -> bytes:
    """Return the file `name` in `BASE_URL`, whole, after printing one line that says `what` it is.

    Proxies from the environment (`HTTPS_PROXY` …) are used. It ends within `LIMIT` seconds
    plus one `STALL`, whatever the network does.

    Raises:
        DownloadFailed: no network, no answer, an answer other than the file, or too slow.
    """
    print(f"Downloading {what} …", flush=True)
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
            raise DownloadFailed(f"{BASE_URL}{name}: {part}") from part
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
                if time.monotonic() > end:
                    raise TimeoutError(f"not complete after {LIMIT:g} seconds")
        if count < size:
            raise ValueError(f"it broke off after {count:,} of {size:,} bytes")
        arrivals.put(b"")
    except Exception as error:  # a network, a proxy or a server can raise nearly anything
        arrivals.put(error)
