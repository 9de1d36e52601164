import io
import math
import socket
import time

import requests

from odoo.tests import BaseCase, tagged

from ..sp_api.deadline import DeadlineAdapter, _DeadlineReader, limits
from ..sp_api.errors import NetworkError
from ..sp_api.transport import open_session
from .scripted_server import LOGIN_PATH, answer, drip, late, silence
from .sp_api_common import SpApiCase

THINGS = "/things"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@tagged("post_install", "-at_install")
class TestSpApiDeadline(SpApiCase):
    def test_dripping_bytes_cannot_outlast_the_deadline(self):
        chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        for head, byte in (
            (b"", b"H"),
            (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
            (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
            (HEAD + b"\r\n", b" "),
            (chunked, b"1"),
            (chunked, b"1\r\n \r\n"),
            (HEAD + b"Content-Length: 9\r\n\r\n{", b""),  # and then nothing
        ):
            self.client = self.new_client(deadline=0.5)
            self.server.script(THINGS, drip(head, byte, 0.02))
            started = time.monotonic()
            self.fails(NetworkError, self.call_write, code="timeout")
            self.assertLess(time.monotonic() - started, 2, head)

    def test_login_tries_and_pauses_share_one_deadline(self):
        self.client = self.new_client(deadline=1.0, sleep=time.sleep)
        self.server.script("/things/1", drip(HEAD + b"\r\n", b" ", 0.02))
        self.server.script(LOGIN_PATH, drip(HEAD + b"\r\n", b" ", 0.02))
        started = time.monotonic()
        self.fails(NetworkError, code="timeout")
        self.assertLess(time.monotonic() - started, 2)

    def test_a_connection_serves_the_next_call_with_its_full_patience(self):
        self.client = self.new_client(timeout=(5, 5), deadline=60)
        self.server.script(THINGS, answer({}))
        for _each in range(3):
            self.call_write()
        self.assertEqual(self.server.connections, 1)

    def test_a_used_up_deadline_sends_nothing(self):
        self.client = self.new_client(deadline=0)
        self.fails(NetworkError, self.call_write, code="timeout")
        self.assertEqual(self.server.requests, [])

    def test_a_proxy_is_held_to_the_deadline_too(self):
        request = requests.Request("GET", "http://amazon.example/things").prepare()
        self.server.script(THINGS, drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.02))
        adapter = DeadlineAdapter()
        self.addCleanup(adapter.close)
        started = time.monotonic()
        with limits(5, 5, 0.5), self.assertRaises(requests.ReadTimeout):
            adapter.send(request, stream=True, proxies={"http": self.server.url})
        self.assertLess(time.monotonic() - started, 2)
        self.assertEqual(self.server.requests[0].target, "http://amazon.example/things")

    def test_a_request_outside_a_call_is_not_held_to_the_last_call(self):
        session = open_session()
        self.addCleanup(session.close)
        self.client = self.new_client(session=session, deadline=0.5)
        self.server.script(THINGS, answer({}))
        self.call_write()
        self.server.script(THINGS, late(0.8, answer({})))
        self.assertEqual(session.get(self.server.url + THINGS, timeout=10).status_code, 200)

    def test_a_request_outside_a_call_has_its_own_timeout(self):
        self.server.script(THINGS, silence())
        adapter = DeadlineAdapter()
        self.addCleanup(adapter.close)
        with self.assertRaises(requests.ReadTimeout):
            adapter.send(requests.Request("GET", self.server.url + THINGS).prepare(), timeout=0.2)


@tagged("post_install", "-at_install")
class TestSpApiDeadlineReader(BaseCase):
    def setUp(self):
        super().setUp()
        self.ours, self.theirs = socket.socketpair()
        self.addCleanup(self.ours.close)
        self.addCleanup(self.theirs.close)
        self.ours.settimeout(7)
        self.raw = self.ours.makefile("rb", buffering=0)

    def reader(self, seconds):
        return _DeadlineReader(self.raw, self.ours, time.monotonic() + seconds)

    def test_waits_no_longer_than_what_is_left(self):
        started = time.monotonic()
        with self.assertRaises(TimeoutError):
            self.reader(0.1).read(1)
        self.assertLess(time.monotonic() - started, 2)

    def test_reads_nothing_after_the_deadline_even_if_it_is_there(self):
        self.theirs.sendall(b"late")
        with self.assertRaises(TimeoutError):
            self.reader(-1).read(1)

    def test_never_waits_longer_than_the_socket_would(self):
        self.theirs.sendall(b"ab")
        readers = [self.reader(60), self.reader(math.inf)]  # kept: one that is dropped closes the file
        for reader in readers:
            self.assertEqual(len(reader.read(1)), 1)
            self.assertEqual(self.ours.gettimeout(), 7)

    def test_gives_a_socket_without_patience_what_is_left(self):
        self.ours.settimeout(None)
        self.theirs.sendall(b"a")
        reader = self.reader(60)
        reader.read(1)
        self.assertLessEqual(self.ours.gettimeout(), 60)

    def test_leaves_the_socket_as_it_was_and_the_file_closed(self):
        self.theirs.sendall(b"a")
        reader = io.BufferedReader(self.reader(5))
        reader.read(1)
        self.assertLess(self.ours.gettimeout(), 7)
        reader.close()
        reader.close()
        self.assertEqual(self.ours.gettimeout(), 7)
        self.assertTrue(self.raw.closed)

    def test_closing_after_the_socket_is_no_error(self):
        reader = self.reader(5)
        self.ours.close()
        reader.close()
        self.assertTrue(reader.closed and self.raw.closed)
