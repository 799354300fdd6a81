"""Time stamps: an authority outside the house says that a checkpoint existed at a time (RFC 3161).

Only the hash of a checkpoint goes to the authority, and only where somebody names one: by its address, or by
carrying a request file to it and a reply file back. A reply is taken only if it stands for these very bytes
and its signature leads to a certificate the user trusts, valid when the stamp was made. Whether an authority
deserves that trust is not decided here. The library that reads stamps is an extra of the install.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from headstamp.custody.errors import StampRefused
from headstamp.values.errors import Refused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SECONDS = 30.0
LARGEST_REPLY = 1024 * 1024
"""Bytes; a reply with a long chain of certificates has about ten thousand."""
# Parts of what rfc3161-client says, and what they mean for whoever holds the stamp.
_WORDS = {
    "PKIStatus": "the authority declined to stamp",
    "SignedData": "there is no stamp in the authority's answer",
    "between messages": "it stamps other bytes than these",
    "Nonce": "it answers another request",
    "Policy": "it was made under other rules than were asked for",
    "ertificate": "no certificate that is trusted vouches for it",
    "issuer": "no certificate that is trusted vouches for it",
    "PKCS7": "no certificate that is trusted vouches for it",
    "EKU": "its certificate is not one for stamping times",
    "SignerInfo": "it is not signed by exactly one authority",
    "ignature": "its signature does not hold",
}
_PEM = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says, once it is believed.

    Attributes:
        at: when the authority saw the checkpoint, UTC.
        policy: under which rules it stamps, an object identifier.
        serial: the authority's own number for the stamp.
    """

    at: datetime
    policy: str
    serial: int


def stamp_request(checkpoint: bytes) -> bytes:
    """What to send to an authority: a `.tsq` file, in which only the hash of the checkpoint stands.

    Raises:
        Refused: the library for stamps is not installed.
    """
    library = _library()
    builder = library.TimestampRequestBuilder(data=checkpoint, hash_algorithm=library.HashAlgorithm.SHA256)
    # No nonce: an earlier stamp of the same checkpoint, sent again, would only say more.
    request: bytes = builder.nonce(nonce=False).build().as_bytes()
    return request


def fetch_stamp(address: str, request: bytes, *, seconds: float = SECONDS) -> bytes:
    """Ask an authority over the network; nothing else in this package goes there.

    Args:
        address: of the authority, https or http; the reply is signed either way.
        request: see `stamp_request`.
        seconds: how long to wait.

    Returns:
        The reply, a `.tsr` file; it says nothing until `read_stamp` believed it.

    Raises:
        Refused: the address is of another kind.
        StampRefused: the authority cannot be reached, or answers with something else.
    """
    if urlsplit(address).scheme not in ("https", "http"):
        raise Refused(
            f"'{address}' is not the address of an authority", do="name one that begins with https://"
        )
    import http.client  # these take longer to load than the rest of this package
    import urllib.request

    asking = urllib.request.Request(
        address, data=request, headers={"Content-Type": "application/timestamp-query"}, method="POST"
    )
    try:
        with urllib.request.urlopen(asking, timeout=seconds) as answer:
            reply: bytes = answer.read(LARGEST_REPLY + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise StampRefused(
            f"the authority did not answer ({error})", do="try again, or carry the request to it as a file"
        ) from error
    if len(reply) > LARGEST_REPLY:
        raise StampRefused("the answer is far longer than a stamp")
    return reply


def read_stamp(
    reply: bytes, checkpoint: bytes, roots: Sequence[bytes], *, between: Sequence[bytes] = ()
) -> Stamp:
    """Read a reply, and believe it only if somebody trusted vouches for these very bytes.

    Args:
        reply: the `.tsr` file.
        checkpoint: what was stamped, byte for byte.
        roots: certificates the user trusts, from the authority itself and not from the reply: files in PEM
            (each may hold several) or DER.
        between: certificates between root and authority, where the reply does not hold them.

    Raises:
        StampRefused: it is altered, of something else, expired when it was made, or nobody trusted signed it.
        Refused: the library for stamps is not installed.
    """
    library = _library()
    trusted = _certificates(roots)
    if not trusted:
        raise StampRefused("no root certificate was given", do="get the authority's own and name its file")
    try:
        answer = library.decode_timestamp_response(reply)
        builder = library.VerifierBuilder(roots=trusted, intermediates=_certificates(between))
        builder.build().verify_message(answer, checkpoint)
        told = answer.tst_info
        return Stamp(told.gen_time, told.policy.dotted_string, told.serial_number)
    except (library.VerificationError, ValueError, TypeError, ArithmeticError) as error:
        raise StampRefused(_in_words(str(error))) from error


def _in_words(said: str) -> str:
    """What the library says, for a reader who knows no ASN.1; its own words stay in brackets."""
    for part, words in _WORDS.items():
        if part in said:
            return f"{words} ({said.rstrip('.')})"
    return f"it cannot be read as a stamp{f' ({said.rstrip(chr(46))})' if said else ''}"


def stamps_bytes(reply: bytes, checkpoint: bytes) -> bool:
    """Whether a reply can be about a checkpoint at all: its hash stands in it. Nothing is verified."""
    return hashlib.sha256(checkpoint).digest() in reply


def _certificates(files: Sequence[bytes]) -> list[Certificate]:
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    found: list[Certificate] = []
    for file in files:
        try:
            found += load_pem_x509_certificates(file) if _PEM in file else [load_der_x509_certificate(file)]
        except ValueError as error:
            raise StampRefused(f"a certificate cannot be read ({error})") from error
    return found


def _library() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError as error:
        raise Refused(
            "Time stamps need a library that is not installed", do="run 'pip install headstamp[stamps]'"
        ) from error
    return rfc3161_client
