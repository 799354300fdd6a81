"""What became of the records of one edition of a register in another: vanished, appeared, renamed, changed.

Registers revise the past. A deal is known by supplier and recipient, under whichever name, year of order and
designation as the register writes it; of the deals that SIPRI's register held in October 2024 only nine in
ten are still there under that key in May 2026. A record that vanished and one that appeared are taken for one
under a new name when their parties, year and designation mean the same; what else changed is told cell by
cell. Of several records under one key those are taken for one that agree in most: in the register's own
number, in programme or comment, in quantity, and else the first in both files. Every record of either edition
is in one group only, and what the two files speak of is said beside, since a smaller selection lacks records
for that reason alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headstamp.records.designation import key as designation_key
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.snapshot import Snapshot
from headstamp.values import Refused

Row = Mapping[str, Any]

_KEY = ("from", "to", "item", "category", "stage_kind", "teller", "year")
# What tells records of one key apart, the surest first.
_APART = (
    ("reference", "comment"),
    ("reference", "quantity"),
    ("reference",),
    ("comment",),
    ("quantity",),
    (),
)
_COMPARED = {
    "supplier": "supplier",
    "recipient": "recipient",
    "end_user": "end user",
    "reported_by": "reporter",
    "origin": "origin",
    "via": "route",
    "terms": "terms",
    "item": "designation",
    "item_class": "description",
    "stage": "stage",
    "quantity": "quantity",
    "quantity_status": "certainty of the quantity",
    "ordered_quantity": "quantity ordered",
    "ordered_status": "certainty of the year of order",
    "ordered_when": "time of order",
    "dated_when": "date",
    "delivered_in": "deliveries",
    "condition": "condition",
    "value": "value",
    "currency": "currency",
    "value_basis": "basis of the value",
    "reference": "number in the register",
    "comment": "comment",
}
_DERIVED = {"delivered_in", "ordered_when", "dated_when"}
_SPANS = ("ordered", "dated")


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
        scope: which editions were compared and what each speaks of, in words.
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
    scope: str


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
    changed, left, right = _closest(left, right, _key)
    renamed, left, right = _closest(left, right, _meaning)
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
        kinds=tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
        scope=_scope(one, other),
    )


def _rows(library: Library, snapshot: Snapshot, names: Names) -> list[Row]:
    table = library.transfers(snapshots=[snapshot.sha256])
    if table is None:
        return []
    spans = [f"{name}_{part}" for name in _SPANS for part in ("from", "to")]
    columns = [*sorted({*_COMPARED} - _DERIVED), *spans, "category", "deliveries", "first_year", "row", "id"]
    rows = table.select(*columns).order_by("row", "id").to_pyarrow().to_pylist()
    return [_prepared(row, names) for row in rows]


def _prepared(row: dict[str, Any], names: Names) -> Row:
    row["from"], row["to"] = (_who(row[side], names) for side in ("supplier", "recipient"))
    row["teller"] = _who(row["reported_by"], names)
    row["via"] = "; ".join(row["via"] or ())
    row["delivered_in"] = "; ".join(_delivered(one) for one in row["deliveries"] or ())
    for name in _SPANS:
        row[f"{name}_when"] = _period(row[f"{name}_from"], row[f"{name}_to"])
    row["year"] = row["ordered_from"].year if row["ordered_from"] else row["first_year"]
    # A deal that is delivered meanwhile is still that deal; a refusal is no licence.
    row["stage_kind"] = "deal" if row["stage"] in ("ordered", "delivered") else row["stage"]
    return row


def _delivered(one: Mapping[str, Any]) -> str:
    number = f" ({_text(one['quantity'])})" if one["quantity"] is not None else ""
    return _period(one["from"], one["to"]) + number


def _period(first: date | None, last: date | None) -> str:
    """Two days as the year or the day that they are, where they are one."""
    if first is None or last is None:
        return "" if first is last else f"{first or ''} to {last or ''}"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    return str(first) if first == last else f"{first} to {last}"


def _who(text: str | None, names: Names) -> str | None:
    return names.party(text).id or text if text else None


def _key(row: Row) -> Hashable:
    return tuple(row[name] for name in _KEY)


def _content(row: Row) -> Hashable:
    return tuple(row[name] for name in _COMPARED)


def _meaning(row: Row) -> Hashable:
    return tuple(designation_key(row[name] or "") if name == "item" else row[name] for name in _KEY)


def _closest(
    before: Iterable[Row], after: Iterable[Row], by: Callable[[Row], Hashable]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of one key, those that agree in more first, in the order of the older file."""
    pairs: list[tuple[Row, Row]] = []
    left, right = list(before), list(after)
    for names in _APART:
        found, left, right = _matched(left, right, _with(by, names))
        pairs += found
    return sorted(pairs, key=lambda pair: _in_file(pair[0])), left, right


def _with(by: Callable[[Row], Hashable], names: Iterable[str]) -> Callable[[Row], Hashable]:
    return lambda row: (by(row), *(row[name] for name in names))


def _in_file(row: Row) -> tuple[int, str]:
    return row["row"], row["id"]


def _matched(
    before: Iterable[Row], after: Iterable[Row], by: Callable[[Row], Hashable]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs that agree in something, each row once and in file order, and what is left on both sides."""
    waiting: dict[Hashable, deque[Row]] = defaultdict(deque)
    for row in after:
        waiting[by(row)].append(row)
    pairs, left = [], []
    for row in before:
        rows = waiting.get(by(row))
        if rows:
            pairs.append((row, rows.popleft()))
        else:
            left.append(row)
    rest = [row for rows in waiting.values() for row in rows]
    return pairs, left, sorted(rest, key=_in_file)


def _told(pairs: Iterable[tuple[Row, Row]]) -> tuple[Changed, ...]:
    return tuple(Changed(one["id"], two["id"], _words(two), _cells(one, two)) for one, two in pairs)


def _cells(one: Row, two: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (words, _text(one[name]), _text(two[name]))
        for name, words in _COMPARED.items()
        if one[name] != two[name]
    )


def _text(value: object) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _words(row: Row) -> str:
    what = row["item"] or row["category"] or "goods not named"
    number = f", {_text(row['quantity'])}" if row["quantity"] is not None else ""
    return f"{row['supplier']} to {row['recipient']}: {what}{number}, {row['year'] or 'no year'}"


def _scope(one: Snapshot, other: Snapshot) -> str:
    said = f"{one.edition} ({one.short}) compared with {other.edition} ({other.short})"
    unlike = [
        words
        for words, differ in (
            ("years", one.coverage.years != other.coverage.years),
            ("suppliers", one.coverage.suppliers != other.coverage.suppliers),
            ("recipients", one.coverage.recipients != other.coverage.recipients),
            ("forms of the file", one.form != other.form),
        )
        if differ
    ]
    if not unlike:
        return f"{said}."
    return (
        f"{said}; they differ in the {' and '.join(unlike)} of which they speak ({_speaks(one)}; "
        f"{_speaks(other)}), so that some records are in one alone for that reason."
    )


def _speaks(one: Snapshot) -> str:
    years = one.coverage.years
    return f"{one.short}: {f'{years[0]}-{years[1]}' if years else 'no years'}, {one.kept:,} lines"
