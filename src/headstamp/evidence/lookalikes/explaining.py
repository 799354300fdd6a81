"""What was done to a picture to make another of it, from how they lie in each other and where they agree."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.agreement import Agreement, largest_rectangle
from headstamp.evidence.lookalikes.match import Change, Part

_WHOLE = 0.96
_LEAST_DEGREES = 1.5
_LEAST_COVERED = 0.01
_MOST_COVERED = 3


def changes(
    matrix: NDArray[np.float64], found: Agreement, first: tuple[int, ...], second: tuple[int, ...]
) -> tuple[Change, ...]:
    """What makes of the first picture the second.

    Args:
        matrix: from pixels of the first to pixels of the second.
        first: rows and columns of the first.
        second: rows and columns of the second.
    """
    said = []
    turn = matrix[:, :2]
    if np.linalg.det(turn) < 0:
        said.append(Change("mirrored"))
        turn = turn @ np.diag((-1.0, 1.0))
    degrees = float(np.degrees(np.arctan2(turn[1, 0] - turn[0, 1], turn[0, 0] + turn[1, 1])))
    if abs(degrees) >= _LEAST_DEGREES:
        said.append(Change("turned", degrees))
    scale = float(np.sqrt(abs(np.linalg.det(turn))))
    if not 0.9 < scale < 1.1:
        said.append(Change("scaled", scale))
    if found.of_first < _WHOLE:
        said.append(Change("cut", 1 - found.of_first, _left_of(matrix, found, first)))
    if found.of_second < _WHOLE:
        left, top, right, bottom = found.box
        tall, wide = second[:2]
        part = Part(left / wide, top / tall, right / wide, bottom / tall)
        said.append(Change("added", 1 - found.of_second, part))
    said += _covered(found, second)
    return tuple(said)


def _left_of(matrix: NDArray[np.float64], found: Agreement, first: tuple[int, ...]) -> Part:
    """The rectangle of the first picture that the second still shows."""
    back = np.linalg.inv(np.vstack((matrix, (0, 0, 1))))
    left, top, right, bottom = found.box
    corners = (
        np.array(((left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1))) @ back.T[:, :2]
    )
    tall, wide = first[:2]
    low, high = np.clip(corners.min(0) / (wide, tall), 0, 1), np.clip(corners.max(0) / (wide, tall), 0, 1)
    return Part(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _covered(found: Agreement, second: tuple[int, ...]) -> list[Change]:
    """The largest rectangles in which the two differ, the largest first."""
    other, said = found.telling & ~found.alike, []
    left, top, right, bottom = found.box
    tall, wide = second[:2]
    for _ in range(_MOST_COVERED):
        box, share = largest_rectangle(other, found.inside)
        if share < _LEAST_COVERED:
            break
        across, down = right - left, bottom - top
        part = Part(
            (left + box[0] * across) / wide,
            (top + box[1] * down) / tall,
            (left + box[2] * across) / wide,
            (top + box[3] * down) / tall,
        )
        said.append(Change("covered", share, part))
        rows, columns = other.shape
        other = other.copy()
        rows_of = slice(int(box[1] * rows), ceil(box[3] * rows))
        other[rows_of, int(box[0] * columns) : ceil(box[2] * columns)] = False
    return said
