"""The tables as they follow from the log, and how a log is folded into them.

The store keeps the projection beside the log so that reading a table does not mean replaying years of
work. It holds nothing the log and its disclosures do not say: a test folds them again and compares.
Reading and writing the database is the store's business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from headstamp.custody.disclosures import Disclosure, loaded
from headstamp.custody.events import KEY_FIELD, Entry
from headstamp.values.json import Json

SETTING_TABLE = "@setting"
"""Stands where a table's name stands in the subject of a setting; no table can be called so."""
VALUE_FIELD = "value"


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of one table of a case.

    Attributes:
        key: the row's key, unique in its table.
        cells: column to text; a cell that is empty is absent.
    """

    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProjectedRow:
    """A row with the first and the last event that made it what it is."""

    cells: Mapping[str, str]
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class ProjectedSetting:
    """A setting with the last event that changed it."""

    value: Json
    last_seq: int


@dataclass(frozen=True, slots=True)
class Projection:
    """Everything a case holds in tables.

    Attributes:
        rows: (table, key) to row.
        settings: name to setting.
    """

    rows: Mapping[tuple[str, str], ProjectedRow]
    settings: Mapping[str, ProjectedSetting]


@dataclass(slots=True)
class Folded:
    """What the events about one subject add up to.

    Attributes:
        fields: field name to canonical JSON text; None where the last value is withheld.
        first_seq: the first event about the subject.
        last_seq: the last one.
    """

    first_seq: int
    last_seq: int
    fields: dict[str, str | None] = field(default_factory=dict)

    @property
    def key(self) -> str | None:
        """The key or name of the subject, None where it is withheld."""
        text = self.fields.get(KEY_FIELD)
        return None if text is None else str(loaded(text))

    @property
    def cells(self) -> dict[str, str]:
        """The cells of a row that are neither empty nor withheld."""
        known = {name: text for name, text in self.fields.items() if name != KEY_FIELD and text is not None}
        # A committed value that is no text is damage, which the comparison with the kept row then shows.
        return {column_of(name): cast(str, loaded(text)) for name, text in known.items() if text != "null"}

    @property
    def withheld(self) -> frozenset[str]:
        """The columns whose last value is withheld."""
        return frozenset([column_of(name) for name, text in self.fields.items() if text is None])


def field_of(column: str) -> str:
    """The field that commits to a column's cell; a leading '@' is doubled to keep `KEY_FIELD` apart."""
    return f"@{column}" if column.startswith("@") else column


def column_of(field: str) -> str:
    """The column that a field commits to; the inverse of `field_of`."""
    return field.removeprefix("@") if field.startswith("@@") else field


def add(subjects: dict[str, Folded], entry: Entry, disclosed: Mapping[str, Disclosure]) -> None:
    """Add one event to what the earlier ones added up to."""
    folded = subjects.get(entry.subject)
    if folded is None:
        folded = subjects[entry.subject] = Folded(entry.seq, entry.seq)
    folded.last_seq = entry.seq
    for name in entry.commitments:
        folded.fields[name] = disclosed[name].value if name in disclosed else None


def project(subjects: Mapping[str, Folded]) -> Projection:
    """The tables that subjects add up to; what is withheld is left out."""
    rows: dict[tuple[str, str], ProjectedRow] = {}
    settings: dict[str, ProjectedSetting] = {}
    for subject, folded in subjects.items():
        table, key = subject.rpartition(":")[0], folded.key
        if key is None:
            continue
        if table != SETTING_TABLE:
            rows[table, key] = ProjectedRow(folded.cells, folded.first_seq, folded.last_seq)
        elif (value := folded.fields.get(VALUE_FIELD)) is not None:
            settings[key] = ProjectedSetting(json.loads(value), folded.last_seq)
    return Projection(rows, settings)
