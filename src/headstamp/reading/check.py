"""Claims held against the records: what agrees, what differs, and what no record could have told.

A register's silence is no absence: what a source does not record cannot be seen there, whatever was
delivered. A number under one definition is not compared with one under another, an order not with a delivery;
where a claim says too little to be compared, a person has to look. Nothing here changes a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from headstamp.reading.claim import Claim, ClaimType
from headstamp.records import Filters, Found, Library, Names, Transfer, find, suppliers
from headstamp.records.supplying import Claimed, SupplierCount
from headstamp.values import Quantity, Span

CHECKED: Final = (ClaimType.TRANSFER, ClaimType.SUPPLIER_STAT)
"""The types that records can speak of."""

_LONGEST: Final = 60
_MOST_RECORDS: Final = 50


class Verdict(StrEnum):
    """How a claim stands to the records."""

    AGREES = "agrees"
    DIFFERS = "differs"
    DIFFERENT_STAGE = "different stage"
    NOT_COMPARABLE = "not comparable"
    CANNOT_BE_SEEN = "cannot be seen"
    NOT_FOUND = "not found"
    NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim beside what the records say.

    Attributes:
        claim: its id.
        verdict: how it stands to them.
        because: why, in sentences.
        records: ids of the records compared.
        arithmetic: the numbers compared, '' where there are none.
        scope: which editions were asked, and what they record.
    """

    claim: str
    verdict: Verdict
    because: str
    records: tuple[str, ...] = ()
    arithmetic: str = ""
    scope: str = ""


class _Records:
    """The library as claims ask it; documents tell the same deals again, and each question is put once."""

    def __init__(self, library: Library, names: Names) -> None:
        self.names = names
        self._library = library
        self._found: dict[tuple[str, str, str | None], Found] = {}
        self._counted: dict[tuple[str, tuple[int, int], str | None, Claimed], SupplierCount] = {}

    def between(self, supplier: str, recipient: str, weapon: str | None) -> Found:
        """The records of whole weapons between two; of one weapon where it is named."""
        asked = (supplier, recipient, weapon)
        if asked not in self._found:
            filters = Filters(supplier=supplier, recipient=recipient, weapon=weapon, whole_weapons=True)
            self._found[asked] = find(self._library, self.names, filters)
        return self._found[asked]

    def suppliers(
        self, recipient: str, years: tuple[int, int], also: str | None, claimed: Claimed
    ) -> SupplierCount:
        """Who supplied a recipient in some years, both ends included, and another as well."""
        asked = (recipient, years, also, claimed)
        if asked not in self._counted:
            self._counted[asked] = suppliers(
                self._library, self.names, recipient, years=years, also=also, claimed=claimed
            )
        return self._counted[asked]


def check_claims(claims: Iterable[Claim], library: Library, names: Names) -> Iterator[Checked]:
    """Hold claims against a library; only transfers and counts of suppliers can be.

    Args:
        claims: read one by one, as the answers are taken.

    Raises:
        LibraryDamaged: a snapshot cannot be read.
    """
    records = _Records(library, names)
    for claim in claims:
        if claim.type is ClaimType.TRANSFER:
            yield _transfer(claim, records)
        elif claim.type is ClaimType.SUPPLIER_STAT:
            yield _statistic(claim, records)


def _statistic(claim: Claim, records: _Records) -> Checked:
    number, both = claim.get("n"), claim.get("overlap")
    recipient, also = _known(claim, "recipient", records.names), _known(claim, "also", records.names)
    years = _years(claim.get("date"))
    if "supplied" not in claim.words("what"):
        why = (
            "It counts where arms were made or came from; records name suppliers, and a maker is no supplier."
        )
        return Checked(claim.id, Verdict.NOT_COMPARABLE, why)
    if not isinstance(number, int) or len(recipient) != 1:
        why = "It does not say whom the states supplied, so that no count can be held beside it."
        return Checked(claim.id, Verdict.NEEDS_A_PERSON, why)
    if years is None:
        return Checked(claim.id, Verdict.NEEDS_A_PERSON, "It names no years that could be counted over.")
    claimed = Claimed(number, both if isinstance(both, int) else None)
    count = records.suppliers(recipient[0], years, also[0] if also else None, claimed)
    if not count.snapshots:
        return Checked(
            claim.id, Verdict.NOT_FOUND, "No record names a supplier in these years.", scope=count.scope
        )
    sums = f"{number} claimed, {count.n} in the records: {number} - {count.n} = {number - count.n}"
    if isinstance(both, int) and count.n_both is not None:
        sums += f"; of both {both} claimed, {count.n_both} in the records: {both - count.n_both} more"
    told = f"{count.n}" + (f" / {count.n_both}" if count.n_both is not None else "")
    why = (
        f"The records give {told} by their own definition; the scope of the claim (which arms, which stage) "
        f"is not told, so that the two are no measure of each other."
    )
    return Checked(
        claim.id,
        Verdict.NOT_COMPARABLE,
        why,
        count.records[:_MOST_RECORDS],
        sums,
        f"{years[0]}-{years[1]}. {count.scope}",
    )


