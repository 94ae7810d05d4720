"""One file from the network: whole, or one line that says why not, and soon."""

import contextlib
import socket
import time

import pytest

from helpers.internal import download
from tests.servers import sends, server, silent

FILE = bytes(range(256)) * 1000


@pytest.fixture(autouse=True)
def straight(monkeypatch):
    """Reach the loopback without any proxy of the machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve(monkeypatch):
    """Give a function that serves an answer in place of Keras's bucket and returns its URL."""
    with contextlib.ExitStack() as stack:

        def start(answer):
            url = stack.enter_context(server(answer))
            monkeypatch.setattr(download, "BASE_URL", url)
            return url

        yield start


def failure():
    """Return the one line of a download that fails, and soon."""
    start = time.monotonic()
    with pytest.raises(download.DownloadFailed) as caught:
        download.fetch("a.npz", "a file")
    assert time.monotonic() - start < 3
    line = str(caught.value)
    assert line.startswith(f"{download.BASE_URL}a.npz: ")
    assert line.isprintable()
    return line


def unannounced(handler):
    """Send the file without its size."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(FILE)


def stops_midway(handler):
    """Send the start of the file, then nothing."""
    sends(FILE[:1000], size=len(FILE))(handler)
    time.sleep(2)


def trickles(handler):
    """Send a byte at a time."""
    sends(b"", size=len(FILE))(handler)
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler):
    """Send more and more."""
    unannounced(handler)
    while True:
        handler.wfile.write(FILE)


def circles(handler):
    """Send the reader in a circle."""
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.end_headers()


def speaks_in_colours(handler):
    """Refuse with words that would move on a terminal."""
    handler.send_response(404, "\x1b[31mall is well\rTrust me")
    handler.end_headers()


@pytest.mark.parametrize("answer", [sends(FILE), unannounced])
def test_a_file_comes_whole_with_one_line_and_nothing_on_stderr(serve, capsys, answer):
    serve(answer)
    assert download.fetch("a.npz", "the file (256 kB)") == FILE
    assert capsys.readouterr() == ("Downloading the file (256 kB) …\n", "")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(FILE[:1000], size=len(FILE)), "broke off after 1,000 of 256,000 bytes"),
        (lambda handler: handler.send_error(404), "404: Not Found"),
        (stops_midway, "nothing came for 0.3 seconds"),
        (trickles, "not complete after 0.5 seconds"),
        (endless, "it did not end after 1,000,000 bytes"),
        (circles, "redirect"),
        (speaks_in_colours, "404: [31mall is well Trust me"),
    ],
)
def test_a_file_that_does_not_come_whole_and_soon_is_refused(monkeypatch, serve, answer, words):
    monkeypatch.setattr(download, "STALL", 0.3)
    monkeypatch.setattr(download, "LIMIT", 0.5)
    monkeypatch.setattr(download, "LARGEST", 1_000_000)
    serve(answer)
    assert words in failure()


def test_a_silent_server_is_given_up_and_a_refused_connection_said(monkeypatch):
    monkeypatch.setattr(download, "STALL", 0.3)
    with silent() as url:
        monkeypatch.setattr(download, "BASE_URL", url)
        assert "nothing came for 0.3 seconds" in failure()
    assert "refused" in failure()


def test_a_name_lookup_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(download, "STALL", 0.3)
    monkeypatch.setattr(download, "BASE_URL", "http://mnist.invalid/")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: time.sleep(2))
    assert "nothing came for 0.3 seconds" in failure()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:port", "::", "socks5://127.0.0.1:1"])
def test_a_senseless_proxy_is_a_failed_download(monkeypatch, serve, proxy):
    serve(sends(FILE))
    monkeypatch.setenv("http_proxy", proxy)
    failure()


def test_proxies_of_the_environment_are_used(monkeypatch, serve):
    monkeypatch.setenv("http_proxy", serve(sends(FILE)))
    monkeypatch.setattr(download, "BASE_URL", "http://mnist.invalid/")
    assert download.fetch("mnist.npz", "a file") == FILE


def test_a_reader_can_interrupt_it(monkeypatch):
    class Interrupted:
        def put(self, part):
            pass

        def get(self, timeout):
            raise KeyboardInterrupt

    monkeypatch.setattr(download.queue, "Queue", Interrupted)
    with silent() as url, pytest.raises(KeyboardInterrupt):
        monkeypatch.setattr(download, "BASE_URL", url)
        download.fetch("a.npz", "a file")
