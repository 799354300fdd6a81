"""`headstamp evidence list` and `show`: what a case holds, and all about one item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_object, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.item import Acquisition, EvidenceItem
    from headstamp.values import Json

_PAGE = 50
# The words of `headstamp.evidence.sandbox.Verdict`, written again since that costs to import.
VERDICTS = ("ok", "not_supported", "refused", "broken", "crashed", "timed_out")


@click.command("list", epilog=exits(not_found="there is no such case or item"))
@click.argument("case", type=PATH)
@click.option(
    "--most",
    type=click.IntRange(0),
    default=_PAGE,
    show_default=True,
    metavar="N",
    help="How many items; 0 for all.",
)
@click.option("--after", metavar="ID", help="Go on after this item.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only items that decoding ended so with.")
@click.option("--derived", is_flag=True, help="With what was made from them.")
@json_option("evidence.list/1")
def list_(
    case: Path, most: int, after: str | None, verdict: str | None, derived: bool, as_json: bool
) -> None:
    """List the items of CASE in the order in which they came, a page at a time.

    \b
    Example:
      headstamp evidence list mosul --verdict broken
    """
    from headstamp.evidence.collection import Collection

    with Collection.open(case) as opened:
        if after is not None:
            after = opened.item(after).id
        cells = {"verdict": verdict} if verdict is not None else {}
        # One more than asked for tells whether there is more.
        found = opened.items(most=most + 1 if most else None, after=after, derived=derived, cells=cells)
        total = len(opened.items(derived=derived, cells=cells)) if cells else opened.count(derived=derived)
        shown = found[:most] if most else found
        levels = [_said(opened, one) for one in shown]
    more = len(found) > len(shown)
    if as_json:
        items: list[Json] = [_brief(*one) for one in zip(shown, levels, strict=True)]
        after_this = shown[-1].id if more else None
        print_json("evidence.list/1", {"case": str(case), "total": total, "items": items, "next": after_this})
        return
    print_table(
        ("item", "what", "bytes", "decoded", "may be seen by", "met as"),
        [
            (
                one.id,
                one.media_type,
                f"{one.size:,}",
                one.verdict or one.derivation,
                level,
                one.name,
            )
            for one, level in zip(shown, levels, strict=True)
        ],
        right=(2,),
        whole=(0,),
    )
    say(f"{count(total, 'item')} in all." if not more else f"{len(shown):,} of {count(total, 'item')}.")
    if more:
        say(f"To go on: headstamp evidence list {case} --after {shown[-1].id}")


def _said(opened: Collection, one: EvidenceItem) -> str:
    """The level that was said of an item, or of the one that it was made from."""
    said = one.exposure if not one.derived else opened.item(one.parent).exposure.over(one.exposure)
    return said.sensitivity.value


def _brief(one: EvidenceItem, level: str) -> Json:
    return {
        "id": one.id,
        "sha256": one.sha256,
        "size": one.size,
        "media_type": one.media_type,
        "verdict": one.verdict or None,
        "parent": one.parent or None,
        "derivation": one.derivation or None,
        "sensitivity": level,
        "name": one.name or None,
    }


@click.command(epilog=exits(not_found="there is no such case or item"))
@click.argument("case", type=PATH)
@click.argument("item")
@json_option("evidence.show/1")
def show(case: Path, item: str, as_json: bool) -> None:
    """Show all that CASE knows of ITEM: its hashes, how it came, what was made from it, who may see it.

    ITEM is an id, a SHA-256, or the first six or more characters of either; 'ev-1f3a9c/thumb' is what was
    made from an item.

    \b
    Example:
      headstamp evidence show mosul ev-1f3a9c
    """
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.item import ITEMS

    with Collection.open(case) as opened:
        found = opened.item(item)
        came = opened.acquisitions(found.id if not found.derived else found.parent)
        made = opened.made_from(found)
        exposure = opened.showing().of(found)
        cited = opened.cited_by(found, came)
        members = opened.members(found)
        taken = opened.store.put_by(ITEMS, found.id)
    if as_json:
        body: dict[str, Json] = {
            "case": str(case),
            "item": json_object(found),
            "exposure": json_object(exposure),
            "taken_in": {"at": taken.at, "by": taken.who} if taken is not None else None,
            "acquisitions": [json_object(one) for one in came],
            "members": [{"id": one.item, "name": one.name} for one in members],
            "made": [{"id": one.id, "derivation": one.derivation, "sha256": one.sha256} for one in made],
            "cited_by": [{"table": table, "id": row} for table, row in cited],
        }
        print_json("evidence.show/1", body)
        return
    _say_item(found)
    if taken is not None:
        say(f"Taken into the case {taken.at} by {taken.who}.", 2, 2)
    for one in came:
        _say_acquisition(one)
    if members:
        say(bold("Files in it"))
        inside = [(one.item, one.name) for one in members]
        print_table(("item", "as"), inside, whole=(0,), indent=2)
    if made:
        say(bold("Made from it"))
        rows = [(one.id, one.media_type, f"{one.size:,}", one.sha256[:16]) for one in made]
        print_table(("item", "what", "bytes", "sha256"), rows, right=(2,), whole=(0,), indent=2)
    say(bold("Exposure"))
    shows = "; ".join(one.replace("_", " ") for one in exposure.shows) or "nobody has looked"
    day = exposure.release_from.isoformat() if exposure.release_from else "not set"
    say(
        f"For {exposure.sensitivity.value} eyes; shows: {shows}; "
        f"consent: {exposure.consent.value.replace('_', ' ')}; release from: {day}.",
        2,
        2,
    )
    if cited:
        say(bold("Cited by"))
        say("; ".join(f"{table} {row}" for table, row in cited), 2, 2)


def _say_item(one: EvidenceItem) -> None:
    say(bold(f"{one.id}  {one.media_type}, {one.size:,} bytes"))
    if one.name:
        say(f"first met as {one.name}", 2, 2)
    say(f"sha256 {one.sha256}", 2, 2)
    say(f"blake3 {one.blake3}", 2, 2)
    say(f"root over pieces of 64 KiB {one.pieces}", 2, 2)
    if one.parent:
        say(f"{one.derivation} of {one.parent}, made with {one.made_with}", 2, 2)
    if one.verdict:
        say(f"Decoded: {one.verdict.replace('_', ' ')}{'; ' + one.why if one.why else ''}", 2, 2)
    print_table(("of its own bytes", ""), sorted(one.facts.items()), indent=2)


def _say_acquisition(one: Acquisition) -> None:
    say(bold(f"Came {one.collected or 'at a time not told'}"))
    told = {
        "from": one.source,
        "as": one.name,
        "collected by": one.collected_by,
        "how": one.how,
        "out of": one.container,
        "found by search": one.search,
        "note": one.note,
        "does not fit": one.mismatch,
        **{f"claimed {name}": text for name, text in one.claimed.items()},
        **one.facts,
    }
    print_table(("", ""), [(name, text) for name, text in told.items() if text], indent=2)
