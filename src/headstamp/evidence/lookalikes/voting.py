"""Which pictures share local features: proposals for what no fingerprint of a whole picture finds.

Locality-sensitive hashing of binary features (A. Gionis, P. Indyk, R. Motwani, "Similarity search in high
dimensions via hashing", VLDB 1999): each table keeps features by some of their bits; features that share a
bucket of a table and are near in all bits vote for their picture, by how much they turn and scale (weak
geometry after H. Jégou et al., ECCV 2008). A feature that very many pictures have, such as a letter or a
channel's logo, fills its bucket and
has no vote: the stop words of pictures. Votes only propose; `judging` decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.features import Features
from headstamp.evidence.lookalikes.hamming import apart

NEAR = 50
"""Bits in which two features may differ to vote: with more, chance drowns the few votes of a poor copy."""
_TABLES, _BITS = 5, 20
_FULL = 50
"""Features in a bucket from which on it tells nothing: the crowded ones cost most."""
_TURNS, _SCALES = 12, 8
_LEAST_VOTES = 2.0
_CHANCE = 1000
_CHOSEN = np.stack(
    [np.random.default_rng(table).choice(256, _BITS, replace=False) for table in range(_TABLES)]
)
_POWERS = (1 << np.arange(_BITS)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A picture that shares features with the one asked about.

    Attributes:
        place: its number, in the order in which pictures were added.
        votes: features that agree in turn and scale.
    """

    place: int
    votes: float


class FeatureIndex:
    """The local features of many pictures. About 64 bytes a feature."""

    def __init__(self) -> None:
        self._pictures = 0
        self._waiting: list[_Added] = []
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        return self._pictures

    def add(self, features: Features) -> None:
        """Add a picture; its place is the next number."""
        owners = np.full(len(features), self._pictures, np.int32)
        words = features.words
        self._waiting.append((_keys(words).T, _as_longs(words), _told(features), owners))
        self._pictures += 1

    def seal(self) -> None:
        """Put the features added since in order of their buckets; the next question does it otherwise."""
        if not self._waiting:
            return
        keys, words, told, owners = zip(*self._waiting, strict=True)
        self._waiting = []
        added = np.concatenate(owners)
        every = np.broadcast_to(np.arange(len(added), dtype=np.uint32), (_TABLES, len(added)))
        made = _Segment.of(np.concatenate(keys, 1), every, np.concatenate(words), np.concatenate(told), added)
        # Segments double in size, so that each feature is put in order only as often as the index doubles.
        while self._segments and 2 * len(made.owners) > len(self._segments[-1].owners):
            made = self._segments.pop().followed_by(made)
        self._segments.append(made)

    def propose(self, features: Features, most: int = 8) -> list[Proposal]:
        """The pictures with the most features in common; the first have the most."""
        self.seal()
        if not len(features):
            return []
        keys, words = _keys(features.words).T, _as_longs(features.words)
        met = [segment.met(keys, words) for segment in self._segments]
        asked = np.concatenate([one[0] for one in met] or [np.empty(0, np.intp)])
        if not len(asked):
            return []
        told, owners = np.concatenate([one[1] for one in met]), np.concatenate([one[2] for one in met])
        return _counted(asked, _told(features).take(asked, 0), told, owners.astype(np.int64), most)


