"""Who supplied whom: a count that always carries its scope.

Published counts of suppliers differ because their scopes do. '34 states supplied Iraq, 28 of them Iran too' cannot be had
from SIPRI's register, which gives 22, 19 and 10 for deliveries of major arms in 1980-1988. So no count is printed without
stage, years, definition and edition, and a published one can be held beside the recomputed one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ibis.expr.types import Table

from headstamp.records.find import spellings
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.transfer import Party
from headstamp.values import NotFound, ValueUnreadable


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
        if not all(part.strip().isdigit() for part in parts) or len(parts) > 2:
            raise ValueUnreadable(f"'{text}' is not N or N/BOTH, such as 34/28.", column="--claimed")
        return cls(int(parts[0]), int(parts[1]) if len(parts) == 2 else None)


@dataclass(frozen=True, slots=True)
class SupplierCount:
    """The suppliers of one recipient in some years, and of another for comparison.

    Attributes:
        n, n_other, n_both: how many supplied the recipient, the other, and both; None without another.
        scope: in words, what was counted and what was not.
        claimed: a published count, as it was given.
        snapshots: fingerprints of the editions that answered.
        records: ids of the rows behind the counts.
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


@dataclass(frozen=True, slots=True)
class _Side:
    parties: dict[str, Party]
    records: tuple[str, ...]
    snapshots: frozenset[str]
    left_out: int


def suppliers(
    library: Library,
    names: Names,
    recipient: str,
    *,
    years: tuple[int, int],
    also: str | None = None,
    stage: str = "delivered",
    claimed: Claimed | None = None,
) -> SupplierCount:
    """Count who supplied a recipient in some years.

    Args:
        recipient, also: id, name or alias.
        years: first and last year, both included; of a delivery for the stage 'delivered', of the order otherwise.
        stage: one stage; stages are never counted together.

    Raises:
        NotFound: nobody known bears a name.
    """
    return _count(library, names, recipient, also, years, stage, claimed, counted="supplier")


def recipients(
    library: Library, names: Names, supplier: str, *, years: tuple[int, int], stage: str = "delivered"
) -> SupplierCount:
    """Count whom a supplier supplied in some years; the answer's `suppliers` are then the recipients.

    Raises:
        NotFound: nobody known bears the name.
    """
    return _count(library, names, supplier, None, years, stage, None, counted="recipient")


def _count(
    library: Library,
    names: Names,
    asked: str,
    also: str | None,
    years: tuple[int, int],
    stage: str,
    claimed: Claimed | None,
    *,
    counted: str,
) -> SupplierCount:
    rows = library.transfers(actors=names.actors)
    fixed = "recipient" if counted == "supplier" else "supplier"
    mine = _side(rows, names, _party(names, asked), years, stage, fixed, counted)
    other = _side(rows, names, _party(names, also), years, stage, fixed, counted) if also else None
    both = [party for key, party in mine.parties.items() if other and key in other.parties]
    return SupplierCount(
        recipient=_party(names, asked),
        also=_party(names, also) if also else None,
        stage=stage,
        years=years,
        n=len(mine.parties),
        n_other=len(other.parties) if other else None,
        n_both=len(both) if other else None,
        suppliers=_sorted(mine.parties.values()),
        suppliers_other=_sorted(other.parties.values()) if other else (),
        both=_sorted(both),
        scope=_scope(library, names, years, stage, counted, mine.left_out + (other.left_out if other else 0)),
        claimed=claimed,
        snapshots=tuple(sorted(mine.snapshots | (other.snapshots if other else frozenset()))),
        records=tuple(dict.fromkeys(mine.records + (other.records if other else ()))),
    )


def _party(names: Names, text: str) -> Party:
    actor = names.actors.find(text)
    if actor is None:
        raise NotFound(
            f"No actor is called '{text}'; give an id, a name or an alias such as 'IRQ' or 'Iraq'."
        )
    return Party(actor.id, actor.name)


def _sorted(parties: object) -> tuple[Party, ...]:
    return tuple(sorted(parties, key=lambda party: party.name))  # type: ignore[call-overload, no-any-return]


def _side(
    rows: Table | None,
    names: Names,
    party: Party,
    years: tuple[int, int],
    stage: str,
    fixed: str,
    counted: str,
) -> _Side:
    if rows is None or party.id is None:
        return _Side({}, (), frozenset(), 0)
    first, last = years
    told = rows.filter(rows.stage == stage, rows[fixed].isin(spellings(rows, fixed, names, party.id)))
    if stage == "delivered":
        within = told.mutate(one=told.deliveries).unnest("one")
        within = within.filter(within.one["from"].year().between(first, last))
    else:
        within = told.filter(told.ordered_from.year().between(first, last))
    found = (
        within.select("id", "snapshot", counted).distinct().order_by(counted, "id").to_pyarrow().to_pylist()
    )
    known: dict[str, Party] = {}
    records, left_out = [], 0
    for row in found:
        actor = names.actor(row[counted])
        # A supplier that is not known is no further supplier: it may be one of those already counted.
        if actor is None or actor.id == "not-known":
            left_out += 1
            continue
        known.setdefault(actor.id, Party(actor.id, actor.name))
        records.append(row["id"])
    return _Side(known, tuple(records), frozenset(row["snapshot"] for row in found), left_out)


def _scope(
    library: Library, names: Names, years: tuple[int, int], stage: str, counted: str, left_out: int
) -> str:
    dated = "by year of delivery" if stage == "delivered" else "by year of order"
    editions = "; ".join(dict.fromkeys(one.edition for one in library.snapshots()[:1])) or "an empty library"
    sentence = (
        f"Distinct {counted}s with at least one record at the stage '{stage}', {dated} {years[0]}-{years[1]}, as {editions} "
        "tells it: major conventional arms, components included; dissolved states are counted by their own names."
    )
    if left_out:
        sentence += f" {left_out} record{'s' if left_out != 1 else ''} with a {counted} not known left out."
    return sentence
