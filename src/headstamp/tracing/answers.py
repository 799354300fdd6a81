"""What each of the first supply chains would have to answer: P(answer | chain), from the scores' own counts.

A chain is what a supplier sent a custodian; how that splits by weapon, year and delivery is what answers can
tell of. Where the score that an answer is given later is no share of a whole (a mark is either right or
wrong, a second reading takes the place of the first), both stand side by side: how likely each answer is, and
what the chains become once it is given. What is not among the first forty answers as these do in the mean,
so that nothing is gained from what is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from headstamp.tracing.chains import Chains
from headstamp.tracing.ledger import Floats, Ints, added
from headstamp.tracing.rows import HOLDER, NOBODY
from headstamp.tracing.stock import month_of

FIRST = 40
_LEAVES = 24
_DATE_PARTS = 4
_LATER_DAYS = (0, 731, 1826, 3652)


@dataclass(frozen=True)
class Told:
    """The chances of answers, one row a chain and a last one for all others, one column an answer.

    Attributes:
        likelihood: P(answer | chain); rows sum to 1.
        scored: the factor that each chain is given by the answer, up to one a column; the same where None.
    """

    likelihood: Floats
    scored: Floats | None = None

    def answers(self, p: Floats) -> Floats:
        """How likely each answer is.

        Args:
            p: the chance of each row, summing to 1.
        """
        found = p @ self.likelihood
        return np.asarray(found / found.sum())

    def after(self, p: Floats, answer: int) -> Floats:
        """The chance of each row once an answer is known."""
        factor = self.likelihood if self.scored is None else self.scored
        found = p * factor[:, answer]
        return np.asarray(found / found.sum())

    def bits(self, p: Floats) -> float:
        """H(p) less the mean entropy of the chains once the answer is known.

        Args:
            p: the chance of each row, summing to 1.
        """
        joint = p[:, None] * self.likelihood
        answer = joint.sum(axis=0)
        if self.scored is None:
            left = float(_plogp(answer).sum() - _plogp(joint).sum())
        else:
            after = p[:, None] * self.scored
            whole = np.maximum(after.sum(axis=0), 1e-300)
            left = float((answer * -_plogp(after / whole).sum(axis=0)).sum())
        return max(0.0, -float(_plogp(p).sum()) - left)


def _plogp(p: Floats) -> Floats:
    return np.asarray(p * np.log2(np.maximum(p, 1e-300)))


@dataclass(frozen=True)
class Answers:
    """The first chains of one sighting, and what they would answer."""

    chains: Chains

    @cached_property
    def shown(self) -> Ints:
        """The numbers of the chains that take part."""
        return self.chains.order[:FIRST]

    @cached_property
    def p(self) -> Floats:
        """The chance of each, and of all else together."""
        probability = self.chains.probability[self.shown]
        return np.append(probability, max(0.0, 1.0 - float(probability.sum())))

    @cached_property
    def entropy(self) -> float:
        """In bits: no answer tells more."""
        return -float(_plogp(self.p).sum())

    @cached_property
    def suppliers(self) -> Ints:
        """The supplier of each, as `headstamp.tracing.rows.Rows` has it."""
        return self.chains.model.columns.chain_supplier[self.shown]

    @cached_property
    def custodians(self) -> Ints:
        """The custodian of each."""
        return self.chains.model.columns.chain_custodian[self.shown]

    @cached_property
    def misled(self) -> Floats:
        """The part of each, and of all else together, for which findings must mislead."""
        every, p = self.chains.routes.misled(), self.chains.probability
        mine = every[self.shown]
        rest = max(float((every * p).sum() - (mine * p[self.shown]).sum()), 0.0)
        return np.append(mine, min(1.0, rest / self.p[-1]) if self.p[-1] > 0.0 else 0.0)

    def _doubted(self, table: Floats, anywhere: Floats) -> Floats:
        """What chains answer when findings may mislead.

        Args:
            table: what each chain answers if they do not.
            anywhere: what is then answered, one an answer: whatever is about.
        """
        part = self.misled[:, None]
        return np.asarray((1.0 - part) * table + part * anywhere[None, :])

    @cached_property
    def _late(self) -> float:
        routes = self.chains.routes
        return 0.0 if routes.seen.reviewed else routes.priors.late_penalty

    @cached_property
    def _found(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Entries of the chains that take part, their rows, what is in use of each and what came late."""
        model, seen = self.chains.model, self.chains.routes.seen
        rank = np.full(len(model.columns.ends), -1, np.int64)
        rank[self.shown] = np.arange(len(self.shown))
        entry, row, aged, late = [], [], [], []
        for one in self.chains.classes:
            part = model.stocks.entries(one)
            rows = rank[model.chain_of_entry[part]]
            chosen = np.flatnonzero(rows >= 0)
            flows = model.stocks.of_class(one, month_of(seen.day))
            entry.append(part.start + chosen)
            row.append(rows[chosen])
            aged.append(flows.aged[chosen])
            late.append(flows.late[chosen])
        at = np.concatenate(entry)
        marked = np.ones(len(at))
        findings = self.chains.routes.findings
        for factor in (findings.passed_on(at), findings.year(at), findings.line(at)):
            marked = marked if factor is None else marked * factor
        return at, np.concatenate(row), np.concatenate(aged) * marked, np.concatenate(late) * marked

    @cached_property
    def _weight(self) -> Floats:
        """What counts of each of these entries, whatever weapon it is."""
        _, _, aged, late = self._found
        return aged + self._late * late

    @cached_property
    def _read(self) -> Floats:
        """The same times the chance of the reading."""
        return np.asarray(self._weight * self.chains.routes.node[self._nodes_of_entries])

    @cached_property
    def _nodes_of_entries(self) -> Ints:
        return self.chains.model.ledger.node[self._found[0]]

    @cached_property
    def _may_be(self) -> Ints:
        """The nodes that count: leaves that it may well be, and what stands for several of them."""
        readings = self.chains.model.readings
        open_ = np.zeros(len(readings.classes), bool)
        open_[self.chains.classes] = True
        inside = open_[readings.class_index] & ~readings.is_leaf & (self.chains.routes.node > 0.0)
        return np.append(self.chains.nodes, np.flatnonzero(inside))

    @cached_property
    def _estimated(self) -> Floats:
        """What no record tells of each chain, by node: shape (chains, nodes of `_may_be`)."""
        model, nodes = self.chains.model, self._may_be
        table = np.zeros((len(self.shown), len(nodes)))
        place = np.full(len(model.ledger.nodes), -1, np.int64)
        place[nodes] = np.arange(len(nodes))
        nameless = np.flatnonzero(self.suppliers == NOBODY)
        own = np.flatnonzero(self.suppliers == self.custodians)
        findings = self.chains.routes.findings
        for one in self.chains.classes:
            told = model.stocks.estimated(one, self.chains.year)
            came, made = findings.of_untold(one, told)
            mine = np.flatnonzero(place[told.nodes] >= 0)
            at = place[told.nodes[mine]]
            marked = findings.untold * findings.year_of_node(told.nodes[mine])
            for rows, counts in ((nameless, came), (own, made)):
                if len(rows) and len(mine):
                    table[np.ix_(rows, at)] += counts[np.ix_(self.custodians[rows], mine)] * marked
        return table

    @cached_property
    def _held(self) -> Floats:
        """What each chain holds, by node, recorded and not: shape (chains, nodes of `_may_be`)."""
        nodes, many = self._may_be, len(self._may_be)
        place = np.full(len(self.chains.model.ledger.nodes), many, np.int64)
        place[nodes] = np.arange(many)
        cell = self._found[1] * (many + 1) + place[self._nodes_of_entries]
        table = added(cell, self._weight, len(self.shown) * (many + 1)).reshape(-1, many + 1)
        return np.asarray(table[:, :many] + self._estimated)

    def _whole(self, table: Floats) -> Floats:
        """Rows that sum to 1, and one more for all other chains; who says nothing answers as others do."""
        whole = table.sum(axis=1)
        some = whole > 0.0
        share = np.divide(table, whole[:, None], out=np.zeros_like(table), where=some[:, None])
        told = float(self.p[:-1][some].sum())
        if told > 0.0:
            mean = np.einsum("c,ca->a", self.p[:-1] * some, share) / told
        else:
            mean = np.full(table.shape[1], 1.0 / table.shape[1])
        share[~some] = mean
        return np.vstack([share, mean])

    def custodian(self) -> Told:
        """An import mark or a consignee names a custodian, or one of those whose chains are not shown."""
        wrong = self.chains.routes.priors.wrong_mark
        columns, parties = self.chains.model.columns, len(self.chains.model.ledger.parties)
        held = np.flatnonzero(self.custodians >= 0)
        named, place = np.unique(self.custodians[held], return_inverse=True)
        share = np.zeros((len(self.p), len(named) + 1))
        # Who made it himself has no mark, so that whatever is read is an error.
        share[:] = 1.0 / share.shape[1]
        share[held] = 0.0
        share[held, place] = 1.0
        every = added(columns.chain_custodian[:-1], self.chains.probability[:-1], parties)
        left = np.maximum(every[named] - added(place, self.p[held], len(named)), 0.0)
        scored = share.copy()
        scored[:-1][self.custodians < 0] = 0.0
        if self.p[-1] > 0.0:
            share[-1] = np.append(left, max(0.0, float(self.p[-1] - left.sum())))
            share[-1] /= share[-1].sum()
            # Whoever else is named is one of many, and the mark speaks against all the rest of these.
            every[named] = 0.0
            scored[-1] = share[-1]
            scored[-1, -1] = float((every * every).sum()) / max(
                float(every.sum()) * float(self.p[-1]), 1e-300
            )
        others = max(1, share.shape[1] - 1)
        stocks = added(columns.custodian, self.chains.routes.shown.last, parties)
        about = stocks[named] / max(float(stocks.sum()), 1e-300)
        about = np.append(about, max(0.0, 1.0 - float(about.sum())))
        likely = self._doubted((1.0 - wrong) * share + (wrong / others) * (1.0 - share), about)
        right = (1.0 - 2.0 * wrong) * scored + wrong
        return Told(
            likely / likely.sum(axis=1, keepdims=True),
            self._doubted(right, (1.0 - 2.0 * wrong) * about + wrong),
        )

    def leaf(self) -> Told | None:
        """A second examiner names one weapon, and errs as often as any who does; None if nothing is open."""
        leaves = len(self.chains.nodes)
        old, held = self.chains.routes.node[self._may_be], self._held
        read = held * old
        whole = read.sum(axis=1)[:, None]
        if leaves < 2 or not whole.any():
            return None
        mass = (read * (self.p[:-1, None] / np.maximum(whole, 1e-300))).sum(axis=0)
        first = np.sort(np.argsort(-mass[:leaves], kind="stable")[:_LEAVES])
        every = self._may_be.tolist()
        again = self.chains.model.readings.again(tuple(every[:leaves]), tuple(every))[:, first]
        true = again / np.maximum(again.sum(axis=1, keepdims=True), 1e-300)
        # The reading that was takes no part any more once there is a better one. Written out, for a matrix
        # library would start threads, whose number must not change a digit.
        after = np.einsum("cv,va->ca", held, again)
        scored = np.divide(after, whole, out=np.ones_like(after), where=whole > 0.0)
        mean = np.einsum("c,ca->a", self.p[:-1], scored) / max(1.0 - float(self.p[-1]), 1e-300)
        named = np.einsum("cv,va->ca", read, true)
        about = after.sum(axis=0) / float(whole.sum())
        return Told(
            self._doubted(self._whole(named), named.sum(axis=0) / float(named.sum())),
            self._doubted(np.vstack([scored, mean]), about),
        )

    def year(self) -> Told | None:
        """The production year, one answer a year and one for all before; None if nothing is open."""
        seen, any_years = self.chains.year, int(self.chains.routes.priors.year_lag["any_years"])
        table = self._years_recorded(seen, any_years)
        table[:, 1:] += self._years_estimated(seen, any_years)
        if not table.any():
            return None
        wrong = self.chains.routes.priors.wrong_mark
        anyhow = np.append(0.0, np.full(any_years, 1.0 / any_years))
        about = table.sum(axis=0) / float(table.sum())
        return Told((1.0 - wrong) * self._doubted(self._whole(table), about) + wrong * anyhow)

    def _years_estimated(self, seen: int, any_years: int) -> Floats:
        """When what no record tells was made, by chain: any year in which such weapons were."""
        rows = np.flatnonzero(self._estimated.any(axis=1))
        nodes, many = self._may_be, any_years + 1
        first, last = self.chains.model.readings.years(nodes, seen)
        each = self._estimated[rows] * (self.chains.routes.node[nodes] / (last - first + 1.0))
        cell, start = (np.arange(len(rows)) * many)[:, None], seen - any_years + 1
        # What is made only later than it was seen falls out at the end.
        begins, ends = np.minimum(first - start, any_years), np.minimum(last + 1 - start, any_years)
        cells = np.concatenate([(cell + begins).ravel(), (cell + ends).ravel()])
        parts = np.concatenate([each.ravel(), -each.ravel()])
        found = np.zeros((len(self.shown), any_years))
        rises = added(cells, parts, len(rows) * many).reshape(-1, many)
        found[rows] = np.maximum(rises[:, :-1].cumsum(axis=1), 0.0)
        return found

    def _years_recorded(self, seen: int, any_years: int) -> Floats:
        """When what was delivered was made, by chain: shape (chains, 1 + any_years)."""
        entry, row, _, _ = self._found
        ledger, lag = self.chains.model.ledger, self.chains.routes.priors.year_lag
        lags = int(lag["new_years"]), int(lag["surplus_years"])
        back, rows = any_years + max(lags), len(self.shown)
        many = back + 2
        slack = ledger.estimated[entry] - (seen - back)
        first = np.clip(ledger.years[0][entry] - 2 * ledger.estimated[entry] + slack, 1, back)
        last = np.clip(ledger.years[1][entry] + slack, 1, back)
        each, new = self._read / (last - first + 1.0), ledger.new[entry]
        cells = np.concatenate([first * rows + row, (last + 1) * rows + row])
        parts, fresh = np.concatenate([each, -each]), np.concatenate([new, new])
        found, made = np.zeros((1 + any_years, rows)), back + 1 - any_years
        for share, years in ((fresh, lags[0]), (1.0 - fresh, lags[1])):
            # Summed once it is what was delivered in each year, twice what was by then.
            by_then = added(cells, parts * share, many * rows).reshape(many, rows)[:-1].cumsum(axis=0)
            np.cumsum(by_then, axis=0, out=by_then)
            inside, upto = -by_then[made - 1 : back], max(0, any_years - years)
            inside[:upto] += by_then[made + years : made + years + upto]
            inside[upto:] += by_then[-1]
            inside /= years + 1.0
            found[1:] += inside
            found[0] += by_then[-1] - inside.sum(axis=0)
        return np.asarray(np.maximum(found, 0.0, out=found).T)

    def reply(self, maker: int) -> Told:
        """A maker names its own customer: the custodian, or the supplier that had it from the maker.

        Args:
            maker: index of the state that is asked; -1 asks whoever supplied it.
        """
        priors = self.chains.routes.priors
        wrong, nothing = priors.wrong_mark, priors.undocumented_mark
        supplier, custodian = self.suppliers, self.custodians
        first_hand = (supplier == NOBODY) | (supplier == maker) | (maker < 0) | (supplier == custodian)
        customer = np.where(first_hand, custodian, supplier)
        # What another than the maker made, under licence or without one, is not in the maker's books.
        not_told = (supplier == HOLDER) | ((supplier == custodian) & (maker >= 0) & (custodian != maker))
        named, place = np.unique(customer[~not_told], return_inverse=True)
        table = np.zeros((len(self.p), len(named) + 2))
        table[np.flatnonzero(~not_told), place.reshape(-1)] = 1.0 - nothing
        table[:-1, -1] = np.where(not_told, 1.0, nothing)
        table[-1, -2:] = 1.0 - nothing, nothing
        return Told((1.0 - wrong) * table + wrong / table.shape[1])

    def certificate(self) -> tuple[int, Told] | None:
        """The first recorded chain, and whether its supplier confirms; None where nothing is in doubt."""
        recorded = np.flatnonzero((self.suppliers >= 0) & (self.suppliers != self.custodians))
        if not len(recorded):
            return None
        row, wrong, ledger = int(recorded[0]), self.chains.routes.priors.wrong_mark, self.chains.model.ledger
        mine = np.flatnonzero(self._found[1] == row)
        entry, weight = self._found[0][mine], self._read[mine]
        happened = self.chains.routes.priors.happened
        of_stage = np.array([happened.get(one, 1.0) for one in ledger.lines.stages])
        chance = of_stage[ledger.lines.stage[ledger.line[entry]]]
        known = chance > 0.0
        if not weight[known].sum() > 0.0:
            return None
        came = float(weight[known].sum() / (weight[known] / chance[known]).sum())
        anyhow = came * (1.0 - wrong) + (1.0 - came) * wrong
        table = np.tile([anyhow, 1.0 - anyhow], (len(self.p), 1))
        table[row] = 1.0 - wrong, wrong
        return row, Told(table)

    def date(self) -> Told | None:
        """When it was seen: in which part of the span that is given, or later; None for a reviewed date."""
        seen = self.chains.routes.seen
        if seen.reviewed or not len(self._found[0]):
            return None
        entry, row, aged, late = self._found
        ledger, node = self.chains.model.ledger, self.chains.routes.node[self._nodes_of_entries]
        first = (seen.seen.from_ or date.fromordinal(seen.day)).toordinal()
        edges = np.linspace(first, seen.day + 1, _DATE_PARTS + 1)
        came = np.clip(ledger.start[entry], first, seen.day)
        # Within the span any day after the delivery is as good.
        parts = np.clip(edges[None, 1:] - np.maximum(edges[None, :-1], came[:, None]), 0.0, None)
        parts /= (seen.day + 1.0 - came)[:, None]
        after = np.searchsorted(_LATER_DAYS, ledger.start[entry] - seen.day, side="right") - 1
        many = _DATE_PARTS + len(_LATER_DAYS)
        table = np.zeros((len(self.shown), many))
        for number in range(_DATE_PARTS):
            table[:, number] = added(row, aged * node * parts[:, number], len(self.shown))
        at = _DATE_PARTS + np.maximum(after, 0)
        weight = self._late * late * node
        table += added(row * many + at, weight, len(self.shown) * many).reshape(-1, many)
        table[:, :_DATE_PARTS] += (self._estimated * self.chains.routes.node[self._may_be]).sum(axis=1)[
            :, None
        ] / _DATE_PARTS
        wrong = self.chains.routes.priors.wrong_mark
        return Told((1.0 - wrong) * self._whole(table) + wrong / many)
