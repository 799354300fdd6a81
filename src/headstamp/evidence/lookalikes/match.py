"""What a comparison of two pictures found, in words that a person can check against the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How sure a match is."""

    SAME = "same"
    """Fingerprints at most 31 bits apart, and the pixels agree."""
    COPY = "copy"
    """Cropped, covered, framed or turned, but the pixels of what is left agree."""
    CANDIDATE = "candidate"
    """Fingerprints or features are near and too little is left to compare: a person has to look."""
    TEMPLATE = "template"
    """A logo, caption, card or frame is shared and what else they show differs: no copy."""


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle, in shares of a picture's width and height from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def __str__(self) -> str:
        sides = (self.left, self.top, self.right, self.bottom)
        return "{:.0%} from the left, {:.0%} from the top, to {:.0%} and {:.0%}".format(*sides)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to a picture.

    Attributes:
        kind: 'mirrored', 'turned' (by `amount` degrees clockwise), 'scaled' (by `amount`, between
            thumbnails), 'cut' (what of the first is missing in the second: all but `part` of the first),
            'added' (the second
            has more around it: all but `part` of the second), 'covered' (`part` of the second shows other
                content).
        amount: degrees, factor or share of the area, by kind.
        part: where, if anywhere.
    """

    kind: str
    amount: float = 0.0
    part: Part | None = None

    def __str__(self) -> str:
        match self.kind:
            case "turned":
                return f"turned by {self.amount:.0f} degrees"
            case "scaled":
                return f"scaled by {self.amount:.2f}"
            case "cut":
                return f"cut: {self.amount:.0%} of it is missing; what is left was {self.part}"
            case "added":
                return f"added around it: {self.amount:.0%} of the area; it lies {self.part}"
            case "covered":
                return f"covered: {self.amount:.0%}, {self.part}"
        return self.kind


@dataclass(frozen=True, slots=True)
class Match:
    """Two pictures that share something, and how the second differs from the first.

    Attributes:
        first, second: their ids.
        grade: how sure it is.
        distance: least bits between their fingerprints in any of their views and of the eight ways to lay one
            down.
        features: local features that agree in one arrangement.
        share: of the telling area of the overlap, how much agrees.
        changes: what makes of the first the second.
        score: what was held against the threshold.
    """

    first: str
    second: str
    grade: Grade
    distance: int
    features: int
    share: float
    changes: tuple[Change, ...] = ()
    score: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether they are copies of each other, so that they are one observation."""
        return self.grade in (Grade.SAME, Grade.COPY)

    def __str__(self) -> str:
        said = "; ".join(str(one) for one in self.changes) or "nothing changed"
        seen = f"distance {self.distance}, {self.features} features, {self.share:.0%} agrees"
        return f"{self.grade}: {said} ({seen})"
