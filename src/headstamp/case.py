"""A case: one investigation's folder, and the way from its tables to a route assessment.

This module opens a case and ties the parts together; it holds no rule and no query. What a Python user
imports is here and in `headstamp.records`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex

import pyarrow as pa

from headstamp import __version__
from headstamp.custody import Store, made_whole
from headstamp.custody.author import author
from headstamp.custody.copying import copy_of
from headstamp.evidence.handover import refuse_secret
from headstamp.law import (
    CaseFacts,
    DeviceAnswer,
    Judgement,
    Law,
    Preset,
    Proposal,
    TransferAssessment,
    UnderEmbargo,
    assess,
    decision_row,
    devices,
    source_dates,
    states_of_case,
    under_embargo,
)
from headstamp.publishing import ReportFacts, TraceRequest, cited, gather
from headstamp.publishing import render as render_report
from headstamp.publishing import request as trace_request
from headstamp.publishing.pack import (
    Manifest,
    PackedSnapshot,
    Packing,
    check_target,
    in_order,
    packed_rows,
    write_pack,
)
from headstamp.records import CaseTransfer, Kind, Library, Names, Transfer, rows_of
from headstamp.records.find import Filters, find, transfer_of
from headstamp.records.pins import Pin, pins_of, read_pins, still_held
from headstamp.sightings import (
    Claim,
    Decision,
    Device,
    Import,
    Incident,
    NotUnderstood,
    Sighting,
    StockFigure,
    Violation,
    import_table,
    not_understood,
    table_spec,
)
from headstamp.sightings.imports import TABLES
from headstamp.stocks import Assumptions, Book, load_assumptions, open_book
from headstamp.tables import split_list, write_table
from headstamp.tracing import Priors, RouteAssessment, Trace, Tracer, load, tracer
from headstamp.tracing.arsenal import Seen
from headstamp.tracing.asking import Asking, CaseQuestions
from headstamp.tracing.holdings import Arsenal
from headstamp.values import NotFound, Refused, encode
from headstamp.world import Actors, Catalogue, Headstamps, Relation, load_relations, read_relations

_FORMAT = 1
_FACTS = "case.toml"
_PINS = "snapshots"
BRIEF_FROM = 200
"""More sightings than these at once are assessed briefly, see `Tracer`; one alone is told in full."""


def examples() -> tuple[str, ...]:
    """The names of the example cases that are shipped."""
    root = files("headstamp.examples")
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.joinpath("sightings.csv").is_file()))


@dataclass(frozen=True)
class Case:
    """An open case. Make one with `create` or `open`, and close it, or use it in a `with` block."""

    path: Path
    store: Store

    @classmethod
    def create(cls, path: Path | str, *, example: str | None = None, who: str | None = None) -> Case:
        """Make a new case, empty or with an example's tables.

        Raises:
            Refused: the folder is not empty; it is untouched.
            NotFound: there is no such example.
        """
        target = Path(path)
        if example is not None and example not in examples():
            raise NotFound(f"There is no example '{example}'", do=f"choose one of {', '.join(examples())}")
        with made_whole(target) as aside:
            (aside / "evidence").mkdir()
            (aside / _FACTS).write_text(_facts_text(target.name, example), "utf-8")
            with cls(aside, Store.create(aside / "case.db", f"{target.name}-{token_hex(4)}")) as made:
                if example is not None:
                    made._take_example(example, who or author())
        return cls.open(target)

    @classmethod
    def open(cls, path: Path | str) -> Case:
        """Open a case.

        Raises:
            NotFound: there is no case at the path.
        """
        folder = Path(path)
        if not (folder / _FACTS).is_file():
            raise NotFound(f"There is no case at {path}", do=f"make one with `headstamp init {path}`")
        return cls(folder, Store.open(folder / "case.db"))

    def close(self) -> None:
        """Let go of the case's files."""
        self.store.close()

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """What the case is called: its folder's name."""
        return self.path.resolve().name

    @property
    def example(self) -> str | None:
        """The example that the case was made from, or None for a case of its own."""
        told = tomllib.loads((self.path / _FACTS).read_text("utf-8")).get("example")
        return str(told) if told else None

    def _take_example(self, example: str, who: str) -> None:
        with as_file(files("headstamp.examples").joinpath(example)) as folder:
            for table in TABLES:
                if (file := folder / f"{table}.csv").is_file():
                    self.import_table(table, file, who=who)

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
    def law_facts(self) -> CaseFacts:
        """The rows that can bear on the assessment of a transfer."""
        rows = self.store.rows
        return CaseFacts(
            violations=tuple(Violation.from_cells(row.key, row.cells) for row in rows("violations")),
            incidents=self.incidents,
            sightings=self.sightings,
            claims=tuple(Claim.from_cells(row.key, row.cells) for row in rows("claims")),
            source_dates=source_dates(self.rows("sources")),
        )

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The judgements kept in the case."""
        return tuple(Decision.from_cells(row.key, row.cells) for row in self.store.rows("decisions"))

    @property
    def devices(self) -> tuple[Device, ...]:
        """The mines, booby-traps and submunitions among what was seen."""
        return tuple(Device.from_cells(row.key, row.cells) for row in self.store.rows("devices"))

    def assess(self, proposal: Proposal, preset: Preset | None = None) -> TransferAssessment:
        """Assess a transfer with what the case knows and what was judged in it; see `headstamp.law`."""
        return assess(proposal, self.names, facts=self.law_facts, decisions=self.decisions, preset=preset)

    def decide(self, proposal: Proposal, judgements: Iterable[Judgement], *, who: str | None = None) -> None:
        """Keep judgements on a transfer, all in one change; each was checked with `check_judgement`."""
        with self.store.change(who or author(), "assess") as change:
            for one in judgements:
                key, cells = decision_row(proposal, one, at=date.today())
                change.put("decisions", key, cells)

    def law_check(
        self, library: Library | None = None
    ) -> tuple[tuple[UnderEmbargo, ...], tuple[DeviceAnswer, ...]]:
        """Transfers under an embargo of their time, and what the case's devices are in law.

        Args:
            library: with one, what its registers tell of transfers to the states of the case is looked at
                beside the case's own transfers: those that are pinned, else those that answer today.
        """
        law = Law.load()
        transfers = [transfer_of(row, self.names) for row in self.transfer_rows().to_pylist()]
        if library is not None:
            pinned = tuple(one.sha256 for one in self.pins) if self.pins is not None else None
            for state in states_of_case(self.law_facts, self.names):
                asked = Filters(recipient=state, snapshots=pinned)
                transfers += find(library, self.names, asked).transfers
        once = {one.id: one for one in transfers}.values()
        return (
            under_embargo(once, self.names, law),
            devices(self.devices, self.sightings, self.names, law),
        )

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

    @property
    def pins(self) -> tuple[Pin, ...] | None:
        """The snapshots that this case is traced against, or None before the first trace."""
        return read_pins(self.store.setting(_PINS))

    def pin(self, library: Library, *, again: bool = False, who: str | None = None) -> tuple[str, ...]:
        """The snapshots to trace against: those of the first trace, unless they are to be pinned again.

        Raises:
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        pins = None if again else self.pins
        if pins is not None:
            return still_held(pins, library)
        today = pins_of(library)
        if today:
            with self.store.change(who or author(), "pin snapshots") as change:
                change.set(_PINS, encode(today))
        return tuple(one.sha256 for one in today)

    def tracer(
        self, library: Library, priors: Priors, snapshots: tuple[str, ...], *, brief: bool = False
    ) -> Tracer:
        """Read the records of the pinned snapshots and of the case, ready to assess its sightings."""
        rows = library.transfers(snapshots=snapshots, actors=self.actors) if snapshots else None
        tables = [self.transfer_rows(), *([rows.to_pyarrow()] if rows is not None else [])]
        held = [library.snapshot(one) for one in snapshots]
        asked = [one.source for one in held if one.kind is Kind.TRANSFERS]
        return tracer(
            tables,
            self.names,
            priors,
            relations=self.relations,
            incidents=self.incidents,
            asked=list(dict.fromkeys(asked)),
            parents=self._parents,
            sightings=self.sightings,
            brief=brief,
        )

    def trace(
        self,
        library: Library,
        *,
        sighting: str | None = None,
        priors: str = "mixed",
        repin: bool = False,
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> Trace:
        """Assess the case's sightings, or one of them.

        Args:
            sighting: an id; None assesses all.
            priors: the name of a preset or the path of an edited one.
            repin: take the library's snapshots of today instead of those pinned.
            progress: wraps the sightings, to show how far it is.

        Raises:
            NotFound: no sighting has the id, or there is no such preset.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        head, assessments = self.tracing(
            library, sighting=sighting, priors=priors, repin=repin, progress=progress
        )
        return replace(head, assessments=tuple(assessments))

    def tracing(
        self,
        library: Library,
        *,
        sighting: str | None = None,
        priors: str = "mixed",
        repin: bool = False,
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> tuple[Trace, Iterator[RouteAssessment]]:
        """The same, one assessment after the other, for a case whose assessments are too many to hold.

        Returns:
            The trace without assessments, and these as they are made.
        """
        preset, label = _preset(priors)
        chosen = self.sightings if sighting is None else (self._sighting(sighting),)
        pinned = self.pin(library, again=repin)
        assess = self.tracer(library, preset, pinned, brief=len(chosen) > BRIEF_FROM).assess
        head = Trace(self.name, label, pinned, brief=len(chosen) > BRIEF_FROM)
        return head, (assess(one) for one in progress(chosen))

    def _sighting(self, name: str) -> Sighting:
        found = next((one for one in self.sightings if one.id == name), None)
        if found is None:
            raise NotFound(
                f"No sighting of {self.name} has the id '{name}'", do="see `headstamp sightings list`"
            )
        return found

    def book(self, library: Library, actor: str, assumptions: Assumptions | None = None) -> Book:
        """What the case and its pinned editions, else the library's, tell of an actor's stocks.

        Args:
            actor: an id, name or alias.
            assumptions: what is assumed where no record tells; None takes the shipped set.

        Raises:
            NotFound: nobody known bears the name.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        pins = self.pins
        return open_book(
            library,
            self.names,
            [actor],
            assumptions or load_assumptions(),
            snapshots=still_held(pins, library) if pins is not None else None,
            own=self.transfer_rows(),
            incidents=self.incidents,
            figures=[StockFigure.from_cells(row.key, row.cells) for row in self.store.rows("stocks")],
        )

    def questions(
        self,
        library: Library,
        *,
        most: int = 10,
        priors: str = "mixed",
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> CaseQuestions:
        """What to ask next, over all sightings, each question for what it adds to those before it.

        Args:
            most: how many questions at most.
            priors: the name of a preset or the path of an edited one.
            progress: wraps the sightings, to show how far it is.

        Raises:
            NotFound: there is no such preset.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        preset, label = _preset(priors)
        pinned, sightings = self.pin(library), self.sightings
        asking = Asking(self.tracer(library, preset, pinned, brief=True), sightings, progress)
        chosen = tuple(asking.next(most))
        return CaseQuestions(self.name, label, pinned, chosen, len(asking))

    def request(self, sighting: str) -> TraceRequest:
        """A draft of a trace request for the weapon of one sighting.

        Raises:
            NotFound: no sighting has the id.
        """
        return trace_request(self.name, self._sighting(sighting), self.names)

    def arsenal(
        self,
        library: Library,
        *,
        holder: str | None = None,
        priors: str = "mixed",
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> Arsenal:
        """What the objects seen are and where they come from, together, as shares with ranges.

        Args:
            holder: tell only of what was seen with this one, beside the whole case; None tells of all.
            priors: the name of a preset or the path of an edited one.
            progress: wraps the sightings, to show how far it is.

        Raises:
            NotFound: nothing was seen with the holder, or there is no such preset.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        preset, label = _preset(priors)
        pinned = self.pin(library)
        traced = self.tracer(library, preset, pinned)
        seen = Seen(traced, traced.sightings, progress)
        return seen.arsenal(case=self.name, priors=label, snapshots=pinned, holder=holder)

    def report(
        self, traced: Trace, library: Library, *, priors: str | None = None, as_of: date | None = None
    ) -> str:
        """The report on a trace as one self-contained HTML file.

        Args:
            priors: what the trace was given as priors; needed only when that was a file.
            as_of: the day that the report is of; None takes today.

        Raises:
            NotFound: the trace rests on a file of priors, which has to be named again.
        """
        read = replace(traced, priors=priors or traced.priors)
        return render_report(traced, self._facts(read, library, as_of or date.today()))

    def _facts(self, traced: Trace, library: Library, as_of: date) -> ReportFacts:
        return gather(
            traced,
            self.names,
            title=self.name,
            as_of=as_of,
            version=__version__,
            sightings=self.sightings,
            incidents=self.incidents,
            transfers=self.transfers(library, traced.snapshots, cited(traced.assessments)),
            snapshots=[library.snapshot(one) for one in traced.snapshots],
            sources=self.rows("sources"),
        )

    def pack(
        self,
        library: Library,
        target: Path | str,
        *,
        priors: str = "mixed",
        secret: bool = False,
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> Manifest:
        """Write the case as one ZIP file, with the rows of its pinned editions that a trace cites.

        The case is not changed; one that pins nothing carries no rows of registers.

        Args:
            priors: what the trace is made with, as in `trace`.
            secret: pack items of evidence, too, that were said to be secret.
            progress: wraps the sightings, to show how far it is.

        Raises:
            Refused: the target is there already or cannot be, the case was changed meanwhile, or it holds
                secret items and these were not asked for.
            SnapshotMissing: a pinned snapshot is no longer in the library.
        """
        path = Path(target)
        check_target(path, self.path)
        if not secret:
            refuse_secret(self.store, self.name)
        preset, label = _preset(priors)
        pinned = still_held(self.pins or (), library)
        root, store = self.store.root(), copy_of(self.store.path)
        assess = self.tracer(library, preset, pinned).assess if pinned else None
        rests_on = [assess(one) for one in progress(self.sightings)] if assess is not None else []
        rows = self._cited_rows(library, pinned, rests_on)
        if self.store.root() != root:
            raise Refused(f"{self.name} was changed while it was packed", do="pack it again")
        priors_used = label if pinned else None
        return write_pack(path, Packing(self.path, self.name, __version__, root, priors_used, store, rows))

    def _cited_rows(
        self, library: Library, pinned: tuple[str, ...], rests_on: Sequence[RouteAssessment]
    ) -> dict[PackedSnapshot, tuple[Transfer, ...]]:
        wanted = cited(rests_on)
        found = self.transfers(library, pinned, wanted) if wanted else {}
        told = [found[one] for one in in_order(rests_on, wanted) if one in found]
        return dict(
            packed_rows(library.snapshot(one), [row for row in told if row.snapshot == one]) for one in pinned
        )

    def transfers(
        self, library: Library, snapshots: tuple[str, ...], wanted: frozenset[str]
    ) -> dict[str, Transfer]:
        """The transfers of the library and the case that have these ids."""
        rows = [row for row in self.transfer_rows().to_pylist() if row["id"] in wanted]
        told = library.transfers(snapshots=snapshots, actors=self.actors) if snapshots else None
        if told is not None:
            rows += told.filter(told.id.isin(sorted(wanted))).to_pyarrow().to_pylist()
        return {row["id"]: transfer_of(row, self.names) for row in rows}


def _preset(priors: str) -> tuple[Priors, str]:
    """A preset, and what to call it: a file's name is told beside that of the preset in it."""
    preset = load(priors)
    return preset, preset.name if preset.name == priors else f"{preset.name} ({Path(priors).name})"


def _facts_text(name: str, example: str | None) -> str:
    """What stands in `case.toml`; a JSON string is a TOML string too."""
    told = {"name": name, "format": _FORMAT, "program": __version__, "example": example}
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items() if value
    )
