"""Which pictures share local features: proposals for what no fingerprint of a whole picture finds.

Locality-sensitive hashing of binary features (A. Gionis, P. Indyk, R. Motwani, "Similarity search in high
dimensions via hashing", VLDB 1999): each table keeps features by some of their bits; features that share a
bucket of a table and are near in all bits vote for their picture, by how much they turn and scale (weak
geometry after H. Jégou et al., ECCV 2008). A feature that very many pictures have, such as a letter or a
channel's logo, fills its bucket and
has no vote: the stop words of pictures. Votes only propose; `judging` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.features import Features

MOST_OF_ONE = 700
"""Features kept of one picture: the strongest, spread over it."""
MANY, MOST_OF_MANY = 1000, 350
"""Pictures from which on fewer features are kept of one, and asked with: memory and time grow with both."""
NEAR = 62
"""Bits in which two features may differ to vote."""
_TABLES, _BITS = 8, 22
_FULL, _FULL_OF_MANY = 256, 100
"""Features in a bucket from which on it tells nothing; among many for each 2,000 pictures, and at least."""
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
    """The local features of many pictures. About 110 bytes a feature, at most 700 features a picture."""

    def __init__(self) -> None:
        self._pictures = 0
        self._waiting: list[_Segment] = []
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        return self._pictures

    def add(self, features: Features) -> None:
        """Add a picture; its place is the next number."""
        most = MOST_OF_ONE if self._pictures < MANY else MOST_OF_MANY
        words = features.words[:most]
        owners = np.full(len(words), self._pictures, np.int32)
        keys = _keys(words).T
        self._waiting.append(_Segment(keys, keys, _as_longs(words), _told(features)[:most], owners))
        self._pictures += 1

    def seal(self) -> None:
        """Put the features added since in order of their buckets; the next question does it otherwise."""
        if not self._waiting:
            return
        made = _Segment.of(self._waiting)
        self._waiting = []
        # Segments double in size, so that each feature is put in order only as often as the index doubles.
        while self._segments and 2 * len(made.owners) > len(self._segments[-1].owners):
            made = _Segment.of([self._segments.pop(), made])
        self._segments.append(made)

    def propose(self, features: Features, most: int = 8) -> list[Proposal]:
        """The pictures with the most features in common; the first have the most."""
        self.seal()
        if not len(features):
            return []
        asking = features.words[: MOST_OF_ONE if self._pictures < MANY else MOST_OF_MANY]
        keys, words = _keys(asking).T, _as_longs(asking)
        full = _FULL if self._pictures <= MANY else max(_FULL_OF_MANY, _FULL_OF_MANY * self._pictures // 2000)
        met = [segment.met(keys, words, full) for segment in self._segments]
        asked = np.concatenate([one[0] for one in met] or [np.empty(0, np.intp)])
        if not len(asked):
            return []
        told, owners = np.concatenate([one[1] for one in met]), np.concatenate([one[2] for one in met])
        return _counted(asked, _told(features)[asked], told, owners.astype(np.int64), most)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Features by bucket: keys and the features that have them in their order, one row a table."""

    keys: NDArray[np.uint32]
    order: NDArray[np.uint32]
    words: NDArray[np.uint64]
    told: NDArray[np.float32]
    owners: NDArray[np.int32]

    @classmethod
    def of(cls, some: Sequence[_Segment]) -> _Segment:
        """Several as one, in order. What was not yet in order has its keys in place of it."""
        base, keys, order = 0, [], []
        for one in some:
            keys.append(one.keys)
            in_order = one.order is not one.keys
            order.append(
                base
                + (one.order if in_order else np.broadcast_to(np.arange(len(one.owners)), one.keys.shape))
            )
            base += len(one.owners)
        all_keys, all_order = np.concatenate(keys, 1), np.concatenate(order, 1)
        by = np.argsort(all_keys, axis=1, kind="stable")
        return cls(
            np.take_along_axis(all_keys, by, 1),
            np.take_along_axis(all_order, by, 1).astype(np.uint32),
            np.concatenate([one.words for one in some]),
            np.concatenate([one.told for one in some]),
            np.concatenate([one.owners for one in some]),
        )

    def met(
        self, keys: NDArray[np.uint32], words: NDArray[np.uint64], full: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.int32]]:
        """Features asked about that are near to one kept in their bucket, with what is told of that one."""
        asked, found = [], []
        for kept, order, wanted in zip(self.keys, self.order, keys, strict=True):
            # Asked for in order, neighbours are found where the one before was: less of the index is touched.
            by = np.argsort(wanted)
            first = np.searchsorted(kept, wanted[by], "left")
            counts = np.searchsorted(kept, wanted[by], "right") - first
            counts[counts > full] = 0
            which = np.repeat(by, counts)
            within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
            there = order[np.repeat(first, counts) + within]
            near = np.bitwise_count(words[which] ^ self.words[there]).sum(1, dtype=np.uint16) <= NEAR
            asked.append(which[near])
            found.append(there[near].astype(np.int64))
        pairs = _once(np.concatenate(asked).astype(np.int64) << 32 | np.concatenate(found))
        here, there = (pairs >> 32).astype(np.intp), (pairs & 0xFFFFFFFF).astype(np.intp)
        return here, self.told[there], self.owners[there]


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
