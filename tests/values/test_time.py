from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values_page import rows_under

from headstamp.values import Precision, Span, SpanInverted, SpanStatus, ValueUnreadable, decode, encode
from headstamp.values.precision import month_end

PHRASES = rows_under("phrase", "from", "to", "precision", "status", "printed as")
REFUSED = rows_under("phrase", "answer")

DAYS = st.dates(date(1000, 1, 1), date(2100, 12, 31))
YEARS = st.integers(1000, 2099)
STATUSES = st.sampled_from(list(SpanStatus))


@st.composite
def stated(draw: st.DrawFn) -> Span:
    """Spans of every precision as parsers and people make them."""
    kind = draw(
        st.sampled_from(["day", "month", "year", "days", "months", "years", "open", "decade", "unknown"])
    )
    status = draw(st.sampled_from([SpanStatus.REPORTED, SpanStatus.ESTIMATE]))
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    year = draw(YEARS)
    match kind:
        case "unknown":
            return Span.unknown()
        case "day":
            return Span.between(first, first, status)
        case "month":
            return Span.between(first.replace(day=1), month_end(first.year, first.month), status)
        case "year":
            return Span.year(year, estimate=status is SpanStatus.ESTIMATE)
        case "months":
            return Span.between(first.replace(day=1), month_end(last.year, last.month), status)
        case "years":
            return Span.between(date(first.year, 1, 1), date(last.year, 12, 31), status)
        case "open":
            return (
                Span.between(first, None, status) if draw(st.booleans()) else Span.between(None, last, status)
            )
        case "decade":
            begin = year // 10 * 10 + draw(st.sampled_from([0, 4, 7]))
            end = next(digit for digit in (3, 6, 9) if digit > begin % 10) + begin // 10 * 10
            end += draw(st.sampled_from([0, 10])) if end < 2090 else 0
            return Span(date(begin, 1, 1), date(end, 12, 31), Precision.DECADE_PART, status)
    return Span.between(first, last, status)


def bounds(span: Span) -> tuple[date, date]:
    return span.from_ or date.min, span.to or date.max


@pytest.mark.parametrize(("phrase", "from_", "to", "precision", "status", "printed"), PHRASES)
def test_a_phrase_means_what_the_page_says(
    phrase: str, from_: str, to: str, precision: str, status: str, printed: str
) -> None:
    span = Span.parse(phrase)
    expected = [None if day == "-" else date.fromisoformat(day) for day in (from_, to)]
    assert [span.from_, span.to] == expected
    assert (span.precision, span.status, str(span), span.raw) == (precision, status, printed, phrase)
    assert Span.parse(printed) == span


@pytest.mark.parametrize(("phrase", "answer"), REFUSED)
def test_a_refusal_says_what_the_page_says(phrase: str, answer: str) -> None:
    with pytest.raises(ValueUnreadable, match=re.escape(answer)) as caught:
        Span.parse(phrase)
    assert caught.value.text == phrase
    assert caught.value.kind == "date"


def test_the_page_is_read_whole() -> None:
    assert len(PHRASES) > 50
    assert len(REFUSED) > 10


@pytest.mark.parametrize("text", ["JUNE 2014", " june   2014. ", "Jun. 2014", "June, 2014", "june 2014.."])
def test_case_blanks_and_full_stops_are_tolerated(text: str) -> None:
    assert Span.parse(text) == Span.month(2014, 6)


def test_an_inverted_span_is_named_as_such() -> None:
    with pytest.raises(SpanInverted) as caught:
        Span.parse("2013-2011")
    assert str(caught.value) == "'2013-2011' ends before it begins; put the earlier time first."
    with pytest.raises(SpanInverted):
        Span(date(2014, 1, 2), date(2014, 1, 1), Precision.RANGE)


def test_spans_are_equal_whatever_the_words() -> None:
    assert Span.parse("by 2016") == Span.parse("up to 2016")
    assert Span.parse("2012") != Span.parse("2012?")


def test_constructors() -> None:
    assert Span.day(date(2014, 6, 14)) == Span.parse("2014-06-14")
    assert Span.month(2012, 2) == Span.parse("February 2012")
    assert Span.year(2012, estimate=True) == Span.parse("2012?")
    assert Span.years(2011, 2013) == Span.parse("2011-2013")
    assert Span.years(2011, 2011) == Span.year(2011)
    assert Span.unknown("?!").raw == "?!"
    with pytest.raises(ValueUnreadable):
        Span.month(2012, 13)


def test_order_is_claimed_only_where_the_bounds_decide_it() -> None:
    # Amnesty press release (seed 003): contracts 2011-2013, deliveries by 2014.
    contracts, deliveries = Span.parse("2011-2013"), Span.parse("2014")
    assert contracts.before(deliveries) is True
    assert deliveries.before(contracts) is False
    assert deliveries.after(contracts) is True
    # BIRN (seed 004): sold "between 2014 and 2016", a beneficiary "since 2013".
    assert Span.parse("between 2014 and 2016").before(Span.parse("since 2013")) is None
    assert Span.parse("2014").before(Span.parse("June 2014")) is None
    assert Span.unknown().before(contracts) is None


