"""The words in which an answer is given, and how the answers to all rules make one.

There is no word for "cleared": at best no prohibition was found in the rules that were checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """The answer to one rule."""

    PROHIBITED = "prohibited"
    NOT_PROHIBITED = "not prohibited"
    OVERRIDING_RISK = "overriding risk"
    RISK = "risk"
    MITIGATED = "mitigated"
    NO_FINDING = "no finding"
    NOT_APPLICABLE = "not applicable"
    CANNOT_TELL = "cannot tell"


class LawOutcome(StrEnum):
    """The answer of all rules together."""

    PROHIBITED = "prohibited"
    OVERRIDING_RISK = "overriding risk"
    NEEDS_A_DECISION = "needs a decision"
    NO_PROHIBITION_FOUND = "no prohibition found in the rules checked"


class PolicyOutcome(StrEnum):
    """The answer of a preset of policy."""

    DENIED = "denied by presumption"
    EXCEPTION = "exception made out"
    NOT_APPLICABLE = "not applicable"


def together(outcomes: Iterable[Outcome]) -> LawOutcome:
    """The answer of all rules: the gravest that is certain, else that something is still to be decided."""
    told = set(outcomes)
    if Outcome.PROHIBITED in told:
        return LawOutcome.PROHIBITED
    if Outcome.OVERRIDING_RISK in told:
        return LawOutcome.OVERRIDING_RISK
    return LawOutcome.NEEDS_A_DECISION if Outcome.CANNOT_TELL in told else LawOutcome.NO_PROHIBITION_FOUND
