"""`headstamp assess`: one proposed or past transfer, rule by rule, knowing what was known."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.law.reasons import print_reasons
from headstamp.cli.law.times import read_time, time_option
from headstamp.cli.output import bold, json_option, print_json, say
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.law import Judgement, LawAnswer, PolicyAnswer, Preset, Proposal, TransferAssessment
    from headstamp.records import Names
    from headstamp.values import Json, Span

_EXITS = exits(
    not_found="a state, rule, preset or case is not known", rejected="a preset does not hold together"
)


@click.command(epilog=_EXITS)
@click.option("--supplier", metavar="STATE", required=True, help="Who would send.")
@click.option("--recipient", metavar="ACTOR", required=True, help="To whom.")
@click.option("--weapon", metavar="NAME", required=True, help="What: a weapon or a class of the catalogue.")
@click.option("--quantity", metavar="N", type=int, help="How many, 1 or more.")
@time_option("When: a day, or a longer time.")
@click.option(
    "--known-by", metavar="DATE", callback=read_time, help="Only what was known by then counts; else by --on."
)
@click.option("--end-user", metavar="NAME", help="Who would use it: a unit, a group, or any name.")
@click.option("--via", metavar="STATE", multiple=True, help="A state of transit; may be given again.")
@click.option("--broker", metavar="NAME", multiple=True, help="A broker; may be given again.")
@click.option(
    "--preset", metavar="NAME", help="A policy to hold against it as well, or the file of your own."
)
@click.option("--case", "case_path", type=PATH, metavar="CASE", help="Lay out what this case knows.")
@click.option("--decide", metavar="RULE=OUTCOME", multiple=True, help="Judge a rule; kept in the case.")
@click.option("--dissent", metavar="RULE=OUTCOME", multiple=True, help="Record that one finds otherwise.")
@click.option("--by", metavar="NAME", help="Who judges: office, team or initials.")
@click.option("--because", metavar="TEXT", help="The reason of the judgement.")
@click.option("--report", type=PATH, metavar="FILE", help="Write it as one HTML page as well.")
@json_option("assess/1")
def command(
    supplier: str,
    recipient: str,
    weapon: str,
    quantity: int | None,
    on: Span,
    known_by: Span | None,
    end_user: str | None,
    via: tuple[str, ...],
    broker: tuple[str, ...],
    preset: str | None,
    case_path: Path | None,
    decide: tuple[str, ...],
    dissent: tuple[str, ...],
    by: str | None,
    because: str | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Assess a transfer rule by rule: what is prohibited, what is at risk, what waits for a person.

    The answer is prohibited, overriding risk, needs a decision, or at best: no prohibition found in the rules
    checked. Law and policy stand apart. `headstamp law rules` lists the rules and what one may find.

    \b
    Examples:
      headstamp assess --supplier Serbia --recipient Cameroon --weapon rifle --quantity 100 --on 2015-06-01
      headstamp assess --supplier USA --recipient Iraq --weapon rifle --on 2016-06-01 --preset amnesty-iraq
    """
    from headstamp.law import load_preset, propose

    judged = _judgements(decide, dissent, by, because)
    if judged and case_path is None:
        raise click.UsageError("--decide and --dissent need --case, where judgements are kept.")
    if report is not None:
        check_place(report, "page", "assessment.html")
    policy = None if preset is None else load_preset(preset)
    proposed = partial(
        propose,
        supplier=supplier,
        recipient=recipient,
        weapon=weapon,
        on=on,
        quantity=quantity,
        end_user=end_user,
        known_by=None if known_by is None else known_by.to,
        via=via,
        brokers=broker,
    )
    if case_path is None:
        from headstamp.records import Names
        from headstamp.world import Actors, Catalogue

        names = Names(Actors.load(), Catalogue.load())
        asked = proposed(names)
        _tell(_assess(asked, names, policy), None, report, preset, as_json)
        return
    from headstamp.case import Case

    with Case.open(case_path) as opened:
        asked = proposed(opened.names)
        _keep(opened, asked, judged, policy)
        _tell(opened.assess(asked, policy), opened, report, preset, as_json)


def _assess(asked: Proposal, names: Names, policy: Preset | None) -> TransferAssessment:
    from headstamp.law import assess

    return assess(asked, names, preset=policy)


def _judgements(
    decide: tuple[str, ...], dissent: tuple[str, ...], by: str | None, because: str | None
) -> list[Judgement]:
    from headstamp.law import Judgement

    told = [("decision", one) for one in decide] + [("dissent", one) for one in dissent]
    if told and not (by or "").strip():
        raise click.UsageError("--decide and --dissent need --by, the one who judges.")
    found = []
    for kind, text in told:
        rule, sign, outcome = text.partition("=")
        if not (sign and rule.strip() and outcome.strip()):
            raise click.UsageError(
                f"'{text}' is no judgement; write a rule and an outcome, as in att-7.1a=risk."
            )
        found.append(Judgement(rule.strip(), outcome.strip(), (by or "").strip(), kind, because))
    return found


