"""Looking for damage: whether a log, its disclosures and its tables still agree with one another.

Works on lines and disclosures from anywhere, so that a stranger can use it on a copy. A commitment that
nothing discloses is not damage: it is withheld. What this cannot see: a log rewritten from end to end by
someone who also rewrote every copy of its last hash. Hashing files of evidence is the vault's business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from headstamp.custody.disclosures import Disclosure
from headstamp.custody.errors import EventUnreadable
from headstamp.custody.events import KEY_FIELD, Entry, Event, leaf_hash, read_line, subject_of
from headstamp.custody.projection import (
    SETTING_TABLE,
    VALUE_FIELD,
    Folded,
    ProjectedRow,
    ProjectedSetting,
    Projection,
    add,
)
from headstamp.values.errors import HeadstampError
from headstamp.values.json import canonical


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that does not agree with the log.

    Attributes:
        seq: the event, None where no event can be named.
        what: what is wrong, as a phrase that holds no value of the case.
        field: the field of the event, where the damage is in one.
    """

    seq: int | None
    what: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A commitment that no disclosure at hand opens; proper in a copy that was handed over."""

    seq: int
    field: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a log must belong to, as far as it is known.

    Attributes:
        case: id of the case.
        salt: the case's salt; without it subjects are not compared with keys.
        head: (number, hex leaf hash) of the last event; without it a shortened log looks whole.
    """

    case: str | None = None
    salt: bytes | None = None
    head: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The outcome of looking through a log.

    Attributes:
        damage: what is wrong, in order of events.
        withheld: what nothing discloses.
        subjects: what the readable events add up to.
    """

    damage: tuple[Damage, ...]
    withheld: tuple[Withheld, ...]
    subjects: Mapping[str, Folded]


def check_history(
    events: Iterable[Event], disclosures: Iterable[Disclosure], origin: Origin | None = None
) -> History:
    """Look through a log and its disclosures.

    Args:
        events: in order of `seq`.
        disclosures: in order of `seq`; any may be missing.
        origin: what the log must belong to.
    """
    checker = _Checker(origin or Origin())
    for event, disclosed in _paired(events, disclosures):
        checker.look(event, disclosed)
    checker.end()
    return History(tuple(checker.damage), tuple(checker.withheld), checker.subjects)


class _Checker:
    """The state between one line and the next."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.damage: list[Damage] = []
        self.withheld: list[Withheld] = []
        self.subjects: dict[str, Folded] = {}
        self.seq, self.leaf = 0, ""

    def look(self, event: Event | None, disclosed: list[Disclosure]) -> None:
        if event is None:
            self._say(disclosed[0].seq, "disclosure without an event")
            return
        if event.seq != self.seq + 1:
            self._say(event.seq, "chain broken: events before this one are missing")
        try:
            entry = read_line(event.line)
        except EventUnreadable:
            self._say(event.seq, "line not canonical")
        else:
            self._compare(event, entry)
            self._open(entry, {each.field: each for each in disclosed})
        self.seq, self.leaf = event.seq, leaf_hash(event.line).hex()

    def end(self) -> None:
        if self.origin.head is not None and self.origin.head != (self.seq, self.leaf):
            self._say(self.seq or None, "chain broken: the log does not end as it was left")

    def _compare(self, event: Event, entry: Entry) -> None:
        if entry.prev != self.leaf:
            self._say(event.seq, "chain broken: not the line that followed the one before")
        if entry.seq != event.seq:
            self._say(event.seq, "line stored under another number than its own")
        if self.origin.case is not None and entry.case != self.origin.case:
            self._say(event.seq, "line of another case")

    def _open(self, entry: Entry, disclosed: Mapping[str, Disclosure]) -> None:
        opened: dict[str, Disclosure] = {}
        for name, commitment in sorted(entry.commitments.items()):
            if name not in disclosed:
                self.withheld.append(Withheld(entry.seq, name))
            elif not disclosed[name].opens(commitment):
                self._say(entry.seq, "commitment does not open", name)
            elif not _fits(name, disclosed[name].value):
                self._say(entry.seq, "value not canonical", name)
            else:
                opened[name] = disclosed[name]
        for name in sorted(disclosed.keys() - entry.commitments.keys()):
            self._say(entry.seq, "disclosure without a commitment", name)
        add(self.subjects, entry, opened)
        self._match(entry, opened)

    def _match(self, entry: Entry, opened: Mapping[str, Disclosure]) -> None:
        key = self.subjects[entry.subject].key if KEY_FIELD in opened else None
        table = entry.subject.rpartition(":")[0]
        salt = self.origin.salt
        if key is not None and salt is not None and subject_of(salt, table, key) != entry.subject:
            self._say(entry.seq, "subject does not match its key", KEY_FIELD)

    def _say(self, seq: int | None, what: str, field: str | None = None) -> None:
        self.damage.append(Damage(seq, what, field))


