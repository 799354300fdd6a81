"""Which of a case's judgements count for a transfer, and what to write when somebody judges.

A judgement counts for the same supplier, recipient, end user, weapon, time and state of knowledge only: with
more evidence the question is another one. Two people who find differently leave it open; a dissent stands
beside the decision and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from headstamp.law.presets import FILLED, NOT_FILLED, Preset
from headstamp.law.proposal import Proposal
from headstamp.law.rules import rule
from headstamp.records import Names
from headstamp.sightings import Decision
from headstamp.values import NotFound, Refused, canonical


@dataclass(frozen=True, slots=True)
class Judged:
    """What people found on one rule.

    Attributes:
        outcomes: what was found, each once, in the order of the rows.
        by: who found it, parted by '; '.
        because: their reasons.
        ids: of the rows.
    """

    outcomes: tuple[str, ...]
    by: str
    because: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def agreed(self) -> str | None:
        """The one outcome that everybody found; None where they differ."""
        return self.outcomes[0] if len(self.outcomes) == 1 else None


@dataclass(frozen=True, slots=True)
class Dissent:
    """A judgement that stands beside the decision."""

    by: str
    outcome: str
    because: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody finds now: rule (or 'preset:slot'), outcome, who, decision or dissent, and why."""

    rule: str
    outcome: str
    by: str
    kind: str = "decision"
    because: str | None = None


class Judgements:
    """The judgements of a case on one transfer.

    Args:
        rows: every row of the table `decisions`.
        proposal: the transfer.
        names: what names stand for.
    """

    def __init__(self, rows: Iterable[Decision], proposal: Proposal, names: Names) -> None:
        same = [one for one in rows if _concerns(one, proposal, names)]
        self._here = [one for one in same if one.known_by.to == proposal.known_by]
        self._elsewhere = [one for one in same if one.known_by.to != proposal.known_by]

    def on(self, rule: str) -> Judged | None:
        """What was found on a rule; None when nobody judged."""
        told = [one for one in self._here if one.rule == rule and one.kind == "decision"]
        if not told:
            return None
        return Judged(
            outcomes=tuple(dict.fromkeys(one.outcome for one in told)),
            by="; ".join(dict.fromkeys(one.by for one in told)),
            because=tuple(one.because for one in told if one.because),
            ids=tuple(one.id for one in told),
        )

    def dissents(self, rule: str) -> tuple[Dissent, ...]:
        """Who found otherwise, for the record."""
        told = [one for one in self._here if one.rule == rule and one.kind == "dissent"]
        return tuple(Dissent(one.by, one.outcome, one.because) for one in told)

    def stale(self, rule: str) -> tuple[Decision, ...]:
        """Judgements on the same question that rest on another state of knowledge."""
        return tuple(one for one in self._elsewhere if one.rule == rule and one.kind == "decision")


def _concerns(one: Decision, proposal: Proposal, names: Names) -> bool:
    user = proposal.end_user
    return (
        _id(one.supplier, names) == proposal.supplier.id
        and _id(one.recipient, names) == proposal.recipient.id
        and (None if one.end_user is None else _id(one.end_user, names)) == (user.id if user else None)
        and _weapon(one.weapon, names) == proposal.item.id
        and (one.on.from_, one.on.to) == (proposal.on.from_, proposal.on.to)
    )


def _id(text: str, names: Names) -> str:
    actor = names.actor(text)
    return actor.id if actor is not None else text


def _weapon(text: str, names: Names) -> str:
    found = sorted(one.id for one in names.weapon(text).candidates if one.id in names.catalogue)
    return ";".join(found) or text


def check_judgement(rule_id: str, outcome: str, preset: Preset | None = None) -> None:
    """Refuse a judgement that could answer nothing.

    Args:
        rule_id: of a rule, or of a slot of the preset as 'preset:slot'.
        outcome: what was found.
        preset: the preset in use, if any.

    Raises:
        NotFound: there is no such rule or slot.
        Refused: the rule is computed, or has no such outcome.
    """
    name, _, slot = rule_id.partition(":")
    if slot:
        _check_slot(name, slot, outcome, preset)
        return
    asked = rule(rule_id)
    if not asked.outcomes:
        do = "correct the facts that it rests on, or record a dissent in a note"
        raise Refused(f"The rule {rule_id} is computed and cannot be decided", do=do)
    if outcome not in asked.outcomes:
        do = f"use {', '.join(asked.outcomes)}"
        raise Refused(f"'{outcome}' is no outcome of the rule {rule_id}", do=do)


def _check_slot(name: str, slot: str, outcome: str, preset: Preset | None) -> None:
    if preset is None or preset.name != name:
        raise NotFound(f"There is no preset '{name}' in use", do=f"add `--preset {name}`")
    known = [one.id for one in preset.slots if one.check is None and one.rule is None]
    if slot not in known:
        raise NotFound(f"The preset {name} has no slot '{slot}' to decide", do=f"choose {', '.join(known)}")
    if outcome not in (FILLED, NOT_FILLED):
        raise Refused(f"'{outcome}' is no answer to the slot {slot}", do=f"use {FILLED} or {NOT_FILLED}")


def decision_row(proposal: Proposal, one: Judgement, *, at: date) -> tuple[str, Mapping[str, str]]:
    """The key and cells of a judgement; the same person's on the same question has the same key."""
    user = proposal.end_user
    asked = {
        "supplier": proposal.supplier.id,
        "recipient": proposal.recipient.id,
        "end_user": user.id if user is not None else "",
        "weapon": proposal.item.text,
        "on": _time(proposal),
        "known_by": proposal.known_by.isoformat(),
        "rule": one.rule,
        "by": one.by,
        "kind": one.kind,
    }
    key = f"D-{hashlib.sha256(canonical(asked)).hexdigest()[:12]}"
    cells = {**asked, "id": key, "outcome": one.outcome, "because": one.because or "", "at": at.isoformat()}
    return key, {column: text for column, text in cells.items() if text}


def _time(proposal: Proposal) -> str:
    on = proposal.on
    if on.from_ is not None and on.from_ == on.to:
        return on.from_.isoformat()
    return str(on)
