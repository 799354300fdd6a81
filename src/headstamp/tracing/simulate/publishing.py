"""What sources publish of the true trade: late, coarse, wrong, copied, and sometimes of nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASS_IDS, CLASSES, Arsenal
from headstamp.tracing.simulate.clock import FIRST_YEAR, LAST_DEAL_YEAR
from headstamp.tracing.simulate.coverage import SOURCES, Coverage
from headstamp.tracing.simulate.dials import Dials, Rng
from headstamp.tracing.simulate.filming import parts
from headstamp.tracing.simulate.geography import States
from headstamp.tracing.simulate.market import Market, leaf_weights, quantities
from headstamp.tracing.simulate.trade import TERMS, Deals

STAGES: Final = {
    "register": "delivered",
    "reports": "authorised",
    "declarations": "delivered",
    "archives": "delivered",
    "customs": "customs_exit",
    "papers": "delivered",
    "notified": "notified",
}
PAPERS: Final = tuple(f"paper-{one}" for one in range(1, 9))
"""Ids of the sources that organisations and panels publish."""

_UNPUBLISHED: Final = ("refused", "revoked")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who a row names: indices of states, -1 for none."""

    supplier: int
    recipient: int
    end_user: int = -1
    via: int = -1


@dataclass(frozen=True, slots=True)
class Goods:
    """What a row names: the id of a weapon node or '', a list's code or '', and the sort of thing."""

    node: str
    scheme: str
    code: str
    item_type: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How many a row names (None for a blank), and whether it calls that an estimate."""

    quantity: int | None
    estimate: bool


@dataclass(frozen=True, slots=True)
class When:
    """Years that a row names: of the order, and first and last of delivery or of the licence's report."""

    ordered: int | None
    first: int
    last: int
    estimate: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The (first, last) serial number, and (root, part) of each production lot, where a row gives them."""

    serials: tuple[int, int] | None = None
    lots: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One published row.

    Attributes:
        source: id of the source.
        stage: what it says has happened.
        deal: index of the deal that it is about; -1 where nothing ever moved.
        parties, goods, amount, when, numbers: what it says.
        terms: as in the contract, or ''.
        condition: new or second hand, or ''.
        copied_from: id of the source that the row was taken from, or ''.
    """

    source: str
    stage: str
    deal: int
    parties: Parties
    goods: Goods
    amount: Amount
    when: When
    numbers: Numbers = Numbers()
    terms: str = ""
    condition: str = ""
    copied_from: str = ""

    def tells(self, deals: Deals) -> bool:
        """Whether it tells of a true delivery under the names of its supplier and its recipient."""
        if self.deal < 0 or self.stage in _UNPUBLISHED:
            return False
        if self.parties.supplier != deals.supplier[self.deal]:
            return False
        return bool(deals.custodian[self.deal] in (self.parties.recipient, self.parties.end_user))


def publish(
    rng: Rng,
    dials: Dials,
    states: States,
    arsenal: Arsenal,
    market: Market,
    deals: Deals,
    coverage: Coverage,
) -> tuple[Record, ...]:
    """Every published row, source by source."""
    year = FIRST_YEAR + deals.start // 4
    class_ = arsenal.class_of[deals.leaf]
    press = _Press(rng, dials, states, arsenal, deals)
    rows: list[Record] = []
    for source in SOURCES:
        chance = coverage.chance(dials, source, deals.supplier, deals.custodian, class_, year)
        told = np.flatnonzero(rng.random(len(deals)) < chance)
        found = [press.record(source, int(one)) for one in told]
        if source in ("reports", "notified"):
            share = dials.unrealised / (1 - dials.unrealised)
            number = int(rng.poisson(share * len(found)))
            found += _never(rng, dials, states, arsenal, market, coverage, press, source, number)
        if source == "register":
            found += [_copied(one, "compiled") for one in found if rng.random() < dials.compiled]
        if source == "papers":
            found += [
                _copied(one, press.paper())
                for one in rows
                if one.source == "register" and rng.random() < 0.03
            ]
        rows += found
    return tuple(rows)


def _copied(record: Record, source: str) -> Record:
    return replace(record, source=source, copied_from="register")


