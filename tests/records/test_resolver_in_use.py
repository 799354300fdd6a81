"""What else is known of a sighting tells weapons of one name apart, and never drops what was identified."""

from __future__ import annotations

import pytest

from headstamp.records import Names
from headstamp.records.context import context_of
from headstamp.values import Span
from headstamp.world import Actors, Catalogue

NAMES = Names(Actors.load(), Catalogue.load())


def first(text: str, **known: str) -> str:
    on = Span.parse(known.pop("on")) if "on" in known else None
    context = context_of(NAMES.actors, on=on, **known)  # type: ignore[arg-type]
    return NAMES.weapon_known(text, context).candidates[0].id


def test_a_calibre_tells_the_machine_gun_from_the_tank() -> None:
    assert first("M84", calibre="7.62x54R") == "zastava-m84-gpmg"


def test_a_day_rules_out_what_was_not_made_yet() -> None:
    found = NAMES.weapon_known("M93", context_of(NAMES.actors, on=Span.parse("1994")))
    assert [one.id for one in found.candidates if one.weight > 0.5] == ["zastava-m93-agl"]


@pytest.mark.parametrize("text", ["M05E3", "zastava-m05e3", "M1A1 Abrams"])
def test_a_name_of_one_weapon_stands_for_it_on_any_day(text: str) -> None:
    assert first(text, on="1950") == first(text)


def test_where_every_weapon_of_the_name_is_impossible_the_name_still_says_what_it_says() -> None:
    known = context_of(NAMES.actors, on=Span.parse("1950"))
    assert NAMES.weapon_known("M93", known) == NAMES.weapon("M93")
