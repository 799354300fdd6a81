"""The table of features: every row stands on its own feet."""

from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.values import NotFound
from headstamp.world import Catalogue
from headstamp.world.actors import shipped_rows
from headstamp.world.features import CALIBRE, Feature, Features
from headstamp.world.weapon import REVIEWS

FEATURES = Features.load()
CATALOGUE = Catalogue.load()
# The long arms and machine guns that the example cases name.
OF_EXAMPLES = ("zastava-m21", "galil", "zastava-m02-coyote", "zastava-m05", "zastava-m05e3", "zastava-m92")
OF_EXAMPLES += ("zastava-m70", "m16a4", "xm15-e2s", "type-56", "tabuk", "cq")


def test_every_row_names_a_weapon_known_values_a_source_and_a_review() -> None:
    for row in FEATURES.rows():
        assert row.weapon in CATALOGUE, row
        assert row.values, row
        assert set(row.values) <= set(FEATURES.feature(row.feature).values), row
        assert len(set(row.values)) == len(row.values), row
        assert row.source, row
        assert row.review in REVIEWS, row


def test_no_row_stands_twice() -> None:
    rows = [(row["weapon"], row["feature"]) for row in shipped_rows("weapon_features.csv")]
    assert len(rows) == len(set(rows))


def test_there_are_features_of_the_arms_of_the_examples_and_of_forty_more() -> None:
    assert set(OF_EXAMPLES) <= set(FEATURES.weapons)
    assert len(FEATURES.weapons) >= 40
    assert all(len([one for one in FEATURES if FEATURES.shown(w, one.id)]) >= 5 for w in FEATURES.weapons)


def test_what_was_not_read_is_marked_unverified() -> None:
    for row in shipped_rows("weapon_features.csv"):
        assert row["source"].startswith("general knowledge") == (row["review"] == "unverified")


@pytest.mark.parametrize("feature", tuple(FEATURES), ids=lambda one: one.id)
def test_a_feature_has_a_question_two_values_and_a_rate(feature: Feature) -> None:
    assert feature.asks.endswith("?")
    assert len(feature.values) >= 2
    assert all(feature.values.values())
    assert 0 < feature.misread < 0.25
    assert feature.source


def test_a_published_recognition_mark() -> None:
    """5rar.asn.au on the Type 56: fully enclosed front sight, smooth receiver cover."""
    told = FEATURES.shown("type-56", "front_sight_guard")
    assert told is not None
    assert told.values == ("ring",)
    assert told.review == "checked once"
    assert FEATURES.shown("akm", "front_sight_guard").values == ("ears",)


def test_silence_is_not_a_value() -> None:
    assert FEATURES.shown("zastava-m05", "muzzle") is None
    assert FEATURES.shown("no-such-weapon", "muzzle") is None


def test_calibres_are_those_of_the_catalogue() -> None:
    told = FEATURES.shown("zastava-m93-black-arrow", CALIBRE)
    assert told is not None
    assert told.values == ("12.7x108", "12.7x99")
    assert FEATURES.value(CALIBRE, "7,62 × 39 mm") == "7.62x39"


def test_what_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound, match="no feature 'colour'"):
        FEATURES.feature("colour")
    with pytest.raises(NotFound, match="no value 'pointed'"):
        FEATURES.value("muzzle", "pointed")


def test_nothing_but_what_a_picture_shows() -> None:
    """The aid tells weapons apart; how they are made, loaded or used is no business of it."""
    words = " ".join(row["says"] for row in shipped_rows("feature_values.csv")).casefold()
    for word in ("rate of fire", "effective range", "penetrat", "convert", "assemble", "tolerance"):
        assert word not in words


def test_the_page_states_how_much_was_checked() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "identify.md").read_text(encoding="utf-8")
    rows = shipped_rows("weapon_features.csv")
    checked = sum(row["review"] != "unverified" for row in rows)
    told = (
        f"Of {len(rows):,} rows of {len(FEATURES.weapons)} long arms and machine guns, {checked} were checked"
    )
    assert told in " ".join(page.split())
