"""A real HTTP server for a simulator, in daemon threads."""

import contextlib
import logging
import socket
import struct
import threading

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from .app import App
from .fault_effects import ConnectionReset

_logger = logging.getLogger(__name__)
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Handler(WSGIRequestHandler):
    """One connection: served without delay, reset when a fault says so, logged without secrets."""

    # Header and body are written one after the other: without this, a body could wait 40 ms for the client to
    # acknowledge the header.
    disable_nagle_algorithm = True

    def finish(self):
        # A client that has gone away is no error of ours.
        with contextlib.suppress(OSError):
            super().finish()

    def connection_dropped(self, error, environ=None):
        self.close_connection = True
        if isinstance(error, ConnectionReset):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.connection.close()

    def log(self, type, message, *args):
        # No query strings: they may hold authorization codes.
        _logger.debug("%s %s", self.command, (self.path or "").partition("?")[0])


class Server(ThreadedWSGIServer):
    """Listens at `host` and `port` (0: any free port) and serves one simulator. Its address is `url`."""

    daemon_threads = True

    def __init__(self, simulator, host="127.0.0.1", port=0):
        super().__init__(host, port, App(simulator), handler=_Handler)
        simulator.open()
        self.simulator = simulator
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.server_port}"

    def close(self):
        """End waiting calls, stop serving, and save the simulator's state."""
        self.simulator.close()
        self.shutdown()
        self.server_close()


@contextlib.contextmanager
def serve(simulator, host="127.0.0.1", port=0):
    """Serve `simulator` in the background and yield its base URL; stop when the block ends.

    One base URL plays all of Amazon: `/auth/o2/token`, the Selling Partner API, Seller Central's consent page.
    """
    server = Server(simulator, host, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.close()
        thread.join()
