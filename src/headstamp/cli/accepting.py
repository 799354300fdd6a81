"""`headstamp claims accept`: a person makes a claim of a document a row of the case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.values import Json


@click.command(epilog=exits(not_found="there is no such case or claim"))
@click.argument("case", type=PATH)
@click.argument("claim")
@click.option(
    "--by", metavar="NAME", required=True, help="Who accepts it; a person, and written into the log."
)
@json_option("claims.accept/1")
def accept(case: Path, claim: str, by: str, as_json: bool) -> None:
    """Accept CLAIM, as `headstamp read` and `headstamp check` name it, as a row of CASE.

    The row of claims keeps the exact words and where they stand. A transfer that names supplier, recipient
    and stage becomes a row of transfers as well, a diversion one of incidents, an alleged harm one of
    violations. The program accepts nothing by itself.

    \b
    Example:
      headstamp claims accept mosul cl-0123456789ab --by "Jane Doe"
    """
    from headstamp.evidence.collection import Collection
    from headstamp.reading.accepting import accept as accept_claim
    from headstamp.reading.case_documents import claim_of_case

    with Collection.open(case) as opened:
        document, found = claim_of_case(opened, claim)
        done = accept_claim(opened.store, document, found, by=by)
    rows = [(one.table, one.key) for one in done.rows]
    if as_json:
        told: list[Json] = [{"table": table, "id": key} for table, key in rows]
        print_json(
            "claims.accept/1", {"claim": done.claim, "by": by, "rows": told, "lacking": list(done.lacking)}
        )
        return
    if not done.new:
        say(f"{done.claim} was accepted before; nothing is changed.")
        return
    say(f"{done.claim} is accepted by {by}: {', '.join(f'{table} {key}' for table, key in rows)}.")
    if done.lacking:
        say(f"No further row, for it does not say enough: {'; '.join(done.lacking)}.")
