"""Numbers by year as bars: an SVG that every reader opens, whatever the numbers and the texts."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.publishing.bars import Bars, bars_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*panels: Bars, title: str = "Worth", foot: str = "Scope.") -> ElementTree.Element:
    return ElementTree.fromstring(bars_svg(title, panels, foot))


def bars(root: ElementTree.Element) -> list[dict[str, float]]:
    return [
        {key: float(one.attrib[key]) for key in ("x", "y", "width", "height")}
        for one in root.iter(f"{SVG}rect")
        if one.get("class") == "bar"
    ]


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_a_bar_is_as_high_as_its_number() -> None:
    root = drawn(Bars("ordered, USD", [(2010, 1_000_000.0), (2012, 4_000_000.0)]))
    one, four = bars(root)
    assert four["height"] == pytest.approx(4 * one["height"], abs=0.3)
    assert one["y"] + one["height"] == pytest.approx(four["y"] + four["height"])
    assert {"ordered, USD, millions", "2010", "2011", "2012", "4", "2", "0"} <= set(texts(root))
    assert [one.text for one in root.iter(f"{SVG}title")] == ["Worth", "2010: 1,000,000", "2012: 4,000,000"]


def test_texts_are_escaped_and_what_xml_cannot_hold_is_left_out() -> None:
    root = drawn(Bars("<b>&amp;\x00\ud800", [(2010, 1.0)]), title='"&<script>', foot="a\x0bb ]]>")
    assert '"&<script>' in texts(root)
    assert "<b>&amp;" in texts(root)
    assert "]]>" in " ".join(texts(root))


def test_each_panel_has_its_own_unit() -> None:
    """Yen in thousand millions leave no axis of '3e-05 thousand millions' to a small series."""
    root = drawn(Bars("JPY", [(2010, 5e9)]), Bars("EUR", [(2010, 30_000.0)]))
    assert {"JPY, thousand millions", "EUR, thousands"} <= set(texts(root))


@pytest.mark.parametrize("panels", [(), (Bars("nothing", []),), (Bars("nought", [(2010, 0.0)]),)])
def test_nothing_to_show_is_no_failure(panels: tuple[Bars, ...]) -> None:
    root = drawn(*panels)
    assert all(one["height"] == 0 for one in bars(root))
    assert ("There is nothing to show." in texts(root)) == (not panels)


def test_the_years_of_75_years_do_not_run_into_each_other() -> None:
    root = drawn(Bars("delivered", [(year, 1.0) for year in range(1950, 2025)]))
    places = sorted(float(one.attrib["x"]) for one in root.iter(f"{SVG}text") if (one.text or "").isdigit())
    labels = [one for one in texts(root) if len(one) == 4]
    assert labels[:3] == ["1950", "1955", "1960"]
    within = [place for place in places if place > 72]
    assert all(b - a >= 40 for a, b in pairwise(within))


def test_one_year_is_no_wall() -> None:
    (one,) = bars(drawn(Bars("one", [(2012, 3.0)])))
    assert one["width"] <= 60


def test_long_words_of_the_scope_and_the_heading_are_broken_into_lines() -> None:
    root = drawn(Bars("a heading of many words " * 8, [(2010, 1.0)]), foot="a sentence of the scope. " * 20)
    assert max(map(len, texts(root))) <= 100


NUMBERS = st.floats(0, 1e18, allow_nan=False) | st.sampled_from((1e-9, 0.0003, 5e-324, 1.7e308))


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1900, 2100), NUMBERS), max_size=6, unique_by=lambda one: one[0]),
        max_size=4,
    ),
    st.text(),
)
def test_whatever_is_drawn_is_well_formed_and_stays_inside(
    numbers: list[list[tuple[int, float]]], text: str
) -> None:
    root = drawn(*(Bars(text, one) for one in numbers), title=text, foot=text)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    told = bars(root)
    assert len(told) == sum(map(len, numbers))
    for one in told:
        assert 0 <= one["x"] <= one["x"] + one["width"] <= width
        assert 0 <= one["y"] <= one["y"] + one["height"] <= height
