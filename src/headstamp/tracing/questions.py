"""What to ask next: how much each answer is expected to tell about the supply chain, in bits.

    bits = r * (H(p) - sum_a m_a H(p o L_a / m_a)),  m = p'L

with p the chains, L[c, a] the chance of answer a if chain c is true, and r the stated chance of any answer. The likelihoods
come from the same counts as the scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from headstamp.tracing.assessment import Question, SupplyChain
from headstamp.tracing.chains import Chains
from headstamp.tracing.ledger import Floats

_CHAINS = 40
# Chances that a closer look at the material yields the mark; hand-set, and printed with the question.
_YEAR_READ, _MARK_READ, _MODEL_READ = 0.3, 0.1, 0.5
_LEAST_BITS = 0.005


def questions(chains: Chains, listed: Sequence[SupplyChain]) -> tuple[Question, ...]:
    """The questions worth asking, most telling first.

    Args:
        listed: the chains, most probable first; the first forty take part, the rest and the unknown as one.
    """
    shown = listed[:_CHAINS]
    probability = np.array([one.probability for one in shown])
    p = np.append(probability, max(1e-12, 1.0 - probability.sum()))
    answered = chains.model.priors.answered
    made_by = next((one.supplier.name for one in shown if one.supplier is not None), None)
    certain = np.eye(len(p))
    found = [
        Question(
            f"Read the serial number and send a trace request for it (answered in about {answered:.0%} of cases)",
            _maker(chains) or made_by or "the maker",
            answered * _told(p, certain),
        ),
        Question(
            "Look for an import mark or a consignee on the item and its packaging",
            "the holder of the footage or the item",
            _MARK_READ * _told(p, _by_custodian(shown)),
        ),
    ]
    leaves = chains.leaf_shares(_CHAINS)
    if leaves is not None:
        found.append(
            Question(
                "Identify the model more closely (receiver, stock, sights, marks)",
                "a second examiner",
                _MODEL_READ * _told(p, leaves),
            )
        )
    years = chains.year_shares(_CHAINS)
    if years is not None:
        found.append(
            Question("Read the production year on the item", "the holder of the footage or the item", _YEAR_READ * _told(p, years))
        )
    return tuple(sorted((one for one in found if one.bits >= _LEAST_BITS), key=lambda one: -one.bits))


def _maker(chains: Chains) -> str | None:
    catalogue = chains.model.names.catalogue
    if not chains.seen.weapon or chains.seen.weapon[0].id not in catalogue:
        return None
    makers = catalogue.makers_in(chains.seen.weapon[0].id)
    return chains.model.names.party(makers[0]).name if len(makers) == 1 else None


def _by_custodian(listed: Sequence[SupplyChain]) -> Floats:
    names = list(dict.fromkeys(one.custodian for one in listed))
    table = np.zeros((len(listed) + 1, len(names) + 1))
    for index, one in enumerate(listed):
        table[index, names.index(one.custodian)] = 1.0
    table[-1, -1] = 1.0
    return table


def _told(p: Floats, likelihood: Floats) -> float:
    """Mutual information of chain and answer in bits; rows of the likelihood sum to 1."""
    answer = p @ likelihood
    joint = p[:, None] * likelihood
    with np.errstate(divide="ignore", invalid="ignore"):
        part = joint * np.log2(joint / (p[:, None] * answer[None, :]))
    return float(max(0.0, np.nansum(part)))
