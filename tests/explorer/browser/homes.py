"""Where the page can be at home: the explorer's server, and any server of files."""

import functools
import http.server
import subprocess
import threading
from contextlib import contextmanager


@contextmanager
def explorer(synod, *options):
    """The address of an explorer of all models."""
    command = [synod, "explore", "--listen", "127.0.0.1:0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield "http://" + process.stdout.readline().split("http://")[1].split("/")[0] + "/"
    finally:
        process.kill()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A page is closed that still loads."""


@contextmanager
def static(folder):
    """The address of a server that knows nothing of what it serves."""
    handler = functools.partial(Quiet, directory=folder)
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
