"""Signed notes: a text and, below it, who signed it, in the exact form of C2SP (c2sp.org/signed-note).

A note is read strictly: one spelling of every signature, no control characters, nothing after the last line.
So a note has one form only, and a changed byte is either a text that no longer verifies or no note at all.
What a text says is left to `headstamp.custody.checkpoint`, whose key signs it to `headstamp.custody.keys`.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from headstamp.custody.errors import CheckpointUnreadable

ED25519 = 1
"""Kind of a signature over the text itself."""
COSIGNATURE = 4
"""Kind of a signature of a witness over a time and the text (c2sp.org/tlog-cosignature)."""
MOST_SIGNATURES = 64
ID_BYTES = 4

_DASH = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note.

    Attributes:
        name: whose it says it is.
        key_id: 4 bytes that tell keys of one name apart.
        blob: the signature proper, in a form that depends on the kind of key.
    """

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.blob).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures.

    Attributes:
        text: with its last newline; this is what is signed.
        signatures: in the order in which they stand.
    """

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


def key_id(name: str, public: bytes, kind: int = ED25519) -> bytes:
    """The 4 bytes that a signature names its key by.

    Args:
        name: of the key.
        public: the 32 bytes of an Ed25519 public key.
        kind: `ED25519` or `COSIGNATURE`.
    """
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


def is_key_name(name: str) -> bool:
    """Whether a key can be called so: no space of any script and no plus."""
    return _NAME.fullmatch(name) is not None


def read_note(note: str | bytes) -> Note:
    """Read a signed note in its exact form; no signature is verified here.

    Raises:
        CheckpointUnreadable: it is not a note, or not in its one form.
    """
    text = _decoded(note)
    if _CONTROL.search(text):
        raise CheckpointUnreadable("it holds a control character")
    body, blank, below = text.rpartition("\n\n")
    if not blank or not body or not below.endswith("\n"):
        raise CheckpointUnreadable("a text, an empty line and lines of signatures should follow one another")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise CheckpointUnreadable(f"it has more than {MOST_SIGNATURES} signatures")
    return Note(f"{body}\n", tuple(map(_read_signature, lines)))


def _decoded(note: str | bytes) -> str:
    try:
        # Text from elsewhere may hold half a character; it has no bytes that could have been signed.
        return note.decode("utf-8") if isinstance(note, bytes) else note.encode("utf-8").decode("utf-8")
    except UnicodeError:
        raise CheckpointUnreadable("it is not UTF-8") from None


def _read_signature(line: str) -> Signature:
    dash, name, coded = line[: len(_DASH)], *line[len(_DASH) :].partition(" ")[::2]
    if dash != _DASH or not is_key_name(name):
        raise CheckpointUnreadable("a line of signatures is not a dash, a name and a signature")
    try:
        raw = b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    # Base64 leaves room for several spellings of the same bytes; only the writer's own is taken.
    if len(raw) <= ID_BYTES or b64encode(raw).decode("ascii") != coded:
        raise CheckpointUnreadable("a signature is not spelt as base64 is")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])
