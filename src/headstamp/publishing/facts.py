"""What a report needs beside the assessments: the rows they cite, and the words for what they name.

The case collects these; nothing here is looked up, computed or imported from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from headstamp.records import Snapshot, Source, Transfer
from headstamp.sightings import Incident, Sighting


@dataclass(frozen=True, slots=True)
class PriorRow:
    """One share of the priors.

    Attributes:
        label: the mechanism in words.
        share: of 1, before anything is known of the weapon.
        cite: what the number leans on.
        holder: the kind of holder it is for; empty when the table holds for all.
    """

    label: str
    share: float
    cite: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class PriorsText:
    """The preset of priors in words: its name, its title, paragraphs about it and its shares."""

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[PriorRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything a report says that the assessments themselves do not hold.

    Attributes:
        title: of the case.
        as_of: the day up to which everything was known.
        version: of the program.
        sightings, incidents, transfers: by id; the transfers are those that the assessments cite.
        snapshots: the editions of registers that were used.
        sources: rows of the case's table of sources, by id.
        registers: what is known of each register, by id.
        priors_description: the preset the probabilities rest on.
        mechanisms: id of a mechanism to words, 'taken from a depot'.
        terms: name of a term to one sentence that says what it means.
        actors: id of an actor to its name, for places, custodians and parties of incidents.
        persons: ids of actors whose names are withheld wherever they stand.
    """

    title: str
    as_of: date
    version: str
    sightings: Mapping[str, Sighting]
    incidents: Mapping[str, Incident]
    transfers: Mapping[str, Transfer]
    snapshots: tuple[Snapshot, ...]
    sources: Mapping[str, Mapping[str, str]]
    registers: Mapping[str, Source]
    priors_description: PriorsText
    mechanisms: Mapping[str, str]
    terms: Mapping[str, str]
    actors: Mapping[str, str] = field(default_factory=dict)
    persons: frozenset[str] = frozenset()
