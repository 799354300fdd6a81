"""Looking for damage: whether the lines of a log and their disclosures still agree with one another.

Works on lines and disclosures from anywhere, so that a stranger can use it on a copy. A commitment that
nothing discloses is not damage: it is withheld. What this cannot see: a log rewritten from end to end by
someone who also rewrote every copy of its last hash. Hashing files of evidence is the vault's business,
comparing tables that of `headstamp.custody.agreement`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from headstamp.custody.damage import Damage, History, Origin, Withheld
from headstamp.custody.disclosures import Disclosure, is_bare
from headstamp.custody.errors import EventUnreadable
from headstamp.custody.events import KEY_FIELD, Entry, Event, read_line, subject_of
from headstamp.custody.merkle import leaf_hash
from headstamp.custody.projection import Folded, add
from headstamp.values.errors import HeadstampError
from headstamp.values.json import canonical


def check_history(
    events: Iterable[Event], disclosures: Iterable[Disclosure], origin: Origin | None = None
) -> History:
    """Look through a log and its disclosures.

    Args:
        events: in order of `seq`.
        disclosures: in order of `seq`; any may be missing.
        origin: what the log must belong to.
    """
    checker = Checker(origin or Origin())
    for event, disclosed in paired(events, disclosures):
        if event is None:
            checker.stray(disclosed)
        else:
            checker.look(event, disclosed)
    return checker.end()


class Checker:
    """Looks at one line after the other; for a caller who knows better than the log which lines there are.

    A line that does not hold the hash of the one before tells that one of the two was changed. Which one,
    the line after them tells, since it holds the hash of the second: so that verdict waits for it.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._placed: list[tuple[int, Damage]] = []
        self._withheld: list[Withheld] = []
        self._subjects: dict[str, Folded] = {}
        self._leaves: list[bytes] = []
        self._seq, self._leaf = 0, ""
        self._unread = 0
        self._doubted: int | None = None

    @property
    def seq(self) -> int:
        """The number of the last event looked at, 0 before the first."""
        return self._seq

    def stray(self, disclosed: Sequence[Disclosure]) -> None:
        """Take note of disclosures that no event claims."""
        self._say(disclosed[0].seq, "disclosure without an event")

    def look(self, event: Event, disclosed: Sequence[Disclosure]) -> None:
        """Look at the next line and what opens it.

        Args:
            event: the line, under the number that it goes by.
            disclosed: its disclosures; any may be missing.
        """
        follows = event.seq == self._seq + 1
        if not follows:
            self._say(event.seq, "chain broken: events before this one are missing")
        try:
            entry = read_line(event.line)
        except EventUnreadable:
            self._say(event.seq, "line not canonical")
            self._settle(None)
            self._unread = event.seq
        else:
            self._settle(entry.prev)
            self._compare(event, entry, follows)
            self._open(entry, disclosed)
        leaf = leaf_hash(event.line)
        self._leaves.append(leaf)
        self._seq, self._leaf = event.seq, leaf.hex()

    @property
    def placed(self) -> Sequence[tuple[int, Damage]]:
        """The damage found so far, each with the line it was found at, 0 for the first one looked at."""
        return self._placed

    @property
    def leaves(self) -> Sequence[bytes]:
        """The hash of each line looked at."""
        return self._leaves

    @property
    def withheld(self) -> Sequence[Withheld]:
        """What nothing opened so far."""
        return self._withheld

    def end(self, vouched: str | None = None) -> History:
        """What was found, once every line was looked at.

        Args:
            vouched: the hash that the last line is known to have, from elsewhere than the origin.
        """
        head = self._origin.head
        self._settle(vouched if head is None or head[0] != self._seq else head[1])
        if head is not None and head != (self._seq, self._leaf):
            self._say(self._seq or None, "chain broken: the log does not end as it was left", back=1)
        damage = (each for _, each in self._placed)
        found = sorted(damage, key=lambda each: (each.seq is None, each.seq or 0))
        return History(tuple(found), tuple(self._withheld), self._subjects, self._leaves)

    def _compare(self, event: Event, entry: Entry, follows: bool) -> None:
        if entry.prev != self._leaf:
            if follows and self._seq:
                self._doubted = event.seq
            else:
                self._say(event.seq, "chain broken: not the line that followed the one before")
        if entry.seq != event.seq:
            self._say(event.seq, "line stored under another number than its own")
        if self._origin.case is not None and entry.case != self._origin.case:
            self._say(event.seq, "line of another case")

    def _settle(self, vouched: str | None) -> None:
        """Say which of two lines was changed, given the hash that a later one holds of the second."""
        doubted, self._doubted = self._doubted, None
        if doubted is None:
            return
        if vouched != self._leaf:
            self._say(doubted, "chain broken: not the line that followed the one before", back=1)
        elif doubted - 1 != self._unread:
            self._say(doubted - 1, "line changed: the next one holds the hash of another", back=2)

    def _open(self, entry: Entry, disclosed: Sequence[Disclosure]) -> None:
        given = {each.field: each for each in disclosed}
        opened: dict[str, Disclosure] = {}
        for name, commitment in entry.commitments.items():
            one = given.pop(name, None)
            if one is None:
                self._withheld.append(Withheld(entry.seq, name))
            elif not one.opens(commitment):
                self._say(entry.seq, "commitment does not open", name)
            elif not _fits(name, one.value):
                self._say(entry.seq, "value not canonical", name)
            else:
                opened[name] = one
        for name in sorted(given):
            self._say(entry.seq, "disclosure without a commitment", name)
        add(self._subjects, entry, opened)
        if KEY_FIELD in opened:
            self._match(entry)

    def _match(self, entry: Entry) -> None:
        key, salt = self._subjects[entry.subject].key, self._origin.salt
        table = entry.subject.rpartition(":")[0]
        if key is not None and salt is not None and subject_of(salt, table, key) != entry.subject:
            self._say(entry.seq, "subject does not match its key", KEY_FIELD)

    def _say(self, seq: int | None, what: str, field: str | None = None, *, back: int = 0) -> None:
        self._placed.append((len(self._leaves) - back, Damage(seq, what, field)))


def _fits(field: str, text: str) -> bool:
    """Whether a disclosed text is canonical JSON, and a string where it is a key."""
    if text == "null" or is_bare(text):
        return field != KEY_FIELD or text != "null"
    try:
        value = json.loads(text)
        return canonical(value).decode() == text and (field != KEY_FIELD or isinstance(value, str))
    except (ValueError, RecursionError, HeadstampError):
        return False


def paired(
    events: Iterable[Event], disclosures: Iterable[Disclosure]
) -> Iterator[tuple[Event | None, list[Disclosure]]]:
    """Each event with its disclosures; None for disclosures that no event claims.

    Args:
        events: in order of `seq`.
        disclosures: in order of `seq`.
    """
    groups = ((seq, list(group)) for seq, group in groupby(disclosures, key=itemgetter(0)))
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
