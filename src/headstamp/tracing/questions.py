"""What to ask next: how much each answer is expected to tell about the supply chain, in bits.

    bits = r * (H(p) - sum_a m_a H(p o L_a / m_a)),  m = p'L

with p the chains, L[c, a] the chance of answer a if chain c is true, and r the chance of any answer, which
the priors state. The likelihoods come from the same counts as the scores; they are rough, and so are the
bits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from headstamp.tracing.assessment import Question
from headstamp.tracing.chains import Chains
from headstamp.tracing.ledger import Floats, added
from headstamp.tracing.rows import HOLDER, NOBODY

_CHAINS = 40
_LEAST_BITS = 0.005
_BINS, _BIN_DAYS = 15, 1826
# What a production year tells is blurred by surplus and by errors of the records.
_BLUR = 0.1
_AT_HAND = "the holder of the footage or the item"


def questions(chains: Chains) -> tuple[Question, ...]:
    """The questions worth asking, most telling first; the first forty chains take part, all else as one."""
    shown = chains.order[:_CHAINS]
    probability = chains.probability[shown]
    p = np.append(probability, max(0.0, 1.0 - probability.sum()))
    found = [Question(ask, of, rate * told(p, likelihood)) for ask, of, rate, likelihood in _asked(chains)]
    return tuple(sorted((one for one in found if one.bits >= _LEAST_BITS), key=lambda one: -one.bits))


def _asked(chains: Chains) -> Iterator[tuple[str, str, float, Floats]]:
    """Each question: its words, whom to ask, the chance of an answer, the chances of each answer by chain."""
    rate, marks = chains.model.priors.asking, chains.routes.seen.marks
    if chains.first is not None and chains.ends(chains.first)[0] != HOLDER:
        what = "Send" if marks.serial else "Read the serial number and send"
        asked = f"{what} a trace request for it (answered in about {rate['trace_request']:.0%} of cases)"
        if marks.serial:
            asked = asked.replace("for it", "for the serial number")
        yield asked, _maker(chains), rate["trace_request"], np.eye(len(chains.order[:_CHAINS]) + 1)
    if marks.imported_by is None and marks.consignee is None:
        asked = "Look for an import mark or a consignee on the item and its packaging"
        yield asked, _AT_HAND, rate["mark"], _by_custodian(chains)
    if len(chains.nodes) > 1:
        asked = "Identify the model more closely (receiver, stock, sights, marks)"
        yield asked, "a second examiner", rate["model"], _leaf_shares(chains)
    if marks.year is None:
        yield "Read the production year on the item", _AT_HAND, rate["year"], _year_shares(chains)


def _maker(chains: Chains) -> str:
    """Whom a trace request goes to: the one state that makes it, else the likeliest supplier."""
    catalogue, weapon = chains.model.names.catalogue, chains.routes.seen.weapon
    makers = catalogue.makers_in(weapon[0].id) if weapon and weapon[0].id in catalogue else ()
    if len(makers) == 1:
        return chains.model.names.party(makers[0]).name
    suppliers = (
        chains.parties(int(one))[0] for one in chains.order[:_CHAINS] if chains.ends(int(one))[0] >= 0
    )
    return next((one.name for one in suppliers if one is not None), "the maker")


def _by_custodian(chains: Chains) -> Floats:
    """A mark names the custodian."""
    custodians = [chains.ends(int(one))[1] for one in chains.order[:_CHAINS]]
    table = np.zeros((len(custodians) + 1, len(chains.model.ledger.parties) + 2))
    table[np.arange(len(custodians)), custodians] = 1.0
    table[-1, -2] = 1.0
    return table


def _leaf_shares(chains: Chains) -> Floats:
    """Which leaf the weapon would be, by chain; rows sum to 1, the last one for all that is not listed."""
    nodes, stocks, year = chains.nodes, chains.model.stocks, chains.year
    reading = chains.routes.node[nodes]
    shown = chains.order[:_CHAINS]
    table = np.ones((len(shown) + 1, len(nodes)))
    for row, chain in enumerate(shown):
        supplier, custodian = chains.ends(int(chain))
        if supplier == NOBODY:
            table[row] = stocks.unrecorded_of(year, custodian, nodes)
        elif supplier == custodian:
            table[row] = stocks.own_of(year, custodian, nodes)
        elif supplier != HOLDER:
            table[row] = _recorded(chains, (supplier, custodian))[nodes]
    table = table * reading[None, :]
    table[table.sum(axis=1) == 0.0] = reading
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _recorded(chains: Chains, pair: tuple[int, int]) -> Floats:
    ledger = chains.model.ledger
    entries = ledger.pairs.entries[pair]
    aged = chains.model.stocks.flows(chains.routes.seen.day).aged[entries]
    return added(ledger.node[entries], aged, len(ledger.nodes))


def _year_shares(chains: Chains) -> Floats:
    """In which five years it was made, by chain; where nothing is recorded any five are as likely."""
    shown, ledger, day = chains.order[:_CHAINS], chains.model.ledger, chains.routes.seen.day
    table = np.full((len(shown) + 1, _BINS), 1.0 / _BINS)
    aged = chains.model.stocks.flows(day).aged
    for row, chain in enumerate(shown):
        entries = ledger.pairs.entries.get(chains.ends(int(chain)), np.zeros(0, np.int64))
        weight = aged[entries] * chains.routes.node[ledger.node[entries]]
        if chains.ends(int(chain))[0] >= 0 and weight.sum() > 0.0:
            back = np.clip((day - ledger.end[entries]) // _BIN_DAYS, 0, _BINS - 1)
            share = added(back, weight, _BINS)
            table[row] = (1.0 - _BLUR) * share / share.sum() + _BLUR / _BINS
    return table


def told(p: Floats, likelihood: Floats) -> float:
    """Mutual information of chain and answer in bits.

    Args:
        p: the chance of each chain, summing to 1.
        likelihood: the chance of each answer by chain, rows summing to 1.
    """
    joint = p[:, None] * likelihood
    answer = joint.sum(axis=0)
    some = joint > 0
    part = joint[some] * np.log2(joint[some] / (p[:, None] * answer[None, :])[some])
    return float(max(0.0, part.sum()))
