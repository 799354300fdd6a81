"""PDQ, the published 256-bit fingerprint of a whole picture, in numpy.

Source of the method: facebook/ThreatExchange, `pdq/README.md` and the paper "The TMK+PDQF Video-Hashing
Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019): luminance, two passes of a box ("Jarosz")
filter, 64 x 64 samples, the 16 x 16 lowest frequencies of a cosine transform without its constant ones, each
compared with their median; quality from the gradients of the 64 x 64 samples.

Every step before the median is linear and separable, so a picture is multiplied with one matrix for its rows
and one for its columns, and the matrices are kept for each length met. Sums are taken in another order than
by the published program, which may turn a bit whose coefficient lies at the median. Which fingerprints are
kept of an item, and what distances mean, is left to `stills` and to `headstamp.evidence.lookalikes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8] | NDArray[np.float32]
"""A picture as rows of luminance, 0 to 255."""
Codes = NDArray[np.uint64]
"""Fingerprints as rows of four words; word k holds bits 64 k to 64 k + 63."""

BITS = 256
TURNS = (
    "as it is",
    "turned 90",
    "turned 180",
    "turned 270",
    "upside down",
    "mirrored",
    "transposed",
    "transposed and turned 180",
)
"""The eight ways to lay a picture down, in the order of `variants`; turned counter-clockwise."""
LEAST_SIDE = 5
"""Pictures with fewer rows or columns have no fingerprint: its publisher's minimum."""
_SAMPLES, _LOWEST, _PASSES = 64, 16, 2
# A transform of the picture changes its frequencies in sign only: by odd and even row, column, or both, and
# by exchanging rows with columns. Frequencies count from 1, so that the first row is an odd one.
_ODD = (-1.0) ** np.arange(_LOWEST, dtype=np.float32)
_ROWS, _COLUMNS = np.repeat(-_ODD[:, None], _LOWEST, 1), np.repeat(-_ODD[None, :], _LOWEST, 0)
_SIGNS: tuple[tuple[bool, NDArray[np.float32]], ...] = (
    (False, np.ones((_LOWEST, _LOWEST), np.float32)),
    (True, _COLUMNS),
    (False, _ROWS * _COLUMNS),
    (True, _ROWS),
    (False, _ROWS),
    (False, _COLUMNS),
    (True, np.ones((_LOWEST, _LOWEST), np.float32)),
    (True, _ROWS * _COLUMNS),
)


@dataclass(frozen=True, slots=True)
class Pdq:
    """A fingerprint with its quality.

    Attributes:
        code: 64 hexadecimal digits as the publisher writes them: the highest bit first.
        quality: 0 (blank) to 100; below 50 its publisher trusts no distance.
    """

    code: str
    quality: int

    def distance(self, other: Pdq) -> int:
        """In how many of the 256 bits two fingerprints differ.

        >>> Pdq("0" * 64, 100).distance(Pdq("0" * 63 + "7", 100))
        3
        """
        return (int(self.code, 16) ^ int(other.code, 16)).bit_count()


def fingerprint(grey: Grey) -> Pdq:
    """The fingerprint of one picture; all zeros of quality 0 where it has fewer than 5 rows or columns."""
    return variants(grey)[0]


def variants(grey: Grey) -> tuple[Pdq, ...]:
    """The fingerprints of a picture laid down in the eight ways of `TURNS`, from one transform of it."""
    if min(grey.shape) < LEAST_SIDE:
        return (Pdq("0" * (BITS // 4), 0),) * len(TURNS)
    samples = _sampled(grey.astype(np.float32, copy=False))
    quality = int(quality_of(samples[None])[0])
    lowest = _cosines() @ samples @ _cosines().T
    laid = np.stack([(lowest * sign).T if swap else lowest * sign for swap, sign in _SIGNS])
    return tuple(Pdq(code, quality) for code in as_hex(_codes(laid.astype(np.float32))))


def fingerprints(frames: NDArray[np.uint8]) -> tuple[Codes, NDArray[np.uint8]]:
    """The fingerprints of many pictures of one size.

    Args:
        frames: pictures, rows, columns.

    Returns:
        Their codes and their qualities.
    """
    if len(frames) == 0:
        return np.empty((0, BITS // 64), np.uint64), np.empty(0, np.uint8)
    down, across = _sampler(frames.shape[1]), _sampler(frames.shape[2])
    samples = down @ frames.astype(np.float32) @ across.T
    lowest = _cosines() @ samples @ _cosines().T
    return _codes(lowest), quality_of(samples)


def quality_of(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """How much there is to tell a picture by: whole hundredths of gradient of its 64 x 64 samples, summed."""
    across = np.trunc((samples[..., :, 1:] - samples[..., :, :-1]) * 100 / 255)
    down = np.trunc((samples[..., 1:, :] - samples[..., :-1, :]) * 100 / 255)
    total = np.abs(across).sum((-2, -1)) + np.abs(down).sum((-2, -1))
    found: NDArray[np.uint8] = np.minimum(total // 90, 100).astype(np.uint8)
    return found


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey of a picture in red, green and blue, not rounded, with the weights of ITU-R BT.601."""
    found: NDArray[np.float32] = rgb.astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
    return found


def as_hex(codes: Codes) -> list[str]:
    """Codes as their publisher writes them."""
    return [row.tobytes()[::-1].hex() for row in codes.astype("<u8", copy=False)]


def as_codes(texts: Sequence[str]) -> Codes:
    """Codes from their text.

    >>> as_hex(as_codes(["0" * 63 + "7"])) == ["0" * 63 + "7"]
    True
    """
    raw = b"".join(bytes.fromhex(text)[::-1] for text in texts)
    return np.frombuffer(raw, "<u8").reshape(-1, BITS // 64).astype(np.uint64)


def _sampled(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    if grey.shape == (_SAMPLES, _SAMPLES):
        return grey
    found = _sampler(grey.shape[0]) @ grey @ _sampler(grey.shape[1]).T
    return found.astype(np.float32, copy=False)


@lru_cache(maxsize=256)
def _sampler(length: int) -> NDArray[np.float32]:
    """The matrix that blurs a row of pixels twice and takes 64 samples of it, at their centres."""
    if length == _SAMPLES:
        return np.eye(_SAMPLES, dtype=np.float32)
    window = -(-length // (2 * _SAMPLES))
    ahead = (window + 2) // 2
    box = np.zeros((length, length))
    for place in range(length):
        first, last = max(0, place + ahead - window), min(length, place + ahead)
        box[place, first:last] = 1.0 / (last - first)
    centres = ((np.arange(_SAMPLES) + 0.5) * length / _SAMPLES).astype(int)
    blurred: NDArray[np.float64] = box[centres]
    for _ in range(_PASSES - 1):
        blurred = blurred @ box
    found: NDArray[np.float32] = blurred.astype(np.float32)
    return found


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    steps, frequencies = np.arange(_SAMPLES), np.arange(1, _LOWEST + 1)
    angles = np.pi / 2 / _SAMPLES * frequencies[:, None] * (2 * steps + 1)[None, :]
    found: NDArray[np.float32] = (np.sqrt(2 / _SAMPLES) * np.cos(angles)).astype(np.float32)
    return found


def _codes(lowest: NDArray[np.float32]) -> Codes:
    """Which of the 256 frequencies exceed their median, the lower of the two in the middle."""
    flat = lowest.reshape(len(lowest), BITS)
    median = np.partition(flat, BITS // 2 - 1, axis=1)[:, BITS // 2 - 1 : BITS // 2]
    packed = np.packbits(flat > median, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64)
