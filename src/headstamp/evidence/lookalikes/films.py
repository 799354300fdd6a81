"""Parts of films in other films, with their times.

Frames that are near vote for how far one film lies behind the other; at each offset with votes the frames are
laid side by side, and stretches in which they stay near are excerpts. A frame that many films share, such as
a channel's intro card, has no vote, and a stretch that two films both begin with, or that shows one still
picture, is an opening
and no excerpt: cards are shared by films that have nothing else in common.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.frames import FrameSequence, mirrored
from headstamp.evidence.lookalikes.hamming import WITHIN, HammingIndex, distances

LEAST_QUALITY = 50
NEAR = 70
"""Bits between frames laid side by side up to which they show the same; others lie about 128 apart."""
WIDER, FEW = 60, 100_000
"""Among so few frames, fourteen hours of film, those within so many bits vote; among more those within 31."""
LEAST_SECONDS = 2.5
_LEAST_FRAMES = 4
_LEAST_VOTES = 2
_STEP = 0.5
_GAP = 2.6
_APART = 0.45
_DIFFERENT = 24
"""Bits between frames of one film from which on they are different pictures."""
_LEAST_DIFFERENT = 3
_OPENING = 20.0
"""Seconds from the beginning within which a shared stretch may be an opening."""
_MANY = 8
"""Films that share a frame from which on it has no vote."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch that two films share.

    Attributes:
        first, second: their ids.
        first_from, first_to: seconds in the first.
        second_from, second_to: seconds in the second.
        frames: pairs of frames that agree.
        distance: median of the bits by which they differ.
        mirrored: whether one shows it mirrored.
        opening: a card, still picture or intro that both begin with: shared without being a copy.
    """

    first: str
    second: str
    first_from: float
    first_to: float
    second_from: float
    second_to: float
    frames: int
    distance: float
    mirrored: bool = False
    opening: bool = False

    @property
    def counts(self) -> bool:
        """Whether it makes one film a copy of a part of the other."""
        return not self.opening

    def __str__(self) -> str:
        what = "opening" if self.opening else "excerpt"
        turned = ", mirrored" if self.mirrored else ""
        here, there = (self.second_from, self.second_to), (self.first_from, self.first_to)
        said = f"{here[0]:.1f}-{here[1]:.1f} s is {there[0]:.1f}-{there[1]:.1f} s of the first{turned}"
        return f"{what}: {said} ({self.frames} frames, {self.distance:.0f} bits)"


@dataclass(slots=True)
class FilmIndex:
    """Films in which parts of others are looked for."""

    _ids: list[str] = field(default_factory=list)
    _films: list[FrameSequence] = field(default_factory=list)
    _index: HammingIndex = field(default_factory=HammingIndex)
    _owners: list[NDArray[np.int32]] = field(default_factory=list)
    _places: list[NDArray[np.int32]] = field(default_factory=list)

    def add(self, id: str, film: FrameSequence) -> None:
        """Add a film."""
        telling = np.flatnonzero(film.qualities >= LEAST_QUALITY).astype(np.int32)
        self._owners.append(np.full(len(telling), len(self._ids), np.int32))
        self._places.append(telling)
        self._ids.append(id)
        self._films.append(film)
        self._index.add(film.codes[telling])

    def ask(self, id: str, film: FrameSequence) -> list[Excerpt]:
        """The stretches that a film shares with those added, itself left out; it is the second of each."""
        if not self._ids:
            return []
        owners, places = np.concatenate(self._owners), np.concatenate(self._places)
        found: list[Excerpt] = []
        for codes, is_mirrored in ((film.codes, False), (mirrored(film.codes), True)):
            for (owner, step), votes in self._votes(codes, film, owners, places).most_common(200):
                if votes < _LEAST_VOTES or self._ids[owner] == id:
                    continue
                if any(one.first == self._ids[owner] and _covers(one, step * _STEP) for one in found):
                    continue
                other = self._films[owner]
                for one in _stretches(other, film, codes, step * _STEP):
                    found.append(
                        Excerpt(self._ids[owner], id, *one, is_mirrored, _is_opening(other, film, one))
                    )
        return sorted(_once(found), key=lambda one: (one.first, one.second_from))

    def _votes(
        self,
        codes: NDArray[np.uint64],
        film: FrameSequence,
        owners: NDArray[np.int32],
        places: NDArray[np.int32],
    ) -> Counter[tuple[int, int]]:
        votes: Counter[tuple[int, int]] = Counter()
        last: NDArray[np.uint64] | None = None
        for number in np.flatnonzero(film.qualities >= LEAST_QUALITY):
            if last is not None and int(np.bitwise_count(codes[number] ^ last).sum()) < 4:
                continue  # a still picture votes once, however long it stands
            last = codes[number]
            near, _ = self._index.near(codes[number], WIDER if len(self._index) <= FEW else WITHIN)
            if len(np.unique(owners[near])) > _MANY:
                continue
            met = set()
            for owner, place in zip(owners[near].tolist(), places[near].tolist(), strict=True):
                step = round(float(self._films[owner].times[place] - film.times[number]) / _STEP)
                met |= {(owner, step - 1), (owner, step), (owner, step + 1)}
            votes.update(met)
        return votes


_Stretch = tuple[float, float, float, float, int, float]


def _stretches(
    first: FrameSequence, second: FrameSequence, codes: NDArray[np.uint64], offset: float
) -> list[_Stretch]:
    """Where the second agrees with the first `offset` seconds later."""
    pairs: list[tuple[float, float, int]] = []
    for number in np.flatnonzero(second.qualities >= LEAST_QUALITY):
        wanted = second.times[number] + offset
        low, high = np.searchsorted(first.times, (wanted - 2 * _APART, wanted + 2 * _APART))
        beside = np.arange(low, high)[first.qualities[low:high] >= LEAST_QUALITY]
        if not len(beside):
            continue
        far = distances(codes[number][None], first.codes[beside])[0]
        best = int(far.argmin())
        if far[best] <= NEAR:
            pairs.append((float(first.times[beside[best]]), float(second.times[number]), int(far[best])))
    runs: list[list[tuple[float, float, int]]] = []
    for pair in pairs:
        if runs and pair[1] - runs[-1][-1][1] <= _GAP:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    found = []
    for run in runs:
        shift = float(np.median([one - other for one, other, _ in run]))
        begin, end = run[0][1], run[-1][1]
        if end - begin >= LEAST_SECONDS and len(run) >= _LEAST_FRAMES:
            bits = float(np.median([far for _, _, far in run]))
            found.append((begin + shift, end + shift, begin, end, len(run), bits))
    return found


def _is_opening(first: FrameSequence, second: FrameSequence, stretch: _Stretch) -> bool:
    """Whether a stretch is one still picture, or what both films begin with before they part."""
    inside = (second.times >= stretch[2]) & (second.times <= stretch[3])
    shown = second.codes[inside & (second.qualities >= LEAST_QUALITY)]
    different: list[NDArray[np.uint64]] = []
    for code in shown:
        if all(int(np.bitwise_count(code ^ other).sum()) >= _DIFFERENT for other in different):
            different.append(code)
        if len(different) >= _LEAST_DIFFERENT:
            break
    if len(different) < _LEAST_DIFFERENT:
        return True
    begins = stretch[0] <= 1.5 and stretch[2] <= 1.5 and stretch[3] <= _OPENING
    return (
        begins and stretch[1] < first.seconds - LEAST_SECONDS and stretch[3] < second.seconds - LEAST_SECONDS
    )


def _covers(found: Excerpt, offset: float) -> bool:
    return abs((found.first_from - found.second_from) - offset) <= 2 * _STEP


def _once(found: list[Excerpt]) -> list[Excerpt]:
    """Without those that overlap a better one of the same film by more than half."""
    kept: list[Excerpt] = []
    for one in sorted(found, key=lambda one: (-one.frames, one.distance)):
        shared = (
            min(one.second_to, other.second_to) - max(one.second_from, other.second_from)
            for other in kept
            if other.first == one.first
        )
        if all(each <= 0.5 * (one.second_to - one.second_from) for each in shared):
            kept.append(one)
    return kept
