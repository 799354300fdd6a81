from __future__ import annotations

import doctest
import importlib
import pickle
import pkgutil

import pytest

import headstamp.values
from headstamp.values import HeadstampError, NotFound, Refused, SpanInverted, ValueUnreadable


def test_the_sentence_says_what_where_and_what_to_do() -> None:
    error = HeadstampError(
        "The date cannot be read", file="s.csv", line=3, column="to", do="write 2014-06-14"
    )
    assert (
        str(error) == error.message == "The date cannot be read (s.csv, line 3, column to); write 2014-06-14."
    )
    assert (error.file, error.line, error.column, error.do) == ("s.csv", 3, "to", "write 2014-06-14")


def test_nothing_is_said_twice() -> None:
    error = HeadstampError(
        "s.csv, line 3: unreadable; write it anew.", file="s.csv", line=3, do="write it anew"
    )
    assert str(error) == "s.csv, line 3: unreadable; write it anew."
    assert str(HeadstampError("Is this a table?")) == "Is this a table?"
    assert str(HeadstampError("On line 30 it ends", line=3)) == "On line 30 it ends (line 3)."


@pytest.mark.parametrize(
    ("kind", "code", "exit_code"),
    [(HeadstampError, "error", 4), (ValueUnreadable, "value-unreadable", 4),
     (SpanInverted, "span-inverted", 4), (NotFound, "not-found", 3), (Refused, "refused", 2)],
)  # fmt: skip
def test_every_error_has_its_code(kind: type[HeadstampError], code: str, exit_code: int) -> None:
    assert (kind.code, kind.exit_code) == (code, exit_code)


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ValueUnreadable("Bad", text="x", kind="date", line=3)))
    assert (str(error), error.text, error.line) == ("Bad (line 3).", "x", 3)


def test_the_public_names_are_pinned() -> None:
    modules = {module.name for module in pkgutil.iter_modules(headstamp.values.__path__)}
    public = {name for name in vars(headstamp.values) if not name.startswith("_")} - modules - {"annotations"}
    assert public == set(headstamp.values.__all__)


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(headstamp.values.__path__)])
def test_docstring_examples_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"headstamp.values.{module}")).failed == 0