def _keep(case: Case, asked: Proposal, judged: list[Judgement], policy: Preset | None) -> None:
    from headstamp.law import check_judgement

    for one in judged:
        check_judgement(one.rule, one.outcome, policy)
    if judged:
        case.decide(asked, judged)


def _tell(
    told: TransferAssessment, case: Case | None, report: Path | None, preset: str | None, as_json: bool
) -> None:
    if report is not None:
        write_whole(report, _page(told, case))
    if as_json:
        print_json("assess/1", _json(told, preset, None if report is None else str(report)))
        return
    _print(told)
    if report is not None:
        say(f"The page is in {report}.")


def _page(told: TransferAssessment, case: Case | None) -> str:
    from datetime import date

    from headstamp import __version__
    from headstamp.publishing.assessment import assessment_page

    if case is None:
        return assessment_page(told, as_of=date.today(), version=__version__)
    persons = frozenset(text for one in case.actors if one.kind == "person" for text in (one.id, one.name))
    return assessment_page(
        told,
        as_of=date.today(),
        version=__version__,
        case=case.name,
        sources=case.rows("sources"),
        persons=persons,
        serials=frozenset(one.serial for one in case.sightings if one.serial),
    )


def _json(told: TransferAssessment, preset: str | None, report: str | None) -> dict[str, Json]:
    from headstamp.publishing.assessment import assessment_json

    return {**assessment_json(told), "preset": preset, "report": report}


def _print(told: TransferAssessment) -> None:
    asked = told.proposal
    user = f", end user {asked.end_user.name}" if asked.end_user is not None else ""
    many = f", quantity {asked.quantity:,}" if asked.quantity is not None else ""
    click.echo(
        bold(f"{asked.supplier.name} to {asked.recipient.name}{user}: {asked.item.text}{many}, {asked.on}")
    )
    say(f"Only what was known by {asked.known_by} counts.")
    for part in told.parts if len(told.parts) > 1 else ():
        policy = f"; policy: {part.policy.outcome.value}" if part.policy is not None else ""
        say(f"{part.on}: {part.law.outcome.value}{policy}", indent=2, hanging=2)
    click.echo()
    click.echo(bold(f"Law: {told.law.outcome.value}"))
    _print_steps(told.law)
    if told.policy is not None:
        _print_policy(told.policy)
    _print_rest(told)


def _print_steps(law: LawAnswer) -> None:
    rows = [
        (one.rule, one.title, one.outcome.value, one.decided_by or "", one.because)
        for one in law.steps
        if one.outcome != "not applicable"
    ]
    print_reasons(("rule", "", "outcome", "decided by", "because"), rows, whole=(0, 2), indent=2)
    for one in law.steps:
        for each in one.dissents:
            why = f": {each.because}" if each.because else ""
            say(f"Dissent on {one.rule} by {each.by}, {each.outcome}{why}.", indent=2, hanging=2)
    apart: dict[str, list[str]] = defaultdict(list)
    for one in law.steps:
        if one.outcome == "not applicable":
            apart[one.because].append(one.rule)
    for because, ids in apart.items():
        say(f"Not applicable: {', '.join(ids)}. {because}", indent=2, hanging=4)


def _print_policy(policy: PolicyAnswer) -> None:
    click.echo()
    click.echo(bold(f"Policy {policy.preset} (no law): {policy.outcome.value}"))
    say(policy.cite, indent=2, hanging=2)
    rows = [
        (one.slot, "met" if one.filled else "not met", one.decided_by or "", f"{one.asks} {one.because}")
        for one in policy.slots
    ]
    print_reasons(("slot", "", "decided by", "asks and because"), rows, whole=(0,), indent=2)


def _print_rest(told: TransferAssessment) -> None:
    rows: dict[str, list[str]] = defaultdict(list)
    for step in told.law.steps:
        for row in step.unverified:
            rows[row].append(step.rule)
    known = [f"{one.id}: {one.what}" for one in told.evidence.known]
    sections = (
        ("Known", known),
        (
            "Learnt later, or not surely before; does not count",
            [f"{one.id}: {one.what}" for one in told.evidence.later],
        ),
        ("Missing", list(told.missing)),
        ("Unverified, and decides something", [f"{row} ({', '.join(ids)})" for row, ids in rows.items()]),
    )
    for title, lines in sections:
        if lines:
            click.echo()
            click.echo(bold(title))
        for line in lines:
            say(line, indent=2, hanging=4)
