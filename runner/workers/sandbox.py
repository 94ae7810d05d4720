"""What a process may do while it runs code that nobody has read: a submission's kernel.

Limits on memory and file sizes hold wherever Python has `resource`. On Linux, Landlock also keeps
the process from writing outside of its own folder, from reading what is hidden from it, from
TCP connections and from signalling processes of others. It is no prison for hostile code: that
belongs into a container or under a throw-away account.
"""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

LARGEST_FILE = 2**30
"""Bytes that one file of a submission may have."""

# Landlock's numbers, from the kernel's linux/landlock.h; they are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_READ = 1 << 2 | 1 << 3  # files, folders
# Write, remove folders and files, make seven kinds of files; all that Landlock 1 knows.
_WRITE = 1 << 1 | sum(1 << bit for bit in range(4, 13))
_ONLY_FILES = 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_LATER = ((2, 1 << 13), (3, 1 << 14), (5, 1 << 15))  # refer, truncate, ioctl: since which version
_TCP, _SIGNALS = 0b11, 0b11  # bind and connect; abstract sockets and signals
_NO_NEW_PRIVILEGES, _DEATH_SIGNAL, _SUBREAPER = 38, 1, 36  # prctl's, from linux/prctl.h
_SIGKILL = 9


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def landlock() -> int:
    """Return which version of Landlock this kernel has; 0 is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _system(_CREATE_RULESET, None, 0, 1))


def confine(folder: Path, hidden: list[Path], memory: int) -> None:
    """Limit this process and its future children for good.

    Args:
        folder: the one that it may write to.
        hidden: folders that it may not even read; `folder` may lie in one of them.
        memory: bytes of data that each process may hold.

    Raises:
        OSError: the system has Landlock but refuses; the process must not go on then.
    """
    limit(memory)
    version = landlock()
    if version:
        _lock(version, folder.resolve(), [path.resolve() for path in hidden])


def limit(memory: int) -> None:
    """Limit what this process and its children may hold in memory, and write to one file."""
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("DATA", memory), ("FSIZE", LARGEST_FILE), ("CORE", 0)):
            # macOS refuses to limit the data of a process that has more already.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def _lock(version: int, own: Path, hidden: list[Path]) -> None:
    write = _WRITE | sum(right for since, right in _LATER if version >= since)
    rules = _Ruleset(_READ | write, _TCP if version >= 4 else 0, _SIGNALS if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _check(_system(_CREATE_RULESET, ctypes.byref(rules), size, 0))
    for path in _find_readable(Path(own.anchor), [*hidden, own]):
        _allow(ruleset, path, _READ)
    for device in ("null", "zero", "full"):
        _allow(ruleset, Path("/dev", device), _READ | write)
    _allow(ruleset, own, _READ | write)
    _check(_libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _check(_system(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _find_readable(folder: Path, hidden: list[Path]) -> Iterator[Path]:
    """Yield the largest folders and files in `folder` that hold nothing hidden.

    Landlock allows what it is told and can't make exceptions below that.
    """
    try:
        inside = list(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path in hidden or path.is_symlink():  # what a link leads to has its own rule
            continue
        if any(secret.is_relative_to(path) for secret in hidden):
            yield from _find_readable(path, hidden)
        else:
            yield path


def _allow(ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):  # gone since, or of a kind that can't be opened: not allowed
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            allowed = rights if path.is_dir() else rights & _ONLY_FILES
            rule = _Beneath(allowed, file)
            _check(_system(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0))
        finally:
            os.close(file)


def die_with_parent() -> None:
    """Let Linux kill this process when the one that started it ends, however that happens."""
    if sys.platform == "linux":
        _libc().prctl(_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Let what this process's descendants leave behind become its children, on Linux."""
    if sys.platform == "linux":
        _libc().prctl(_SUBREAPER, 1, 0, 0, 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _system(number: int, *arguments: object) -> int:
    return _libc().syscall(number, *arguments)


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
