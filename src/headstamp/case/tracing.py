"""How the weapons seen in a case may have come: assessments, questions and the arsenal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from headstamp.case.pins import CasePins

if TYPE_CHECKING:
    from headstamp.records import Library
    from headstamp.sightings import Sighting
    from headstamp.tracing import Priors, RouteAssessment, Trace, Tracer
    from headstamp.tracing.asking import CaseQuestions
    from headstamp.tracing.holdings import Arsenal

BRIEF_FROM = 200
"""More sightings than these at once are assessed briefly, see `Tracer`; one alone is told in full."""


class CaseTracing(CasePins):
    """The sightings of a case, traced."""

    def tracer(
        self, library: Library, priors: Priors, snapshots: tuple[str, ...], *, brief: bool = False
    ) -> Tracer:
        """Read the records of the pinned snapshots and of the case, ready to assess its sightings."""
        from headstamp.records import Kind
        from headstamp.tracing import tracer

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
        from headstamp.tracing import Trace

        preset, label = preset_of(priors)
        chosen = self.sightings if sighting is None else (self._sighting(sighting),)
        pinned = self.pin(library, again=repin)
        assess = self.tracer(library, preset, pinned, brief=len(chosen) > BRIEF_FROM).assess
        head = Trace(self.name, label, pinned, brief=len(chosen) > BRIEF_FROM)
        return head, (assess(one) for one in progress(chosen))

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
        from headstamp.tracing.asking import Asking, CaseQuestions

        preset, label = preset_of(priors)
        pinned, sightings = self.pin(library), self.sightings
        asking = Asking(self.tracer(library, preset, pinned, brief=True), sightings, progress)
        chosen = tuple(asking.next(most))
        return CaseQuestions(self.name, label, pinned, chosen, len(asking))

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
        from headstamp.tracing.arsenal import Seen

        preset, label = preset_of(priors)
        pinned = self.pin(library)
        traced = self.tracer(library, preset, pinned)
        seen = Seen(traced, traced.sightings, progress)
        return seen.arsenal(case=self.name, priors=label, snapshots=pinned, holder=holder)


def preset_of(priors: str) -> tuple[Priors, str]:
    """A preset, and what to call it: a file's name is told beside that of the preset in it."""
    from headstamp.tracing import load

    preset = load(priors)
    return preset, preset.name if preset.name == priors else f"{preset.name} ({Path(priors).name})"
