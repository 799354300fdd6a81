"""Printed Python values are read without Python."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.python_text import parse_python
from headstamp.values import Json

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
    | st.datetimes(timezones=st.none() | st.just(UTC)) | st.dates() | st.timedeltas()
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=20,
)


def told(value: object) -> Json:
    """What a value is read as, restated without the reader."""
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return repr(value)
        case bytes():
            return value.decode("latin-1")
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():.15g} s"
        case dict():
            return {key: told(one) for key, one in value.items()}
        case list() | tuple():
            return [told(one) for one in value]
        case _:
            raise TypeError(type(value))


@given(VALUES)
def test_whatever_python_prints_is_read(value: object) -> None:
    read = parse_python(repr(value))
    assert read.value == told(value)
    assert read.kept == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{'a': datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)}",
         {"a": "2026-01-02T03:04:05+00:00"}),
        (repr(datetime(2026, 1, 2, 7, 8, tzinfo=timezone(timedelta(hours=3)))), "2026-01-02T07:08:00+03:00"),
        (repr(datetime(2026, 1, 2, tzinfo=timezone(-timedelta(hours=5), "E"))), "2026-01-02T00:00:00-05:00"),
        ("set()", []), ("{'b'}", ["b"]), ("{1: 'x', None: 'y'}", {"1": "x", "None": "y"}),
        (r"'\ud83d \x00 \U0001f600 \''", "\ud83d \0 \U0001f600 '"), ("datetime.timezone.utc", "+00:00"),
        ("{'a': 1, 'a': 2}", {"a": "1", "a (2)": "2"}), ("(1,)", ["1"]), ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_printed_values(text: str, value: Json) -> None:
    assert parse_python(text).value == value


@pytest.mark.parametrize(
    "piece",
    ["__import__('os').system('touch ran')", "<Enum.X: 1>", "PosixPath('/x, y')", "open('ran', 'w')",
     "lambda: 0", "1 + 1", "'a' 'b'", "[1][0]", "f'{1}'", "datetime.datetime(2026, 13, 1, x)", "1j", "x.y",
     "datetime.datetime.now()", "datetime.timezone(datetime.timedelta(seconds=1), __import__('os'))"],
)  # fmt: skip
def test_anything_else_is_kept_as_text_and_never_run(
    piece: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    read = parse_python(f"{{'before': 'x', 'piece': {piece}, 'after': [1]}}")
    assert read.value == {"before": "x", "piece": piece, "after": ["1"]}
    assert read.kept == (piece,)
    assert not list(tmp_path.iterdir())


MONSTERS = {
    "brackets": "[" * 10_000_000,
    "round brackets": "(" * 5_000_000,
    "keys": "{'a':" * 500_000,
    "one level too many": "[" * 66 + "]" * 66,
    "list cut short": "[1, 2",
    "dict cut short": "{'a': 1",
    "only an end": "]",
    "nothing": "",
    "two values": "[1] [2]]",
    "nothing between commas": "[1,,2]",
    "nothing after a colon": "{'a': }",
    "a key without value": "{'a': 1, 'b'}",
    "too long": "x" * 9_000_000,
    "too many values": "[" + "1," * 300_001 + "]",
    "too many pieces": "[" + "(1)x," * 300_001 + "]",
    "nested pieces": "[" * 60 + "1" + "]x" * 60 + "[",
}


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS.keys())
def test_broken_and_monstrous_text_is_refused(text: str) -> None:
    with pytest.raises(ExportUnreadable, match="no printed Python value"):
        parse_python(text)


@pytest.mark.parametrize("text", ["'abc", "-" * 100_000 + "[", "'" * 4_000_001, "hello", "{'a' 1: 2}"])
def test_other_text_is_kept_whole(text: str) -> None:
    assert parse_python(text).kept == (text.strip("{}"),)


@given(st.text(alphabet="[](){},:'\"\\ab1-. \n=") | st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    with contextlib.suppress(ExportUnreadable):
        parse_python(text)
