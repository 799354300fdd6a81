"""Time stamps, with an authority of our own on this machine: what is believed, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from headstamp.custody import StampRefused, Store, fetch_stamp, machine_key, read_stamp, stamp_request
from headstamp.custody.stamps import LARGEST_REPLY, stamps_bytes
from headstamp.evidence.witnessing import keep_stamp, make, tell_of_stamps
from headstamp.values import Refused

pytest.importorskip("rfc3161_client", reason="the extra 'stamps' is not installed")
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

CHECKPOINT = "headstamp/harbour-0001\n3\n…\n\n— and a signature\n".encode()
OTHER = CHECKPOINT.replace(b"3", b"4")
# No `-chain`: openssl then adds certificates in an order that strict readers refuse.
CONFIG = """\
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
DAY = timedelta(days=1)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Authority:
    """A time stamp authority: a folder with its keys, and the certificate that its users trust."""

    folder: Path
    root: bytes

    def reply(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        (self.folder / "serial").write_text("01\n")
        command = (
            "openssl ts -reply -config ts.conf -section here -queryfile request.tsq "
            "-signer tsa.pem -inkey tsa.key -out reply.tsr"
        )
        subprocess.run(command.split(), cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply.tsr").read_bytes()


def certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    signer: rsa.RSAPrivateKey,
    until: datetime,
    use: x509.ObjectIdentifier | None,
) -> bytes:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 400 * DAY)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=use is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if use is None:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
    else:
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        made = made.add_extension(usage, critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    return made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def authority(folder: Path, *, until: datetime = NOW + 400 * DAY) -> Authority:
    folder.mkdir()
    ca, tsa = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certificate("A root", ca, "A root", ca, NOW + 400 * DAY, None)
    stamping = certificate("Stamps", tsa, "A root", ca, until, ExtendedKeyUsageOID.TIME_STAMPING)
    plain = serialization.PrivateFormat.PKCS8
    secret = tsa.private_bytes(serialization.Encoding.PEM, plain, serialization.NoEncryption())
    for name, content in (("tsa.pem", stamping), ("tsa.key", secret), ("root.pem", root)):
        (folder / name).write_bytes(content)
    (folder / "ts.conf").write_text(CONFIG.format(folder=folder))
    return Authority(folder, root)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("stamps") / "trusted")


@pytest.fixture(scope="module")
def reply(trusted: Authority) -> bytes:
    return trusted.reply(stamp_request(CHECKPOINT))


def test_a_stamp_says_when_the_checkpoint_was_seen(trusted: Authority, reply: bytes) -> None:
    stamp = read_stamp(reply, CHECKPOINT, [trusted.root])
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(hours=1)
    assert (stamp.policy, stamp.serial) == ("1.2.3.4.1", 2)
    assert stamps_bytes(reply, CHECKPOINT)
    assert not stamps_bytes(reply, OTHER)


