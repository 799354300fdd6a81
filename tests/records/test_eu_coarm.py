"""What a line of the EU's reports becomes; the quirks are those of 2005-2013, the figures are made up."""

from __future__ import annotations

import json

import pytest

from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.eu_coarm import EU_COARM, EU_COARM_MEASURES
from headstamp.world import Actors, read_cell

HEADER = (
    'unique-id;" ""year""";importing-country;exporting-country;CML-category;'
    "num-licenses-imported;val-licenses-imported;val-arms-imported"
)
ACTORS = Actors.load()


def report(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


def measures(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def known(name: str) -> bool:
    return read_cell(name, ACTORS) is not None


def parse(data: bytes) -> Parsed:
    parsed = form_of(data, "eu.csv").parse(data, "eu.csv", known)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def rows(data: bytes) -> list[dict[str, object]]:
    return parse(data).rows.to_pylist()


def test_a_line_is_a_licence_and_an_export() -> None:
    licence, export = rows(report("7;2009;Bhutan;Iceland;ML1;3;1200;900"))
    shared = {
        "supplier": "Iceland",
        "recipient": "Bhutan",
        "category": "ml:ML1",
        "reference": "7",
        "item": "",
    }
    for row in (licence, export):
        assert {name: row[name] for name in shared} == shared
        assert (row["first_year"], row["last_year"], row["currency"]) == (2009, 2009, "EUR")
    assert (licence["stage"], licence["value"], licence["value_basis"]) == ("authorised", 1200.0, "licence")
    assert (licence["quantity"], licence["quantity_unit"], licence["quantity_raw"]) == (3.0, "licence", "3")
    assert (licence["quantity_status"], licence["dated_precision"]) == ("reported", "year")
    assert (export["stage"], export["value"], export["value_basis"]) == ("delivered", 900.0, "delivered")
    assert (export["quantity"], export["quantity_status"]) == (None, "blank")
    assert export["deliveries"][0]["precision"] == "year"  # type: ignore[index]
    assert export["dated_from"] is None
    assert licence["id"] != export["id"]


def test_the_cells_are_kept_as_they_stand() -> None:
    (row,) = rows(report("7;2009; Bhutan;Iceland;ML1;3;1 200;"))
    assert json.loads(str(row["raw"])) == ["7", "2009", " Bhutan", "Iceland", "ML1", "3", "1 200", ""]


@pytest.mark.parametrize("text", ["7 56000", "131.354", "32.5", "1,200", "²", "٣"])
def test_a_value_that_may_be_read_in_two_ways_is_not_guessed(text: str) -> None:
    (row,) = rows(report(f"7;2009;Bhutan;Iceland;ML1;3;{text};"))
    assert (row["value"], row["currency"], row["uncertain"]) == (None, None, ["value"])


def test_an_export_that_cannot_be_read_is_an_export_all_the_same() -> None:
    (row,) = rows(report("7;2009;Bhutan;Iceland;ML1;;;12.5"))
    assert (row["stage"], row["value"], row["uncertain"]) == ("delivered", None, ["value"])


def test_thousands_set_apart_are_one_number() -> None:
    (row,) = rows(report("7;2009;Bhutan;Iceland;ML1;3;386 000;"))
    assert (row["value"], row["uncertain"]) == (386_000.0, [])


def test_total_lines_are_aggregates() -> None:
    licence, export = rows(report("7;2009;Bhutan;Iceland;Total;3;1200;900"))
    assert {licence["category"], export["category"]} == {"ml:total"}
    assert {licence["quantity_status"], export["quantity_status"]} == {"aggregate"}
    assert licence["supplier"] == "Iceland"


@pytest.mark.parametrize("exporter", ["TOTAL PER ML categorya", "na"])
def test_a_sum_over_exporters_and_an_exporter_not_told_are_no_supplier(exporter: str) -> None:
    licence, export = rows(report(f"7;2009;Bhutan;{exporter};ML1;3;1200;900"))
    for row in (licence, export):
        assert (row["supplier"], row["reported_by"]) == (None, None)
        assert (row["quantity_status"], row["comment"]) == ("aggregate", f"exporter given as '{exporter}'")


def test_misspelt_exporters_are_kept_as_written() -> None:
    told = rows(report("1;2009;Bhutan;Chrypre;ML1;3;1;", "2;2009;Bhutan;CzechRepublic;ML1;3;1;"))
    assert [row["supplier"] for row in told] == ["Chrypre", "CzechRepublic"]


def test_an_importer_not_told_is_no_recipient() -> None:
    (row,) = rows(report("7;2009;Na;Iceland;ML1;3;1200;"))
    assert row["recipient"] is None


def test_an_export_without_a_licence_of_the_year_is_no_licence() -> None:
    """Licences of one year are often exports of the next."""
    assert [row["stage"] for row in rows(report("7;2009;Bhutan;Iceland;ML1;;;900"))] == ["delivered"]
    assert [row["stage"] for row in rows(report("7;2009;Bhutan;Iceland;ML1;0;0;900"))] == ["delivered"]


def test_nought_exported_is_no_delivery() -> None:
    assert [row["stage"] for row in rows(report("7;2009;Bhutan;Iceland;ML1;3;1200;0"))] == ["authorised"]


def test_a_licence_without_value_and_a_value_without_licences() -> None:
    first, second = rows(report("7;2009;Bhutan;Iceland;ML1;3;;", "8;2009;Bhutan;Iceland;ML2;;1200;"))
    assert (first["quantity"], first["value"], first["currency"]) == (3.0, None, None)
    assert (second["quantity"], second["quantity_status"], second["value"]) == (None, "blank", 1200.0)


def test_a_line_without_any_figure_is_kept_and_claims_nothing() -> None:
    parsed = parse(report("7;2009;Bhutan;Iceland;ML1;;;"))
    assert (parsed.read, parsed.kept, parsed.rows.num_rows) == (1, 1, 0)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("7;2009;Atlantis;Iceland;ML1;3;1;", "importing-country", "'Atlantis' is no state or region"),
        ("7;2009;Bhutan;;ML1;3;1;", "exporting-country", "the cell is empty"),
        ("7;MMIX;Bhutan;Iceland;ML1;3;1;", "year", "'MMIX' is not a year"),
        ("7;2009;Bhutan;Iceland;ML23;3;1;", "CML-category", "'ML23' is no category"),
        ("7;2009;Bhutan;Iceland;arms;3;1;", "CML-category", "'arms' is no category"),
        ("7;2009;Bhutan;Iceland;ML1;1.5;1;", "num-licenses-imported", "'1.5' is not a whole number"),
        ("7;2009;Bhutan;Iceland;ML1;-1;1;", "num-licenses-imported", "'-1' is not a number of 0 or more"),
        ("7;2009;Bhutan;Iceland;ML1;1_0;1;", "num-licenses-imported", "'1_0' is not a number"),
        ("7;2009;Bhutan;Iceland;ML1;3", None, "6 cells where the header has 8"),
    ],
)
def test_what_does_not_hold_together_is_rejected_with_its_text(
    line: str, column: str | None, why: str
) -> None:
    parsed = parse(report("1;2009;Bhutan;Iceland;ML1;3;1;", line))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column, reject.raw) == (3, column, line)
    assert why in reject.why
    assert parsed.kept == 1


