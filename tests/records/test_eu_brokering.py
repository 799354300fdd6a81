"""What a line of the EU's brokering licences becomes; figures and deals are made up."""

from __future__ import annotations

import pytest

from headstamp.records.sources import Parsed, form_of
from headstamp.world import Actors, read_cell

ACTORS = Actors.load()
ISSUED = "2010,IS,Iceland,issued,BT,Bhutan,2,30000.0,ML4,50,,NO,Norway"


def brokering(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    form = form_of(data, "brokering.csv")
    assert form.name == "eu-brokering"
    parsed = form.parse(data, "brokering.csv", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def row(*changes: tuple[str, str]) -> dict[str, object]:
    line = ISSUED
    for old, new in changes:
        assert old in line
        line = line.replace(old, new)
    (told,) = parse(brokering(line)).rows.to_pylist()
    return told


def test_goods_go_from_the_last_state_to_the_first_and_the_broker_is_neither() -> None:
    told = row()
    assert (told["supplier"], told["recipient"], told["reported_by"]) == ("Norway", "Bhutan", "Iceland")
    assert (told["stage"], told["category"]) == ("authorised", "ml:ML4")
    assert (told["value"], told["currency"], told["value_basis"]) == (30_000.0, "EUR", "licence")
    assert told["comment"] == "brokering licence of Iceland; quantity '50'"
    assert (told["first_year"], told["dated_precision"]) == (2010, "year")


@pytest.mark.parametrize("text", ["50", "50 pcs", "50 pieces", "50 pcs.", "50 units"])
def test_a_number_of_goods(text: str) -> None:
    told = row((",50,", f",{text},"))
    assert (told["quantity"], told["quantity_unit"], told["quantity_status"]) == (50.0, "object", "reported")
    assert told["quantity_raw"] == text


def test_one_piece_is_one_object() -> None:
    assert row((",50,", ",1 piece,"))["quantity_unit"] == "object"


@pytest.mark.parametrize("text", ["", "0", "2 kg", "various", "1 piece; 3 kg", "30000"])
def test_without_a_number_of_goods_the_licences_are_counted(text: str) -> None:
    """Nor is a number that repeats the value one of goods."""
    told = row((",50,", f",{text},"))
    assert (told["quantity"], told["quantity_unit"], told["quantity_raw"]) == (2.0, "licence", "2")


def test_neither_goods_nor_licences() -> None:
    told = row((",50,", ",,"), (",2,", ",,"))
    assert (told["quantity"], told["quantity_status"]) == (None, "blank")


def test_one_number_for_several_categories_says_of_none_how_many() -> None:
    assert row(("ML4", "ML1; ML3"))["quantity_status"] == "aggregate"
    licences = row(("ML4", "ML1; ML3"), (",50,", ",,"))
    assert (licences["category"], licences["quantity_status"]) == ("ml:ML1;ML3", "reported")


def test_codes_of_other_lists_are_no_military_ones() -> None:
    assert row(("ML4", "110"))["category"] is None
    mixed = row(("ML4", "ML1aPL5017; NLR"))
    assert mixed["category"] == "ml:ML1a"
    assert mixed["comment"] == "brokering licence of Iceland; quantity '50'; also under PL5017, NLR"


def test_a_refusal() -> None:
    told = row(("issued", "refused"))
    assert told["stage"] == "refused"


def test_ends_that_are_not_told_stay_open() -> None:
    told = row(("BT,Bhutan", ","), ("NO,Norway", ","))
    assert (told["supplier"], told["recipient"]) == (None, None)


def test_several_origins_are_kept_as_one_text() -> None:
    assert row(("NO,Norway", "NO; CH,Norway; Switzerland"))["supplier"] == "Norway; Switzerland"


def test_lines_in_a_programs_own_notation_are_rejected_with_their_text() -> None:
    broken = "[u'ICELAND', 'issued', [u'Bhutan'], 1, [u'24', u'', u'370,00 EUR'], [u'ML1'], [u'Norway']]"
    quoted = "[u'ICELAND', 'issued', [u'Bhutan'], 1, [u\"24's\"], [u'ML1'], [u'Norway']]"
    parsed = parse(brokering(ISSUED, broken, quoted, ISSUED))
    assert [(one.line, one.raw) for one in parsed.rejected] == [(2, broken), (3, quoted)]
    assert {one.why for one in parsed.rejected} == {"a program left its own notation instead of the cells"}
    assert parsed.kept == 2


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("issued", "granted", "decision"),
        ("2010", "20X0", "year"),
        ("Iceland", "Atlantis", "broker"),
        ("Bhutan", "Atlantis", "destination"),
        ("Norway", "Atlantis", "origin"),
        ("30000.0", "30,000", None),
        ("30000.0", "about 3", "value"),
    ],
)
def test_what_does_not_hold_together_is_rejected(old: str, new: str, column: str | None) -> None:
    line = ISSUED.replace(old, new)
    (reject,) = parse(brokering(ISSUED, line)).rejected
    assert (reject.line, reject.column, reject.raw) == (2, column, line)
