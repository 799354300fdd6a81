"""Whether two pictures laid over each other show the same: where they agree, where not, where nothing tells.

Features that agree prove that something is shared: a logo, a caption bar and an intro card are shared by
pictures that have nothing else in common. So the pixels are compared window by window over the whole overlap,
by normalised cross-correlation, which brightness and contrast do not touch, and the share of the telling area
that agrees decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.opencv import opencv

LONGER_SIDE = 144
"""Pixels of the overlap's longer side when compared: coarse enough to forgive a misfit of a few pixels."""
WINDOW = 13
CLOSE_WINDOW = 9
_TELLING = 3.5
"""Standard deviation of grey in a window from which on there is something to compare."""
_ALIKE = 0.55
_LEAST_OVERLAP = 12
FINE, DETAIL, OTHER = 2.0, 4.0, 0.35
"""Detail: what a blur over so many pixels takes away, its least strength, the most it may have in common."""
_BRIGHTER = 25.0
"""Levels of grey by which two flat windows have to differ to be told apart."""
_COARSE = 16
_NEARLY = 0.8
_RIM = 0.07


@dataclass(frozen=True, slots=True)
class Agreement:
    """What an overlap shows.

    Attributes:
        share: of the telling area, how much agrees; 0 to 1.
        windows: how many whole windows' worth of area agrees.
        hole: the largest rectangle in which hardly anything agrees, as a share of the overlap. A logo or a
            caption leaves a small one; another content within a shared card or frame a large one.
        beside: the share that agrees outside of that rectangle.
        strip: whether that rectangle runs along a whole side, as a caption bar does.
        of_first: how much of the first picture lies in the second.
        of_second: how much of the second picture is covered by the first.
        alike: where they agree, in the overlap's own small grid.
        telling: where there is anything to compare.
        inside: where both pictures are.
        box: left, top, right, bottom of that grid in pixels of the second picture.
    """

    share: float
    windows: float
    hole: float
    beside: float
    strip: bool
    of_first: float
    of_second: float
    alike: NDArray[np.bool_]
    telling: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    box: tuple[float, float, float, float]


def agreement(
    first: NDArray[np.uint8], second: NDArray[np.uint8], matrix: NDArray[np.float64]
) -> Agreement | None:
    """Compare a picture with another that it was found to lie in.

    Args:
        matrix: from pixels of the first to pixels of the second, two rows of three.

    Returns:
        None where they overlap too little to compare.
    """
    cv2 = opencv()
    tall, wide = first.shape
    corners = np.array(((0, 0, 1), (wide, 0, 1), (wide, tall, 1), (0, tall, 1)), np.float64) @ matrix.T
    left, top = np.maximum(corners.min(0), 0)
    right, bottom = np.minimum(corners.max(0), (second.shape[1], second.shape[0]))
    if right - left < _LEAST_OVERLAP or bottom - top < _LEAST_OVERLAP:
        return None
    scale = LONGER_SIDE / max(right - left, bottom - top)
    size = (max(WINDOW, round((right - left) * scale)), max(WINDOW, round((bottom - top) * scale)))
    place = np.array(((scale, 0, -left * scale), (0, scale, -top * scale)))
    there = _shown(second, place, size)
    here = _shown(first, place[:, :2] @ matrix + np.array(((0, 0, place[0, 2]), (0, 0, place[1, 2]))), size)
    inside = cv2.warpAffine(
        np.ones(first.shape, np.uint8),
        place[:, :2] @ matrix + np.array(((0, 0, place[0, 2]), (0, 0, place[1, 2]))),
        size,
        flags=cv2.INTER_NEAREST,
    ).astype(bool)
    if inside.sum() < WINDOW * WINDOW:
        return None
    alike, telling = _compared(here, there, inside, WINDOW)
    # The rim of what is shared reaches into a large window from all sides and would hide a hole.
    closely, told_closely = _compared(here, there, inside, CLOSE_WINDOW)
    other = (told_closely & ~closely) | _other_detail(here, there, inside)
    place_of_hole, hole = largest_rectangle(other, inside)
    told = int(telling.sum())
    agreeing = int((alike & telling).sum())
    area = inside.sum() / scale / scale
    return Agreement(
        agreeing / told if told else 0.0,
        agreeing / WINDOW**2,
        hole,
        _share_beside(alike, telling, place_of_hole),
        _is_strip(place_of_hole),
        float(area / abs(np.linalg.det(matrix[:, :2])) / first.size),
        float(area / second.size),
        alike & telling,
        telling,
        inside,
        (float(left), float(top), float(right), float(bottom)),
    )


