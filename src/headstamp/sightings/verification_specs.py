"""The tables in which an investigation says how it checked what it holds: checks, and their proofs.

They follow the fields that geolocation and chronolocation teams keep, and the Berkeley Protocol's demand that
every step can be gone over again by somebody else.
"""

from __future__ import annotations

from headstamp.sightings.case_table import CaseTable
from headstamp.sightings.columns import CREDIBILITY, ID, LOCATOR, NOTE, SOURCE
from headstamp.sightings.proof import KINDS, MATCHES, SIDES, Proof
from headstamp.sightings.verification import CHECKS, STATUSES, Verification
from headstamp.tables import CellKind, Column

VERIFICATIONS = CaseTable(
    "verifications",
    (
        ID,
        Column("of", CellKind.LIST, required=True, what="ids of the items, sightings, violations or claims"),
        Column("check", CellKind.CHOICE, required=True, choices=CHECKS, what="what is checked"),
        Column("status", CellKind.CHOICE, required=True, choices=STATUSES, what="how far it is"),
        Column("method", what="how it was checked"),
        Column("result", what="what came of it"),
        Column("by", CellKind.LIST, what="who checked: office, team or initials, no name that could harm"),
        Column("at", CellKind.SPAN, what="when"),
        Column("reviewer", CellKind.LIST, what="who looked at it again; 'verified' counts only with another"),
        Column("reviewed", CellKind.SPAN, what="when that was"),
        Column("needs", what="what help is needed"),
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Verification.from_cells,
)
"""Checks of source, place, time, integrity, content and holder."""

PROOFS = CaseTable(
    "proofs",
    (
        ID,
        Column("verification", CellKind.ID, required=True, what="id of the check that it belongs to"),
        Column("kind", CellKind.CHOICE, required=True, choices=KINDS, what="what it leans on"),
        Column("side", CellKind.CHOICE, choices=SIDES, what="how it stands to the check; for when empty"),
        Column("says", required=True, what="what was found, in your own words"),
        Column("answers", CellKind.LIST, what="ids of claims or proofs that it answers"),
        Column("frame", what="where in the picture or video"),
        Column("reference", what="what it was compared with, such as an image of a satellite"),
        Column("reference_date", CellKind.SPAN, what="of when that is"),
        Column("match", CellKind.CHOICE, choices=MATCHES, what="how well the two agree"),
        Column("from", CellKind.SPAN, what="not before; empty when nothing follows"),
        Column("to", CellKind.SPAN, what="not after; empty when nothing follows"),
        Column("weapon", what="whose first production it leans on: a name or id"),
        Column("country", CellKind.ACTOR, what="state in which the place lies today"),
        Column("admin1", what="province or governorate"),
        Column("admin2", what="district"),
        Column("place", what="name of the place"),
        Column("lat", CellKind.NUMBER, low=-90, high=90, what="latitude in degrees, WGS 84"),
        Column("lon", CellKind.NUMBER, low=-180, high=180, what="longitude in degrees, WGS 84"),
        Column(
            "radius_km",
            CellKind.NUMBER,
            low=0,
            what="within this many km; 0.01 exact, 0.1 near, 1 the village",
        ),
        Column("camera", what="where the camera stood"),
        Column("bearing", CellKind.NUMBER, low=0, high=360, what="where it looked, degrees from true north"),
        Column("bearing_margin", CellKind.NUMBER, low=0, high=180, what="right to within so many degrees"),
        Column("shadow_azimuth", what="where a shadow points, as 123+-2, from true north"),
        Column("shadow_ratio", what="its length over the height of what throws it, as 1.4+-0.1"),
        Column("holder", CellKind.WEIGHTED, what="who held it by this alone: a name, or weighted candidates"),
        Column(
            "weight", CellKind.NUMBER, low=0, high=1, what="how much it counts beside others; 1 when empty"
        ),
        Column("by", what="who found it"),
        Column("known_from", CellKind.SPAN, what="since when it could be known"),
        CREDIBILITY,
        SOURCE,
        LOCATOR,
        NOTE,
    ),
    ("id",),
    reader=Proof.from_cells,
)
"""What the checks rest on, what speaks against them, and what was tried in vain."""
