"""A preset of policy held against one transfer; nothing here says what the law is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from headstamp.law.decisions import Dissent, Judgements
from headstamp.law.facts import Evidence, Fact, claims_on, listed
from headstamp.law.outcomes import Outcome, PolicyOutcome
from headstamp.law.presets import FILLED, NOT_FILLED, Preset, Slot
from headstamp.law.proposal import Proposal
from headstamp.world import ActorKind
from headstamp.world.actors import name_key


@dataclass(frozen=True, slots=True)
class SlotAnswer:
    """What is shown for one slot.

    Attributes:
        slot: its id, as 'preset:slot', which is how it is decided.
        asks: the question.
        filled: whether it is filled.
        because: the reason, one sentence.
        cites: ids of rows laid out.
        decided_by: who judged; None when nobody did.
        dissents: who found otherwise.
    """

    slot: str
    asks: str
    filled: bool
    because: str
    cites: tuple[str, ...]
    decided_by: str | None
    dissents: tuple[Dissent, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """What a preset answers.

    Attributes:
        preset: its name.
        title: what it is about.
        cite: whose policy it is.
        outcome: the answer.
        slots: slot by slot; empty where it does not concern the recipient.
    """

    preset: str
    title: str
    cite: str
    outcome: PolicyOutcome
    slots: tuple[SlotAnswer, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preset is held against.

    Attributes:
        proposal: the transfer.
        evidence: what is known.
        judgements: of people.
        outcomes: rule of the law to its outcome and who decided it.
    """

    proposal: Proposal
    evidence: Evidence
    judgements: Judgements
    outcomes: Mapping[str, tuple[Outcome, str | None]]


def held_against(preset: Preset, shown: Shown) -> PolicyAnswer:
    """Answer a preset: denied by presumption as long as one slot is not filled."""
    recipient = shown.proposal.recipient
    if preset.recipients and not {recipient.id, recipient.state} & set(preset.recipients):
        return PolicyAnswer(preset.name, preset.title, preset.cite, PolicyOutcome.NOT_APPLICABLE, ())
    slots = tuple(_slot(one, preset, shown) for one in preset.slots)
    filled = all(one.filled for one in slots)
    outcome = PolicyOutcome.EXCEPTION if filled else PolicyOutcome.DENIED
    return PolicyAnswer(preset.name, preset.title, preset.cite, outcome, slots)


def _slot(slot: Slot, preset: Preset, shown: Shown) -> SlotAnswer:
    key = f"{preset.name}:{slot.id}"
    facts = _laid_out(slot, shown)
    filled, because, by = _shown(slot, key, facts, shown)
    sentence = because[:1].upper() + because[1:].rstrip(".") + "."
    cites = tuple(one.id for one in facts)
    return SlotAnswer(key, slot.asks, filled, sentence, cites, by, shown.judgements.dissents(key))


def _shown(slot: Slot, key: str, facts: tuple[Fact, ...], shown: Shown) -> tuple[bool, str, str | None]:
    """Whether a slot is filled, why, and who decided it."""
    if slot.check is not None:
        return (*_named_unit(shown.proposal), None)
    if slot.rule is not None:
        outcome, by = shown.outcomes[slot.rule]
        return outcome in slot.filled_by, f"{slot.rule}: {outcome.value}", by
    laid = f"; known: {listed(facts)}" if facts else ""
    if slot.per and not _named_unit(shown.proposal)[0]:
        return False, f"it is asked of a unit, and none is named{laid}", None
    judged = shown.judgements.on(key)
    if judged is None:
        return False, f"nobody has shown it{laid}", None
    agreed = judged.agreed
    if agreed not in (FILLED, NOT_FILLED):
        return False, f"decided differently by {judged.by}", judged.by
    return agreed == FILLED, "; ".join(judged.because) or agreed, judged.by


def _named_unit(proposal: Proposal) -> tuple[bool, str]:
    user = proposal.end_user
    if user is None:
        return False, "no end user is named"
    if user.actor is None:
        return True, f"'{user.text}' is named; nobody known is called so"
    if user.actor.kind in (ActorKind.UNIT, ActorKind.POLICE):
        return True, f"{user.name} is named"
    return False, f"{user.name} is no unit"


def _laid_out(slot: Slot, shown: Shown) -> tuple[Fact, ...]:
    """The facts for a slot; of a named unit, those about it."""
    facts = shown.evidence.of(slot.evidence)
    user = shown.proposal.end_user
    if not slot.per or user is None:
        return facts
    own = [one for one in facts if _about(one, user.line, user.text)]
    return (*own, *(one for one in claims_on(own, facts)))


def _about(fact: Fact, line: tuple[str, ...], text: str) -> bool:
    by_name = fact.unit is not None and name_key(text) in name_key(fact.unit)
    return by_name or bool(line and line[0] in fact.actors)
