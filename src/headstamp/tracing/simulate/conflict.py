"""Made-up holders of arms, whom they fight, who backs them, and the events in which arms change hands.

Everything here is true in the world. What is published of it is drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from headstamp.tracing.simulate.clock import HISTORY, STEPS
from headstamp.tracing.simulate.dials import (
    HAND_OVER_OF_MILITIAS,
    MECHANISMS,
    STATE_MEAN,
    Dials,
    Rng,
    dirichlet,
)
from headstamp.tracing.simulate.geography import States

GROUP: Final = "non_state_armed_group"
MILITIA: Final = "militia"
UNIT: Final = "unit"

_HAND_OVER = MECHANISMS.index("hand_over")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a state is to a holder from one step to another: its enemy or its backer."""

    state: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Holder:
    """An armed group, a militia or a state's own forces.

    Attributes:
        id: its id.
        kind: `GROUP`, `MILITIA` or `UNIT`.
        home: index of the state on whose soil it stands, or to which it belongs.
        areas: indices of the states in which it acts, home first.
        first, last: steps between which it is active.
        enemies: states that it fights.
        backers: states that back it, whether anybody knows it or not.
        rivals: indices of the holders from which it may get arms.
        prominence: how often it is filmed, relative to others.
        mix: how often it gets a lot by each of `MECHANISMS`.
    """

    id: str
    kind: str
    home: int
    areas: tuple[int, ...]
    first: int
    last: int
    enemies: tuple[Tie, ...]
    backers: tuple[Tie, ...]
    rivals: tuple[int, ...]
    prominence: float
    mix: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A loss that really happened.

    Attributes:
        kind: one of battlefield_capture, depot_loss, defection, peacekeeper_loss.
        state: index of the state whose arms were lost.
        step: when; `share` places the day in the quarter.
        where: index of the state on whose soil.
        lat, lon: degrees.
        amount: how much weight it has among the events of its kind.
        lost: share of the state's stock that is gone.
        holder: index of who gained; -1 for a depot that stood open to all.
    """

    kind: str
    state: int
    step: int
    share: float
    where: int
    lat: float
    lon: float
    amount: float
    lost: float
    holder: int


def make_holders(rng: Rng, dials: Dials, states: States, groups: int, units: int) -> tuple[Holder, ...]:
    """Draw the groups and, after them, the states' own forces."""
    militias = round(groups * dials.militias)
    made = [
        _group(rng, dials, states, number, MILITIA if number < militias else GROUP)
        for number in range(groups)
    ]
    made += [_unit(rng, states, number) for number in range(units)]
    return tuple(_with_rivals(one, number, made) for number, one in enumerate(made))


def _group(rng: Rng, dials: Dials, states: States, number: int, kind: str) -> Holder:
    weights = states.instability**1.5 / (states.instability**1.5).sum()
    home = int(rng.choice(len(states), p=weights))
    near = [one for one in states.neighbours[home] if rng.random() < 0.4]
    first = int(rng.integers(HISTORY + 4, STEPS - 32))
    last = STEPS - 1 if rng.random() < 0.7 else int(rng.integers(first + 24, STEPS))
    away = [Tie(one, int(rng.integers(first, last - 3)), last) for one in near if rng.random() < 0.7]
    enemies = [*([] if kind == MILITIA else [Tie(home, first, last)]), *away]
    if not enemies or rng.random() < 0.25:
        # A state that sends troops from afar.
        sent = int(rng.choice(len(states), p=states.size / states.size.sum()))
        since = int(rng.integers(first, last - 7))
        enemies.append(Tie(sent, since, min(last, since + int(rng.integers(4, 40)))))
    mix = np.array(dials.mix)
    if kind == MILITIA:
        mix[_HAND_OVER] *= HAND_OVER_OF_MILITIAS
        mix /= mix.sum()
    return Holder(
        id=f"grp-{number + 1:03}",
        kind=kind,
        home=home,
        areas=(home, *near),
        first=first,
        last=last,
        enemies=tuple(enemies),
        backers=_backers(rng, dials, states, home, kind, (first, last), {tie.state for tie in enemies}),
        rivals=(),
        prominence=float(rng.lognormal(0, 0.8)),
        mix=tuple(float(one) for one in dirichlet(rng, dials.group_concentration * mix)),
    )


