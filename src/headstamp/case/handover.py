"""What is handed to others of a case: a trace request, the report, the case as one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp import __version__
from headstamp.case.tracing import CaseTracing, preset_of
from headstamp.values import Refused

if TYPE_CHECKING:
    from headstamp.publishing import ReportFacts, TraceRequest
    from headstamp.publishing.pack import Manifest, PackedSnapshot
    from headstamp.records import Library, Transfer
    from headstamp.sightings import Sighting
    from headstamp.tracing import RouteAssessment, Trace


class CaseHandover(CaseTracing):
    """What leaves a case."""

    def request(self, sighting: str) -> TraceRequest:
        """A draft of a trace request for the weapon of one sighting.

        Raises:
            NotFound: no sighting has the id.
        """
        from headstamp.publishing import request as trace_request

        return trace_request(self.name, self._sighting(sighting), self.names)

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
        from headstamp.publishing import render

        read = replace(traced, priors=priors or traced.priors)
        return render(traced, self._facts(read, library, as_of or date.today()))

    def _facts(self, traced: Trace, library: Library, as_of: date) -> ReportFacts:
        from headstamp.publishing import cited, gather

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
        from headstamp.custody.copying import copy_of
        from headstamp.evidence.handover import refuse_secret
        from headstamp.publishing.pack import Packing, check_target, write_pack
        from headstamp.records.pins import still_held

        path = Path(target)
        check_target(path, self.path)
        if not secret:
            refuse_secret(self.store, self.name)
        preset, label = preset_of(priors)
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
        from headstamp.publishing import cited
        from headstamp.publishing.pack import in_order, packed_rows

        wanted = cited(rests_on)
        found = self.transfers(library, pinned, wanted) if wanted else {}
        told = [found[one] for one in in_order(rests_on, wanted) if one in found]
        return dict(
            packed_rows(library.snapshot(one), [row for row in told if row.snapshot == one]) for one in pinned
        )