def test_openssl_believes_the_same_stamp(trusted: Authority, reply: bytes, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(CHECKPOINT)
    (tmp_path / "checkpoint.tsr").write_bytes(reply)
    command = f"openssl ts -verify -in checkpoint.tsr -data checkpoint -CAfile {trusted.folder}/root.pem"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Verification: OK" in done.stdout


def test_only_the_hash_of_a_checkpoint_leaves_the_house() -> None:
    request = stamp_request(CHECKPOINT)
    assert b"harbour" not in request
    assert len(request) < 100


def test_a_swapped_stamp_is_refused(trusted: Authority, reply: bytes) -> None:
    with pytest.raises(StampRefused, match="stamps other bytes"):
        read_stamp(reply, OTHER, [trusted.root])


def test_an_altered_stamp_is_refused(trusted: Authority, reply: bytes) -> None:
    before = read_stamp(reply, CHECKPOINT, [trusted.root])
    for byte in range(0, len(reply), 11):
        changed = reply[:byte] + bytes([reply[byte] ^ 1 << byte % 8]) + reply[byte + 1 :]
        try:
            # What no signature covers, such as a second copy of a certificate, may change and says nothing.
            assert read_stamp(changed, CHECKPOINT, [trusted.root]) == before, byte
        except StampRefused:
            continue


@pytest.mark.parametrize("cut", [0, 1, 10, 200, -1])
def test_a_cut_reply_is_refused(trusted: Authority, reply: bytes, cut: int) -> None:
    with pytest.raises(StampRefused):
        read_stamp(reply[:cut], CHECKPOINT, [trusted.root])


def test_the_stamp_of_an_authority_that_nobody_trusts_is_refused(
    trusted: Authority, reply: bytes, tmp_path: Path
) -> None:
    # It bears the same names, as an injected certificate would.
    other = authority(tmp_path / "other")
    with pytest.raises(StampRefused):
        read_stamp(reply, CHECKPOINT, [other.root])
    with pytest.raises(StampRefused):
        read_stamp(other.reply(stamp_request(CHECKPOINT)), CHECKPOINT, [trusted.root])


def test_what_is_wrong_is_told_in_words_that_need_no_standard(
    trusted: Authority, reply: bytes, tmp_path: Path
) -> None:
    other = authority(tmp_path / "unknown")
    for stamp, roots, words in (
        (reply, other, "no certificate that is trusted vouches for it"),
        (trusted.reply(b"no request"), trusted, "there is no stamp in the authority's answer"),
        (b"no reply", trusted, "it cannot be read as a stamp"),
    ):
        with pytest.raises(StampRefused, match=words):
            read_stamp(stamp, CHECKPOINT, [roots.root])


def test_the_stamps_that_a_case_keeps_are_told_of(trusted: Authority, tmp_path: Path) -> None:
    with Store.create(tmp_path / "case.db", "harbour-0001") as store:
        assert tell_of_stamps(store, []) == ([], [])
        made = make(store, machine_key(tmp_path / "home"), who="me").text.encode()
        keep_stamp(store, made, trusted.reply(stamp_request(made)), who="me")
        told, wrong = tell_of_stamps(store, [])
        assert (told, wrong) == (
            ["1 time stamp is kept and not verified: no certificate of an authority was named"],
            [],
        )
        told, wrong = tell_of_stamps(store, [trusted.root])
        assert wrong == []
        assert told[0].startswith(f"the first 0 lines of the log were there {datetime.now(UTC):%Y-%m-%d}")
        told, wrong = tell_of_stamps(store, [authority(tmp_path / "stranger").root])
        assert told == []
        assert wrong[0].startswith("the time stamp over the first 0 lines is refused: no certificate")


def test_a_certificate_that_had_expired_when_it_stamped_is_refused(tmp_path: Path) -> None:
    late = authority(tmp_path / "late", until=NOW - DAY)
    with pytest.raises(StampRefused):
        read_stamp(late.reply(stamp_request(CHECKPOINT)), CHECKPOINT, [late.root])


def test_a_request_that_the_authority_refused_is_no_stamp(trusted: Authority) -> None:
    with pytest.raises(StampRefused):
        read_stamp(trusted.reply(b"no request"), CHECKPOINT, [trusted.root])


def test_no_certificate_and_an_unreadable_one_are_told(reply: bytes) -> None:
    with pytest.raises(StampRefused, match="no root certificate"):
        read_stamp(reply, CHECKPOINT, [])
    with pytest.raises(StampRefused, match="certificate cannot be read"):
        read_stamp(reply, CHECKPOINT, [b"no certificate"])


@pytest.fixture
def served(trusted: Authority) -> Iterator[tuple[str, list[bytes]]]:
    """The address of the authority, and what it was asked."""
    asked: list[bytes] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            long = self.path == "/long"
            answer = bytes(LARGEST_REPLY + 10) if long else trusted.reply(asked[-1])
            self.send_response(500 if self.path == "/down" else 200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_authority_that_is_named_is_asked(trusted: Authority, served: tuple[str, list[bytes]]) -> None:
    address, asked = served
    request = stamp_request(CHECKPOINT)
    read_stamp(fetch_stamp(address, request), CHECKPOINT, [trusted.root])
    assert asked == [request]


@pytest.mark.parametrize("path", ["/down", "/long"])
def test_an_authority_that_does_not_answer_well_is_told(served: tuple[str, list[bytes]], path: str) -> None:
    with pytest.raises(StampRefused):
        fetch_stamp(served[0] + path, stamp_request(CHECKPOINT))


def test_an_authority_that_is_not_there_is_told() -> None:
    with pytest.raises(StampRefused, match="did not answer"):
        fetch_stamp("http://127.0.0.1:1", b"request", seconds=2)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "example.org", ""])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(Refused, match="begins with https://"):
        fetch_stamp(address, b"request")


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(Refused, match=r"pip install headstamp\[stamps\]"):
        stamp_request(CHECKPOINT)
