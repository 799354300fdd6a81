"""What an investigation holds to be the case: sightings, incidents, violations, claims and searches.

Each is a row of a table that people type or import, read into a frozen noun whose doubts are values. Names
of weapons and actors stay as typed; resolving them is left to the world, what follows from a sighting to
tracing, and where rows are kept to custody.
"""

from __future__ import annotations

from headstamp.sightings.case_table import CaseTable
from headstamp.sightings.certificate import Certificate
from headstamp.sightings.claim import Claim
from headstamp.sightings.control import STATUSES_OF, STEPS, Control
from headstamp.sightings.control_specs import CERTIFICATES, CONTROLS
from headstamp.sightings.decision import Decision
from headstamp.sightings.device import Device
from headstamp.sightings.imports import TABLES, Import, import_table, table_spec
from headstamp.sightings.incident import Incident
from headstamp.sightings.law_specs import DECISIONS, DEVICES
from headstamp.sightings.proof import Proof
from headstamp.sightings.search import Search
from headstamp.sightings.sighting import Sighting
from headstamp.sightings.specs import CLAIMS, INCIDENTS, SEARCHES, SIGHTINGS, SPECS, STOCKS, VIOLATIONS
from headstamp.sightings.stock_figure import STOCK_KINDS, StockFigure
from headstamp.sightings.understanding import NotUnderstood, not_understood
from headstamp.sightings.verification import Verification
from headstamp.sightings.verification_specs import PROOFS, VERIFICATIONS
from headstamp.sightings.violation import Violation
from headstamp.sightings.vocabulary import (
    CONTEXTS,
    COUNT_UNITS,
    INCIDENT_KINDS,
    INCIDENT_MEANINGS,
    REVIEWED_DATE_BASES,
    SERIAL_STATES,
)
from headstamp.world.weapons import ITEM_TYPES

__all__ = [
    "CERTIFICATES",
    "CLAIMS",
    "CONTEXTS",
    "CONTROLS",
    "COUNT_UNITS",
    "DECISIONS",
    "DEVICES",
    "INCIDENTS",
    "INCIDENT_KINDS",
    "INCIDENT_MEANINGS",
    "ITEM_TYPES",
    "PROOFS",
    "REVIEWED_DATE_BASES",
    "SEARCHES",
    "SERIAL_STATES",
    "SIGHTINGS",
    "SPECS",
    "STATUSES_OF",
    "STEPS",
    "STOCKS",
    "STOCK_KINDS",
    "TABLES",
    "VERIFICATIONS",
    "VIOLATIONS",
    "CaseTable",
    "Certificate",
    "Claim",
    "Control",
    "Decision",
    "Device",
    "Import",
    "Incident",
    "NotUnderstood",
    "Proof",
    "Search",
    "Sighting",
    "StockFigure",
    "Verification",
    "Violation",
    "import_table",
    "not_understood",
    "table_spec",
]
