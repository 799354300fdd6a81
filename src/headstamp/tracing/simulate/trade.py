"""The true trade of a made-up world: who delivered what to whom, and what of it each state still has.

Every delivery is a tranche of its recipient's stock from then on. Stocks shrink with age, are retired when
something newer comes, are sold on, and are lost in war. The stock at the beginning of each quarter is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES, HEAVY, Arsenal
from headstamp.tracing.simulate.clock import (
    END_YEAR,
    FIRST_YEAR,
    HISTORY,
    KEPT,
    LAST_DEAL_YEAR,
    STEPS,
    step_of,
)
from headstamp.tracing.simulate.conflict import Event
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.geography import States
from headstamp.tracing.simulate.market import Market, leaf_weights, quantities, traded_class

TERMS: Final = ("sale", "aid", "gift", "licensed_production")
OWN_LINES: Final = 0.17
"""How many of its weapons a producer makes a line of for itself in a year."""

OWN: Final = 4
"""The number, among terms, of what a state makes for itself."""

_NUMBERS = ("supplier", "custodian", "leaf", "maker", "start", "length", "quantity", "ordered", "terms")
_MADE = ("made_first", "made_last", "serial_first", "serial_last", "root", "sold_from")


@dataclass(frozen=True, slots=True)
class Deals:
    """Every true delivery, one entry of each array per deal.

    Attributes:
        supplier, custodian: indices of states; the same for what a state makes for itself.
        leaf: index in the arsenal.
        maker: index of the state in which it was made.
        start, length: first step of delivery, and for how many steps it goes on.
        quantity: delivered.
        ordered: quantity once ordered, no less.
        terms: index in `TERMS`, or `OWN`.
        made_first, made_last: years of making.
        serial_first, serial_last: block of serial numbers, counted for each weapon and maker.
        root: index of the deal in which the maker first let go of it; production lots are named after it.
        sold_from: index of the deal whose stock was sold on, or -1.
        stock: [deal, step from HISTORY] how many the custodian has left at the beginning of the step.
    """

    supplier: np.ndarray
    custodian: np.ndarray
    leaf: np.ndarray
    maker: np.ndarray
    start: np.ndarray
    length: np.ndarray
    quantity: np.ndarray
    ordered: np.ndarray
    terms: np.ndarray
    made_first: np.ndarray
    made_last: np.ndarray
    serial_first: np.ndarray
    serial_last: np.ndarray
    root: np.ndarray
    sold_from: np.ndarray
    stock: np.ndarray

    def __len__(self) -> int:
        return len(self.supplier)

    @property
    def foreign(self) -> np.ndarray:
        """Whether each deal crossed a border."""
        crossed: np.ndarray = self.supplier != self.custodian
        return crossed

    def licensees(self) -> dict[int, tuple[int, ...]]:
        """By leaf, the states that have made it under licence."""
        found: dict[int, set[int]] = {}
        for deal in np.flatnonzero(self.terms == TERMS.index("licensed_production")):
            found.setdefault(int(self.leaf[deal]), set()).add(int(self.maker[deal]))
        return {leaf: tuple(sorted(makers)) for leaf, makers in found.items()}


@dataclass(slots=True)
class _Ledger:
    """Deals as they come, and what is left of each."""

    columns: dict[str, list[np.ndarray]] = field(
        default_factory=lambda: {name: [] for name in (*_NUMBERS, *_MADE)}
    )
    left: np.ndarray = field(default_factory=lambda: np.zeros(0))
    due: np.ndarray = field(default_factory=lambda: np.zeros(0))
    serials: dict[tuple[int, int], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.left)

    def column(self, name: str) -> np.ndarray:
        """A column as far as it goes."""
        parts = self.columns[name]
        if len(parts) > 1:
            self.columns[name] = parts = [np.concatenate(parts)]
        return parts[0] if parts else np.zeros(0, int)

    def add(self, **columns: np.ndarray) -> None:
        """Append deals; nothing of them is delivered yet."""
        for name, values in columns.items():
            self.columns[name].append(np.asarray(values))
        number = len(columns["leaf"])
        self.left = np.concatenate([self.left, np.zeros(number)])
        self.due = np.concatenate([self.due, columns["quantity"].astype(float)])

    def add_new(
        self,
        *,
        leaf: np.ndarray,
        maker: np.ndarray,
        quantity: np.ndarray,
        made: tuple[np.ndarray, np.ndarray],
        **others: np.ndarray,
    ) -> None:
        """Append deliveries of what was just made, which begin a history.

        Args:
            made: first and last year of making.
            others: the other columns.
        """
        serial = self.serial_blocks(leaf, maker, quantity)
        self.add(
            leaf=leaf,
            maker=maker,
            quantity=quantity,
            made_first=made[0],
            made_last=made[1],
            serial_first=serial,
            serial_last=serial + quantity - 1,
            root=len(self) + np.arange(len(leaf)),
            sold_from=np.full(len(leaf), -1),
            **others,
        )

    def serial_blocks(self, leaf: np.ndarray, maker: np.ndarray, quantity: np.ndarray) -> np.ndarray:
        """First serial number of each new delivery: numbers run on for a weapon and its maker."""
        firsts = np.empty(len(leaf), int)
        for one, key in enumerate(zip(leaf.tolist(), maker.tolist(), strict=True)):
            firsts[one] = self.serials.get(key, 1001)
            self.serials[key] = int(firsts[one] + quantity[one])
        return firsts


def make_deals(
    rng: Rng, dials: Dials, states: States, arsenal: Arsenal, market: Market, events: tuple[Event, ...]
) -> Deals:
    """Trade year by year, from the first quarter to the last."""
    ledger = _Ledger()
    kept: list[np.ndarray] = []
    lost = _losses(events, len(states))
    heavy = HEAVY[np.minimum(arsenal.class_of, len(CLASSES) - 1)]
    quarterly = np.where(heavy, dials.attrition_heavy, dials.attrition_small) / 4
    for year in range(FIRST_YEAR, END_YEAR):
        if year <= LAST_DEAL_YEAR:
            _sell(rng, dials, states, arsenal, market, ledger, year)
            _make_own(rng, states, arsenal, market, ledger, year)
            _sell_on(rng, dials, states, arsenal, market, ledger, year)
            _modernise(dials, arsenal, ledger, len(states), year)
        leaf, custodian = ledger.column("leaf"), ledger.column("custodian")
        start, length = ledger.column("start"), ledger.column("length")
        for step in range(step_of(year), step_of(year) + 4):
            if step >= HISTORY:
                kept.append(ledger.left.astype(np.float32))
            ledger.left *= 1 - quarterly[leaf]
            if step in lost:
                ledger.left *= 1 - lost[step][custodian]
            running = (start <= step) & (step < start + length)
            ledger.left[running] += ledger.due[running] / length[running]
    stock = np.zeros((len(ledger), KEPT), np.float32)
    for one, column in enumerate(kept):
        stock[: len(column), one] = column
    # Fewer than a tenth of one weapon is none.
    stock[stock < 0.1] = 0
    names = [one.name for one in fields(Deals) if one.name != "stock"]
    return Deals(**{name: ledger.column(name) for name in names}, stock=stock)


def _losses(events: tuple[Event, ...], states: int) -> dict[int, np.ndarray]:
    found: dict[int, np.ndarray] = {}
    for event in events:
        share = found.setdefault(event.step, np.zeros(states))
        share[event.state] = 1 - (1 - share[event.state]) * (1 - event.lost)
    return {step: share for step, share in found.items() if step < STEPS}


def _choose(rng: Rng, weights: np.ndarray) -> np.ndarray:
    """One column of each row, by its weights."""
    total = np.cumsum(weights, axis=1)
    wanted = rng.random(len(weights)) * total[:, -1]
    columns: np.ndarray = (total < wanted[:, None]).sum(axis=1)
    return columns


def _sell(
    rng: Rng, dials: Dials, states: States, arsenal: Arsenal, market: Market, ledger: _Ledger, year: int
) -> None:
    """New weapons from producers, on order."""
    expected = market.yearly[year - FIRST_YEAR] * (1 - dials.reexports)
    number = int(rng.poisson(expected))
    chances = market.pairs(year, dials, states, arsenal.producers)
    drawn = rng.choice(chances.size, size=number, p=chances.ravel())
    producer, recipient = np.divmod(drawn, len(states))
    supplier = arsenal.producers[producer]
    weights = (
        leaf_weights(market, arsenal, year)[producer] * market.taste[recipient][:, traded_class(arsenal)]
    )
    leaf = _choose(rng, weights)
    quantity = quantities(rng, dials, arsenal.class_of[leaf], states.size[recipient])
    licensed = rng.random(number) < dials.licensed
    terms = np.where(licensed, 3, rng.choice(3, size=number, p=(0.8, 0.15, 0.05)))
    length = np.where(licensed, rng.integers(8, 24, number), 1 + rng.geometric(0.35, number))
    filled = np.where(rng.random(number) < 0.6, 1.0, rng.uniform(0.3, 1.0, number))
    start = step_of(year) + rng.integers(0, 4, number)
    ledger.add_new(
        supplier=supplier,
        custodian=recipient,
        leaf=leaf,
        maker=np.where(licensed, recipient, supplier),
        start=start,
        length=length,
        quantity=quantity,
        ordered=np.ceil(quantity / filled).astype(int),
        terms=terms,
        made=_years_made(rng, arsenal, leaf, start, length, licensed),
    )


def _years_made(
    rng: Rng, arsenal: Arsenal, leaf: np.ndarray, start: np.ndarray, length: np.ndarray, licensed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    begun = np.array([one.first for one in arsenal.leaves])[leaf]
    ended = np.array([one.last for one in arsenal.leaves])[leaf]
    year = FIRST_YEAR + start // 4
    last = FIRST_YEAR + (start + length - 1) // 4
    last = np.where(licensed, last, np.minimum(last, np.maximum(ended, begun)))
    first = np.minimum(np.maximum(year - rng.geometric(0.5, len(leaf)), begun), last)
    return first, last


def _make_own(rng: Rng, states: States, arsenal: Arsenal, market: Market, ledger: _Ledger, year: int) -> None:
    """What producers make for themselves, a line now and then."""
    producer, leaf = np.nonzero(
        market.made[year - FIRST_YEAR] * (rng.random(market.made.shape[1:]) < OWN_LINES)
    )
    state, number = arsenal.producers[producer], len(leaf)
    class_ = arsenal.class_of[leaf]
    median = 3 * np.array([one.quantity for one in CLASSES])[class_] * states.size[state] ** 0.6
    quantity = np.clip(median * rng.lognormal(0, 0.8, number), 1, 500_000).round().astype(int)
    start = step_of(year) + rng.integers(0, 4, number)
    length = rng.integers(2, 9, number)
    ledger.add_new(
        supplier=state,
        custodian=state,
        leaf=leaf,
        maker=state,
        start=start,
        length=length,
        quantity=quantity,
        ordered=quantity,
        terms=np.full(number, OWN),
        made=_years_made(rng, arsenal, leaf, start, length, np.zeros(number, bool)),
    )


def _sell_on(
    rng: Rng, dials: Dials, states: States, arsenal: Arsenal, market: Market, ledger: _Ledger, year: int
) -> None:
    """Surplus: what has lain in a stock for eight years or more goes to another state."""
    old = (ledger.left > 20) & (ledger.column("start") < step_of(year) - 32)
    number = int(rng.poisson(market.yearly[year - FIRST_YEAR] * dials.reexports))
    if not old.any() or not number:
        return
    weights = np.where(old, ledger.left, 0) ** 0.5
    source = np.unique(rng.choice(len(weights), size=number, p=weights / weights.sum()))
    number = len(source)
    supplier = ledger.column("custodian")[source]
    recipient = _choose(rng, market.onward[supplier])
    quantity = np.maximum(1, (ledger.left[source] * rng.uniform(0.05, 0.6, number)).astype(int))
    ledger.left[source] -= quantity
    block = ledger.column("serial_last")[source] - ledger.column("serial_first")[source] + 1
    serial = ledger.column("serial_first")[source] + (rng.random(number) * (block - quantity + 1)).astype(int)
    filled = np.where(rng.random(number) < 0.7, 1.0, rng.uniform(0.3, 1.0, number))
    ledger.add(
        supplier=supplier,
        custodian=recipient,
        leaf=ledger.column("leaf")[source],
        maker=ledger.column("maker")[source],
        start=step_of(year) + rng.integers(0, 4, number),
        length=1 + rng.geometric(0.5, number),
        quantity=quantity,
        ordered=np.ceil(quantity / filled).astype(int),
        terms=rng.choice(3, size=number, p=(0.6, 0.3, 0.1)),
        made_first=ledger.column("made_first")[source],
        made_last=ledger.column("made_last")[source],
        serial_first=serial,
        serial_last=serial + quantity - 1,
        root=ledger.column("root")[source],
        sold_from=source,
    )


def _modernise(dials: Dials, arsenal: Arsenal, ledger: _Ledger, states: int, year: int) -> None:
    """What is older than fifteen years is retired as something newer of its class comes in."""
    start, custodian = ledger.column("start"), ledger.column("custodian")
    cell = custodian * (len(CLASSES) + 1) + arsenal.class_of[ledger.column("leaf")]
    cells = states * (len(CLASSES) + 1)
    new = np.bincount(cell, weights=np.where(start >= step_of(year), ledger.due, 0), minlength=cells)
    held = np.bincount(cell, weights=ledger.left, minlength=cells)
    retired = dials.modernisation * np.minimum(1, new / np.maximum(held, 1))
    old = start < step_of(year) - 60
    ledger.left[old] *= 1 - retired[cell[old]]
