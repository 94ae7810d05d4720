"""Kernels that start at once: forked from a process that has imported what notebooks import.

An ordinary kernel is a new Python, which imports TensorFlow for five seconds before it trains for
two. A forked one finds the modules imported, and nothing run: it computes the same bits.
"""

import asyncio
import contextlib
import gc
import importlib.util
import json
import os
import random
import signal
import sys
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from runner.workers import limits


class Forked:
    """A child made by `os.fork`, as `subprocess.Popen` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, act: Callable[[], None]):
        """Fork; the child does `act` and ends without a trace of its parent's."""
        self.returncode = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                limits.die_with_parent()
                act()
                code = 0
            finally:
                os._exit(code)

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, or None while it runs."""
        return self._ask(os.WNOHANG)

    def wait(self) -> int:
        """Return the exit code when it has ended."""
        return self._ask(0)

    def _ask(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, how)
            except ChildProcessError:  # whoever killed it has asked already
                self.returncode = -signal.SIGKILL
            else:
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class WaitingFork:
    """A forked process that waits to be told which kernel it is."""

    def __init__(self):
        """Fork it now, before this process has threads."""
        reading, self._writing = os.pipe()

        def wait() -> None:
            os.close(self._writing)
            with os.fdopen(reading) as pipe:
                order = pipe.read()
            if order:
                os.setsid()
                _become(json.loads(order))

        self._process = Forked(wait)
        os.close(reading)

    def start(self, command: list[str], folder: str, env: dict[str, str]) -> Forked:
        """Make it the kernel of this command, in this folder and environment."""
        order = {"arguments": command[3:], "folder": folder, "env": env}
        with os.fdopen(self._writing, "w") as pipe:
            json.dump(order, pipe)
        return self._process


def _become(order: dict) -> None:
    """Do what `python -m ipykernel_launcher ARGUMENTS` does, in this process."""
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    # The notebook imports its own `helpers` and `exercises`, as if for the first time.
    own = ("helpers", "exercises")
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]
    launcher = importlib.util.find_spec("ipykernel_launcher").origin
    sys.argv = [launcher, *order["arguments"]]
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # or every unseeded notebook would draw the same
    IPKernelApp.launch_instance(argv=order["arguments"])


def manager(connection: Path, start: Callable, ipc: bool) -> type[AsyncKernelManager]:
    """Return a class of kernel managers for one run.

    Args:
        connection: where the connection file goes.
        start: called with the command, the folder and the environment of the kernel; returns the
            process, or None for an ordinary kernel.
        ipc: whether sockets are files beside the connection file, which no other run's can meet.
    """

    class Provisioner(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
            process = start(cmd, kwargs.get("cwd") or str(Path.cwd()), kwargs["env"])
            if process is None:
                return await super().launch_kernel(cmd, **kwargs)
            self.process, self.pid, self.pgid = process, process.pid, None
            return self.connection_info

        async def wait(self) -> int | None:
            while self.process and self.process.poll() is None:
                await asyncio.sleep(0.01)
            return await super().wait()

    class Manager(AsyncKernelManager):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.kernel_id = str(uuid.uuid4())
            self.connection_file = str(connection)
            self.shutdown_wait_time = 2.0
            if ipc:
                self.transport = "ipc"
            self.provisioner = Provisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )

    return Manager


KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "IPython")
"""What every kernel imports."""


def preload(modules: Iterable[str]) -> None:
    """Import modules that notebooks will want, and run nothing of them."""
    # What ipykernel sets before any import of Matplotlib.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    for name in modules:
        with contextlib.suppress(Exception):  # the notebook that imports it will say so
            __import__(name)
    if "pandas" in sys.modules:  # what pandas chooses when a notebook imports it
        sys.modules["pandas"].set_option("display.max_columns", 20)
    gc.freeze()  # so that collecting garbage doesn't copy the pages that children share
