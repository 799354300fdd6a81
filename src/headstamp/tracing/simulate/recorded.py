"""Each published delivery as its records tell it, for the oracle that has the records alone.

What was never delivered, copies and wrong recipients are known to it for what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASSES
from headstamp.tracing.simulate.clock import FIRST_YEAR, LAST_DEAL_YEAR
from headstamp.tracing.simulate.likelihood import EARLIER, NOT_TOLD, Marks, Rows
from headstamp.tracing.simulate.market import leaf_weights
from headstamp.tracing.simulate.publishing import Numbers, Record
from headstamp.tracing.simulate.supply import Stocks
from headstamp.tracing.simulate.survival import Survival
from headstamp.tracing.simulate.world import World

_LEAST: Final = 1e-5
"""A weapon less likely than this to be the one that a coarse record means is left out."""

_DELIVERED: Final = ("delivered", "delivery_verified", "customs_exit", "customs_entry")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What all records of one delivery tell.

    Attributes:
        supplier, recipient: indices of states.
        maker: index of the state in which it was made, if it is not sold on.
        quantity: how many; None where no record says.
        first, last: years of delivery.
        numbers: of serials and lots.
        leaf, share, sold_on: what it can be, how likely each is, and whether it is then second-hand.
    """

    supplier: int
    recipient: int
    maker: int
    quantity: float | None
    first: int
    last: int
    numbers: Numbers
    leaf: np.ndarray
    share: np.ndarray
    sold_on: np.ndarray


def told_deals(world: World) -> tuple[Stocks, Rows]:
    """What is expected to be left of every published delivery, and the weapons that each can be."""
    made, deals = world.making, world.deals
    by_deal: dict[int, list[Record]] = {}
    for record in made.records:
        if record.tells(deals):
            by_deal.setdefault(record.deal, []).append(record)
    years = range(FIRST_YEAR, LAST_DEAL_YEAR + 1)
    offers = {year: leaf_weights(made.market, made.arsenal, year) for year in years}
    told = [_delivery(world, offers, deal, records) for deal, records in by_deal.items()]
    number = np.repeat(np.arange(len(told)), [len(one.leaf) for one in told])
    leaf = np.concatenate([one.leaf for one in told])
    share = np.concatenate([one.share for one in told])
    # A delivery has one stock for each class that it can be of.
    class_ = made.arsenal.class_of[leaf]
    keys, inverse = np.unique(number * (len(CLASSES) + 1) + class_, return_inverse=True)
    of_class = np.bincount(inverse, share)
    stocks = _stocks(world, told, *np.divmod(keys, len(CLASSES) + 1), of_class)
    rows = Rows(
        marks=_marks(world, told, number, leaf),
        supplier=np.array([one.supplier for one in told])[number],
        stock=inverse,
        share=share / of_class[inverse],
    )
    return stocks, rows


def _delivery(
    world: World, offers: Mapping[int, np.ndarray], deal: int, records: Sequence[Record]
) -> _Delivery:
    supplier, recipient = int(world.deals.supplier[deal]), int(world.deals.custodian[deal])
    moved = [one for one in records if one.stage in _DELIVERED] or records
    # What is licensed moves within two years or so, and a published year of delivery can be late.
    later, early = (0, 1) if moved[0].stage in _DELIVERED else (2, 0)
    first = min(one.when.first for one in moved) - early
    leaf, share, sold_on = _meant(world, offers, (supplier, recipient), first, records)
    licensed = any(one.terms == "licensed_production" for one in records)
    return _Delivery(
        supplier=supplier,
        recipient=recipient,
        maker=recipient if licensed else supplier,
        quantity=_quantity(world, records),
        first=first,
        last=max(first, *(one.when.last + later for one in moved)),
        numbers=Numbers(
            next((one.numbers.serials for one in records if one.numbers.serials), None),
            next((one.numbers.lots for one in records if one.numbers.lots), ()),
        ),
        leaf=leaf,
        share=share,
        sold_on=sold_on,
    )