def _years(date: object) -> tuple[int, int] | None:
    if not isinstance(date, Span) or date.first_year is None or date.last_year is None:
        return None
    return (date.first_year, date.last_year) if date.last_year - date.first_year < _LONGEST else None


def _known(claim: Claim, field: str, names: Names) -> list[str]:
    """The ids of the parties of a field that the actors know."""
    return [one.id for one in claim.names(field) if one.id is not None and one.id in names.actors]


def _transfer(claim: Claim, records: _Records) -> Checked:
    supplying, receiving = _known(claim, "supplier", records.names), _known(claim, "recipient", records.names)
    if any(one.name[:1].isdigit() for one in claim.names("supplier")):
        why = "It counts suppliers and names none; see the count itself."
        return Checked(claim.id, Verdict.NOT_COMPARABLE, why)
    if not supplying or not receiving:
        lacking = " and ".join(
            name for name, held in (("supplier", supplying), ("recipient", receiving)) if not held
        )
        return Checked(
            claim.id,
            Verdict.NEEDS_A_PERSON,
            f"No known {lacking} is named, so that no record can be asked for.",
        )
    if len(supplying) > 1 or len(receiving) > 1:
        return _several(claim, records, supplying, receiving)
    return _one(claim, records, supplying[0], receiving[0])


def _nodes(claim: Claim, names: Names) -> list[str]:
    """The nodes of the catalogue that the item stands for."""
    return [one.id for one in claim.names("item") if one.id is not None and one.id in names.catalogue]


def _several(claim: Claim, records: _Records, supplying: Sequence[str], receiving: Sequence[str]) -> Checked:
    """Several sides at once: what the records hold of each, for a person to judge."""
    told, ids, scope = [], list[str](), ""
    for supplier in supplying:
        for recipient in receiving:
            found = records.between(supplier, recipient, None)
            scope = _scope(found)
            told.append(f"{records.names.actors.get(supplier).name}: {len(found.transfers)}")
            ids += [one.id for one in found.transfers]
    each = ", ".join(told)
    why = f"It names several sides and no number of its own; records between them, by supplier: {each}."
    return Checked(claim.id, Verdict.NEEDS_A_PERSON, why, tuple(ids[:_MOST_RECORDS]), "", scope)


def _one(claim: Claim, records: _Records, supplier: str, recipient: str) -> Checked:
    nodes = _nodes(claim, records.names)
    wanted: list[str | None] = [*nodes] or [None]
    asked = [records.between(supplier, recipient, node) for node in wanted]
    transfers = list({each.id: each for found in asked for each in found.transfers}.values())
    scope = _scope(asked[0])
    if not asked[0].searched:
        return Checked(claim.id, Verdict.NOT_FOUND, "The library is empty.", scope=scope)
    if not transfers:
        return _silence(claim, asked, bool(nodes), scope)
    if not nodes:
        deals = "1 deal" if len(transfers) == 1 else f"{len(transfers)} deals"
        why = f"It names arms in general; records between the two name {deals}, of which any may be meant."
        ids = tuple(one.id for one in transfers[:_MOST_RECORDS])
        return Checked(claim.id, Verdict.NEEDS_A_PERSON, why, ids, "", scope)
    return _compared(claim, transfers, scope)


def _scope(found: Found) -> str:
    editions = "; ".join(found.searched) or "an empty library"
    return f"Asked: {editions}."


