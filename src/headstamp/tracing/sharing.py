"""What sightings of one holder say of each other: a pass in which each is told what the others found.

    factor(A) = [(alpha p_i(A) + sum_j w_j P_j(A)) / ((alpha + sum_j w_j) p_i(A))] ** beta

p_i is what sighting i gives each custodian before anything is found on it, P_j what sighting j gives after,
without this pass, w_j one for each incident or group of copies, shared among its sightings. Only one pass is
made: iterated to the end (EM) it moves mass between custodians on noise (docs/method.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from headstamp.sightings import Sighting
from headstamp.tracing.ledger import Floats


@dataclass(frozen=True, slots=True)
class Shared:
    """What other sightings of a holder say: their weight, and their custodians.

    Attributes:
        weight: how many independent sightings speak.
        custodians: the sum of their probabilities by custodian, shape (parties + 2,); last come the holder's
            own make and the unknown.
    """

    weight: float
    custodians: Floats

    def factor(self, prior: Floats, alpha: float, beta: float) -> Floats:
        """How much likelier each custodian is than by the prior alone.

        Args:
            prior: as `custodians`, for the sighting itself before anything is found.
            alpha: how many sightings the prior is worth.
            beta: how far the others are believed, 0 to 1.
        """
        mean = (alpha * prior + self.custodians) / (alpha + self.weight)
        ratio = np.divide(mean, prior, out=np.ones_like(prior), where=prior > 0)
        return np.asarray(ratio**beta)


class Pool:
    """What the sightings of each holder say of each other, worked out when it is first asked for.

    Args:
        sightings: all of a case.
        custodians: what a sighting says without the others, as `Shared.custodians`.
        holder: whom a sighting is pooled with; None leaves it alone.
    """

    def __init__(
        self,
        sightings: Iterable[Sighting],
        custodians: Callable[[Sighting], Floats],
        holder: Callable[[Sighting], str | None],
    ) -> None:
        self._custodians, self._holder = custodians, holder
        self._all = tuple(sightings)
        self._clusters = clusters(self._all)
        self._members: dict[str, list[Sighting]] = defaultdict(list)
        for one in self._all:
            if (name := holder(one)) is not None:
                self._members[name].append(one)
        self._pooled: dict[str, tuple[Floats, dict[int, Floats]]] = {}

    def cluster(self, sighting: Sighting) -> int | None:
        """The number of what the sighting is one view of; None for one that is not of the case."""
        return self._clusters.get(sighting.id)

    def members(self, holder: str) -> list[Sighting]:
        """All sightings of a holder, in their order."""
        return self._members.get(holder, [])

    def copies(self, sighting: Sighting) -> int:
        """How many sightings of its holder are views of the same, itself included."""
        members = self._members.get(self._holder(sighting) or "", ())
        cluster = self.cluster(sighting)
        return max(1, sum(1 for one in members if self._clusters[one.id] == cluster))

    def told(self, sighting: Sighting) -> Shared | None:
        """What all others of the same holder say, those of the same cluster left out."""
        name = self._holder(sighting)
        if name is None or name not in self._members:
            return None
        if name not in self._pooled:
            self._pooled[name] = self._pool(self._members[name])
        whole, means = self._pooled[name]
        mean = means.get(self._clusters.get(sighting.id, -1))
        if mean is None:
            return Shared(float(len(means)), whole)
        return Shared(float(len(means) - 1), np.maximum(whole - mean, 0.0))

    def _pool(self, members: Iterable[Sighting]) -> tuple[Floats, dict[int, Floats]]:
        """The sum over clusters, and what each cluster says in the mean."""
        found: dict[int, list[Floats]] = defaultdict(list)
        for one in members:
            found[self._clusters[one.id]].append(self._custodians(one))
        means = {cluster: np.mean(told, axis=0) for cluster, told in found.items()}
        return np.sum(list(means.values()), axis=0), means


def clusters(sightings: Iterable[Sighting]) -> Mapping[str, int]:
    """A number for each sighting, by id, the same for what is one view of one thing.

    Copies of one item (`same_as`) belong together, and so does what one holder had at one place on one day:
    a cache that is photographed in ten pictures is found once.
    """
    number: dict[Hashable, int] = {}

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    parents: list[int] = []
    for sighting in sightings:
        keys: list[Hashable] = [sighting.id, *sighting.same_as]
        if (scene := _scene(sighting)) is not None:
            keys.append(scene)
        for key in keys:
            if key not in number:
                number[key] = len(parents)
                parents.append(len(parents))
        first, *others = (root(number[key]) for key in keys)
        for other in others:
            low, high = sorted((root(first), root(other)))
            parents[high] = low
    return {key: root(at) for key, at in number.items() if isinstance(key, str)}


def _scene(sighting: Sighting) -> Hashable | None:
    """Holder, place and day; None where no place within the country or no single day is told."""
    place, when = sighting.place, sighting.seen
    where = (place.name, place.admin2, place.lat, place.lon)
    if when.to is None or when.from_ not in (None, when.to) or where == (None, None, None, None):
        return None
    return (sighting.holder, place.country, *where, when.to)
