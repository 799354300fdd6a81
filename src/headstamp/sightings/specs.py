"""The tables of a case that say what was seen, what happened, what was said and what was looked for.

Column names are fixed: people type them, and the manual prints this file. Names in cells stay as typed;
only a country must be known, because a wrong one would place an item on the wrong map.
"""

from __future__ import annotations

from headstamp.sightings.case_table import CaseTable
from headstamp.sightings.claim import Claim
from headstamp.sightings.columns import CREDIBILITY, ID, LOCATOR, NOTE, SOURCE
from headstamp.sightings.control_specs import CERTIFICATES, CONTROLS
from headstamp.sightings.incident import Incident
from headstamp.sightings.law_specs import DECISIONS, DEVICES
from headstamp.sightings.search import Search
from headstamp.sightings.sighting import Sighting
from headstamp.sightings.stock_figure import STOCK_KINDS, StockFigure
from headstamp.sightings.verification_specs import PROOFS, VERIFICATIONS
from headstamp.sightings.violation import Violation
from headstamp.sightings.vocabulary import CONTEXTS, COUNT_UNITS, INCIDENT_KINDS, SERIAL_STATES
from headstamp.tables import CellKind, Column
from headstamp.world.weapons import ITEM_TYPES

_FROM = Column("from", CellKind.SPAN, what="not before; empty when nobody can say")
_TO = Column("to", CellKind.SPAN, required=True, what="not after; left empty, it is the end of 'from'")
_COUNTRY = Column("country", CellKind.ACTOR, what="state in which the place lies today")
_PLACE = Column("place", what="name of the place")
_LAT = Column("lat", CellKind.NUMBER, low=-90, high=90, what="latitude in degrees, WGS 84")
_LON = Column("lon", CellKind.NUMBER, low=-180, high=180, what="longitude in degrees, WGS 84")
_RADIUS = Column("radius_km", CellKind.NUMBER, low=0, what="the place lies within this many km of lat, lon")
_COUNT_LOW = Column("count_low", CellKind.INTEGER, low=0, what="how many at least")
_COUNT_HIGH = Column("count_high", CellKind.INTEGER, low=0, what="how many at most")
_COUNT_UNIT = Column(
    "count_unit", CellKind.CHOICE, choices=COUNT_UNITS, what="what is counted; objects when empty"
)
_KNOWN_FROM = Column("known_from", CellKind.SPAN, what="since when it could be known")

