"""Which values and files of a case stay out of a bundle, by the level of those who will read it.

What is left out is said as such in the bundle, and all its proofs hold: the log carries commitments, never
values. Writing the bundle is left to `headstamp.evidence.bundle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from headstamp.custody import Page, Store
from headstamp.custody.projection import column_of
from headstamp.evidence.collection import Collection
from headstamp.evidence.exposure import Sensitivity
from headstamp.evidence.item import ACQUISITIONS, ITEMS
from headstamp.values import Refused


def refuse_secret(store: Store, name: str) -> None:
    """Refuse to hand a whole case over that holds items said to be secret.

    Raises:
        Refused: it holds some.
    """
    page = Page(cells={"sensitivity": Sensitivity.SECRET.value})
    if found := store.page(ITEMS, page):
        many = f"{len(found)} secret items" if len(found) > 1 else "1 secret item"
        raise Refused(
            f"{name} holds {many} of evidence, such as {found[0].key}",
            do="say --secret to pack them too, or hand over a bundle with `headstamp evidence verify`",
        )


def withheld_at(
    collection: Collection, level: Sensitivity, on: date, also: Iterable[str]
) -> Callable[[str, str, str], bool]:
    """Whether a value stays out of a bundle, by table, row and field.

    Of an item that the level may not see everything stays out: its file, its row, how it came, and what was
    made from it.

    Args:
        level: what its readers may see; never 'open', since a bundle is made of files as they came.
        on: the day of handing over.
        also: tables or 'table.column' whose values stay out besides.

    Raises:
        Refused: the level is 'open', or the case has no such table or column as `also` names.
    """
    if level is Sensitivity.OPEN:
        raise Refused(
            "A bundle holds files as they came, and these are never open",
            do="say --level restricted, or use `headstamp evidence export`",
        )
    asked = _known(collection.store, also)
    showing = collection.showing()
    hidden = {
        item.id
        for item in collection.items(derived=True)
        if showing.of(item).why_withheld(level, on, original=not item.derived) is not None
    }
    originals = [one for one in hidden if "/" not in one]
    hidden |= {one.id for one in collection.acquisitions() if one.item in hidden or one.container in hidden}
    telling = _telling(collection.store, originals)

    def withhold(table: str, key: str, field: str) -> bool:
        if table in (ITEMS, ACQUISITIONS) and key in hidden:
            return True
        column = column_of(field)
        return table in asked or f"{table}.{column}" in asked or (table, key, column) in telling

    return withhold


def _known(store: Store, asked: Iterable[str]) -> frozenset[str]:
    """The tables and columns that were asked for; one that the case has not is a slip, and would leak."""
    found = frozenset(asked)
    for one in found:
        table, _, column = one.partition(".")
        rows = store.rows(table)
        columns = sorted({name for row in rows for name in row.cells})
        if not rows:
            raise Refused(f"The case has no rows in a table '{table}', so nothing of it can be withheld")
        if column and column not in columns:
            raise Refused(f"No row of {table} has a column '{column}'", do=f"choose of {', '.join(columns)}")
    return found


def _telling(store: Store, hidden: Iterable[str]) -> frozenset[tuple[str, str, str]]:
    """The cells anywhere in the case that name a hidden item: an id is part of a hash and tells which."""
    ids = tuple(hidden)
    if not ids:
        return frozenset()
    return frozenset(
        (table, key, column)
        for (table, key), row in store.projection().rows.items()
        for column, text in row.cells.items()
        if any(one in text for one in ids)
    )
