"""What a contract was worth, where a comment of SIPRI's says so outright.

Only a remark that is nothing but the worth of the deal is taken: '$25 m deal', 'EUR100 m ($120 m) deal (incl
8 launchers)', 'Deal worth GBP5 m'. Part of a larger deal, a range, an alternative, a programme, a lease, aid,
and anything 'possibly' or 'probably' are left in the comment. Of two currencies the first is the contract's.
A contract may cover several rows of the register, so that values of rows must not be added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217, those of today and of before the euro that comments name; SIPRI's own abbreviations (DM, FFR) and
# slips (GDP) are not guessed at.
_CODES = (
    "AED AUD BDT BGN BOB BRL CAD CHF CLP CNY COP CZK DEM DKK EEK EGP ESP EUR FIM FRF GBP HRK HUF IDR ILS INR "
    "ITL JOD JPY KES KRW KWD LTL LVL MAD MXN MYR NGN NLG NOK NZD OMR PEN PHP PKR PLN PYG QAR RON RSD RUB SAR "
    "SEK SGD SIT SKK SRD THB TND TRY TWD UAH UGX USD UYU VND ZAR"
)
_CURRENCIES = frozenset(_CODES.split())
_UNITS = {"m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9, "tr": 10**12}
_MONEY = r"(?:\$|[A-Z]{3} ?)\d{1,4}(?:\.\d{1,3})? ?(?:million|m|billion|b|tr)\b"
_AMOUNT = r"(?P<currency>\$|[A-Z]{3}) ?(?P<number>\d{1,4}(?:\.\d{1,3})?) ?(?P<unit>million|m|billion|b|tr)\b"
_ASIDE = r"(?: \((?P<aside>.*)\))?\.?"
_DEAL = re.compile(rf"{_AMOUNT}(?: \({_MONEY}\))?(?: '[^']*')? deal{_ASIDE}")
_WORTH = re.compile(rf"[Dd]eal worth {_AMOUNT}(?: \({_MONEY}\))?{_ASIDE}")
# An aside that takes back what was said: another amount, or doubt about this one.
_TAKES_BACK = re.compile(rf"\b(?:or|up to|could be|reported as) {_MONEY}|\bvalue uncertain", re.I)


@dataclass(frozen=True, slots=True)
class Worth:
    """An amount in whole units of a currency."""

    amount: float
    currency: str


def worth(comment: str) -> Worth | None:
    """What the deal of a comment was worth, None where it does not say so outright or says it twice.

    >>> worth("Second-hand; $2.5 m deal (incl spare parts)")
    Worth(amount=2500000.0, currency='USD')
    >>> worth("Part of $2.5 m deal") is None
    True
    """
    found = {one for remark in top_level(comment) if (one := _of(remark)) is not None}
    return found.pop() if len(found) == 1 else None


def _of(remark: str) -> Worth | None:
    match = _DEAL.fullmatch(remark) or _WORTH.fullmatch(remark)
    if match is None or _TAKES_BACK.search(match["aside"] or ""):
        return None
    currency = "USD" if match["currency"] == "$" else match["currency"]
    amount = float(Decimal(match["number"]) * _UNITS[match["unit"]])
    return Worth(amount, currency) if currency in _CURRENCIES and amount > 0 else None


def top_level(comment: str) -> Iterator[str]:
    """The remarks of a comment; a semicolon inside brackets (a comma before the site changed it) parts none.

    >>> list(top_level("Aid; $3 m deal (incl one; two)"))
    ['Aid', '$3 m deal (incl one; two)']
    """
    depth = start = 0
    for place, sign in enumerate(comment):
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif sign == ";" and depth == 0:
            yield comment[start:place].strip()
            start = place + 1
    yield comment[start:].strip()
