"""The pictures of a case compared with each other: fingerprints and features propose, pixels decide.

Pictures are read again for judging, through the function that the gallery was given, and only the last few
hundred
are kept: ten thousand of them would not fit in memory. Films are left to `films`, groups to `clusters`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.stills import View
from headstamp.evidence.lookalikes.features import Features
from headstamp.evidence.lookalikes.hamming import WITHIN, HammingIndex, apart
from headstamp.evidence.lookalikes.judging import RULES, Rules, judge
from headstamp.evidence.lookalikes.look import Look, look
from headstamp.evidence.lookalikes.match import Match
from headstamp.evidence.lookalikes.voting import FeatureIndex

Reading = Callable[[str], NDArray[np.uint8]]
"""Gives the grey thumbnail of an item, by its id."""
MOST_PROPOSED = 8
"""Pictures judged for each way of laying a picture down, of those that share the most features."""
MOST_NEAR = 40
"""Pictures judged, of those with the nearest fingerprints."""
CHANCE, ABOVE_CHANCE = 16, 1.3
"""Only those are judged that have this many times the votes of the sixteenth, which chance gives."""
MANY, MOST_OF_MANY, ABOVE_CHANCE_OF_MANY = 500, 3, 1.7
"""Among more pictures than the first number the other two hold instead, or judging what chance proposes would
cost more than all else. Of 480 copies of twenty kinds, of the half that thresholds are chosen on, asked among
5,000 other pictures, this kept 98.8 %, as three proposals each did, and one by chance in three questions.
"""
TELLING_VOTES = 10.0
"""Votes that chance never gives, so that they suffice where a picture has more than sixteen copies."""
MOST_ALIKE = 16
"""Pictures of one fingerprint whose features are kept: of what was posted without end, more would only fill
the buckets, and full buckets have no vote."""
_TOGETHER = 64
_NONE = Features(
    np.empty((0, 2), np.float32),
    np.empty(0, np.float32),
    np.empty(0, np.float32),
    np.empty((0, 32), np.uint8),
)
_KEPT = 256


class Gallery:
    """Pictures that others are compared with.

    Args:
        read: gives the grey thumbnail of a picture that was added, again.
        rules: thresholds.
    """

    def __init__(self, read: Reading, rules: Rules = RULES) -> None:
        self._read, self._rules = read, rules
        self._ids: list[str] = []
        self._views: list[tuple[View, ...]] = []
        self._features: list[Features] = []
        self._codes, self._owners = HammingIndex(), np.empty(0, np.intp)
        self._index = FeatureIndex()
        self._recent: dict[int, Look] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, seen: Look) -> int:
        """Add a picture; its place among them."""
        place = len(self._ids)
        self._ids.append(seen.id)
        self._views.append(seen.views)
        self._features.append(seen.features)
        alike = (apart(self._codes.codes, seen.plain[0]) <= WITHIN).sum() if seen.views else 0
        self._index.add(seen.features if alike < MOST_ALIKE else _NONE)
        self._codes.add(seen.plain)
        self._owners = np.r_[self._owners, np.full(len(seen.views), place)]
        self._keep(place, seen)
        return place

    def ask(self, seen: Look, *, before: int | None = None) -> list[Match]:
        """What a picture shares with those that were added; it is the second of each match.

        Args:
            seen: with its mirror image looked at.
            before: only with those at an earlier place; None for all.
        """
        least = len(self._ids) if before is None else before
        near = self._near(seen, least)
        straight, flipped = self._voted(seen.features, least), self._voted(seen.mirrored, least)
        found = []
        for place in sorted(near | straight | flipped):
            # Only the ways that were voted for are tried: matching features is what costs.
            tried = Look(
                seen.id,
                seen.grey,
                seen.views,
                seen.features if place not in flipped or place in straight else _NONE,
                seen.mirrored if place not in straight or place in flipped else None,
            )
            match = judge(tried, self._look(place), self._rules)
            if match is not None:
                found.append(match)
        return found

    def _near(self, seen: Look, before: int) -> set[int]:
        places: dict[int, int] = {}
        for laid in seen.laid:
            near, far = self._codes.near(laid, self._rules.try_up_to)
            for place, distance in zip(self._owners[near].tolist(), far.tolist(), strict=True):
                places[place] = min(places.get(place, 256), distance)
        nearest = sorted((one for one in places if one < before), key=lambda one: (places[one], one))
        return set(nearest[:MOST_NEAR])

    def _voted(self, features: Features | None, before: int) -> set[int]:
        if features is None:
            return set()
        many = len(self._ids) > MANY
        voted = self._index.propose(features, CHANCE + _TOGETHER)
        earlier = [one for one in voted if one.place < before]
        by_chance = earlier[CHANCE - 1].votes if len(earlier) >= CHANCE else 0.0
        least = min(TELLING_VOTES, by_chance * (ABOVE_CHANCE_OF_MANY if many else ABOVE_CHANCE))
        kept = earlier[: MOST_OF_MANY if many else MOST_PROPOSED]
        return {one.place for one in kept if one.votes >= least}

    def _look(self, place: int) -> Look:
        if place not in self._recent:
            item, parts = self._ids[place], self._views[place]
            self._keep(place, Look(item, self._read(item), parts, self._features[place], None))
        return self._recent[place]

    def _keep(self, place: int, seen: Look) -> None:
        self._recent[place] = seen
        if len(self._recent) > _KEPT:
            del self._recent[next(iter(self._recent))]


def matches_among(
    ids: Iterable[str],
    read: Reading,
    *,
    rules: Rules = RULES,
    progress: Callable[[int], None] | None = None,
    seen: Callable[[Look], None] | None = None,
) -> Iterator[Match]:
    """Compare pictures with each other.

    Args:
        ids: of the items; the earlier is the first of a match.
        read: gives the grey thumbnail of an item, see `look.grey_of`; asked more than once for one that
            matches.
        rules: thresholds.
        progress: told how many are done, from time to time.
        seen: told what is known of each picture.

    Raises:
        Refused: OpenCV is not installed.
    """
    gallery, rest, done = Gallery(read, rules), iter(ids), 0
    while together := [look(item, read(item)) for item in islice(rest, _TOGETHER)]:
        places = [gallery.add(one) for one in together]
        for place, one in zip(places, together, strict=True):
            if seen is not None:
                seen(one)
            yield from gallery.ask(one, before=place)
            done += 1
        if progress is not None:
            progress(done)
