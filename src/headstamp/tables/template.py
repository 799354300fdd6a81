"""An empty table to fill in: its header, and in a workbook what each column means and may hold.

A workbook tells it in notes on the header's cells and in lists to choose from, not on a second worksheet,
because an import reads one worksheet and reports any other as not read. All columns but those of numbers are
text: a spreadsheet would make a day of a month, and a number of a serial that begins with 0.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp.tables.csv_form import write_csv
from headstamp.tables.kinds import CellKind, Column
from headstamp.tables.spec import TableSpec
from headstamp.values import Refused

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NUMBERS = frozenset({CellKind.INTEGER, CellKind.NUMBER})
_LONGEST_LIST = 255  # characters of a list of choices within a worksheet, the limit of spreadsheets
_LAST_ROW = 1_048_576  # of a worksheet
_NARROWEST = 12
_NOTE_WIDTH, _NOTE_LINE, _NOTE_SIGNS = 320, 18, 48  # points, points, characters a line

_HOLDS = {
    CellKind.TEXT: "text",
    CellKind.ID: "a short name of your own choice, which never changes",
    CellKind.SPAN: "a time: 2014-06-14, June 2014, about 2010, late 1970s, until 2016",
    CellKind.INTEGER: "a whole number",
    CellKind.NUMBER: "a number, with a decimal point",
    CellKind.QUANTITY: "how many: 34, about 50, at least 34, up to 400",
    CellKind.CHOICE: "one of the words listed",
    CellKind.LIST: "several, separated by ;",
    CellKind.WEIGHTED: "a name or id; or several with weights that sum to 1, such as one:0.7;other:0.3",
    CellKind.ACTOR: "an id, name or alias of a known actor, or: not known",
    CellKind.ACTORS: "ids, names or aliases of known actors, separated by ;",
    CellKind.YESNO: "yes or no",
}


def template_text(spec: TableSpec) -> str:
    """The header of a table as CSV; a file of it imports as no rows."""
    return write_csv(spec.header, ())


def template_workbook(spec: TableSpec) -> bytes:
    """A workbook with the header of a table, a note on each column, and lists of allowed words."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = spec.name
    sheet.freeze_panes = "A2"
    for place, column in enumerate(spec.columns, start=1):
        _lay_out(sheet, place, column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_template(path: Path, spec: TableSpec) -> None:
    """Write a template; the suffix says whether as CSV or as XLSX.

    Raises:
        Refused: something stands at the path, which is left untouched, or the suffix is another.
        OSError: the place cannot be written to.
    """
    form = path.suffix.casefold()
    if form not in (".csv", ".xlsx"):
        raise Refused(
            f"A template is CSV or XLSX, not '{path.name}'", do="name a file that ends in .csv or .xlsx"
        )
    # All is made before the file is: a failure leaves nothing behind.
    data = template_workbook(spec) if form == ".xlsx" else template_text(spec).encode()
    try:
        with path.open("xb") as out:
            out.write(data)
    except FileExistsError:
        raise Refused(f"{path} is there already, so it was left untouched", do="name a new file") from None


def note(column: Column) -> str:
    """What a column holds and means, for whoever fills it in."""
    told = ["Required." if column.required else "May stay empty.", _sentence(column.what)]
    told.append(_sentence(_HOLDS[column.kind] + _limits(column)))
    if column.choices:
        told.append(f"One of: {', '.join(column.choices)}.")
    return "\n".join(filter(None, told))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _limits(column: Column) -> str:
    low = "" if column.low is None else f", {column.low:g} or more"
    high = "" if column.high is None else f", at most {column.high:g}"
    return low + high


def _lay_out(sheet: Worksheet, place: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = max(_NARROWEST, len(column.name) + 2)
    sheet.column_dimensions[letter].number_format = "General" if column.kind in _NUMBERS else "@"
    head = sheet.cell(1, place, column.name)
    head.font = Font(bold=column.required)
    text = note(column)
    lines = sum(1 + len(line) // _NOTE_SIGNS for line in text.splitlines())
    head.comment = Comment(text, "headstamp", height=_NOTE_LINE * (lines + 1), width=_NOTE_WIDTH)
    words = column.choices or (("yes", "no") if column.kind is CellKind.YESNO else ())
    if words:
        _offer(sheet, letter, words)


def _offer(sheet: Worksheet, letter: str, words: tuple[str, ...]) -> None:
    """A list to choose from, where it is short enough for one; another word is questioned, not forbidden."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(words)
    if len(listed) > _LONGEST_LIST:
        return
    choice = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, errorStyle="warning")
    choice.showErrorMessage = True
    choice.error = f"An import takes only: {', '.join(words)}"[:_LONGEST_LIST]
    choice.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(choice)
