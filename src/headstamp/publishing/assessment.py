"""The assessment of a transfer as one HTML page, and as the JSON of the contract.

The page holds all it shows, runs no script and asks nothing. Law and policy stand apart on it, what was
learnt later stands apart from what counted, and every row that was not checked is named where it decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from markupsafe import Markup

from headstamp.law import Fact, Outcome, Part, PolicyAnswer, Step, TransferAssessment
from headstamp.publishing.report import css, environment
from headstamp.publishing.withheld import HUMAN_SOURCES, Withheld
from headstamp.publishing.words import day, span
from headstamp.values import Json, Span, encode

_HUMAN = "a human source (withheld)"


@dataclass(frozen=True, slots=True)
class FactText:
    """A fact as the page tells it."""

    id: str
    what: str
    known: str
    sources: tuple[str, ...]


def assessment_page(
    told: TransferAssessment,
    *,
    as_of: date,
    version: str,
    case: str | None = None,
    sources: Iterable[Mapping[str, str]] = (),
    persons: Iterable[str] = (),
    serials: Iterable[str] = (),
) -> str:
    """Write the page.

    Args:
        told: the assessment.
        as_of: the day that the page is of.
        version: of the program.
        case: name of the case whose rows were laid out; None without a case.
        sources: rows of the case's table of sources; those that are people are not named.
        persons: names and ids that are withheld wherever they stand.
        serials: serial numbers that are withheld likewise.

    Returns:
        One HTML document in UTF-8 text. The same assessment and facts give the same text.
    """
    asked, titles = told.proposal, {row["id"]: _title(row) for row in sources}
    page = environment(Withheld(persons, serials)).get_template("assessment.html")
    own = files("headstamp.publishing").joinpath("static", "assessment.css").read_text(encoding="utf-8")
    return page.render(
        title=f"{asked.supplier.name} to {asked.recipient.name}: {asked.item.text}",
        asked=asked,
        when=span(asked.on),
        known_by=day(asked.known_by),
        case=case,
        law=told.law,
        parts=[_part(one) for one in told.parts] if len(told.parts) > 1 else [],
        steps=[one for one in told.law.steps if one.outcome is not Outcome.NOT_APPLICABLE],
        apart=_apart(told.law.steps),
        policy=told.policy,
        known=[_fact(one, titles) for one in told.evidence.known],
        later=[_fact(one, titles) for one in told.evidence.later],
        missing=told.missing,
        unverified=_unverified(told.law.steps),
        as_of=day(as_of),
        version=version,
        css=Markup(f"{css()}\n{own}"),
    )


def assessment_json(told: TransferAssessment) -> dict[str, Json]:
    """The keys of `headstamp.assess/1` after its schema; `preset` and `report` are the caller's."""
    asked = told.proposal
    return {
        "supplier": _party(asked.supplier.id, asked.supplier.name),
        "recipient": _party(asked.recipient.id, asked.recipient.name),
        "end_user": None if asked.end_user is None else _party(asked.end_user.id, asked.end_user.name),
        "weapon": asked.item.text,
        "quantity": asked.quantity,
        "on": _time(asked.on),
        "known_by": asked.known_by.isoformat(),
        "law": {"outcome": told.law.outcome.value, "steps": [_step(one) for one in told.law.steps]},
        "policy": _policy(told.policy),
        "parts": [_part_json(one) for one in told.parts],
        "known": [_told(one) for one in told.evidence.known],
        "learnt_later": [_told(one) for one in told.evidence.later],
        "missing": list(told.missing),
    }


def _time(on: Span) -> str:
    """A day as a date, a longer time in words."""
    return on.from_.isoformat() if on.from_ is not None and on.from_ == on.to else str(on)


def _party(id_: str, name: str) -> Json:
    return {"id": id_, "name": name}


def _step(one: Step) -> Json:
    told = encode(one)
    assert isinstance(told, dict)
    return told


def _policy(policy: PolicyAnswer | None) -> Json:
    return None if policy is None else encode(policy)


def _part_json(one: Part) -> Json:
    return {
        "on": encode(one.on),
        "law": one.law.outcome.value,
        "policy": None if one.policy is None else one.policy.outcome.value,
        "steps": {step.rule: step.outcome.value for step in one.law.steps},
    }


def _told(one: Fact) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "what": one.what,
        "known_from": None if one.known_from is None else encode(one.known_from),
        "cites": list(one.cites),
    }


def _part(one: Part) -> dict[str, str]:
    policy = one.policy.outcome.value if one.policy is not None else ""
    return {"when": span(one.on), "law": one.law.outcome.value, "policy": policy}


def _apart(steps: Iterable[Step]) -> list[tuple[str, list[str]]]:
    """Rules that do not apply, by the reason."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in steps:
        if one.outcome is Outcome.NOT_APPLICABLE:
            found[one.because].append(one.rule)
    return list(found.items())


def _unverified(steps: Iterable[Step]) -> list[tuple[str, list[str]]]:
    """Rows that were not checked, with the rules that they decide."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in steps:
        for row in one.unverified:
            found[row].append(one.rule)
    return list(found.items())


def _fact(one: Fact, titles: Mapping[str, str]) -> FactText:
    known = span(one.known_from) if one.known_from is not None else "not told"
    return FactText(one.id, one.what, known, tuple(titles.get(each, each) for each in one.cites[1:]))


def _title(row: Mapping[str, str]) -> str:
    return _HUMAN if row.get("kind", "").casefold() in HUMAN_SOURCES else row.get("title") or row["id"]
