"""Who said what, in which words, about which record, sighting, incident or violation.

A claim entered by hand; finding claims in documents, and checking them against records, is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim by one speaker.

    Attributes:
        id: the row's id.
        type: what sort of claim, in the row's words.
        text: the exact words.
        about: ids of what it is about.
        stance: how it stands to that, in the row's words.
        speaker: who said it.
        date: when it was said.
        known_from: since when it could be known; None where the row does not say.
        source: id of the source.
        locator: place in the source.
    """

    id: str
    type: str
    text: str
    about: tuple[str, ...]
    stance: str | None
    speaker: str | None
    date: Span | None
    known_from: Span | None
    source: str | None
    locator: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Claim:
        """Read a row of the table `claims`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            type=read.required(cells, "type"),
            text=read.required(cells, "text"),
            about=read.several(cells, "about"),
            stance=read.text(cells, "stance"),
            speaker=read.text(cells, "speaker"),
            date=read.span(cells, "date"),
            known_from=read.span(cells, "known_from"),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
        )
