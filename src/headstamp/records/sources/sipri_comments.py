"""The facts that SIPRI writes into its comments: routes, payers, terms, worth, other numbers, doubts.

A comment is a list of remarks between semicolons (the site replaces commas by them). Only what a remark says
outright is taken; the comment itself is always kept beside it. Counts of the phrases in the edition of
18 May 2026 stand in docs/records.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headstamp.records.sources.sipri_money import Worth, worth

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
# 'no. could be 12', 'no. could be between 12 and 20', 'no. delivered could be 12; 15 or 20', with slips.
_COULD_BE = re.compile(
    r"\bno\. (?:delivered )?(?:could|may) (?:be )?(?:(?P<most>(?:up to|as high as|as many as) )|between )?"
    r"(?P<numbers>\d{1,9}(?:(?:; \d{1,9})* (?:and|or) \d{1,9})?)(?!\d)",
    re.I,
)
_NUMBER = re.compile(r"\d+")
# An option that was not used adds nothing; one on 'up to' or 'between' is no number of its own.
_OPTION = re.compile(r"\boption on (?P<more>\d{1,9})(?: more)?(?=[;)]|$)", re.I)
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
    """What a comment says outright; every field may be empty.

    Attributes:
        up_to: the highest number that could be right.
        down_to: the lowest, where the comment names one.
        option: how many more may still be ordered.
        worth: of the contract.
    """

    via: tuple[str, ...] = ()
    financed_by: tuple[str, ...] = ()
    terms: str | None = None
    up_to: int | None = None
    down_to: int | None = None
    option: int | None = None
    worth: Worth | None = None
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
    down_to, up_to = _could_be(comment)
    option = _OPTION.search(comment)
    reported = _REPORTED_AS.search(comment)
    return Remarks(
        via=_listed(_VIA, comment),
        financed_by=_listed(_FINANCED, comment),
        terms=next((term for term, rule in _TERMS if any(rule.search(part) for part in parts)), None),
        up_to=up_to,
        down_to=down_to,
        option=int(option["more"]) if option else None,
        worth=worth(comment),
        reported_as=reported.group(1).strip() if reported else None,
        uncertain=tuple(what for what, rule in _DOUBTS if rule.search(comment)),
    )


def _could_be(comment: str) -> tuple[int | None, int | None]:
    """The lowest and the highest number that could be right; 'up to' names no lowest."""
    found = _COULD_BE.search(comment)
    if found is None:
        return None, None
    numbers = sorted(int(one) for one in _NUMBER.findall(found["numbers"]))
    return (None if found["most"] else numbers[0]), numbers[-1]


def _listed(rule: re.Pattern[str], comment: str) -> tuple[str, ...]:
    lists = (match["names"] for match in rule.finditer(comment))
    return tuple(dict.fromkeys(name for names in lists for name in _JOINED.split(names)))
