"""Salted commitments: how the log can vouch for a value without holding it.

A line of the log holds `base64(sha256(salt || value))`; the salt and the value stand apart, as a
disclosure. Whoever is given the disclosure can check it against the line; whoever is not learns
nothing, even of a value drawn from a short list, because the salt is 128 random bits. Salts are never
derived from anything and never logged. Which values to withhold is not decided here.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass

SALT_BYTES = 16


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
