"""One thing that a check rests on: what was matched with what, and what follows from it.

Proofs against, candidates that were ruled out and attempts that failed are kept like any other: they show
what was looked at. What several proofs give together is for `headstamp.evidence.verification`.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.citation import Credibility
from headstamp.values.errors import ValueUnreadable
from headstamp.values.place import Place
from headstamp.values.time import Span
from headstamp.world.measured import Measured

KINDS = (
    "matched_feature",
    "skyline",
    "street_level",
    "satellite",
    "shadow",
    "weather",
    "vegetation",
    "event",
    "first_made",
    "published",
    "metadata",
    "hash",
    "edit",
    "uniform",
    "insignia",
    "weapon",
    "place",
    "speech",
    "statement",
    "other",
)
"""What a proof leans on."""

SIDES = ("for", "against", "counter-candidate", "failed")
"""How it stands to the check: for what it found, against it, another answer looked at, or nothing found."""

MATCHES = ("strong", "moderate", "weak")
"""How well what was compared agrees."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera stood and where it looked.

    Attributes:
        position: in words.
        bearing: degrees from true north over east.
        margin: right to within so many degrees.
    """

    position: str | None
    bearing: float | None
    margin: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof of one check.

    Attributes:
        id: the row's id.
        verification: id of the check.
        kind: one of `KINDS`.
        side: one of `SIDES`.
        says: what was found, in one's own words.
        answers: ids of claims or proofs that it answers.
        frame: where in the picture or video, such as 0:12.
        reference: what it was compared with.
        reference_date: of when that is.
        match: one of `MATCHES`.
        first: not before; what follows for the time, None where nothing does.
        last: not after, likewise.
        weapon: whose first production bounds the time.
        place: where it follows that it was.
        camera: where the camera stood.
        shadow_azimuth: where a shadow points, degrees from true north.
        shadow_ratio: its length over the height of what throws it.
        holder: who held it by this proof alone, (name, weight), summing to 1; empty if it says nothing.
        weight: how much it counts beside the others, 0 to 1; clues that overlap count for less.
        by: who found it.
        known_from: since when it could be known.
        credibility: Admiralty digit.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    verification: str
    kind: str
    side: str
    says: str
    answers: tuple[str, ...]
    frame: str | None
    reference: str | None
    reference_date: Span | None
    match: str | None
    first: Span | None
    last: Span | None
    weapon: str | None
    place: Place
    camera: Camera
    shadow_azimuth: Measured | None
    shadow_ratio: Measured | None
    holder: tuple[tuple[str, float], ...]
    weight: float
    by: str | None
    known_from: Span | None
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Proof:
        """Read a row of the table `proofs`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        weight = read.number(cells, "weight", 0, 1)
        return cls(
            id=key,
            verification=read.required(cells, "verification"),
            kind=read.one_of(cells, "kind", KINDS),
            side=read.choice(cells, "side", SIDES) or SIDES[0],
            says=read.required(cells, "says"),
            answers=read.several(cells, "answers"),
            frame=read.text(cells, "frame"),
            reference=read.text(cells, "reference"),
            reference_date=read.span(cells, "reference_date"),
            match=read.choice(cells, "match", MATCHES),
            first=read.span(cells, "from"),
            last=read.span(cells, "to"),
            weapon=read.text(cells, "weapon"),
            place=read.place(cells),
            camera=_camera(cells),
            shadow_azimuth=_measured(cells, "shadow_azimuth"),
            shadow_ratio=_measured(cells, "shadow_ratio"),
            holder=read.candidates(cells, "holder") if cells.get("holder") else (),
            weight=1.0 if weight is None else weight,
            by=read.text(cells, "by"),
            known_from=read.span(cells, "known_from"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )


def _camera(cells: read.Cells) -> Camera:
    bearing, margin = read.number(cells, "bearing", 0, 360), read.number(cells, "bearing_margin", 0, 180)
    if bearing is None and margin is not None:
        do = "give the bearing too"
        raise ValueUnreadable("There is a margin without a bearing", kind="number", column="bearing", do=do)
    return Camera(read.text(cells, "camera"), bearing, margin)


def _measured(cells: read.Cells, name: str) -> Measured | None:
    found = read.text(cells, name)
    if found is None:
        return None
    with read.column(name):
        return Measured.parse(found)
