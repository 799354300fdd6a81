"""The films of a case compared with each other: whole copies, parts of one in another, shared openings.

Two films are copies of each other only where each shows at least half of the other. A film that shows a part
of another is an excerpt and joins nothing by itself: a compilation shows parts of films that have nothing
else in common, and would make one observation of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from headstamp.evidence.fingerprints.frames import FrameSequence
from headstamp.evidence.lookalikes.films import LEAST_QUALITY, Excerpt, FilmIndex
from headstamp.evidence.lookalikes.hamming import WITHIN
from headstamp.evidence.lookalikes.match import Change, Grade, Match

SEQUENCE = "sequence"
"""How the fingerprint of a film is derived from it."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class FilmsAlike:
    """What films have in common.

    Attributes:
        copies: films that are copies of each other as a whole; `features` are the frames that agree.
        excerpts: stretches that one film shares with another, with their times, openings among them.
    """

    copies: tuple[Match, ...]
    excerpts: tuple[Excerpt, ...]


def films_alike(
    films: Mapping[str, FrameSequence], *, progress: Callable[[int], None] | None = None
) -> FilmsAlike:
    """Compare films with each other.

    Args:
        films: their fingerprints by id, in order of coming.
        progress: told how many are done, from time to time.
    """
    index, found = FilmIndex(), list[Excerpt]()
    for done, (name, film) in enumerate(films.items(), start=1):
        found += index.ask(name, film)
        index.add(name, film)
        if progress is not None:
            progress(done)
    copies: list[Match] = []
    for (first, second), shared in groupby(found, key=lambda one: (one.first, one.second)):
        whole = _whole([one for one in shared if one.counts], films[first], films[second])
        copies += [whole] if whole is not None else []
    joined = {(one.first, one.second) for one in copies}
    rest = [one for one in found if (one.first, one.second) not in joined]
    return FilmsAlike(tuple(copies), tuple(rest))


def _whole(shared: list[Excerpt], first: FrameSequence, second: FrameSequence) -> Match | None:
    """The match of two films as a whole; None where one shows less than half of the other."""
    if not shared:
        return None
    shares = (
        _covered([(one.first_from, one.first_to) for one in shared]) / _telling(first),
        _covered([(one.second_from, one.second_to) for one in shared]) / _telling(second),
    )
    if min(shares) < _HALF:
        return None
    bits = round(float(np.median([one.distance for one in shared])))
    turned = (Change("mirrored"),) if all(one.mirrored for one in shared) else ()
    grade = Grade.SAME if bits <= WITHIN and not turned else Grade.COPY
    frames, share = sum(one.frames for one in shared), min(1.0, *shares)
    return Match(shared[0].first, shared[0].second, grade, bits, frames, share, turned, share)


def _covered(stretches: list[tuple[float, float]]) -> float:
    """Seconds that stretches cover together."""
    total, end = 0.0, 0.0
    for begin, stop in sorted(stretches):
        total += max(0.0, stop - max(begin, end))
        end = max(end, stop)
    return total


def _telling(film: FrameSequence) -> float:
    """Seconds from the first frame that tells anything to the last."""
    times = film.times[film.qualities >= LEAST_QUALITY]
    return max(float(times[-1] - times[0]), 1e-6) if len(times) else 1e-6
