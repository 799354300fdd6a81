"""What transfers were worth, year by year: one series a source, stage, currency and basis.

A value notified is no order, a licence no delivery, and dollars of a fiscal year no euros of a calendar one,
so that nothing is added across any of these, nor what an exporter reports to what the importer reports of the
same goods. Sums that a source prints beside its own parts are left out, over categories and over suppliers;
where it prints the sum alone (some states report exports as a total only), the sum is taken and said to be
one. A renewal of a licence that the list holds, and a re-export, which a reporter's exports include, are left
out too. The year is the one that the record names, of a fiscal year its last.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from headstamp.records.finding import Filters, find
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.transfer import STAGES, Party, Transfer
from headstamp.records.visibility import MODEL, sources
from headstamp.values import Refused

_RENEWAL = "renewal of an earlier licence"
"""What the reader of a list of licences notes of a line that tells an earlier licence again."""

SUM_BESIDE_PARTS = "sums beside their parts"
_NUMBERS = re.compile(r"([0-9]+)")
RENEWED = "renewals of licences that are told"
INCLUDED = "re-exports and re-imports, which exports and imports include"
UNDATED = "records of no one year"
WHOLE_CONTRACT = "worths of whole contracts, which several rows may share"
SHARED = "values told for several parties together"


@dataclass(frozen=True, slots=True)
class YearWorth:
    """What one year of a series adds up to.

    Attributes:
        n: how many records it is the sum of.
        totals: how many of these are sums of the source over several categories.
    """

    year: int
    amount: Decimal
    n: int
    totals: int


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Values that may be added up, by year.

    Attributes:
        by_recipient: whether the recipient reported it; else the supplier did, or whoever keeps the source.
        under: the category or programme, where the series are asked for one by one; else None.
        records: ids of the rows behind it.
    """

    source: str
    stage: str
    currency: str
    basis: str | None
    by_recipient: bool
    under: str | None
    years: tuple[YearWorth, ...]
    records: tuple[str, ...]

    @property
    def amount(self) -> Decimal:
        """The sum over all its years."""
        return sum((one.amount for one in self.years), Decimal(0))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many records that name a value are in no series, and why."""

    why: str
    n: int


@dataclass(frozen=True, slots=True)
class Values:
    """The series of one question, with their scope in words.

    Attributes:
        without: how many of the records that fit name no value.
        left_out: those that name one and would be added twice, or to no year.
        snapshots: fingerprints of the editions that answered.
    """

    series: tuple[ValueSeries, ...]
    scope: str
    without: int
    left_out: tuple[LeftOut, ...]
    snapshots: tuple[str, ...]


def values(
    library: Library,
    names: Names,
    filters: Filters,
    *,
    under: str | None = None,
    split: bool = False,
) -> Values:
    """Add up what transfers were worth, by year.

    Args:
        library: the records to ask.
        names: who is who.
        filters: which transfers; a supplier or a recipient is needed.
        under: only this category ('ML1', 'hs:9301') or programme, as the source writes it.
        split: one series a category or programme.

    Raises:
        NotFound: nobody known bears a name.
        Refused: neither a supplier nor a recipient is asked for, or there is no such stage.
        SnapshotMissing: a fingerprint is not in the library.
    """
    if filters.supplier is None and filters.recipient is None:
        raise Refused("Values of the whole world are no series", do="give --supplier or --recipient")
    # `find` takes whatever overlaps a year; a fiscal year belongs to one series only. What tells a value
    # again is seen only beside the years that are not asked for.
    told = find(library, names, replace(filters, years=None)).transfers
    again = _renewals(told)
    found = [one for one in told if _within(one, filters.years)]
    if under is not None:
        found = [one for one in found if _is_under(one, under)]
    worth = [one for one in found if one.value is not None]
    why = {one.id: RENEWED for one in worth if one.id in again}
    why |= {one.id: INCLUDED for one in worth if _is_included(one)}
    why |= {one.id: WHOLE_CONTRACT for one in worth if _is_whole_contract(one)}
    why |= {one.id: SHARED for one in worth if _is_shared(one, names)}
    why |= {one.id: UNDATED for one in worth if year_of(one) is None}
    left = [one for one in worth if one.id not in why]
    once = _once(left)
    why |= dict.fromkeys({one.id for one in left} - {one.id for one in once}, SUM_BESIDE_PARTS)
    answered = {one.snapshot for one in once if one.snapshot is not None}
    return Values(
        series=tuple(_series(once, split)),
        scope=_scope(library, names, filters, under, answered),
        without=len(found) - len(worth),
        left_out=tuple(LeftOut(reason, n) for reason, n in sorted(Counter(why.values()).items())),
        snapshots=tuple(sorted(answered)),
    )


def _is_whole_contract(one: Transfer) -> bool:
    """Whether a register of weapons tells a contract's worth, which rows and years may share."""
    described = sources().get(one.source)
    finest = described.finest if described else ""
    return finest == MODEL and one.value is not None and one.value.basis == "contract"


def _is_shared(one: Transfer, names: Names) -> bool:
    """Whether one value is told for several parties together."""
    return any(len(names.actors_in(side.name)) > 1 for side in (one.supplier, one.recipient))


def year_of(one: Transfer) -> int | None:
    """The year that a record names; of a span its last."""
    when = one.delivered if one.stage == "delivered" else one.ordered if one.stage == "ordered" else one.dated
    return when.last_year if when is not None else None


def _within(one: Transfer, years: tuple[int, int] | None) -> bool:
    year = year_of(one)
    return years is None or (year is not None and years[0] <= year <= years[1])


