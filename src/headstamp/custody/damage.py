"""The words in which a check of the log answers: what is damaged, what is withheld, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headstamp.custody.projection import Folded


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
        leaves: the hash of each line, from which the tree over the log follows.
    """

    damage: tuple[Damage, ...]
    withheld: tuple[Withheld, ...]
    subjects: Mapping[str, Folded]
    leaves: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Examined:
    """The outcome of looking through a store.

    Attributes:
        damage: what is wrong.
        withheld: what nothing in the store discloses.
        leaves: the hash of each line; none where the log cannot be read at all.
    """

    damage: tuple[Damage, ...]
    withheld: tuple[Withheld, ...] = ()
    leaves: Sequence[bytes] = ()
