"""Who supplied whom: a count that always carries its scope.

Published counts of suppliers differ because their scopes do. '34 states supplied Iraq, 28 of them Iran too'
cannot be had from SIPRI's register, which gives 22, 19 and 10 for deliveries of major arms in 1980-1988. So
no count is printed without stage, years, definition and edition, and a published one can be held beside the
recomputed one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ibis.expr.types import Table

from headstamp.records.finding import known_source, known_stage, of_weapon, spellings
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.transfer import Party
from headstamp.records.visibility import sources
from headstamp.values import NotFound, ValueUnreadable
from headstamp.world import region

_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A published count to hold beside the recomputed one; its own scope is usually not told."""

    n: int
    n_both: int | None = None

    @classmethod
    def parse(cls, text: str) -> Claimed:
        """Read 'N' or 'N/BOTH'.

        Raises:
            ValueUnreadable: anything else.
        """
        parts = text.split("/")
        if not all(_COUNT.fullmatch(part.strip()) for part in parts) or len(parts) > 2:
            raise ValueUnreadable(
                f"'{text}' is no published count",
                text=text,
                kind="count",
                do="write N or N/BOTH, such as 34/28",
            )
        return cls(int(parts[0]), int(parts[1]) if len(parts) == 2 else None)


@dataclass(frozen=True, slots=True)
class PartyShare:
    """How many of the rows behind a count name a party, and which part of them."""

    party: Party
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class SupplierCount:
    """The suppliers of one recipient in some years, and of another for comparison.

    Attributes:
        n, n_other, n_both: how many supplied the recipient, the other, and both; None without another.
        scope: in words, what was counted and what was not.
        claimed: a published count, as it was given.
        snapshots: fingerprints of the editions that answered.
        records: ids of the rows behind the counts.
        shares: for each supplier of the recipient how many of these rows name it, the most first; empty where
            several sources answered, since a row of one is not a row of another.
        concentration: Herfindahl index of these shares, from near 0 (many alike) to 1 (a single supplier);
            None without rows. It is of records, not of weapons: one row may be 8,500 vehicles or one ship.
    """

    recipient: Party
    also: Party | None
    stage: str
    years: tuple[int, int]
    n: int
    n_other: int | None
    n_both: int | None
    suppliers: tuple[Party, ...]
    suppliers_other: tuple[Party, ...]
    both: tuple[Party, ...]
    scope: str
    claimed: Claimed | None
    snapshots: tuple[str, ...]
    records: tuple[str, ...]
    shares: tuple[PartyShare, ...]
    concentration: float | None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is counted: 'supplier' or 'recipient', at a stage, in years, in all editions or some."""

    counted: str
    stage: str
    years: tuple[int, int]
    snapshots: tuple[str, ...] | None
    weapon: str | None = None
    source: str | None = None

    @property
    def fixed(self) -> str:
        return "recipient" if self.counted == "supplier" else "supplier"


@dataclass(frozen=True, slots=True)
class _Side:
    parties: dict[str, Party]
    rows: Counter[str]
    records: tuple[str, ...]
    snapshots: frozenset[str]
    left_out: int

    @property
    def shares(self) -> tuple[PartyShare, ...]:
        total = self.rows.total()
        told = sorted(self.rows.items(), key=lambda item: (-item[1], self.parties[item[0]].name))
        return tuple(PartyShare(self.parties[key], n, round(n / total, 4)) for key, n in told)


_NOBODY = _Side({}, Counter(), (), frozenset(), 0)


def suppliers(
    library: Library,
    names: Names,
    recipient: str,
    *,
    years: tuple[int, int],
    also: str | None = None,
    stage: str = "delivered",
    weapon: str | None = None,
    source: str | None = None,
    claimed: Claimed | None = None,
    snapshots: Iterable[str] | None = None,
) -> SupplierCount:
    """Count who supplied a recipient in some years.

    Args:
        library: the records to ask.
        names: who is who.
        recipient: id, name or alias.
        also: another recipient, id, name or alias, to count who supplied both.
        years: first and last year, both included; of a delivery for the stage 'delivered', of the order
            otherwise.
        stage: one stage; stages are never counted together. A deal delivered later was ordered all the same.
        weapon: only this weapon with all below it, this class ('tank') or this category ('ML1').
        source: only what this source tells.
        claimed: a published count to hold beside this one.
        snapshots: fingerprints of the only editions to ask; None asks the newest that speaks of each row.

    Raises:
        NotFound: nobody known bears a name.
        Refused: there is no such stage.
        SnapshotMissing: a fingerprint is not in the library.
    """
    chosen = tuple(snapshots) if snapshots is not None else None
    scope = _Scope("supplier", stage, years, chosen, weapon, source)
    return _count(library, names, recipient, also, scope, claimed)


def recipients(
    library: Library,
    names: Names,
    supplier: str,
    *,
    years: tuple[int, int],
    stage: str = "delivered",
    weapon: str | None = None,
    source: str | None = None,
    snapshots: Iterable[str] | None = None,
) -> SupplierCount:
    """Count whom a supplier supplied in some years; the answer's `suppliers` are then the recipients.

    Raises:
        NotFound: nobody known bears the name.
        Refused: there is no such stage.
        SnapshotMissing: a fingerprint is not in the library.
    """
    chosen = tuple(snapshots) if snapshots is not None else None
    scope = _Scope("recipient", stage, years, chosen, weapon, source)
    return _count(library, names, supplier, None, scope, None)


def told(rows: Table, counted: str, texts: Iterable[str], years: tuple[int, int], stage: str) -> Table:
    """The rows behind a count: `id`, `snapshot` and the party counted, once each.

    Args:
        rows: an expression in the Transfer schema with the column `snapshot`.
        counted: 'supplier' or 'recipient'.
        texts: how the rows name the party on the other side.
        years: first and last year, both included.
        stage: 'delivered' counts by year of delivery, 'ordered' by year of order, every other stage by the
            year that the record speaks of.
    """
    fixed = "recipient" if counted == "supplier" else "supplier"
    stages = ("ordered", "delivered") if stage == "ordered" else (stage,)
    parts = rows.filter(rows.quantity_status.fill_null("") != "aggregate")
    mine = parts.filter(parts.stage.isin(stages), parts[fixed].isin(sorted(texts)))
    if stage == "delivered":
        each = mine.select("id", "snapshot", counted, one=mine.deliveries.unnest())
        within = each.filter(each.one["from"].year().between(*years))
    else:
        day = mine.ordered_from if stage == "ordered" else mine.dated_from
        within = mine.filter(day.year().between(*years))
    return within.select("id", "snapshot", counted).distinct().order_by(counted, "id")


def _count(
    library: Library, names: Names, asked: str, also: str | None, scope: _Scope, claimed: Claimed | None
) -> SupplierCount:
    known_stage(scope.stage)
    party, second = _party(names, asked), _party(names, also) if also else None
    rows = _asked(library, names, scope)
    mine = _side(rows, names, party, scope)
    other = _side(rows, names, second, scope) if second else _NOBODY
    both = [one for key, one in mine.parties.items() if key in other.parties]
    answered = mine.snapshots | other.snapshots
    one_source = len({one.source for one in library.snapshots() if one.sha256 in mine.snapshots}) == 1
    shares = mine.shares if one_source else ()
    return SupplierCount(
        recipient=party,
        also=second,
        stage=scope.stage,
        years=scope.years,
        n=len(mine.parties),
        n_other=len(other.parties) if second else None,
        n_both=len(both) if second else None,
        suppliers=_sorted(mine.parties.values()),
        suppliers_other=_sorted(other.parties.values()),
        both=_sorted(both),
        scope=_in_words(library, scope, answered, mine.left_out + other.left_out),
        claimed=claimed,
        snapshots=tuple(sorted(answered)),
        records=tuple(dict.fromkeys(mine.records + other.records)),
        shares=shares,
        concentration=round(sum(one.share**2 for one in shares), 4) if shares else None,
    )


def _asked(library: Library, names: Names, scope: _Scope) -> Table | None:
    if scope.source is not None:
        known_source(library, scope.source)
    rows = library.asked(snapshots=scope.snapshots, actors=names.actors)
    if rows is None:
        return None
    if scope.source is not None:
        rows = rows.filter(rows.source == scope.source)
    return rows if scope.weapon is None else of_weapon(rows, names, library, scope.weapon)


def _party(names: Names, text: str) -> Party:
    actor = names.actors.find(text)
    if actor is None:
        raise NotFound(
            f"No actor is called '{text}'; give an id, a name or an alias such as 'IRQ' or 'Iraq'."
        )
    return Party(actor.id, actor.name)


def _sorted(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(sorted(parties, key=lambda party: party.name))


def _side(rows: Table | None, names: Names, party: Party, scope: _Scope) -> _Side:
    if rows is None or party.id is None:
        return _NOBODY
    texts = spellings(rows, scope.fixed, names, party.id)
    found = told(rows, scope.counted, texts, scope.years, scope.stage).to_pyarrow().to_pylist()
    known: dict[str, Party] = {}
    rows_of: Counter[str] = Counter()
    records, left_out = [], 0
    for row in found:
        # A licence for two destinations may name one of them on the other side too.
        parties = tuple(one for one in _counted(row[scope.counted], names) if one.id != party.id)
        if not parties:
            left_out += 1
            continue
        known.update((one.id or one.name, one) for one in parties)
        rows_of.update(one.id or one.name for one in parties)
        records.append(row["id"])
    return _Side(known, rows_of, tuple(records), frozenset(row["snapshot"] for row in found), left_out)


def _counted(text: str | None, names: Names) -> tuple[Party, ...]:
    """The parties that a cell names; none for a region, a sum or somebody not known.

    A party that is not known is no further one, since it may be one of those already counted.
    """
    if not text or region(text) is not None:
        return ()
    several = names.actors_in(text)
    found = tuple(names.party(one) for one in several) if len(several) > 1 else (names.party(text),)
    return tuple(one for one in found if one.id != "not-known")


def _in_words(library: Library, scope: _Scope, answered: Iterable[str], left_out: int) -> str:
    dated = {"delivered": "by year of delivery", "ordered": "by year of order"}.get(scope.stage, "by year")
    sentence = (
        f"Distinct {scope.counted}s with at least one record at the stage '{scope.stage}', {dated} "
        f"{scope.years[0]}-{scope.years[1]}, as {_editions(library, scope, frozenset(answered))} tells it: "
        f"{_recorded(library, answered)}; dissolved states are counted by their own names."
    )
    if scope.weapon is not None:
        sentence += f" Only lines of '{scope.weapon}', none of wider categories."
    if scope.stage == "ordered":
        sentence += " Deals delivered since are included."
    if left_out:
        plural = "s" if left_out != 1 else ""
        sentence += f" {left_out} record{plural} with a {scope.counted} not known left out."
    return sentence


def _recorded(library: Library, answered: Iterable[str]) -> str:
    """What the sources behind a count record, in words."""
    told = set(answered)
    held = sorted({one.source for one in library.snapshots() if not told or one.sha256 in told})
    words = [known.records for one in held if (known := sources().get(one)) is not None]
    return "; ".join(dict.fromkeys(words)) or "as far as each source records them"


def _editions(library: Library, scope: _Scope, answered: frozenset[str]) -> str:
    """The editions behind a count; of a count of nothing, those that were asked."""
    held = library.answering(snapshots=scope.snapshots)
    asked = [one for one in held if scope.source in (None, one.source)]
    named = [one for one in asked if one.sha256 in answered] or asked
    return "; ".join(dict.fromkeys(one.edition for one in named)) or "an empty library"
