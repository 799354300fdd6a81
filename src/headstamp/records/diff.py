"""What became of the records of one edition of a register in another: vanished, appeared, renamed, changed.

Registers revise the past. A deal is known by supplier and recipient, under whichever name, year of order and
designation as the register writes it; of the deals that SIPRI's register held in October 2024 only nine in
ten are still there under that key in May 2026. A record that vanished and one that appeared are taken for one
under a new name when their parties, year and designation mean the same; what else changed is told cell by
cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headstamp.records.designation import key as designation_key
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.snapshot import Snapshot
from headstamp.values import Refused

Row = Mapping[str, Any]

_KEY = ("from", "to", "item", "category", "stage_kind", "year")
_COMPARED = {
    "supplier": "supplier",
    "recipient": "recipient",
    "end_user": "end user",
    "item": "designation",
    "item_class": "description",
    "stage": "stage",
    "quantity": "quantity",
    "quantity_status": "certainty of the quantity",
    "ordered_quantity": "quantity ordered",
    "ordered_status": "certainty of the year of order",
    "delivered_in": "years of delivery",
    "condition": "condition",
    "value": "value",
    "comment": "comment",
}
_SHOWN = ("supplier", "recipient", "item", "category", "stage", "year", "quantity")


@dataclass(frozen=True, slots=True)
class Changed:
    """One record in two editions.

    Attributes:
        before, after: its rows' ids.
        record: who to whom, what, when, in words.
        cells: for each thing that changed, its name, what it was and what it is.
    """

    before: str
    after: str
    record: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two editions of one register compared.

    Attributes:
        keys_before: distinct keys of the older edition, and `keys_kept` how many of them the newer still has.
        vanished, appeared: ids and words of the records that only one edition has.
        renamed: records whose key is written otherwise and means the same.
        changed: records under one key whose cells differ.
        kinds: how many records changed in each respect, the most frequent first.
    """

    older: str
    newer: str
    same: int
    keys_before: int
    keys_kept: int
    vanished: tuple[tuple[str, str], ...]
    appeared: tuple[tuple[str, str], ...]
    renamed: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    kinds: tuple[tuple[str, int], ...]


def diff(library: Library, names: Names, older: str, newer: str) -> Difference:
    """Compare two snapshots of one source.

    Args:
        library: that holds both.
        names: what names mean, for telling renamed records.
        older, newer: the beginnings of their fingerprints.

    Raises:
        SnapshotMissing: one is not in the library.
        Refused: they are of two sources, or hold no transfers.
    """
    one, other = library.snapshot(older), library.snapshot(newer)
    if one.source != other.source or one.kind != "transfers" or other.kind != "transfers":
        raise Refused(
            f"{one.short} ({one.source}) and {other.short} ({other.source}) are no two editions of transfers",
            do="give two snapshots of one source; `headstamp records list` shows them",
        )
    before, after = _rows(library, one, names), _rows(library, other, names)
    same, left, right = _matched(before, after, lambda row: (_key(row), _content(row)))
    changed, left, right = _matched(left, right, _key)
    renamed, left, right = _matched(left, right, _meaning)
    told_changed, told_renamed = _told(changed), _told(renamed)
    kinds = Counter(name for each in (*told_changed, *told_renamed) for name, _, _ in each.cells)
    keys = {_key(row) for row in before}
    return Difference(
        older=one.sha256,
        newer=other.sha256,
        same=len(same),
        keys_before=len(keys),
        keys_kept=len(keys & {_key(row) for row in after}),
        vanished=tuple((row["id"], _words(row)) for row in left),
        appeared=tuple((row["id"], _words(row)) for row in right),
        renamed=told_renamed,
        changed=told_changed,
        kinds=tuple(kinds.most_common()),
    )


def _rows(library: Library, snapshot: Snapshot, names: Names) -> list[Row]:
    table = library.transfers(snapshots=[snapshot.sha256])
    if table is None:
        return []
    columns = [*{*_COMPARED, "category", "row"} - {"delivered_in"}, "id", "deliveries", "ordered_from"]
    rows = table.select(*columns, "first_year").order_by("row", "id").to_pyarrow().to_pylist()
    return [_prepared(row, names) for row in rows]


def _prepared(row: dict[str, Any], names: Names) -> Row:
    row["from"], row["to"] = (_who(row[side], names) for side in ("supplier", "recipient"))
    years = [one["from"].year for one in row["deliveries"] or () if one["from"]]
    row["delivered_in"] = "; ".join(str(year) for year in years)
    row["year"] = row["ordered_from"].year if row["ordered_from"] else row["first_year"]
    # A deal that is delivered meanwhile is still that deal; a refusal is no licence.
    row["stage_kind"] = "deal" if row["stage"] in ("ordered", "delivered") else row["stage"]
    return row


def _who(text: str | None, names: Names) -> str | None:
    return names.party(text).id or text if text else None


def _key(row: Row) -> Hashable:
    return tuple(row[name] for name in _KEY)


def _content(row: Row) -> Hashable:
    return tuple(row[name] for name in _COMPARED)


def _meaning(row: Row) -> Hashable:
    return tuple(designation_key(row[name] or "") if name == "item" else row[name] for name in _KEY)


def _matched(
    before: Iterable[Row], after: Iterable[Row], by: Callable[[Row], Hashable]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs that agree in something, each row once and in file order, and what is left on both sides."""
    waiting: dict[Hashable, list[Row]] = defaultdict(list)
    for row in after:
        waiting[by(row)].append(row)
    pairs, left = [], []
    for row in before:
        rows = waiting.get(by(row))
        if rows:
            pairs.append((row, rows.pop(0)))
        else:
            left.append(row)
    rest = [row for rows in waiting.values() for row in rows]
    return pairs, left, sorted(rest, key=lambda row: (row["row"], row["id"]))


def _told(pairs: Iterable[tuple[Row, Row]]) -> tuple[Changed, ...]:
    return tuple(Changed(one["id"], two["id"], _words(two), _cells(one, two)) for one, two in pairs)


def _cells(one: Row, two: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (words, _text(one[name]), _text(two[name]))
        for name, words in _COMPARED.items()
        if one[name] != two[name]
    )


def _text(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _words(row: Row) -> str:
    what = row["item"] or row["category"] or "goods not named"
    number = f", {_text(row['quantity'])}" if row["quantity"] is not None else ""
    return f"{row['supplier']} to {row['recipient']}: {what}{number}, {row['year'] or 'no year'}"
