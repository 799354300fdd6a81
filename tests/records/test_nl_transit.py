"""What a line of the Dutch transit lists becomes; consignments and numbers are made up."""

from __future__ import annotations

from datetime import date

import pytest

from headstamp.records.sources import Parsed, form_of
from headstamp.world import Actors, read_cell

ACTORS = Actors.load()
HEADER = (
    "Datum aanvraag,Consent nummer,Aantal,Goederen omschrijving,land van herkomst,land van bestemming (**),"
    "Ad-hoc J/N (***),VP/AN (****),Vervoermiddel,Plaats van uitgang"
)
LINE: dict[str, str] = {
    "day": "03/31/2009",
    "number": "melding",
    "count": "420",
    "goods": "Kogelgeweren",
    "source": "Noorwegen",
    "to": "Bhutan",
    "adhoc": "N",
    "mark": "",
    "by": "Schip",
    "out": "Rotterdam",
}


def line(**changes: str) -> str:
    cells = {**LINE, **changes}
    return ",".join(f'"{one}"' if any(sign in one for sign in ',\n"') else one for one in cells.values())


def transit(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    form = form_of(data, "transit.csv")
    assert form.name == "nl-transit"
    parsed = form.parse(data, "transit.csv", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def row(**changes: str) -> dict[str, object]:
    (told,) = parse(transit(line(**changes))).rows.to_pylist()
    return told


def number(count: str, goods: str) -> tuple[object, object, object]:
    told = row(count=count, goods=goods)
    return told["quantity"], told["quantity_unit"], told["quantity_status"]


def test_goods_in_transit() -> None:
    told = row()
    assert (told["supplier"], told["recipient"], told["via"]) == ("Noorwegen", "Bhutan", ["NLD"])
    assert (told["stage"], told["reported_by"], told["reference"]) == ("transit", "NLD", "melding")
    assert (told["item"], told["component"], told["terms"]) == ("Kogelgeweren", None, None)
    assert (told["dated_from"], told["first_year"]) == (date(2009, 3, 31), 2009)
    assert (told["quantity_raw"], told["comment"], told["value"]) == ("420", "", None)


@pytest.mark.parametrize(
    ("count", "goods", "told"),
    [
        ("420", "Kogelgeweren", (420.0, "object", "reported")),
        ("1 stuk", "Kogelgeweer", (1.0, "object", "reported")),
        ("2 stuks", "Pistolen", (2.0, "object", "reported")),
        ("1,500", "Pistolen", (1500.0, "object", "reported")),
        ("2,500,000", "Patronen kal. 9 mm", (2_500_000.0, "round", "reported")),
        ("5000", "Kogelpatronen", (5000.0, "round", "reported")),
        ("80", "MUNITIE .375 H&H", (80.0, "round", "reported")),
        ("80", "Patronen kal. 5,56x45 en 9x19", (80.0, "round", "reported")),
        ("80", "Hagel- en kogelpatronen", (80.0, "round", "reported")),
        ("90", "Slaghoedjes", (90.0, "object", "reported")),
        ("90", "Patroonhulzen", (90.0, "object", "reported")),
        ("90", "Signaalpatronen", (90.0, "object", "reported")),
        ("90", "Patroonmagazijnen", (90.0, "object", "reported")),
        ("90", "Delen van munitie", (90.0, "object", "reported")),
        ("3", "Kogelgeweren kal. .300 en .416", (3.0, "object", "reported")),
        ("3", "Kist munitie", (3.0, "package", "reported")),
        ("2 kisten", "Munitie", (2.0, "package", "reported")),
        ("11600", "kg. Nitrocellulose", (11_600.0, "kg", "reported")),
        ("600 kg", "Patronen", (600.0, "kg", "reported")),
        ("0,9 kg", "Explosieven", (0.9, "kg", "reported")),
    ],
)
def test_what_a_number_counts(count: str, goods: str, told: tuple[object, object, object]) -> None:
    assert number(count, goods) == told


@pytest.mark.parametrize(
    "goods",
    [
        "Kogelgeweer en 40 patronen",
        "Kogelgeweer, munitie",
        "Kogelgeweer plus 40 patr.",
        "4 Granaatwerpers, 8 mitrailleurs",
        "2Pistolen,9Pistoolmitrailleurs,30Munitie",
        "450 patronen, 70 slaghoedjes",
        "Pistolen + onderdelen",
    ],
)
def test_one_number_for_several_kinds_says_of_none_how_many(goods: str) -> None:
    assert number("41", goods) == (41.0, "object", "aggregate")


def test_two_numbers_in_a_cell_are_not_added() -> None:
    assert number("2 en 5 kg", "Kogelgeweren en munitie") == (None, "object", "aggregate")


@pytest.mark.parametrize("count", ["15.422 kg", "2,268 kg", "5000 Ft", "1.5", "²"])
def test_a_number_that_may_be_read_in_two_ways_is_not_guessed(count: str) -> None:
    told = row(count=count)
    assert (told["quantity"], told["quantity_status"], told["quantity_raw"]) == (None, "blank", count)
    assert told["uncertain"] == ["quantity"]


@pytest.mark.parametrize("count", ["", "x x x x"])
def test_no_number_is_no_doubt_about_one(count: str) -> None:
    told = row(count=count)
    assert (told["quantity"], told["quantity_status"], told["uncertain"]) == (None, "blank", [])


@pytest.mark.parametrize(
    "changes",
    [{"to": "Bhutan v.v."}, {"to": "Bhutan v. v."}, {"out": "Schiphol vv"}, {"out": "Schiphol v.v."}],
)
def test_there_and_back(changes: dict[str, str]) -> None:
    told = row(**changes)
    assert (told["recipient"], told["comment"], told["terms"]) == ("Bhutan", "and back", None)


def test_what_goods_go_through() -> None:
    assert row(to="Bhutan via Zweden")["via"] == ["NLD", "Zweden"]
    assert row(to="Bhutan, via Zweden v.v.")["recipient"] == "Bhutan"
    assert row(source="Noorwegen via Zweden")["via"] == ["Zweden", "NLD"]


def test_several_origins_are_kept_as_one_text() -> None:
    assert row(source="Noorwegen, Zweden")["supplier"] == "Noorwegen, Zweden"


@pytest.mark.parametrize(
    ("changes", "stage", "comment"),
    [
        ({"mark": "AN"}, "notified", "given up by the exporter when a licence was to be demanded"),
        (
            {"adhoc": "J", "mark": "AN"},
            "notified",
            "given up by the exporter when a licence was to be demanded",
        ),
        ({"mark": "VP / AN"}, "notified", "given up by the exporter when a licence was to be demanded"),
        ({"adhoc": "J", "mark": "VP"}, "notified", "a licence was demanded"),
        ({"adhoc": "J"}, "notified", "a licence was demanded"),
        ({"mark": "VP afgew"}, "refused", "a licence was demanded and refused"),
        ({"adhoc": "J", "mark": "retour"}, "notified", "a licence was demanded, and the goods went back"),
        ({"adhoc": "N "}, "transit", ""),
    ],
)
def test_what_was_given_up_or_refused_did_not_pass(changes: dict[str, str], stage: str, comment: str) -> None:
    told = row(**changes)
    assert (told["stage"], told["comment"]) == (stage, comment)


def test_a_calibre_in_its_own_cell_pushes_the_rest_on() -> None:
    told = row(goods="KOGELGEWEER", source="6,5X55 MM", to="NOORWEGEN", adhoc="BHUTAN", out="Schiphol vv")
    assert (told["item"], told["supplier"]) == ("KOGELGEWEER 6,5X55 MM", "NOORWEGEN")
    assert (told["recipient"], told["comment"], told["stage"]) == ("BHUTAN", "and back", "transit")


def test_parts_are_marked() -> None:
    assert row(goods="Delen van militaire helikopters")["component"] is True


def test_a_newline_in_a_quoted_cell_is_one_row() -> None:
    parsed = parse(transit(line(goods="Pistolen,\nkal. 9 mm"), line()))
    assert (parsed.read, parsed.kept, parsed.merged) == (3, 2, 1)
    assert [told["row"] for told in parsed.rows.to_pylist()] == [2, 4]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"day": "31/03/2009"}, "Datum aanvraag"),
        ({"source": "Atlantis"}, "land van herkomst"),
        ({"to": "Atlantis"}, "land van bestemming"),
        ({"to": ""}, "land van bestemming"),
    ],
)
def test_what_does_not_hold_together_is_rejected(changes: dict[str, str], column: str) -> None:
    (reject,) = parse(transit(line(), line(**changes))).rejected
    assert (reject.line, reject.column, reject.raw) == (3, column, line(**changes))


@pytest.mark.parametrize(
    ("goods", "category"),
    [
        ("Kogelgeweren", "class:rifle"),
        ("ENKELLOOPS KOGELGEW.", "class:rifle"),
        ("Patronen kal. 7,62x39 mm", "class:cartridge"),
        ("Munitie", "class:ammunition"),
        ("Pistool, kaliber 9 mm", "class:pistol"),
        ("Kogelgeweer en 40 patronen", None),
        ("Delen van kogelgeweren", None),
        ("Ontstekers", None),
    ],
)
def test_words_name_a_class_where_they_name_one(goods: str, category: str | None) -> None:
    assert row(goods=goods)["category"] == category
