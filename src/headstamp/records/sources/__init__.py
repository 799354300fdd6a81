"""One module per foreign format of records; each is recognised by its content, never by its name.

A format is pure: bytes in; rows in the schema of their kind, rejects and the facts of the file out. Reading
and writing files is left to `headstamp.records.library`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headstamp.values.later import later

if TYPE_CHECKING:
    from headstamp.records.sources.form import (
        REJECT_SCHEMA,
        SCHEMAS,
        Coverage,
        Facts,
        FileNotRecognised,
        Form,
        Kind,
        Known,
        Parsed,
        RecordsUnreadable,
        Reject,
        Streamed,
    )
    from headstamp.records.sources.recognition import FORMS, form_of

__all__ = [
    "FORMS",
    "REJECT_SCHEMA",
    "SCHEMAS",
    "Coverage",
    "Facts",
    "FileNotRecognised",
    "Form",
    "Kind",
    "Known",
    "Parsed",
    "RecordsUnreadable",
    "Reject",
    "Streamed",
    "form_of",
]

# The parsers of thirty formats, and Arrow under them, are for whoever adds or asks records.
__getattr__ = later(
    __name__,
    {
        "form": (
            "REJECT_SCHEMA",
            "SCHEMAS",
            "Coverage",
            "Facts",
            "FileNotRecognised",
            "Form",
            "Kind",
            "Known",
            "Parsed",
            "RecordsUnreadable",
            "Reject",
            "Streamed",
        ),
        "recognition": ("FORMS", "form_of"),
    },
)
