"""What transfers were worth, year by year: one series a source, stage, currency and basis.

A value notified is no order, a licence no delivery, and dollars of a fiscal year no euros of a calendar one,
so that nothing is added across any of these. Sums that a source prints beside its own parts are left out;
where it prints the sum alone (some states report exports as a total only), the sum is taken and said to be
one. The year is the one that the record names, of a fiscal year its last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from headstamp.records.find import Filters, find
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.transfer import STAGES, Party, Transfer
from headstamp.values import Refused


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
        under: the category or programme, where the series are asked for one by one; else None.
        records: ids of the rows behind it.
    """

    source: str
    stage: str
    currency: str
    basis: str | None
    under: str | None
    years: tuple[YearWorth, ...]
    records: tuple[str, ...]

    @property
    def amount(self) -> Decimal:
        """The sum over all its years."""
        return sum((one.amount for one in self.years), Decimal(0))


@dataclass(frozen=True, slots=True)
class Values:
    """The series of one question, with their scope in words.

    Attributes:
        without: how many of the records that fit name no value.
    """

    series: tuple[ValueSeries, ...]
    scope: str
    without: int


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
    # `find` takes whatever overlaps a year; a fiscal year belongs to one series only.
    told = find(library, names, replace(filters, years=None)).transfers
    found = [one for one in told if _within(one, filters.years)]
    if under is not None:
        found = [one for one in found if _is_under(one, under)]
    worth = [one for one in found if one.value is not None]
    series = tuple(_series(_once(worth), split))
    answered = {one.snapshot for one in worth}
    return Values(series, _scope(library, names, filters, under, answered), len(found) - len(worth))


def year_of(one: Transfer) -> int | None:
    """The year that a record names; of a span its last."""
    when = one.delivered if one.stage == "delivered" else one.ordered if one.stage == "ordered" else one.dated
    return when.last_year if when is not None else None


def _within(one: Transfer, years: tuple[int, int] | None) -> bool:
    year = year_of(one)
    return years is None or (year is not None and years[0] <= year <= years[1])


def category(one: Transfer) -> str | None:
    """What a record stands under in its source: a category of the Military List, a heading, a programme."""
    return one.category or (one.comment or None if not one.item else None)


def _is_under(one: Transfer, under: str) -> bool:
    told = (category(one) or "").casefold()
    return under.casefold() in (told, told.partition(":")[2])


def _once(worth: Iterable[Transfer]) -> list[Transfer]:
    """Without the sums of a source where it tells the parts too."""
    flows: dict[tuple[object, ...], list[Transfer]] = defaultdict(list)
    for one in worth:
        flows[one.source, one.supplier, one.recipient, one.stage, year_of(one)].append(one)
    parts = (
        [one for one in flow if not _is_total(one)] or [one for one in flow if _is_total(one)]
        for flow in flows.values()
    )
    return [one for flow in parts for one in flow]


def _is_total(one: Transfer) -> bool:
    return one.quantity.status == "aggregate"


def _series(worth: Iterable[Transfer], split: bool) -> Iterable[ValueSeries]:
    gathered: dict[tuple[str, str, str, str, str], list[Transfer]] = defaultdict(list)
    for one in worth:
        if one.value is not None:
            under = (category(one) or "") if split else ""
            key = (one.source, one.stage, one.value.currency, one.value.basis or "", under)
            gathered[key].append(one)
    for (source, stage, currency, basis, under), rows in sorted(gathered.items(), key=_in_order):
        ids = tuple(sorted(one.id for one in rows))
        yield ValueSeries(source, stage, currency, basis or None, under or None, _by_year(rows), ids)


def _in_order(item: tuple[tuple[str, str, str, str, str], object]) -> tuple[object, ...]:
    source, stage, currency, basis, under = item[0]
    return source, under, STAGES.index(stage), currency, basis


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


def _scope(
    library: Library, names: Names, filters: Filters, under: str | None, answered: set[str | None]
) -> str:
    sides = [
        f"{word} {_name(names, text)}"
        for word, text in (("from", filters.supplier), ("to", filters.recipient))
        if text
    ]
    span = f", {filters.years[0]}-{filters.years[1]}" if filters.years else ""
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
