"""The arsenal: what the objects seen are, and where they came from, as shares with 90 % ranges.

Shares of the objects seen, not of what a holder has: what is filmed is not drawn at random. Objects and
observations are counted apart: sightings that show the same object (`same_as`) are one. Mechanisms are barely
told apart, so they stand here only as ranges over the assumptions of the priors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from headstamp.records import Names, Party
from headstamp.sightings import Sighting
from headstamp.tracing.assessment import ActorWeight
from headstamp.tracing.draws import DRAWS, Doubts, Draws, Thing
from headstamp.tracing.holdings import TITLE, Arsenal, Holding, WayRange, shares_of
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.origins import DIMENSIONS, Category, Namer, Origins, origins
from headstamp.tracing.priors import Priors
from headstamp.tracing.routes import Routes
from headstamp.tracing.sharing import clusters
from headstamp.tracing.trace import Tracer
from headstamp.values import NotFound


@dataclass(frozen=True)
class SeenObject:
    """One object: its sightings, and what they say of it together.

    Attributes:
        mechanisms: the probability of each, as the preset has it and under each assumption.
        kind: of its holder.
        uncertain: whether the holder has a rival.
    """

    sightings: tuple[Sighting, ...]
    origins: Origins
    mechanisms: Floats
    holder: Party
    kind: str
    uncertain: bool


class Seen:
    """The objects that sightings show, each assessed once, to be drawn jointly.

    Args:
        sightings: those to count.
        progress: wraps the sightings, to show how far it is.
    """

    def __init__(
        self,
        tracer: Tracer,
        sightings: Iterable[Sighting],
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> None:
        seen = tuple(sightings)
        self._model, self._scenes = tracer.model, clusters(seen)
        self._namer = Namer(tracer.model)
        views = {one.id: _view(tracer, one, self._namer) for one in progress(seen)}
        self.objects = tuple(
            _object(copies, [views[one.id] for one in copies], tracer.model.names)
            for copies in copies_of(seen)
        )
        by_holder: dict[Party, list[SeenObject]] = defaultdict(list)
        for one in sorted(self.objects, key=lambda one: (one.holder.name, one.holder.id or "")):
            by_holder[one.holder].append(one)
        self.by_holder: Mapping[Party, Sequence[SeenObject]] = by_holder

    def categories(self, dimension: int) -> list[Category]:
        """What the numbers of a dimension stand for."""
        return self._namer.categories(dimension)

    def counts(self, doubts: Doubts | None = None) -> Iterator[tuple[Party, list[Ints]]]:
        """Each holder with the number of its objects of each category, shape (DRAWS, categories) a dimension.

        Args:
            doubts: how far what objects share may be out; None takes what made-up worlds taught.
        """
        model, sizes = self._model, [len(self.categories(at)) for at in range(len(DIMENSIONS))]
        chains = {int(chain) for one in self.objects for chain in one.origins.chain}
        draws = Draws(model.columns, len(model.parties), model.priors, doubts or Doubts(), chains)
        for number, (holder, its) in enumerate(self.by_holder.items()):
            things = [
                Thing(one.origins, self._scenes[one.sightings[0].id], one.origins.family) for one in its
            ]
            yield holder, draws.counts(number, its[0].kind, things, sizes)

    def arsenal(
        self, *, case: str, priors: str, snapshots: tuple[str, ...], holder: str | None = None
    ) -> Arsenal:
        """The arsenal of the case, and of each holder or of the one that is named.

        Args:
            case, priors, snapshots: what it rests on.
            holder: an id, name or alias.

        Raises:
            NotFound: nothing was seen with such a holder.
        """
        whole, each = self.holdings()
        if holder is not None:
            actor = self._model.names.actors.find(holder)
            wanted = {holder.casefold(), actor.id.casefold() if actor is not None else holder.casefold()}
            each = tuple(
                one
                for one in each
                if one.holder is not None
                and {(one.holder.id or "").casefold(), one.holder.name.casefold()} & wanted
            )
            if not each:
                raise NotFound(
                    f"Nothing in {case} was seen with '{holder}' as the likeliest holder",
                    do="see `headstamp sightings list`",
                )
        return Arsenal(case, priors, snapshots, TITLE, DRAWS, whole, each)

    def holdings(self) -> tuple[Holding, tuple[Holding, ...]]:
        """The arsenal of all holders together, and of each, those with most objects first."""
        total = [np.zeros((DRAWS, len(self.categories(at))), np.int64) for at in range(len(DIMENSIONS))]
        found = []
        for holder, counts in self.counts():
            total = [before + more for before, more in zip(total, counts, strict=True)]
            found.append(self._holding(holder, self.by_holder[holder], counts))
        whole = self._holding(None, self.objects, total)
        return whole, tuple(sorted(found, key=lambda one: -one.objects))

    def _holding(self, holder: Party | None, its: Sequence[SeenObject], counts: Sequence[Ints]) -> Holding:
        counted = [_counted(one.sightings) for one in its]
        tables = {
            name: shares_of(self.categories(at), expected(its, at, counts[at].shape[1]), counts[at], len(its))
            for at, name in enumerate(DIMENSIONS)
        }
        return Holding(
            holder=holder,
            observations=sum(len(one.sightings) for one in its),
            objects=len(its),
            counted_low=sum(low for low, _ in counted),
            counted_high=sum(high for _, high in counted),
            holder_uncertain=sum(one.uncertain for one in its),
            mechanisms=_ways(self._model.priors, its),
            **tables,
        )


def copies_of(sightings: Sequence[Sighting]) -> tuple[tuple[Sighting, ...], ...]:
    """The sightings by the object that they show, in their order: those that name each other as the same."""
    at = {one.id: number for number, one in enumerate(sightings)}
    first = list(range(len(sightings)))

    def root(one: int) -> int:
        while first[one] != one:
            one = first[one]
        return one

    named: dict[str, int] = {}
    for number, one in enumerate(sightings):
        for other in one.same_as:
            # Two may name a third that is not of the case.
            low, high = sorted((root(number), root(at.get(other, named.setdefault(other, number)))))
            first[high] = low
    found: dict[int, list[Sighting]] = defaultdict(list)
    for number, one in enumerate(sightings):
        found[root(number)].append(one)
    return tuple(tuple(copies) for copies in found.values())


@dataclass(frozen=True, slots=True)
class _View:
    """What one sighting says of its object."""

    origins: Origins
    mechanisms: Floats
    holders: tuple[ActorWeight, ...]


def _view(tracer: Tracer, sighting: Sighting, namer: Namer) -> _View:
    routes = tracer.routes(sighting)
    return _View(origins(routes, namer), _mechanisms(routes), routes.seen.holder)


def _object(copies: tuple[Sighting, ...], views: Sequence[_View], names: Names) -> SeenObject:
    holders = views[0].holders
    likeliest = max(holders, key=lambda one: one.weight)
    actor = names.actors.find(likeliest.id) if likeliest.id is not None else None
    return SeenObject(
        sightings=copies,
        origins=views[0].origins if len(views) == 1 else _averaged([one.origins for one in views]),
        mechanisms=np.mean([one.mechanisms for one in views], axis=0),
        holder=Party(likeliest.id, likeliest.name),
        kind=actor.kind if actor is not None else "default",
        uncertain=len(holders) > 1,
    )


def _averaged(told: Sequence[Origins]) -> Origins:
    """What several views of one object say of it in the mean."""
    part = 1.0 / len(told)
    return Origins(
        chain=np.concatenate([one.chain for one in told]),
        custodian=np.concatenate([one.custodian for one in told]),
        probability=np.concatenate([one.probability for one in told]) * part,
        ways=np.concatenate([one.ways for one in told], axis=1),
        wrong=np.concatenate([one.wrong for one in told]),
        edge=np.concatenate([(at + one.edge) * part for at, one in enumerate(told)]),
        atom=np.concatenate([one.atom for one in told]) * part,
        category=np.concatenate([one.category for one in told]),
    )


def _mechanisms(routes: Routes) -> Floats:
    """The probability of each mechanism, as the preset has it and under each assumption."""
    priors, reach = routes.priors, routes.reach
    under = (reach.factors(priors.mechanisms, scaled) for scaled in priors.scenarios.values())
    return np.stack([routes.mechanisms(), *(routes.mechanisms(one) for one in under)])


def _counted(copies: Iterable[Sighting]) -> tuple[int, int]:
    """The least and the greatest number that any view of it states, where single items are counted."""
    counts = [one.count for one in copies if one.count.unit == "object"]
    low = [int(n) for one in counts if (n := one.low if one.low is not None else one.value) is not None]
    high = [int(n) for one in counts if (n := one.high if one.high is not None else one.value) is not None]
    least = max(low, default=1)
    return least, max(high, default=least)


def expected(its: Sequence[SeenObject], dimension: int, categories: int) -> Floats:
    """The expected share of each category of a dimension among some objects; sums to 1."""
    share = np.zeros(categories)
    for one in its:
        share += added(one.origins.category[:, dimension], one.origins.atom, categories) / len(its)
    return share


def _ways(priors: Priors, its: Sequence[SeenObject]) -> tuple[WayRange, ...]:
    if not its:
        return ()
    mean = np.mean([one.mechanisms for one in its], axis=0)
    order = np.argsort(-mean.max(axis=0), kind="stable")
    ways = priors.mechanisms
    return tuple(
        WayRange(ways[at].id, ways[at].words, float(mean[:, at].min()), float(mean[:, at].max()))
        for at in order.tolist()
        if mean[:, at].max() > 0
    )
