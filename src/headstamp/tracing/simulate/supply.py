"""Where each holder's lots come from: chances over mechanisms, states, quarters and a state's stock.

A lot is drawn as: mechanism, then (state, quarter), then a delivery out of what that state has then. The same
numbers serve twice: lots are drawn from them, and the oracles add them up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES
from headstamp.tracing.simulate.clock import HISTORY, KEPT
from headstamp.tracing.simulate.conflict import UNIT, Event, Holder, Tie
from headstamp.tracing.simulate.dials import MECHANISMS, Dials
from headstamp.tracing.simulate.geography import States

PROFILES: Final = ("field", "market", "depot", "gift")
"""What is found in the hands of troops, wanted by smugglers, found in depots, passed on by sponsors."""

_PROFILE_OF: Final = {
    "own_stock": "field",
    "battlefield_capture": "field",
    "depot_loss": "depot",
    "defection": "field",
    "hand_over": "field",
    "leakage": "field",
    "illicit_purchase": "market",
    "unauthorised_retransfer": "gift",
    "covert_supply": "depot",
    "other": "market",
}
_GIFT: Final = PROFILES.index("gift")
_EVENTS: Final = {
    "battlefield_capture": ("battlefield_capture", "peacekeeper_loss"),
    "depot_loss": ("depot_loss",),
    "defection": ("defection",),
}
LOCAL: Final = MECHANISMS.index("local_manufacture")
OTHER_GROUP: Final = MECHANISMS.index("other_group")
_DEPOT_REACH_KM: Final = 600.0


def appetites() -> np.ndarray:
    """[profile, class] how much each class is found or wanted; what is improvised has no stock."""
    rows = [[getattr(one, "depot" if name == "gift" else name) for one in CLASSES] for name in PROFILES]
    return np.array([[*row, 0.0] for row in rows])


@dataclass(frozen=True, slots=True)
class Stocks:
    """What can be lost by whom and when, one row per delivery or per imagined delivery.

    Attributes:
        state: [row] index of the state that has it.
        class_: [row] number of its class.
        start: [row] step of its delivery.
        weight: [row, step from HISTORY] its stock to the power that the world gives.
    """

    state: np.ndarray
    class_: np.ndarray
    start: np.ndarray
    weight: np.ndarray


class Shares:
    """The chance of each row of stocks when its state loses something, profile by profile.

    Attributes:
        stocks: what there is.
        recent: weights of the same rows where new deliveries are preferred.
        total: [profile, state, step] sum of a state's weights.
    """

    def __init__(self, stocks: Stocks, states: int, recent_years: float) -> None:
        self.stocks = stocks
        age = np.maximum(0, HISTORY + np.arange(KEPT)[None, :] - stocks.start[:, None]) / 4
        self.recent = (stocks.weight * np.exp(-age / recent_years)).astype(np.float32)
        self.wanted = appetites()
        self.total = np.zeros((len(PROFILES), states, KEPT))
        self.rows = tuple(np.flatnonzero(stocks.state == one) for one in range(states))
        for one, rows in enumerate(self.rows):
            for profile in range(len(PROFILES)):
                by_class = self.wanted[profile, stocks.class_[rows]]
                self.total[profile, one] = by_class @ self.of(profile)[rows]

    def of(self, profile: int) -> np.ndarray:
        """[row, step] weights before the appetite for classes."""
        return self.recent if profile == _GIFT else self.stocks.weight

    def within(self, profile: int, state: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows of a state and their chances at a step."""
        rows = self.rows[state]
        weights = self.wanted[profile, self.stocks.class_[rows]] * self.of(profile)[rows, step]
        return rows, weights / weights.sum()

    def anywhere(self, step: int) -> np.ndarray:
        """[row] chances of all rows of the world at a step, as smugglers want them."""
        profile = PROFILES.index("market")
        weights: np.ndarray = self.wanted[profile, self.stocks.class_] * self.stocks.weight[:, step]
        weights /= weights.sum()
        return weights


