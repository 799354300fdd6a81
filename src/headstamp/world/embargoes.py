"""Arms embargoes, step by step: of which body, against whom, how wide, from which day to which.

The facts stand in `data/embargoes.csv` (one row a step: where the scope changed, a new row begins) and
`data/listings.csv` (who was put on a list when), a source and a state of review per row. Exemptions are told
and never applied: whether a Committee gave leave is not in any table. An archive of embargoes that was added
to the library does not decide; see docs/law.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from headstamp.tables import split_list
from headstamp.values import Span
from headstamp.world.actors import shipped_rows, span_cell
from headstamp.world.dated_names import as_span
from headstamp.world.instruments import UNVERIFIED, edges, holds


class Scope(StrEnum):
    """Against whom in its target an embargo is directed."""

    ALL = "all"
    ALL_BUT = "all but"
    NON_GOVERNMENT = "non-government forces"
    LISTED = "listed network"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Embargo:
    """One step of an embargo.

    Attributes:
        id: its id.
        regime: what its steps have in common.
        body: UN, EU, OSCE, ECOWAS or League of Arab States.
        target: actor ids of the states or groups it is against; none for a list.
        list: the list whose entries it is against, if it is against a list.
        scope: against whom in the target.
        spared: actor ids that it leaves out.
        items: codes of what it covers ('unroca:I;II'); '' covers all arms.
        area: the part of territory or goods that it is confined to, in words.
        exports_from: whether buying arms from the target is forbidden too.
        force: mandatory, legal, regional, political or voluntary.
        from_: the first day on which it held.
        to: the first day on which it no longer held; None while it does.
        contested: who says that it does not hold, '' when nobody.
        exemptions: what it allows, in words; '' when nothing.
        documents: the acts that made it.
        note: remarks.
        source: where the row comes from.
        review: checked, checked once or unverified.
    """

    id: str
    regime: str
    body: str
    target: tuple[str, ...]
    list: str | None
    scope: Scope
    spared: tuple[str, ...]
    items: str
    area: str
    exports_from: bool
    force: str
    from_: Span
    to: Span | None
    contested: str
    exemptions: str
    documents: tuple[str, ...]
    note: str
    source: str
    review: str

    def holds(self, on: Span | date) -> bool | None:
        """Whether it held throughout a time; None when that cannot be told or differs."""
        return holds(self.from_, self.to, as_span(on))

    @property
    def unverified(self) -> bool:
        """Whether the row was not checked."""
        return self.review == UNVERIFIED

    @property
    def binding(self) -> bool:
        """Whether it binds in law those whom it addresses."""
        return self.force not in ("political", "voluntary")


@dataclass(frozen=True, slots=True)
class Listing:
    """That somebody was put on a list.

    Attributes:
        list: id of the list.
        actor: id of whom.
        number: permanent number of the entry, '' where it has none.
        from_: the first day on which it stood there.
        to: the first day on which it no longer did; None while it does.
        note: remarks.
        source: where the row comes from.
        review: checked, checked once or unverified.
    """

    list: str
    actor: str
    number: str
    from_: Span
    to: Span | None
    note: str
    source: str
    review: str

    @property
    def unverified(self) -> bool:
        """Whether the row was not checked."""
        return self.review == UNVERIFIED


class Embargoes:
    """Every step of every embargo, and every listing.

    Args:
        steps: the steps.
        listings: who stands on which list.
        looked_at: the day up to which the sources were looked at; None for no such day.
    """

    __slots__ = ("_by_actor", "_listings", "_steps", "looked_at")

    def __init__(
        self, steps: Iterable[Embargo], listings: Iterable[Listing], looked_at: date | None = None
    ) -> None:
        self.looked_at = looked_at
        self._steps = tuple(steps)
        self._listings = tuple(listings)
        by_actor: dict[str, list[Embargo]] = {}
        for step in self._steps:
            for actor in step.target:
                by_actor.setdefault(actor, []).append(step)
        self._by_actor = {actor: tuple(found) for actor, found in by_actor.items()}

    @classmethod
    def load(cls) -> Embargoes:
        """The shipped embargoes, read once."""
        return _shipped()

    def __iter__(self) -> Iterator[Embargo]:
        return iter(self._steps)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing."""
        return self._listings

    def on(self, on: Span | date, *, body: str | None = None) -> tuple[tuple[Embargo, bool | None], ...]:
        """The steps in force at a time, and those of which it cannot be told (None).

        Args:
            on: a day or a time.
            body: only those of this body; None asks of all.
        """
        told = ((one, one.holds(on)) for one in self._steps if body in (None, one.body))
        return tuple((one, held) for one, held in told if held is not False)

    def against(self, actors: Iterable[str]) -> tuple[Embargo, ...]:
        """The steps directed at any of these, by name or by a list that ever held them, whatever the time."""
        ids = tuple(dict.fromkeys(actors))
        lists = {one.list for one in self._listings if one.actor in ids}
        named = [step for actor in ids for step in self._by_actor.get(actor, ())]
        named += [step for step in self._steps if step.list is not None and step.list in lists]
        return tuple(dict.fromkeys(named))

    def directed(self, actors: Iterable[str], on: Span | date) -> tuple[tuple[Embargo, bool | None], ...]:
        """The steps in force at a time against any of these, by name or by a list that held them then."""
        ids = tuple(actors)
        found: list[tuple[Embargo, bool | None]] = []
        for step in self.against(ids):
            told = [step.holds(on), True if step.list is None else self.listed(step.list, ids, on)[0]]
            if False not in told:
                found.append((step, True if all(told) else None))
        return tuple(found)

    def listed(
        self, list_: str, actors: Iterable[str], on: Span | date
    ) -> tuple[bool | None, Listing | None]:
        """Whether any of these stood on a list at a time, and the row that says so, a checked one first."""
        ids, when = frozenset(actors), as_span(on)
        rows = [one for one in self._listings if one.list == list_ and one.actor in ids]
        told = [(holds(one.from_, one.to, when), one) for one in rows]
        sure = sorted((one for held, one in told if held is True), key=lambda one: one.unverified)
        if sure:
            return True, sure[0]
        open_ = [one for held, one in told if held is None]
        return (None, open_[0]) if open_ else (False, None)

    def beyond(self, on: Span | date) -> str | None:
        """What to say of a time that ends after the day of the tables; None for one that does not."""
        when = as_span(on)
        if self.looked_at is None or when is None or (when.to is not None and when.to <= self.looked_at):
            return None
        day = Span.between(self.looked_at, self.looked_at)
        return f"the tables were looked at up to {day}, and what changes after that day is not in them"

    def changes(self, actors: Iterable[str]) -> tuple[date, ...]:
        """The days on which what is directed at any of these may change, in order."""
        ids = tuple(actors)
        found = set() if self.looked_at is None else {self.looked_at + timedelta(days=1)}
        for step in self.against(ids):
            found.update(edges(step.from_, step.to))
        for one in self._listings:
            if one.actor in ids:
                found.update(edges(one.from_, one.to))
        return tuple(sorted(found))


