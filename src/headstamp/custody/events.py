"""The lines of the log: how an event is written, read back and chained.

Each line is its own RFC 8785 form, so that anybody can re-canonicalise it and compare bytes. It says
who did what kind of thing when, about an opaque subject, and holds the hash of the line before it.
Names of rows, of columns' contents and of settings are never in a line: a row's id may be a person's
name. `who`, `act`, the case's id and the column names are, so none of them should name a person at risk.
Storing lines is left to the store, folding them into tables to the projection, the tree over them to
`headstamp.custody.merkle`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from headstamp.custody.disclosures import Disclosure, commit, new_salt
from headstamp.custody.errors import EventUnreadable
from headstamp.values.errors import HeadstampError, ValueUnreadable
from headstamp.values.json import Json, canonical

VERSION = 1
KEY_FIELD = "@key"
"""The field that commits to a row's key, or to a setting's name."""

_EXACT = 2**53 - 1
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_TYPES: Mapping[str, type] = {
    "act": str,
    "at": str,
    "c": dict,
    "case": str,
    "prev": str,
    "seq": int,
    "subj": str,
    "v": int,
    "who": str,
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log under the number it is stored by.

    Attributes:
        seq: 1 for the first.
        line: canonical JSON, UTF-8, without the newline.
    """

    seq: int
    line: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says.

    Attributes:
        act: what kind of change, such as 'sightings import'.
        at: UTC, ISO 8601 with milliseconds and 'Z'; the clock's claim, order is by `seq`.
        case: id of the case.
        commitments: field name to base64 commitment.
        prev: hex leaf hash of the line before, empty for the first.
        seq: the event's own number.
        subject: '<table>:' and 16 hex characters.
        who: who made the change.
    """

    act: str
    at: str
    case: str
    commitments: Mapping[str, str]
    prev: str
    seq: int
    subject: str
    who: str


def subject_of(salt: bytes, table: str, key: str) -> str:
    """The opaque name under which the log speaks of one row or setting.

    Args:
        salt: the case's own salt, without which keys cannot be guessed from their hashes.
        table: name of the table; it stays readable.
        key: the row's key.
    """
    digest = hashlib.sha256(salt + table.encode() + b"\x00" + key.encode("utf-8", "backslashreplace"))
    return f"{table}:{digest.hexdigest()[:16]}"


def make_event(
    *,
    seq: int,
    prev: str,
    case: str,
    act: str,
    who: str,
    at: str,
    subject: str,
    fields: Mapping[str, Json],
    salt: Callable[[], bytes] = new_salt,
) -> tuple[bytes, list[Disclosure]]:
    """Write one event.

    Args:
        seq: number of the event, 1 for the first.
        prev: hex leaf hash of the line before, empty for the first.
        case: id of the case.
        act: what kind of change.
        who: who makes it.
        at: when, UTC, ISO 8601 with 'Z'.
        subject: see `subject_of`.
        fields: the values to commit to; None for a cell that became empty.
        salt: gives 16 fresh bytes a call; only a test has a reason to pass another.

    Returns:
        The line, and one disclosure for each field.

    Raises:
        ValueUnreadable: a name or value holds something that is not text.
    """
    disclosed = [Disclosure(seq, name, salt(), canonical_text(value)) for name, value in fields.items()]
    told = {
        "act": act,
        "at": at,
        "c": {each.field: commit(each.salt, each.value) for each in disclosed},
        "case": case,
        "prev": prev,
        "seq": seq,
        "subj": subject,
        "v": VERSION,
        "who": who,
    }
    # In ASCII the standard library's writer gives the canonical form, see `_quickly`.
    line = _WRITER(told)
    return (line if line.isascii() and seq <= _EXACT else canonical_text(told)).encode(), disclosed


def canonical_text(value: object) -> str:
    """The canonical JSON of a value, as text.

    Raises:
        ValueUnreadable: it holds half a character, as broken files do, which UTF-8 cannot.
    """
    try:
        return canonical(value).decode()
    except ValueError as error:
        raise ValueUnreadable(
            "A name or value holds half a character", kind="text", do="save the file as UTF-8 and try again"
        ) from error


def read_line(line: bytes) -> Entry:
    """Read one event back, refusing every form but the canonical one.

    Raises:
        EventUnreadable: the bytes are not an event of this version, or not its canonical form.
    """
    data = _quickly(line)
    if data is None:
        data = _parsed(line)
        if not _is_event(data):
            raise EventUnreadable("not of the form of an event")
    return Entry(
        act=data["act"],
        at=data["at"],
        case=data["case"],
        commitments=data["c"],
        prev=data["prev"],
        seq=data["seq"],
        subject=data["subj"],
        who=data["who"],
    )


def _is_event(data: dict[str, Any]) -> bool:
    return (
        {name: type(value) for name, value in data.items()} == _TYPES
        and data["v"] == VERSION
        and set(map(type, data["c"].values())) <= {str}
    )


def _quickly(line: bytes) -> dict[str, Any] | None:
    """What an event says, where its bytes are plainly canonical; None leaves the judgement to `_parsed`.

    Events of strings and small whole numbers, in ASCII, come out of the standard library's writer in their
    RFC 8785 form: it escapes alike, and sorts by code points, which only differs beyond ASCII. It is many
    times faster than the full form, which is what reading a log of a hundred thousand lines costs.
    """
    if not line.isascii():
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not _is_event(data) or not -_EXACT <= data["seq"] <= _EXACT:
        return None
    return data if _WRITER(data).encode("utf-8", "replace") == line else None


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
        again = canonical(data)
    except (ValueError, RecursionError, HeadstampError):
        raise EventUnreadable("not readable as JSON") from None
    if not isinstance(data, dict) or again != line:
        raise EventUnreadable("not in canonical form")
    return data
