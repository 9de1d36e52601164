import datetime
import ipaddress
import os
import ssl
import tempfile
import time
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.tests import BaseCase, tagged

from ..sp_api.errors import NetworkError
from ..sp_api.lwa import Credentials, request_access_token
from ..sp_api.transport import exchange, open_session
from .scripted_server import ScriptedServer, answer, drip


@tagged("post_install", "-at_install")
class TestSpApiTls(BaseCase):
    def setUp(self):
        super().setUp()
        file = self.enterContext(tempfile.NamedTemporaryFile(suffix=".pem"))
        file.write(self_signed_certificate())
        file.flush()
        self.certificate = file.name
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.certificate)
        self.server = ScriptedServer(tls)
        self.addCleanup(self.server.close)
        self.session = open_session()
        self.addCleanup(self.session.close)

    def trust_the_server(self):
        self.enterContext(patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": self.certificate}))

    def get(self, **options):
        settings = {"operation": "getThing", "headers": {}, "timeout": (5, 5)}
        return exchange(self.session, "GET", self.server.url + "/thing", **settings | options)

    def test_a_server_that_the_environment_trusts_is_talked_to(self):
        self.trust_the_server()
        self.server.script("/thing", answer({"a": 1}))
        self.assertEqual(self.get().body, b'{"a": 1}')

    def test_a_server_nobody_vouches_for_gets_no_secret(self):
        credentials = Credentials("id", "hidden", "hidden")
        with self.assertRaises(NetworkError) as caught:
            request_access_token(self.session, self.server.login_url, credentials)
        self.assertEqual(caught.exception.code, "tls")
        self.assertIn("self-signed certificate", caught.exception.message.replace("self signed", "self-signed"))
        self.assertEqual(self.server.requests, [])

    def test_the_deadline_holds_inside_tls_too(self):
        self.trust_the_server()
        for head in (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"):
            self.server.script("/thing", drip(head, b"x", 0.02))
            started = time.monotonic()
            with self.assertRaises(NetworkError) as caught:
                self.get(deadline=started + 0.5)
            self.assertEqual(caught.exception.code, "timeout")
            self.assertLess(time.monotonic() - started, 2)


def self_signed_certificate():
    """Return a key and a certificate for 127.0.0.1 that it signed itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*plain) + certificate.public_bytes(serialization.Encoding.PEM)
