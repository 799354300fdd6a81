"""What `headstamp identify` answers: tables for people, JSON for programs, a row for sightings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, say

if TYPE_CHECKING:
    from headstamp.values import Json
    from headstamp.world import Catalogue
    from headstamp.world.features import Feature
    from headstamp.world.identify import Candidate, Group, Identification, Question, Seen
    from headstamp.world.ticks import Tick

_SHOWN = 10
_CAVEAT = (
    "Weights say how well the table fits what was ticked; they are not how common a weapon is, and no "
    "expert's finding. Rates of misreading are judgements; most rows of the table are unverified."
)


def row_of(found: Identification, catalogue: Catalogue, told: Mapping[str, str]) -> dict[str, str]:
    """A row for the table of sightings; `told` has its id, holder and day, empty ones to be filled in."""
    from headstamp.world.identified import weapon_cell

    note = f"identification aid, ticked: {'; '.join(map(tick_text, found.ticks)) or 'nothing'}"
    row = {"id": told["id"], "item_type": "weapon", "weapon": weapon_cell(found, catalogue)}
    return {**row, "holder": told["holder"], "to": told["to"], "note": note}


def tick_text(tick: Tick) -> str:
    """A tick as it is typed."""
    return f"{tick.feature}={'|'.join(tick.values)}{'' if tick.sure else '?'}"


def print_answer(
    found: Identification, catalogue: Catalogue, row: Mapping[str, str], *, why: bool = False
) -> None:
    """Say it to people; with `why`, each tick beside what the candidates not told apart show."""
    rows = [_line(one, catalogue) for one in found.candidates[:_SHOWN]] if found.ticks else []
    if rows:
        rows.append((f"{found.elsewhere:.2f}", "none of the table", "", "", "", ""))
    print_table(("weight", "weapon", "agree", "differ", "unknown", "differs in"), rows, right=(0, 2, 3, 4))
    if found.ticks and found.groups:
        if why:
            _print_why(found, catalogue)
        if len(found.groups[0].weapons) > 1:
            _print_group(found.groups[0], catalogue)
    _print_questions(found, catalogue)
    click.echo()
    click.echo(bold("A row for the table of sightings"))
    click.echo(csv_text(row), nl=False)
    lacking = [name for name in ("id", "to") if not row[name]]
    if lacking:
        say(f"Still to be filled in: {' and '.join(lacking)}.")
    say(_CAVEAT)


def csv_text(row: Mapping[str, str]) -> str:
    """A header and the row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue()


def _line(one: Candidate, catalogue: Catalogue) -> tuple[str, ...]:
    from headstamp.world.identify import Verdict

    agree, differ, unknown = (str(one.count(verdict)) for verdict in Verdict)
    differs = [each for each in one.seen if each.verdict is Verdict.DIFFERS]
    name = catalogue.node(one.weapon).name
    return f"{one.weight:.2f}", name, agree, differ, unknown, "; ".join(map(_difference, differs))


def _difference(one: Seen) -> str:
    shows = " or ".join(one.shown.values) if one.shown is not None else ""
    return f"{one.tick.feature}: shows {shows}"


def _print_why(found: Identification, catalogue: Catalogue) -> None:
    for one in found.candidates[: len(found.groups[0].weapons)]:
        click.echo()
        say(bold(catalogue.node(one.weapon).name))
        rows = [
            (
                each.verdict.value,
                each.tick.feature,
                " or ".join(each.tick.values),
                "" if each.shown is None else " or ".join(each.shown.values),
                "" if each.shown is None else f"{each.shown.review}: {each.shown.source}",
            )
            for each in one.seen
        ]
        print_table(("", "feature", "seen", "shows", "the row"), rows, indent=2, remarks=True)


def _print_group(group: Group, catalogue: Catalogue) -> None:
    names = ", ".join(_names(group.weapons, catalogue))
    click.echo()
    say(bold("Not told apart by what was ticked"))
    say(f"{names} (together {group.weight:.2f}).", indent=2, hanging=2)
    if not group.tells:
        say("No feature in the table tells them apart; leave it at these.", indent=2, hanging=2)
    for question in group.tells:
        told = "; ".join(
            f"{value}: {', '.join(_names(those, catalogue))}" for value, those in question.splits
        )
        say(f"{question.feature.id} would ({question.bits:.2f} bits): {told}.", indent=2, hanging=2)


def _print_questions(found: Identification, catalogue: Catalogue) -> None:
    if not found.ask:
        return
    click.echo()
    say(bold("Look next at"))
    for one in found.ask:
        values = ", ".join(value for value, _ in one.splits)
        say(f"{one.feature.id} ({one.bits:.2f} bits): {one.feature.asks} {values}", indent=2, hanging=2)


def _names(weapons: tuple[str, ...], catalogue: Catalogue) -> list[str]:
    return [catalogue.node(one).name for one in weapons]


def answer(
    found: Identification, catalogue: Catalogue, row: Mapping[str, str], listed: Iterable[Feature] = ()
) -> dict[str, Json]:
    """The answer for programs, with the features that are to be listed."""
    from headstamp.world.identify import APART, NOT_IN_TABLE

    return {
        "ticks": [
            {"feature": one.feature, "values": list(one.values), "sure": one.sure} for one in found.ticks
        ],
        "candidates": [_candidate(one, catalogue) for one in found.candidates],
        "elsewhere": found.elsewhere,
        "groups": [
            {
                "weapons": list(one.weapons),
                "weight": one.weight,
                "tells": [_question(each) for each in one.tells],
            }
            for one in found.groups
        ],
        "ask": [_question(one) for one in found.ask],
        "not_in_table": NOT_IN_TABLE,
        "apart": APART,
        "row": dict(row),
        "features": [
            {
                "feature": one.id,
                "asks": one.asks,
                "misread": one.misread,
                "values": [{"value": value, "says": says} for value, says in one.values.items()],
                "source": one.source,
            }
            for one in listed
        ],
        "caveat": _CAVEAT,
    }


def _candidate(one: Candidate, catalogue: Catalogue) -> Json:
    return {
        "id": one.weapon,
        "name": catalogue.node(one.weapon).name,
        "weight": one.weight,
        "seen": [
            {
                "feature": each.tick.feature,
                "verdict": each.verdict.value,
                "shows": [] if each.shown is None else list(each.shown.values),
                "source": None if each.shown is None else each.shown.source,
                "review": None if each.shown is None else each.shown.review,
            }
            for each in one.seen
        ],
    }


def _question(one: Question) -> Json:
    return {
        "feature": one.feature.id,
        "asks": one.feature.asks,
        "bits": one.bits,
        "splits": [{"value": value, "weapons": list(those)} for value, those in one.splits],
    }
