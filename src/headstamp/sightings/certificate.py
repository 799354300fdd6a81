"""What an end-user certificate says, field by field, so that what it leaves out can be seen.

The least that one has to hold, and what it may promise beside, follow the European Union's guide to the
common rules (as summarised in the press, 2019; the rest unverified). Whether the promises were kept is told
by `headstamp.stocks.consignments`.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.citation import Credibility
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, as it was read.

    A promise is True or False where somebody read the certificate for it, None where the row does not say.

    Attributes:
        id: the row's id.
        consignment: which consignment, in the row's words.
        number: of the certificate.
        exporter: whom it is addressed to.
        end_user, address: who is to use the goods, and where that is.
        destination: the country of final destination.
        goods: what is to be delivered.
        quantity: how many; blank where it does not say.
        value: worth, in the row's words.
        end_use: what the goods are for, or what they will not be used for.
        signed_by, position, signed: who signed in which position, and when.
        until: until when it holds.
        contract_no: of the contract.
        no_reexport: promises no re-export without consent.
        onsite_consent: consents to checks on site after delivery.
        verification_promised: promises a certificate of delivery.
        destruction_pledge: promises to destroy an old weapon for each new one.
        non_use: promises not to use the goods against civilians.
        intermediaries: brokers and agents that it names.
        storage_site: where the goods are to be kept.
        transfers: ids of the transfers that it is for.
        evidence: ids of items of evidence that show it.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    consignment: str
    number: str | None
    exporter: str | None
    end_user: str | None
    address: str | None
    destination: str | None
    goods: str | None
    quantity: Quantity
    value: str | None
    end_use: str | None
    signed_by: str | None
    position: str | None
    signed: Span | None
    until: Span | None
    contract_no: str | None
    no_reexport: bool | None
    onsite_consent: bool | None
    verification_promised: bool | None
    destruction_pledge: bool | None
    non_use: bool | None
    intermediaries: tuple[str, ...]
    storage_site: str | None
    transfers: tuple[str, ...]
    evidence: tuple[str, ...]
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Certificate:
        """Read a row of the table `certificates`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        with read.column("quantity"):
            quantity = Quantity.parse(cells.get("quantity", ""), cells.get("unit") or "object")
        return cls(
            id=key,
            consignment=read.required(cells, "consignment"),
            number=read.text(cells, "number"),
            exporter=read.text(cells, "exporter"),
            end_user=read.text(cells, "end_user"),
            address=read.text(cells, "address"),
            destination=read.text(cells, "destination"),
            goods=read.text(cells, "goods"),
            quantity=quantity,
            value=read.text(cells, "value"),
            end_use=read.text(cells, "end_use"),
            signed_by=read.text(cells, "signed_by"),
            position=read.text(cells, "position"),
            signed=read.span(cells, "signed"),
            until=read.span(cells, "until"),
            contract_no=read.text(cells, "contract_no"),
            no_reexport=read.yes_no(cells, "no_reexport"),
            onsite_consent=read.yes_no(cells, "onsite_consent"),
            verification_promised=read.yes_no(cells, "verification_promised"),
            destruction_pledge=read.yes_no(cells, "destruction_pledge"),
            non_use=read.yes_no(cells, "non_use"),
            intermediaries=read.several(cells, "intermediaries"),
            storage_site=read.text(cells, "storage_site"),
            transfers=read.several(cells, "transfers"),
            evidence=read.several(cells, "evidence"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns of the least that a certificate has to hold which are empty; number or value is enough."""
        told = {name: getattr(self, name) for name in _LEAST}
        empty = [name for name, value in told.items() if not value]
        if not self.quantity.raw and self.value is None:
            empty.insert(_LEAST.index("end_use"), "quantity")
        return tuple(empty)


_LEAST = (
    "exporter",
    "end_user",
    "address",
    "destination",
    "goods",
    "end_use",
    "signed_by",
    "position",
    "signed",
)
