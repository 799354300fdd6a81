"""Local features of a picture: corners that are found again in crops, screenshots and captioned copies.

ORB (E. Rublee et al., "ORB: an efficient alternative to SIFT or SURF", ICCV 2011) through OpenCV. Which
pictures share features is left to `voting`, and whether they share them in the same arrangement to
`alignment`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.stills import Box
from headstamp.evidence.lookalikes.opencv import opencv

MOST = 700
"""Features kept of one picture, the strongest first."""
MOST_WITHIN = 400
SIDE = 512
_SMALL = 360
_SQUARES = 12
_CONTRAST = 5
_RATIO = 0.8


@dataclass(frozen=True, slots=True)
class Features:
    """Local features of one picture.

    Attributes:
        places: x and y in pixels of the picture, one row a feature.
        sizes: the diameter that each describes, in pixels.
        angles: where each points, in degrees.
        words: 32 bytes each.
    """

    places: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    words: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.places)


def features_of(
    grey: NDArray[np.uint8], box: Box | None = None, *, mirrored: bool = False
) -> tuple[Features, Features | None]:
    """The strongest features of a picture of at most about 512 pixels a side, and of its mirror image.

    Args:
        grey: the picture.
        box: a picture within the picture, such as a screenshot shows. It is looked at first and closely.
        mirrored: whether the mirror image is wanted; its features lie in its own pixels.

    Raises:
        Refused: OpenCV is not installed.
    """
    if box is None:
        return _features_of(grey, MOST, mirrored)
    inner = _features_of(np.ascontiguousarray(box.of(grey)), MOST_WITHIN, mirrored)
    outer = _features_of(grey, MOST - MOST_WITHIN, mirrored)
    first = _joined(inner[0], (box.left, box.top), outer[0])
    if inner[1] is None or outer[1] is None:
        return first, None
    return first, _joined(inner[1], (grey.shape[1] - box.right, box.top), outer[1])


def _joined(inner: Features, at: tuple[int, int], outer: Features) -> Features:
    return Features(
        np.concatenate((inner.places + np.array(at, np.float32), outer.places)),
        np.concatenate((inner.sizes, outer.sizes)),
        np.concatenate((inner.angles, outer.angles)),
        np.concatenate((inner.words, outer.words)),
    )


def _features_of(grey: NDArray[np.uint8], most: int, mirrored: bool) -> tuple[Features, Features | None]:
    cv2 = opencv()
    # A small picture is enlarged first, since features near its rim cannot be described.
    scale = min(2.0, SIDE / max(grey.shape)) if max(grey.shape) < _SMALL else 1.0
    if scale > 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    corners = _spread_out(_orb(most).detect(grey, None), grey.shape, most)
    found = _described(grey, corners, most, scale)
    if not mirrored:
        return found, None
    # The mirror image has its corners where this one has, mirrored, so that only what they look like is new.
    wide = grey.shape[1] - 1
    flipped = [
        cv2.KeyPoint(wide - one.pt[0], one.pt[1], one.size, (180 - one.angle) % 360, one.response, one.octave)
        for one in corners
    ]
    return found, _described(np.ascontiguousarray(grey[:, ::-1]), flipped, most, scale)


def _described(grey: NDArray[np.uint8], corners: list[Any], most: int, scale: float) -> Features:
    corners, words = _orb(most).compute(grey, corners)
    if words is None or not len(corners):
        none = np.empty(0, np.float32)
        return Features(np.empty((0, 2), np.float32), none, none, np.empty((0, 32), np.uint8))
    told = np.array([(*one.pt, one.size, one.angle) for one in corners], np.float32)
    return Features(told[:, :2] / scale, told[:, 2] / scale, told[:, 3], words)


def mutual_matches(one: Features, other: Features) -> NDArray[np.intp]:
    """Pairs of features of two pictures that are each other's nearest and clearly nearer than the second.

    Returns:
        Places in `one` and in `other`, one row a pair.
    """
    if len(one) < 2 or len(other) < 2:
        return np.empty((0, 2), np.intp)
    matcher = opencv().BFMatcher(opencv().NORM_HAMMING)
    near = [
        (pair[0].queryIdx, pair[0].trainIdx)
        for pair in matcher.knnMatch(one.words, other.words, k=2)
        if pair[0].distance < _RATIO * pair[1].distance
    ]
    if not near:
        return np.empty((0, 2), np.intp)
    found = np.array(near, np.intp)
    # Back again, of those alone: a feature that several claim goes to none but its nearest.
    targets = np.unique(found[:, 1])
    back = {
        int(targets[pair.queryIdx]): pair.trainIdx for pair in matcher.match(other.words[targets], one.words)
    }
    kept = [back[int(there)] == here for here, there in found]
    mutual: NDArray[np.intp] = found[np.array(kept)]
    return mutual


def _spread_out(corners: Any, shape: tuple[int, ...], most: int) -> list[Any]:
    """The strongest of each square, and only then of all: text would else take every place."""
    if len(corners) <= most:
        return list(corners)
    places = opencv().KeyPoint_convert(corners).astype(np.float64)
    strength = np.array([one.response for one in corners])
    square = (places // (max(shape) / _SQUARES)).astype(np.int64) @ np.array((1, _SQUARES + 1))
    order = np.lexsort((-strength, square))
    starts = np.r_[0, np.flatnonzero(np.diff(square[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return [corners[place] for place in order[np.argsort(rank, kind="stable")[:most]]]


@lru_cache(maxsize=4)
def _orb(most: int) -> Any:
    return opencv().ORB_create(
        nfeatures=4 * most, scaleFactor=1.2, nlevels=8, edgeThreshold=19, fastThreshold=_CONTRAST
    )
