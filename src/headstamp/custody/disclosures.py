"""Salted commitments: how the log can vouch for a value without holding it.

A line of the log holds `base64(sha256(salt || value))`; the salt and the value stand apart, as a
disclosure. Whoever is given the disclosure can check it against the line; whoever is not learns
nothing, even of a value drawn from a short list, because the salt is 128 random bits. Salts are never
derived from anything and never logged. Which values to withhold is not decided here.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from base64 import b64encode
from dataclasses import dataclass

from headstamp.values.json import Json

SALT_BYTES = 16
# A string that JSON writes as it is, between quotation marks; nearly every value of a case is one.
_BARE = re.compile(r'"[^"\\\x00-\x1f\ud800-\udfff]*"')


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What opens one commitment of one event.

    Attributes:
        seq: number of the event.
        field: name of the field in that event.
        salt: 16 random bytes.
        value: the value as canonical JSON text.
    """

    seq: int
    field: str
    salt: bytes
    value: str

    def opens(self, commitment: str) -> bool:
        """Whether salt and value together give the commitment that stands in the line."""
        return commit(self.salt, self.value) == commitment


def is_bare(text: str) -> bool:
    """Whether a text is the canonical JSON of a string that needs no escaping: its own text, quoted."""
    return _BARE.fullmatch(text) is not None


def loaded(text: str) -> Json:
    """The value of canonical JSON text, quickly where it is a plain string."""
    if is_bare(text):
        return text[1:-1]
    value: Json = json.loads(text)
    return value


def new_salt() -> bytes:
    """16 bytes from the operating system's random source."""
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, value: str) -> str:
    """The commitment to a value.

    Args:
        salt: 16 random bytes.
        value: canonical JSON text. Text that UTF-8 cannot hold is hashed with the offending pieces
            escaped, so that a damaged value fails to open instead of failing to be looked at.

    Returns:
        44 characters of base64.
    """
    digest = hashlib.sha256(salt + value.encode("utf-8", "backslashreplace")).digest()
    return b64encode(digest).decode("ascii")