def category(one: Transfer) -> str | None:
    """What a record stands under in its source: a category of the Military List, a heading, a programme."""
    if one.category or one.item:
        return one.category
    # A source of totals names nothing finer than the programme, which stands in the comment.
    described = sources().get(one.source)
    return one.comment or None if described is not None and described.finest == "total" else None


def _is_under(one: Transfer, under: str) -> bool:
    told = (category(one) or "").casefold()
    return under.casefold() in (told, told.partition(":")[2])


def _renewals(told: Iterable[Transfer]) -> set[str]:
    """The lines that tell a licence again: renewals under its number, but for the first telling of it."""
    numbered: dict[tuple[str, str], list[Transfer]] = defaultdict(list)
    for one in told:
        if one.reference:
            numbered[one.source, one.reference].append(one)
    again = set()
    for lines in numbered.values():
        renewed = [one for one in lines if _RENEWAL in one.comment.split("; ")]
        if len(renewed) == len(lines):
            # The licence itself is older than the list: its first renewal stands for it.
            first = min(str(one.dated.from_) for one in renewed)
            renewed = [one for one in renewed if str(one.dated.from_) != first]
        again |= {one.id for one in renewed}
    return again


def _is_included(one: Transfer) -> bool:
    return one.stage in ("customs_exit", "customs_entry") and one.comment.startswith("re-")


def _once(worth: Iterable[Transfer]) -> list[Transfer]:
    """Without the sums of a source where it tells the parts too, over categories first, then suppliers."""
    flows: dict[tuple[object, ...], list[Transfer]] = defaultdict(list)
    for one in worth:
        money = (one.value.currency, one.value.basis) if one.value is not None else ()
        flows[one.source, one.recipient, one.stage, year_of(one), money, _is_by_recipient(one)].append(one)
    return [one for flow in flows.values() for one in _of_one_flow(flow)]


def _of_one_flow(flow: Sequence[Transfer]) -> list[Transfer]:
    """What suppliers are told to have sent, or else what all did together."""
    by_supplier: dict[Party | None, list[Transfer]] = defaultdict(list)
    for one in flow:
        together = _is_total(one) and one.supplier.id is None
        by_supplier[None if together else one.supplier].append(one)
    all_together = by_supplier.pop(None, [])
    if not by_supplier:
        return _parts_or_sum(all_together)
    return [one for rows in by_supplier.values() for one in _parts_or_sum(rows)]


def _parts_or_sum(rows: Sequence[Transfer]) -> list[Transfer]:
    """The parts where there are any, else the sums of categories, else the sum of all."""
    for keep in (lambda one: not _is_total(one), lambda one: not _is_grand_total(one), _is_total):
        if found := [one for one in rows if keep(one)]:
            return found
    return []


def _is_total(one: Transfer) -> bool:
    return one.quantity.status == "aggregate"


def _is_grand_total(one: Transfer) -> bool:
    return category(one) in (None, "ml:total")


def _is_by_recipient(one: Transfer) -> bool:
    return one.reported_by is not None and one.reported_by in (one.recipient, one.end_user)


def _series(worth: Iterable[Transfer], split: bool) -> Iterable[ValueSeries]:
    gathered: dict[_Key, list[Transfer]] = defaultdict(list)
    for one in worth:
        if one.value is not None:
            under = (category(one) or "") if split else ""
            by = _is_by_recipient(one)
            gathered[one.source, one.stage, one.value.currency, one.value.basis or "", by, under].append(one)
    for key, rows in sorted(gathered.items(), key=_in_order):
        source, stage, currency, basis, by, under = key
        ids = tuple(sorted(one.id for one in rows))
        years = _by_year(rows)
        yield ValueSeries(source, stage, currency, basis or None, by, under or None, years, ids)


_Key = tuple[str, str, str, str, bool, str]


def _in_order(item: tuple[_Key, object]) -> tuple[object, ...]:
    source, stage, currency, basis, by, under = item[0]
    # ML2 comes before ML10.
    counted = tuple(int(part) if part.isdecimal() else part for part in _NUMBERS.split(under))
    return source, counted, STAGES.index(stage), currency, basis, by


def _by_year(rows: Iterable[Transfer]) -> tuple[YearWorth, ...]:
    by_year: dict[int, list[Transfer]] = defaultdict(list)
    for one in rows:
        if (year := year_of(one)) is not None:
            by_year[year].append(one)
    return tuple(
        YearWorth(year, _sum(told), len(told), sum(map(_is_total, told)))
        for year, told in sorted(by_year.items())
    )


def _sum(rows: Iterable[Transfer]) -> Decimal:
    return sum((Decimal(one.value.amount) for one in rows if one.value is not None), Decimal(0))


def _scope(library: Library, names: Names, filters: Filters, under: str | None, answered: set[str]) -> str:
    sides = [
        f"{word} {_name(names, text)}"
        for word, text in (("from", filters.supplier), ("to", filters.recipient))
        if text
    ]
    span = f", {'-'.join(map(str, sorted({*filters.years})))}" if filters.years else ""
    only = f", only {under}" if under else ""
    held = library.snapshots()
    told = [one.edition for one in held if one.sha256 in answered] or [one.edition for one in held]
    return (
        f"Values of transfers {' '.join(sides)}{span}{only}, as {'; '.join(told) or 'an empty library'} "
        "tells them: prices of their year, each series of one source, stage, currency and basis; a licence "
        "or notification is worth at most what it says. Series are never added to one another."
    )


def _name(names: Names, text: str) -> str:
    party: Party = names.party(text)
    return party.name
