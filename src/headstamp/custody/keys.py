"""Keys that sign checkpoints: the one of this machine, and the public ones of others.

A machine makes its key when it first needs one, in a file that only its owner may read. The key says that
the same machine signed two checkpoints; whose machine that is, people have to tell each other, by its
fingerprint. It is not protected by a passphrase: who can read the file can sign. What it signs is left to
`headstamp.custody.checkpoint`.
"""

from __future__ import annotations

import binascii
import hashlib
import os
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from headstamp.custody.errors import KeyUnusable
from headstamp.custody.home import home

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = Path("keys") / "checkpoint.pem"
_PUBLIC_BYTES = 32
# What stands before the 32 bytes of an Ed25519 key in the form that RFC 8410 gives public keys.
_SPKI = bytes.fromhex("302a300506032b6570032100")
_BEGIN, _END = "-----BEGIN PUBLIC KEY-----\n", "\n-----END PUBLIC KEY-----\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key.

    Attributes:
        raw: its 32 bytes.
    """

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the 32 bytes in groups of four, for people to compare."""
        digest = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))

    @property
    def pem(self) -> str:
        """The key in the form that `openssl` reads; `read_public` reads this spelling only."""
        return f"{_BEGIN}{b64encode(_SPKI + self.raw).decode('ascii')}{_END}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether a signature of 64 bytes over a message was made with this key's other half."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key of a machine, with which it signs."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """The half that others verify with."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature (RFC 8032)."""
        return self.private.sign(message)


def read_public(text: str) -> PublicKey:
    """Read a public key as `PublicKey.pem` writes it.

    Raises:
        KeyUnusable: it is no Ed25519 public key in that one spelling.
    """
    coded = text.removeprefix(_BEGIN).removesuffix(_END)
    try:
        raw = b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    key = PublicKey(raw[len(_SPKI) :])
    if len(key.raw) != _PUBLIC_BYTES or key.pem != text:
        raise KeyUnusable("it is not an Ed25519 public key in PEM", do="take the file as it was exported")
    return key


def machine_key(folder: Path | None = None) -> SigningKey:
    """The key of this machine, made now where there is none yet.

    Args:
        folder: where a person's own things lie; None stands for `home()`.

    Raises:
        KeyUnusable: the file is no key, or others than its owner may read it.
    """
    file = (home() if folder is None else folder) / FILE
    if not file.exists():
        _make(file)
    return _read(file)


def _make(file: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = file.with_name(f".{token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(made)
            writing.flush()
            os.fsync(descriptor)
        try:
            # A link never replaces: where two programs make a key at once, both use the one that was first.
            os.link(aside, file)
        except FileExistsError:
            return
        _sync(file.parent)
    finally:
        aside.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(file: Path) -> SigningKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise KeyUnusable(
            "others than its owner may read it", file=file, do=f"run 'chmod 600 {file}', or make a new one"
        )
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable("the file holds no Ed25519 key", file=file, do="restore a copy, or move it away")
    return SigningKey(key)
