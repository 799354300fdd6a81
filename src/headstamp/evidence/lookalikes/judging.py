"""Whether two pictures are copies: every way they may lie in each other is tried on their pixels.

Ways come from fingerprints that are near (a view of one laid on a view of the other) and from local features
in one arrangement. What decides is the telling area that agrees, less a penalty for the largest rectangle
that does not: an overlay leaves a small one, a caption bar a strip, another content in a shared card a large
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.stills import Box
from headstamp.evidence.lookalikes.agreement import Agreement, agreement
from headstamp.evidence.lookalikes.alignment import align
from headstamp.evidence.lookalikes.explaining import changes
from headstamp.evidence.lookalikes.features import mutual_matches
from headstamp.evidence.lookalikes.hamming import WITHIN, distances
from headstamp.evidence.lookalikes.look import Look
from headstamp.evidence.lookalikes.match import Grade, Match

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds, chosen on one half of the pictures of `benchmarks/lookalikes.py`.

    Attributes:
        candidate: distance of fingerprints up to which a person may be shown a pair whose pixels tell little.
        try_up_to: distance of fingerprints up to which the pixels are compared.
        least_features: on how many squares of their own local features have to agree.
        least_score: agreeing share less penalty for the largest rectangle that does not agree.
        least_windows: how much area has to agree, in windows.
        least_overlap: share of one of the pictures that the overlap has to cover.
        hole: weight of the largest rectangle that does not agree.
        strip: its weight where it is a strip along a side, such as a caption; what lies beside it then has to
            agree.
        largest_strip: share of the overlap up to which it may be a caption.
        shared_features: features from which on two pictures that disagree are said to share a template.
    """

    candidate: int = 76
    try_up_to: int = 84
    least_features: int = 5
    least_score: float = 0.65
    least_windows: float = 4.0
    least_overlap: float = 0.35
    hole: float = 1.5
    strip: float = 0.4
    largest_strip: float = 0.3
    shared_features: int = 12


RULES = Rules()
_SURE = 0.2
"""How far a way told by fingerprints has to exceed the threshold to spare looking at local features."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which the first may lie in the second, and what comes of it."""

    matrix: Matrix
    features: int
    found: Agreement

    @property
    def weight(self) -> float:
        return self.found.share * self.found.windows * max(self.found.of_first, self.found.of_second)


def judge(seen: Look, earlier: Look, rules: Rules = RULES) -> Match | None:
    """Compare a picture with an earlier one, which is the first of the match; None where nothing is shared.

    Args:
        seen: with its mirror image looked at.
        earlier: what `seen` may be a copy of.
        rules: thresholds.
    """
    distance, ways = 256, []
    for far, matrix in _laid_on(seen, earlier):
        distance = min(distance, far)
        found = agreement(seen.grey, earlier.grey, matrix) if far <= rules.try_up_to else None
        if found is not None:
            ways.append(_Way(matrix, 0, found))
    best = max(ways, key=lambda way: way.weight, default=None)
    if best is None or score(best.found, rules) < rules.least_score + _SURE:
        ways += _arranged(seen, earlier, rules)
        best = max(ways, key=lambda way: way.weight, default=None)
    grade = _grade(best, distance, rules)
    if grade is None:
        return None
    if best is None:
        return Match(earlier.id, seen.id, grade, distance, 0, 0.0)
    # It is told what became of the earlier picture, so the other way round.
    back = np.linalg.inv(np.vstack((best.matrix, (0, 0, 1))))[:2]
    there = agreement(earlier.grey, seen.grey, back)
    said = changes(back, there, earlier.grey.shape, seen.grey.shape) if there is not None else ()
    against = score(best.found, rules)
    return Match(earlier.id, seen.id, grade, distance, best.features, best.found.share, said, against)


def score(found: Agreement, rules: Rules = RULES) -> float:
    """The agreeing share less a penalty for what differs in one piece; 0 where the overlap is too small."""
    if max(found.of_first, found.of_second) < rules.least_overlap or found.windows < rules.least_windows:
        return 0.0
    if found.strip and found.hole <= rules.largest_strip:
        return found.beside - rules.strip * found.hole
    return found.share - rules.hole * found.hole


def _grade(best: _Way | None, distance: int, rules: Rules) -> Grade | None:
    if best is not None and score(best.found, rules) >= rules.least_score:
        return Grade.SAME if distance <= WITHIN else Grade.COPY
    if best is not None and (best.features >= rules.shared_features or distance <= rules.candidate):
        return Grade.TEMPLATE if best.found.windows >= rules.least_windows else Grade.CANDIDATE
    return Grade.CANDIDATE if distance <= rules.candidate else None


def _laid_on(first: Look, second: Look) -> Iterator[tuple[int, Matrix]]:
    """The least distance of each two views, and how the one lies on the other where it is near enough."""
    if not first.views or not second.views:
        return
    far = distances(first.laid, second.plain).reshape(len(first.views), -1, len(second.views))
    for here, view in enumerate(first.views):
        for there, other in enumerate(second.views):
            way = int(far[here, :, there].argmin())
            yield int(far[here, way, there]), _on(view.box, other.box, way)


def _arranged(first: Look, second: Look, rules: Rules) -> Iterator[_Way]:
    for features, mirrored in ((first.features, False), (first.mirrored, True)):
        if features is None:
            continue
        pairs = mutual_matches(features, second.features)
        lying = align(features, second.features, pairs, rules.least_features)
        if lying is None:
            continue
        matrix = lying.matrix
        if mirrored:
            matrix = matrix @ np.array(((-1, 0, first.grey.shape[1] - 1), (0, 1, 0), (0, 0, 1)), np.float64)
        found = agreement(first.grey, second.grey, matrix)
        if found is not None:
            yield _Way(matrix, lying.cells, found)


# How the unit square is laid down in each of the eight ways of `pdq.TURNS`: x and y from x, y and 1.
_LAID = np.array(
    (
        ((1, 0, 0), (0, 1, 0)),
        ((0, 1, 0), (-1, 0, 1)),
        ((-1, 0, 1), (0, -1, 1)),
        ((0, -1, 1), (1, 0, 0)),
        ((1, 0, 0), (0, -1, 1)),
        ((-1, 0, 1), (0, 1, 0)),
        ((0, 1, 0), (1, 0, 0)),
        ((0, -1, 1), (-1, 0, 1)),
    ),
    np.float64,
)


def _on(box: Box, other: Box, way: int) -> Matrix:
    """From pixels of one picture to those of another, if a box of the one, laid down in a way, fills one."""
    wide, tall = box.right - box.left, box.bottom - box.top
    to_unit = np.array(((1 / wide, 0, -box.left / wide), (0, 1 / tall, -box.top / tall), (0, 0, 1)))
    laid = np.vstack((_LAID[way], (0, 0, 1)))
    wide, tall = other.right - other.left, other.bottom - other.top
    from_unit = np.array(((wide, 0, other.left), (0, tall, other.top)), np.float64)
    found: Matrix = from_unit @ laid @ to_unit
    return found