def _silence(claim: Claim, asked: Sequence[Found], named: bool, scope: str) -> Checked:
    """No record: because no source could have it, or although one could."""
    blind = [{one.source for one in found.cannot_see} for found in asked]
    whys = tuple(dict.fromkeys(one.why for found in asked for one in found.cannot_see))
    everywhere = all(len(each) >= len(found.searched) for each, found in zip(blind, asked, strict=True))
    if everywhere and whys:
        general = "" if named else "It names arms in general. "
        return Checked(claim.id, Verdict.CANNOT_BE_SEEN, general + " ".join(whys), scope=scope)
    why = "No record of it between the two, though the sources asked record such weapons."
    if any(found.unplaced for found in asked):
        why += " Some of their records name goods that could not be placed."
    return Checked(claim.id, Verdict.NOT_FOUND, why, scope=scope)


def _compared(claim: Claim, transfers: Sequence[Transfer], scope: str) -> Checked:
    """A claim beside the records of its item between its sides: number, then time, then stage."""
    number = claim.get("quantity")
    wanted = number if isinstance(number, int) else None
    nearest = min(transfers, key=lambda one: _distance(one, wanted, claim))
    told = _told(nearest)
    ids = (nearest.id, *(one.id for one in transfers if one is not nearest))[:_MOST_RECORDS]
    stage = claim.word("stage")
    same = _same_number(nearest, wanted)
    dated = _same_time(nearest, claim.get("date"), stage)
    sums = _sums(transfers, nearest, wanted)
    if wanted is not None and not same:
        if stage is not None and stage not in ("delivered", nearest.stage):
            why = f"The claim is of what was {stage}, the record of what was delivered: {told}."
            return Checked(claim.id, Verdict.DIFFERENT_STAGE, why, ids, sums, scope)
        return Checked(claim.id, Verdict.DIFFERS, f"The number differs: {told}.", ids, sums, scope)
    agrees = "The number agrees" if wanted is not None else "The claim gives no number"
    if dated is False:
        when = claim.get("date")
        why = f"{agrees}; the date differs: {told}, the claim says {when}."
        return Checked(claim.id, Verdict.DIFFERS, why, ids, sums, scope)
    undated = (
        ""
        if dated
        else "; neither date excludes the other"
        if claim.get("date")
        else "; the claim gives no date"
    )
    open_ = "" if stage else "; whether it was delivered, the claim leaves open"
    return Checked(claim.id, Verdict.AGREES, f"{agrees}{undated}{open_}: {told}.", ids, sums, scope)


def _distance(one: Transfer, wanted: int | None, claim: Claim) -> tuple[bool, bool, str]:
    date = claim.get("date")
    return (not _same_number(one, wanted), _same_time(one, date, claim.word("stage")) is False, one.id)


def _same_number(one: Transfer, wanted: int | None) -> bool:
    if wanted is None:
        return True
    return any(_allows(each, wanted) for each in (one.quantity, one.ordered_quantity))


def _allows(quantity: Quantity, wanted: int) -> bool:
    low, high = quantity.bounds
    if low is None and high is None:
        return False
    return (low is None or low <= wanted) and (high is None or wanted <= high)


def _same_time(one: Transfer, date: object, stage: str | None) -> bool | None:
    """Whether the times can be one: of an order with the order, of a delivery with the deliveries."""
    if not isinstance(date, Span) or not date.is_known:
        return None
    spans = [one.ordered] if stage != "delivered" else []
    spans += [one.delivered] if stage != "ordered" and one.delivered is not None else []
    met = [each.overlaps(date) for each in spans]
    if True in met:
        return True
    return False if False in met else None


def _told(one: Transfer) -> str:
    """A record in words."""
    ordered = f"ordered {one.ordered}" if one.ordered.is_known else ""
    delivered = f"{one.quantity} delivered" + (f" {one.delivered}" if one.delivered is not None else "")
    if one.stage != "delivered":
        delivered = f"{one.quantity} {one.stage}"
    return ", ".join(part for part in (one.item, ordered, delivered) if part)


def _sums(transfers: Sequence[Transfer], nearest: Transfer, wanted: int | None) -> str:
    values = [one.quantity.value for one in transfers if one.quantity.value is not None]
    if wanted is None:
        return f"{' + '.join(map(str, values))} = {sum(values)} in the records" if values else ""
    told = nearest.quantity.value
    if told is None:
        return ""
    difference = Decimal(wanted) - Decimal(told)
    return f"{wanted} claimed, {nearest.quantity} in the record: {wanted} - {told} = {difference}"
