"""One transfer told by several records: linked with a reason, counted once, never merged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.records import (
    STAGES,
    Added,
    Delivery,
    Filters,
    Library,
    Link,
    Linked,
    Money,
    Names,
    Party,
    Transfer,
    find,
    link,
)
from headstamp.values import Quantity, QuantityStatus, Span

ICELAND, BHUTAN = Party("ISL", "Iceland"), Party("BTN", "Bhutan")
DATA = Path(__file__).parents[3] / "shared" / "data"


def told(
    id: str,
    source: str,
    stage: str = "delivered",
    when: str = "2012",
    *,
    item: str = "",
    category: str | None = None,
    number: int | None = None,
    unit: str = "object",
    by: Party | None = None,
    row: int = 1,
    ordered: str = "",
    names: Names | None = None,
) -> Transfer:
    span = Span.parse(when)
    moved = stage == "delivered"
    weapon = names.weapon(item, None, category) if names else None
    order = span if stage == "ordered" else Span.parse(ordered) if ordered else Span.unknown()
    blank = Quantity(None, status=QuantityStatus.BLANK)
    return Transfer(
        id=id,
        source=source,
        snapshot=None,
        row=row,
        stage=stage,
        supplier=ICELAND,
        recipient=BHUTAN,
        end_user=None,
        via=(),
        item=item,
        item_class=None,
        weapon=weapon.candidates if weapon else (),
        level=weapon.level if weapon else None,
        quantity=Quantity(number, unit=unit) if number is not None else replace(blank, unit=unit),
        ordered_quantity=blank,
        ordered=order,
        deliveries=(Delivery(span, blank),) if moved else (),
        condition=None,
        terms=None,
        uncertain=(),
        comment="",
        reported_by=by,
        origin=None,
        category=category,
        dated=Span.unknown() if moved or stage == "ordered" else span,
        value=None,
        reference=None,
    )


def kinds(linked: Linked) -> list[tuple[str, str, str]]:
    return [(one.a, one.kind.value, one.b) for one in linked.links]


def counts(linked: Linked) -> dict[str, int]:
    return {stage: linked.count(stage) for stage in STAGES if linked.count(stage)}


def only(linked: Linked) -> Link:
    (one,) = linked.links
    return one


def test_both_sides_of_a_flow_are_a_mirror(names: Names) -> None:
    rows = [
        told("a", "unroca", category="unroca:I", number=12, by=ICELAND),
        told("b", "unroca", category="unroca:I", number=10, by=BHUTAN),
    ]
    linked = link(rows, names)
    one = only(linked)
    assert (one.a, one.kind, one.b, one.independent) == ("b", "mirror", "a", True)
    assert one.because == "both of I; in the same year; 10 and 12"
    assert counts(linked) == {"delivered": 1}
    # Two states confirm one another; they are one source all the same.
    assert linked.clusters[0].sources == 1


def test_two_lines_of_one_voice_are_two_transfers(names: Names) -> None:
    rows = [told(f"a{n}", "unroca", category="unroca:I", number=12, by=ICELAND, row=n) for n in range(3)]
    linked = link(rows, names)
    assert (linked.links, counts(linked)) == ((), {"delivered": 3})


def test_no_chain_of_links_makes_two_lines_of_one_voice_one(names: Names) -> None:
    """A1 - B1, B1 - C1 and C1 - A2 each look well; together they would merge what A tells apart."""
    rows = [
        told("A1", "one", category="ml:ML1", number=10, when="2011"),
        told("A2", "one", category="ml:ML1", number=10, when="2013"),
        told("B1", "two", category="ml:ML1", number=10, when="2012"),
        told("C1", "three", category="ml:ML1", number=10, when="2012"),
    ]
    linked = link(rows, names)
    assert all(
        len({one[0] for one in cluster.records}) == len(cluster.records) for cluster in linked.clusters
    )
    assert counts(linked) == {"delivered": 2}


def test_a_row_has_a_partner_in_each_other_source(names: Names) -> None:
    rows = [told(name, name, category="ml:ML1", number=10) for name in ("one", "two", "three")]
    linked = link(rows, names)
    assert len(linked.links) == 3
    (cluster,) = linked.clusters
    assert (cluster.sources, counts(linked)) == (3, {"delivered": 1})


def test_a_source_does_not_confirm_what_it_derives_from(names: Names) -> None:
    """SIPRI's register uses the UN Register, and the EU's reports rest on national lists."""
    rows = [
        told("a", "sipri", item="T-55", number=10, names=names),
        told("b", "unroca", item="T-55", number=10, names=names),
    ]
    linked = link(rows, names)
    assert not only(linked).independent
    assert linked.clusters[0].sources == 1
    national = [told(one, one, "authorised", category="ml:ML1") for one in ("uk-licences", "nl-licences")]
    both = link([*national, told("e", "eu-coarm", "authorised", category="ml:ML1")], names)
    # The originals do not rest on one another: two sources, not three, and not the derived one alone.
    assert [one.sources for one in both.clusters] == [2]
    assert sorted(one.independent for one in both.links) == [False, False, True]


def test_one_reporter_in_two_sources_is_one_word(names: Names) -> None:
    rows = [told(name, name, category="ml:ML1", number=10, by=ICELAND) for name in ("one", "two")]
    linked = link(rows, names)
    assert not only(linked).independent
    assert linked.clusters[0].sources == 1


def test_a_licence_and_its_delivery_are_two_stages_of_one(names: Names) -> None:
    rows = [
        told("l", "one", "authorised", "2010", category="ml:ML1"),
        told("d", "two", "delivered", "2012", category="ml:ML1"),
    ]
    linked = link(rows, names)
    assert kinds(linked) == [("l", "later_stage", "d")]
    assert only(linked).because == "both of ML1; 2 years later; numbers cannot be compared"
    # Linked, and counted at each stage.
    assert counts(linked) == {"authorised": 1, "delivered": 1}


@pytest.mark.parametrize(
    ("licence", "delivery", "linked"),
    [
        ("2012", "2012", True),
        ("2012-03-05", "2012", True),
        ("2012-12-20", "2012-03-05", False),
        ("2013", "2012", False),
        ("2006", "2012", False),
        ("2009", "2006-2010", True),
    ],
)
def test_a_licence_after_the_delivery_is_none_for_it(
    names: Names, licence: str, delivery: str, linked: bool
) -> None:
    rows = [
        told("l", "one", "authorised", licence, category="ml:ML1"),
        told("d", "two", "delivered", delivery, category="ml:ML1"),
    ]
    found = link(rows, names).links
    assert bool(found) is linked
    if delivery == "2006-2010":
        assert "in years that overlap" in found[0].because


@pytest.mark.parametrize("stage", ["refused", "revoked", "retransfer_authorised"])
def test_what_was_refused_is_no_licence_for_a_delivery(names: Names, stage: str) -> None:
    rows = [told(one, one, one, category="ml:ML1", number=3) for one in (stage, "delivered", "authorised")]
    assert [one for one in kinds(link(rows, names)) if stage in one] == []


def test_a_line_that_tells_its_order_needs_no_other_line_of_its_register(names: Names) -> None:
    deal = told("d", "sipri", "delivered", "2014", item="T-55", number=10, ordered="2012", names=names)
    order = told("o", "sipri", "ordered", "2012", item="T-55", number=10, names=names)
    assert link([deal, order], names).links == ()
    other = replace(order, source="press")
    assert only(link([deal, other], names)).because.startswith("the same weapon; ordered in the same year")
    # Its order is of 2012, so that an order of 2005 is another one.
    assert link([deal, told("p", "press", "ordered", "2005", item="T-55", names=names)], names).links == ()


def test_a_whole_is_not_counted_beside_its_parts(names: Names) -> None:
    days = ("2012-01-05", "2012-04-01", "2012-11-30")
    parts = [
        told(f"p{n}", "uk-licences", "authorised", day, category="ml:ML1", number=1, unit="licence", row=n)
        for n, day in enumerate(days)
    ]
    whole = told("w", "eu-coarm", "authorised", "2012", category="ml:ML1", number=3, unit="licence")
    linked = link([whole, *parts], names)
    assert {one.kind.value for one in linked.links} == {"part_of"}
    assert {(one.a[0], one.b) for one in linked.links} == {("p", "w")}
    assert counts(linked) == {"authorised": 3}
    assert [one.explained for one in linked.clusters if one.records == ("w",)] == [True]


def test_more_than_the_whole_is_no_part_of_it(names: Names) -> None:
    part = told("p", "uk-licences", "authorised", "2012-01-05", category="ml:ML1", number=9, unit="licence")
    whole = told("w", "eu-coarm", "authorised", "2012", category="ml:ML1", number=3, unit="licence")
    assert [one.kind.value for one in link([whole, part], names).links] == ["same_transfer"]


def test_a_deal_of_some_years_explains_a_line_of_each(names: Names) -> None:
    deal = told("d", "sipri", when="2012-2013", item="T-55", number=20, names=names)
    lines = [
        told(f"e{year}", "eu-coarm", when=str(year), category="ml:ML6", names=names) for year in (2012, 2013)
    ]
    assert counts(link([deal, *lines], names)) == {"delivered": 1}


def test_the_same_whole_told_twice_is_not_counted_beside_its_part(names: Names) -> None:
    rows = [
        told("w1", "one", category="ml:ML6", number=5, names=names),
        told("w2", "two", category="ml:ML6", number=5, names=names),
        told("p", "three", item="T-55", number=3, names=names),
    ]
    assert counts(link(rows, names)) == {"delivered": 1}


def test_a_licence_of_next_year_takes_no_place_among_the_parts(names: Names) -> None:
    """One that is a year apart would else be the whole line, and keep its own parts from it."""
    rows = [
        told(f"n{year}", "nl-licences", "authorised", f"{year}-05-01", item="x", category="ml:ML1", row=year)
        for year in (2011, 2012, 2013)
    ]
    whole = told("e", "eu-coarm", "authorised", "2012", category="ml:ML1", number=4, unit="licence")
    linked = link([*rows, whole], names)
    assert kinds(linked) == [("n2012", "part_of", "e")]
    assert counts(linked) == {"authorised": 3}


@pytest.mark.parametrize(
    ("fine", "wide", "alike"),
    [
        ("ml:ML4a", "ml:ML4", "both of ML4a"),
        ("hs:930190", "hs:9301", "both of 930190"),
        ("ml:ML1;ML3", "ml:ML3", "both of ML3"),
        ("ml:ML10", "ml:ML1", None),
        ("unroca:II", "unroca:I", None),
        ("hs:ML1", "ml:ML1", None),
    ],
)
def test_categories_agree_by_their_codes(names: Names, fine: str, wide: str, alike: str | None) -> None:
    rows = [told("a", "one", category=fine, number=2), told("b", "two", category=wide, number=2)]
    found = link(rows, names).links
    assert [one.because.split(";")[0] for one in found] == ([alike] if alike else [])
    assert link(rows[::-1], names).links == found


def test_what_a_register_tells_apart_is_no_part_of_what_it_tells(names: Names) -> None:
    """The EU's line has as many licences as one of the two national ones; both of these stay counted."""
    rows = [
        told("n1", "uk-licences", "authorised", "2012-01-05", category="ml:ML1", number=2, unit="licence"),
        told("n2", "uk-licences", "authorised", "2012-06-05", category="ml:ML1", number=1, unit="licence"),
        told("e", "eu-coarm", "authorised", "2012", category="ml:ML1", number=2, unit="licence"),
    ]
    linked = link(rows, names)
    assert kinds(linked) == [("e", "same_transfer", "n1")]
    assert counts(linked) == {"authorised": 2}


