"""How far an item may be shown, and to whom: said by a person, item by item, and strict until then.

An item nobody has judged is restricted, and is taken to show people. What is made from an item is never freer
than the item. The file itself is never open, whatever is said of it: it carries what its maker's device wrote
into it, a place and a serial number among them; what is open is what was made from its pixels. Writing the
judgement down is left to the case's log, copying files to `headstamp.evidence.export`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from headstamp.tables import split_list
from headstamp.values import ValueUnreadable


class Sensitivity(StrEnum):
    """Who may see an item; each level includes those before it."""

    OPEN = "open"
    """Anybody: it may be published."""
    RESTRICTED = "restricted"
    """Whoever works on the case, and those it is handed to."""
    SECRET = "secret"
    """Only those named for it: a source would be at risk."""


class Consent(StrEnum):
    """Whether those shown or the source agreed to its being shown."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


SHOWS = ("nothing", "people", "victims", "graphic", "personal_information", "deceptive")
"""What somebody saw that an item shows; 'nothing' is said alone, and an empty list is 'nobody looked'."""

S = TypeVar("S", bound=StrEnum)
_PERSONAL = frozenset({"people", "victims", "personal_information"})
_ORDER = tuple(Sensitivity)
COLUMNS = ("sensitivity", "shows", "consent", "release_from")


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was said of an item's exposure.

    Attributes:
        sensitivity: who may see it.
        shows: what it shows of `SHOWS`; empty where nobody has looked.
        consent: of those shown, or of the source.
        release_from: the first day on which it may be shown to anybody but the case's own people.
    """

    sensitivity: Sensitivity = Sensitivity.RESTRICTED
    shows: tuple[str, ...] = ()
    consent: Consent = Consent.NOT_ASKED
    release_from: date | None = None

    @classmethod
    def from_cells(
        cls, cells: Mapping[str, str], *, unsaid: Sensitivity = Sensitivity.RESTRICTED
    ) -> Exposure:
        """Read the cells `COLUMNS` of a row; an empty one takes the strict default.

        Args:
            unsaid: who may see it where nobody said; for what was made from an item the item decides.

        Raises:
            ValueUnreadable: a cell holds a word or day that is none.
        """
        shows = split_list(cells.get("shows", ""))
        for one in shows:
            if one not in SHOWS:
                raise _unreadable("shows", one, SHOWS)
        if "nothing" in shows and len(shows) > 1:
            raise ValueUnreadable(
                "An item cannot show nothing and something",
                text=cells["shows"],
                kind="word",
                column="shows",
                do="leave 'nothing' out",
            )
        return cls(
            _word(cells, "sensitivity", Sensitivity, unsaid),
            shows,
            _word(cells, "consent", Consent, Consent.NOT_ASKED),
            _day(cells.get("release_from", "")),
        )

    def over(self, part: Exposure) -> Exposure:
        """The exposure of something made from an item: what was said of the part, never freer than the item.

        Args:
            part: what was said of what was made from it; a blurred frame may show nothing where its film
                shows people.
        """
        days = [day for day in (self.release_from, part.release_from) if day is not None]
        refused = Consent.REFUSED in (self.consent, part.consent)
        said = part.consent if part.consent is not Consent.NOT_ASKED else self.consent
        return Exposure(
            max(self.sensitivity, part.sensitivity, key=_ORDER.index),
            part.shows or self.shows,
            Consent.REFUSED if refused else said,
            max(days, default=None),
        )

    def why_withheld(self, level: Sensitivity, on: date, *, original: bool) -> str | None:
        """Why an item is not to be shown at a level, None where it may be.

        Args:
            level: the level that the readers have.
            on: the day of showing.
            original: whether the file itself would be shown, not something made from it.
        """
        if self.release_from is not None and on < self.release_from and level is not Sensitivity.SECRET:
            return f"not before {self.release_from.isoformat()}"
        if _ORDER.index(self.sensitivity) > _ORDER.index(level):
            return f"it is {self.sensitivity.value}, and the level asked for is {level.value}"
        if level is not Sensitivity.OPEN:
            return None
        if original:
            return "a file itself is never open: it carries what its maker's device wrote into it"
        if not self.shows:
            return "nobody has said what it shows, so it is taken to show people"
        if self.consent is Consent.REFUSED:
            return "consent was refused"
        if _PERSONAL & set(self.shows) and self.consent is not Consent.GIVEN:
            told = "; ".join(one.replace("_", " ") for one in self.shows if one in _PERSONAL)
            return f"it shows {told}, and no consent was given"
        return None


def _word(cells: Mapping[str, str], column: str, kind: type[S], default: S) -> S:
    text = cells.get(column, "")
    try:
        return kind(text) if text else default
    except ValueError:
        raise _unreadable(column, text, [one.value for one in kind]) from None


def _unreadable(column: str, text: str, choices: Iterable[str]) -> ValueUnreadable:
    told = ", ".join(choices)
    return ValueUnreadable(
        f"'{text}' is not a known word", text=text, kind="word", column=column, do=f"use one of {told}"
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueUnreadable(
            f"'{text}' is no day", text=text, kind="date", column="release_from", do="write 2027-01-31"
        ) from None
