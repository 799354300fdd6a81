"""The fingerprint of a film: its frames' fingerprints in order, each with its time.

Convention, which is part of every fingerprint kept: PDQ of frames made 128 x 128 grey pixels whatever their
shape (`headstamp.evidence.decoders.sequence`), key frames and about two a second. Where the film has a border
that never moves, such as a letterbox, the border is cut off first, for the whole film at once. These
fingerprints are not to be mixed with those of stills (`stills`), which are made from larger pictures.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.pdq import Codes, fingerprints
from headstamp.values import ValueUnreadable

CONVENTION = "pdq/frames-128/1"
SIDE = 128
_MAGIC = b"HSF1"
_BORDER = 6.0
_LEAST_SHARE = 0.3
_TOGETHER = 512


@dataclass(frozen=True, slots=True)
class FrameSequence:
    """Frames in order.

    Attributes:
        times: seconds from the beginning, rising.
        codes: a fingerprint each.
        qualities: 0 to 100 each; under 50 a frame tells nothing.
        border: whether a border was cut off that never moves.
    """

    times: NDArray[np.float32]
    codes: Codes
    qualities: NDArray[np.uint8]
    border: bool = False

    def __len__(self) -> int:
        return len(self.times)

    @property
    def seconds(self) -> float:
        """The time of the last frame."""
        return float(self.times[-1]) if len(self) else 0.0

    def to_bytes(self) -> bytes:
        """The sequence for keeping, 37 bytes a frame."""
        head = _MAGIC + struct.pack("<IB", len(self), self.border)
        parts = (self.times.astype("<f4"), self.codes.astype("<u8"), self.qualities)
        return head + b"".join(part.tobytes() for part in parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> FrameSequence:
        """Read what `to_bytes` wrote.

        Raises:
            ValueUnreadable: it is something else, or cut off.
        """
        start = len(_MAGIC) + 5
        count, border = struct.unpack("<IB", data[len(_MAGIC) : start]) if len(data) >= start else (0, 0)
        if data[: len(_MAGIC)] != _MAGIC or len(data) != start + count * 37:
            raise ValueUnreadable("The fingerprint of a film cannot be read", kind="fingerprint")
        times = np.frombuffer(data, "<f4", count, start)
        codes = np.frombuffer(data, "<u8", count * 4, start + 4 * count).reshape(count, 4)
        qualities = np.frombuffer(data, np.uint8, count, start + 36 * count)
        return cls(times.astype(np.float32), codes.astype(np.uint64), qualities.copy(), bool(border))


def sequence_of(frames: Iterable[tuple[float, bytes]]) -> FrameSequence:
    """The fingerprint of a film.

    Args:
        frames: seconds and 128 rows of 128 grey values, in order, as of `decoders.sequence.grey_frames`.
    """
    told = [(time, np.frombuffer(data, np.uint8).reshape(SIDE, SIDE)) for time, data in frames]
    if not told:
        return FrameSequence(np.empty(0, np.float32), np.empty((0, 4), np.uint64), np.empty(0, np.uint8))
    times = np.array([time for time, _ in told], np.float32)
    left, top, right, bottom = _still_border([grey for _, grey in told])
    cut = (right - left, bottom - top) != (SIDE, SIDE)
    codes, qualities = [], []
    for start in range(0, len(told), _TOGETHER):
        some = np.stack([grey[top:bottom, left:right] for _, grey in told[start : start + _TOGETHER]])
        code, quality = fingerprints(some)
        codes.append(code)
        qualities.append(quality)
    return FrameSequence(times, np.concatenate(codes), np.concatenate(qualities), cut)


def mirrored(codes: Codes) -> Codes:
    """The codes of the frames' mirror images, but for a few bits: every other frequency changes its sign.

    A bit says whether a frequency exceeds their median, which is near to nought; the few between the two
    differ.
    """
    odd_columns = np.uint64(0x5555_5555_5555_5555)
    return codes ^ odd_columns


def _still_border(frames: list[NDArray[np.uint8]]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is no border in any frame; all where too little would be left."""
    some = np.stack(frames[:: max(1, len(frames) // 64)]).astype(np.float32)
    rows = np.flatnonzero(np.percentile(some.std(2), 90, axis=0) > _BORDER)
    columns = np.flatnonzero(np.percentile(some.std(1), 90, axis=0) > _BORDER)
    if len(rows) < _LEAST_SHARE * SIDE or len(columns) < _LEAST_SHARE * SIDE:
        return 0, 0, SIDE, SIDE
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
