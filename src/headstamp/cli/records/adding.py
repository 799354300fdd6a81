"""`headstamp records add` and `rebuild`: registers come into the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.faults import REJECTED, Fault, fault_of, print_fault
from headstamp.cli.output import count, json_option, note, print_json, say, working

if TYPE_CHECKING:
    from headstamp.records import Added, Reject, Snapshot
    from headstamp.values import Json

_SHOWN = 5


@click.command(
    "add",
    epilog=exits(
        not_found="there is no such file", rejected="a file or some rows were rejected, the rest is added"
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=PATH)
@click.option("--source", metavar="NAME", help="Refuse files of any other source.")
@json_option("records.add/1")
@click.pass_context
def add(ctx: click.Context, files: tuple[Path, ...], source: str | None, as_json: bool) -> None:
    """Recognise each FILE, check it and store it; the same file again adds nothing.

    Each file is added whole or not at all. Rows that cannot be read are kept aside: see `records rejects`.

    \b
    Example:
      headstamp records add trade-register.csv
    """
    from headstamp.records import Library

    library, entries, worst = Library(), [], 0
    held = {one.sha256 for one in library.snapshots()}
    for path in files:
        try:
            with working(f"Reading {path.name}"):
                done = library.add(path, source=source)
        except Exception as error:
            fault = fault_of(error)
            if fault is None:
                raise
            worst = max(worst, fault.exit_code)
            entries.append(_refused(path, fault))
            if not as_json:
                print_fault(fault)
            continue
        fresh = done.snapshot.sha256 not in held
        held.add(done.snapshot.sha256)
        worst = max(worst, REJECTED if done.snapshot.rejected and fresh else 0)
        entries.append(_entry(done))
        if not as_json:
            _say_added(done.snapshot, library.rejects(done.snapshot) if fresh else (), fresh)
    if as_json:
        print_json("records.add/1", {"files": entries})
    ctx.exit(worst)


def _entry(done: Added) -> Json:
    snapshot = done.snapshot
    return {
        "file": done.file,
        "source": snapshot.source,
        "snapshot": snapshot.sha256,
        "read": snapshot.read,
        "kept": snapshot.kept,
        "merged": snapshot.merged,
        "rejected": snapshot.rejected,
        "new": done.new,
    }


def _refused(path: Path, fault: Fault) -> Json:
    nothing: dict[str, Json] = dict.fromkeys(("read", "kept", "merged", "rejected", "new"), 0)
    return {"file": path.name, "source": None, "snapshot": None, **nothing, "error": fault.body()}


def _say_added(snapshot: Snapshot, rejects: tuple[Reject, ...], fresh: bool) -> None:
    if not fresh:
        say(f"{snapshot.file}: already in the library ({snapshot.edition}, {snapshot.short}); nothing new.")
        return
    joined = f", {count(snapshot.merged, 'line')} joined to the one before" if snapshot.merged else ""
    told = ""
    if snapshot.records != snapshot.kept or snapshot.kind != "transfers":
        told = f" as {snapshot.records:,} {snapshot.kind}"
    say(
        f"{snapshot.file}: {snapshot.edition}; {count(snapshot.kept, 'row')} kept{told}{joined}, "
        f"{snapshot.rejected:,} rejected; snapshot {snapshot.short}."
    )
    for reject in rejects[:_SHOWN]:
        note(f"  line {reject.line}{f', {reject.column}' if reject.column else ''}: {reject.why}.")
    if snapshot.rejected > _SHOWN:
        more = snapshot.rejected - _SHOWN
        note(f"  and {more:,} more, which `headstamp records rejects {snapshot.short}` shows.")
    if snapshot.cut:
        note(
            "  The file ends in the middle of a row: download it again; until then whole editions come first."
        )


@click.command("rebuild", epilog=exits(rejected="the kept bytes of a file are damaged"))
@json_option("records.list/1")
def rebuild(as_json: bool) -> None:
    """Read every file of the library again from its kept bytes, with the parsers of today.

    \b
    Example:
      headstamp records rebuild
    """
    from headstamp.records import Library

    with working("Reading the library again"):
        done = Library().rebuild()
    if as_json:
        print_json("records.list/1", {"snapshots": [facts(one) for one in done]})
        return
    for one in done:
        say(f"{one.file}: {count(one.kept, 'row')}, {one.rejected:,} rejected.")
    if not done:
        say("The library is empty; add a register with `headstamp records add FILE`.")


def facts(snapshot: Snapshot) -> dict[str, Json]:
    """What is told of a snapshot in every list of them."""
    return {
        "snapshot": snapshot.sha256,
        "source": snapshot.source,
        "form": snapshot.form,
        "file": snapshot.file,
        "generated": snapshot.generated.isoformat() if snapshot.generated else None,
        "added": snapshot.added.isoformat(),
        "selection": snapshot.selection,
        "years": list(snapshot.coverage.years) if snapshot.coverage.years else None,
        "read": snapshot.read,
        "kept": snapshot.kept,
        "merged": snapshot.merged,
        "rejected": snapshot.rejected,
    }
