"""Gathering what a report says beside the assessments: rows that they cite, words for what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from headstamp.publishing import routes
from headstamp.publishing.facts import PriorRow, PriorsText, ReportFacts
from headstamp.records import Names, Snapshot, Transfer
from headstamp.records import sources as registers
from headstamp.sightings import Incident, Sighting
from headstamp.tracing import TERMS, Priors, RouteAssessment, Trace, load


def cited(assessments: Iterable[RouteAssessment]) -> frozenset[str]:
    """The ids of the records that a report prints: of the first routes, those ruled out and those removed."""
    found: set[str] = set()
    for one in assessments:
        steps = (step for route in one.routes[: routes.SHOWN] for step in route.steps)
        found.update(record for step in steps for record in step.records)
        found.update(out.record for out in one.ruled_out)
        found.update(one.without_derived.removed)
    return frozenset(found)


def gather(
    traced: Trace,
    names: Names,
    *,
    title: str,
    as_of: date,
    version: str,
    sightings: Iterable[Sighting],
    incidents: Iterable[Incident],
    transfers: Mapping[str, Transfer],
    snapshots: Sequence[Snapshot],
    sources: Iterable[Mapping[str, str]],
) -> ReportFacts:
    """Everything that a report on a trace needs.

    Args:
        as_of: the day up to which everything was known.
        transfers: by id, at least those that `cited` names.
        sources: rows of the case's table of sources.
    """
    priors = load(traced.priors)
    known = registers()
    return ReportFacts(
        title=title,
        as_of=as_of,
        version=version,
        sightings={one.id: one for one in sightings},
        incidents={one.id: one for one in incidents},
        transfers=transfers,
        snapshots=tuple(snapshots),
        sources={row["id"]: row for row in sources},
        registers={one.source: known[one.source] for one in snapshots if one.source in known},
        priors_description=priors_in_words(priors),
        mechanisms={one.id: one.words for one in priors.mechanisms},
        terms={term.name: term.words for term in TERMS},
        actors={one.id: one.name for one in names.actors},
        persons=frozenset(one.id for one in names.actors if one.kind == "person"),
    )


def priors_in_words(priors: Priors) -> PriorsText:
    """A preset as a report prints it: every share by kind of holder, and what it leans on."""
    described = {one.id: one for one in priors.mechanisms}
    rows = tuple(
        PriorRow(described[name].words, share, described[name].cite or "hand-set", kind.replace("_", " "))
        for kind, shares in priors.shares.items()
        for name, share in shares.items()
    )
    return PriorsText(priors.name, priors.title, (), rows)