def test_stages_of_one_movement_are_named_by_what_the_records_say(names: Names) -> None:
    exit_, entry = (
        told("x", "comtrade", "customs_exit", category="hs:9301", number=7, by=ICELAND),
        told("m", "comtrade", "customs_entry", category="hs:9301", number=7, by=BHUTAN),
    )
    assert counts(link([exit_, entry], names)) == {"customs_exit": 1}
    delivered = told("d", "one", category="hs:9301", number=7)
    assert counts(link([exit_, entry, delivered], names)) == {"delivered": 1}


def test_sums_and_nothing_take_no_part(names: Names) -> None:
    row = told("a", "one", category="ml:ML1", number=10)
    total = replace(row, id="t", source="two", quantity=Quantity(10, status=QuantityStatus.AGGREGATE))
    none = replace(row, id="n", source="three", quantity=Quantity(0))
    linked = link([row, total, none], names)
    assert (linked.links, [one.records for one in linked.clusters]) == ((), [("a",)])
    # Nought licences that are worth something are an entry that lacks its number.
    worth = replace(none, quantity=Quantity(0, unit="licence"), value=Money(5, "EUR", "licence"))
    assert link([worth], names).clusters != ()


def test_nobody_is_no_party_that_two_rows_share(names: Names) -> None:
    rows = [
        replace(told(name, name, category="ml:ML1"), supplier=names.party(None)) for name in ("one", "two")
    ]
    assert link(rows, names).links == ()
    named = [replace(one, supplier=names.party("unknown supplier(s)")) for one in rows]
    assert link(named, names).links == ()


