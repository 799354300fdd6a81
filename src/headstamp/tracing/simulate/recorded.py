"""Each published delivery as its best record tells it, for the oracle that has the records alone.

What was never delivered, copies and wrong recipients are known to it for what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES
from headstamp.tracing.simulate.clock import FIRST_YEAR, LAST_DEAL_YEAR
from headstamp.tracing.simulate.likelihood import EARLIER, NOT_TOLD, Marks
from headstamp.tracing.simulate.publishing import Numbers, Record
from headstamp.tracing.simulate.supply import Stocks
from headstamp.tracing.simulate.survival import Survival
from headstamp.tracing.simulate.trade import leaf_weights
from headstamp.tracing.simulate.world import World

_LEAST: Final = 0.002
"""A weapon less likely than this to be the one that a coarse record means is left out."""

_DELIVERED: Final = ("delivered", "delivery_verified", "customs_exit", "customs_entry")


@dataclass(frozen=True, slots=True)
class Told:
    """Published deliveries, one row for each weapon that a record can mean.

    Attributes:
        stocks: what is expected to be left of them.
        marks: what would be read on them.
        supplier: [row] index of the state.
    """

    stocks: Stocks
    marks: Marks
    supplier: np.ndarray


@dataclass(frozen=True, slots=True)
class _Row:
    """One weapon that one published delivery can be, with its share.

    `maker` is `NOT_TOLD` for what is sold on; `serials` and `lots` are as `Numbers` gives them.
    """

    supplier: int
    recipient: int
    leaf: int
    share: float
    maker: int
    quantity: float
    first: int
    last: int
    numbers: Numbers


def told_deals(world: World) -> Told:
    """Every published delivery as its best record tells it."""
    made, deals = world.making, world.deals
    by_deal: dict[int, list[Record]] = {}
    for record in made.records:
        if record.tells(deals):
            by_deal.setdefault(record.deal, []).append(record)
    offers = {
        year: leaf_weights(made.market, made.arsenal, year) for year in range(FIRST_YEAR, LAST_DEAL_YEAR + 1)
    }
    rows = [row for deal, records in by_deal.items() for row in _rows(world, offers, deal, records)]
    leaf = np.array([row.leaf for row in rows], int)
    class_ = made.arsenal.class_of[leaf]
    state = np.array([row.recipient for row in rows], int)
    first, last = np.array([row.first for row in rows], int), np.array([row.last for row in rows], int)
    start = 4 * (first - FIRST_YEAR) + 1
    length = 4 * (last - first) + 3
    weight = Survival(world).weight(state, class_, start, length)
    power = world.dials.quantity_power
    weight *= np.array([row.share * row.quantity**power for row in rows], np.float32)[:, None]
    supplier = np.array([row.supplier for row in rows], int)
    return Told(
        Stocks(state, class_, start, weight),
        _marks(world, rows, leaf, state, first, last),
        supplier,
    )


def _rows(world: World, offers: dict[int, np.ndarray], deal: int, records: list[Record]) -> list[_Row]:
    deals = world.deals
    supplier, recipient = int(deals.supplier[deal]), int(deals.custodian[deal])
    moved = [one for one in records if one.stage in _DELIVERED] or records
    early = 1 if moved[0].stage not in _DELIVERED else 0
    first = min(one.when.first for one in moved) + early
    last = max(one.when.last for one in moved) + early
    licensed = any(one.terms == "licensed_production" for one in records)
    serials = next((one.numbers.serials for one in records if one.numbers.serials), None)
    lots = next((one.numbers.lots for one in records if one.numbers.lots), ())
    return [
        _Row(
            supplier=supplier,
            recipient=recipient,
            leaf=leaf,
            share=share,
            maker=NOT_TOLD if sold_on else recipient if licensed else supplier,
            quantity=_quantity(world, leaf, recipient, records),
            first=first,
            last=max(first, last),
            numbers=Numbers(serials, lots),
        )
        for leaf, share, sold_on in _meant(world, offers, (supplier, recipient), first, records)
    ]


def _meant(
    world: World,
    offers: dict[int, np.ndarray],
    parties: tuple[int, int],
    year: int,
    records: list[Record],
) -> list[tuple[int, float, bool]]:
    """The weapons that all records of a delivery can mean: leaf, chance, and whether it is sold on."""
    made = world.making
    under = np.ones(len(made.arsenal.leaves))
    for record in records:
        under *= _under(world, record)
    under *= made.market.taste[parties[1], np.minimum(made.arsenal.class_of, len(CLASSES) - 1)]
    year = int(np.clip(year, FIRST_YEAR, LAST_DEAL_YEAR))
    producer = np.flatnonzero(made.arsenal.producers == parties[0])
    new = offers[year][producer[0]] if len(producer) else np.zeros(len(under))
    old = sum(offers[one].sum(axis=0) for one in range(FIRST_YEAR, max(FIRST_YEAR, year - 8) + 1, 4))
    conditions = {one.condition for one in records}
    second = 1.0 if "Second hand" in conditions else 0.0 if "New" in conditions else world.dials.reexports
    # New weapons of the supplier's make, or somebody's old ones.
    weights = np.stack([_share(new * under) * (1 - second), _share(old * under) * second])
    if weights.sum() <= 0:
        weights = np.stack([_share(new * under), _share(old * under)])
    if weights.sum() <= 0:
        weights = np.stack([np.zeros(len(under)), under])
    weights /= weights.sum()
    return [
        (int(leaf), float(weights[way, leaf]), bool(way))
        for way, leaf in zip(*np.nonzero(weights >= min(_LEAST, weights.max())), strict=True)
    ]


def _share(weights: np.ndarray) -> np.ndarray:
    """The weights made to sum to one, where they can."""
    total = float(weights.sum())
    return weights / total if total > 0 else weights


def _under(world: World, record: Record) -> np.ndarray:
    """[leaf] whether a record can mean it."""
    made, goods = world.making, record.goods
    if goods.node:
        right: np.ndarray = made.nodes.right[made.nodes.number[goods.node]]
        return right
    coded = np.array([getattr(one, goods.scheme) == goods.code for one in CLASSES] + [False])
    under: np.ndarray = coded[made.arsenal.class_of]
    return under


def _quantity(world: World, leaf: int, recipient: int, records: list[Record]) -> float:
    """How many: as delivered, else as licensed by what licences come to, else as usual."""
    dials = world.dials
    delivered = [one.amount.quantity for one in records if one.stage in _DELIVERED and one.amount.quantity]
    if delivered:
        return float(np.exp(np.mean(np.log(delivered))))
    allowed = [(one.amount.quantity, one.stage) for one in records if one.amount.quantity]
    if allowed:
        quantity, stage = allowed[0]
        return quantity * (0.3 + 0.7 * dials.realised if stage == "authorised" else 0.9)
    median = CLASSES[world.making.arsenal.leaves[leaf].class_].quantity
    power = dials.quantity_power
    # The quantity whose power is the expected power.
    return float(median * world.making.states.size[recipient] ** 0.4 * np.exp(power * dials.tail**2 / 2))


def _marks(
    world: World,
    rows: list[_Row],
    leaf: np.ndarray,
    state: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> Marks:
    made = world.making
    begun = np.array([one.first for one in made.arsenal.leaves])[leaf]
    ended = np.array([one.last for one in made.arsenal.leaves])[leaf]
    maker = np.array([row.maker for row in rows], int)
    new = maker >= 0
    made_last = np.maximum(begun, np.where(new, np.minimum(last, ended), np.minimum(first - 5, ended)))
    # What is made under licence is made after the line of the licensor has closed, too.
    made_last = np.where(new & (maker == state), np.maximum(made_last, last), made_last)
    made_first = np.where(new, np.clip(first - 3, begun, made_last), begun)
    marked = made.states.marks_imports[state] & (first >= 1995)
    lots = [row.numbers.lots for row in rows]
    serials = [row.numbers.serials or (NOT_TOLD, NOT_TOLD) for row in rows]
    return Marks(
        leaf=leaf,
        maker=maker,
        made_first=made_first,
        made_last=made_last,
        serial_first=np.array([one[0] for one in serials], int),
        serial_last=np.array([one[1] for one in serials], int),
        root=np.array([one[0][0] if one else NOT_TOLD for one in lots], int),
        parts=np.array([len(one) or 1 for one in lots], int),
        importer=np.where(marked, state, np.where(new, -1, EARLIER)),
    )