def _shown(
    grey: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.float32]:
    """A picture as the grid sees it: made smaller by averaging first, so that detail does not alias."""
    cv2 = opencv()
    factor = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    if 0 < factor < 0.8:
        small = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
        matrix = matrix @ np.diag((grey.shape[1] / small[0], grey.shape[0] / small[1], 1.0))
        grey = cv2.resize(grey, small, interpolation=cv2.INTER_AREA)
    shown: NDArray[np.float32] = cv2.warpAffine(
        grey.astype(np.float32), matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return cv2.GaussianBlur(shown, (0, 0), 0.8)  # type: ignore[no-any-return]


def largest_rectangle(
    marked: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> tuple[tuple[float, float, float, float], float]:
    """The largest rectangle that is marked nearly throughout.

    Returns:
        Left, top, right and bottom as shares of the grid, and its share of what is inside.
    """
    tall, wide = (min(_COARSE, side) for side in marked.shape)
    size = (wide, tall)
    cv2 = opencv()
    share = cv2.resize(marked.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    full = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    sums, areas = (np.pad(each.cumsum(0).cumsum(1), ((1, 0), (1, 0))) for each in (share, full))
    rows, columns = np.triu_indices(tall + 1, 1), np.triu_indices(wide + 1, 1)

    def within(of: NDArray[np.float32]) -> NDArray[np.float32]:
        strips = of[rows[1]] - of[rows[0]]
        found: NDArray[np.float32] = strips[:, columns[1]] - strips[:, columns[0]]
        return found

    area = within(areas)
    fits = (within(sums) >= _NEARLY * area) & (area > 0)
    if not fits.any():
        return (0.0, 0.0, 0.0, 0.0), 0.0
    row, column = np.unravel_index(int(np.argmax(np.where(fits, area, 0))), area.shape)
    box = (columns[0][column] / wide, rows[0][row] / tall, columns[1][column] / wide, rows[1][row] / tall)
    left, top, right, bottom = (float(one) for one in box)
    return (left, top, right, bottom), float(area[row, column] / max(float(full.sum()), 1.0))


def _share_beside(
    alike: NDArray[np.bool_], telling: NDArray[np.bool_], box: tuple[float, float, float, float]
) -> float:
    rows, columns = telling.shape
    left, top, right, bottom = box
    outside = telling.copy()
    outside[round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)] = False
    told = int(outside.sum())
    return int((alike & outside).sum()) / told if told else 0.0


def _is_strip(box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    touched = (left <= _RIM) + (top <= _RIM) + (right >= 1 - _RIM) + (bottom >= 1 - _RIM)
    return touched >= 3


def _compared(
    here: NDArray[np.float32], there: NDArray[np.float32], inside: NDArray[np.bool_], window: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    cv2 = opencv()
    mask = inside.astype(np.float32)

    def summed(of: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = cv2.boxFilter(
            of, -1, (window, window), normalize=False, borderType=cv2.BORDER_CONSTANT
        )
        return found

    weight = np.maximum(summed(mask), 1.0)
    here_mean, there_mean = summed(here * mask) / weight, summed(there * mask) / weight
    here_var = np.maximum(summed(here * here * mask) / weight - here_mean**2, 0)
    there_var = np.maximum(summed(there * there * mask) / weight - there_mean**2, 0)
    together = summed(here * there * mask) / weight - here_mean * there_mean
    # Of two flat windows only their brightness tells; of a flat and a rich one, that they differ.
    rich = inside & (np.maximum(here_var, there_var) > _TELLING**2)
    alike = together > _ALIKE * np.sqrt(np.maximum(here_var * there_var, 1.0))
    agreed = rich & alike
    if agreed.sum() <= window * window:
        return agreed, rich
    # Brightness and contrast are fitted where the pictures agree, and then expected everywhere.
    expected = _tones(here_mean.astype(np.float32), there_mean.astype(np.float32), agreed)
    brighter = inside & (np.abs(expected - there_mean) > _BRIGHTER)
    return agreed & ~brighter, rich | brighter


def _other_detail(
    here: NDArray[np.float32], there: NDArray[np.float32], inside: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Where both have detail with nothing in common, though they may be light and dark in the same places."""
    cv2 = opencv()
    fine = [each - cv2.GaussianBlur(each, (0, 0), FINE) for each in (here, there)]

    def mean(of: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = cv2.boxFilter(of, -1, (CLOSE_WINDOW, CLOSE_WINDOW))
        return found

    own, others, both = mean(fine[0] ** 2), mean(fine[1] ** 2), mean(fine[0] * fine[1])
    found: NDArray[np.bool_] = both < OTHER * np.sqrt(np.maximum(own * others, 0.1))
    return found & inside & (np.maximum(own, others) > DETAIL**2)


def _tones(
    here: NDArray[np.float32], there: NDArray[np.float32], agreed: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The first picture in the tones of the second: a cubic, kept to the range in which it was fitted."""
    given, found = here[agreed][::5], there[agreed][::5]
    low, high = np.percentile(given, (1, 99))
    if high - low < _BRIGHTER:
        return here + np.float32(np.median(found - given))
    by = np.polynomial.polynomial.polyfit((given - low) / (high - low), found, 3)
    at = (np.clip(here, low, high) - low) / (high - low)
    beyond = here - np.clip(here, low, high)
    return np.polynomial.polynomial.polyval(at, by) + beyond  # type: ignore[no-any-return]
