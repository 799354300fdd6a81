"""`headstamp records list`, `show`, `rejects`, `sources`: what the library holds and its sources can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_option, print_json, say
from headstamp.cli.records.adding import facts

if TYPE_CHECKING:
    from headstamp.records import Snapshot

_ONE = exits(not_found="there is no such snapshot")


@click.command("list", epilog=exits(rejected="a snapshot is damaged"))
@json_option("records.list/1")
def list_(as_json: bool) -> None:
    """List the snapshots of the library, newest edition first.

    \b
    Example:
      headstamp records list
    """
    from headstamp.records import Library

    snapshots = Library().snapshots()
    if as_json:
        print_json("records.list/1", {"snapshots": [facts(one) for one in snapshots]})
        return
    if not snapshots:
        say("The library is empty; add a register with `headstamp records add FILE`.")
    rows = [
        (one.short, one.edition, f"{one.kept:,}", _years(one), f"{one.rejected:,}", one.file)
        for one in snapshots
    ]
    print_table(
        ("snapshot", "edition", "rows", "years", "rejected", "file"), rows, right=(2, 4), whole=(0, 1, 3)
    )


def _years(snapshot: Snapshot) -> str:
    years = snapshot.coverage.years
    return f"{years[0]}-{years[1]}" if years else "none"


@click.command("show", epilog=_ONE)
@click.argument("snapshot")
@json_option("records.show/1")
def show(snapshot: str, as_json: bool) -> None:
    """Show what a SNAPSHOT holds; the first digits of its fingerprint are enough.

    \b
    Example:
      headstamp records show 4f2a
    """
    from headstamp.records import Library
    from headstamp.records import sources as known_sources

    found = Library().snapshot(snapshot)
    if as_json:
        print_json("records.show/1", facts(found))
        return
    told = {**facts(found), "years": _years(found)}
    rows = [(name, str(value)) for name, value in told.items() if value not in (None, "")]
    if source := known_sources().get(found.source):
        rows += [
            ("title", source.title),
            ("does not record", source.does_not_see),
            ("terms of use", source.terms),
        ]
    _print_facts(rows)


def _print_facts(rows: list[tuple[str, str]], indent: int = 0) -> None:
    for name, value in rows:
        say(f"{name:16}{value}", indent, 16)


@click.command("rejects", epilog=_ONE)
@click.argument("snapshot")
@json_option("records.rejects/1")
def rejects(snapshot: str, as_json: bool) -> None:
    """Show the rows of a SNAPSHOT that could not be kept, with line, reason and text.

    \b
    Example:
      headstamp records rejects 4f2a
    """
    from headstamp.records import Library
    from headstamp.values import encode

    library = Library()
    found = library.snapshot(snapshot)
    kept_aside = library.rejects(found)
    if as_json:
        print_json("records.rejects/1", {"snapshot": found.sha256, "rejected": encode(kept_aside)})
        return
    if not kept_aside:
        say(f"Nothing of {found.file} was rejected.")
    rows = [(str(one.line), one.column or "", one.why, one.raw) for one in kept_aside]
    print_table(("line", "column", "why", "text"), rows, right=(0,), remarks=True)


@click.command("sources", epilog=exits())
@json_option("records.sources/1")
def sources(as_json: bool) -> None:
    """Say for each known register what it can see, and on what terms it may be used.

    \b
    Example:
      headstamp records sources
    """
    from headstamp.records import sources as known_sources
    from headstamp.values import encode

    known = known_sources()
    if as_json:
        print_json("records.sources/1", {"sources": [encode(one) for one in known.values()]})
        return
    for one in known.values():
        say(bold(f"{one.id}: {one.title} ({one.publisher})"))
        first, last = one.years
        _print_facts(
            [
                ("records", ", ".join(one.sees)),
                ("does not record", one.does_not_see),
                ("stages", ", ".join(one.stages)),
                ("years", f"{first or 'not known'} to {last or 'today'}"),
                ("units", one.units),
                ("terms of use", one.terms),
                ("where", one.url),
            ],
            indent=2,
        )
