"""The table of codes holds together, and codes are found as people write them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from headstamp.tables import Row, Table
from headstamp.values import ValueUnreadable
from headstamp.world import HEADSTAMPS, Actors, Headstamps, factory_marks, find_factory_marks
from headstamp.world.calibres import Calibres, calibre_key
from headstamp.world.headstamps import NO_CODE, code_key, lookalike_key
from headstamp.world.mark_years import gregorian, year_readings, year_rules

DATA = Path(__file__).parents[2] / "src" / "headstamp" / "world" / "data"
PAGE = Path(__file__).parents[2] / "docs" / "marks.md"
ORDER = ("checked", "checked once", "year doubtful", "unverified")
REVIEWS = set(ORDER)
UNSOURCED = "general knowledge"
TABLES = ("headstamps", "factory_marks", "year_codes", "calibres")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_what_has_none_says_so(name: str) -> None:
    for row in rows(name):
        assert row["source"], row
        assert row["review"] in REVIEWS, row
        if row["source"].startswith(UNSOURCED):
            assert row["review"] == "unverified", row


@pytest.mark.parametrize("name", ["headstamps", "factory_marks", "year_codes"])
def test_every_state_is_known(name: str) -> None:
    actors = Actors.load()
    assert {row["state"] for row in rows(name)} <= {actor.id for actor in actors.states}


def test_the_table_of_codes_is_one_that_a_case_could_import() -> None:
    told = rows("headstamps")
    read = tuple(Row(number, row) for number, row in enumerate(told, start=2))
    table = Table("headstamps", tuple(told[0]), read, ())
    checked = HEADSTAMPS.check(table, lambda actor: actor in Actors.load())
    assert checked.rejected == ()
    assert checked.unknown_columns == ()
    assert len(checked.rows) == len(told) == len(Headstamps.load())


def test_there_are_enough_codes_and_states_to_be_of_use() -> None:
    told = rows("headstamps")
    assert len({row["code"] for row in told}) >= 150
    assert len({row["state"] for row in told}) >= 40


def test_most_codes_rest_on_a_source_that_was_read() -> None:
    told = rows("headstamps")
    sourced = {row["code"] for row in told if row["review"] != "unverified"}
    assert len(sourced) >= 150
    assert len(sourced) > len({row["code"] for row in told}) / 2


def test_the_page_tells_how_much_is_checked() -> None:
    told = rows("headstamps")
    best: dict[str, str] = {}
    for row in sorted(told, key=lambda row: ORDER.index(row["review"]), reverse=True):
        best[row["code"]] = row["review"]
    by_row, by_code = Counter(row["review"] for row in told), Counter(best.values())
    lines = [f"| {review} | {by_row[review]} | {by_code[review]} |" for review in ORDER if by_row[review]]
    page = PAGE.read_text(encoding="utf-8")
    for line in (*lines, f"| all | {len(told)} | {len(best)} |"):
        assert line in page
    assert f"({len({row['state'] for row in told})} states, present and dissolved)" in page
    sourced = [row for row in told if row["review"] != "unverified"]
    full = {row["code"] for row in sourced if UNSOURCED not in row["source"]}
    half = {row["code"] for row in sourced} - full
    assert (
        f"Of the {len(full | half)} codes with a source, {len(half)} rest on one that gives the initials"
        in page
    )


def test_a_code_of_several_makers_has_a_row_for_each() -> None:
    makers = Counter(code_key(row["code"]) for row in rows("headstamps"))
    assert makers["t"] >= 3
    assert {one.state for one in Headstamps.load().with_code("21")} == {"HUN", "POL", "ROU"}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("ppu", "PPU"),
        ("W.R.A.", "WRA"),
        ("E C", "EC"),
        ("((10))", "10"),
        ("٥٣٩", "539"),
        ("ик", "ИК"),
        ("sb-t", "SB-T"),
    ],
)
def test_a_code_is_found_however_it_is_written(written: str, same: str) -> None:
    assert Headstamps.load().with_code(written) == Headstamps.load().with_code(same) != ()


def test_letters_of_another_script_are_found_by_their_looks_only() -> None:
    codes = Headstamps.load()
    cyrillic = "Т"
    assert codes.with_code(cyrillic) == ()
    assert {one.state for one in codes.looking_like(cyrillic)} >= {"CHE", "former:soviet-union"}
    assert codes.looking_like("T") == ()
    assert lookalike_key("КА") == "ka"


def test_cases_without_a_code_have_rows_of_their_own() -> None:
    bare = Headstamps.load().with_code("")
    assert {one.code for one in bare} == {NO_CODE}
    assert "IRN" in {one.state for one in bare}


def test_a_case_lays_its_own_codes_over_the_shipped_ones() -> None:
    shipped = Headstamps.load()
    own = {
        "code": "QZ",
        "maker": "Made-up works",
        "state": "XQA",
        "from": "1950",
        "to": "1960",
        "source": "s1",
    }
    laid = shipped.overlay([own])
    (row,) = laid.with_code("qz")
    assert (row.first_year, row.last_year, row.review) == (1950, 1960, "case")
    assert shipped.with_code("qz") == ()
    assert len(laid) == len(shipped) + 1
    corrected = laid.overlay([own | {"from": "1955", "review": "checked"}])
    assert [(row.first_year, row.review) for row in corrected.with_code("QZ")] == [(1955, "checked")]


def test_a_time_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueUnreadable):
        Headstamps.load().overlay([{"code": "QZ", "maker": "m", "state": "XQA", "from": "one day"}])


def test_calibres_are_found_however_they_are_written() -> None:
    calibres = Calibres.load()
    for text in ("7.62x39", "7,62 × 39 mm", "7.62х39мм".replace("мм", "mm"), "M43"):
        found = calibres.find(text)
        assert found is not None
        assert found.name == "7.62x39"
    assert calibres.find("99x99") is None
    assert calibre_key("9 mm Luger") == "9luger"


def test_no_two_calibres_share_a_name() -> None:
    names = Counter(
        calibre_key(name) for one in Calibres.load() for name in dict.fromkeys((one.name, *one.aliases))
    )
    assert {name: number for name, number in names.items() if number > 1} == {}


def test_two_digits_leave_the_century_open() -> None:
    assert gregorian("15", 1891, 2026) == (1915, 2015)
    assert gregorian("53", 1943, 2026) == (1953,)
    assert gregorian("٨٠", 1950, 2026) == (1980,)
    for no_year in ("5", "539", "AB", "", "²0"):
        assert gregorian(no_year, 1891, 2026) in ((), (1920, 2020))


def test_a_letter_or_a_calendar_can_stand_for_a_year_where_the_state_used_it() -> None:
    (letter,) = year_readings("Г", "former:soviet-union", 1922, 1991)
    assert letter.years == (1952,)
    assert year_readings("Г", "CHN", 1922, 1991) == ()
    # The forum of cartridge collectors reads the Ottoman year 1326 as 1908 or 1909.
    (ottoman,) = year_readings("1326", "former:ottoman-empire", 1870, 1922)
    assert {1908, 1909} <= set(ottoman.years)
    plain, solar = year_readings("64", "IRN", 1943, 2026)
    assert (plain.years, solar.years) == ((1964,), (1985, 1986))


def test_every_rule_of_years_is_a_letter_or_a_calendar() -> None:
    for rule in year_rules():
        assert (rule.year is not None) == bool(rule.mark)
        assert rule.add[0] <= rule.add[1]


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("triangle with 66", "66 in a triangle"),
        ("10 in two circles", "10 in two circles"),
        ("an arrow inside a triangle", "arrow in a triangle"),
        ("ОД and АВ", "АВ and ОД"),
        ("bo", "BO"),
    ],
)
def test_a_symbol_is_found_by_its_words(said: str, mark: str) -> None:
    assert {one.mark for one in find_factory_marks(said)} == {mark}


def test_a_symbol_that_is_not_known_is_not_guessed() -> None:
    assert find_factory_marks("triangle") == ()
    assert find_factory_marks("") == ()
    assert {one.kind for one in factory_marks()} == {"maker", "property", "remark", "selector"}


def test_a_case_s_row_is_known_as_its_own_and_its_state_by_any_name() -> None:
    own = {"code": "QZ", "maker": "a works", "state": "Iraq", "review": "Checked"}
    laid = Headstamps.load().overlay([own, own | {"code": "QX", "review": "looked at twice"}])
    (row,) = laid.with_code("QZ")
    assert (row.state, row.own, row.review) == ("IRQ", True, "checked")
    # In words that the program does not know, a review says nothing that weighs.
    assert [one.review for one in laid.with_code("QX")] == ["unverified"]
    assert not any(one.own for one in Headstamps.load())


def test_a_shipped_code_corrected_by_a_case_is_read_once() -> None:
    (shipped,) = (one for one in Headstamps.load().with_code("10") if one.state == "BGR")
    own = {"code": "10", "maker": shipped.maker, "state": "Bulgaria", "from": "1950"}
    laid = Headstamps.load().overlay([own])
    assert [(one.first_year, one.own) for one in laid.with_code("10") if one.state == "BGR"] == [(1950, True)]