SIGHTINGS = CaseTable(
    "sightings",
    (
        ID,
        Column(
            "item_type", CellKind.CHOICE, required=True, choices=ITEM_TYPES, what="what sort of thing it is"
        ),
        Column(
            "weapon",
            CellKind.WEIGHTED,
            required=True,
            what="what it is: a name or id, or weighted candidates",
        ),
        Column(
            "holder",
            CellKind.WEIGHTED,
            required=True,
            what="who held it: a name or id, or weighted candidates",
        ),
        Column(
            "to", CellKind.SPAN, required=True, what="by when it was seen, such as the day of publication"
        ),
        Column("from", CellKind.SPAN, what="since when it may have been seen; empty when nobody can say"),
        Column("date_basis", what="what the date rests on; 'verified' and 'published' count as reviewed"),
        Column("context", CellKind.CHOICE, choices=CONTEXTS, what="in what setting it was seen"),
        Column("recovered_from", what="from whom it was recovered"),
        Column("custodian", what="last lawful custodian, if known for this very item"),
        Column("unit", what="the holder's unit"),
        Column("holder_basis", what="what the identification of the holder rests on"),
        _COUNTRY,
        Column("admin1", what="province or governorate"),
        Column("admin2", what="district"),
        _PLACE,
        _LAT,
        _LON,
        _RADIUS,
        _COUNT_LOW,
        _COUNT_HIGH,
        _COUNT_UNIT,
        Column("same_as", CellKind.LIST, what="ids of sightings that show the same item"),
        Column("calibre", what="as read or known"),
        Column("headstamp", what="marks on the base of the cartridge case"),
        Column("lot", what="lot number"),
        Column("serial", what="serial number, as far as read"),
        Column("serial_state", CellKind.CHOICE, choices=SERIAL_STATES, what="how much of it could be read"),
        Column("maker_mark", what="mark of the maker"),
        Column("import_mark", what="mark of an importer"),
        Column("year_marked", CellKind.SPAN, what="year marked on the item, in four digits"),
        Column("package_marks", what="marks on the packaging"),
        Column("contract_no", what="contract number on item, packaging or papers"),
        Column("consignee_marked", what="consignee named on packaging or papers"),
        Column(
            "confidence", CellKind.NUMBER, low=0, high=1, what="probability that the identification is right"
        ),
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Sighting.from_cells,
)
"""What was seen with whom, where, by when."""

INCIDENTS = CaseTable(
    "incidents",
    (
        ID,
        Column("kind", CellKind.CHOICE, required=True, choices=INCIDENT_KINDS, what="what happened"),
        Column("from_actor", required=True, what="who lost the weapons; 'not known' is an answer"),
        Column("to_actor", required=True, what="who got them; 'not known' is an answer"),
        _TO,
        _FROM,
        _COUNTRY,
        _PLACE,
        _LAT,
        _LON,
        _RADIUS,
        Column("weapons", CellKind.LIST, what="what was moved, names or ids"),
        _COUNT_LOW,
        _COUNT_HIGH,
        _COUNT_UNIT,
        _KNOWN_FROM,
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Incident.from_cells,
    to_follows_from=True,
)
"""Events that can move weapons."""

VIOLATIONS = CaseTable(
    "violations",
    (
        ID,
        Column("kind", required=True, what="what is alleged"),
        Column("alleged_actor", required=True, what="who is alleged to have done it"),
        _TO,
        _FROM,
        Column("unit", what="that actor's unit"),
        _COUNTRY,
        _PLACE,
        Column("victims_low", CellKind.INTEGER, low=0, what="people harmed, at least"),
        Column("victims_high", CellKind.INTEGER, low=0, what="people harmed, at most"),
        Column("sightings", CellKind.LIST, what="ids of sightings of the weapons that took part"),
        Column("qualification", what="what it was called in law"),
        Column("qualified_by", what="who called it so"),
        Column("state_response", what="what the state responsible did about it"),
        _KNOWN_FROM,
        CREDIBILITY,
        SOURCE,
        LOCATOR,
    ),
    ("id",),
    reader=Violation.from_cells,
    to_follows_from=True,
)
"""Alleged harms in which weapons or units took part."""

CLAIMS = CaseTable(
    "claims",
    (
        ID,
        Column("type", required=True, what="what sort of claim"),
        Column("text", required=True, what="the exact words"),
        Column("about", CellKind.LIST, what="ids of what it is about"),
        Column("stance", what="how it stands to that"),
        Column("speaker", what="who said it"),
        Column("date", CellKind.SPAN, what="when it was said"),
        _KNOWN_FROM,
        SOURCE,
        LOCATOR,
    ),
    ("id",),
    reader=Claim.from_cells,
)
"""Who said what, in which words."""

SEARCHES = CaseTable(
    "searches",
    (
        ID,
        Column("sought", required=True, what="what was looked for"),
        Column("where", required=True, what="the collection, archive or person asked"),
        Column("at", CellKind.SPAN, required=True, what="when"),
        Column("by", what="who looked"),
        Column("found", what="what came of it"),
        NOTE,
    ),
    ("id",),
    reader=Search.from_cells,
)
"""What was looked for, found or not."""

STOCKS = CaseTable(
    "stocks",
    (
        ID,
        Column("actor", required=True, what="whose stock"),
        Column(
            "weapon", CellKind.WEIGHTED, required=True, what="of what: a name or id, or weighted candidates"
        ),
        Column("at", CellKind.SPAN, required=True, what="when it was counted or declared"),
        Column("kind", required=True, what=f"what sort of figure; a ledger knows {', '.join(STOCK_KINDS)}"),
        _COUNT_LOW,
        _COUNT_HIGH,
        Column("place", what="name of the place; a figure with one speaks of that place alone"),
        CREDIBILITY,
        SOURCE,
        NOTE,
    ),
    ("id",),
    reader=StockFigure.from_cells,
)
"""What somebody held at a time, made or destroyed; the balance is drawn up in `headstamp.stocks`."""

SPECS = (
    SIGHTINGS,
    INCIDENTS,
    VIOLATIONS,
    CLAIMS,
    SEARCHES,
    STOCKS,
    CONTROLS,
    CERTIFICATES,
    VERIFICATIONS,
    PROOFS,
    DECISIONS,
    DEVICES,
)
"""All tables of this package, in the order in which the manual shows them."""
