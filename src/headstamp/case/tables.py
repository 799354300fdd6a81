"""What a case's tables hold, and what names in them stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp.custody import Store
from headstamp.custody.author import author
from headstamp.records import CaseTransfer, Names, rows_of
from headstamp.sightings import (
    Decision,
    Device,
    Import,
    Incident,
    NotUnderstood,
    Sighting,
    import_table,
    not_understood,
    table_spec,
)
from headstamp.tables import split_list, write_table
from headstamp.values import NotFound
from headstamp.world import Actors, Catalogue, Headstamps, Relation, load_relations, read_relations

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class CaseTables:
    """The tables of an open case, brought in, told and taken out."""

    path: Path
    store: Store

    @property
    def name(self) -> str:
        """What the case is called: its folder's name."""
        return self.path.resolve().name

    def import_table(self, table: str, file: Path | str, *, who: str | None = None) -> Import:
        """Bring a CSV, XLSX or JSON file into a table; see `headstamp.sightings.import_table`."""
        actors = self.actors
        done = import_table(
            self.store,
            table,
            Path(file),
            who=who or author(),
            actor_known=lambda text: actors.find(text) is not None,
        )
        for kept in ("actors", "catalogue", "headstamps", "names"):
            self.__dict__.pop(kept, None)
        return done

    def not_understood(self, table: str) -> tuple[NotUnderstood, ...]:
        """What in a table means nothing yet, or cannot take part in a trace: kept, and to be told."""
        rows = ((row.key, row.cells) for row in self.store.rows(table_spec(table).name))
        return not_understood(table, rows, self.names)

    def export_table(self, table: str, target: Path) -> int:
        """Write a table to a file, by its suffix; returns how many rows."""
        spec, rows = table_spec(table), self.rows(table)
        more = dict.fromkeys(column for cells in rows for column in cells if column not in spec.header)
        write_table(target, [*spec.header, *more], rows, target.suffix.lstrip(".") or "csv")
        return len(rows)

    def rows(self, table: str) -> list[dict[str, str]]:
        """The cells of a table's rows, in the order in which they came."""
        return [dict(row.cells) for row in self.store.rows(table_spec(table).name)]

    @cached_property
    def actors(self) -> Actors:
        """Everybody known: the shipped actors with the case's own over them."""
        return Actors.load().overlay(self.rows("actors"))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every weapon known: the shipped catalogue with the case's own over it."""
        return Catalogue.load().overlay(self.rows("weapons"))

    @cached_property
    def headstamps(self) -> Headstamps:
        """Every code on cartridge cases known: the shipped ones with the case's own over them."""
        return Headstamps.load().overlay(self.rows("headstamps"), self.actors)

    @cached_property
    def names(self) -> Names:
        """What names stand for in this case."""
        return Names(self.actors, self.catalogue)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """The case's sightings."""
        return tuple(Sighting.from_cells(row.key, row.cells) for row in self.store.rows("sightings"))

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The case's incidents."""
        return tuple(Incident.from_cells(row.key, row.cells) for row in self.store.rows("incidents"))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The judgements kept in the case."""
        return tuple(Decision.from_cells(row.key, row.cells) for row in self.store.rows("decisions"))

    @property
    def devices(self) -> tuple[Device, ...]:
        """The mines, booby-traps and submunitions among what was seen."""
        return tuple(Device.from_cells(row.key, row.cells) for row in self.store.rows("devices"))

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Relations between actors, shipped and the case's own."""
        return (*load_relations(), *read_relations(self.rows("relations"), self.actors))

    def transfer_rows(self) -> pa.Table:
        """The case's own transfers in the Transfer schema, an Arrow table."""
        transfers = (CaseTransfer(row.key, row.cells) for row in self.store.rows("transfers"))
        return rows_of(transfers, self._parents)

    @property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        """For each source of the case, the sources that it derives from."""
        kept = self.store.rows("sources")
        return {row.key: split_list(row.cells.get("derived_from", "")) for row in kept}

    def _sighting(self, name: str) -> Sighting:
        found = next((one for one in self.sightings if one.id == name), None)
        if found is None:
            raise NotFound(
                f"No sighting of {self.name} has the id '{name}'", do="see `headstamp sightings list`"
            )
        return found