def test_a_day_is_neither_before_nor_after_itself() -> None:
    day = Span.parse("2014-06-14")
    assert day.before(day) is False
    assert day.after(day) is False
    assert day.overlaps(day) is True


def test_within_and_contains() -> None:
    june, year = Span.parse("June 2014"), Span.parse("2014")
    assert june.within(year) is True
    assert year.within(june) is None
    assert june.within(Span.parse("2015")) is False
    assert june.within(Span.parse("since 2013")) is True
    assert june.within(Span.unknown()) is None
    assert june.contains(date(2014, 6, 30)) is True
    assert june.contains(date(2014, 7, 1)) is False
    assert Span.parse("since 2013").contains(date(2030, 1, 1)) is True
    assert Span.unknown().contains(date(2014, 7, 1)) is None


def test_intersect_and_hull_keep_precision_and_doubt() -> None:
    late, early = Span.parse("late 1970s"), Span.parse("early 1980s?")
    assert str(late.hull(early)) == "about late 1970s to early 1980s"
    assert late.intersect(early) is None
    assert Span.parse("2014").intersect(Span.parse("June 2014")) == Span.parse("June 2014")
    assert Span.parse("since 2013").intersect(Span.parse("until 2016")) == Span.parse("2013-2016")
    assert Span.parse("since 2013").hull(Span.parse("until 2016")) == Span.unknown()
    assert Span.unknown().intersect(late) == late


def test_widening_moves_both_ends() -> None:
    assert Span.year(2014).widened(years=1) == Span.years(2013, 2015)
    assert Span.parse("2014-06-14").widened(days=2) == Span.parse("12-16 June 2014")
    assert Span.parse("29 February 2012").widened(years=1).from_ == date(2011, 2, 28)
    assert Span.parse("since 2013").widened(days=1) == Span.parse("since 31 December 2012")
    assert Span.year(2014).widened() == Span.year(2014)
    assert Span.day(date.max).widened(days=3, years=3).to == date.max


def test_years_of_a_span() -> None:
    assert (Span.parse("2011-2013").first_year, Span.parse("2011-2013").last_year) == (2011, 2013)
    assert (Span.parse("until 2013").first_year, Span.unknown().last_year) == (None, None)
    assert Span.parse("until 2013").is_known
    assert not Span.unknown().is_known


def test_json_has_the_keys_of_the_contract() -> None:
    assert encode(Span.parse("since 2013")) == {
        "from": "2013-01-01",
        "to": None,
        "precision": "range",
        "status": "reported",
        "raw": "since 2013",
    }


@given(stated())
@settings(max_examples=300)
def test_the_printed_span_reads_back_equal(span: Span) -> None:
    assert Span.parse(str(span)) == span


@given(stated())
def test_json_reads_back_equal(span: Span) -> None:
    assert decode(Span, encode(span)) == span


@given(stated(), stated())
def test_before_is_antisymmetric_and_excludes_overlap(a: Span, b: Span) -> None:
    if a.before(b) is True:
        assert b.before(a) is False
        assert a.overlaps(b) is False
        assert a.intersect(b) is None
    assert a.before(b) is b.after(a)
    assert a.overlaps(b) is b.overlaps(a)


@given(stated(), stated())
def test_intersect_and_hull_commute_and_nest(a: Span, b: Span) -> None:
    both, either = a.intersect(b), a.hull(b)
    assert both == b.intersect(a)
    assert either == b.hull(a)
    for span in (a, b):
        assert bounds(either)[0] <= bounds(span)[0]
        assert bounds(span)[1] <= bounds(either)[1]
        if both is not None:
            assert bounds(span)[0] <= bounds(both)[0]
            assert bounds(both)[1] <= bounds(span)[1]


@given(stated(), st.integers(0, 400), st.integers(0, 5))
def test_a_widened_span_holds_the_old_one(span: Span, days: int, years: int) -> None:
    wide = span.widened(days=days, years=years)
    assert bounds(wide)[0] <= bounds(span)[0]
    assert bounds(span)[1] <= bounds(wide)[1]


@given(stated(), st.integers(0, 800_000))
def test_contains_agrees_with_the_bounds(span: Span, ordinal: int) -> None:
    day = date(1000, 1, 1) + timedelta(days=ordinal % 400_000)
    if span.is_known:
        assert span.contains(day) is (bounds(span)[0] <= day <= bounds(span)[1])


@given(st.text(max_size=40) | st.text("0123456789-/ .,?–abcdeunjly'", max_size=25))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueUnreadable):
        assert Span.parse(text).raw == text


def test_a_long_remark_is_refused_quickly() -> None:
    with pytest.raises(ValueUnreadable):
        Span.parse("2014-" * 50_000)
