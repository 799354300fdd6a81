"""Which pictures share local features: proposals for what no fingerprint of a whole picture finds.

Locality-sensitive hashing of binary features (A. Gionis, P. Indyk, R. Motwani, "Similarity search in high dimensions
via hashing", VLDB 1999): each table keeps features by some of their bits; features that share a bucket of a table
and are near in all bits vote for their picture, by how much they turn and scale (weak geometry after H. Jégou et
al., ECCV 2008). A feature that very many pictures have, such as a letter or a channel's logo, fills its bucket and
has no vote: the stop words of pictures. Votes only propose; `judging` decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.lookalikes.features import Features

MOST_OF_ONE = 400
"""Features kept of one picture: the strongest, spread over it."""
NEAR = 62
"""Bits in which two features may differ to vote."""
_TABLES, _BITS = 10, 22
_FULL = 48
"""Features in a bucket from which on it tells nothing, for each 2,000 pictures and at least."""
_TURNS, _SCALES = 12, 8
_LEAST_VOTES = 3.0
_TAIL = 64
_CHOSEN = np.stack([np.random.default_rng(table).choice(256, _BITS, replace=False) for table in range(_TABLES)])
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
    """The local features of many pictures. About 130 bytes a feature, 400 features a picture."""

    def __init__(self) -> None:
        self._pictures = 0
        self._words: list[NDArray[np.uint64]] = []
        self._told: list[NDArray[np.float32]] = []
        self._owners: list[NDArray[np.int32]] = []
        self._keys: list[NDArray[np.uint32]] = []
        self._waiting = 0
        self._sealed = _Sealed.empty()

    def __len__(self) -> int:
        return self._pictures

    def add(self, features: Features) -> None:
        """Add a picture; its place is the next number."""
        words, told = features.words[:MOST_OF_ONE], _told(features)[:MOST_OF_ONE]
        self._words.append(np.ascontiguousarray(words).view(np.uint64).reshape(-1, 4))
        self._told.append(told)
        self._owners.append(np.full(len(words), self._pictures, np.int32))
        self._keys.append(_keys(words))
        self._pictures += 1
        self._waiting += 1
        if self._waiting > max(_TAIL, self._pictures // 8):
            self.seal()

    def seal(self) -> None:
        """Put all features in order of their buckets."""
        keys = np.concatenate(self._keys) if self._keys else np.empty((0, _TABLES), np.uint32)
        order = np.argsort(keys, axis=0, kind="stable").astype(np.uint32)
        self._sealed = _Sealed(
            np.take_along_axis(keys, order.astype(np.intp), 0).T.copy(),
            order.T.copy(),
            np.concatenate(self._words),
            np.concatenate(self._told),
            np.concatenate(self._owners),
        )
        self._words, self._told = [self._sealed.words], [self._sealed.told]
        self._owners, self._keys = [self._sealed.owners], [keys]
        self._waiting = 0

    def propose(self, features: Features, most: int = 8) -> list[Proposal]:
        """The pictures with the most features in common, of those that were sealed; the first have the most."""
        sealed = self._sealed
        if not len(features) or not len(sealed.owners):
            return []
        asked, found = self._met(_keys(features.words))
        words = np.ascontiguousarray(features.words).view(np.uint64).reshape(-1, 4)
        near = np.bitwise_count(words[asked] ^ sealed.words[found]).sum(1, dtype=np.intp) <= NEAR
        asked, found = asked[near], found[near]
        pairs = np.unique(asked.astype(np.int64) << 32 | found)
        asked, found = (pairs >> 32).astype(np.intp), (pairs & 0xFFFFFFFF).astype(np.intp)
        return self._counted(_told(features)[asked], asked, found, most)

    def _met(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Features asked about and features kept that share a bucket of any table."""
        full = max(_FULL, _FULL * self._pictures // 2000)
        asked, found = [], []
        for table in range(_TABLES):
            kept = self._sealed.keys[table]
            first = np.searchsorted(kept, keys[:, table], "left")
            counts = np.searchsorted(kept, keys[:, table], "right") - first
            counts[counts > full] = 0
            which = np.repeat(np.arange(len(keys)), counts)
            within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
            asked.append(which)
            found.append(self._sealed.order[table][np.repeat(first, counts) + within].astype(np.intp))
        return np.concatenate(asked), np.concatenate(found)

    def _counted(
        self, told: NDArray[np.float32], asked: NDArray[np.intp], found: NDArray[np.intp], most: int
    ) -> list[Proposal]:
        other = self._sealed.told[found]
        turn = ((other[:, 0] - told[:, 0]) / 360 * _TURNS).round().astype(np.int64) % _TURNS
        scale = np.clip(np.rint(other[:, 1] - told[:, 1]) + _SCALES // 2, 0, _SCALES - 1).astype(np.int64)
        owner = self._sealed.owners[found].astype(np.int64)
        # One feature votes once for one picture and arrangement, however many it resembles there.
        bins = (owner * _TURNS + turn) * _SCALES + scale
        once = np.unique(bins << 16 | asked.astype(np.int64))
        bins, votes = np.unique(once >> 16, return_counts=True)
        owner, turn, scale = bins // (_TURNS * _SCALES), bins // _SCALES % _TURNS, bins % _SCALES
        # A turn or scale at the edge of its bin falls into the next: each bin also counts its neighbours by half.
        count = dict(zip(bins.tolist(), votes.tolist(), strict=True))
        strong = votes >= 2
        best: dict[int, float] = {}
        for place, by, size in zip(owner[strong].tolist(), turn[strong].tolist(), scale[strong].tolist(), strict=True):
            beside = sum(
                count.get((place * _TURNS + (by + step) % _TURNS) * _SCALES + size + grow, 0)
                for step in (-1, 0, 1)
                for grow in (-1, 0, 1)
                if 0 <= size + grow < _SCALES and (step or grow)
            )
            total = count[(place * _TURNS + by) * _SCALES + size] + 0.5 * beside
            best[place] = max(best.get(place, 0.0), total)
        ranked = sorted(best.items(), key=lambda one: (-one[1], one[0]))
        return [Proposal(place, votes) for place, votes in ranked[:most] if votes >= _LEAST_VOTES]


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Features by bucket: keys and features in their order, one row a table."""

    keys: NDArray[np.uint32]
    order: NDArray[np.uint32]
    words: NDArray[np.uint64]
    told: NDArray[np.float32]
    owners: NDArray[np.int32]

    @classmethod
    def empty(cls) -> _Sealed:
        none = np.empty((_TABLES, 0), np.uint32)
        return cls(none, none, np.empty((0, 4), np.uint64), np.empty((0, 2), np.float32), np.empty(0, np.int32))


def _told(features: Features) -> NDArray[np.float32]:
    """Where each feature points and the logarithm of its size, in steps of the square root of two."""
    steps = 2 * np.log2(np.maximum(features.sizes, 1))
    return np.stack((features.angles, steps), 1).astype(np.float32)


def _keys(words: NDArray[np.uint8]) -> NDArray[np.uint32]:
    bits = np.unpackbits(words, axis=1)
    return (bits[:, _CHOSEN] @ _POWERS).astype(np.uint32)
