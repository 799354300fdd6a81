"""The evidence of one case: what it holds, how each item came, and what was made from it.

This is what commands and Python users open; it ties the vault to the case's log and holds no rule of its own.
Assessing and reporting are left to `headstamp.case`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp.custody import Page, Store
from headstamp.evidence.exposure import Exposure
from headstamp.evidence.item import ACQUISITIONS, ITEMS, Acquisition, EvidenceItem
from headstamp.evidence.showing import Showing
from headstamp.evidence.vault import Vault
from headstamp.values import NotFound

if TYPE_CHECKING:
    from headstamp.evidence.intake import Intake, Reader
    from headstamp.evidence.sandbox import Sandbox

FOLDER = "evidence"
"""The folder of a case that its vault lies in."""
_PART = "/"


@dataclass(frozen=True, slots=True)
class Collection:
    """The evidence of one case. Open it with `open`, and close it, or use it in a `with` block."""

    path: Path
    store: Store
    vault: Vault

    @classmethod
    def open(cls, path: Path | str) -> Collection:
        """Open the evidence of the case in a folder.

        Raises:
            NotFound: there is no case at the path.
        """
        folder = Path(path)
        if not (folder / "case.toml").is_file():
            raise NotFound(f"There is no case at {path}", do=f"make one with `headstamp init {path}`")
        return cls(folder, Store.open(folder / "case.db"), Vault(folder / FOLDER))

    def close(self) -> None:
        """Let go of the case's files."""
        self.store.close()

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def intake(self, sandbox: Sandbox, *, who: str, read: Reader | None = None) -> Iterator[Intake]:
        """Take files in, see `Intake`; leftovers of an intake that was cut off are swept before.

        Args:
            who: who takes them in; readable in the log.
            read: reads what is in an archive; None takes every member as it stands.

        Raises:
            Refused: another intake of this case is running.
        """
        from headstamp.evidence.intake import Intake, only_intake
        from headstamp.evidence.unpack import member_finds

        with only_intake(self.vault.folder) as cut_off:
            if cut_off:
                # Nobody else adds files now, so that young ones are left over as well.
                self.vault.sweep({one.sha256 for one in self.items(derived=True)}, older=-1)
            yield Intake(self.store, self.vault, sandbox, who=who, read=read or member_finds)

    def items(
        self,
        *,
        most: int | None = None,
        after: str | None = None,
        derived: bool = False,
        cells: Mapping[str, str] | None = None,
    ) -> list[EvidenceItem]:
        """Items in the order in which they came.

        Args:
            most: how many at most; None for all.
            after: id of the item after which to go on.
            derived: whether items made from others are among them.
            cells: column to the text that it has to hold, such as {'verdict': 'ok'}.
        """
        page = Page(most, after, without=None if derived else _PART, cells=cells or {})
        return [EvidenceItem.from_cells(row.key, row.cells) for row in self.store.page(ITEMS, page)]

    def count(self, *, derived: bool = False) -> int:
        """How many items there are."""
        return self.store.count(ITEMS, without=None if derived else _PART)

    def item(self, name: str) -> EvidenceItem:
        """One item, by its id or the beginning of it, or by its SHA-256 or the beginning of that.

        What was made from an item is meant by 'ev-1f3a9c/thumbnail': the beginnings of both parts.

        Raises:
            NotFound: no item, or more than one, is meant.
        """
        row = self.store.row(ITEMS, name)
        if row is not None:
            return EvidenceItem.from_cells(row.key, row.cells)
        # Other programs write hashes in capitals; no id has any.
        whole, part, way = name.strip().lower().partition(_PART)
        found = [one for one in self.items() if one.id.startswith(whole) or one.sha256.startswith(whole)]
        if part and len(found) == 1:
            made = self.made_from(found[0])
            named = [one for one in made if one.id.endswith(_PART + way)]
            found = named or [one for one in made if one.id.partition(_PART)[2].startswith(way)]
        if len(found) != 1 or len(whole) < _SHORTEST_NAME:
            what = f"{len(found)} items are called" if len(found) > 1 else "There is no item"
            raise NotFound(f"{what} '{name}' in {self.path}", do="see `headstamp evidence list`")
        return found[0]

    def made_from(self, item: EvidenceItem) -> list[EvidenceItem]:
        """What was made from an item."""
        page = Page(beginning=item.id + _PART)
        return [EvidenceItem.from_cells(row.key, row.cells) for row in self.store.page(ITEMS, page)]

    def members(self, item: EvidenceItem) -> list[Acquisition]:
        """How each item came that was found in an archive."""
        page = Page(cells={"container": item.id})
        return [Acquisition.from_cells(row.key, row.cells) for row in self.store.page(ACQUISITIONS, page)]

    def acquisitions(self, item: str | None = None) -> list[Acquisition]:
        """How an item came, each time; of all items where none is named."""
        page = Page(cells={} if item is None else {"item": item})
        return [Acquisition.from_cells(row.key, row.cells) for row in self.store.page(ACQUISITIONS, page)]

    def cited_by(self, item: EvidenceItem, came: Iterable[Acquisition]) -> list[tuple[str, str]]:
        """The rows of the case that name an item, or a source that it came from, as (table, id)."""
        named = {item.id, item.sha256, *(one.source for one in came if one.source)}
        return [
            (table, row.key)
            for table in _CITING
            for row in self.store.rows(table)
            if any(one in row.cells.get(column, "") for column in _NAMING for one in named)
        ]

    def keep_told(
        self, missing: Iterable[Acquisition], searches: Iterable[Mapping[str, str]], *, who: str
    ) -> None:
        """Keep what exports told beside files: files that are not here, and searches that found nothing.

        Args:
            missing: acquisitions of no item.
            searches: rows of the table `searches`, each with its id.
        """
        with self.store.change(who, "evidence add") as change:
            for one in missing:
                change.put(ACQUISITIONS, one.id, one.cells())
            for row in searches:
                change.put("searches", row["id"], row)

    def check_search(self, name: str) -> None:
        """Refuse a search that the case's log of searches does not hold; an empty name is none.

        Raises:
            NotFound: there is no such search.
        """
        if name and self.store.row("searches", name) is None:
            raise NotFound(f"There is no search '{name}'", do="see `headstamp searches list`, or import it")

    def expose(self, items: Iterable[EvidenceItem], told: Mapping[str, str], *, who: str) -> list[str]:
        """Say how far items may be shown.

        Args:
            told: columns of `exposure.COLUMNS` to what they say from now on; columns left out stay.
            who: who says so; readable in the log.

        Returns:
            The ids of items of which this was new.

        Raises:
            ValueUnreadable: a word or day is none.
        """
        Exposure.from_cells(told)
        changed = []
        with self.store.change(who, "evidence exposure") as change:
            for item in items:
                row = self.store.row(ITEMS, item.id)
                cells = {**(row.cells if row is not None else {}), **told}
                Exposure.from_cells(cells)
                if change.put(ITEMS, item.id, cells).value != "same":
                    changed.append(item.id)
        return changed

    def showing(self) -> Showing:
        """How far every item may be shown, with archives and what was made from items considered."""
        return Showing(self.items(derived=True), self.acquisitions())


_SHORTEST_NAME = 6
_CITING = ("sightings", "incidents", "violations", "claims", "transfers", "verifications")
_NAMING = ("source", "locator", "of")
