from __future__ import annotations

from datetime import date

import pytest

from headstamp.reading.document import Document
from headstamp.reading.mention import DateMention, Mention, MentionKind
from headstamp.reading.mentions import find_mentions, of_kind
from headstamp.values import Span


def found(text: str, language: str = "en", published: Span | None = None) -> list[Mention]:
    document = Document(text, published=published, language=language)
    return list(of_kind(find_mentions(document), MentionKind.DATE))


def bounds(mention: Mention) -> tuple[date | None, date | None]:
    assert isinstance(mention.value, DateMention)
    assert mention.value.span is not None
    return mention.value.span.from_, mention.value.span.to


@pytest.mark.parametrize(
    ("text", "quote", "first", "last"),
    [
        ("on 24 August, 2021 they", "24 August, 2021", date(2021, 8, 24), date(2021, 8, 24)),
        ("in June 2014, IS", "June 2014", date(2014, 6, 1), date(2014, 6, 30)),
        ("on June 14, 2014 it", "June 14, 2014", date(2014, 6, 14), date(2014, 6, 14)),
        ("dated 31-12-2015 here", "31-12-2015", date(2015, 12, 31), date(2015, 12, 31)),
        (
            "between January 2018 and May 2021 it",
            "between January 2018 and May 2021",
            date(2018, 1, 1),
            date(2021, 5, 31),
        ),
        (
            "(September 2014 - January 2015)",
            "September 2014 - January 2015",
            date(2014, 9, 1),
            date(2015, 1, 31),
        ),
        ("Between 2011 and 2013, the", "Between 2011 and 2013", date(2011, 1, 1), date(2013, 12, 31)),
        ("arms since 2013.", "since 2013", date(2013, 1, 1), None),
        ("imports until 2003.", "until 2003", None, date(2003, 12, 31)),
        ("occupation after 2003.", "after 2003", date(2004, 1, 1), None),
        (
            "in the late 1970s and early 1980s it",
            "late 1970s and early 1980s",
            date(1977, 1, 1),
            date(1983, 12, 31),
        ),
        (
            "date from the 1970s to the 1990s",
            "from the 1970s to the 1990s",
            date(1970, 1, 1),
            date(1999, 12, 31),
        ),
        ("back to the 70s and 90s,", "70s and 90s", date(1970, 1, 1), date(1999, 12, 31)),
        ("the 1980-1988 war", "1980-1988", date(1980, 1, 1), date(1988, 12, 31)),
        ("from 2011-13 it", "from 2011-13", date(2011, 1, 1), date(2013, 12, 31)),
    ],
)
def test_times_are_spans(text: str, quote: str, first: date | None, last: date | None) -> None:
    (one,) = found(text)
    assert one.quote == quote
    assert bounds(one) == (first, last)


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("le 12 juillet 2018, Amnesty", "fr", date(2018, 7, 12), date(2018, 7, 12)),
        ("entre 2014 et 2016, la Serbie", "fr", date(2014, 1, 1), date(2016, 12, 31)),
        ("sinds 2013 levert", "nl", date(2013, 1, 1), None),
        ("12. jula 2018. godine", "hbs", date(2018, 7, 12), date(2018, 7, 12)),
        ("12 июля 2018 года", "ru", date(2018, 7, 12), date(2018, 7, 12)),
        ("في 12 يوليو 2018", "ar", date(2018, 7, 12), date(2018, 7, 12)),
    ],
)
def test_times_in_other_languages(text: str, language: str, first: date, last: date | None) -> None:
    (one,) = found(text, language)
    assert bounds(one) == (first, last)


def test_a_time_that_leans_on_another_stays_open_without_a_date_of_publication() -> None:
    told = found("It was released late Monday, and on July 12, and in September last year, and next week.")
    assert [one.quote for one in told] == ["late Monday", "July 12", "September last year", "next week"]
    assert all(isinstance(one.value, DateMention) and one.value.relative for one in told)
    assert all(isinstance(one.value, DateMention) and one.value.span is None for one in told)


def test_a_time_that_leans_on_another_is_seen_from_the_day_of_publication() -> None:
    on = Span.day(date(2018, 7, 16))  # a Monday
    told = found("Yesterday, on Friday, on July 12, in September last year, last month.", published=on)
    assert [bounds(one) for one in told] == [
        (date(2018, 7, 15), date(2018, 7, 15)),
        (date(2018, 7, 13), date(2018, 7, 13)),
        (date(2018, 7, 12), date(2018, 7, 12)),
        (date(2017, 9, 1), date(2017, 9, 30)),
        (date(2018, 6, 1), date(2018, 6, 30)),
    ]


@pytest.mark.parametrize(
    "text", ["the M21 rifle", "7.62x39", "may have been", "2,013 rifles", "a march on the town"]
)
def test_designations_and_common_words_are_no_times(text: str) -> None:
    assert found(text) == []


def test_an_age_is_not_a_maker() -> None:
    (one,) = found("Soviet-era Kalashnikov rifles")
    assert isinstance(one.value, DateMention)
    assert one.value.era == "soviet-era"


def test_the_date_that_stands_alone_at_the_head_is_the_documents_own() -> None:
    one, other = found("Title\n2 min read\n24 August, 2021\nIt happened on 3 May 2020.")
    assert isinstance(one.value, DateMention)
    assert isinstance(other.value, DateMention)
    assert (one.value.role, other.value.role) == ("publication", "")
