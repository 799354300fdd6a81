"""What a line of the Dutch licences becomes; goods, values and numbers are made up."""

from __future__ import annotations

import json
from datetime import date

import pytest

from headstamp.records.sources import Parsed, form_of
from headstamp.records.sources.dutch_text import is_component
from headstamp.world import Actors, read_cell

ACTORS = Actors.load()
HEADER = (
    "afgifte datum,nummer,SGP,CAT,goederen omschrijving,D/T,Verl.,V/N,U/D,T.v.v.,land van bestemming,"
    "land van eindbestemming,oorsprong /herkomst,land van oorsprong,waarde (€),verval datum"
)
LINE: dict[str, str] = {
    "day": "03/31/2009",
    "number": "12345678",
    "sgp": "ML1a      ",
    "cat": "A08",
    "goods": "Pistolen",
    "dt": "D",
    "renewed": "N",
    "vn": "N",
    "ud": "2",
    "tvv": "3122003",
    "to": "BHUTAN                                  ",
    "end": "BHUTAN",
    "source": "NOORWEGEN   ",
    "made": "",
    "value": "5000",
    "until": "31012005",
}


def line(**changes: str) -> str:
    cells = {**LINE, **changes}
    return ",".join(f'"{one}"' if any(sign in one for sign in ',\n"') else one for one in cells.values())


def licences(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    form = form_of(data, "licences.csv")
    assert form.name == "nl-licences"
    parsed = form.parse(data, "licences.csv", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def row(**changes: str) -> dict[str, object]:
    (told,) = parse(licences(line(**changes))).rows.to_pylist()
    return told


def test_a_licence_for_an_export() -> None:
    told = row()
    assert (told["supplier"], told["reported_by"], told["origin"]) == ("NLD", "NLD", "NOORWEGEN")
    assert (told["recipient"], told["end_user"], told["via"]) == ("BHUTAN", None, [])
    assert (told["stage"], told["item"], told["category"]) == ("authorised", "Pistolen", "ml:ML1a")
    assert (told["value"], told["currency"], told["value_basis"]) == (5000.0, "EUR", "licence")
    assert (told["reference"], told["comment"]) == ("12345678", "")


def test_days_are_month_first_and_broken_ones_stay_raw() -> None:
    told = row()
    assert (told["dated_from"], told["dated_precision"]) == (date(2009, 3, 31), "day")
    assert json.loads(str(told["raw"]))[9] == "3122003"


def test_lines_of_one_licence_count_nothing() -> None:
    """A licence may have several lines and is listed again when it is renewed."""
    told = row(renewed="J")
    assert (told["quantity"], told["quantity_status"], told["quantity_unit"]) == (None, "blank", "licence")
    assert told["comment"] == "renewal of an earlier licence"


def test_temporary() -> None:
    assert row(dt="T")["comment"] == "temporary"


@pytest.mark.parametrize("kind", ["3", "D"])
def test_goods_in_transit_are_not_supplied_by_the_licensing_state(kind: str) -> None:
    told = row(ud=kind)
    assert (told["supplier"], told["via"], told["reported_by"]) == ("NOORWEGEN", ["NLD"], "NLD")
    assert (told["stage"], told["comment"]) == ("authorised", "transit licence")


def test_brokered_goods_never_touch_the_licensing_state() -> None:
    told = row(ud="4", dt="T")
    assert (told["supplier"], told["via"]) == ("NOORWEGEN", [])
    assert told["comment"] == "temporary; brokering licence"


def test_a_final_destination_that_differs_is_the_end_users() -> None:
    told = row(to="DUITSLAND", end="Bhutan   ")
    assert (told["recipient"], told["end_user"]) == ("DUITSLAND", "Bhutan")
    assert row(to="BHUTAN", end="Bhutan")["end_user"] is None
    assert row(end="")["end_user"] is None


def test_an_end_user_nobody_knows_is_kept_as_named() -> None:
    assert row(end="NIET  NADER GENOEMD LAND")["end_user"] == "NIET NADER GENOEMD LAND"


def test_a_destination_nobody_knows_is_rejected() -> None:
    (reject,) = parse(licences(line(), line(to="ATLANTIS"))).rejected
    assert (reject.line, reject.column, reject.raw) == (3, "land van bestemming", line(to="ATLANTIS"))


def test_where_goods_were_made_goes_before_whence_they_come() -> None:
    assert row(made="ZWEDEN")["origin"] == "ZWEDEN"
    assert row(source="", made="")["origin"] is None
    assert row(source="VS, DUITSLAND")["origin"] == "VS, DUITSLAND"


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("ML3", "ml:ML3"),
        ("ML2,6", "ml:ML2;ML6"),
        ("ML2, ML6", "ml:ML2;ML6"),
        ("ML6/10", "ml:ML6;ML10"),
        ("ML10a,b", "ml:ML10a;ML10b"),
        ("ML2.ML6", "ml:ML2;ML6"),
        ("Ml10,22", "ml:ML10;ML22"),
        ("ML8b6", "ml:ML8b6"),
        ("DIV", None),
        ("M10", None),
        ("ML23", None),
        ("", None),
    ],
)
def test_several_categories_in_a_cell(cell: str, category: str | None) -> None:
    assert row(sgp=cell)["category"] == category


def test_a_newline_in_a_quoted_cell_is_one_row() -> None:
    parsed = parse(licences(line(goods="Pistolen,\nkaliber 9 mm"), line()))
    assert (parsed.read, parsed.kept, parsed.merged) == (3, 2, 1)
    first, second = parsed.rows.to_pylist()
    assert (first["item"], first["row"], second["row"]) == ("Pistolen, kaliber 9 mm", 2, 4)


def test_an_empty_value_is_none() -> None:
    assert (row(value="")["value"], row(value="")["currency"]) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Delen van Leopard II tanks",
        "(Onder)delen voor pantservoertuigen",
        "Onderdeel van een houwitser",
        "Deel van Leopard II tank",
        "Defecte delen van vliegtuigen",
        "kg. Delen voor militaire vliegtuigen",
        "Vliegtuigonderdelen",
        "Toebehoren voor Leopard II tanks",
        "Loopwielen t.b.v. Leopard II tanks",
        "Motor tbv militair vliegtuig",
        "Anti-ice valve, zijnde deel van een F-16",
    ],
)
def test_parts_are_no_weapon(text: str) -> None:
    assert is_component(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Pistolen",
        "Pistolen + onderdelen",
        "Kogelgeweren en delen van wapens",
        "Pistolen, delen en toebehoren",
        "Signaalmiddelen",
        "Thermische camera met toebehoren",
        "Machinegeweer t.b.v. pantservoertuig",
        "Munitie t.b.v. MLRS",
    ],
)
def test_weapons_with_parts_beside_them_are_not_said_to_be_parts(text: str) -> None:
    assert is_component(text) is None


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"day": "31/03/2009"}, "afgifte datum"),
        ({"day": "2009-03-31"}, "afgifte datum"),
        ({"value": "5.000,00"}, "waarde (€)"),
        ({"to": ""}, "land van bestemming"),
    ],
)
def test_what_does_not_hold_together_is_rejected(changes: dict[str, str], column: str) -> None:
    (reject,) = parse(licences(line(), line(**changes))).rejected
    assert (reject.line, reject.column) == (3, column)
