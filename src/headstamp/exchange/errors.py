"""Why an export is not read; tables add their own reasons (`headstamp.tables.TableUnreadable`).

HeadstampError
├── ExportUnreadable    a file of the export is broken, too large or something else
└── Refused
    └── FormatUnclear   what is given can be read in several ways: the user says which
"""

from __future__ import annotations

from headstamp.values import HeadstampError, Refused


class ExportUnreadable(HeadstampError):  # noqa: N818
    """A file of an export cannot be read as what it should be."""

    code = "export-unreadable"


class FormatUnclear(Refused):
    """Several formats fit what is given.

    Attributes:
        formats: their names.
    """

    code = "format-unclear"

    def __init__(self, where: str, formats: tuple[str, ...]) -> None:
        named = " or ".join(formats)
        super().__init__(
            f"{where} can be read as {named}", do=f"say which with --as, such as --as {formats[0]}"
        )
        self.formats = formats
