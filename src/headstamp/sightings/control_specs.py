"""The tables that follow a consignment after its licence: what was to be checked, what papers promise."""

from __future__ import annotations

from headstamp.sightings.case_table import CaseTable
from headstamp.sightings.certificate import Certificate
from headstamp.sightings.columns import CREDIBILITY, ID, LOCATOR, NOTE, SOURCE
from headstamp.sightings.control import CONTROL_STATUSES, STEPS, Control
from headstamp.tables import CellKind, Column

_CONSIGNMENT = Column(
    "consignment", required=True, what="which consignment; rows with the same words are one"
)
_UNTIL = Column("until", CellKind.SPAN, what="until when it holds, such as the last day of a licence")
_TRANSFERS = Column("transfers", CellKind.LIST, what="ids of the transfers of the case that it is about")

CONTROLS = CaseTable(
    "controls",
    (
        ID,
        _CONSIGNMENT,
        Column("step", CellKind.CHOICE, required=True, choices=tuple(STEPS), what="which step of its life"),
        Column(
            "status",
            CellKind.CHOICE,
            required=True,
            choices=CONTROL_STATUSES,
            what="how far it is; each step has words of its own",
        ),
        Column("from", CellKind.SPAN, what="when it was begun, sent or issued"),
        Column("due", CellKind.SPAN, what="by when it has to be done; empty when nobody set a day"),
        Column("done", CellKind.SPAN, what="when it was done or answered"),
        _UNTIL,
        _TRANSFERS,
        Column("weapon", CellKind.WEIGHTED, what="what it is about: a name or id, or weighted candidates"),
        Column("count_low", CellKind.INTEGER, low=0, what="how many at least"),
        Column("count_high", CellKind.INTEGER, low=0, what="how many at most"),
        Column("by", what="who has to do it, or did"),
        Column("of", what="whose stock or duty it concerns, or who is asked"),
        Column("reference", what="number of the paper"),
        Column("answers", CellKind.ID, what="id of the step that it follows up"),
        Column("incidents", CellKind.LIST, what="ids of the incidents that it reports"),
        Column("result", what="what came of it"),
        Column("place", what="name of the place"),
        Column("known_from", CellKind.SPAN, what="since when it could be known"),
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Control.from_cells,
)
"""Steps in the life of a consignment: licence, certificate, checks, loss reports, trace requests."""

CERTIFICATES = CaseTable(
    "certificates",
    (
        ID,
        _CONSIGNMENT,
        Column("number", what="number of the certificate"),
        Column("exporter", what="whom it is addressed to"),
        Column("end_user", what="who is to use the goods"),
        Column("address", what="address of the end user"),
        Column("destination", CellKind.ACTOR, what="country of final destination"),
        Column("goods", what="what is to be delivered, in its words"),
        Column("quantity", CellKind.QUANTITY, what="how many"),
        Column("unit", what="what is counted; objects when empty"),
        Column("value", what="what the goods are worth, in its words"),
        Column("end_use", what="what the goods are for, in its words"),
        Column("signed_by", what="who signed"),
        Column("position", what="in which position"),
        Column("signed", CellKind.SPAN, what="when it was signed"),
        _UNTIL,
        Column("contract_no", what="number of the contract"),
        Column("no_reexport", CellKind.YESNO, what="whether it promises no re-export without consent"),
        Column("onsite_consent", CellKind.YESNO, what="whether it consents to checks on site"),
        Column("verification_promised", CellKind.YESNO, what="whether it promises proof of delivery"),
        Column("destruction_pledge", CellKind.YESNO, what="whether old weapons are to be destroyed for new"),
        Column("non_use", CellKind.YESNO, what="whether it rules out use against civilians"),
        Column("intermediaries", CellKind.LIST, what="brokers and agents that it names"),
        Column("storage_site", what="where the goods are to be kept; never published"),
        _TRANSFERS,
        Column("evidence", CellKind.LIST, what="ids of items of evidence that show it"),
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Certificate.from_cells,
)
"""What end-user certificates say."""
