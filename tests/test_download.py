"""One file from the network: whole, or one line that says why not, and soon."""

import contextlib
import http.server
import io
import socket
import sys
import threading
import time

import pytest

from helpers import download

FILE = bytes(range(256)) * 1000


@contextlib.contextmanager
def server(answer):
    """Serve HTTP on the loopback, each GET answered by `answer(handler)`; give the base URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, *args):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/"
    finally:
        httpd.shutdown()
        httpd.server_close()


def sends(content, size=None):
    """Return an answer that announces `size` bytes and sends `content`."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if size is None else size))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@contextlib.contextmanager
def silent():
    """Accept connections on the loopback and never answer; give the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture(autouse=True)
def straight(monkeypatch):
    """Reach the loopback without any proxy of the machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def failure(url):
    """Return the one line of a failing download."""
    with pytest.raises(download.DownloadFailed) as caught:
        download.fetch(url, "a file")
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_a_file_comes_whole_with_one_line_and_nothing_on_stderr(capsys):
    with server(sends(FILE)) as url:
        assert download.fetch(url + "a", "the file (256 kB)") == FILE
    out, err = capsys.readouterr()
    assert out == "Downloading the file (256 kB) …\n"
    assert err == ""


def test_a_file_of_unannounced_size_comes_whole():
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(FILE)

    with server(answer) as url:
        assert download.fetch(url, "a file") == FILE


def test_a_terminal_sees_a_progress_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    with server(sends(FILE)) as url:
        assert download.fetch(url, "a file") == FILE
    assert "B/s" in sys.stderr.getvalue()


def test_a_file_that_breaks_off_is_refused():
    with server(sends(FILE[:1000], size=len(FILE))) as url:
        assert "broke off after 1,000 of 256,000 bytes" in failure(url)


def test_a_missing_file_is_named_with_the_servers_answer():
    with server(lambda handler: handler.send_error(404)) as url:
        assert failure(url + "no.npz") == f"{url}no.npz: the server answers 404 Not Found"


def test_a_refused_connection_says_so():
    with silent() as url:
        pass
    assert "refused" in failure(url)


def test_a_silent_server_is_given_up(monkeypatch):
    monkeypatch.setattr(download, "STALL", 0.3)
    start = time.monotonic()
    with silent() as url:
        assert "nothing came for 0.3 seconds" in failure(url)
    assert time.monotonic() - start < 3


def test_a_server_that_falls_silent_midway_is_given_up(monkeypatch):
    def answer(handler):
        sends(FILE[:1000], size=len(FILE))(handler)
        time.sleep(3)

    monkeypatch.setattr(download, "STALL", 0.3)
    with server(answer) as url:
        assert "nothing came for 0.3 seconds" in failure(url)


def test_a_name_lookup_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(download, "STALL", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: time.sleep(3))
    assert "nothing came for 0.3 seconds" in failure("http://mnist.invalid/")


def test_a_trickle_is_given_up(monkeypatch):
    def answer(handler):
        sends(b"", size=len(FILE))(handler)
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    monkeypatch.setattr(download, "LIMIT", 0.5)
    start = time.monotonic()
    with server(answer) as url:
        assert "not complete after 0.5 seconds" in failure(url)
    assert time.monotonic() - start < 3


def test_an_endless_file_is_given_up(monkeypatch):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(FILE)

    monkeypatch.setattr(download, "LARGEST", 2**20)
    with server(answer) as url:
        assert "more than 1 MB" in failure(url)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:port", "::", "socks5://127.0.0.1:1"])
def test_a_senseless_proxy_is_a_failed_download(monkeypatch, proxy):
    with server(sends(FILE)) as url:
        monkeypatch.setenv("http_proxy", proxy)
        failure(url)


def test_proxies_of_the_environment_are_used(monkeypatch):
    with server(sends(FILE)) as url:
        monkeypatch.setenv("http_proxy", url)
        assert download.fetch("http://mnist.invalid/mnist.npz", "a file") == FILE


def test_a_reader_can_interrupt_it(monkeypatch):
    class Interrupted:
        def __init__(self, *args):
            pass

        def get(self, timeout):
            raise KeyboardInterrupt

        def put(self, part):
            pass

    monkeypatch.setattr(download.queue, "Queue", Interrupted)
    with silent() as url, pytest.raises(KeyboardInterrupt):
        download.fetch(url, "a file")
