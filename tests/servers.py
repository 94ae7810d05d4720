"""Servers on the loopback that answer well, badly or not at all."""

import contextlib
import http.server
import socket
import threading


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
