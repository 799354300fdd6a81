from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.tables import neutralise, restore

NASTY = st.text("='+-@\t\r\n 1.eＡ＝x", max_size=8) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd", "'-cmd"),
        ("+44 20", "'+44 20"),
        ("\t=x", "'\t=x"),
        ("\rx", "'\rx"),
        (" =x", "' =x"),
        ("＝x", "'＝x"),
        ("'=x", "''=x"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-1e-3", "-1e-3"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_could_run_gets_an_apostrophe(cell: str, safe: str) -> None:
    assert neutralise(cell) == safe
    assert restore(safe) == cell


@given(NASTY)
@settings(max_examples=300)
def test_nothing_is_lost(cell: str) -> None:
    assert restore(neutralise(cell)) == cell


@given(NASTY)
@settings(max_examples=300)
def test_no_formula_leaves(cell: str) -> None:
    safe = neutralise(cell)
    if safe[:1] in tuple("=+-@\t\r"):
        float(safe)