def test_what_may_be_one_of_several_agrees_less(names: Names) -> None:
    sure = told("a", "one", item="T-55", number=10, names=names)
    node = sure.weapon[0]
    half = replace(sure, id="b", source="two", weapon=(replace(node, weight=0.4),))
    assert only(link([sure, half], names)).score == 0.4


SOURCES = ("sipri", "unroca", "eu-coarm", "uk-licences", "press")


@st.composite
def accounts(draw: st.DrawFn) -> list[Transfer]:
    """Some accounts of one flow, each of its own line."""
    rows = []
    for n in range(draw(st.integers(0, 9))):
        stage = draw(st.sampled_from(("authorised", "refused", "ordered", "delivered", "customs_exit")))
        first = draw(st.integers(2010, 2013))
        rows.append(
            told(
                f"{n:02}",
                draw(st.sampled_from(SOURCES)),
                stage,
                f"{first}-{first + draw(st.integers(0, 2))}",
                item=draw(st.sampled_from(("", "T-55", "T-55A", "M-113"))),
                category=draw(st.sampled_from((None, "ml:ML6", "ml:ML1", "ml:ML1;ML6"))),
                number=draw(st.sampled_from((None, 1, 3, 10, 200))),
                by=draw(st.sampled_from((None, ICELAND, BHUTAN))),
                row=n,
                names=draw(st.just(NAMES)),
            )
        )
    return rows


