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
        raise Refused(
            f"{name} holds {len(found)} secret item{'s' if len(found) > 1 else ''} of evidence, such as {found[0].key}",
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
        Refused: the level is 'open', or a table of `also` holds the evidence itself.
    """
    if level is Sensitivity.OPEN:
        raise Refused(
            "A bundle holds files as they came, and these are never open",
            do="say --level restricted, or use `headstamp evidence export`",
        )
    tables = frozenset(also)
    hidden = {
        item.id
        for item in collection.items(derived=True)
        if collection.exposure(item).why_withheld(level, on, original=not item.derived) is not None
    }
    hidden |= {one.id for one in collection.acquisitions() if one.item in hidden or one.container in hidden}

    def withhold(table: str, key: str, field: str) -> bool:
        if table in (ITEMS, ACQUISITIONS) and key in hidden:
            return True
        return table in tables or f"{table}.{column_of(field)}" in tables

    return withhold
