"""How one picture lies in another: shift, turn and scale, with guards against chance.

Measured on wallpapers, the guards are what separates copies from chance: without them a few features on a
grid or on blank art, matched many to one, counted as many. Whether the pixels agree too is left to
`agreement`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.features import Features
from headstamp.evidence.lookalikes.opencv import opencv

WITHIN = 4.0
"""Pixels by which a feature may lie off its place."""
LEAST_SCALE, MOST_SCALE = 0.2, 5.0
LEAST_SPREAD = 12.0
"""Pixels by which features that agree have to scatter, in both pictures."""
CELL = 6.0
"""Features in one square of so many pixels count once."""
LEAST_CELLS = 6
_TRIES = 2000
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where one picture lies in another.

    Attributes:
        matrix: two rows of three: from pixels of the first to pixels of the second.
        cells: how many features agree, counted on squares of 6 pixels of their own.
        pairs: places of those features in both, one row a pair.
    """

    matrix: Matrix
    cells: int
    pairs: NDArray[np.intp]

    @property
    def scale(self) -> float:
        """How large the first appears in the second."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

    @property
    def degrees(self) -> float:
        """By how much the first is turned in the second, clockwise."""
        return float(np.degrees(np.arctan2(self.matrix[1, 0], self.matrix[0, 0])))


def align(
    one: Features, other: Features, pairs: NDArray[np.intp], least: int = LEAST_CELLS
) -> Alignment | None:
    """The shift, turn and scale that most pairs of features agree on; None where too few agree.

    Args:
        pairs: places of features in `one` and `other`, as of `mutual_matches`.
        least: on how many squares of their own features have to agree.
    """
    if len(pairs) < least:
        return None
    cv2 = opencv()
    cv2.setRNGSeed(7)
    here, there = one.places[pairs[:, 0]], other.places[pairs[:, 1]]
    matrix, inside = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=WITHIN, maxIters=_TRIES, confidence=0.999
    )
    if matrix is None or inside is None or not np.isfinite(matrix).all():
        return None
    kept = inside.ravel().astype(bool)
    cells = min(_cells(here[kept]), _cells(there[kept]))
    found = Alignment(matrix, cells, pairs[kept])
    if cells < least or not LEAST_SCALE <= found.scale <= MOST_SCALE:
        return None
    if min(_spread(here[kept]), _spread(there[kept])) < LEAST_SPREAD:
        return None
    return found


def _cells(places: NDArray[np.float32]) -> int:
    return len(np.unique(np.floor(places / CELL).astype(np.int64) @ np.array((1, 1 << 20))))


def _spread(places: NDArray[np.float32]) -> float:
    """The root of the mean squared distance from their centre."""
    return float(np.sqrt(((places - places.mean(0)) ** 2).sum(1).mean()))
