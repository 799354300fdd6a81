"""`headstamp check`: the claims of a case's documents against the records and against each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import bold, count, json_option, note, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.reading.case_documents import CaseDocument
    from headstamp.reading.check import Checked
    from headstamp.reading.claim import Claim
    from headstamp.reading.claims import Reading
    from headstamp.reading.conflict import Conflict
    from headstamp.values import Json

_FOUND = 1
_ALARMS = ("differs", "different stage", "not found")
_SHOWN_RECORDS = 3


@click.command(
    epilog=f"{exits(not_found='there is no such case').removesuffix('.')}; 1 a claim differs from the "
    "records or claims contradict each other."
)
@click.argument("case", type=PATH)
@json_option("check/1")
@click.pass_context
def command(ctx: click.Context, case: Path, as_json: bool) -> None:
    """Check what the documents of CASE claim, against the records and against each other.

    Each transfer and count of suppliers agrees with a record, differs, is of a different stage, is not
    comparable, cannot be seen by any source asked, is not found though it could be, or needs a person; with
    the records, the arithmetic and the scope. Then what documents tell differently, with both passages.

    \b
    Example:
      headstamp check mosul
    """
    from headstamp.evidence.collection import Collection
    from headstamp.reading.case_documents import CaseDocument, documents, lexicon_of, readings
    from headstamp.reading.check import check_claims
    from headstamp.reading.conflict import Told
    from headstamp.reading.contradictions import contradictions
    from headstamp.records import Library, Names

    with Collection.open(case) as opened:
        found = list(documents(opened))
        lexicon = lexicon_of(opened)
        good = [one for one in found if isinstance(one, CaseDocument)]
        bad = [one for one in found if not isinstance(one, CaseDocument)]
        bar = progress("Reading", len(good))
        read = list(readings(opened, bar(good), lexicon))
    names = Names(lexicon.actors, lexicon.catalogue)
    library = Library()
    claims = [(document, claim) for document, reading in read for claim in reading.claims]
    held = progress("Checking", len(claims))
    checked = list(check_claims((claim for _, claim in held(claims)), library, names))
    conflicts = contradictions([Told(document.item, reading) for document, reading in read])
    for one in bad:
        note(f"{one.name}: {one.why}.")
    if as_json:
        print_json("check/1", _body(case, read, checked, conflicts))
    else:
        _print(read, checked, conflicts)
    alarms = any(one.verdict.value in _ALARMS for one in checked) or any(not one.link for one in conflicts)
    ctx.exit(_FOUND if alarms else 0)


def _body(
    case: Path,
    read: list[tuple[CaseDocument, Reading]],
    checked: list[Checked],
    conflicts: tuple[Conflict, ...],
) -> dict[str, Json]:
    from headstamp.reading.claim_json import conflict_body

    known = _known(read)
    told = [(one, *known[one.claim]) for one in checked]
    checks: list[Json] = [
        {
            "claim": one.claim,
            "document": document.item,
            "type": claim.type.value,
            "quote": claim.quote,
            "verdict": one.verdict.value,
            "because": one.because,
            "records": list(one.records),
            "arithmetic": one.arithmetic,
            "scope": one.scope,
        }
        for one, document, claim in told
    ]
    return {
        "case": case.resolve().name,
        "documents": [{"item": one.item, "name": one.name, "text": one.text} for one, _ in read],
        "checks": checks,
        "conflicts": [conflict_body(one) for one in conflicts if not one.link],
        "links": [conflict_body(one) for one in conflicts if one.link],
        "not_held": len(known) - len(checked),
    }


def _known(read: list[tuple[CaseDocument, Reading]]) -> dict[str, tuple[CaseDocument, Claim]]:
    return {claim.id: (document, claim) for document, reading in read for claim in reading.claims}


def _print(
    read: list[tuple[CaseDocument, Reading]], checked: list[Checked], conflicts: tuple[Conflict, ...]
) -> None:
    known = _known(read)
    names = {document.item: document.name for document, _ in read}
    if not read:
        say("No document was read in this case yet; `headstamp read CASE DOCUMENT...` reads one.")
        return
    click.echo(bold("Against the records"))
    for one in checked:
        document, claim = known[one.claim]
        _print_check(one, claim, document.name)
    rest = len(known) - len(checked)
    say(f"{count(rest, 'claim')} of other types, of which records do not tell.")
    click.echo()
    click.echo(bold("Against each other"))
    for conflict in conflicts:
        _print_conflict(conflict, names)
    flagged = sum(not one.link for one in conflicts)
    say(
        f"{count(flagged, 'contradiction or tension', 'contradictions or tensions')}, "
        f"{count(len(conflicts) - flagged, 'link')}."
    )


def _print_check(one: Checked, claim: Claim, name: str) -> None:
    from headstamp.values import visible

    quote = visible(" ".join(claim.quote.split()))
    say(f"{click.style(one.verdict.value, bold=True)}: '{quote}' ({visible(name)}, {one.claim})", 0, 4)
    say(one.because, 4, 4)
    if one.arithmetic:
        say(f"{one.arithmetic}.", 4, 4)
    if one.records:
        more = len(one.records) - _SHOWN_RECORDS
        told = ", ".join(one.records[:_SHOWN_RECORDS]) + (f" and {more} more" if more > 0 else "")
        say(f"records: {told}", 4, 4)
    if one.scope:
        say(one.scope, 4, 4)


def _print_conflict(conflict: Conflict, names: dict[str, str]) -> None:
    from headstamp.values import visible

    kind = f"link, {conflict.kind}" if conflict.link else conflict.kind
    say(f"{click.style(kind, bold=True)}: {visible(conflict.because)}", 0, 4)
    for place in conflict.places:
        quote = visible(" ".join(place.quote.split()))
        say(f"{visible(names[place.document])} {place.start}-{place.end}: '{quote}'", 4, 4)
    if conflict.retold:
        also = ", ".join(f"{visible(names[one.document])} {one.start}-{one.end}" for one in conflict.retold)
        say(f"told again: {also}", 4, 4)
