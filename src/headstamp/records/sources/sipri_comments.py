"""The facts that SIPRI writes into its comments: routes, payers, terms, doubts.

A comment is a list of remarks between semicolons (the site replaces commas by them). Only what a remark says outright is
taken; the comment itself is always kept beside it. Counts of the phrases in the edition of 18 May 2026 stand in
docs/records.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A name runs over capitalised words ('United Arab Emirates', 'South Africa'); it ends where the remark goes on in small letters.
_NAME = r"((?:[A-Z][\w.'-]*)(?:\s(?:and\s(?=[A-Z])|of\s(?=[A-Z]))?[A-Z(][\w.()'-]*)*)"
# "via UK company" names a nationality, not a state that the weapons passed through.
_NOT_A_STATE = r"(?!\s(?:compan|production|firm))"
_VIA = re.compile(rf"\bvia (?:and financed by )?{_NAME}{_NOT_A_STATE}(?: and/or {_NAME})?")
_FINANCED = re.compile(rf"\bfinanced by {_NAME}")
_UP_TO = re.compile(r"\bno\. (?:delivered )?(?:could|may) be (?:up to |as high as |as many as )?(\d+)", re.I)
_REPORTED_AS = re.compile(r"\breported as ([^;)]+)", re.I)
_TERMS = (
    (
        "licensed_production",
        re.compile(r"\b(?:licen[cs]ed production|produced under licen[cs]e|licen[cs]e production)", re.I),
    ),
    ("gift", re.compile(r"^(?:incl )?gift\b", re.I)),
    ("loan", re.compile(r"^(?:on )?(?:loan|lease)", re.I)),
    ("aid", re.compile(r"^(?:probably |possibly )?(?:military )?aid\b", re.I)),
    ("barter", re.compile(r"\bbarter|exchange(?:d)? for\b", re.I)),
)
_DOUBTS = (
    ("designation", re.compile(r"\bdesignation uncertain", re.I)),
    ("supplier", re.compile(r"\bsupplier uncertain", re.I)),
    ("status", re.compile(r"\bstatus uncertain", re.I)),
    ("possible", re.compile(r"\bpossibly\b", re.I)),
    ("probable", re.compile(r"\bprobably\b", re.I)),
)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a comment says outright; every field may be empty."""

    via: tuple[str, ...] = ()
    financed_by: tuple[str, ...] = ()
    terms: str | None = None
    up_to: int | None = None
    reported_as: str | None = None
    uncertain: tuple[str, ...] = ()


NOTHING = Remarks()


def remarks(comment: str) -> Remarks:
    """Read one comment.

    >>> remarks("Second-hand; aid; bought via and financed by Utopia").via
    ('Utopia',)
    """
    if not comment:
        return NOTHING
    via = tuple(name for match in _VIA.finditer(comment) for name in match.groups() if name)
    financed = tuple(match.group(1) for match in _FINANCED.finditer(comment))
    parts = [part.strip() for part in comment.split(";")]
    up_to = _UP_TO.search(comment)
    reported = _REPORTED_AS.search(comment)
    return Remarks(
        via=via,
        financed_by=financed,
        terms=next((term for term, rule in _TERMS if any(rule.search(part) for part in parts)), None),
        up_to=int(up_to.group(1)) if up_to else None,
        reported_as=reported.group(1).strip() if reported else None,
        uncertain=tuple(what for what, rule in _DOUBTS if rule.search(comment)),
    )
