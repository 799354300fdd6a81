"""What a bundle holds for those who open it: the verifier, and the guide to the same steps by hand."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from headstamp.custody import Disclosure, PublicKey
from headstamp.evidence.bundle import parts

_NO_VALUE = "No value of this bundle lends itself to it: none that is disclosed is the hash of a file."
_NO_FILE = "This bundle holds no file of evidence."
_NO_STAMP = "This bundle holds no older checkpoint and no time stamp."


@dataclass(frozen=True, slots=True)
class Told:
    """What the guide of one bundle tells.

    Attributes:
        case: its id.
        events: lines of the log.
        root: over them.
        key: that signed.
        example: a value to open by hand; None where there is no fitting one.
        objects: SHA-256 of the files of evidence.
        older: how many older checkpoints there are.
    """

    case: str
    events: int
    root: bytes
    key: PublicKey
    example: Disclosure | None
    objects: Sequence[str]
    older: int


def verifier() -> bytes:
    """The program that is copied into every bundle."""
    return files("headstamp.evidence.bundle").joinpath(parts.VERIFIER).read_bytes()


def guide(told: Told) -> bytes:
    """The guide, with the commands for this very bundle."""
    text = files("headstamp.evidence.bundle").joinpath(parts.GUIDE).read_text("utf-8")
    filled = {
        "case": " ".join(told.case.split()),
        "events": str(told.events),
        "root": told.root.hex(),
        "root64": b64encode(told.root).decode("ascii"),
        "fingerprint": told.key.fingerprint,
        "value": _NO_VALUE if told.example is None else _commands(told.example),
        "file": _sh(f"sha256sum objects/{told.objects[0]}") if told.objects else _NO_FILE,
        "stamps": _NO_STAMP if not told.older else _sh(_STAMP),
    }
    for name, words in filled.items():
        text = text.replace("{{" + name + "}}", words)
    return text.encode()


_STAMP = """\
for reply in stamps/*.tsr; do
  openssl ts -reply -in "$reply" -text | grep 'Time stamp:'
  openssl ts -verify -in "$reply" -data "${reply%.tsr}.checkpoint" -CAfile "$AUTHORITY"
done"""


def _commands(one: Disclosure) -> str:
    salt = b64encode(one.salt).decode("ascii")
    made = f"{{ printf '%s' '{salt}' | base64 -d; printf '%s' '{one.value}'; }}"
    return _sh(
        f"{made} | openssl dgst -sha256 -binary | base64\n"
        f'sed -n \'{one.seq}p\' events.jsonl | grep -o \'"{one.field}":"[^"]*"\''
    )


def _sh(commands: str) -> str:
    return f"```sh\n{commands}\n```"
