"""The numbered list at the end: what was cited, how far it is to be trusted, and which edition was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from headstamp.publishing.lookup import HUMAN_SOURCE, Lookup
from headstamp.publishing.withheld import HUMAN_SOURCES
from headstamp.publishing.words import count, day, plain, sentence, told_day
from headstamp.records import Snapshot, Source
from headstamp.values import Grade, ValueUnreadable


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be followed, and what to call it."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One file of a register as it was read: who generated it when, its fingerprint, what it holds."""

    text: str
    fingerprint: str
    selection: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered source."""

    number: int
    title: str
    by: str
    grade: str
    notes: tuple[str, ...]
    links: tuple[Link, ...]
    editions: tuple[Edition, ...]


def entries(lookup: Lookup) -> tuple[Entry, ...]:
    """Every source cited, in the order of the numbers; registers that were read but not cited follow."""
    for snapshot in lookup.facts.snapshots:
        lookup.number(snapshot.source)
    return tuple(_entry(source, number, lookup) for number, source in enumerate(lookup.cited, start=1))


def _entry(source: str, number: int, lookup: Lookup) -> Entry:
    if source in lookup.facts.registers:
        return _register(lookup.facts.registers[source], number, lookup)
    row = lookup.facts.sources.get(source)
    if row is None:
        return Entry(
            number,
            source,
            "",
            grade(""),
            ("Cited in these words; not in the case's table of sources.",),
            (),
            (),
        )
    return _row(row, number, lookup)


def _register(found: Source, number: int, lookup: Lookup) -> Entry:
    editions = tuple(_edition(one) for one in lookup.facts.snapshots if one.source == found.id)
    notes = [
        f"Leaves out {found.does_not_see}." if found.does_not_see else "",
        _derived(found.derived_from, lookup),
    ]
    terms = f"Terms of use: {found.terms}." if found.terms else "Terms of use not stated."
    notes = [*notes, terms]
    by = ", ".join(part for part in (found.publisher, found.kind) if part)
    return Entry(
        number, found.title, by, grade(found.reliability), _kept(notes), _links(("", found.url)), editions
    )


def _row(row: Mapping[str, str], number: int, lookup: Lookup) -> Entry:
    kind = row.get("kind", "")
    if kind.casefold() in HUMAN_SOURCES:
        note = "Kept back for the safety of those concerned."
        return Entry(
            number,
            sentence(HUMAN_SOURCE)[:-1],
            plain(kind),
            grade(row.get("reliability", "")),
            (note,),
            (),
            (),
        )
    by = ", ".join(
        part for part in (row.get("publisher"), told_day(row.get("date", "")), plain(kind)) if part
    )
    parents = tuple(part.strip() for part in row.get("derived_from", "").split(";") if part.strip())
    sees = f"Rests on {row['sees']}." if row.get("sees") else ""
    accessed = f"Read {told_day(row['accessed'])}." if row.get("accessed") else ""
    links = _links(("", row.get("url", "")), ("archived copy", row.get("archive_url", "")))
    notes = _kept([sees, _derived(parents, lookup), accessed])
    return Entry(
        number, row.get("title") or "Untitled", by, grade(row.get("reliability", "")), notes, links, ()
    )


def grade(text: str) -> str:
    """An Admiralty grade in words; what cannot be read as one is shown as it stands."""
    try:
        found = Grade.parse(text)
    except ValueUnreadable:
        return text
    return str(found) if found.reliability or found.credibility else "not graded"


def _edition(snapshot: Snapshot) -> Edition:
    made = f"generated {day(snapshot.generated)}" if snapshot.generated else "day of generation not stated"
    rows = f"{count(snapshot.kept, 'row')} kept of {count(snapshot.read, 'line')}"
    lost = f"{snapshot.merged:,} joined, {snapshot.rejected:,} rejected"
    text = f"Edition {made}, added {day(snapshot.added)}; {rows}, {lost}"
    return Edition(text, snapshot.sha256, sentence(snapshot.selection))


def _derived(parents: tuple[str, ...], lookup: Lookup) -> str:
    return f"Derives from {', '.join(lookup.title(one) for one in parents)}." if parents else ""


def _links(*found: tuple[str, str]) -> tuple[Link, ...]:
    # Only addresses of the web: a cell may hold anything, also a script.
    return tuple(
        Link(url, words or url) for words, url in found if url.casefold().startswith(("https://", "http://"))
    )


def _kept(notes: list[str]) -> tuple[str, ...]:
    return tuple(note for note in notes if note)