def test_the_years_are_those_of_the_lines_kept() -> None:
    parsed = parse(
        report("7;2009;Bhutan;Iceland;ML1;3;1;", "8;2011;Bhutan;Iceland;ML1;3;1;", "9;1999;X;;;;;")
    )
    assert parsed.coverage.years == (2009, 2011)


def test_a_header_without_a_column_is_refused_by_its_name() -> None:
    data = report().replace(b"CML-category;", b"").replace(b"unique-id", b"CML-category;unique-id")
    with pytest.raises(RecordsUnreadable, match="in another order"):
        EU_COARM.parse(data, "eu.csv", known)
    with pytest.raises(RecordsUnreadable, match="the column 'importing-country' is missing"):
        EU_COARM.parse(report().replace(b"importing-country;", b""), "eu.csv", known)


# The later form: one line a measure.

A = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; a; 2;"
B = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; b; 435;"
C = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; c; 300;"
D = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; d; 1;"
E2 = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; e2; 1;"
E3 = "2016; 0; IS; Iceland; BT; Bhutan; ASA; South Asia; ML 4; e3; 2;"


def test_number_and_value_of_licences_are_joined() -> None:
    parsed = parse(measures(B, C, A))
    assert form_of(measures(B, C, A), "x").name == "eu-coarm-measures"
    assert (parsed.read, parsed.kept, parsed.merged) == (3, 2, 1)
    licence, export = parsed.rows.to_pylist()
    assert (licence["quantity"], licence["value"], licence["row"]) == (2.0, 435.0, 1)
    assert json.loads(licence["raw"]) == [B, A]
    assert (export["stage"], export["value"], export["value_basis"]) == ("delivered", 300.0, "delivered")
    assert (export["supplier"], export["recipient"], export["category"]) == ("Iceland", "Bhutan", "ml:ML4")