_Added = tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.float32], NDArray[np.int32]]
"""Of one picture: the keys of its features, one row a table, then their words, what is told, the owner."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Features by bucket: where each bucket begins in the order, and the order, one row a table."""

    starts: NDArray[np.uint32]
    order: NDArray[np.uint32]
    words: NDArray[np.uint64]
    told: NDArray[np.float32]
    owners: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        keys: NDArray[np.uint32],
        order: NDArray[np.uint32],
        words: NDArray[np.uint64],
        told: NDArray[np.float32],
        owners: NDArray[np.int32],
    ) -> _Segment:
        """Features in any order; `order` says of which of them each key is."""
        starts = np.zeros((_TABLES, (1 << _BITS) + 1), np.uint32)
        for row, each in zip(starts, keys, strict=True):
            np.cumsum(np.bincount(each, minlength=1 << _BITS), out=row[1:])
        by = np.argsort(keys, axis=1, kind="stable")
        return cls(starts, np.take_along_axis(order, by, 1), words, told, owners)

    @property
    def keys(self) -> NDArray[np.uint32]:
        """The key of each feature, in order."""
        every = np.arange(1 << _BITS, dtype=np.uint32)
        return np.stack([np.repeat(every, np.diff(row)) for row in self.starts])

    def followed_by(self, other: _Segment) -> _Segment:
        """Both as one."""
        return _Segment.of(
            np.concatenate((self.keys, other.keys), 1),
            np.concatenate((self.order, other.order + np.uint32(len(self.owners))), 1),
            np.concatenate((self.words, other.words)),
            np.concatenate((self.told, other.told)),
            np.concatenate((self.owners, other.owners)),
        )

    def met(
        self, keys: NDArray[np.uint32], words: NDArray[np.uint64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.int32]]:
        """Features asked about that are near to one kept in their bucket, with what is told of that one."""
        asked, found = [], []
        for starts, order, wanted in zip(self.starts, self.order, keys, strict=True):
            first = starts.take(wanted).astype(np.intp)
            counts = starts.take(wanted + 1) - first
            counts[counts > _FULL] = 0
            which = np.repeat(np.arange(len(wanted)), counts)
            there = order.take(np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts))
            # Rows are taken, which numpy does several times as fast as it indexes them.
            near = np.flatnonzero(apart(words.take(which, 0), self.words.take(there, 0)) <= NEAR)
            asked.append(which.take(near))
            found.append(there.take(near).astype(np.int64))
        pairs = _once(np.concatenate(asked).astype(np.int64) << 32 | np.concatenate(found))
        here, there = (pairs >> 32).astype(np.intp), (pairs & 0xFFFFFFFF).astype(np.intp)
        return here, self.told.take(there, 0), self.owners.take(there)


def _counted(
    asked: NDArray[np.intp],
    told: NDArray[np.float32],
    other: NDArray[np.float32],
    owner: NDArray[np.int64],
    most: int,
) -> list[Proposal]:
    turn = ((other[:, 0] - told[:, 0]) / 360 * _TURNS).round().astype(np.int64) % _TURNS
    scale = np.clip(np.rint(other[:, 1] - told[:, 1]) + _SCALES // 2, 0, _SCALES - 1).astype(np.int64)
    # One feature votes once for one picture and arrangement, however many it resembles there.
    once = _once(((owner * _TURNS + turn) * _SCALES + scale) << 16 | asked.astype(np.int64)) >> 16
    starts = np.flatnonzero(np.r_[True, once[1:] != once[:-1]])
    bins, votes = once[starts], np.diff(np.r_[starts, len(once)])
    if len(bins) > _CHANCE:
        # Among many pictures most bins hold the one vote of chance, which no proposal rests on.
        bins, votes = bins[votes > 1], votes[votes > 1]
        if not len(bins):
            return []
    # A turn or scale at the edge of its bin falls into the next: each bin also counts its neighbours by half.
    total = votes.astype(np.float64)
    owner, turn, scale = bins // (_TURNS * _SCALES), bins // _SCALES % _TURNS, bins % _SCALES
    for step, grow in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
        beside = (owner * _TURNS + (turn + step) % _TURNS) * _SCALES + scale + grow
        place = np.minimum(np.searchsorted(bins, beside), len(bins) - 1)
        there = (bins[place] == beside) & (scale + grow >= 0) & (scale + grow < _SCALES)
        total += np.where(there, 0.5 * votes[place], 0.0)
    order = np.lexsort((owner, -total))
    _, first = np.unique(owner[order], return_index=True)
    ranked = order[np.sort(first)][:most]
    return [Proposal(int(owner[one]), float(total[one])) for one in ranked if total[one] >= _LEAST_VOTES]


def _once(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted, each once; faster than `numpy.unique`, which hashes."""
    values = np.sort(values)
    return values[np.r_[True, values[1:] != values[:-1]]] if len(values) else values


def _told(features: Features) -> NDArray[np.float32]:
    """Where each feature points and the logarithm of its size, in steps of the square root of two."""
    steps = 2 * np.log2(np.maximum(features.sizes, 1))
    return np.stack((features.angles, steps), 1).astype(np.float32)


def _as_longs(words: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(words).view(np.uint64).reshape(-1, 4)


def _keys(words: NDArray[np.uint8]) -> NDArray[np.uint32]:
    bits = np.unpackbits(words, axis=1)
    found: NDArray[np.uint32] = (bits[:, _CHOSEN] @ _POWERS).astype(np.uint32)
    return found