@dataclass(frozen=True, slots=True)
class Source:
    """Where one mechanism takes a holder's lots from.

    Attributes:
        profile: index in `PROFILES`.
        state, step: [entry] of whom and when, steps from HISTORY.
        chance: [entry] sums to one.
        event: [entry] index of the event, or -1.
        nowhere: share of the lots that no pair of states describes.
    """

    profile: int
    state: np.ndarray
    step: np.ndarray
    chance: np.ndarray
    event: np.ndarray
    nowhere: float


@dataclass(frozen=True, slots=True)
class Supply:
    """Every holder's sources in a world.

    Attributes:
        mixes: [holder, mechanism] shares, zero where a mechanism has no source; rows sum to one.
        sources: by holder, by number of the mechanism.
        windows: [holder, step] whether it can get a lot then.
        keep: mean time for which a lot is kept, in steps.
        holders: whose they are.
    """

    mixes: np.ndarray
    sources: tuple[dict[int, Source], ...]
    windows: np.ndarray
    keep: float
    holders: tuple[Holder, ...]

    def kept(self, passed: np.ndarray) -> np.ndarray:
        """The chance that a lot is still there so many steps after it came; zero before the next step."""
        chance: np.ndarray = np.where(passed >= 1, np.exp(-(np.maximum(passed, 1) - 1) / self.keep), 0.0)
        return chance


def make_supply(
    dials: Dials, states: States, holders: tuple[Holder, ...], events: tuple[Event, ...], shares: Shares
) -> Supply:
    """Work out every holder's sources."""
    windows = np.zeros((len(holders), KEPT), bool)
    for number, one in enumerate(holders):
        windows[number, one.first - HISTORY : one.last - HISTORY + 1] = True
    sources = tuple(
        _sources(dials, states, one, number, windows[number], events, shares)
        for number, one in enumerate(holders)
    )
    mixes = np.array([one.mix for one in holders])
    for number, one in enumerate(holders):
        for mechanism in range(len(MECHANISMS)):
            if mechanism == OTHER_GROUP:
                missing = not one.rivals
            else:
                missing = mechanism != LOCAL and mechanism not in sources[number]
            if missing:
                mixes[number, mechanism] = 0
    mixes /= mixes.sum(axis=1, keepdims=True)
    return Supply(mixes, sources, windows, 4 * dials.keep_years, holders)


def _sources(
    dials: Dials,
    states: States,
    holder: Holder,
    number: int,
    window: np.ndarray,
    events: tuple[Event, ...],
    shares: Shares,
) -> dict[int, Source]:
    """The sources of one holder; a mechanism that finds nothing to take is left out."""
    weighed: dict[str, Entries | None] = {
        "own_stock": _steady(np.array([holder.home]), np.ones(1), window) if holder.kind == UNIT else None,
        "hand_over": _tied(holder.backers, lambda one: 5.0 if one == holder.home else 1.0),
        "leakage": _leaks(states, holder, window),
        "illicit_purchase": _smuggled(dials, states, holder, window, shares),
        "unauthorised_retransfer": _passed_on(states, holder),
        "covert_supply": _tied(holder.backers, lambda one: 0.3 if one == holder.home else 1.0),
        "other": _afar(dials, window, shares),
    }
    found: dict[int, Source] = {}
    for mechanism, name in enumerate(MECHANISMS):
        if name in _EVENTS:
            entries = _lost(states, holder, number, events, _EVENTS[name])
        else:
            entries = weighed.get(name)
        source = _source(name, dials, entries, shares)
        if source is not None:
            found[mechanism] = source
    return found


