"""The registry of terms: each part of a score, what it reads, what it means, and where it comes from.

Explanation, ablation and training go through this list and nothing else, so a term that is added here appears
everywhere. A term's factor is the ratio of two partial sums of `headstamp.tracing.rows`; its number is ten
times the decimal logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from headstamp.tracing.ledger import Floats
from headstamp.tracing.rows import AGED, BASE, DATE, DOUBT, MARKS, WAY, WEAPON, YEAR, Rows


@dataclass(frozen=True, slots=True)
class TermRule:
    """One registered term.

    Attributes:
        finding: True where it weighs what was found, False where it was there before: prior, reach, supply.
        factor: rows in, one positive number a row out.
    """

    name: str
    words: str
    finding: bool
    cite: str
    factor: Callable[[Rows], Floats]


def _ratio(after: int, before: int) -> Callable[[Rows], Floats]:
    def factor(rows: Rows) -> Floats:
        below = rows.sums[before]
        return np.asarray(np.divide(rows.sums[after], below, out=np.zeros_like(below), where=below > 0))

    return factor


TERMS: tuple[TermRule, ...] = (
    TermRule(
        name="mechanism",
        words="how holders of this kind come by weapons",
        finding=False,
        cite="priors preset: shares",
        factor=lambda rows: rows.share,
    ),
    TermRule(
        name="reach",
        words="who can have been the last custodian",
        finding=False,
        cite="priors preset: reach; incidents and relations cited",
        factor=lambda rows: rows.reach,
    ),
    TermRule(
        name="shared",
        words="what other sightings of the holder say of the supply chain",
        finding=False,
        cite="docs/method.md, sightings of one holder; parameters: shared",
        factor=lambda rows: rows.shared,
    ),
    TermRule(
        name="supply",
        words="share of this supplier in all that the custodian held",
        finding=False,
        cite="records cited; docs/method.md, expected counts",
        factor=lambda rows: rows.sums[BASE] / rows.total,
    ),
    TermRule(
        name="age",
        words="what of it is still in use",
        finding=False,
        cite="priors preset: yearly survival",
        factor=_ratio(AGED, BASE),
    ),
    TermRule(
        name="weapon",
        words="what of it is the weapon seen, read as it was",
        finding=True,
        cite="priors preset: error and confusion",
        factor=_ratio(WEAPON, AGED),
    ),
    TermRule(
        name="way",
        words="how readily such a weapon moves in this way",
        finding=True,
        cite="priors preset: carries",
        factor=_ratio(WAY, WEAPON),
    ),
    TermRule(
        name="date",
        words="deliveries after an unverified date",
        finding=True,
        cite="priors preset: late penalty",
        factor=_ratio(DATE, WAY),
    ),
    TermRule(
        name="year_marked",
        words="the production year read on the item",
        finding=True,
        cite="priors preset: years from making to delivery",
        factor=_ratio(YEAR, DATE),
    ),
    TermRule(
        name="marks",
        words="lots, serials, contracts and import marks",
        finding=True,
        cite="records cited; priors preset: marks",
        factor=_ratio(MARKS, YEAR),
    ),
    TermRule(
        name="doubt",
        words="that what was found may mislead",
        finding=True,
        cite="docs/method.md, findings that mislead; priors preset: doubt",
        factor=_ratio(DOUBT, MARKS),
    ),
)
"""Every term, in the order in which the partial sums narrow."""


def decibans(factors: Floats) -> Floats:
    """Ten times the decimal logarithm; -inf for 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(10.0 * np.log10(factors))