def _backers(
    rng: Rng, dials: Dials, states: States, home: int, kind: str, span: tuple[int, int], enemies: set[int]
) -> tuple[Tie, ...]:
    """At least one state backs every group, and a militia's own state comes first."""
    first, last = span
    pull = states.size**0.7 * np.exp(-states.km[home] / 2500)
    pull[list({home} | enemies)] = 0
    number = 1 + int(rng.poisson(dials.sponsors))
    chosen = rng.choice(len(states), size=min(number, len(states) // 3), replace=False, p=pull / pull.sum())
    ties = [Tie(home, first, last)] if kind == MILITIA else []
    for one in chosen:
        since = int(rng.integers(first, max(first + 1, last - 11)))
        ties.append(Tie(int(one), since, min(last, since + int(rng.integers(8, 60)))))
    return tuple(ties)


def _unit(rng: Rng, states: States, number: int) -> Holder:
    weights = states.instability / states.instability.sum()
    home = int(rng.choice(len(states), p=weights))
    friends = np.flatnonzero(states.bloc[home, -1] == states.bloc[:, -1])
    friends = friends[friends != home]
    backers = tuple(
        Tie(int(one), HISTORY, STEPS - 1) for one in rng.permutation(friends)[: int(rng.integers(1, 4))]
    )
    mean = np.array(STATE_MEAN)
    return Holder(
        id=f"unit-{number + 1:03}",
        kind=UNIT,
        home=home,
        areas=(home,),
        first=HISTORY,
        last=STEPS - 1,
        enemies=tuple(Tie(one, HISTORY, STEPS - 1) for one in states.neighbours[home][:1]),
        backers=backers or (Tie(states.neighbours[home][0], HISTORY, STEPS - 1),),
        rivals=(),
        prominence=float(rng.lognormal(0, 0.8)),
        mix=tuple(float(one) for one in dirichlet(rng, 40 * mean)),
    )


def _with_rivals(one: Holder, number: int, made: list[Holder]) -> Holder:
    """Whoever acts in the same states at the same time, units left out; another group when there is none."""
    others = [(index, other) for index, other in enumerate(made) if index != number and other.kind != UNIT]
    met = [
        index
        for index, other in others
        if set(one.areas) & set(other.areas) and other.first < one.last and one.first < other.last
    ]
    fallback = [index for index, other in others if other.first < one.last - 8][:1]
    return replace(one, rivals=tuple(met or fallback))


def make_events(rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...]) -> tuple[Event, ...]:
    """Draw battles, defections and losses of peacekeepers group by group, and depots state by state."""
    found: list[Event] = []
    for number, holder in enumerate(holders):
        years = (holder.last - holder.first) / 4
        rate = 0.3 if holder.kind == UNIT else 1.0
        for _ in range(1 + int(rng.poisson(rate * dials.battles * years))):
            found.append(_battle(rng, states, holder, number, "battlefield_capture"))
        for _ in range(1 + int(rng.poisson(0.12 * rate * years))):
            found.append(_battle(rng, states, holder, number, "defection"))
        for _ in range(int(rng.poisson(0.05 * rate * years))):
            found.append(_peacekeepers(rng, states, holder, number))
    found += _depots(rng, dials, states, holders)
    return tuple(sorted(found, key=lambda event: (event.step, event.share)))


def _place(rng: Rng, states: States, where: int, spread: float = 2.0) -> tuple[float, float]:
    lat = float(np.clip(states.lat[where] + rng.normal(0, spread), -85, 85))
    return round(lat, 3), round(float(np.clip(states.lon[where] + rng.normal(0, spread), -179, 179)), 3)


def _battle(rng: Rng, states: States, holder: Holder, number: int, kind: str) -> Event:
    weights = np.array([2.0 if tie.state == holder.home else 1.0 for tie in holder.enemies])
    tie = holder.enemies[int(rng.choice(len(weights), p=weights / weights.sum()))]
    where = tie.state if tie.state in holder.areas else holder.home
    lat, lon = _place(rng, states, where)
    step = int(rng.integers(tie.first, tie.last + 1))
    amount = float(rng.lognormal(0, 1.0))
    lost = min(0.05, 0.004 * amount)
    return Event(kind, tie.state, step, float(rng.random()), where, lat, lon, amount, lost, number)


def _peacekeepers(rng: Rng, states: States, holder: Holder, number: int) -> Event:
    """A contingent comes from anywhere but the states that the group fights."""
    weights = np.ones(len(states))
    weights[[tie.state for tie in holder.enemies]] = 0
    sent = int(rng.choice(len(states), p=weights / weights.sum()))
    lat, lon = _place(rng, states, holder.home)
    step = int(rng.integers(holder.first, holder.last + 1))
    amount = float(rng.lognormal(-0.3, 0.8))
    return Event(
        "peacekeeper_loss", sent, step, float(rng.random()), holder.home, lat, lon, amount, 0.002, number
    )


def _depots(rng: Rng, dials: Dials, states: States, holders: tuple[Holder, ...]) -> list[Event]:
    """Depots lost state by state, to whoever is near; every holder has one in a state in which it acts."""
    years = (STEPS - HISTORY) / 4
    losses = rng.poisson(dials.depots * years * np.minimum(states.instability, 4))
    told = [
        (int(one), int(rng.integers(HISTORY, STEPS))) for one in np.repeat(np.arange(len(states)), losses)
    ]
    told += [(int(rng.choice(one.areas)), int(rng.integers(one.first, one.last + 1))) for one in holders]
    found = []
    for state, step in told:
        lat, lon = _place(rng, states, state)
        amount = float(rng.lognormal(0, 1.2))
        lost = min(0.6, 0.05 * amount)
        found.append(Event("depot_loss", state, step, float(rng.random()), state, lat, lon, amount, lost, -1))
    return found
