"""Whatever happens to a file, no line is lost from the account and nothing but our own errors comes out."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sipri_files import (
    API_2021_HEADER,
    API_2021_ROW,
    DELIVERIES_HEADER,
    HEADER,
    TIV_ROWS,
    Deal,
    Shipment,
    deliveries,
    json_answer,
    preamble,
    r_answer,
    sipri,
    tiv,
)

from headstamp.records.sources import Parsed, form_of
from headstamp.records.sources.sipri_deals import SIPRI_DEALS
from headstamp.tables import sniff
from headstamp.values import HeadstampError

STATES = ("Bhutan", "Iceland", "Norway", "Some rebels*")
DEALS = st.builds(
    Deal,
    recipient=st.sampled_from((*STATES, "Atlantis")),
    supplier=st.sampled_from(STATES),
    number=st.sampled_from(("12", "12?", "")),
    delivered=st.sampled_from(("12", "3?", "0")),
    years=st.sampled_from(("2012", "2012; 2015", "")),
    comment=st.sampled_from(
        ("", "Second-hand; aid", "one two three four", "via Norway; no. could be up to 400")
    ),
)
BREAKS = st.sampled_from(("\n", "\r\n", "\n\n", "\r", ",", "", "\x0b", "?", "Á"))
START = ("\n".join([*preamble(), HEADER]) + "\n").encode("latin-1")


def parse(data: bytes) -> Parsed:
    return SIPRI_DEALS.parse(data, "register.csv", lambda name: name in STATES)


def accounted(parsed: Parsed) -> None:
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)


@settings(max_examples=100)
@given(st.lists(DEALS, max_size=8), st.data())
def test_every_line_of_a_broken_file_is_accounted_for(deals: list[Deal], data: st.DataObject) -> None:
    text = "\n".join(map(str, deals))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from((0, 0, 1, 30)))
        text = text[:place] + data.draw(BREAKS) + text[place + length :]
    lines = [line for line in text.split("\n") if line.strip()]
    parsed = parse(START + text.encode("latin-1"))
    accounted(parsed)
    assert parsed.read == len(lines)
    held = [piece for reject in parsed.rejected for piece in reject.raw.split("\n")]
    assert {piece.rstrip("\r") for piece in held} <= {line.rstrip("\r") for line in lines}


@settings(max_examples=50)
@given(st.lists(DEALS, min_size=1, max_size=6), st.data())
def test_a_newline_inside_comments_loses_no_deal(deals: list[Deal], data: st.DataObject) -> None:
    whole = parse(sipri(deals))
    rows = []
    for deal in deals:
        words = deal.comment.split(" ")
        place = data.draw(st.integers(0, len(words)))
        pieces = [" ".join(words[:place]), " ".join(words[place:])]
        rows.append(str(deal).replace(deal.comment, "\n".join(pieces)) if deal.comment else str(deal))
    mended = parse(sipri(rows))
    accounted(mended)
    assert mended.rows["comment"].to_pylist() == whole.rows["comment"].to_pylist()
    assert mended.rows["quantity"].to_pylist() == whole.rows["quantity"].to_pylist()


def read(data: bytes) -> None:
    said = ""
    try:
        sniff(data, "register.csv")
        form = form_of(data, "register.csv")
        accounted(form.parse(data, "register.csv", lambda name: name in STATES))
    except HeadstampError as error:
        said = str(error)
    assert "\n" not in said


@settings(max_examples=100)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example("Weapon designation,Year(s) of delivery".encode("utf-16"))
@example(b"SIPRI Arms Transfers Database\rWeapon designation,\x00")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@settings(max_examples=100)
@given(st.binary(max_size=300), st.integers(0, len(START)))
def test_any_bytes_after_the_beginning_of_a_register_are_read_or_refused(data: bytes, cut: int) -> None:
    read(START + data)
    read(START[:cut] + data)


@settings(max_examples=100)
@given(st.text(st.sampled_from(",;?\n\r 1²½٣Á*'\"x\x0b\x85\u2028"), max_size=200))
@example(",,,,,,,,,,,,,,,")
@example("Iceland,Iceland,²,,,,x,,,,,,,,,")
@example("Iceland,Iceland,2011,,,,x,,,,٢٠١٢,,,,,")
def test_any_cells_are_kept_or_rejected(text: str) -> None:
    accounted(parse(START + text.encode("utf-8")))
    accounted(parse(START + text.encode("latin-1", errors="ignore")))


DELIVERIES_START = ("\n".join([*preamble(), DELIVERIES_HEADER]) + "\n").encode("latin-1")
TIV_START = tiv()
BEGINNINGS = {
    "deliveries": DELIVERIES_START,
    # Blank lines before it, so that a few carriage returns in rows do not look like the ends of all lines.
    "api-2021": ("\n" * 10 + API_2021_HEADER + "\n").encode(),
    "tiv": TIV_START,
}
ROWS = {
    "deliveries": [str(Shipment()), str(Shipment(supplier="Atlantis", year_flag="")), str(Shipment(year=""))],
    "api-2021": [API_2021_ROW, API_2021_ROW.replace("Bhutan", "Atlantis"), API_2021_ROW.replace("X", "?")],
    "tiv": [*TIV_ROWS[:2], "Atlantis,1,,,1,1%,1,1%", "Norway,1,2,3,4,1%,4,1%"],
}


def form_parse(data: bytes, name: str) -> Parsed:
    form = form_of(data, name)
    return form.parse(data, name, lambda party: party in STATES)


@pytest.mark.parametrize("table", BEGINNINGS)
@settings(max_examples=60)
@given(st.data())
def test_every_line_of_every_broken_table_is_accounted_for(table: str, data: st.DataObject) -> None:
    text = "\n".join(data.draw(st.lists(st.sampled_from(ROWS[table]), max_size=8)))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from((0, 0, 1, 30)))
        text = text[:place] + data.draw(st.one_of(BREAKS, st.just('"'))) + text[place + length :]
    # A table of values is refused without its last line.
    whole = text + "\n" + TIV_ROWS[2] if table == "tiv" else text
    parsed = form_parse(BEGINNINGS[table] + whole.encode("latin-1"), "table.csv")
    accounted(parsed)
    assert parsed.read == len([line for line in whole.split("\n") if line.strip()])


@pytest.mark.parametrize("table", BEGINNINGS)
@settings(max_examples=60)
@given(st.binary(max_size=300), st.data())
def test_any_bytes_after_the_beginning_of_any_table_are_read_or_refused(
    table: str, more: bytes, data: st.DataObject
) -> None:
    start = BEGINNINGS[table]
    read(start + more)
    read(start[: data.draw(st.integers(0, len(start)))] + more)


@pytest.mark.parametrize("table", BEGINNINGS)
@settings(max_examples=60)
@given(st.text(st.sampled_from(",;?\n\r 012½٣Á*-X%'\"x\x0b\x85\u2028\0"), max_size=200))
def test_any_cells_of_any_table_are_read_or_refused(table: str, text: str) -> None:
    read(BEGINNINGS[table] + text.encode("utf-8"))


@settings(max_examples=100)
@given(st.binary(max_size=60), st.data())
def test_an_answer_broken_anywhere_is_read_or_refused(more: bytes, data: st.DataObject) -> None:
    answer = data.draw(st.sampled_from((json_answer, r_answer)))(deliveries([Shipment()] * 40))
    place = data.draw(st.integers(0, len(answer)))
    length = data.draw(st.sampled_from((0, 1, 30, len(answer))))
    read(answer[:place] + more + answer[place + length :])


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_an_answer_with_any_table_inside_is_read_or_refused(more: bytes) -> None:
    read(json_answer(START + more))
    read(r_answer(DELIVERIES_START + more))


def test_a_line_beyond_all_measure_is_refused_and_not_tripped_over() -> None:
    for start in (START, *BEGINNINGS.values()):
        read(start + b'"' + b"x" * 200_000 + b'",\n')
        read(b'"' + b"x," * 100_000 + b'"\n' + start)
        read(start[:1000] + b'"' + b"x" * 200_000 + b'"\n' + start[1000:])


@pytest.mark.parametrize("lines", [50_000])
def test_lines_without_end_are_no_row(lines: int) -> None:
    """Joining them all would take time that grows with the square of their number."""
    parsed = parse(START + b"no cells at all\n" * lines)
    accounted(parsed)
    assert parsed.kept == 0
