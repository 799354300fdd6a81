from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from headstamp.cli.evidence import handing
from headstamp.evidence.exposure import SHOWS, Consent, Exposure, Sensitivity
from headstamp.values import ValueUnreadable

TODAY = date(2026, 11, 22)
OPEN, RESTRICTED, SECRET = Sensitivity


def why(cells: dict[str, str], level: Sensitivity, *, original: bool = False) -> str | None:
    return Exposure.from_cells(cells).why_withheld(level, TODAY, original=original)


def test_what_nobody_judged_is_for_those_of_the_case_only() -> None:
    assert why({}, OPEN) == "it is restricted, and the level asked for is open"
    assert why({}, RESTRICTED) is None
    assert why({}, RESTRICTED, original=True) is None


def test_an_open_item_that_nobody_looked_at_is_taken_to_show_people() -> None:
    assert why({"sensitivity": "open"}, OPEN) == (
        "nobody has said what it shows, so it is taken to show people"
    )
    assert why({"sensitivity": "open", "shows": "nothing"}, OPEN) is None
    assert why({"sensitivity": "open", "shows": "graphic"}, OPEN) is None


@pytest.mark.parametrize("shown", ["people", "victims", "personal_information"])
def test_people_are_withheld_until_consent_is_given(shown: str) -> None:
    told = {"sensitivity": "open", "shows": shown}
    words = shown.replace("_", " ")
    assert why(told, OPEN) == f"it shows {words}, and no consent was given"
    assert why(told | {"consent": "not_needed"}, OPEN) == f"it shows {words}, and no consent was given"
    assert why(told | {"consent": "given"}, OPEN) is None
    assert why(told | {"consent": "refused"}, OPEN) == "consent was refused"


def test_a_file_itself_is_never_open() -> None:
    told = {"sensitivity": "open", "shows": "nothing", "consent": "given"}
    assert why(told, OPEN, original=True) == (
        "a file itself is never open: it carries what its maker's device wrote into it"
    )


def test_nothing_is_shown_before_its_day() -> None:
    told = {"sensitivity": "open", "shows": "nothing", "release_from": "2026-11-23"}
    assert why(told, OPEN) == "not before 2026-11-23"
    assert why(told, RESTRICTED) == "not before 2026-11-23"
    assert why(told, SECRET) is None
    assert why(told | {"release_from": "2026-11-22"}, OPEN) is None


@pytest.mark.parametrize(("said", "level"), list(product(Sensitivity, Sensitivity)))
def test_a_level_shows_itself_and_what_is_freer(said: Sensitivity, level: Sensitivity) -> None:
    order = list(Sensitivity)
    found = why({"sensitivity": said.value, "shows": "nothing"}, level)
    assert (found is None) == (order.index(said) <= order.index(level))


def test_a_part_is_never_freer_than_its_item() -> None:
    item = Exposure(SECRET, ("people",), Consent.REFUSED, date(2030, 1, 1))
    part = Exposure(OPEN, ("nothing",), Consent.GIVEN)
    assert item.over(part) == Exposure(SECRET, ("nothing",), Consent.REFUSED, date(2030, 1, 1))
    assert Exposure(OPEN, ("people",), Consent.GIVEN).over(Exposure(OPEN)) == (
        Exposure(OPEN, ("people",), Consent.GIVEN)
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"sensitivity": "public"}, "'public' is not a known word"),
        ({"shows": "people;weapons"}, "'weapons' is not a known word"),
        ({"shows": "nothing;people"}, "cannot show nothing and something"),
        ({"consent": "yes"}, "'yes' is not a known word"),
        ({"release_from": "next year"}, "'next year' is no day"),
    ],
)
def test_a_word_that_is_none_is_refused(cells: dict[str, str], said: str) -> None:
    with pytest.raises(ValueUnreadable, match=said) as caught:
        Exposure.from_cells(cells)
    assert caught.value.column in cells


def test_the_command_knows_the_same_words() -> None:
    assert list(handing.LEVELS) == [one.value for one in Sensitivity]
    assert list(handing.CONSENTS) == [one.value for one in Consent]
    assert handing.SHOWS == SHOWS
