"""`headstamp law rules`: the rules that a transfer is held against, with what a person may find."""

from __future__ import annotations

import click

from headstamp.cli.arguments import exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import json_option, print_json


@click.command("rules", epilog=exits())
@json_option("law.rules/1")
def rules(as_json: bool) -> None:
    """List the rules of an assessment: what each asks, whom it binds, and what a person may find.

    \b
    Example:
      headstamp law rules
    """
    from headstamp.law import rules as all_rules
    from headstamp.values import encode

    if as_json:
        print_json("law.rules/1", {"rules": [encode(one) for one in all_rules()]})
        return
    rows = [
        (one.id, one.kind, one.binds.value, ", ".join(one.outcomes) or "(computed only)", one.question)
        for one in all_rules()
    ]
    print_table(("rule", "kind", "binds", "a person may find", "question"), rows, whole=(0,), remarks=True)
