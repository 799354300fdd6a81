"""Tables of reports to the UN Register and under the Arms Trade Treaty, as people paste them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from headstamp.records import Added, Library
from headstamp.records.sources import FileNotRecognised, Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.register_table import ATT_TABLE, UNROCA_TABLE
from headstamp.records.sources.unroca_categories import category_of
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.world import Actors, Catalogue

SAID = ["Reporting State: Bhutan", "Calendar year: 2015"]
# Column names as in the register's original reports (read from Klohto/UNROCA-scraper).
EXPORTS = [
    "Category (I-VII)",
    "Final importer State(s)",
    "Number of items",
    "State of origin (if not exporter)",
    "Intermediate location(s) (if any)",
    "Description of items",
    "Comments on the transfer",
]
IMPORTS = [*EXPORTS[:1], "Exporter State(s)", *EXPORTS[2:]]
TREATY = [
    "Category",
    "A/Ac",
    "Number of items",
    "Value (EUR)",
    "Final importing State",
    "State of origin (if not exporter)",
    "Description of items",
    "Comments",
]
KNOWN = Actors.load()


def pasted(header: list[str], *rows: list[str], said: list[str] | None = None, by: str = "\t") -> bytes:
    lines = [*(SAID if said is None else said), "", by.join(header), *(by.join(row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def parse(data: bytes, name: str = "report.txt") -> Parsed:
    form = form_of(data, name)
    assert form.name in ("unroca-table", "att-table")
    parsed = form.parse(data, name, lambda party: KNOWN.find(party) is not None)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    return parsed


def test_an_export() -> None:
    row = [
        "III. Large-calibre artillery systems",
        "Iceland",
        "12",
        "Norway",
        "Denmark; Sweden",
        "Model-1",
        "used",
    ]
    parsed = parse(pasted(EXPORTS, row))
    assert parsed.rows.schema == TRANSFER_SCHEMA
    (told,) = parsed.rows.to_pylist()
    assert (told["source"], told["stage"], told["reported_by"]) == ("unroca", "delivered", "Bhutan")
    assert (told["supplier"], told["recipient"], told["origin"]) == ("Bhutan", "Iceland", "Norway")
    assert told["via"] == ["Denmark", "Sweden"]
    assert (told["item"], told["category"]) == ("Model-1", "unroca:III")
    assert told["item_reported_as"] == "III. Large-calibre artillery systems"
    assert (told["quantity"], told["quantity_status"], told["quantity_raw"]) == (12.0, "reported", "12")
    assert (told["first_year"], told["last_year"], told["comment"]) == (2015, 2015, "used")
    (when,) = told["deliveries"]
    assert (when["from"], when["to"], when["quantity"]) == (date(2015, 1, 1), date(2015, 12, 31), 12.0)
    assert parsed.selection == "Bhutan, exports 2015"


def test_an_import_runs_the_other_way() -> None:
    (told,) = parse(pasted(IMPORTS, ["Battle tanks", "Iceland", "3"])).rows.to_pylist()
    assert (told["supplier"], told["recipient"], told["reported_by"]) == ("Iceland", "Bhutan", "Bhutan")
    assert told["item"] == "Battle tanks"


def test_a_treaty_report_says_of_each_figure_whether_it_was_authorised_or_actual() -> None:
    parsed = parse(
        pasted(
            TREATY,
            ["VIII. Assault rifles", "A", "8,500", "1,200,000", "Iceland"],
            ["VIII. Assault rifles", "Ac", "", "200000.50", "Iceland"],
            ["VIII. Assault rifles", "", "1", "", "Iceland"],
        )
    )
    authorised, actual = parsed.rows.to_pylist()
    assert (authorised["source"], authorised["stage"], authorised["deliveries"]) == ("att", "authorised", [])
    assert (authorised["dated_from"], authorised["dated_precision"]) == (date(2015, 1, 1), "year")
    assert (authorised["value"], authorised["currency"], authorised["value_basis"]) == (
        1_200_000.0,
        "EUR",
        "licence",
    )
    assert (actual["stage"], actual["quantity"], actual["quantity_status"]) == ("delivered", None, "blank")
    assert (actual["value"], actual["value_basis"]) == (200_000.5, "delivered")
    assert [(one.line, one.column, one.why) for one in parsed.rejected] == [
        (7, "A/Ac", "'' says neither authorised (A) nor actual (Ac)")
    ]


def test_a_line_above_may_say_it_for_the_whole_table() -> None:
    said = ["Annual report under the Arms Trade Treaty", *SAID, "Figures: actual"]
    (told,) = parse(pasted(EXPORTS, ["Battle tanks", "Iceland", "3"], said=said)).rows.to_pylist()
    assert (told["source"], told["stage"]) == ("att", "delivered")


@pytest.mark.parametrize("text", ["classified", "Confidential", "Commercially sensitive", "withheld", "(C)"])
def test_a_withheld_number_is_no_nought_and_no_blank(text: str) -> None:
    (told,) = parse(pasted(EXPORTS, ["Battle tanks", "Iceland", text])).rows.to_pylist()
    assert (told["quantity"], told["quantity_status"], told["quantity_raw"]) == (None, "withheld", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("17 810", (17_810.0, "reported")),
        ("about 50", (50.0, "estimate")),
        ("at least 4", (4.0, "at_least")),
        ("", (None, "blank")),
        ("-", (None, "blank")),
    ],
)
def test_numbers_as_reports_write_them(text: str, told: tuple[float | None, str]) -> None:
    (row,) = parse(pasted(EXPORTS, ["Battle tanks", "Iceland", text, "", "", "Model-1"])).rows.to_pylist()
    assert (row["quantity"], row["quantity_status"]) == told


def test_totals_are_aggregates_without_a_partner() -> None:
    rows = parse(
        pasted(EXPORTS, ["Battle tanks", "Iceland", "3"], ["Battle tanks", "Total", "3"], ["Total", "", "3"])
    ).rows.to_pylist()
    assert [(row["recipient"], row["quantity_status"]) for row in rows] == [
        ("Iceland", "reported"),
        (None, "aggregate"),
        (None, "aggregate"),
    ]


@pytest.mark.parametrize(
    "row", [["Nil"], ["NIL REPORT"], ["No exports in 2015"], ["Battle tanks", "", "Nil"], ["I", "nil", "0"]]
)
def test_a_nil_report_is_read_and_tells_of_no_transfer(row: list[str]) -> None:
    parsed = parse(pasted(EXPORTS, row, ["Battle tanks", "Iceland", "3"]))
    assert (parsed.kept, parsed.rows.num_rows, parsed.rejected) == (2, 1, ())


def test_headings_say_which_list_others_are_of() -> None:
    rows = parse(
        pasted(
            EXPORTS,
            ["Small arms"],
            ["4. Assault rifles", "Iceland", "20"],
            ["6. Others", "Iceland", "2"],
            ["Light weapons"],
            ["7. Others", "Iceland", "3"],
            ["VI. Warships"],
            ["", "Iceland", "1"],
        )
    ).rows.to_pylist()
    assert [row["category"] for row in rows] == ["unroca:SA4", "unroca:SA6", "unroca:LW7", "unroca:VI"]


def test_a_state_that_reports_licences_for_small_arms() -> None:
    said = ["Reporting State: Germany", "Calendar year: 2015"]
    rows = parse(
        pasted(EXPORTS, ["Assault rifles", "Iceland", "20"], ["Battle tanks", "Iceland", "2"], said=said)
    ).rows.to_pylist()
    assert [row["stage"] for row in rows] == ["authorised", "delivered"]


def test_a_category_that_no_rule_knows_is_kept_in_its_own_words() -> None:
    (told,) = parse(pasted(EXPORTS, ["Hovercraft", "Iceland", "2"])).rows.to_pylist()
    assert (told["item"], told["category"], told["uncertain"]) == ("Hovercraft", None, ["category"])


@pytest.mark.parametrize(
    ("text", "section", "category"),
    [
        ("I", None, "unroca:I"),
        ("Category IV", None, "unroca:IVa;IVb"),
        ("IV b)", None, "unroca:IVb"),
        ("VII. (b) Man-portable air-defence systems (MANPADS)", None, "unroca:VIIb"),
        ("VII. Missiles and missile launchers", None, "unroca:VIIa;VIIb"),
        ("V. Attack helicopters", None, "unroca:Va;Vb"),
        ("1. Revolvers and self-loading pistols", None, "unroca:SA1"),
        ("2. Rifles and carbines", None, "unroca:SA2"),
        ("5. Portable anti-tank missile launchers and rocket systems", None, "unroca:LW5"),
        ("6. Mortars of calibres less than 75 mm", None, "unroca:LW6"),
        ("LW 4", None, "unroca:LW4"),
        ("Others", None, None),
        ("Others", "small", "unroca:SA6"),
        ("VIII. Small arms and light weapons", None, "att:h"),
    ],
)
def test_categories_in_the_words_of_the_form(text: str, section: str | None, category: str | None) -> None:
    assert category_of(text, section) == category
    if category is not None:
        scheme, _, codes = category.partition(":")
        assert any(Catalogue.load().with_code(scheme, code) for code in codes.split(";"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "does not say whose report it is and for which year"),
        (["Reporting State: Bhutan"], "does not say whose report it is"),
        (["Calendar year: 2015"], "does not say whose report it is"),
        (
            ["Reporting State: Atlantis", "Calendar year: 2015"],
            "is of 'Atlantis', a state that headstamp does not know",
        ),
    ],
)
def test_a_table_of_nobody_is_refused_with_what_to_add(said: list[str], why: str) -> None:
    with pytest.raises(RecordsUnreadable, match=why) as refused:
        parse(pasted(EXPORTS, ["Battle tanks", "Iceland", "3"], said=said))
    assert "Reporting State" in refused.value.do


def test_a_table_with_both_sides_in_each_row_is_refused() -> None:
    header = ["Category", "Exporter State", "Importer State", "Number of items"]
    with pytest.raises(RecordsUnreadable, match="both an importing and an exporting state"):
        parse(pasted(header, ["I", "Iceland", "Norway", "3"]))


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (["Battle tanks", "Atlantis", "3"], "Final importer State(s)", "'Atlantis' is no state or region"),
        (["Battle tanks", "", "3"], "Final importer State(s)", "the cell is empty"),
        (["", "Iceland", "3"], "Category (I-VII)", "the cell is empty"),
        (
            ["Battle tanks", "Iceland", "1.200"],
            "Number of items",
            "'1.200' cannot be read as a number of items",
        ),
        (
            ["Battle tanks", "Iceland", "a few"],
            "Number of items",
            "'a few' cannot be read as a number of items",
        ),
        (["Source: the ministry"], None, "the line names no state and no number"),
        (["a", "Iceland", "3", "", "", "", "", "one more"], None, "8 cells where the header has 7"),
    ],
)
def test_a_row_that_makes_no_sense_is_rejected(row: list[str], column: str | None, why: str) -> None:
    parsed = parse(pasted(EXPORTS, row, ["Battle tanks", "Iceland", "3"]))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (5, column)
    assert reject.why.startswith(why)
    assert reject.raw.rstrip("\t") == "\t".join(row)
    assert parsed.kept == 1


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("soon", "cannot be read as a value"),
        ("12 $", "cannot be read as a value"),
        ("1.200", "cannot be read as a value"),
    ],
)
def test_a_value_that_makes_no_sense_is_rejected(value: str, why: str) -> None:
    (reject,) = parse(pasted(TREATY, ["I", "A", "", value, "Iceland"])).rejected
    assert (reject.column, why in reject.why) == ("Value (EUR)", True)


def test_a_value_without_a_currency_is_rejected() -> None:
    header = [*TREATY[:3], "Value", *TREATY[4:]]
    parsed = parse(pasted(header, ["I", "A", "", "1200", "Iceland"], ["I", "A", "", "USD 1,200", "Iceland"]))
    assert [one.why for one in parsed.rejected] == ["'1200' names no currency"]
    assert parsed.rows["currency"].to_pylist() == ["USD"]


@pytest.mark.parametrize("by", ["\t", ";", ","])
def test_any_separator(by: str) -> None:
    assert parse(pasted(EXPORTS, ["Battle tanks", "Iceland", "3"], by=by)).rows["quantity"].to_pylist() == [
        3.0
    ]


def workbook(*sheets: list[list[str | int]]) -> bytes:
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


TABLE: list[list[str | int]] = [
    ["Reporting State:", "Bhutan"],
    ["Calendar year:", 2015],
    [*EXPORTS],
    ["Battle tanks", "Iceland", 3],
    ["Nil"],
    ["Battle tanks", "Atlantis", 3],
]


def test_a_workbook_says_the_same() -> None:
    parsed = parse(workbook(TABLE), "report.xlsx")
    (told,) = parsed.rows.to_pylist()
    assert (told["recipient"], told["quantity"], told["row"]) == ("Iceland", 3.0, 4)
    assert (parsed.read, parsed.kept, [one.line for one in parsed.rejected]) == (3, 2, [6])


def test_two_tables_in_one_workbook_are_refused() -> None:
    data = workbook(TABLE, TABLE)
    with pytest.raises(FileNotRecognised):
        form_of(data, "report.xlsx")


def test_two_reports_of_one_year_never_silence_each_other(
    library: Library, add: Callable[..., Added]
) -> None:
    """What the exporter tells and what the importer tells of one flow are two claims."""
    add(pasted(EXPORTS, ["Battle tanks", "Iceland", "3"]), name="bhutan.txt")
    said = ["Reporting State: Iceland", "Calendar year: 2015"]
    add(pasted(IMPORTS, ["Battle tanks", "Bhutan", "4"], said=said), name="iceland.txt")
    add(pasted(EXPORTS, ["Assault rifles", "Iceland", "100"]), name="bhutan-small-arms.txt")
    rows = library.transfers()
    assert rows is not None
    told = rows.select("reported_by", "quantity").to_pyarrow().to_pylist()
    assert sorted((row["reported_by"], row["quantity"]) for row in told) == [
        ("Bhutan", 3.0),
        ("Bhutan", 100.0),
        ("Iceland", 4.0),
    ]


def test_a_corrected_table_takes_the_place_of_the_first(library: Library, add: Callable[..., Added]) -> None:
    add(pasted(EXPORTS, ["Battle tanks", "Iceland", "3"]), name="first.txt")
    add(pasted(EXPORTS, ["Battle tanks", "Iceland", "5"], ["Battle tanks", "Norway", "1"]), name="second.txt")
    rows = library.transfers()
    assert rows is not None
    assert sorted(rows.select("quantity").to_pyarrow()["quantity"].to_pylist()) == [1.0, 5.0]


@settings(max_examples=80)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "I", "Iceland", "3", '"', "Nil", "Total", "x", "classified"]), max_size=9
        ),
        max_size=6,
    )
)
@example([['"', "Iceland"], ["I", "Iceland", "3"]])
def test_every_line_is_accounted_for(rows: list[list[str]]) -> None:
    lines = ["\t".join(row) for row in rows]
    assert parse(pasted(EXPORTS, *rows)).read == len([line for line in lines if line.strip()])


@settings(max_examples=80)
@given(st.binary(max_size=120))
@example(b"PK\x03\x04")
@example(b"Category,Importer State,Number")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for beginning in (b"", pasted(EXPORTS), pasted(TREATY)[:60], workbook(TABLE)[:900]):
        assert "\n" not in refusal(beginning + data)


def refusal(data: bytes) -> str:
    """What is said of bytes that are no report; nothing where they are one. No other error passes."""
    try:
        for form in (UNROCA_TABLE, ATT_TABLE):
            form.recognises(data)
            form.parse(data, "report.txt", lambda party: party in ("Bhutan", "Iceland"))
    except RecordsUnreadable as error:
        return str(error)
    return ""
