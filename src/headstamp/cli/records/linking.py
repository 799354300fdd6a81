"""`headstamp records clusters`: which rows of which sources may tell the same transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import STAGES, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_option, print_json, say, working
from headstamp.cli.records.filters import WEAPON, YEARS, shipped_names

if TYPE_CHECKING:
    from headstamp.records import Filters, Found, Linked, Names, Transfer
    from headstamp.values import Json

_SHOWN = 40
_KINDS = {
    "mirror": "both sides report it",
    "same_transfer": "the same transfer",
    "later_stage": "then",
    "part_of": "part of",
}


@click.command("clusters", epilog=exits(not_found="nobody known bears a name"))
@click.argument("recipient")
@click.argument("supplier")
@WEAPON
@YEARS
@json_option("records.clusters/1")
def clusters(
    recipient: str, supplier: str, weapon: str | None, years: tuple[int, int] | None, as_json: bool
) -> None:
    """Link the records of one flow that may tell the same transfer, and count each transfer once.

    Nothing is merged: every record stays its source's claim, and each link gives its reason. A register that
    rests on another, or repeats one reporter's word, is no corroboration of it.

    \b
    Example:
      headstamp records clusters "Burkina Faso" Slovakia
    """
    from headstamp.records import Filters, Library, find, link
    from headstamp.values import encode

    names = shipped_names()
    filters = Filters(supplier, recipient, weapon, years, wider=weapon is not None)
    with working("Linking"):
        answer = find(Library(), names, filters)
        found = answer.transfers
        linked = link(found, names)
    scope = _scope(names, filters, answer)
    counts = {stage: linked.count(stage) for stage in STAGES if linked.count(stage)}
    if as_json:
        links, groups = encode(linked.links), encode(linked.clusters)
        body: dict[str, Json] = {"links": links, "clusters": groups, "counts": dict(counts), "scope": scope}
        print_json("records.clusters/1", body)
        return
    _print_linked(linked, {one.id: one for one in found})
    told = ", ".join(f"{n:,} {stage.replace('_', ' ')}" for stage, n in counts.items())
    say(f"{count(len(found), 'record')}; counted once each: {told or 'none'}. Stages are never added up.")
    say(f"Scope: {scope}", 0, 2)
    click.echo("A score says how well two records agree, from 0 to 1; it is no probability.")


def _scope(names: Names, filters: Filters, answer: Found) -> str:
    """What the counts are of, in words."""
    sides = (("from", filters.supplier), ("to", filters.recipient))
    between = " ".join(f"{word} {names.party(text).name}" for word, text in sides)
    goods = f", of {filters.weapon} and what may include it" if filters.weapon else ""
    span = f", {'-'.join(map(str, sorted({*filters.years})))}" if filters.years else ""
    editions = "; ".join(dict.fromkeys(answer.searched)) or "an empty library"
    return (
        f"Transfers {between}{goods}{span}, as told by {editions}: records that may tell the same transfer "
        "at one stage count once, sums and wholes whose parts are told do not count."
    )


def _print_linked(linked: Linked, rows: dict[str, Transfer]) -> None:
    from headstamp.records import LinkKind

    if not linked.links:
        say("No two of these records seem to tell the same transfer.")
        return
    click.echo(bold("Links, best first"))
    lines = []
    for one in linked.links[:_SHOWN]:
        same_stage = one.kind is not LinkKind.LATER_STAGE
        why = one.because + ("; no corroboration" if same_stage and not one.independent else "")
        first, second = _words(rows[one.a]), _words(rows[one.b])
        lines.append((f"{one.score:.2f}", first, _KINDS[one.kind], second, why))
    print_table(("score", "record", "is", "record", "because"), lines, right=(0,), remarks=True)
    if len(linked.links) > _SHOWN:
        say(f"and {len(linked.links) - _SHOWN:,} more; --json lists them all")


def _words(one: Transfer) -> str:
    when = one.delivered if one.stage == "delivered" else one.ordered if one.stage == "ordered" else one.dated
    what = one.item or (one.category or "").partition(":")[2]
    span = f", {when}" if when is not None and when.is_known else ""
    return f"{one.source} {one.stage.replace('_', ' ')} {what}{span}"