class _Press:
    """Makes rows out of deals."""

    def __init__(self, rng: Rng, dials: Dials, states: States, arsenal: Arsenal, deals: Deals) -> None:
        self.rng, self.dials, self.states = rng, dials, states
        self.arsenal, self.deals = arsenal, deals
        self.levels = {source: _exactness(dials, source) for source in SOURCES}

    def paper(self) -> str:
        """The id of one of the papers."""
        return PAPERS[int(self.rng.integers(len(PAPERS)))]

    def record(self, source: str, deal: int) -> Record:
        """What a kind of source says of a deal."""
        deals = self.deals
        supplier, recipient = int(deals.supplier[deal]), int(deals.custodian[deal])
        start = FIRST_YEAR + int(deals.start[deal]) // 4
        end = FIRST_YEAR + int(deals.start[deal] + deals.length[deal] - 1) // 4
        return Record(
            source=self.source_id(source, supplier),
            stage=STAGES[source],
            deal=deal,
            parties=self._parties(supplier, recipient),
            goods=self.goods(source, int(deals.leaf[deal])),
            amount=self.amount(source, int(deals.quantity[deal]), int(deals.ordered[deal])),
            when=self.when(source, start, end),
            numbers=self._numbers(source, deal),
            terms=self._terms(source, int(deals.terms[deal])),
            condition=self._condition(source, deal),
        )

    def source_id(self, source: str, supplier: int) -> str:
        """The id of the source that would tell of a supplier's deals."""
        if source == "papers":
            return self.paper()
        return f"report-{self.states.ids[supplier]}" if source == "reports" else source

    def _parties(self, supplier: int, recipient: int) -> Parties:
        """Who is named: mostly the right ones, now and then a neighbour or a state on the way."""
        rng = self.rng
        third = int(rng.integers(len(self.states)))
        if third in (supplier, recipient):
            return Parties(supplier, recipient)
        if rng.random() < self.dials.misattributed:
            near = self.states.neighbours[recipient]
            wrong = near[int(rng.integers(len(near)))] if near and rng.random() < 0.6 else third
            return Parties(supplier, recipient if wrong == supplier else wrong)
        if rng.random() < self.dials.transits:
            named = (
                Parties(supplier, recipient, via=third),
                Parties(supplier, third, end_user=recipient),
                Parties(supplier, third),
            )
            return named[int(rng.integers(3))]
        return Parties(supplier, recipient)

    def goods(self, source: str, leaf: int) -> Goods:
        """The weapon as exactly as this row gives it: a node, a category, or both."""
        one = self.arsenal.leaves[leaf]
        class_ = CLASSES[one.class_]
        level = int(self.rng.choice(5, p=self.levels[source]))
        node = (one.id, one.model, one.family, CLASS_IDS[one.class_], "")[level]
        if node and (source == "register" or self.rng.random() < 0.5):
            return Goods(node, "", "", class_.item_type)
        scheme = {"declarations": "unroca", "customs": "hs"}.get(source, "ml")
        code = {"ml": class_.ml, "unroca": class_.unroca, "hs": class_.hs}[scheme]
        return Goods(node, scheme, code, class_.item_type)

    def amount(self, source: str, delivered: int, ordered: int) -> Amount:
        """How many, of what was delivered or, for what comes before a delivery, of what was ordered."""
        rng, dials = self.rng, self.dials
        if source != "register" and rng.random() < dials.quantity_blank:
            return Amount(None, False)
        if source == "reports" and rng.random() < 0.7:
            # What a licence allows is more than what is ever delivered under it.
            realised = max(0.05, float(rng.beta(8 * dials.realised, 8 * (1 - dials.realised))))
            ordered = round(ordered / realised)
        about = ordered if source in ("reports", "notified") else delivered
        noise = float(rng.lognormal(0, dials.quantity_error)) if rng.random() < 0.6 else 1.0
        return Amount(max(1, round(about * noise)), noise != 1.0 and bool(rng.random() < 0.5))

    def when(self, source: str, start: int, end: int) -> When:
        """The years that a kind of source would give to a delivery between two years."""
        rng = self.rng
        if source in ("reports", "notified"):
            year = start - int(rng.integers(0, 3))
            return When(None, year, year, False)
        if source in ("customs", "declarations"):
            year = int(rng.integers(start, end + 1))
            return When(None, year, year, False)
        wrong = round(float(rng.normal(0, self.dials.date_error)))
        ordered = start - int(rng.integers(0, 4)) if source == "register" else None
        return When(ordered, start + wrong, end + wrong, wrong != 0 and bool(rng.random() < 0.5))

    def _terms(self, source: str, terms: int) -> str:
        if source in ("customs", "declarations") or (terms < 3 and self.rng.random() < 0.3):
            return ""
        return TERMS[terms] if terms < len(TERMS) else ""

    def _condition(self, source: str, deal: int) -> str:
        if source not in ("register", "papers", "archives") or self.rng.random() < 0.2:
            return ""
        return "Second hand" if self.deals.sold_from[deal] >= 0 else "New"

    def _numbers(self, source: str, deal: int) -> Numbers:
        deals = self.deals
        if (
            source not in ("papers", "declarations", "reports", "archives")
            or self.rng.random() >= self.dials.lots_told
        ):
            return Numbers()
        root = int(deals.root[deal])
        lots = tuple((root, part) for part in range(parts(int(deals.quantity[root]))))
        serials = (int(deals.serial_first[deal]), int(deals.serial_last[deal]))
        return (Numbers(serials), Numbers(None, lots), Numbers(serials, lots))[int(self.rng.integers(3))]


