"""Lines of delimited registers: whatever becomes of a file, no line is lost, and none spoils the others."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from typing import Any

import pytest
import test_eu_brokering as brokering
import test_eu_coarm as coarm
import test_nl_licences as dutch
import test_nl_transit as transit
import test_uk_licences as british
import test_us_sam as american
from hypothesis import example, given, settings
from hypothesis import strategies as st

from headstamp.records.sources import Form, Parsed, RecordsUnreadable, Reject, form_of
from headstamp.records.sources.delimited import (
    Line,
    cells_of,
    decoded,
    delimiter_in,
    header_at,
    rows_after,
    text_lines,
)

STATES = ("Bhutan", "Iceland", "Norway", "Sri Lanka", "NOORWEGEN", "Noorwegen", "BHUTAN")


def whole_files() -> dict[str, bytes]:
    """A file of thirty rows of each form."""
    years = [str(2005 + index % 9) for index in range(30)]
    measures = [coarm.A, coarm.B, coarm.C, coarm.D, coarm.E2]
    return {
        "eu-coarm-report": coarm.report(
            *(
                f"{index};{year};Bhutan;Iceland;ML{1 + index % 22};3;1200;900"
                for index, year in enumerate(years)
            )
        ),
        "eu-coarm-measures": coarm.measures(
            *(measures[index % 5].replace("2016", years[index // 5]) for index in range(30))
        ),
        "eu-brokering": brokering.brokering(*(brokering.ISSUED.replace("2010", year) for year in years)),
        "uk-licences": british.licences(*(british.LINE.replace("2010", year) for year in years)),
        "nl-licences": dutch.licences(
            *(
                dutch.line(day=f"03/31/{year}", goods="Pistolen, 9 mm" if index % 2 else "Pistolen")
                for index, year in enumerate(years)
            )
        ),
        "nl-transit": transit.transit(
            *(
                transit.line(day=f"03/31/{year}", count="1,500" if index % 3 else "4")
                for index, year in enumerate(years)
            )
        ),
    }


FILES = whole_files()
SALES = american.sales(*({**american.ENTRY, "year": str(1996 + index)} for index in range(24)))
FORMS: dict[str, Form] = {name: form_of(data, name) for name, data in FILES.items()}
US_SAM = form_of(SALES, "sales.json")
HEADED = {"eu-coarm-report", "uk-licences", "nl-licences", "nl-transit"}


def parse(name: str, data: bytes) -> Parsed:
    parsed = FORMS[name].parse(data, "register.csv", lambda party: party in STATES)
    accounted(parsed)
    return parsed


def accounted(parsed: Parsed) -> None:
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)


def after_header(name: str, data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    return [line for line in lines[1 if name in HEADED else 0 :] if line.strip()]


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_is_kept_whole(name: str) -> None:
    parsed = parse(name, FILES[name])
    assert FORMS[name].name == name
    assert parsed.rejected == ()
    assert parsed.read == len(after_header(name, FILES[name])) == 30
    assert not parsed.cut
    assert parsed.rows.column("row").to_pylist() == sorted(parsed.rows.column("row").to_pylist())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_byte_order_marks_and_line_ends_change_nothing(name: str, ending: bytes, mark: bytes) -> None:
    plain = FILES[name].replace(b"\r\n", b"\n")
    saved = mark + plain.replace(b"\n", ending)
    assert form_of(saved, "register.csv") is FORMS[name]
    assert said(parse(name, saved)) == said(parse(name, plain))


def said(parsed: Parsed) -> list[dict[str, Any]]:
    """The rows without their ids, which name the file too."""
    told: list[dict[str, Any]] = parsed.rows.drop_columns(["id"]).to_pylist()
    return told


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_names_in_any_of_three_encodings(encoding: str) -> None:
    text = "\n".join(
        [
            dutch.HEADER.replace("(€)", "(€)" if encoding != "latin-1" else "(\x80)"),
            dutch.line(to="MALEISIË", end="MALEISIË"),
            "",
        ]
    )
    parsed = dutch.parse(text.encode(encoding))
    assert parsed.rows.column("recipient").to_pylist() == ["MALEISIË"]


def test_one_broken_byte_spoils_one_line() -> None:
    good = dutch.line(to="MALEISIË").encode()
    data = (
        "\n".join([dutch.HEADER, ""]).encode()
        + good
        + b"\n"
        + good.replace(b"Pist", b"Pi\xffst")
        + b"\n"
        + good
    )
    parsed = dutch.parse(data)
    assert [(row["row"], row["recipient"]) for row in parsed.rows.to_pylist()] == [
        (2, "MALEISIË"),
        (4, "MALEISIË"),
    ]
    (reject,) = parsed.rejected
    assert (reject.line, "Piÿstolen" in reject.raw) == (3, True)


def test_undefined_bytes_are_kept_too() -> None:
    assert decoded(b"\x81\xff") == "\x81ÿ"


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_within_its_last_row_says_so(name: str) -> None:
    whole = FILES[name].rstrip()
    cells = whole.rsplit(b"\n", 1)[1]
    cut = parse(name, whole[: -len(cells) // 2])
    assert cut.cut
    assert [one.line for one in cut.rejected] == [len(whole.split(b"\n"))]
    assert parse(name, whole).cut is False


def rows(*lines: str, width: int = 3) -> list[tuple[Line | Reject, int]]:
    return list(rows_after(lines, 0, width))


def test_a_cell_that_goes_on_is_one_row() -> None:
    (first, joined), (second, _) = rows('a,"b', "", 'c",d', "e,f,g")
    assert isinstance(first, Line)
    assert isinstance(second, Line)
    assert (first.number, first.cells, joined) == (1, ("a", "b\n\nc", "d"), 1)
    assert first.raw == 'a,"b\n\nc",d'
    assert (second.number, second.cells) == (4, ("e", "f", "g"))


@pytest.mark.parametrize("place", range(3))
def test_a_stray_quote_costs_one_row_only(place: int) -> None:
    stray = ["a", "b", "c"]
    stray[place] = f'"{stray[place]}'
    found = rows("1,2,3", ",".join(stray), '4,"5",6', "7,8,9", ",".join(stray), '10,"11, 12",13')
    kept = [one.number for one, _ in found if isinstance(one, Line)]
    rejected = [(one.line, one.why, one.raw) for one, _ in found if isinstance(one, Reject)]
    assert kept == [1, 3, 4, 6]
    why = "a quote is opened and not closed"
    assert rejected == [(2, why, ",".join(stray)), (5, why, ",".join(stray))]


def test_inches_are_no_quotes() -> None:
    found = rows('a,7" gun,c', 'd,8" gun,f')
    assert [one.cells for one, _ in found if isinstance(one, Line)] == [
        ("a", '7" gun', "c"),
        ("d", '8" gun', "f"),
    ]


def test_a_quote_that_never_closes_takes_no_time_that_grows_with_the_file() -> None:
    found = rows(*['"a,b,c'] * 20_000)
    assert len(found) == 20_000


@pytest.fixture
def short_cells() -> Iterator[None]:
    before = csv.field_size_limit(1000)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("short_cells")
def test_a_cell_longer_than_any_is_rejected() -> None:
    ((reject, _),) = rows(f'"{"x" * 2000}",b,c')
    assert isinstance(reject, Reject)
    assert reject.why.startswith("the row cannot be taken apart")
    assert cells_of(f'"{"x" * 2000}",b', ",")[-1] == "b"


def test_signs_behind_every_line_are_taken_off() -> None:
    lines = ["a,b,c;;", "", ";;", "d,e,f"]
    found = list(rows_after(lines, 0, 3, spare=";"))
    assert [one.cells for one, _ in found if isinstance(one, Line)] == [("a", "b", "c"), ("d", "e", "f")]


def test_a_carriage_return_within_a_line_breaks_no_other() -> None:
    assert text_lines(b"a\rb\nc\nd\n") == ["a\rb", "c", "d", ""]
    assert text_lines(b"a\rb\rc\r\n") == ["a", "b", "c", "\n"]


def test_a_header_that_cannot_be_taken_apart_is_no_header() -> None:
    with pytest.raises(RecordsUnreadable, match=r"r\.csv has no header of X"):
        header_at(["a\rb,c"], ["x", "y"], ",", "r.csv", "X")


# Whatever becomes of a file.

BREAKS = st.sampled_from(
    ('"', ",", ";", "\n", "\r", "\r\n", "", "\x00", "\x0b", "²", "x", "v.v.", "[u'", "\x85", "ML")
)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40)
@given(data=st.binary(max_size=300), cut=st.integers(0, 4000))
@example(data=b'"', cut=0)
@example(data=b"\xff\xfe\x00", cut=200)
@example(data=b"\n" + b'"' * 50 + b"\r\r\r", cut=4000)
def test_any_bytes_are_read_or_refused(name: str, data: bytes, cut: int) -> None:
    for broken in (data, FILES[name] + data, FILES[name][:cut] + data, data + FILES[name]):
        told = ""
        try:
            parse(name, broken)
        except RecordsUnreadable as error:
            told = str(error)
        assert "\n" not in told


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40)
@given(cells=st.text(st.sampled_from(",;\"\n\r 12²½٣Á*'xML.[u\x0b\x85\u2028\ufeff"), max_size=200))
def test_any_cells_are_kept_or_rejected(name: str, cells: str) -> None:
    for encoded in (cells.encode(), cells.encode("latin-1", errors="ignore")):
        parsed = parse(name, FILES[name] + encoded)
        assert parsed.read == len([one for one in text_lines(FILES[name] + encoded) if one.strip()]) - (
            name in HEADED
        )


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60)
@given(data=st.data())
def test_what_breaks_some_lines_leaves_the_others_as_they_are(name: str, data: st.DataObject) -> None:
    """But for quotes: what two broken lines say between them may be one cell."""
    ending = "\r\n" if name == "eu-coarm-report" else "\n"
    lines = FILES[name].decode().rstrip().split(ending)
    start = 1 if name in HEADED else 0
    at = data.draw(st.sets(st.integers(start, len(lines) - 1), min_size=1, max_size=4))
    broken = list(lines)
    for index in at:
        place = data.draw(st.integers(0, len(lines[index])))
        length = data.draw(st.sampled_from((0, 1, 5)))
        inserted = data.draw(BREAKS.filter(lambda sign: not set(sign) & {"\n", "\r"}))
        broken[index] = lines[index][:place] + inserted + lines[index][place + length :]
    whole, after = parse(name, FILES[name]), parse(name, (ending.join(broken) + ending).encode())
    touched = {index + 1 for index in at}
    if name == "eu-coarm-measures":
        touched |= of_the_same(lines, touched)
    swallowed = lines_joined(after)
    before = [row for row in said(whole) if row["row"] not in touched | swallowed]
    still = [row for row in said(after) if row["row"] not in touched | swallowed]
    assert still == before
    assert swallowed <= {line + more for line in touched for more in range(21)}
    held = {piece for reject in after.rejected for piece in reject.raw.split("\n")}
    assert held <= {line.rstrip("\r") for line in broken}


@pytest.mark.parametrize("name", sorted(set(FILES) - {"eu-coarm-measures"}))
@settings(max_examples=30)
@given(data=st.data())
def test_lines_lost_and_lines_of_something_else_change_no_other(name: str, data: st.DataObject) -> None:
    lines = FILES[name].decode().rstrip().split("\n")
    start = 1 if name in HEADED else 0
    dropped = data.draw(st.sets(st.integers(start, len(lines) - 1), max_size=5))
    changed = [line for index, line in enumerate(lines) if index not in dropped]
    for _ in range(data.draw(st.integers(0, 4))):
        other = data.draw(st.sampled_from(("", "  ", ",;,", "no row", '"', '"no row', "\x00", "Total;;;")))
        changed.insert(data.draw(st.integers(start, len(changed))), other)
    before = [row["raw"] for row in said(parse(name, FILES[name])) if row["row"] - 1 not in dropped]
    after = parse(name, ("\n".join(changed) + "\n").encode())
    assert [row["raw"] for row in said(after)] == before
    assert len(after.rejected) == sum(bool(line.strip()) for line in changed) - start - (30 - len(dropped))


def of_the_same(lines: list[str], touched: set[int]) -> set[int]:
    """The lines of one year, which are joined with one another."""
    years = {lines[number - 1][:4] for number in touched}
    return {number for number, line in enumerate(lines, 1) if line[:4] in years}


def lines_joined(parsed: Parsed) -> set[int]:
    """Numbers of the lines that a cell going on has taken in."""
    found: set[int] = set()
    for row in parsed.rows.to_pylist():
        raw = json.loads(row["raw"])
        breaks = sum(cell.count("\n") for cell in raw) if isinstance(raw, list) else 0
        found |= set(range(row["row"] + 1, row["row"] + 1 + breaks))
    for reject in parsed.rejected:
        found |= set(range(reject.line + 1, reject.line + 1 + reject.raw.count("\n")))
    return found


@settings(max_examples=100)
@given(data=st.binary(max_size=200), cut=st.integers(0, 2000), inserted=st.binary(max_size=4))
@example(data=b'[{"year": "\\ud800"}]', cut=0, inserted=b"")
@example(data=b"[" * 5000 + b"]" * 5000, cut=0, inserted=b"")
@example(data=b"[NaN, Infinity, 1e999]", cut=0, inserted=b"")
def test_any_bytes_of_json_are_read_or_refused(data: bytes, cut: int, inserted: bytes) -> None:
    for broken in (data, SALES[:cut] + data, SALES[:cut] + inserted + SALES[cut + len(inserted) :]):
        try:
            parsed = US_SAM.parse(broken, "sales.json", lambda party: party in STATES)
        except RecordsUnreadable:
            continue
        accounted(parsed)
        assert parsed.read == len(json.loads(decoded(broken)))


@pytest.mark.parametrize("depth", [100, 900, 990, 1_000, 2_000, 50_000])
def test_entries_within_entries_are_rejected_or_refused(depth: int) -> None:
    nested = SALES[:-1] + b"," + b"[" * depth + b"]" * depth + b"]"
    try:
        parsed = US_SAM.parse(nested, "sales.json", lambda party: party in STATES)
    except RecordsUnreadable:
        return
    accounted(parsed)
    assert [one.line for one in parsed.rejected] == [25]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_copy_saved_with_another_sign_is_known_by_its_header(sign: str) -> None:
    assert delimiter_in([sign.join(("a", "b", '"c d"')), ""], ["a", "b", "c d"], ",") == sign


def test_what_no_sign_makes_the_header_keeps_the_usual_one() -> None:
    assert delimiter_in(["a;b", "1;2"], ["a", "b", "c"], ",") == ","
