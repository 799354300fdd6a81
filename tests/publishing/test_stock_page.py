"""The chart and the page of a balance: every part with its sources, nothing loaded, nothing leaked."""

from __future__ import annotations

import re
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from headstamp.publishing.stock_chart import stock_svg
from headstamp.publishing.stock_page import stock_facts, stock_page
from headstamp.stocks import Stock, load_assumptions, stock

sys.path.insert(0, str(Path(__file__).parents[1] / "stocks"))

from made_up_rows import book, figure, incident, names, transfers

SOURCES = {"report": {"id": "report", "title": "A report <of> something", "reliability": "B"}}
LOSS = incident("I-1", count_low="6", count_high="9", source="report", place="Grand Depot")


def told(at: int = 2015) -> Stock:
    figures = [figure("K-1", "audit", "2012-06-30", "70", "80", source="report", place="")]
    rows = transfers({"source": "report"}, {"stage": "ordered", "ordered": "2009", "delivered_from": ""})
    return stock(book(rows, [LOSS], figures, load_assumptions()), "freedonia", "m70", at)


def page(one: Stock) -> str:
    facts = stock_facts(
        one,
        date(2026, 1, 2),
        "9.9",
        transfers={each.id: each for each in transfers({"source": "report"})},
        incidents={LOSS.id: LOSS},
        sources=SOURCES,
        snapshots=(),
        actors=names().actors,
    )
    return stock_page(one, facts)


def test_the_chart_is_one_drawing_that_needs_nothing_else() -> None:
    drawn = stock_svg(told())
    root = ElementTree.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"(href|src|url\(|<script)", drawn)
    classes = [one.get("class") for one in root.iter()]
    assert {"band", "middle", "came", "found", "found-line"} <= set(classes)
    # One point for the beginning and one for the end of each of the six years.
    middle = next(one for one in root.iter() if one.get("class") == "middle")
    assert len((middle.get("points") or "").split()) == 7
    points = [tuple(map(float, pair.split(","))) for pair in (middle.get("points") or "").split()]
    assert all(76 <= x <= 704 and 92 <= y <= 342 for x, y in points)


def test_a_chart_of_nothing_says_so() -> None:
    drawn = stock_svg(stock(book(), "freedonia", "m70", 2015))
    ElementTree.fromstring(drawn)
    assert "No record, incident or count tells of" in drawn
    assert "band" not in re.sub(r"<style>.*?</style>", "", drawn, flags=re.S)


def test_the_page_says_what_it_is_and_what_it_rests_on() -> None:
    text = page(told())
    assert "Freedonia should have about" in text
    assert "A report &lt;of&gt; something" in text
    assert "A report <of> something" not in text
    assert 'href="#source-1"' in text
    for heading in (
        "Balance",
        "Audits and counts",
        "Other assumptions",
        "Movements",
        "Not counted",
        "Sources",
    ):
        assert f">{heading}</h2>" in text
    assert "licensed or ordered is not delivered" in text
    assert "What Freedonia had before 2010-01-01 is not known" in text


def test_the_page_runs_nothing_and_asks_nothing() -> None:
    text = page(told())
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []


def test_the_page_is_well_formed_and_the_same_each_time() -> None:
    open_: list[str] = []

    class Checked(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta", "br", "link"):
                open_.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            pass

        def handle_endtag(self, tag: str) -> None:
            assert open_.pop() == tag

    text = page(told())
    Checked().feed(text)
    assert open_ == []
    assert text == page(told())


@pytest.mark.parametrize("at", [2009, 2010, 2015])
def test_a_page_can_be_of_any_year(at: int) -> None:
    assert f"the end of {at}" in page(told(at))
