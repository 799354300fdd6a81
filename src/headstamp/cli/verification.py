"""`headstamp verification`: what of a case is verified, what times are left, and what speaks against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, json_object, json_option, print_json, say
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.evidence.verification import Bounds, Dossier, Subject

_CONTRADICTION = 1
_EXITS = exits(not_found="there is no such case, or no check of that record")


@click.command(epilog=f"{_EXITS.removesuffix('.')}; 1 times contradict each other.")
@click.argument("case", type=PATH)
@click.option(
    "--of", metavar="ID", help="Only what was checked together with this sighting, item or violation."
)
@click.option("--report", type=PATH, metavar="FILE", help="Write it as one HTML page as well.")
@json_option("verification/1")
@click.pass_context
def command(ctx: click.Context, case: Path, of: str | None, report: Path | None, as_json: bool) -> None:
    """Show what of CASE is verified: checks and who looked again, times left, holders, denials and answers.

    The rows are those of the tables `verifications` and `proofs`, with `claims` and `violations`. Where times
    contradict each other, the pairs that do are named and the exit code is 1.

    \b
    Examples:
      headstamp verification mosul
      headstamp verification mosul --report verification.html
    """
    from headstamp.case import Case

    if report is not None:
        check_place(report, "page", "verification.html")
    with Case.open(case) as opened:
        found = _dossier(opened, of)
        if report is not None:
            write_whole(report, _page(opened, found))
        name = opened.name
    if as_json:
        told = None if report is None else str(report)
        print_json("verification/1", {"case": name, **json_object(found), "report": told})
    else:
        _print(found)
        if report is not None:
            say(f"The page is in {report}.")
    ctx.exit(_CONTRADICTION if any(subject.alarms for subject in found.subjects) else 0)


def _dossier(case: Case, of: str | None) -> Dossier:
    from headstamp.evidence.verification import dossier
    from headstamp.evidence.verification.dossier import first_made_by
    from headstamp.sightings import Claim, Proof, Verification, Violation
    from headstamp.values import Span

    def first_made(weapon: str) -> Span | None:
        found = case.names.resolver.resolve(weapon).candidates
        # Several weapons that a name may mean were not made first in one year.
        if len(found) != 1:
            return None
        node = case.catalogue.node(found[0].id)
        return first_made_by(node.made_from, node.review)

    return dossier(
        [Verification.from_cells(row.key, row.cells) for row in case.store.rows("verifications")],
        [Proof.from_cells(row.key, row.cells) for row in case.store.rows("proofs")],
        [Claim.from_cells(row.key, row.cells) for row in case.store.rows("claims")],
        [Violation.from_cells(row.key, row.cells) for row in case.store.rows("violations")],
        first_made=first_made,
        of=of,
    )


def _page(case: Case, found: Dossier) -> str:
    from datetime import date

    from headstamp import __version__
    from headstamp.publishing.verification import page_facts, verification_page

    facts = page_facts(
        case.name,
        date.today(),
        __version__,
        sightings={one.id: one for one in case.sightings},
        sources={row["id"]: row for row in case.rows("sources")},
        actors={one.id: one.name for one in case.actors},
        persons=frozenset(one.id for one in case.actors if one.kind == "person"),
    )
    return verification_page(found, facts, {row["id"]: row["kind"] for row in case.rows("violations")})


def _print(found: Dossier) -> None:
    if not found.subjects:
        say("Nothing was checked yet; `headstamp verifications template` writes a table to begin with.")
    for subject in found.subjects:
        _print_subject(subject)
    if found.stray:
        say(f"Proofs of no check in the case: {', '.join(found.stray)}.")


def _print_subject(subject: Subject) -> None:
    click.echo(bold(", ".join(one.id for one in subject.records)))
    rows = []
    for one in subject.checks:
        why = f" ({one.standing.why})" if one.standing.why else ""
        told = (one.verification.id, one.verification.check, one.standing.status + why)
        rows.append((*told, one.verification.result or ""))
    print_table(("check", "of", "status", "result"), rows, indent=2, remarks=True)
    if subject.unchecked:
        say(f"Not begun: {', '.join(subject.unchecked)}.", indent=2, hanging=2)
    for words, ids in _times(subject).items():
        say(f"{', '.join(ids)}: {words}", indent=2, hanging=4)
    if subject.holders.shares:
        shares = ", ".join(f"{name} {share:.2f}" for name, share in subject.holders.shares)
        count = len(subject.holders.steps)
        say(f"Holder by {count} weighted clues: {shares}.", indent=2, hanging=4)
    for each in subject.exchanges:
        answers = [*(one.id for one in each.claims), *each.proofs]
        words = f"answered by {', '.join(answers)}" if answers else "not answered"
        say(f"Denied ({each.denial.id}, {each.denial.speaker or 'not told'}): {words}.", indent=2, hanging=4)
    click.echo()


def _times(subject: Subject) -> dict[str, list[str]]:
    """What is left of the time in words, and the records of which it holds."""
    found: dict[str, list[str]] = {}
    for one in subject.records:
        verified, all_ = _bounds(one.verified), _bounds(one.all)
        words = (
            f"verified: {verified}."
            if verified == all_
            else f"verified: {verified}; with all checks: {all_}."
        )
        found.setdefault(words, []).append(one.id)
    return found


def _bounds(found: Bounds) -> str:
    if found.span is None:
        pairs = "; ".join(f"{one.earlier} ends before {one.later} begins" for one in found.conflicts)
        return f"CONTRADICTION, {pairs}"
    if not found.span.is_known:
        return "no time"
    ends = []
    if found.earliest:
        ends.append(f"not before by {', '.join(found.earliest)}")
    if found.latest:
        ends.append(f"not after by {', '.join(found.latest)}")
    return f"{found.span} ({'; '.join(ends)})"
