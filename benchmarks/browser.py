"""A browser without a window, and JupyterLab as `make lab` starts it, for what is tried in them.

Playwright, which moves the browser, is no package of the course: see tests/browser.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from helpers import ROOT
from runner.__main__ import LAB

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",  # which needs rights that a container may lack
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 60
"""How long JupyterLab may take to start."""

READY = "window.jupyterapp?.shell.currentWidget?.context?.sessionContext.isReady"
"""JavaScript that is true once the notebook in front has its kernel; before, JupyterLab asks."""


def find() -> str | None:
    """Return the path of the system's Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def start() -> Iterator:
    """Start the browser and give it, as Playwright's `Browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def lab(folder: Path, **env: str) -> Iterator[str]:
    """Serve a folder's notebooks in a JupyterLab that shares nothing with others; give its address.

    Args:
        folder: its notebooks; what it keeps goes into `.own` in it.
        env: more environment variables, which kernels see too.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = folder / ".own"
    own.mkdir()
    env |= {f"JUPYTER_{name}_DIR": str(own) for name in ("CONFIG", "DATA", "RUNTIME")}
    env |= {f"JUPYTERLAB_{name}_DIR": str(own) for name in ("SETTINGS", "WORKSPACES")}
    options = [
        *("--no-browser", "--allow-root", "--expose-app-in-browser"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
        f"--ServerApp.root_dir={folder}",
        *LAB,
    ]
    address = f"http://127.0.0.1:{port}"
    with (own / "lab.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *options]
        process = subprocess.Popen(command, env=os.environ | env, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait(f"{address}/api/status", time.monotonic() + SECONDS)
        yield address
    finally:
        process.terminate()  # its kernels end with it
        process.wait()


def _wait(address: str, until: float) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