def _exactness(dials: Dials, source: str) -> np.ndarray:
    """Chances that a row names variant, model, family, class, or a list's category alone."""
    rest = 1 - dials.exact_reports
    category = min(dials.category_reports, 0.9 * rest)
    told = {
        "register": (0.4, 0.52, 0.08, 0.0, 0.0),
        "reports": (
            0.1,
            dials.exact_reports - 0.1,
            0.3 * (rest - category),
            0.7 * (rest - category),
            category,
        ),
        "declarations": (0.05, 0.25, 0.1, 0.2, 0.4),
        "customs": (0.0, 0.02, 0.03, 0.15, 0.8),
        "archives": (0.1, 0.5, 0.3, 0.1, 0.0),
        "papers": (0.4, 0.4, 0.15, 0.05, 0.0),
        "notified": (0.2, 0.5, 0.2, 0.1, 0.0),
    }
    chances: np.ndarray = np.maximum(0, np.array(told[source]))
    chances /= chances.sum()
    return chances


def _never(
    rng: Rng,
    dials: Dials,
    states: States,
    arsenal: Arsenal,
    market: Market,
    coverage: Coverage,
    press: _Press,
    source: str,
    number: int,
) -> list[Record]:
    """Licences and notifications under which nothing ever moved, between states that might have traded."""
    rows: list[Record] = []
    first = 1994 if source == "reports" else 1976
    for _ in range(number):
        year = int(rng.integers(first, LAST_DEAL_YEAR + 1))
        pull = market.pull.copy()
        tells = coverage.reports_from <= year if source == "reports" else coverage.notifies
        pull *= (tells[arsenal.producers] & (market.made[year - FIRST_YEAR].sum(axis=1) > 0))[:, None]
        if pull.sum() <= 0:
            continue
        total = np.cumsum(pull)
        drawn = int(np.searchsorted(total, rng.random() * total[-1]))
        producer, recipient = divmod(min(drawn, pull.size - 1), len(states))
        weights = leaf_weights(market, arsenal, year)[producer]
        leaf = int(rng.choice(len(weights), p=weights / weights.sum()))
        size = states.size[[recipient]]
        quantity = int(quantities(rng, dials, arsenal.class_of[[leaf]], size)[0])
        supplier = int(arsenal.producers[producer])
        stage = STAGES[source]
        if source == "reports" and rng.random() < 0.2:
            stage = _UNPUBLISHED[int(rng.integers(2))]
        rows.append(
            Record(
                source=press.source_id(source, supplier),
                stage=stage,
                deal=-1,
                parties=Parties(supplier, recipient),
                goods=press.goods(source, leaf),
                amount=press.amount(source, quantity, quantity),
                when=press.when(source, year, year),
            )
        )
    return rows
