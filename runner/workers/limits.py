"""What the system is asked to hold a process to: its memory, its files, its end."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

LARGEST_FILE = 2**28
"""Bytes that one file of a submission may have."""

PROCESSES = 256 + 8 * (os.cpu_count() or 1)
"""Processes and threads of a submission; libraries start some threads for each core."""

FIRST_ACCOUNT, ACCOUNTS = 61184, 4096
"""Numbers that no account of a person has: systemd gives them to services for a while."""

_DEATH_SIGNAL, _SUBREAPER = 1, 36  # prctl's, from linux/prctl.h
_SIGKILL = 9


def limit(memory: int) -> None:
    """Limit what this process and its children may hold in memory, and write to one file."""
    _limit(DATA=memory, FSIZE=LARGEST_FILE, CORE=0)


def is_administrator() -> bool:
    """Whether this is root of the whole machine, and not only of a container's accounts."""
    with contextlib.suppress(OSError, AttributeError):
        accounts = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
        return os.geteuid() == 0 and accounts == ["0", "0", str(2**32 - 1)]
    return False


def limit_processes() -> None:
    """Limit how many processes this account may have from here on.

    Linux never limits the administrator, so that one becomes an account that nobody has.
    """
    if is_administrator():
        account = FIRST_ACCOUNT + int.from_bytes(os.urandom(2), "big") % ACCOUNTS
        os.setgroups([])
        os.setresgid(account, account, account)
        os.setresuid(account, account, account)
    _limit(NPROC=PROCESSES)


def _limit(**limits: int) -> None:
    with contextlib.suppress(ImportError):
        import resource

        for name, value in limits.items():
            # macOS refuses to limit the data of a process that has more already.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def end_first() -> None:
    """Let Linux end this process and its children before others when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def die_with_parent() -> None:
    """Let Linux kill this process when the one that started it ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Let what this process's descendants leave behind become its children, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