def _fits(field: str, text: str) -> bool:
    """Whether a disclosed text is canonical JSON, and a string where it is a key."""
    try:
        value = json.loads(text)
        return canonical(value).decode() == text and (field != KEY_FIELD or isinstance(value, str))
    except (ValueError, RecursionError, HeadstampError):
        return False


def _paired(
    events: Iterable[Event], disclosures: Iterable[Disclosure]
) -> Iterator[tuple[Event | None, list[Disclosure]]]:
    """Each event with its disclosures; None for disclosures that no event claims."""
    groups = ((seq, list(group)) for seq, group in groupby(disclosures, key=lambda each: each.seq))
    waiting = next(groups, None)
    for event in events:
        while waiting is not None and waiting[0] < event.seq:
            yield None, waiting[1]
            waiting = next(groups, None)
        if waiting is not None and waiting[0] == event.seq:
            yield event, waiting[1]
            waiting = next(groups, None)
        else:
            yield event, []
    while waiting is not None:
        yield None, waiting[1]
        waiting = next(groups, None)


def check_projection(subjects: Mapping[str, Folded], stored: Projection, salt: bytes) -> list[Damage]:
    """Compare the tables kept beside the log with what the log adds up to.

    Cells whose last value is withheld are not compared: nothing at hand says what they should be.

    Args:
        subjects: what the events add up to.
        stored: the tables as kept.
        salt: the case's salt.

    Returns:
        Where they differ, under the number of the last event about the row or setting.
    """
    rows = {subject_of(salt, table, key): row for (table, key), row in stored.rows.items()}
    settings = {subject_of(salt, SETTING_TABLE, name): each for name, each in stored.settings.items()}
    damage = []
    for subject, folded in subjects.items():
        row, setting = rows.pop(subject, None), settings.pop(subject, None)
        if subject.startswith(f"{SETTING_TABLE}:"):
            agrees = _setting_agrees(folded, setting)
        else:
            agrees = _row_agrees(folded, row)
        if not agrees:
            damage.append(Damage(folded.last_seq, "table differs from the log"))
    strangers = [row.last_seq for row in rows.values()] + [each.last_seq for each in settings.values()]
    return damage + [Damage(seq, "row that no event made") for seq in sorted(strangers)]


def _row_agrees(folded: Folded, row: ProjectedRow | None) -> bool:
    if row is None:
        return folded.key is None
    kept = {column: text for column, text in row.cells.items() if column not in folded.withheld}
    return kept == folded.cells and (row.first_seq, row.last_seq) == (folded.first_seq, folded.last_seq)


def _setting_agrees(folded: Folded, setting: ProjectedSetting | None) -> bool:
    if setting is None:
        return folded.key is None
    expected = folded.fields.get(VALUE_FIELD)
    return setting.last_seq == folded.last_seq and expected in (None, canonical(setting.value).decode())
