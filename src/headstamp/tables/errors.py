"""Why a file is not a table that can be read; one leaf for each thing that people bring instead of one.

TableUnreadable           a file cannot be read as the table wanted
└── NotATable             its content is something else altogether
    ├── HtmlPage          a web page saved under a table's name
    ├── Utf16Text         text in UTF-16
    ├── ZipArchive        a ZIP archive, or a workbook under another name
    └── EmptyFile         nothing at all
"""

from __future__ import annotations

from headstamp.values import HeadstampError


class TableUnreadable(HeadstampError):  # noqa: N818
    """A file cannot be read as the table wanted.

    Attributes:
        kind: what is wrong, in one word for programs: 'html', 'utf-16', 'zip', 'empty', 'truncated',
        'encoding',
            'header', 'missing-columns' or 'not-a-table'.
        columns: the columns concerned, if the fault lies in the header.
    """

    code = "table-unreadable"
    kind = "not-a-table"

    def __init__(
        self,
        message: str,
        *,
        kind: str | None = None,
        columns: tuple[str, ...] = (),
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        do: str | None = None,
    ) -> None:
        super().__init__(message, file=file, line=line, column=column, do=do)
        self.kind = kind or type(self).kind
        self.columns = columns


class NotATable(TableUnreadable):
    """The content is no table but something else."""

    code = "not-a-table"


class HtmlPage(NotATable):
    """A web page, usually an error or log-in page saved in place of the download."""

    code = "html-page"
    kind = "html"


class Utf16Text(NotATable):
    """Text in UTF-16, as some programs call 'Unicode text'."""

    code = "utf-16-text"
    kind = "utf-16"


class ZipArchive(NotATable):
    """A ZIP archive, or a workbook whose name says otherwise."""

    code = "zip-archive"
    kind = "zip"


class EmptyFile(NotATable):
    """A file without content."""

    code = "empty-file"
    kind = "empty"
