"""A server on this machine that answers exactly what a test wrote down, the broken answers included.

It speaks bytes over a real socket, so that cut, slow and malformed answers reach the client as they would come from
a network.
"""

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

LOGIN_PATH = "/auth/o2/token"


@dataclass
class Received:
    """A request as it came. Header names are in lower case; `form` and `json()` read the body."""

    method: str
    target: str
    headers: dict
    body: bytes

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def query(self):
        return {key: values[0] for key, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self):
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}

    def json(self):
        return json.loads(self.body)


class ScriptedServer:
    """Serves `script(path, ...)`: one answer for each request of that path, in turn, the last one for ever.

    An answer is what `answer`, `raw`, `drip`, `silence` or `reset` return. Logins are answered with the access
    tokens `Atza|token-1`, `Atza|token-2` ... unless scripted. `requests` lists what came, in order.
    """

    def __init__(self, tls=None):
        """Listen; with an `ssl.SSLContext`, on https."""
        self._tls = tls
        self.requests = []
        self._scripts = defaultdict(list)
        self._logins = 0
        self._closing = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}"
        self.login_url = self.url + LOGIN_PATH
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections = []
        self._ended = 0
        self._threads[0].start()

    def script(self, path, *answers):
        self._scripts[path] = list(answers)

    def requests_to(self, path):
        return [request for request in self.requests if request.path == path]

    @property
    def connections(self):
        """How many connections were opened."""
        return len(self._connections)

    def wait_until_closed(self, seconds=5):
        """Wait until the client has closed every connection; fail if it has not after some seconds."""
        give_up = time.monotonic() + seconds
        while self._ended < len(self._connections):
            if time.monotonic() > give_up:
                raise AssertionError("The client keeps a connection open.")
            time.sleep(0.01)

    def close(self):
        self._closing.set()
        for each in [self._socket, *self._connections]:
            with contextlib.suppress(OSError):  # closed already
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self):
        while not self._closing.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        with contextlib.suppress(OSError):  # the client left, or the test is over
            connection = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with connection, connection.makefile("rb") as stream:
                while (request := self._receive(stream)) is not None:
                    self.requests.append(request)
                    if self._next_answer(request)(connection, self._closing) == "close":
                        break
        self._ended += 1

    @staticmethod
    def _receive(stream):
        first = stream.readline().decode("latin-1")
        request = re.fullmatch(r"([A-Z]+) (\S+) HTTP/1\.1\r\n", first)
        if not request:
            return None  # the client left, or speaks TLS
        headers = {}
        while line := stream.readline().decode("latin-1").strip():
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Received(*request.groups(), headers, stream.read(int(headers.get("content-length", 0))))

    def _next_answer(self, request):
        script = self._scripts[request.path]
        if script:
            return script.pop(0) if len(script) > 1 else script[0]
        if request.path == LOGIN_PATH:
            self._logins += 1
            return answer({"access_token": f"Atza|token-{self._logins}", "token_type": "bearer", "expires_in": 3600})
        return answer({"errors": [{"code": "Unscripted", "message": request.path}]}, 501)


def answer(payload=None, status=200, headers=None, body=None, content_type="application/json"):
    """An ordinary answer: a payload as JSON, or a body of bytes."""
    if body is None:
        body = b"" if payload is None else json.dumps(payload).encode()
    lines = {"x-amzn-RequestId": "request-1", "Content-Type": content_type, "Content-Length": len(body)}
    lines |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return raw(f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + body, close=False)


def raw(data, close=True):
    """These bytes; then, unless told otherwise, the end of the connection."""

    def send(connection, closing):
        connection.sendall(data)
        return "close" if close else None

    return send


def drip(head, byte, pause):
    """These bytes at once, then one byte after each pause (seconds), without end."""

    def send(connection, closing):
        connection.sendall(head)
        while not closing.wait(pause):
            connection.sendall(byte)
        return "close"

    return send


def late(seconds, scripted):
    """Another answer after some seconds."""

    def send(connection, closing):
        closing.wait(seconds)
        return scripted(connection, closing)

    return send


def silence():
    """Nothing, for as long as the client waits."""

    def send(connection, closing):
        closing.wait()
        return "close"

    return send


def reset():
    """The end of the connection by a reset instead of an answer."""

    def send(connection, closing):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return "close"

    return send