Entries = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""States, steps from HISTORY, weights and events of the entries of a source."""


def _source(name: str, dials: Dials, entries: Entries | None, shares: Shares) -> Source | None:
    if entries is None:
        return None
    state, step, weight, event = entries
    profile = PROFILES.index(_PROFILE_OF[name])
    # Nobody takes arms from a state that has none.
    weight = np.where(shares.total[profile, state, step] > 0, weight, 0.0)
    there = weight > 0
    if not there.any():
        return None
    nowhere = {"illicit_purchase": dials.dealers, "other": dials.obscure}.get(name, 0.0)
    chance = weight[there] / weight[there].sum()
    return Source(profile, state[there], step[there], chance, event[there], nowhere)


def _steady(state: np.ndarray, weight: np.ndarray, window: np.ndarray) -> Entries:
    """The same weights in every quarter of a window."""
    steps = np.flatnonzero(window)
    number = len(steps)
    return (
        np.repeat(state, number),
        np.tile(steps, len(state)),
        np.repeat(weight, number),
        np.full(number * len(state), -1),
    )


def _tied(ties: tuple[Tie, ...], weight: Callable[[int], float]) -> Entries | None:
    """States that back a holder, in the quarters in which they do."""
    if not ties:
        return None
    steps = [np.arange(tie.first, min(tie.last + 1, HISTORY + KEPT)) - HISTORY for tie in ties]
    return (
        np.concatenate([np.full(len(one), tie.state) for one, tie in zip(steps, ties, strict=True)]),
        np.concatenate(steps),
        np.concatenate([np.full(len(one), weight(tie.state)) for one, tie in zip(steps, ties, strict=True)]),
        np.full(sum(map(len, steps)), -1),
    )


def _lost(
    states: States, holder: Holder, number: int, events: tuple[Event, ...], kinds: tuple[str, ...]
) -> Entries | None:
    """Events that brought arms to a holder, by their amounts; depots by how near they are besides."""
    taken = [
        (event.state, event.step - HISTORY, event.amount * _near(states, holder, event), index)
        for index, event in enumerate(events)
        if event.kind in kinds
        and (event.holder == number or (event.holder < 0 and holder.first <= event.step <= holder.last))
    ]
    if not taken:
        return None
    columns = list(zip(*taken, strict=True))
    return (
        np.array(columns[0]),
        np.array(columns[1]),
        np.array(columns[2], float),
        np.array(columns[3]),
    )


def _near(states: States, holder: Holder, event: Event) -> float:
    if event.holder >= 0 or event.state in holder.areas:
        return 1.0
    return 0.3 * float(np.exp(-states.km[holder.home, event.state] / _DEPOT_REACH_KM))


def _leaks(states: States, holder: Holder, window: np.ndarray) -> Entries:
    """Soldiers sell where the holder acts, most at home, and next door."""
    weight = np.zeros(len(states))
    weight[list(states.neighbours[holder.home])] = 0.4
    weight[list(holder.areas)] = 1.5
    weight[holder.home] = 3.0
    weight *= states.corruption
    near = np.flatnonzero(weight)
    return _steady(near, weight[near], window)


def _smuggled(dials: Dials, states: States, holder: Holder, window: np.ndarray, shares: Shares) -> Entries:
    """Smugglers carry what is plentiful and badly guarded, the less the farther away."""
    held = shares.total[PROFILES.index("market")] ** dials.state_power
    weight = held * (states.corruption * np.exp(-states.km[holder.home] / dials.reach_km))[:, None]
    state, step = np.nonzero(weight * window[None, :])
    return state, step, weight[state, step], np.full(len(state), -1)


def _passed_on(states: States, holder: Holder) -> Entries | None:
    """Mostly backers pass on what was sold to them; now and then a neighbour does."""
    near = tuple(Tie(one, holder.first, holder.last) for one in states.neighbours[holder.home])
    backing = {tie.state for tie in holder.backers} - {holder.home}
    away = tuple(tie for tie in holder.backers if tie.state != holder.home)
    share = 0.3 * len(away) / max(1, len(near)) if away else 1.0
    return _tied((*away, *near), lambda one: 1.0 if one in backing else share)


def _afar(dials: Dials, window: np.ndarray, shares: Shares) -> Entries:
    """Any state of the world, by what it has."""
    held = shares.total[PROFILES.index("market")] ** dials.state_power
    state, step = np.nonzero(held * window[None, :])
    return state, step, held[state, step], np.full(len(state), -1)
