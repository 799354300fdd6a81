"""What is known beside a name weighs the weapons that share it; without it nothing changes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from headstamp.records import Resolver
from headstamp.records.context import Context, Origin, context_of
from headstamp.records.designation import digits
from headstamp.values import Span
from headstamp.world import Actors, Catalogue

ACTORS = Actors.load()
CATALOGUE = Catalogue.load()
RESOLVER = Resolver(CATALOGUE)
NAMES = sorted({text for text, _ in CATALOGUE.names()})
CLASSES = sorted({node.class_ for node in CATALOGUE.nodes})
STATES = sorted(state.id for state in ACTORS.states)


def weights(text: str, described: str | None = None, **known: object) -> dict[str, float]:
    """Candidates with rounded weights, likeliest first."""
    context = context_of(ACTORS, **known) if known else None  # type: ignore[arg-type]
    found = RESOLVER.resolve(text, described, context)
    return {one.id: round(one.weight, 2) for one in found.candidates}


def reasons(text: str, **known: object) -> dict[str, tuple[str, ...]]:
    found = RESOLVER.resolve(text, context=context_of(ACTORS, **known))  # type: ignore[arg-type]
    return {one.node: one.because for one in found.weighed}


@pytest.mark.parametrize(
    ("text", "bearers"),
    [
        ("M84", {"zastava-m84-smg": 0.33, "zastava-m84-gpmg": 0.33, "m-84-tank": 0.33}),
        ("M93", {"zastava-m93-black-arrow": 0.5, "zastava-m93-agl": 0.5}),
        ("M79", {"m79-us": 0.5, "m79-osa": 0.5}),
        ("M80", {"zastava-m80": 0.33, "m80-zolja": 0.33, "bvp-m-80": 0.33}),
        ("M21", {"zastava-m21": 0.5, "m21-us": 0.5}),
        ("M70", {"zastava-m70": 1.0}),
    ],
)
def test_without_a_context_all_that_share_a_name_weigh_alike(text: str, bearers: dict[str, float]) -> None:
    assert weights(text) == bearers
    assert RESOLVER.resolve(text).weighed == ()
    assert RESOLVER.resolve(text, context=Context()) == RESOLVER.resolve(text)


def test_m84_a_maker_tells_the_guns_from_the_tank_and_a_calibre_one_gun_from_the_other() -> None:
    assert weights("M84", maker="Zastava") == {
        "zastava-m84-smg": 0.48,
        "zastava-m84-gpmg": 0.48,
        "m-84-tank": 0.05,
    }
    assert weights("M84", calibre="7.62x54R") == {
        "zastava-m84-gpmg": 0.83,
        "zastava-m84-smg": 0.08,
        "m-84-tank": 0.08,
    }
    # The tank was made in a state that Serbia followed.
    assert weights("M84", supplier="Serbia") == {
        "zastava-m84-smg": 0.37,
        "zastava-m84-gpmg": 0.37,
        "m-84-tank": 0.26,
    }
    assert weights("M84", described="tank") == weights("M84", "tank") == {"m-84-tank": 1.0}


def test_m93_neither_was_there_in_1985() -> None:
    assert weights("M93", on=Span.parse("1985")) == {}
    found = RESOLVER.resolve("M93", context=context_of(ACTORS, on=Span.parse("1985")))
    assert (found.resolved, found.level) == (False, None)
    assert found.reason == (
        "the name 'M93'; 2 weapons share it; Zastava M93 Black Arrow is ruled out (made only from 1998 or at "
        "most 3 years earlier, seen 1985); Zastava M93 AGL is ruled out (made only from 1993 or at most 3 "
        "years earlier, seen 1985)"
    )
    # The launcher's first year is not certain, so three years before it weigh against it and exclude nothing.
    assert weights("M93", on=Span.parse("1992")) == {"zastava-m93-agl": 1.0}
    assert weights("M93", on=Span.parse("1996")) == {"zastava-m93-agl": 0.77, "zastava-m93-black-arrow": 0.23}
    assert weights("M93", on=Span.parse("2023")) == weights("M93")
    assert weights("M93", calibre="30 mm") == {"zastava-m93-agl": 0.91, "zastava-m93-black-arrow": 0.09}


def test_m79_the_supplier_and_the_day() -> None:
    assert weights("M79", supplier="Serbia") == {"m79-osa": 0.8, "m79-us": 0.2}
    assert weights("M79", supplier="United States") == {"m79-us": 0.8, "m79-osa": 0.2}
    assert weights("M79", on=Span.parse("1968")) == {"m79-us": 1.0}
    assert reasons("M79", supplier="Serbia") == {
        "m79-osa": ("Serbia, which supplied it, makes it",),
        "m79-us": ("Serbia, which supplied it, is not recorded as making it",),
    }


def test_m80_a_bore_is_enough() -> None:
    assert weights("M80", calibre="64mm") == {"m80-zolja": 0.83, "zastava-m80": 0.08, "bvp-m-80": 0.08}
    assert weights("M80", calibre="5,56 × 45") == {"zastava-m80": 0.83, "m80-zolja": 0.08, "bvp-m-80": 0.08}


def test_m21_seen_before_there_was_one_of_them() -> None:
    assert weights("M21", on=Span.parse("1983")) == {"m21-us": 1.0}
    assert reasons("M21", on=Span.parse("1983"))["zastava-m21"] == ("made only from 2004, seen 1983",)
    assert weights("M21", maker="Serbia") == {"zastava-m21": 0.91, "m21-us": 0.09}
    assert reasons("M21", maker="Serbia")["zastava-m21"] == ("Serbia makes it",)


def test_m70_one_weapon_stays_one_whatever_speaks_against_it() -> None:
    assert weights("M70", supplier="United States", calibre="5.56x45") == {"zastava-m70": 1.0}
    assert reasons("M70", supplier="United States")["zastava-m70"] == (
        "United States, which supplied it, is not recorded as making it",
    )
    assert weights("M70", on=Span.parse("1965")) == {}


def test_a_holder_and_a_place_weigh_little() -> None:
    assert weights("M21", holder="Serbia") == {"zastava-m21": 0.56, "m21-us": 0.44}
    assert weights("M21", place="Serbia") == weights("M21", holder="Serbia")


def test_a_name_of_a_state_is_read_by_the_day() -> None:
    """The catalogue says Yugoslavia and Serbia; in 1999 the name was that of a state between the two."""
    then = context_of(ACTORS, supplier="YUG", on=Span.parse("1999"))
    assert then.supplier is not None
    assert then.supplier.id == "former:serbia-and-montenegro"
    assert weights("M79", supplier="YUG", on=Span.parse("1999")) == {"m79-osa": 0.74, "m79-us": 0.26}
    assert reasons("M79", supplier="YUG", on=Span.parse("1999"))["m79-osa"] == (
        "made by a predecessor or successor of Serbia and Montenegro, which supplied it",
    )


def test_a_group_serves_no_state_and_an_unknown_name_says_nothing() -> None:
    groups = [one.name for one in ACTORS if one.kind == "non_state_armed_group"]
    for name in (*groups[:5], "nobody of this name"):
        assert context_of(ACTORS, holder=name, supplier=name, place=name) == Context()
    assert weights("M21", maker="nobody of this name") == {"zastava-m21": 0.5, "m21-us": 0.5}


def test_a_line_of_a_register_that_can_be_no_model_is_a_node_of_the_register() -> None:
    found = RESOLVER.resolve("M84", "tank", Context(on=Span.parse("1970")))
    assert [one.id for one in found.candidates] == ["register:tank/m84"]
    assert found.level == "register"
    assert (
        "M-84 tank is ruled out (made only from 1984 or at most 3 years earlier, seen 1970)" in found.reason
    )


def test_a_family_began_with_the_first_of_it() -> None:
    rows = [
        {"id": "x", "name": "Xylo", "level": "family", "parent": "tank", "made_from": "1970"},
        {"id": "x-1", "name": "Xylo-1", "level": "model", "parent": "x", "made_from": "1960"},
        {"id": "y", "name": "Ypsilo", "level": "family", "parent": "tank"},
        {"id": "y-1", "name": "Ypsilo-1", "level": "model", "parent": "y", "made_from": "1960"},
    ]
    resolver = Resolver(CATALOGUE.overlay(rows))
    seen = Context(on=Span.parse("1965"))
    assert resolver.resolve("Xylo", context=seen).resolved
    assert not resolver.resolve("Xylo", context=Context(on=Span.parse("1955"))).resolved
    assert resolver.resolve("Ypsilo", context=Context(on=Span.parse("1955"))).resolved


def test_a_day_that_is_open_rules_nothing_out() -> None:
    assert weights("M93", on=Span.unknown()) == weights("M93")
    assert weights("M93", on=Span.parse("since 1980")) == weights("M93")


ORIGINS = st.none() | st.sampled_from(STATES).map(lambda one: Origin(one, ACTORS.get(one).name, ("SRB",)))
DAYS = st.dates(date(1850, 1, 1), date(2030, 12, 31))
SPANS = st.one_of(
    st.none(), st.just(Span.unknown()), DAYS.map(Span.day), DAYS.map(lambda day: Span.between(day, None))
)
CONTEXTS = st.builds(
    Context,
    described=st.none() | st.sampled_from(CLASSES) | st.text(max_size=4),
    made_in=ORIGINS,
    maker=st.none() | st.sampled_from(["Zastava", "Colt", "…"]) | st.text(max_size=8),
    supplier=ORIGINS,
    holder=ORIGINS,
    place=ORIGINS,
    on=SPANS,
    calibre=st.none() | st.sampled_from(["7.62x39", "30 mm", "x", "/", "٣"]) | st.text(max_size=6),
)


@settings(max_examples=200)
@given(st.sampled_from(NAMES) | st.text(max_size=30), st.none() | st.sampled_from(CLASSES), CONTEXTS)
def test_a_context_only_weighs_what_the_name_stands_for(
    text: str, described: str | None, context: Context
) -> None:
    """It never adds a weapon, so that it cannot cross the guard of digits either."""
    bare = RESOLVER.resolve(text, context.described if described is None else described)
    found = RESOLVER.resolve(text, described, context)
    allowed = {one.id for one in bare.candidates}
    assert all(one.id in allowed or one.id.startswith("register:") for one in found.candidates)
    assert not found.resolved or sum(one.weight for one in found.candidates) == pytest.approx(1)
    assert all(one.weight > 0 for one in found.candidates)
    assert [one.weight for one in found.candidates] == sorted(
        (one.weight for one in found.candidates), reverse=True
    )
    ruled_out = {one.node for one in found.weighed if one.factor == 0}
    assert {one.node for one in found.weighed} == (allowed if found.weighed else set())
    for node in allowed - {one.id for one in found.candidates}:
        assert node in ruled_out
        first = CATALOGUE.node(node).made_from
        assert first is not None
        assert context.on is not None
        assert first.after(context.on)


@settings(max_examples=200)
@given(st.sampled_from(NAMES), CONTEXTS, st.data())
def test_case_blanks_and_hyphens_make_no_difference_to_a_context(
    name: str, context: Context, data: st.DataObject
) -> None:
    other = data.draw(
        st.sampled_from([name.upper(), name.lower(), name.replace("-", " "), name.replace(" ", "-")])
    )
    # An id means one node however widely its spelling is shared; that is so without a context too.
    assume({name, other}.isdisjoint(node.id for node in CATALOGUE.nodes))
    assert digits(name) == digits(other)
    first, second = (RESOLVER.resolve(text, context=context) for text in (name, other))
    # A register's own node is called as the register writes it.
    assert [(one.id, one.weight) for one in first.candidates] == [
        (one.id, one.weight) for one in second.candidates
    ]
    assert first.weighed == second.weighed
