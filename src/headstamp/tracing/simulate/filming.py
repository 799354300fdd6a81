"""Scenes that somebody films: who, when, where, and which items of the holder's lots are in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arming import Lot
from headstamp.tracing.simulate.arsenal import HEAVY, IMPROVISED
from headstamp.tracing.simulate.clock import HISTORY, KEPT, day_in, step_of
from headstamp.tracing.simulate.conflict import UNIT, Holder
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.geography import States
from headstamp.tracing.simulate.trade import Deals

_FIRST_FILMED: Final = step_of(2006) - HISTORY
_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One weapon in one image.

    Attributes:
        object: number of the physical thing.
        lot: index of its lot.
        holder: index of who has it.
        step: when it was filmed, from HISTORY.
        day: the very day.
        where: index of the state on whose soil; lat and lon in degrees.
        year: in which it was made; None from a workshop.
        serial: its number; None from a workshop.
        part: number of the production lot within its delivery's root.
        haul: whether the scene shows what one event brought.
        scene: number of the scene.
        shown_before: index of the item of which this shows the same thing again, or -1.
    """

    object: int
    lot: int
    holder: int
    step: int
    day: date
    where: int
    lat: float
    lon: float
    year: int | None
    serial: int | None
    part: int
    haul: bool
    scene: int
    shown_before: int


def activity(dials: Dials, holders: tuple[Holder, ...]) -> np.ndarray:
    """[holder, step from HISTORY] the chance that a scene shows a holder at a step; sums to one."""
    steps = np.arange(KEPT)
    weights = np.zeros((len(holders), KEPT))
    for number, one in enumerate(holders):
        begun = max(one.first - HISTORY + 4, _FIRST_FILMED)
        there = (steps >= begun) & (steps <= one.last - HISTORY)
        weights[number] = one.prominence * there * np.exp(0.015 * steps)
    units = np.array([one.kind == UNIT for one in holders])
    for which, share in ((units, dials.state_sightings), (~units, 1 - dials.state_sightings)):
        if weights[which].sum() > 0:
            weights[which] *= share / weights[which].sum()
    chances: np.ndarray = weights / weights.sum()
    return chances


def parts(quantity: int) -> int:
    """How many production lots a delivery of so many is made in."""
    return 1 + min(5, quantity // 2000)


class Camera:
    """Films scene by scene, until there are items enough."""

    def __init__(
        self,
        rng: Rng,
        dials: Dials,
        states: States,
        holders: tuple[Holder, ...],
        deals: Deals,
        lots: tuple[Lot, ...],
        class_of: np.ndarray,
    ) -> None:
        self.rng, self.dials, self.states, self.holders, self.deals = rng, dials, states, holders, deals
        self.lots = lots
        chances = activity(dials, holders)
        self.chances = np.cumsum(chances.ravel())
        self.of_holder = [np.array([i for i, lot in enumerate(lots) if lot.holder == h], int)
                          for h in range(len(holders))]  # fmt: skip
        self.came = np.array([lot.step for lot in lots])
        self.kept = np.array([lot.kept for lot in lots])
        self.size = np.array([lot.size for lot in lots])
        self.event = np.array([lot.event for lot in lots])
        class_ = class_of[[lot.leaf for lot in lots]]
        self.heavy = (class_ != IMPROVISED) & HEAVY[np.minimum(class_, len(HEAVY) - 1)]
        self.objects = 0

    def scene(self, number: int) -> list[Item]:
        """The items of one scene; none when its holder turns out to have nothing to show."""
        rng, dials = self.rng, self.dials
        drawn = int(np.searchsorted(self.chances, rng.random() * self.chances[-1], side="right"))
        holder, step = divmod(min(drawn, len(self.chances) - 1), KEPT)
        lots = self.of_holder[holder]
        lots = lots[(self.came[lots] < step) & (self.kept[lots] >= step - self.came[lots] - 1)]
        if rng.random() < dials.trophies:
            lots = lots[self.heavy[lots]]
        if not len(lots):
            return []
        chosen = [self._one_of(lots)]
        haul = bool(rng.random() < dials.hauls)
        if haul and self.event[chosen[0]] >= 0:
            lots = lots[self.event[lots] == self.event[chosen[0]]]
        for _ in range(int(rng.poisson(dials.scene_size - 1))):
            again = rng.random() < dials.same_lot
            chosen.append(chosen[int(rng.integers(len(chosen)))] if again else self._one_of(lots))
        day = day_in(HISTORY + step, rng.random())
        where, lat, lon = self._place(holder)
        return [self._item(lot, holder, step, day, (where, lat, lon), haul, number) for lot in chosen]

    def _one_of(self, lots: np.ndarray) -> int:
        total = np.cumsum(self.size[lots])
        return int(lots[min(len(lots) - 1, int(np.searchsorted(total, self.rng.random() * total[-1])))])

    def _place(self, holder: int) -> tuple[int, float, float]:
        areas = self.holders[holder].areas
        where = areas[0] if self.rng.random() < 0.6 else areas[int(self.rng.integers(len(areas)))]
        lat = float(np.clip(self.states.lat[where] + self.rng.normal(0, 1.5), -85, 85))
        lon = float(np.clip(self.states.lon[where] + self.rng.normal(0, 1.5), -179, 179))
        return where, round(lat, 4), round(lon, 4)

    def _item(
        self,
        lot: int,
        holder: int,
        step: int,
        day: date,
        place: tuple[int, float, float],
        haul: bool,
        scene: int,
    ) -> Item:
        self.objects += 1
        deal, deals, rng = self.lots[lot].deal, self.deals, self.rng
        year = serial = None
        part = 0
        if deal >= 0:
            year = int(rng.integers(deals.made_first[deal], deals.made_last[deal] + 1))
            serial = int(rng.integers(deals.serial_first[deal], deals.serial_last[deal] + 1))
            part = int(rng.integers(parts(int(deals.quantity[deals.root[deal]]))))
        return Item(self.objects, lot, holder, step, day, *place, year, serial, part, haul, scene, -1)


def film(camera: Camera, number: int) -> tuple[Item, ...]:
    """So many items, re-uploads among them.

    Raises:
        ValueError: nobody has anything to film, which only a world far too small can bring about.
    """
    rng, dials = camera.rng, camera.dials
    items: list[Item] = []
    scene, empty = 0, 0
    while len(items) < number:
        found = camera.scene(scene)
        empty = 0 if found else empty + 1
        if empty > _TRIES:
            raise ValueError("nobody in this world has anything to film; make it bigger")
        scene += bool(found)
        for item in found:
            items.append(item)
            if rng.random() < dials.reuploads:
                first = len(items) - 1 - int(rng.integers(min(20, len(items))))
                items.append(_again(items, first))
    return tuple(items[:number])


def _again(items: list[Item], index: int) -> Item:
    first = index if items[index].shown_before < 0 else items[index].shown_before
    return replace(items[first], shown_before=first)
