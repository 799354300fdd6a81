"""The one tree of errors, so that every refusal can say what is wrong, where, and what to do.

Each package adds its own leaves; the command line needs only what stands here to print any of them.

    HeadstampError            something was rejected                      exit 4
    ├── ValueUnreadable       text that no value can be read from
    │   └── SpanInverted      a time that ends before it begins
    ├── NotFound              a name, id or file that does not exist      exit 3
    └── Refused               a request that will not be carried out      exit 2
"""

from __future__ import annotations

import re
from typing import ClassVar


class HeadstampError(Exception):
    """Something was rejected; ``str(error)`` is one sentence: what is wrong, where, and what to do.

    Place and advice given by keyword are added to the sentence unless the message already names them.

    >>> str(HeadstampError("The date cannot be read", file="s.csv", line=3, do="write 2014-06-14"))
    'The date cannot be read (s.csv, line 3); write 2014-06-14.'

    Attributes:
        message: the whole sentence.
        file: name of the file concerned, if any.
        line: line in that file, counted from 1, if any.
        column: name of the column concerned, if any.
        do: what the user can do about it, if known.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 4

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        do: str | None = None,
    ) -> None:
        self.file, self.line, self.column, self.do = file, line, column, do
        self.message = _sentence(message, _where(file, line, column), do)
        super().__init__(self.message)


class ValueUnreadable(HeadstampError):  # noqa: N818
    """Text from which no value of the kind asked for can be read.

    Attributes:
        text: the text as given.
        kind: the kind of value asked for, as a plain noun ('date', 'quantity').
    """

    code = "value-unreadable"

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        kind: str = "",
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        do: str | None = None,
    ) -> None:
        super().__init__(message, file=file, line=line, column=column, do=do)
        self.text, self.kind = text, kind


class SpanInverted(ValueUnreadable):
    """A time whose end lies before its beginning."""

    code = "span-inverted"


class NotFound(HeadstampError):  # noqa: N818
    """A name, id or file that does not exist."""

    code = "not-found"
    exit_code = 3


class Refused(HeadstampError):  # noqa: N818
    """A request that cannot or will not be carried out as asked."""

    code = "refused"
    exit_code = 2


def _where(file: str | None, line: int | None, column: str | None) -> list[str]:
    return [
        part
        for part in (file, None if line is None else f"line {line}", column and f"column {column}")
        if part is not None and part != ""
    ]


def _sentence(message: str, where: list[str], do: str | None) -> str:
    what = message.strip().rstrip(".")
    missing = [part for part in where if not re.search(rf"{re.escape(part)}(?!\w)", what)]
    if missing:
        what += f" ({', '.join(missing)})"
    advice = (do or "").strip().rstrip(".")
    if advice and advice not in what:
        what += f"; {advice}"
    return what if what.endswith(("?", "!")) else what + "."
