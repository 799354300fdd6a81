"""What each kind of cell may hold, and the one text it is kept as."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from headstamp.tables.lists import join_weighted, parse_weighted, split_list
from headstamp.values import Quantity, Span, ValueUnreadable

NOT_KNOWN = "not known"  # a proper answer in an actor cell


class CellKind(StrEnum):
    """Kinds of cell.

    ``actor`` and ``actors`` must be known (or 'not known'); a cell in which unresolved text is kept for
    later, such as a weapon or a holder, is ``text`` or ``weighted``.
    """

    TEXT = "text"
    ID = "id"
    SPAN = "span"
    INTEGER = "integer"
    NUMBER = "number"
    QUANTITY = "quantity"
    CHOICE = "choice"
    LIST = "list"
    WEIGHTED = "weighted"
    ACTOR = "actor"
    ACTORS = "actors"
    YESNO = "yesno"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table that people type.

    Attributes:
        name: fixed name in the header.
        kind: what its cells hold.
        required: whether the column must be there and no cell may be empty.
        choices: allowed texts of a choice.
        low: least number allowed.
        high: greatest number allowed.
        what: what the column means, for the manual.
    """

    name: str
    kind: CellKind = CellKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    what: str = ""


_DIGITS = r"(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})"
_COMMA = re.compile(r"[+-]?[0-9]{1,15},([0-9]{1,15})")
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s?%")
_WHOLE = re.compile(rf"[+-]?{_DIGITS}(?:\.0+)?")
_NUMBER = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.[0-9]{{0,18}})?|\.[0-9]{{1,18}})(?:[eE][+-]?[0-9]{{1,2}})?")
_YES_NO = {
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "1": "yes",
    "no": "no",
    "n": "no",
    "false": "no",
    "0": "no",
}


def normal_cell(column: Column, text: str, actor_known: Callable[[str], bool]) -> str:
    """The text a cell is kept as.

    Args:
        column: the column the cell stands in.
        text: the cell, stripped and not empty.
        actor_known: whether an id, name or alias of an actor is known.

    Raises:
        ValueUnreadable: if the cell does not hold what the column wants; the sentence says what is allowed.
    """
    if column.kind in (CellKind.ACTOR, CellKind.ACTORS):
        names = split_list(text) if column.kind is CellKind.ACTORS else (text,)
        return ";".join(_actor(name, actor_known) for name in names)
    normal = _NORMAL.get(column.kind)
    return normal(column, text) if normal else text


def _actor(name: str, actor_known: Callable[[str], bool]) -> str:
    if name.casefold() == NOT_KNOWN:
        return NOT_KNOWN
    if not actor_known(name):
        raise _refusal(name, "is not a known actor", "correct the name, or import the actor first")
    return name


def _span(column: Column, text: str) -> str:
    Span.parse(text)
    return text


def _quantity(column: Column, text: str) -> str:
    Quantity.parse(text)
    return text


def _id(column: Column, text: str) -> str:
    return " ".join(text.split())


def _integer(column: Column, text: str) -> str:
    if not _WHOLE.fullmatch(text):
        raise _refusal(text, "is not a whole number", "write digits only, such as 34")
    number = Decimal(text.replace(",", ""))
    _check_range(column, number, text)
    return str(int(number))


def _number(column: Column, text: str) -> str:
    text = _with_point(column, text)
    if not _NUMBER.fullmatch(text):
        raise _refusal(text, "is not a number", "write it with a decimal point, such as 33.5")
    number = Decimal(text.replace(",", ""))
    _check_range(column, number, text)
    return f"{number:f}"


def _with_point(column: Column, text: str) -> str:
    """A decimal comma or a percentage as the number it can only be; '1,200' may be either and is left."""
    if column.high == 1 and (share := _PERCENT.fullmatch(text)):
        return f"{Decimal(share[1].replace(',', '.')) / 100:f}"
    comma = _COMMA.fullmatch(text)
    return text.replace(",", ".") if comma and len(comma[1]) != 3 else text


def _check_range(column: Column, number: Decimal, text: str) -> None:
    low, high = column.low, column.high
    if low is not None and number < Decimal(str(low)):
        raise _refusal(text, f"is less than {low:g}", f"write a number of {low:g} or more")
    if high is not None and number > Decimal(str(high)):
        raise _refusal(text, f"is more than {high:g}", f"write a number up to {high:g}")


def _choice(column: Column, text: str) -> str:
    for choice in column.choices:
        if _folded(choice) == _folded(text):
            return choice
    raise _refusal(text, "is not allowed", f"write one of: {', '.join(column.choices)}")


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.casefold())


def _list(column: Column, text: str) -> str:
    return ";".join(split_list(text))


def _weighted(column: Column, text: str) -> str:
    return join_weighted(parse_weighted(text))


def _yes_no(column: Column, text: str) -> str:
    answer = _YES_NO.get(text.casefold())
    if answer is None:
        raise _refusal(text, "is neither yes nor no", "write yes or no")
    return answer


_NORMAL: dict[CellKind, Callable[[Column, str], str]] = {
    CellKind.ID: _id,
    CellKind.SPAN: _span,
    CellKind.QUANTITY: _quantity,
    CellKind.INTEGER: _integer,
    CellKind.NUMBER: _number,
    CellKind.CHOICE: _choice,
    CellKind.LIST: _list,
    CellKind.WEIGHTED: _weighted,
    CellKind.YESNO: _yes_no,
}


def _refusal(text: str, why: str, do: str) -> ValueUnreadable:
    return ValueUnreadable(f"'{text}' {why}", text=text, kind="cell", do=do)
