"""The facts that SIPRI writes into its comments: routes, payers, terms, doubts.

A comment is a list of remarks between semicolons (the site replaces commas by them). Only what a remark says
outright is taken; the comment itself is always kept beside it. Counts of the phrases in the edition of
18 May 2026 stand in docs/records.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A name is a run of capitalised words ('United Arab Emirates'), and names are joined by 'and', 'or',
# 'and/or'. Nothing here may be given back once matched, else 'UK company' would yield 'U' and 'Frenc'.
_WORD = r"[A-Z](?:[^\W\d_]|[.'’-](?=\w))*+(?!\w)"
_NAME = rf"{_WORD}(?: (?:of )?{_WORD})*+"
_LIST = rf"(?P<names>{_NAME}(?: (?:and/or|and|or) {_NAME})*+)"
# 'UK company' and 'Czech production line' name a nationality, not a state: a list must end where the sentence
# ends or goes on with one of these words.
_GOES_ON = r"(?! (?!(?:to|in|as|from|and|or|with|without|until|for|after|under|during|on)\b)[a-z])"
_PAID = r"(?:and )?(?:partly )?(?:financed|funded) by (?:aid from )?"
_VIA = re.compile(rf"\bvia (?:{_PAID}|and (?:[a-z]+ ){{0,5}}(?:in|from) )?{_LIST}{_GOES_ON}")
# Here 'US aid' is outright, and only abbreviations are sure to be states and not nationalities.
_FINANCED = re.compile(
    rf"\b(?i:financed|funded) by (?:aid from )?{_LIST}(?:(?<=[A-Z]{{2}}) aid\b|{_GOES_ON})"
)
_JOINED = re.compile(r" (?:and/or|and|or) ")
_UP_TO = re.compile(
    r"\bno\. (?:delivered )?(?:could|may) be (?:up to |as high as |as many as )?(\d{1,9})\b", re.I
)
_REPORTED_AS = re.compile(r"\breported as ([^;)]+)", re.I)
_TERMS = (
    (
        "licensed_production",
        re.compile(r"\b(?:licen[cs]ed production|produced under licen[cs]e|licen[cs]e production)", re.I),
    ),
    ("gift", re.compile(r"^(?:incl )?gift\b", re.I)),
    ("loan", re.compile(r"^(?:on )?(?:loan|lease)", re.I)),
    ("aid", re.compile(r"^(?:probably |possibly )?(?:military |'[^']+' )?aid\b", re.I)),
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
    comment = " ".join(comment.split())
    parts = [part.strip() for part in comment.split(";")]
    up_to = _UP_TO.search(comment)
    reported = _REPORTED_AS.search(comment)
    return Remarks(
        via=_listed(_VIA, comment),
        financed_by=_listed(_FINANCED, comment),
        terms=next((term for term, rule in _TERMS if any(rule.search(part) for part in parts)), None),
        up_to=int(up_to.group(1)) if up_to else None,
        reported_as=reported.group(1).strip() if reported else None,
        uncertain=tuple(what for what, rule in _DOUBTS if rule.search(comment)),
    )


def _listed(rule: re.Pattern[str], comment: str) -> tuple[str, ...]:
    lists = (match["names"] for match in rule.finditer(comment))
    return tuple(dict.fromkeys(name for names in lists for name in _JOINED.split(names)))
