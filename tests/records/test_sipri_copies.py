"""Copies of SIPRI's tables that other programs have saved again say the same as the site's own files."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable

import pytest
from sipri_files import (
    API_2021_ROW,
    HEADER,
    TIV_ROWS,
    Deal,
    Shipment,
    api_2021,
    deliveries,
    json_answer,
    preamble,
    r_answer,
    sipri,
    tiv,
)

from headstamp.records.sources import FORMS, Parsed, form_of
from headstamp.world import Actors

KNOWN = Actors.load()
DEALS = [
    Deal(comment="Second-hand; aid; Model-1B version", years="2012; 2014"),
    Deal(item="Model-2", comment="Designated Águila"),
]
TABLES = {
    "sipri-deals": sipri(DEALS),
    "sipri-deliveries": deliveries([Shipment(), Shipment(item="Model-2 -")]),
    "sipri-api-2021": api_2021(API_2021_ROW, API_2021_ROW.replace("2012,Bhutan", "2012; 2014,Bhutan")),
    "sipri-tiv": tiv(*TIV_ROWS),
}


def parse(data: bytes) -> Parsed:
    form = form_of(data, "copy.csv")
    return form.parse(data, "copy.csv", lambda name: KNOWN.find(name) is not None)


def told(parsed: Parsed) -> list[dict[str, object]]:
    kept = [name for name in parsed.rows.column_names if name not in ("id", "row")]
    return parsed.rows.select(kept).to_pylist()


def each_line(data: bytes, change: Callable[[str], str]) -> bytes:
    return "\n".join(map(change, data.decode("latin-1").rstrip("\n").split("\n"))).encode("latin-1")


def padded(data: bytes) -> bytes:
    """Every line with so many semicolons that all have equally many, as a German or Turkish Excel does."""
    most = max(line.count(";") for line in data.decode("latin-1").split("\n")) + 5
    return each_line(data, lambda line: line + ";" * (most - line.count(";")))


def quoted(data: bytes, how: int) -> bytes:
    out = io.StringIO()
    rows = (line.split(",") for line in data.decode("latin-1").rstrip("\n").split("\n"))
    csv.writer(out, quoting=how, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode("latin-1")


COPIES: dict[str, Callable[[bytes], bytes]] = {
    "a semicolon behind every line": lambda data: each_line(data, lambda line: line + ";"),
    "semicolons up to one width": padded,
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "semicolons and crlf": lambda data: each_line(data, lambda line: line + ";").replace(b"\n", b"\r\n"),
    "utf-8 with bom": lambda data: codecs.BOM_UTF8 + data.decode("latin-1").encode(),
    "every cell in quotes": lambda data: quoted(data, csv.QUOTE_ALL),
    "words in quotes": lambda data: quoted(data, csv.QUOTE_NONNUMERIC),
    "every line in quotes": lambda data: each_line(data, lambda line: f'"{line}"' if "," in line else line),
    "every line in quotes and semicolons": lambda data: each_line(
        data, lambda line: f'"{line}";;' if "," in line else line + ";;"
    ),
}


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("table", TABLES)
def test_a_copy_says_the_same(table: str, copy: str) -> None:
    data = TABLES[table]
    changed = COPIES[copy](data)
    assert changed != data
    assert form_of(changed, "copy.csv").name == table
    ours, theirs = parse(changed), parse(data)
    assert told(ours) == told(theirs)
    assert (ours.read, ours.kept, ours.merged, ours.rejected) == (theirs.read, theirs.kept, 0, ())
    assert (ours.generated, ours.coverage) == (theirs.generated, theirs.coverage)
    assert ours.selection == theirs.selection


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize(
    "data",
    [sipri(DEALS, with_preamble=False), deliveries([Shipment()], with_preamble=False)],
    ids=["deals", "deliveries"],
)
def test_a_copy_without_its_preamble_says_the_same(data: bytes, copy: str) -> None:
    assert told(parse(COPIES[copy](data))) == told(parse(data))


def test_a_comment_with_a_comma_in_quotes_is_one_cell() -> None:
    deal = Deal(comment="Second-hand; aid")
    row = str(deal).replace("Second-hand; aid", '"Second-hand, aid"')
    parsed = parse(sipri([row, deal]))
    assert parsed.rows["comment"].to_pylist() == ["Second-hand, aid", "Second-hand; aid"]


def test_a_comment_with_a_line_break_in_quotes_is_one_cell() -> None:
    row = str(Deal(comment="one, two")).replace("one, two", '"one,\ntwo"')
    parsed = parse(sipri([row, Deal()]))
    assert parsed.rows["comment"].to_pylist() == ["one, two", ""]
    assert (parsed.read, parsed.kept, parsed.merged) == (3, 2, 1)


@pytest.mark.parametrize("comment", ['12" gun', '"Testtank version', 'Testtank" version', '"'])
def test_a_stray_quote_swallows_nothing(comment: str) -> None:
    parsed = parse(sipri([Deal(comment=comment), Deal(comment=comment), Deal()]))
    assert parsed.rows["comment"].to_pylist() == [comment, comment, ""]


def test_the_name_of_the_column_since_summer_2026_is_read() -> None:
    """'Deliveries in the Year Range' stands where 'Number delivered' stood, empty where it was 0."""
    header = HEADER.replace("Number delivered", "Deliveries in the Year Range")
    parsed = parse(sipri([Deal(), Deal(delivered="", years="", number="")], header=header))
    assert parsed.rows["stage"].to_pylist() == ["delivered", "ordered"]
    assert parsed.rows["quantity_status"].to_pylist() == ["reported", "blank"]


def test_a_semicolon_at_a_break_in_a_comment_is_the_comments_own() -> None:
    deal = Deal(comment="Second-hand; aid")
    row = str(deal).replace("Second-hand; aid", "Second-hand;\n aid")
    assert parse(sipri([row])).rows["comment"].to_pylist() == ["Second-hand; aid"]
    saved_again = each_line(sipri([row]), lambda line: line + ";")
    assert parse(saved_again).rows["comment"].to_pylist() == ["Second-hand; aid"]


ALL = {**TABLES, "sipri-api": json_answer(TABLES["sipri-deliveries"])}


@pytest.mark.parametrize("name", ALL)
def test_no_form_takes_the_file_of_another(name: str) -> None:
    takers = [form.name for form in FORMS if form.recognises(ALL[name])]
    assert takers == [name]
    assert [form.name for form in FORMS if form.recognises(r_answer(sipri(DEALS)))] == ["sipri-api"]


def test_a_preamble_without_a_table_is_the_deal_forms() -> None:
    takers = [form.name for form in FORMS if form.recognises("\n".join(preamble()).encode())]
    assert takers == ["sipri-deals"]
