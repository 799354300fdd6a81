"""What a contract was worth; the phrases are those of SIPRI's comments, the figures made up."""

from __future__ import annotations

import pytest

from headstamp.records.sources.sipri_money import Worth, worth


@pytest.mark.parametrize(
    ("comment", "amount", "currency"),
    [
        ("$25 m deal", 25e6, "USD"),
        ("Second-hand; $2.5 m deal; Model-1B version", 2.5e6, "USD"),
        ("$1.25 b deal (offsets 50% incl production; assembly in Norway)", 1.25e9, "USD"),
        ("EUR100 m ($120 m) deal", 100e6, "EUR"),
        ("NOK25 m 'Project-9' deal", 25e6, "NOK"),
        ("KRW1.2 tr deal", 1.2e12, "KRW"),
        ("$375m deal (bought via and financed by Norway)", 375e6, "USD"),
        ("$2 million deal", 2e6, "USD"),
        ("USD44 m deal.", 44e6, "USD"),
        ("Deal worth $0.6 m", 6e5, "USD"),
        ("Second-hand; deal worth GBP5 m (incl 8 launchers)", 5e6, "GBP"),
        ("$8 m deal (part of $90 m deal)", 8e6, "USD"),
    ],
)
def test_a_worth_that_is_told_outright(comment: str, amount: float, currency: str) -> None:
    assert worth(comment) == Worth(amount, currency)


@pytest.mark.parametrize(
    "comment",
    [
        "Part of $25 m deal",
        "part of EUR100 m ($120 m) deal",
        "$20-25 m deal",
        "$20 m or $25 m deal",
        "$20 m deal (or $25 m)",
        "Possibly $25 m deal",
        "Probably $25 m deal",
        "$25 m aid",
        "$25 m 5-year lease",
        "EUR170 m 'Project-9' programme",
        "$25 m",
        "deal",
        "DM25 m deal",
        "GDP25 m deal",
        "GDP25 m ($40 m) deal",
        "$1;200 m deal",
        "$0 m deal",
        "$20 m deal; $30 m deal",
        "$25 m deal incl modernization before delivery",
        "offsets $25 m deal",
        "For use on aircraft (from $25 m deal)",
        "$99999999999999999 b deal",
        "",
    ],
)
def test_what_is_not_told_outright_is_left(comment: str) -> None:
    assert worth(comment) is None


def test_the_same_worth_said_twice_is_one() -> None:
    assert worth("$25 m deal; for police; $25 m deal (aid)") == Worth(25e6, "USD")


def test_brackets_that_never_close_do_not_hide_the_rest() -> None:
    assert worth("$25 m deal (incl one; two; three") is None
    assert worth("one) two; $25 m deal") == Worth(25e6, "USD")
