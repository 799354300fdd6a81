"""What a line of the British licences becomes; cases and values are made up."""

from __future__ import annotations

import json
from datetime import date

import pytest

from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.uk_licences import UK_LICENCES
from headstamp.world import Actors, read_cell

ACTORS = Actors.load()
HEADER = "licence_group,date,rating,count,value,country,refused"
LATER = "licence_id,licence_cohort_id,date,rating,count,value,country,refused"
LINE = '9,2010-03-04,ML1,2,3540,"Sri Lanka",0'


def licences(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    form = form_of(data, "values.csv")
    assert form.name == "uk-licences"
    parsed = form.parse(data, "values.csv", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def row(line: str, header: str = HEADER) -> dict[str, object]:
    (told,) = parse(licences(line, header=header)).rows.to_pylist()
    return told


def test_a_licence() -> None:
    told = row(LINE)
    assert (told["supplier"], told["reported_by"], told["recipient"]) == ("GBR", "GBR", "Sri Lanka")
    assert (told["stage"], told["category"], told["reference"]) == ("authorised", "ml:ML1", "9")
    assert (told["quantity"], told["quantity_unit"], told["quantity_status"]) == (2.0, "licence", "reported")
    assert (told["value"], told["currency"], told["value_basis"]) == (3540.0, "GBP", "licence")
    assert (told["dated_from"], told["dated_to"]) == (date(2010, 3, 4), date(2010, 3, 4))
    assert (told["first_year"], told["last_year"], told["deliveries"]) == (2010, 2010, [])
    assert json.loads(str(told["raw"])) == ["9", "2010-03-04", "ML1", "2", "3540", "Sri Lanka", "0"]


@pytest.mark.parametrize("value", ["", "0"])
def test_a_refusal_has_no_value(value: str) -> None:
    told = row(f"9,2010-03-04,ML1,1,{value},Bhutan,1")
    assert (told["stage"], told["value"], told["currency"]) == ("refused", None, None)


def test_nought_and_nothing_stay_apart_in_what_was_granted() -> None:
    assert row("9,2010-03-04,ML1,1,0,Bhutan,0")["value"] == 0.0
    assert row("9,2010-03-04,ML1,1,,Bhutan,0")["value"] is None


@pytest.mark.parametrize(
    ("rating", "category"),
    [
        ("ML10", "ml:ML10"),
        ("ml16", "ml:ML16"),
        ("5A002", "dual-use:5A002"),
        ("PL5001", "national:PL5001"),
        ("End Use", "national:End Use"),
        ("ML99", "national:ML99"),
        ("", None),
    ],
)
def test_ratings_outside_the_military_list_are_no_class_of_weapon(rating: str, category: str | None) -> None:
    assert row(f"9,2010-03-04,{rating},1,5,Bhutan,0")["category"] == category


def test_the_columns_of_a_later_vintage() -> None:
    told = row("77,5,2010-03-04,ML1,1,5,Bhutan,0", header=LATER)
    assert (told["reference"], told["recipient"], told["value"]) == ("77", "Bhutan", 5.0)


def test_a_quoted_header_is_the_same_header() -> None:
    quoted = ",".join(f'"{one}"' for one in HEADER.split(","))
    assert row(LINE, header=quoted)["reference"] == "9"


def test_lines_of_one_case_are_rows_of_their_own() -> None:
    told = parse(licences(LINE, LINE.replace("ML1", "ML3"))).rows.to_pylist()
    assert [one["reference"] for one in told] == ["9", "9"]
    assert told[0]["id"] != told[1]["id"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2010-03-04", "04/03/2010", "date"),
        ("2010-03-04", "2010-02-30", "date"),
        ('"Sri Lanka"', "Atlantis", "country"),
        ('"Sri Lanka"', "", "country"),
        (",0", ",yes", "refused"),
        ("3540", "£3540", "value"),
        (",2,", ",1.5,", "count"),
        ("3540", "3,540", None),
    ],
)
def test_what_does_not_hold_together_is_rejected(old: str, new: str, column: str | None) -> None:
    line = LINE.replace(old, new)
    (reject,) = parse(licences(LINE, line)).rejected
    assert (reject.line, reject.column, reject.raw) == (3, column, line)


def test_a_column_more_is_named() -> None:
    with pytest.raises(RecordsUnreadable, match="the column 'colour' is not known"):
        UK_LICENCES.parse(licences(header=f"{HEADER},colour"), "values.csv", known)
