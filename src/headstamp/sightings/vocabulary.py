"""The closed lists of words that the tables of a case accept, and what each kind of incident means.

The sorts of thing that can be seen are those of the catalogue, in `world`. Free text stays free: a basis of
a date or of a holder is whatever the investigator can say. What a kind of incident does to a route is the
tracer's business; here stands only what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from headstamp.tables import read_table

COUNT_UNITS = ("object", "round", "box")
"""What a count counts."""

CONTEXTS = (
    "imagery",
    "documented_in_person",
    "seized",
    "surrendered",
    "cache",
    "recovered",
    "remnant",
    "market",
)
"""In what setting an item was seen."""

SERIAL_STATES = ("read", "partial", "obliterated")
"""How much of a serial number could be read."""

REVIEWED_DATE_BASES = frozenset({"verified", "published"})
"""The date bases that somebody answers for.

'verified': an investigator placed the item in time by shadows, weather, satellite images or the like.
'published': the day on which the image or the document came out, which bounds the sighting from above.
Any other basis (a caption, a file's metadata, an uploader's word) is kept but counts as not reviewed.
"""


def _incident_kinds() -> Mapping[str, str]:
    table = read_table(Path(__file__).with_name("data") / "incident_kinds.csv")
    return MappingProxyType({row.cells["kind"]: row.cells["meaning"] for row in table.rows})


INCIDENT_MEANINGS: Mapping[str, str] = _incident_kinds()
"""Kind of incident to one sentence that says what it is; read from `data/incident_kinds.csv`."""

INCIDENT_KINDS: tuple[str, ...] = tuple(INCIDENT_MEANINGS)
"""The kinds of incident, in the order of the data file."""