def test_a_value_alone_says_no_number_of_licences() -> None:
    (licence,) = rows(measures(B))
    assert (licence["stage"], licence["quantity"], licence["quantity_status"]) == (
        "authorised",
        None,
        "blank",
    )


def test_refusals_carry_their_criteria_and_are_counted_once() -> None:
    parsed = parse(measures(D, E2, E3))
    assert (parsed.kept, parsed.merged) == (1, 2)
    (refusal,) = parsed.rows.to_pylist()
    assert (refusal["stage"], refusal["quantity"], refusal["quantity_unit"]) == ("refused", 1.0, "licence")
    assert refusal["comment"] == "criterion 2 given 1 times; criterion 3 given 2 times"
    assert refusal["value"] is None


def test_criteria_alone_tell_of_refusals_without_their_number() -> None:
    (refusal,) = rows(measures(E2))
    assert (refusal["stage"], refusal["quantity"], refusal["quantity_status"]) == ("refused", None, "blank")


def test_a_measure_told_twice_loses_neither_figure() -> None:
    parsed = parse(measures(A, A.replace("; 2;", "; 5;"), B))
    assert [(row["quantity"], row["value"]) for row in parsed.rows.to_pylist()] == [(2.0, None), (5.0, 435.0)]
    assert (parsed.kept, parsed.merged) == (2, 1)


def test_other_years_categories_and_states_are_not_joined() -> None:
    others = [B.replace("2016", "2017"), B.replace("ML 4", "ML 3"), B.replace("IS; Iceland", "NO; Norway")]
    assert parse(measures(A, *others)).merged == 0


def test_total_and_embargo_of_the_later_form() -> None:
    (row,) = rows(measures(A.replace("2016; 0", "2016; 1")))
    assert row["comment"] == "the report marks the destination as under embargo"
    first, total = rows(measures(A, B.replace("ML 4", "Total")))
    assert (first["quantity_status"], total["quantity_status"]) == ("reported", "aggregate")


@pytest.mark.parametrize("measure", ["", "f", "ab", "e99"])
def test_an_unknown_measure_is_rejected(measure: str) -> None:
    (reject,) = parse(measures(A, A.replace("; a;", f"; {measure};"))).rejected
    assert (reject.line, reject.column) == (2, "measure")


def test_a_measure_without_amount_is_rejected() -> None:
    (reject,) = parse(measures(A, B.replace("435", ""))).rejected
    assert (reject.column, reject.why) == ("amount", "the cell is empty")


def test_both_forms_are_of_one_source() -> None:
    assert EU_COARM.source == EU_COARM_MEASURES.source
