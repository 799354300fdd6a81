"""What a weapon can be by the features that a person ticked: weights, openly, and never a verdict.

Each tick multiplies a candidate's weight by the probability of such a tick if it were that weapon (see
`misreading`); the weapon may also be none in the table. Ticks are taken as independent, so that several of
one part of a weapon count for more than they should. All candidates stand even before the first tick: how
common a weapon is where it was seen is for tracing to weigh, not for the eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from headstamp.values import NotFound
from headstamp.world.features import Feature, Features, Shown
from headstamp.world.misreading import chance_of, chances_of, mean
from headstamp.world.ticks import Tick, once

NOT_IN_TABLE = 0.05
"""How likely it is, before any tick, that the weapon is none of the candidates; a judgement."""
APART = 3.0
"""Candidates whose weights differ by less than this factor are not told apart by what was ticked."""
_LEAST_SHOWN = 0.01
_LEAST_BITS = 0.05


class Verdict(StrEnum):
    """How a tick stands to what a candidate shows."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """One tick beside what one candidate shows."""

    tick: Tick
    shown: Shown | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """A weapon that it can be.

    Attributes:
        weapon: id of a node of the catalogue.
        weight: share of all weights, that of no candidate included.
        seen: every tick beside what it shows.
    """

    weapon: str
    weight: float
    seen: tuple[Seen, ...]

    def count(self, verdict: Verdict) -> int:
        """How many ticks stand so to it."""
        return sum(one.verdict is verdict for one in self.seen)


@dataclass(frozen=True, slots=True)
class Question:
    """A feature to look at next, and what its answer is expected to tell.

    Attributes:
        feature: the feature.
        bits: expected information in bits, if it can be seen at all.
        splits: value to the candidates that show it, as far as the table says.
    """

    feature: Feature
    bits: float
    splits: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that the ticks do not tell apart, and which features would; none if nothing does."""

    weapons: tuple[str, ...]
    weight: float
    tells: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Identification:
    """What it can be.

    Attributes:
        ticks: what was seen, in the order of the features.
        candidates: every candidate, best first; weights and `elsewhere` sum to 1.
        elsewhere: the share of a weapon that is none of them.
        groups: candidates not told apart, best first, without those of hardly any weight.
        ask: what to look at next, most telling first.
    """

    ticks: tuple[Tick, ...]
    candidates: tuple[Candidate, ...]
    elsewhere: float
    groups: tuple[Group, ...]
    ask: tuple[Question, ...]


def identify(
    ticks: Iterable[Tick], features: Features, among: Iterable[str] | None = None, most: int = 5
) -> Identification:
    """Rank candidates by what was ticked.

    Args:
        ticks: at most one a feature.
        features: the table.
        among: ids of the weapons to choose from; None takes all of the table.
        most: how many questions are told.

    Raises:
        NotFound: none of `among` is in the table.
        ValueUnreadable: a feature is ticked twice.
    """
    given = {tick.feature: tick for tick in once(tuple(ticks))}
    order = [one.id for one in features]
    ticked = tuple(sorted(given.values(), key=lambda tick: order.index(tick.feature)))
    weapons = _weapons(features, among)
    prior = (1 - NOT_IN_TABLE) / len(weapons)
    weights = dict.fromkeys(weapons, prior)
    elsewhere = NOT_IN_TABLE
    for tick in ticked:
        feature = features.feature(tick.feature)
        told = chances_of(feature, features, weapons, tick.sure)
        common = mean(told.values())
        for weapon in weapons:
            weights[weapon] *= chance_of(told.get(weapon, common), tick.values)
        # Something unheard of may show anything: half as the known ones do, half as chance has it.
        elsewhere *= (chance_of(common, tick.values) + len(tick.values) / len(feature.values)) / 2
    total = sum(weights.values()) + elsewhere
    shares = {weapon: weight / total for weapon, weight in weights.items()}
    ranked = sorted(weapons, key=lambda one: -shares[one])
    open_ = [one for one in features if one.id not in given]
    return Identification(
        ticked,
        tuple(Candidate(one, shares[one], _seen(one, ticked, features)) for one in ranked),
        elsewhere / total,
        tuple(_groups(ranked, shares, open_, features)),
        tuple(_questions(ranked, shares, open_, features)[:most]),
    )


def _weapons(features: Features, among: Iterable[str] | None) -> tuple[str, ...]:
    wanted = None if among is None else set(among)
    found = tuple(one for one in features.weapons if wanted is None or one in wanted)
    if not found:
        raise NotFound("No weapon of that kind has features in the table", do="choose among a wider kind")
    return found


def _seen(weapon: str, ticks: Iterable[Tick], features: Features) -> tuple[Seen, ...]:
    found = []
    for tick in ticks:
        row = features.shown(weapon, tick.feature)
        agrees = row is not None and bool(set(row.values) & set(tick.values))
        verdict = Verdict.UNKNOWN if row is None else Verdict.AGREES if agrees else Verdict.DIFFERS
        found.append(Seen(tick, row, verdict))
    return tuple(found)


def _groups(
    ranked: Sequence[str], shares: Mapping[str, float], open_: Sequence[Feature], features: Features
) -> Iterable[Group]:
    left = [one for one in ranked if shares[one] >= _LEAST_SHOWN]
    while left:
        least = shares[left[0]] / APART
        members = tuple(one for one in left if shares[one] > least)
        left = left[len(members) :]
        even = dict.fromkeys(members, 1 / len(members))
        tells = _questions(members, even, open_, features) if len(members) > 1 else []
        yield Group(members, sum(shares[one] for one in members), tuple(tells[:3]))


def _questions(
    weapons: Sequence[str], shares: Mapping[str, float], open_: Sequence[Feature], features: Features
) -> list[Question]:
    """The features still open, most telling first; those that tell next to nothing are left out."""
    found = [Question(one, _bits(one, weapons, shares, features), ()) for one in open_]
    told = [one for one in found if one.bits >= _LEAST_BITS]
    told.sort(key=lambda one: -one.bits)
    return [Question(one.feature, one.bits, _splits(one.feature, weapons, features)) for one in told]


def _bits(feature: Feature, weapons: Sequence[str], shares: Mapping[str, float], features: Features) -> float:
    """Expected information of the answer about which of the weapons it is; of silent ones it tells none."""
    told = chances_of(feature, features, weapons)
    whole = sum(shares[one] for one in told)
    if whole <= 0:
        return 0.0
    mixed = dict.fromkeys(feature.values, 0.0)
    inside = 0.0
    for weapon, chances in told.items():
        part = shares[weapon] / whole
        inside += part * _entropy(chances.values())
        for value, chance in chances.items():
            mixed[value] += part * chance
    return max(0.0, whole * (_entropy(mixed.values()) - inside))


def _entropy(chances: Iterable[float]) -> float:
    return -sum(one * log2(one) for one in chances if one > 0)


def _splits(
    feature: Feature, weapons: Sequence[str], features: Features
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [(one, features.shown(one, feature.id)) for one in weapons]
    found = (
        (value, tuple(one for one, row in rows if row is not None and value in row.values))
        for value in feature.values
    )
    return tuple((value, those) for value, those in found if those)
