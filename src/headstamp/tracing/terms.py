"""The registry of terms: each part of a score, what it reads, what it means, and where it comes from.

Explanation, ablation and training go through this list and nothing else, so a term that is added here appears everywhere.
A term's factor is the ratio of two partial sums of `headstamp.tracing.rows`; its number is ten times the decimal logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from headstamp.tracing.ledger import Floats
from headstamp.tracing.rows import STEPS, Rows

BASE, AGED, WEAPON, DATE, YEAR, MARKS = range(len(STEPS))


@dataclass(frozen=True, slots=True)
class TermRule:
    """One registered term.

    Attributes:
        finding: True where it weighs what was found on the item, False where it was there before: prior, reach, supply.
        factor: rows in, one positive number a row out.
    """

    name: str
    words: str
    finding: bool
    cite: str
    factor: Callable[[Rows], Floats]


def _ratio(after: int, before: int) -> Callable[[Rows], Floats]:
    return lambda rows: np.divide(rows.sums[after], rows.sums[before], out=np.zeros(rows.sums.shape[1]), where=rows.sums[before] > 0)


TERMS: tuple[TermRule, ...] = (
    TermRule("mechanism", "how holders of this kind come by weapons", False, "priors preset", lambda rows: rows.share),
    TermRule("reach", "who can have been the last custodian", False, "priors preset; incidents and relations cited", lambda rows: rows.reach),
    TermRule(
        "supply",
        "share of this supplier in all that the custodian held",
        False,
        "records cited; docs/method.md, expected counts",
        lambda rows: rows.sums[BASE] / rows.total,
    ),
    TermRule("age", "what of it is still in use", False, "priors preset: yearly survival", _ratio(AGED, BASE)),
    TermRule("weapon", "what of it is the weapon seen, read as it was", True, "identification errors of the preset", _ratio(WEAPON, AGED)),
    TermRule("date", "deliveries after an unverified date", True, "priors preset: late penalty", _ratio(DATE, WEAPON)),
    TermRule("year_marked", "the production year read on the item", True, "priors preset: years from making to delivery", _ratio(YEAR, DATE)),
    TermRule("marks", "lots, serials, contracts and import marks", True, "records cited", _ratio(MARKS, YEAR)),
)
"""Every term, in the order in which the partial sums narrow."""


def decibans(factors: Floats) -> Floats:
    """Ten times the decimal logarithm; -inf for 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(10.0 * np.log10(factors))