def _names() -> Names:
    from headstamp.world import Actors, Catalogue

    return Names(Actors.load(), Catalogue.load())


NAMES = _names()


def by_id(rows: Sequence[Transfer]) -> dict[str, Transfer]:
    return {one.id: one for one in rows}


@given(accounts())
def test_nothing_is_merged_and_no_voice_speaks_twice(rows: list[Transfer]) -> None:
    linked, known = link(rows, NAMES), by_id(rows)
    gathered = [one for cluster in linked.clusters for one in cluster.records]
    assert sorted(gathered) == sorted(known)
    for cluster in linked.clusters:
        voices = [(known[one].source, known[one].reported_by, known[one].stage) for one in cluster.records]
        assert len(set(voices)) == len(voices)
        assert 1 <= cluster.sources <= len(voices)
        assert cluster.stage in {known[one].stage for one in cluster.records}
    for one in linked.links:
        a, b = known[one.a], known[one.b]
        assert (a.source, a.reported_by, a.stage) != (b.source, b.reported_by, b.stage)
        assert 0.3 <= one.score <= 1
        assert one.because
        if one.kind == "later_stage":
            assert (a.stage, b.stage) in {
                ("authorised", "ordered"),
                ("authorised", "delivered"),
                ("authorised", "customs_exit"),
                ("ordered", "delivered"),
                ("ordered", "customs_exit"),
            }