@lru_cache(maxsize=1)
def _shipped() -> Embargoes:
    steps = (embargo_from_row(row) for row in shipped_rows("embargoes.csv"))
    listings = (_listing(row) for row in shipped_rows("listings.csv"))
    days = (date.fromisoformat(row["until"]) for row in shipped_rows("law_tables.csv"))
    return Embargoes(steps, listings, min(days))


def embargo_from_row(row: Mapping[str, str]) -> Embargo:
    """A step from the cells of its row.

    Raises:
        ValueUnreadable: a time cannot be read.
        ValueError: the scope is not known.
    """
    from_ = span_cell(row, "from")
    assert from_ is not None, row
    return Embargo(
        id=row["id"],
        regime=row["regime"],
        body=row["body"],
        target=split_list(row.get("target", "")),
        list=row.get("list") or None,
        scope=Scope(row["scope"]),
        spared=split_list(row.get("spared", "")),
        items=row.get("items", ""),
        area=row.get("area", ""),
        exports_from=row.get("exports_from") == "yes",
        force=row["force"],
        from_=from_,
        to=span_cell(row, "to"),
        contested=row.get("contested", ""),
        exemptions=row.get("exemptions", ""),
        documents=split_list(row.get("documents", "")),
        note=row.get("note", ""),
        source=row["source"],
        review=row["review"],
    )


def _listing(row: Mapping[str, str]) -> Listing:
    from_ = span_cell(row, "from")
    assert from_ is not None, row
    return Listing(
        list=row["list"],
        actor=row["actor"],
        number=row.get("number", ""),
        from_=from_,
        to=span_cell(row, "to"),
        note=row.get("note", ""),
        source=row["source"],
        review=row["review"],
    )
