"""Where one sighting's object may come from: supply chains, and within each what it may be.

The chains' probabilities are those of the route assessment. Weapon and decade within a chain follow what the
chain's two parties are recorded, or estimated, to have passed on and what of it fits the findings. Whether
the identification is right is drawn too: where it is, the object counts as what it was identified as, and
where it is not, as the weapon that it would then be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from headstamp.tracing.ledger import Floats, Ints, Truths, added
from headstamp.tracing.observation import Observation
from headstamp.tracing.routes import Routes
from headstamp.tracing.rows import HOLDER, NOBODY
from headstamp.tracing.solve import Model
from headstamp.world import Level

UNKNOWN, NOT_RECORDED, NOT_TOLD_APART = "unknown", "not recorded", "not told apart"
NOT_IDENTIFIED, OWN_MAKE, BY_HOLDER = "not identified", "own production", "made by the holder"
DIMENSIONS = (
    "types", "families", "made_in", "makers", "custodians", "suppliers", "delivered", "produced"
)  # fmt: skip
"""What the objects seen are counted by; `Origins.category` has a column for each."""
TYPE, FAMILY, MADE_IN, MAKER, CUSTODIAN, SUPPLIER, DELIVERED, PRODUCED = range(len(DIMENSIONS))

_APART = 5e-4
_WORTH_NAMING = 1e-3
_SMALL = 1e-4
_STILL = 9999

Category = tuple[str | None, str]
"""What a line of a table stands for: an id, or None and words for what has none."""


@dataclass(frozen=True)
class Origins:
    """What one object may be, and where it may come from.

    Attributes:
        chain: numbers of the supply chains, as the model's columns have them, in rising order; -1 takes in
            all that are small, and the number after the last is the unknown.
        custodian: index of the custodian of each, past the parties the holder's make and the unknown; -1 for
            the small ones.
        probability: one a chain; sums to 1.
        ways: how a factor on each mechanism's prior share multiplies a chain, shape (mechanisms, chains).
        wrong: the chance that the identification is wrong, given the chain.
        edge: the sum of the probabilities of all atoms before each chain's, the right ones first.
        atom: the probability of each atom, in the order of the chains.
        category: the number of the category of each atom, shape (atoms, len(DIMENSIONS)).
    """

    chain: Ints
    custodian: Ints
    probability: Floats
    ways: Floats
    wrong: Floats
    edge: Floats
    atom: Floats
    category: Ints

    @property
    def family(self) -> int:
        """The number of the likeliest family."""
        return int(np.bincount(self.category[:, FAMILY], self.atom).argmax())


class Namer:
    """Numbers for what objects are counted by, handed out as they are met, and the words for them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._numbers: tuple[dict[Category, int], ...] = tuple({} for _ in DIMENSIONS)
        self._parties = [(one.id, one.name) for one in model.parties]
        self._made_in: Ints = np.array([self.number(MADE_IN, one) for one in self._parties], np.int64)
        self._at = {party: index for index, party in enumerate(model.ledger.parties)}
        columns = model.columns
        pairs = zip(columns.chain_supplier.tolist(), columns.chain_custodian.tolist(), strict=True)
        ends = [*(self._ends(*one) for one in pairs), ((None, UNKNOWN), (None, UNKNOWN))]
        self._custodians = np.array([self.number(CUSTODIAN, one) for one, _ in ends], np.int64)
        self._suppliers = np.array([self.number(SUPPLIER, one) for _, one in ends], np.int64)
        self._chain_supplier = np.append(columns.chain_supplier, [NOBODY])

    def number(self, dimension: int, category: Category) -> int:
        """The number of a category within its dimension."""
        return self._numbers[dimension].setdefault(category, len(self._numbers[dimension]))

    def categories(self, dimension: int) -> list[Category]:
        """All categories of a dimension, by their number."""
        return list(self._numbers[dimension])

    def rows(self, seen: Observation, chain: Ints, node: Ints, taken: Ints, decade: Ints) -> Ints:
        """The numbers of atoms in every dimension, shape (atoms, len(DIMENSIONS)).

        Args:
            chain: as in `headstamp.tracing.columns.Columns`; the number after the last is the unknown.
            node: the true node; -1 where nothing tells it.
            taken: the candidate that it was rightly identified as; -1 where the true node counts.
            decade: of delivery; -1 where it is not recorded.
        """
        table = np.empty((len(chain), len(DIMENSIONS)), np.int64)
        table[:, CUSTODIAN], table[:, SUPPLIER] = self._custodians[chain], self._suppliers[chain]
        tens, at = np.unique(decade, return_inverse=True)
        table[:, DELIVERED] = np.array([self.number(DELIVERED, _era(one)) for one in tens.tolist()])[at]
        table[:, PRODUCED] = self.number(PRODUCED, _produced(seen))
        many = len(self.model.ledger.nodes) + 1
        weapons, at = np.unique((taken + 1) * many + node + 1, return_inverse=True)
        told = [self._weapon(seen, one // many - 1, one % many - 1) for one in weapons.tolist()]
        for column, dimension in enumerate((TYPE, FAMILY, MAKER)):
            table[:, dimension] = np.array([one[column] for one in told])[at]
        makes = np.zeros((len(weapons), len(self._at)), bool)
        for row, one in enumerate(told):
            makes[row, [self._at[state] for state in one[3] if state in self._at]] = True
        supplier = self._chain_supplier[chain]
        supplied = (supplier >= 0) & makes[at, np.maximum(supplier, 0)]
        marked = self._marked(seen)
        sole = np.array([self._sole(one[3]) for one in told])[at]
        table[:, MADE_IN] = np.where(supplied, self._made_in[np.maximum(supplier, 0)], sole)
        if marked is not None:
            table[makes[at, marked], MADE_IN] = self._made_in[marked]
        own = supplier == HOLDER
        if own.any():
            holder: Category = (seen.holder[0].id, seen.holder[0].name)
            table[own, MADE_IN], table[own, MAKER] = self.number(MADE_IN, holder), self.number(MAKER, holder)
        return table

    def _ends(self, supplier: int, custodian: int) -> tuple[Category, Category]:
        """Custodian and supplier of a chain."""
        if supplier == HOLDER:
            return (None, BY_HOLDER), (None, BY_HOLDER)
        gave: Category = (None, NOT_RECORDED)
        if supplier == custodian:
            gave = (None, OWN_MAKE)
        elif supplier >= 0:
            gave = self._parties[supplier]
        return self._parties[custodian], gave

    def _weapon(self, seen: Observation, taken: int, node: int) -> tuple[int, int, int, tuple[str, ...]]:
        """Numbers of type, family and maker, and the states where such weapons are made."""
        names, catalogue = self.model.names, self.model.names.catalogue
        candidate = seen.weapon[taken].id if taken >= 0 else None
        true = self.model.ledger.nodes[node] if node >= 0 else candidate
        counted = candidate if candidate is not None or not seen.weapon else true
        # The narrower of the two, where the record tells no more than the reading.
        finest = candidate if candidate is not None and true in names.line(candidate) else true
        known = finest is not None and finest in catalogue
        firms = catalogue.node(finest).makers if finest is not None and known else ()
        states = catalogue.makers_in(finest) if finest is not None and known else ()
        words = NOT_TOLD_APART if firms else NOT_RECORDED
        family = self._family(finest) if counted is not None else None
        return (
            self.number(TYPE, self._named(seen, counted)),
            self.number(FAMILY, self._named(seen, family)),
            self.number(MAKER, (None, firms[0] if len(firms) == 1 else words)),
            states,
        )

    def _marked(self, seen: Observation) -> int | None:
        """The state that a mark of the maker names."""
        state = self.model.names.actors.find(seen.marks.maker) if seen.marks.maker else None
        return self._at.get(state.id) if state is not None else None

    def _sole(self, states: tuple[str, ...]) -> int:
        """The country of manufacture where neither mark nor supplier tells it: the only one, if it is."""
        if len(states) != 1:
            return self.number(MADE_IN, (None, NOT_TOLD_APART if states else NOT_RECORDED))
        party = self.model.names.party(states[0])
        return self.number(MADE_IN, (party.id, party.name))

    def _named(self, seen: Observation, node: str | None) -> Category:
        if node is None:
            return (None, NOT_IDENTIFIED)
        catalogue = self.model.names.catalogue
        read = next((one.name for one in seen.weapon if one.id == node), node.rsplit("/", 1)[-1])
        return (node, catalogue.node(node).name if node in catalogue else read)

    def _family(self, node: str | None) -> str | None:
        """The family that a node belongs to, or the node itself where there is none."""
        catalogue = self.model.names.catalogue
        if node is None or node not in catalogue:
            return node
        line = (node, *catalogue.ancestors(node))
        return next((one for one in line if catalogue.node(one).level is Level.FAMILY), node)


def origins(routes: Routes, namer: Namer) -> Origins:
    """Where the object of a sighting may come from."""
    columns = routes.model.columns
    probability, unknown = routes.chains()
    found = _atoms(routes, probability)
    chain, node, decade, weight = found
    chain = np.append(chain, len(columns.ends))
    node, decade, weight = np.append(node, -1), np.append(decade, -1), np.append(weight, unknown)
    at, taken, weight = _taken_for(routes, node, weight)
    chain, node, decade = chain[at], node[at], decade[at]
    whole = np.append(probability, unknown)
    coarse = np.where(whole[chain] >= _APART, chain, -1)
    coarse[chain >= len(columns.ends) - 1] = chain[chain >= len(columns.ends) - 1]
    place = np.where(coarse < 0, len(whole), coarse)
    order = np.lexsort((taken < 0, place))
    chain, node, decade, taken = chain[order], node[order], decade[order], taken[order]
    weight, place = weight[order], place[order]
    kept, first = np.unique(place, return_index=True)
    weight = weight / weight.sum()
    before = np.append(0.0, np.cumsum(weight))
    total = np.diff(np.append(before[first], before[-1]))
    wrong = np.add.reduceat(np.where(taken < 0, weight, 0.0), first)
    custodians = np.append(columns.chain_custodian, [-1, -1])
    parties = len(routes.model.ledger.parties)
    custodians[[len(columns.ends) - 1, len(columns.ends)]] = parties, parties + 1
    return Origins(
        chain=np.where(kept == len(whole), -1, kept),
        custodian=custodians[kept],
        probability=total,
        ways=_ways(routes, custodians[kept]),
        wrong=np.divide(wrong, total, out=np.zeros_like(total), where=total > 0),
        edge=before[first],
        atom=weight,
        category=namer.rows(routes.seen, chain, node, taken, decade),
    )


def _atoms(routes: Routes, probability: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    """Chain, node, decade of delivery (-1 unknown) and probability of whatever is not negligible."""
    told = [*_recorded(routes), *_untold(routes)]
    chain, node, decade, weight = (np.concatenate([one[part] for one in told]) for part in range(4))
    shown = added(chain, weight, len(probability))
    weight = np.divide(
        weight * probability[chain], shown[chain], out=np.zeros_like(weight), where=shown[chain] > 0
    )
    some = weight >= _SMALL
    chain, node, decade, weight = chain[some], node[some], decade[some], weight[some]
    nodes, decades = len(routes.model.ledger.nodes), 1000
    key = (chain * nodes + node) * decades + (decade // 10 + 1)
    keys, place = np.unique(key, return_inverse=True)
    weight = added(place.reshape(-1), weight, len(keys))
    decade, pair = keys % decades, keys // decades
    chain, node, decade = pair // nodes, pair % nodes, np.where(decade > 0, (decade - 1) * 10, -1)
    kept = added(chain, weight, len(probability))
    weight = weight * probability[chain] / kept[chain]
    # Of what is left nothing tells the weapon but the reading.
    rest = np.flatnonzero((probability > 0) & (kept == 0))
    nothing = np.full(len(rest), -1)
    return (
        np.append(chain, rest),
        np.append(node, nothing),
        np.append(decade, nothing),
        np.append(weight, probability[rest]),
    )


def _classes(routes: Routes) -> list[int]:
    """The classes of which anything may well be what was seen."""
    readings, node = routes.model.readings, routes.node
    return [int(one) for one in np.unique(readings.class_index[node >= _WORTH_NAMING * node.max()])]


def _recorded(routes: Routes) -> list[tuple[Ints, Ints, Ints, Floats]]:
    stocks, found, ledger = routes.model.stocks, routes.findings, routes.model.ledger
    late = 0.0 if routes.seen.reviewed else routes.priors.late_penalty
    told = [(np.zeros(0, np.int64),) * 3 + (np.zeros(0),)]
    for one in _classes(routes):
        part = stocks.entries(one)
        if part.stop == part.start:
            continue
        flows = stocks.deliveries.on(routes.seen.day, part)
        weight = (flows.aged + late * flows.late) * found.read(part)
        for factor in (found.year(part), found.line(part)):
            weight = weight if factor is None else weight * factor
        chain = routes.model.columns.chain[routes.model.columns.of_entry[part]]
        decade = ledger.years[1][part] // 10 * 10
        some = weight > 0
        told.append((chain[some], ledger.node[part][some], decade[some], weight[some]))
    return told


def _untold(routes: Routes) -> list[tuple[Ints, Ints, Ints, Floats]]:
    """Unrecorded imports and own make, by party and weapon."""
    stocks, found = routes.model.stocks, routes.findings
    year, told = date.fromordinal(routes.seen.day).year, []
    nameless, own = routes.model.columns.own_chains
    for one in _classes(routes):
        estimated = stocks.estimated(one, year)
        fits = found.node[estimated.nodes] * found.year_of_node(estimated.nodes) * found.untold
        came, made = found.of_untold(one, estimated)
        for chains, table in ((nameless, came), (own, made)):
            weight = table * fits
            party, at = np.nonzero(weight > 0)
            told.append((chains[party], estimated.nodes[at], np.full(len(at), -1), weight[party, at]))
    return told


def _taken_for(routes: Routes, node: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Each atom parted by what it was rightly taken for: place of the atom, candidate (-1 wrong), weight."""
    readings, seen = routes.model.readings, routes.seen
    parts = np.zeros((len(seen.weapon) + 1, len(node)))
    known = [at for at, one in enumerate(seen.weapon) if one.id in readings.at]
    spread = {at: seen.weapon[at].weight / _leaves(routes, seen.weapon[at].id) for at in known}
    whole = np.zeros(len(node))
    for at in known:
        one = seen.weapon[at]
        # No year of making counts against it, so that only the reading does.
        read = readings.likelihood((one,), seen.confidence, _STILL)[node]
        right = (1.0 - readings.error(one.id, seen.confidence)) * readings.under(one.id)[node]
        whole += spread[at] * read
        parts[at] = spread[at] * right
    parts = np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0)
    given = np.array([one.weight for one in seen.weapon])
    if len(given):
        # Where nothing but the reading tells what it is, it is what was read.
        parts[:-1, (node < 0) | (not known)] = (given / given.sum())[:, None]
    parts[-1] = np.maximum(0.0, 1.0 - parts[:-1].sum(axis=0))
    parts = np.where(parts < _SMALL, 0.0, parts)
    parts = parts / parts.sum(axis=0)
    candidate, atom = np.nonzero(parts)
    taken = np.where(candidate == len(seen.weapon), -1, candidate)
    return atom, taken, parts[candidate, atom] * weight[atom]


def _leaves(routes: Routes, node: str) -> int:
    catalogue = routes.model.names.catalogue
    return max(1, len(catalogue.leaves(node))) if node in catalogue else 1


def _ways(routes: Routes, custodian: Ints) -> Floats:
    """How a factor on each mechanism's prior share multiplies what has come from each custodian."""
    mechanisms = routes.priors.mechanisms
    names = [one.id for one in mechanisms]
    by_source = np.zeros((len(names), len(names)))
    for at, name in enumerate(names):
        drawn = routes.reach.drawn.get(name, {})
        whole = sum(drawn.values())
        for source, part in drawn.items():
            by_source[at, names.index(source)] = part / whole if whole > 0 else 0.0
    rates = routes.kernel * routes.way
    table = np.zeros((len(names), len(custodian)))
    parties = rates.shape[1]
    some = (custodian >= 0) & (custodian < parties)
    table[:, some] = rates[:, custodian[some]]
    for at, share, found in routes.local:
        table[at, custodian == parties] = share * found
    whole = table.sum(axis=0)
    table = np.divide(table, whole, out=np.zeros_like(table), where=whole > 0)
    return np.asarray(np.einsum("ms,mk->sk", by_source, table))


def _era(decade: int) -> Category:
    return (None, f"{decade}s" if decade >= 0 else NOT_RECORDED)


def _produced(seen: Observation) -> Category:
    year = seen.marks.year
    if year is None or year[0] // 10 != year[1] // 10:
        return (None, NOT_RECORDED)
    return (None, f"{year[0] // 10 * 10}s")


def wrong_as(draw: Floats, wrong: Floats, factor: Floats) -> Floats:
    """A uniform draw within a chain, bent so that wrong identifications come up so much more or less often.

    Args:
        draw: uniform in 0 to 1.
        wrong: chance of a wrong identification, one a draw.
        factor: on the odds of it, one a draw.
    """
    bent = wrong * factor / (1.0 - wrong + wrong * factor)
    right: Truths = draw < 1.0 - bent
    scaled = np.where(right, draw, 1.0 - draw)
    width = np.where(right, 1.0 - bent, bent)
    meant = np.where(right, 1.0 - wrong, wrong)
    moved = np.divide(scaled * meant, width, out=np.zeros_like(scaled), where=width > 0)
    return np.asarray(np.where(right, moved, 1.0 - moved))