@given(accounts())
def test_what_is_counted_lies_between_the_groups_and_the_rows(rows: list[Transfer]) -> None:
    """Where anything is told at a stage something is counted, and never more than is told."""
    linked = link(rows, NAMES)
    for stage in STAGES:
        there = [one for one in linked.clusters if one.stage == stage]
        assert bool(linked.count(stage)) == bool(there)
        # Nothing is left out of the count but wholes.
        wholes = {one.b for one in linked.links if one.kind == "part_of"}
        assert all(wholes & set(one.records) for one in there if one.explained)


@given(accounts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_their_ids_decide_nothing(rows: list[Transfer], random: Random) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert link(shuffled, NAMES) == link(rows, NAMES)
    new = [f"{n:02}" for n in range(90, 90 - len(rows), -1)]
    renamed = dict(zip(by_id(rows), new, strict=True))
    again = link([replace(one, id=renamed[one.id]) for one in rows], NAMES)
    assert [(renamed[one.a], renamed[one.b], one.kind) for one in link(rows, NAMES).links] == [
        (one.a, one.b, one.kind) for one in again.links
    ]


@given(accounts())
def test_the_names_of_parties_decide_nothing(rows: list[Transfer]) -> None:
    new = {ICELAND: Party("AND", "Andorra"), BHUTAN: Party("ZWE", "Zimbabwe"), None: None}
    renamed = [
        replace(one, supplier=new[ICELAND], recipient=new[BHUTAN], reported_by=new[one.reported_by])  # type: ignore[arg-type]
        for one in rows
    ]
    assert link(renamed, NAMES) == link(rows, NAMES)


def test_many_lines_of_one_pair_are_linked_in_moderate_time(names: Names) -> None:
    """As many licences by day, and lines by category and year, as two large trading partners have."""
    licences = [
        told(
            f"u{n:04}",
            "uk-licences",
            "authorised",
            str(date(2008 + n % 7, 1 + n % 12, 1 + n % 28)),
            category=f"ml:ML{1 + n % 22}",
            number=1 + n % 3,
            unit="licence",
            row=n,
        )
        for n in range(6000)
    ]
    lines = [
        told(f"e{stage[0]}{year}{n}", "eu-coarm", stage, str(year), category=f"ml:ML{n}", row=n)
        for stage in ("authorised", "delivered")
        for year in range(2005, 2014)
        for n in range(1, 23)
    ]
    before = time.process_time()
    linked = link([*licences, *lines], names)
    assert time.process_time() - before < 4  # 0.5 s on the machine where it was written
    assert linked.links


@pytest.mark.skipif(
    not (DATA / "uk" / "licences-2008-2015q1.csv").is_file(),
    reason="the registers may not be passed on: put them into ../shared/data to run this",
)
def test_real_licences_to_one_state(
    library: Library, names: Names, add: Callable[..., Added], tmp_path: Path
) -> None:
    """6,213 rows of one pair in the British licences and the EU's reports; EU lines are explained by them."""
    for name in ("uk/licences-2008-2015q1.csv", "eu/eu-armsexports-2005-2013.csv"):
        add((DATA / name).read_bytes(), Path(name).name)
    rows = find(library, names, Filters("United Kingdom", "United States")).transfers
    before = time.process_time()
    linked = link(rows, names)
    assert time.process_time() - before < 4  # 0.4 s on the machine where it was written
    lines = [one for one in rows if one.source == "eu-coarm" and one.stage == "authorised"]
    explained = {one for cluster in linked.clusters if cluster.explained for one in cluster.records}
    assert explained <= {one.id for one in lines}
    assert len(explained) > 50
    assert not any(one.independent for one in linked.links if one.kind == "part_of")
