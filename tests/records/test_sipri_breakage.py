"""Whatever happens to a file, no line is lost from the account and nothing but our own errors comes out."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sipri_files import HEADER, Deal, preamble, sipri

from headstamp.records.sources import FORMS, Parsed, form_of
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
    (form,) = FORMS
    return form.parse(data, "register.csv", lambda name: name in STATES)


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


@pytest.mark.parametrize("lines", [50_000])
def test_lines_without_end_are_no_row(lines: int) -> None:
    """Joining them all would take time that grows with the square of their number."""
    parsed = parse(START + b"no cells at all\n" * lines)
    accounted(parsed)
    assert parsed.kept == 0
