"""Amounts of money: 'US$500 million', '€2.5bn', '406 million euros', "billions of dollars' worth"."""

from __future__ import annotations

import re
from functools import lru_cache

from headstamp.reading.folding import fold
from headstamp.reading.languages import LANGUAGES, words
from headstamp.reading.mention import MoneyMention
from headstamp.reading.numbers import Number

_SIGNS = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "chf": "CHF",
}
_OTHER_DOLLARS = re.compile(r"(?:can|ca|c|au|a)\$")
_WORTH = re.compile(r"'?s?'?(?: worth)(?!\w)")


def money_at(folded: str, number: Number) -> tuple[int, int, MoneyMention] | None:
    """The amount that a number is, with where it begins and ends; None where no currency stands by it."""
    end = number.end
    sign = folded[max(0, number.core - 1) : number.core + 5]
    before = _sign(folded, number.core)
    currency = before
    if currency is None:
        found = _after().match(folded, end)
        if found is None:
            return None
        currency, end = (
            _currencies()[found[1]] if found[1] in _currencies() else _SIGNS.get(found[1], ""),
            found.end(),
        )
    if worth := _WORTH.match(folded, end):
        end = worth.end()
    del sign
    value = MoneyMention(number.value, number.high, number.comparator, currency, number.vague)
    return number.start, end, value


def _sign(folded: str, core: int) -> str | None:
    """The currency whose sign a number begins with."""
    head = folded[core : core + 5]
    if _OTHER_DOLLARS.match(head):
        return "CAD" if head.startswith("c") else "AUD"
    return next(
        (
            code
            for sign, code in sorted(_SIGNS.items(), key=lambda one: -len(one[0]))
            if head.startswith(sign)
        ),
        None,
    )


@lru_cache(maxsize=1)
def _currencies() -> dict[str, str]:
    return {
        fold(word): str(code) for one in LANGUAGES for word, code in words(one).get("currency", {}).items()
    }


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    known = sorted((*_currencies(), "us$", "usd", "eur", "gbp", "chf", "€", "£", "$"), key=len, reverse=True)
    return re.compile(rf" ?(?:of |de |d'|van )?(?:us )?({'|'.join(map(re.escape, known))})(?![^\W_])")
