"""An item seen with someone, somewhere, by some date: what imagery and documents show.

Identification of weapon and holder is kept as weighted candidates in the words of the row; which nodes of
the catalogue and which actors they are is settled by whoever has the case's own catalogue at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.sightings.vocabulary import (
    CONTEXTS,
    REVIEWED_DATE_BASES,
    SERIAL_STATES,
)
from headstamp.values.citation import Credibility
from headstamp.values.place import Place
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span
from headstamp.world.weapons import ITEM_TYPES


@dataclass(frozen=True, slots=True)
class Sighting:
    """One item, or several alike, seen together.

    Attributes:
        id: the row's id.
        item_type: one of `ITEM_TYPES`.
        weapon: candidates for what it is, (name or id as given, weight); weights sum to 1.
        holder: candidates for who held it, likewise.
        seen: when it was seen: from the first day of `from` to the last day of `to`; open at the
            beginning where the row has no `from`.
        date_basis: what the date rests on, in the row's words.
        date_reviewed: whether that is one of `REVIEWED_DATE_BASES`.
        context: one of `CONTEXTS`.
        place: where; `country` is the actor text of the row.
        count: how many; blank where the row does not say.
        unit: the holder's unit, in the row's words.
        holder_basis: what the identification of the holder rests on.
        custodian: the last lawful custodian, where it is known for this very item.
        recovered_from: from whom it was recovered.
        same_as: ids of sightings that show the same item.
        calibre: as read or known.
        headstamp: marks on the base of the cartridge case.
        lot: lot number.
        serial: serial number, as far as read.
        serial_state: one of `SERIAL_STATES`.
        maker_mark: mark of the maker.
        import_mark: mark of an importer.
        year_marked: year marked on the item.
        package_marks: marks on its packaging.
        contract_no: contract number on item, packaging or papers.
        consignee_marked: consignee named on packaging or papers.
        confidence: probability that the identification is right, 0 to 1.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    item_type: str
    weapon: tuple[tuple[str, float], ...]
    holder: tuple[tuple[str, float], ...]
    seen: Span
    date_basis: str | None
    date_reviewed: bool
    context: str | None
    place: Place
    count: Quantity
    unit: str | None
    holder_basis: str | None
    custodian: str | None
    recovered_from: str | None
    same_as: tuple[str, ...]
    calibre: str | None
    headstamp: str | None
    lot: str | None
    serial: str | None
    serial_state: str | None
    maker_mark: str | None
    import_mark: str | None
    year_marked: Span | None
    package_marks: str | None
    contract_no: str | None
    consignee_marked: str | None
    confidence: float | None
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Sighting:
        """Read a row of the table `sightings`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        basis = read.text(cells, "date_basis")
        return cls(
            id=key,
            item_type=read.one_of(cells, "item_type", ITEM_TYPES),
            weapon=read.candidates(cells, "weapon"),
            holder=read.candidates(cells, "holder"),
            seen=read.until(cells),
            date_basis=basis,
            date_reviewed=basis is not None and basis.casefold() in REVIEWED_DATE_BASES,
            context=read.choice(cells, "context", CONTEXTS),
            place=read.place(cells),
            count=read.count(cells),
            unit=read.text(cells, "unit"),
            holder_basis=read.text(cells, "holder_basis"),
            custodian=read.text(cells, "custodian"),
            recovered_from=read.text(cells, "recovered_from"),
            same_as=read.several(cells, "same_as"),
            calibre=read.text(cells, "calibre"),
            headstamp=read.text(cells, "headstamp"),
            lot=read.text(cells, "lot"),
            serial=read.text(cells, "serial"),
            serial_state=read.choice(cells, "serial_state", SERIAL_STATES),
            maker_mark=read.text(cells, "maker_mark"),
            import_mark=read.text(cells, "import_mark"),
            year_marked=read.span(cells, "year_marked"),
            package_marks=read.text(cells, "package_marks"),
            contract_no=read.text(cells, "contract_no"),
            consignee_marked=read.text(cells, "consignee_marked"),
            confidence=read.number(cells, "confidence", 0, 1),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )
