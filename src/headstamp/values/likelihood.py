"""Probabilities that always print their word and its band together, and words for the strength of findings.

A probability says how likely a conclusion is; a strength says how much the findings favour it over its
rivals. The two are never mixed in one number. How either is reached is left to tracing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from headstamp.values.errors import ValueUnreadable

# ICD 203 (Analytic Standards, Office of the Director of National Intelligence): bands in per cent. The
# directive stops at 1 and 99; the outer bands here run on to 0 and 100 so that every probability has a word.
_WORDS: tuple[tuple[float, str, str], ...] = (
    (0.05, "almost no chance", "under 5 %"),
    (0.20, "very unlikely", "5-20 %"),
    (0.45, "unlikely", "20-45 %"),
    (0.55, "roughly even chance", "45-55 %"),
    (0.80, "likely", "55-80 %"),
    (0.95, "very likely", "80-95 %"),
    (1.00, "almost certain", "over 95 %"),
)

_STRENGTHS = ("limited", "moderate", "moderately strong", "strong", "very strong")


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A probability with its published word.

    A probability that lies exactly on the border of two bands gets the word nearer to even chance.

    Attributes:
        probability: from 0 to 1.

    Raises:
        ValueUnreadable: if the probability lies outside 0 to 1.
    """

    probability: float

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueUnreadable(
                f"{self.probability} is not a probability",
                text=str(self.probability),
                kind="probability",
                do="give a number from 0 to 1",
            )

    @classmethod
    def from_decibans(cls, decibans: float) -> Likelihood:
        """The probability whose odds are ``10 ** (decibans / 10)``; 0 decibans is even odds."""
        # Written for the smaller tail first, since 10 ** 40 and its like would overflow.
        odds = 10 ** (-abs(decibans) / 10)
        smaller = odds / (1 + odds)
        return cls(smaller if decibans < 0 else 1 - smaller)

    @property
    def decibans(self) -> float:
        """Ten times the decimal logarithm of the odds; minus or plus infinity at 0 and 1."""
        if self.probability in (0, 1):
            return math.inf if self.probability else -math.inf
        return 10 * math.log10(self.probability / (1 - self.probability))

    @property
    def word(self) -> str:
        """The ICD 203 word, 'likely'."""
        return _row(self.probability)[1]

    @property
    def band(self) -> str:
        """Word and band together, 'likely (55-80 %)'."""
        _, word, band = _row(self.probability)
        return f"{word} ({band})"

    def __str__(self) -> str:
        return self.band


def strength_word(db: float) -> str:
    """The verbal scale for the weight of findings, by factors of ten of the likelihood ratio.

    Up to 10 limited, to 100 moderate, to 1,000 moderately strong, to 10,000 strong, above very strong; a
    negative weight gives 'limited against' and so on. Less than one deciban either way (a ratio between 0.79
    and 1.26) is 'no support', which is our own reading of a ratio of about 1.

    The bands follow the scale that forensic institutes publish for evaluative reports (ENFSI guideline 2015;
    the British providers' standard of 2009), known to us from secondary sources only: check the primary text
    before quoting it. The words state strength of evidence, never the probability of a conclusion.

    Args:
        db: ten times the decimal logarithm of the likelihood ratio.
    """
    if abs(db) < 1:
        return "no support"
    word = _STRENGTHS[min(int(abs(db) // 10), len(_STRENGTHS) - 1)] if math.isfinite(db) else _STRENGTHS[-1]
    return word if db > 0 else f"{word} against"


def _row(probability: float) -> tuple[float, str, str]:
    if probability < 0.5:
        return next(row for row in _WORDS if probability < row[0])
    return next(row for row in _WORDS if probability <= row[0])
