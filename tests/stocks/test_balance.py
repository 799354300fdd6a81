"""The balance: plain arithmetic where nothing is open, ranges where something is, never below zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_rows import CERTAIN, book, figure, incident, transfers

from headstamp.stocks import Balance, Spread, balance, load_assumptions, stock, worst
from headstamp.stocks.answer import about
from headstamp.stocks.balance import UNTOLD
from headstamp.values import Refused

USUAL = load_assumptions()
LOST = incident("I-1", count_low="6", count_high="6")


def drawn(
    rows: list[dict[str, str]],
    at: int,
    incidents: list[object] | None = None,
    figures: list[object] | None = None,
    assumptions: object = CERTAIN,
) -> Balance | None:
    one = book(transfers(*rows), incidents, figures, assumptions)  # type: ignore[arg-type]
    return balance(one.ledger("freedonia", "m70"), one.assumptions, at)


def median(*args: object, **more: object) -> float:
    found = drawn(*args, **more)  # type: ignore[arg-type]
    assert found is not None
    return found.expected.median


def test_where_nothing_is_open_a_balance_is_arithmetic() -> None:
    figures = [
        figure("K-0", "opening", "2008", "40"),
        figure("K-1", "production", "2011", "30"),
        figure("K-2", "destruction", "2012", "12"),
    ]
    rows = [
        {},
        {"supplier": "freedonia", "recipient": "osterlich", "quantity": "15", "delivered_from": "2013"},
    ]
    incidents = [LOST, incident("I-2", kind="hand_over", count_low="7", count_high="7")]
    found = drawn(rows, 2015, incidents, figures)
    assert found is not None
    left = 40 + 100 + 30 - 12 - 15 - 6 - 7
    assert found.expected == Spread(left, left, left)
    assert {part: spread.median for part, spread in found.parts.items() if spread.median} == {
        "opening": 40,
        "delivered": 100,
        "produced": 30,
        "exported": 15,
        "handed_over": 7,
        "lost": 6,
        "destroyed": 12,
    }
    assert found.years == tuple(range(2009, 2016))
    assert [one.median for one in found.stock] == [40, 140, 170, 158, 143, 130, 130]


def test_wear_is_per_year_and_half_for_the_year_of_delivery() -> None:
    worn = CERTAIN.with_(attrition=(0.10, 0.10))
    rows = [{"quantity": "1000"}]
    # 1000 less half a year at 10 %, then a year each: 1000 * 0.9 ** 0.5 = 949, * 0.9 = 854.
    assert median(rows, 2010, assumptions=worn) == 949
    assert median(rows, 2011, assumptions=worn) == 854


def test_a_sum_over_some_years_has_come_in_part_while_they_run() -> None:
    rows = [{"quantity": "120", "delivered_from": "2010", "delivered_to": "2012"}]
    assert [median(rows, year) for year in (2010, 2011, 2012, 2013)] == [40, 80, 120, 120]


def test_nothing_falls_below_zero_and_what_must_have_been_there_is_told() -> None:
    lost = incident("I-1", count_low="250", count_high="250")
    found = drawn([{}], 2016, [lost])
    assert found is not None
    assert (found.expected.median, found.parts[UNTOLD].median, found.p_short) == (0, 150, 1.0)


def test_an_audit_leaves_the_difference_unaccounted_for_on_its_day() -> None:
    figures = [figure("K-1", "audit", "2012-06-30", "70"), figure("K-2", "count", "2015", "94")]
    found = drawn([{}], 2020, [LOST], figures)
    assert found is not None
    first, second = found.missing
    assert (first.expected.median, first.unaccounted.median, first.p_positive) == (100, 30, 1.0)
    # Six were lost in 2014, and 94 were counted after it: nothing is missing.
    assert (second.unaccounted.median, second.p_positive, second.p_surplus) == (0, 0.0, 0.0)
    (more,) = drawn([{}], 2020, [], [figure("K-3", "audit", "2012", "130")]).missing  # type: ignore[union-attr]
    assert (more.unaccounted.high90, more.p_positive, more.p_surplus) == (0, 0.0, 1.0)


def test_the_audit_of_none_is_an_audit() -> None:
    (found,) = drawn([{}], 2020, [], [figure("K-1", "audit", "2012", "0")]).missing  # type: ignore[union-attr]
    assert (found.unaccounted.median, found.p_positive) == (100, 1.0)


def test_before_anything_is_told_there_is_no_balance() -> None:
    assert drawn([{}], 2009) is None
    assert drawn([], 2009, [], [figure("K-1", "audit", "2005", "5")]) is None


def test_where_sources_differ_each_is_as_often_right() -> None:
    rows = [{"source": "one", "quantity": "90"}, {"source": "other", "quantity": "110"}]
    found = drawn(rows, 2010)
    assert found is not None
    assert (found.expected.low90, found.expected.high90) == (90, 110)


def test_bounds_are_kept_as_the_source_sets_them() -> None:
    found = drawn([{"quantity": "80-120"}], 2010)
    assert found is not None
    assert 80 <= found.expected.low90 <= 84
    assert 116 <= found.expected.high90 <= 120
    most = drawn([{"quantity": "100", "quantity_status": "up_to"}], 2010)
    assert most is not None


def test_an_incident_is_believed_as_far_as_its_grade() -> None:
    doubted = replace(CERTAIN, credibility={**CERTAIN.credibility, 5: 0.1})
    lost = incident("I-1", count_low="60", count_high="60", credibility="5")
    found = drawn([{}], 2016, [lost], assumptions=doubted)
    assert found is not None
    assert (found.expected.low90, found.expected.median) == (40, 100)


def test_the_same_question_has_the_same_answer() -> None:
    assert drawn([{}], 2015, [LOST], assumptions=USUAL) == drawn([{}], 2015, [LOST], assumptions=USUAL)


def test_doubts_that_are_shared_do_not_average_out() -> None:
    """Ten deliveries of one source are not ten times as sure as one of their sum."""
    steady = USUAL.with_(attrition=(0.0, 0.0), unrecorded=(0.0, 0.0))
    one = drawn([{"quantity": "1000"}], 2010, assumptions=steady)
    ten = drawn([{"source": "s", "weapon": "m70"} for _ in range(10)], 2010, assumptions=steady)
    assert one is not None
    assert ten is not None
    wide, narrow = (each.expected.high90 - each.expected.low90 for each in (one, ten))
    assert 0.6 * wide < narrow <= wide


numbers = st.integers(0, 5000)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(numbers, st.integers(1990, 2014), st.integers(0, 4)), min_size=1, max_size=6),
    lost=st.lists(st.tuples(numbers, st.integers(1990, 2014)), max_size=3),
    at=st.integers(1990, 2015),
)
def test_whatever_is_told_ranges_lie_in_the_worst_case_and_above_zero(
    rows: list[tuple[int, int, int]], lost: list[tuple[int, int]], at: int
) -> None:
    told = [
        {"quantity": str(n), "delivered_from": str(year), "delivered_to": str(year + more), "source": f"s{i}"}
        for i, (n, year, more) in enumerate(rows)
    ]
    events = [
        incident(f"I-{i}", to=f"{year}-06-30", count_low=str(n), count_high=str(n))
        for i, (n, year) in enumerate(lost)
    ]
    one = book(transfers(*told), events, [], USUAL)
    ledger = one.ledger("freedonia", "m70")
    found = balance(ledger, USUAL, at)
    if found is None:
        return
    ends = worst(ledger, USUAL, at)
    assert 0 <= ends.low <= found.expected.low90 <= found.expected.median <= found.expected.high90
    assert ends.high is not None
    assert found.expected.high90 <= ends.high
    assert all(spread.low90 >= 0 for spread in (*found.stock, *found.parts.values()))


def test_what_has_no_number_leaves_the_worst_case_open() -> None:
    came = book(transfers({}, {"quantity": "", "delivered_from": "2011"}))
    assert worst(came.ledger("freedonia", "m70"), CERTAIN, 2015).high is None
    assert worst(came.ledger("freedonia", "m70"), CERTAIN, 2010).high == 100
    gone = book(transfers({}), [incident("I-1")])
    assert worst(gone.ledger("freedonia", "m70"), CERTAIN, 2015).low == 0
    assert worst(gone.ledger("freedonia", "m70"), CERTAIN, 2012).low == 100


def test_the_answer_says_what_it_does_not_know() -> None:
    told = stock(book(transfers({}), [incident("I-1")]), "freedonia", "m70", 2015)
    notes = " ".join(told.notes)
    assert not told.opening_known
    assert "What Freedonia had before 2010-01-01 is not known" in notes
    assert "What was taken over from Old Freedonia is not in these numbers" in notes
    assert "Some losses are told without a number" in notes
    assert told.wording == (
        "Freedonia should have about 100 (100 to 100) of Zastava M70 at the end of 2015, not counting what "
        "it had before anything was told."
    )


def test_an_answer_about_nothing_is_a_sentence() -> None:
    empty = stock(book(), "freedonia", "m70", 2015)
    assert empty.expected is None
    assert empty.wording == (
        "No record, incident or count tells of Zastava M70 with Freedonia, which does not mean that there "
        "were none."
    )
    early = stock(book(transfers({})), "freedonia", "m70", 1995)
    assert early.wording == (
        "Nothing told of Zastava M70 with Freedonia counts up to the end of 1995; the first that is told is "
        "of 2010."
    )
    with pytest.raises(Refused, match="The year 2031 has not begun"):
        stock(book(), "freedonia", "m70", 2031, today=date(2030, 1, 1))


def test_an_estimate_is_told_with_the_digits_it_can_bear() -> None:
    assert [about(one) for one in (0, 7, 874, 1234, 173270, 2068033)] == [
        "0",
        "7",
        "874",
        "1,230",
        "173,000",
        "2,070,000",
    ]


def test_where_more_went_out_than_came_in_no_number_is_claimed() -> None:
    sold = {"supplier": "freedonia", "recipient": "osterlich"}
    told = stock(book(transfers(sold)), "freedonia", "m70", 2015)
    assert told.wording == (
        "How many of Zastava M70 Freedonia has at the end of 2015 cannot be told: about 100 (100 to 100) "
        "more went out than is known to have come in."
    )
    assert told.p_short == 1.0


def test_terms_add_up_to_what_is_expected() -> None:
    told = stock(book(transfers({}), [LOST]), "freedonia", "m70", 2015)
    assert told.expected is not None
    assert sum(one.sign * one.median for one in told.terms) == told.expected.median
    assert {one.part: one.recorded for one in told.terms} == {
        "delivered": 100.0, "unrecorded": None, "lost": 6.0, "attrition": None,
    }  # fmt: skip
    assert {one.name for one in told.scenarios} >= {"recorded only", "much wear"}


def test_what_is_told_of_later_years_is_not_beside_earlier_ones() -> None:
    late = {"stage": "authorised", "quantity": "500", "dated_from": "2014", "delivered_from": ""}
    early = {"stage": "authorised", "quantity": "20", "dated_from": "2009", "delivered_from": ""}
    one = book(transfers({}, late, early), [incident("I-1"), incident("I-2", weapons="rifle")])
    told = stock(one, "freedonia", "m70", 2012)
    assert [(each.stage, each.transfers, each.quantity) for each in told.beside] == [("authorised", 1, 20.0)]
    assert told.not_counted == ()
    later = stock(one, "freedonia", "m70", 2014)
    assert [(each.stage, each.transfers, each.quantity) for each in later.beside] == [
        ("authorised", 2, 520.0)
    ]
    assert len(later.not_counted) == 2


def test_a_figure_before_the_ledger_is_not_compared() -> None:
    told = stock(book(transfers({}), [], [figure("K-1", "audit", "2001", "5")]), "freedonia", "m70", 2015)
    (one,) = told.counts
    assert (one.unaccounted, one.why) == (None, "lies before all that the balance is drawn from")
    assert told.audited is None


def test_a_declaration_is_compared_and_is_no_audit() -> None:
    figures = [figure("K-1", "audit", "2011", "90"), figure("K-2", "declaration", "2013", "80")]
    told = stock(book(transfers({}), [], figures), "freedonia", "m70", 2015)
    assert told.audited is not None
    assert told.audited.id == "K-1"
    assert [one.unaccounted.median for one in told.counts if one.unaccounted] == [10, 20]
