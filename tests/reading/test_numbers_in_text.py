from __future__ import annotations

from decimal import Decimal

import pytest

from headstamp.reading.document import Document
from headstamp.reading.mention import Mention, MentionKind, MoneyMention, QuantityMention
from headstamp.reading.mentions import find_mentions, of_kind


def found(text: str, kind: MentionKind, language: str = "en") -> list[Mention]:
    return list(of_kind(find_mentions(Document(text, language=language)), kind))


@pytest.mark.parametrize(
    ("text", "quote", "value", "comparator", "counts"),
    [
        ("supplied by 34 different countries, it said", "34 different countries", 34, "=", "countries"),
        ("at least 25 different countries", "at least 25 different countries", 25, ">=", "countries"),
        ("in more than two dozen countries", "more than two dozen countries", 24, ">", "countries"),
        ("more than 100 different types of weapons were", "more than 100 different types", 100, ">", "types"),
        ("nearly 3,000 rifles", "nearly 3,000 rifles", 3000, "<", "weapons"),
        ("up to 200 soldiers fled", "up to 200 soldiers", 200, "<=", "people"),
        ("28 of which were lost", "28 of which", 28, "=", ""),
        ("a million rounds", "a million rounds", 1_000_000, "=", "rounds"),
        ("3.2m rounds", "3.2m rounds", 3_200_000, "=", "rounds"),
        ("some 1.5 million people", "some 1.5 million people", 1_500_000, "~", "people"),
        ("45 percent of them", "45 percent", 45, "=", "share"),
    ],
)
def test_numbers_of_things_keep_their_bounds(
    text: str, quote: str, value: int, comparator: str, counts: str
) -> None:
    (one,) = found(text, MentionKind.QUANTITY)
    assert isinstance(one.value, QuantityMention)
    assert one.quote.startswith(quote)
    assert (one.value.value, one.value.comparator, one.value.counts) == (value, comparator, counts)


def test_a_range_has_two_ends() -> None:
    (one,) = found("between 200 and 300 rifles were seized", MentionKind.QUANTITY)
    assert isinstance(one.value, QuantityMention)
    assert (one.value.value, one.value.high) == (200, 300)


def test_vague_numbers_are_marked_and_give_the_least() -> None:
    (one,) = found("Hundreds of thousands of those weapons went missing", MentionKind.QUANTITY)
    assert isinstance(one.value, QuantityMention)
    assert (one.value.value, one.value.vague, one.value.counts) == (200_000, True, "weapons")


@pytest.mark.parametrize(
    "text",
    [
        "see page 4 of it",
        "the M16 and 7.62 mm",
        "https://example.org/20170612-report.pdf",
        "2 min read",
        "No. 12",
    ],
)
def test_figures_that_count_nothing_are_no_quantity(text: str) -> None:
    assert found(text, MentionKind.QUANTITY) == []


@pytest.mark.parametrize(
    ("text", "value", "comparator", "currency"),
    [
        ("more than US$500 million worth of arms", 500_000_000, ">", "USD"),
        ("€2.5bn in licences", 2_500_000_000, "=", "EUR"),
        ("406 million euros", 406_000_000, "=", "EUR"),
        ("worth $5m", 5_000_000, "=", "USD"),
        ("£12,500 paid", 12_500, "=", "GBP"),
        ("billions of dollars' worth of contracts", 2_000_000_000, "=", "USD"),
    ],
)
def test_money_has_a_currency_and_its_millions(text: str, value: int, comparator: str, currency: str) -> None:
    (one,) = found(text, MentionKind.MONEY)
    assert isinstance(one.value, MoneyMention)
    assert (one.value.value, one.value.comparator, one.value.currency) == (
        Decimal(value),
        comparator,
        currency,
    )


def test_french_numbers_and_money() -> None:
    (one,) = found("au moins 34 pays ont livré des armes", MentionKind.QUANTITY, "fr")
    assert isinstance(one.value, QuantityMention)
    assert (one.value.value, one.value.comparator, one.value.counts) == (34, ">=", "countries")
    (money,) = found("plus de 1,2 milliard d'euros", MentionKind.MONEY, "fr")
    assert isinstance(money.value, MoneyMention)
    assert (money.value.value, money.value.comparator) == (Decimal(1_200_000_000), ">")
