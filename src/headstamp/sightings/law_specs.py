"""The tables from which the law reads what only people can tell: judgements, and how devices are set off."""

from __future__ import annotations

from headstamp.sightings.case_table import CaseTable
from headstamp.sightings.columns import CREDIBILITY, ID, LOCATOR, NOTE, SOURCE
from headstamp.sightings.decision import DECISION_KINDS, Decision
from headstamp.sightings.device import ACTIVATIONS, DEVICE_KINDS, REUSES, Device
from headstamp.tables import CellKind, Column

DECISIONS = CaseTable(
    "decisions",
    (
        ID,
        Column("supplier", CellKind.ACTOR, required=True, what="who would transfer"),
        Column("recipient", CellKind.ACTOR, required=True, what="to whom"),
        Column("weapon", required=True, what="what: a name or id"),
        Column("on", CellKind.SPAN, required=True, what="the day or time of the transfer"),
        Column("rule", required=True, what="id of the rule, as in docs/law.md, or preset:slot"),
        Column("outcome", required=True, what="what was found, in the rule's own words"),
        Column("by", required=True, what="who judged: office, team or initials, no name that could harm"),
        Column("end_user", what="who would use it; empty where nobody was named"),
        Column("known_by", CellKind.SPAN, what="what was known by then counted; the end of 'on' when empty"),
        Column("kind", CellKind.CHOICE, choices=DECISION_KINDS, what="what it is; a decision when empty"),
        Column("because", what="the reason"),
        Column("at", CellKind.SPAN, what="when it was judged"),
        SOURCE,
        NOTE,
    ),
    ("id",),
    reader=Decision.from_cells,
)
"""Who judged what of which transfer."""

DEVICES = CaseTable(
    "devices",
    (
        ID,
        Column("sighting", CellKind.ID, required=True, what="id of the sighting that shows it"),
        Column("kind", CellKind.CHOICE, required=True, choices=DEVICE_KINDS, what="what it is"),
        Column(
            "activation",
            CellKind.CHOICE,
            choices=ACTIVATIONS,
            what="what sets it off; never published. Not known when empty",
        ),
        Column(
            "sensitive",
            CellKind.YESNO,
            what="whether one against vehicles goes off by a touch as well",
        ),
        Column("reuse", CellKind.CHOICE, choices=REUSES, what="whether a submunition is used as it was made"),
        Column("basis", what="what the identification rests on"),
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Device.from_cells,
)
"""Mines, booby-traps and submunitions among what was seen."""
