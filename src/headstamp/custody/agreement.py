"""Whether the tables kept beside a log say what the log adds up to."""

from __future__ import annotations

from collections.abc import Mapping

from headstamp.custody.damage import Damage
from headstamp.custody.events import subject_of
from headstamp.custody.projection import (
    SETTING_TABLE,
    VALUE_FIELD,
    Folded,
    ProjectedRow,
    ProjectedSetting,
    Projection,
)
from headstamp.values.json import canonical


def check_projection(subjects: Mapping[str, Folded], stored: Projection, salt: bytes) -> list[Damage]:
    """Compare the tables kept beside the log with what the log adds up to.

    Cells whose last value is withheld are not compared: nothing at hand says what they should be.

    Args:
        subjects: what the events add up to.
        stored: the tables as kept.
        salt: the case's salt.

    Returns:
        Where they differ, under the number of the last event about the row or setting.
    """
    rows = {subject_of(salt, table, key): row for (table, key), row in stored.rows.items()}
    settings = {subject_of(salt, SETTING_TABLE, name): each for name, each in stored.settings.items()}
    damage = []
    for subject, folded in subjects.items():
        row, setting = rows.pop(subject, None), settings.pop(subject, None)
        if subject.startswith(f"{SETTING_TABLE}:"):
            agrees = _setting_agrees(folded, setting)
        else:
            agrees = _row_agrees(folded, row)
        if not agrees:
            damage.append(Damage(folded.last_seq, "table differs from the log"))
    strangers = [row.last_seq for row in rows.values()] + [each.last_seq for each in settings.values()]
    return damage + [Damage(seq, "row that no event made") for seq in sorted(strangers)]


def _row_agrees(folded: Folded, row: ProjectedRow | None) -> bool:
    if row is None:
        return folded.key is None
    withheld = folded.withheld
    kept = {column: text for column, text in row.cells.items() if column not in withheld}
    return kept == folded.cells and (row.first_seq, row.last_seq) == (folded.first_seq, folded.last_seq)


def _setting_agrees(folded: Folded, setting: ProjectedSetting | None) -> bool:
    if setting is None:
        return folded.key is None
    expected = folded.fields.get(VALUE_FIELD)
    return setting.last_seq == folded.last_seq and expected in (None, canonical(setting.value).decode())