def _meant(
    world: World,
    offers: Mapping[int, np.ndarray],
    parties: tuple[int, int],
    year: int,
    records: Sequence[Record],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What all records of a delivery can mean: leaves, chances, and whether it is then sold on."""
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
    weights = np.stack([_normal(new * under) * (1 - second), _normal(old * under) * second])
    if weights.sum() <= 0:
        weights = np.stack([_normal(new * under), _normal(old * under)])
    if weights.sum() <= 0:
        weights = np.stack([np.zeros(len(under)), under])
    weights /= weights.sum()
    sold_on, leaf = np.nonzero(weights >= _LEAST)
    return leaf, weights[sold_on, leaf], sold_on.astype(bool)


def _normal(weights: np.ndarray) -> np.ndarray:
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


def _quantity(world: World, records: Sequence[Record]) -> float | None:
    """How many: as delivered, else as licensed by what licences come to."""
    delivered = [one.amount.quantity for one in records if one.stage in _DELIVERED and one.amount.quantity]
    if delivered:
        return float(np.exp(np.mean(np.log(delivered))))
    for one in records:
        if one.amount.quantity:
            realised = 0.3 + 0.7 * world.dials.realised if one.stage == "authorised" else 0.9
            return one.amount.quantity * realised
    return None


def _stocks(
    world: World, told: Sequence[_Delivery], number: np.ndarray, class_: np.ndarray, share: np.ndarray
) -> Stocks:
    """[delivery and class] what is expected to be left, by how likely the class is."""
    dials = world.dials
    state = np.array([one.recipient for one in told])[number]
    first, last = (np.array([getattr(one, name) for one in told])[number] for name in ("first", "last"))
    start = 4 * (first - FIRST_YEAR) + 1
    # The quantity whose power is the expected power, for a delivery of which none is told.
    median = np.array([*(one.quantity for one in CLASSES), 0.0])[class_]
    usual = median * world.making.states.size[state] ** 0.4 * np.exp(dials.quantity_power * dials.tail**2 / 2)
    quantity = np.array([np.nan if one.quantity is None else one.quantity for one in told])[number]
    quantity = np.where(np.isnan(quantity), usual, quantity)
    weight = Survival(world).weight(state, class_, start, 4 * (last - first) + 3)
    weight *= (share * quantity**dials.quantity_power).astype(np.float32)[:, None]
    return Stocks(state, class_, start, weight)


def _marks(world: World, told: Sequence[_Delivery], number: np.ndarray, leaf: np.ndarray) -> Marks:
    leaves, states = world.making.arsenal.leaves, world.making.states
    begun, ended = (np.array([getattr(one, name) for one in leaves])[leaf] for name in ("first", "last"))
    first, last, state, maker = (
        np.array([getattr(one, name) for one in told])[number]
        for name in ("first", "last", "recipient", "maker")
    )
    old = np.concatenate([one.sold_on for one in told])
    made_last = np.maximum(begun, np.minimum(np.where(old, first - 5, last), ended))
    # What is made under licence is made after the line of the licensor has closed, too.
    made_last = np.where(~old & (maker == state), np.maximum(made_last, last), made_last)
    serials = np.array([one.numbers.serials or (NOT_TOLD, NOT_TOLD) for one in told])[number]
    lots = [one.numbers.lots for one in told]
    marked = states.marks_imports[state] & (first >= 1995)
    return Marks(
        leaf=leaf,
        maker=np.where(old, NOT_TOLD, maker),
        made_first=np.where(old, begun, np.clip(first - 4, begun, made_last)),
        made_last=made_last,
        serial_first=serials[:, 0],
        serial_last=serials[:, 1],
        root=np.array([one[0][0] if one else NOT_TOLD for one in lots])[number],
        parts=np.array([len(one) or 1 for one in lots])[number],
        importer=np.where(marked, state, np.where(old, EARLIER, -1)),
    )
