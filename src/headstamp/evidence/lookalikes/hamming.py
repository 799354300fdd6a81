"""Finding fingerprints within a distance among a million: exact, in numpy alone.

Multi-index hashing (M. Norouzi, A. Punjani, D. J. Fleet, "Fast search in Hamming space with multi-index
hashing", CVPR 2012): 256 bits in 16 bands of 16. Two codes at most 31 bits apart agree in some band but for
at most one bit, since 16 bands with two differing bits each would make 32. So 17 buckets of each band hold
every answer. Which bits make a band is scattered, because neighbouring frequencies of a picture depend on
each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.pdq import BITS, Codes

WITHIN = 31
"""The distance up to which `near` is exact: the publisher's threshold for 'the same picture'."""
_BANDS, _WIDTH = 16, 16
_BLOCK = 1 << 18
_TAIL = 4096
_ORDER = np.random.default_rng(20177).permutation(BITS)
_FLIPS = np.r_[0, 1 << np.arange(_WIDTH)].astype(np.uint16)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Codes in order of each band: which codes, and where each value of the band begins."""

    count: int
    order: list[NDArray[np.uint32]]
    starts: list[NDArray[np.uint32]]


class HammingIndex:
    """Codes in the order in which they were added, and those near to one.

    About 105 bytes a code. Codes added since the last sealing are compared one by one.
    """

    def __init__(self) -> None:
        self._codes = np.empty((0, BITS // 64), np.uint64)
        self._count = 0
        self._sealed = _Sealed(0, [], [])

    def __len__(self) -> int:
        return self._count

    @property
    def codes(self) -> Codes:
        """All codes."""
        return self._codes[: self._count]

    def add(self, codes: Codes) -> None:
        """Add codes; their places are the next numbers."""
        need = self._count + len(codes)
        if need > len(self._codes):
            room = np.empty((max(need, len(self._codes) * 3 // 2), BITS // 64), np.uint64)
            room[: self._count] = self.codes
            self._codes = room
        self._codes[self._count : need] = codes
        self._count = need
        if need - self._sealed.count > max(_TAIL, self._sealed.count // 8):
            self.seal()

    def seal(self) -> None:
        """Put all codes in order, so that none is compared one by one."""
        order, starts = [], []
        for band in range(_BANDS):
            values = np.concatenate(
                [_band(part, band) for part in _parts(self.codes)] or [np.empty(0, np.uint16)]
            )
            order.append(np.argsort(values, kind="stable").astype(np.uint32))
            counts = np.bincount(values, minlength=1 << _WIDTH)
            starts.append(np.r_[0, np.cumsum(counts)].astype(np.uint32))
        self._sealed = _Sealed(self._count, order, starts)

    def near(
        self, code: NDArray[np.uint64], radius: int = WITHIN
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The places of all codes within a distance, in order, and their distances.

        Exact at any radius; beyond 31 every code is compared, which takes some 10 ms for a million.
        """
        if radius > WITHIN:
            return self._compared(code, radius, 0)
        pieces = []
        for band in range(_BANDS if self._sealed.count else 0):
            values = (_band(code[None], band)[0] ^ _FLIPS).astype(np.int64)
            starts, order = self._sealed.starts[band], self._sealed.order[band]
            for first, last in zip(starts[values].tolist(), starts[values + 1].tolist(), strict=True):
                if last > first:
                    pieces.append(order[first:last])
        places = np.concatenate(pieces) if pieces else np.empty(0, np.uint32)
        distances = np.bitwise_count(self._codes[places] ^ code).sum(1, dtype=np.intp)
        close = distances <= radius
        found, once = np.unique(places[close].astype(np.intp), return_index=True)
        late, far = self._compared(code, radius, self._sealed.count)
        return np.r_[found, late], np.r_[distances[close][once], far]

    def _compared(
        self, code: NDArray[np.uint64], radius: int, first: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        places, distances = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
        for start in range(first, self._count, _BLOCK):
            far = apart(self.codes[start : start + _BLOCK], code)
            close = np.flatnonzero(far <= radius)
            places.append(close + start)
            distances.append(far[close].astype(np.intp))
        return np.concatenate(places), np.concatenate(distances)


def apart(some: Codes, others: Codes) -> NDArray[np.uint16]:
    """In how many of 256 bits each differs from its partner, or from one: the four counts of a row in pairs.

    Several times as fast as summing rows, at which numpy is slow where they are short.
    """
    halves = np.bitwise_count(some ^ others).view(np.uint16)
    both = halves[:, 0] + halves[:, 1]
    found: NDArray[np.uint16] = (both & 255) + (both >> 8)
    return found


def distances(some: Codes, others: Codes) -> NDArray[np.intp]:
    """How far each code lies from each of others: one row for each of `some`."""
    found: NDArray[np.intp] = np.bitwise_count(some[:, None] ^ others[None]).sum(2, dtype=np.intp)
    return found


def _parts(codes: Codes) -> list[Codes]:
    return [codes[start : start + _BLOCK] for start in range(0, len(codes), _BLOCK)]


def _band(codes: Codes, band: int) -> NDArray[np.uint16]:
    value = np.zeros(len(codes), np.uint16)
    for place, bit in enumerate(_ORDER[band * _WIDTH : (band + 1) * _WIDTH]):
        value |= (((codes[:, bit // 64] >> np.uint64(bit % 64)) & np.uint64(1)) << np.uint64(place)).astype(
            np.uint16
        )
    return value
