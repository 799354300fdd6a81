"""Tables for people: whole where nobody's terminal limits them, cut where one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run
from sipri_files import Deal, sipri

from headstamp.cli.columns import Layout, columns, cut, laid_out

LINES = [
    ("supplier", "item", "n", "comment"),
    ("Bosnia and Herzegovina", "Type-63 107mm", "1,200", "a remark that says a good deal"),
    ("Iraq", "T-55", "3", ""),
]


def test_a_table_is_whole_without_a_terminal() -> None:
    assert laid_out(LINES, Layout(right=frozenset({2})), None) == [
        "supplier                item               n  comment",
        "Bosnia and Herzegovina  Type-63 107mm  1,200  a remark that says a good deal",
        "Iraq                    T-55               3",
    ]


def test_the_widest_column_gives_way_first_and_numbers_never() -> None:
    assert laid_out(LINES, Layout(right=frozenset({2})), 50) == [
        "supplier       item               n  comment",
        "Bosnia and H…  Type-63 107mm  1,200  a remark tha…",
        "Iraq           T-55               3",
    ]


def test_a_remark_stands_below_its_row_where_there_is_no_room_beside_it() -> None:
    assert laid_out(LINES, Layout(frozenset({2}), frozenset({1}), indent=2, remarks=True), 44) == [
        "  supplier              item               n",
        "  Bosnia and Herzegov…  Type-63 107mm  1,200",
        "    a remark that says a good deal",
        "  Iraq                  T-55               3",
    ]


def test_wide_and_combining_letters_take_the_room_they_take() -> None:
    assert [columns(text) for text in ("T-55", "五六式", "é", "Град")] == [4, 6, 1, 4]
    assert cut("五六式自動歩槍", 8) == "五六式…"
    assert laid_out([("a", "b"), ("五六式", "x")], Layout(), None) == ["a       b", "五六式  x"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    long = "second-hand; aid; designation uncertain " * 5
    deals = [
        Deal(recipient="Bosnia and Herzegovina", supplier="United Arab Emirates", comment=long),
        Deal(recipient="Atlantis"),
    ]
    Path("a-register-with-quite-a-long-name-indeed.csv").write_bytes(sipri(deals))
    assert run("records", "add", "a-register-with-quite-a-long-name-indeed.csv").code == 4
    run("init", "c")
    Path("s.csv").write_text(f"id,item_type,weapon,holder,to,note\nS1,weapon,T-55,{'x' * 90},2014,{long}\n")
    run("sightings", "import", "c", "s.csv")
    for asked in (
        ["records", "list"],
        ["records", "find"],
        ["records", "suppliers", "Iraq", "--years", "1980-1988", "--claimed", "3/4"],
        ["sightings", "list", "c"],
        ["sightings", "columns"],
    ):
        told = run(*asked)
        assert told.code == 0
        wide = [line for line in told.out.splitlines() if columns(line) > width]
        assert not wide, (asked, wide)


def test_nothing_is_cut_where_the_output_is_no_terminal(run: Run) -> None:
    long = "second-hand; aid; designation uncertain; " * 5
    Path("register.csv").write_bytes(sipri([Deal(comment=long)]))
    run("records", "add", "register.csv")
    assert " ".join(long.split()) in run("records", "find").out
