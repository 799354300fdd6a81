"""The assessment of one transfer: rule by rule what is prohibited, what is at risk, what waits for a person.

Computed rules are answered from dated facts, judged rules lay out what is known and wait for `decided_by`.
Law and policy stand apart. Nothing that was learnt after `known_by` counts; it is listed. There is no word
for "cleared".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from headstamp.law.checks import CHECKS, CONDITIONS, Asked, Found, Law
from headstamp.law.decisions import Dissent, Judgements
from headstamp.law.facts import CaseFacts, Evidence, evidence, listed
from headstamp.law.outcomes import LawOutcome, Outcome, PolicyOutcome, together
from headstamp.law.policy import PolicyAnswer, Shown, held_against
from headstamp.law.presets import Preset
from headstamp.law.proposal import Proposal, Side
from headstamp.law.rules import Binds, Rule, rules
from headstamp.records import Names
from headstamp.sightings import Decision
from headstamp.values import Span
from headstamp.world.instruments import UNVERIFIED
from headstamp.world.shared_names import shared_name


@dataclass(frozen=True, slots=True)
class Step:
    """The answer to one rule.

    Attributes:
        rule: its id.
        title: what it is about.
        question: what is asked.
        kind: computed or judged.
        force: law or political.
        outcome: the answer.
        because: the reason, one sentence.
        cites: the text of the rule, rows of facts that decide, rows of the case.
        decided_by: who judged; None for what was computed and what waits.
        unverified: rows that decide and were not checked, and the rule's own wording.
        missing: what would have to be known.
        dissents: who found otherwise.
    """

    rule: str
    title: str
    question: str
    kind: str
    force: str
    outcome: Outcome
    because: str
    cites: tuple[str, ...]
    decided_by: str | None
    unverified: tuple[str, ...]
    missing: tuple[str, ...]
    dissents: tuple[Dissent, ...]


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """What the law answers: all rules together, and each."""

    outcome: LawOutcome
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The answer for a part of the time asked of, within which the law did not change."""

    on: Span
    law: LawAnswer
    policy: PolicyAnswer | None


@dataclass(frozen=True, slots=True)
class TransferAssessment:
    """An assessment.

    Attributes:
        proposal: what was assessed.
        law: the answer for the whole time; a rule whose answer changes within it cannot be told.
        policy: the preset's answer; None without a preset.
        parts: one for each stretch of time with its own answer; a single one where nothing changes.
        evidence: what was known, what was learnt later, and what nothing dates.
        missing: what would have to be known, over all rules.
    """

    proposal: Proposal
    law: LawAnswer
    policy: PolicyAnswer | None
    parts: tuple[Part, ...]
    evidence: Evidence
    missing: tuple[str, ...]


def assess(
    proposal: Proposal,
    names: Names,
    *,
    law: Law | None = None,
    facts: CaseFacts | None = None,
    decisions: Iterable[Decision] = (),
    preset: Preset | None = None,
) -> TransferAssessment:
    """Assess a transfer.

    Args:
        proposal: the transfer.
        names: what names stand for.
        law: what is in force; the shipped facts when None.
        facts: the rows of a case; None when no case was given.
        decisions: the judgements of the case.
        preset: a policy to be held against it as well.
    """
    in_force = law or Law.load()
    told = evidence(facts, proposal, names) if facts is not None else Evidence()
    rows = tuple(decisions)
    judgements = Judgements(rows, proposal, names)
    parts = _joined(
        [
            _part(Asked(in_force, proposal.during(on), told), judgements, preset, case=facts is not None)
            for on in stretches(in_force, proposal)
        ]
    )
    whole = parts[0].law if len(parts) == 1 else _whole(parts)
    return TransferAssessment(
        proposal=proposal,
        law=whole,
        policy=_policy(parts),
        parts=tuple(parts),
        evidence=told,
        missing=_missing(proposal, whole, told),
    )


def stretches(law: Law, proposal: Proposal) -> tuple[Span, ...]:
    """The time asked of, cut where what binds the parties may change."""
    first, last = proposal.on.from_, proposal.on.to
    assert first is not None
    assert last is not None
    if first == last:
        return (proposal.on,)
    sides = [proposal.supplier, proposal.recipient, *([proposal.end_user] if proposal.end_user else [])]
    actors = {one for side in sides for one in (*side.line, *([side.state] if side.state else []))}
    actors |= {one for side in sides if side.actor is not None for one in side.actor.operates_in}
    cuts = {day for one in actors for day in law.instruments.changes(one)} | set(
        law.embargoes.changes(actors)
    )
    begins = [first, *sorted(day for day in cuts if first < day <= last)]
    ends = [*(day - timedelta(days=1) for day in begins[1:]), last]
    return tuple(Span.between(begin, end) for begin, end in zip(begins, ends, strict=True))


def _part(asked: Asked, judgements: Judgements, preset: Preset | None, *, case: bool) -> Part:
    steps = tuple(_Stepper(asked, judgements, case).step(one) for one in rules())
    law = LawAnswer(together(one.outcome for one in steps), steps)
    outcomes = {one.rule: (one.outcome, one.decided_by) for one in steps}
    shown = Shown(asked.proposal, asked.evidence, judgements, outcomes)
    return Part(asked.proposal.on, law, None if preset is None else held_against(preset, shown))


@dataclass(frozen=True, slots=True)
class _Stepper:
    """Answers rules one by one."""

    asked: Asked
    judgements: Judgements
    case: bool

    def step(self, rule: Rule) -> Step:
        applies = self._applies(rule)
        if applies is not None:
            return self._of(rule, self._unheard(rule, applies))
        found = CHECKS[rule.check](self.asked) if rule.check is not None else self._lay_out(rule)
        if rule.instrument is not None:
            found = self._bound(rule, found)
        return self._decided(rule, found)

    def _applies(self, rule: Rule) -> Found | None:
        """Why a rule does not concern this transfer, or may not; None when it does."""
        side = self._side(rule)
        if rule.only and side.state not in rule.only:
            return Found(Outcome.NOT_APPLICABLE, f"it is the law of {', '.join(rule.only)} only")
        if rule.instrument is not None:
            found = self._standing(rule, side)
            if found is not None:
                return found
        if rule.applies is None:
            return None
        held, because = CONDITIONS[rule.applies](self.asked)
        if held is True:
            return None
        return Found(Outcome.NOT_APPLICABLE if held is False else Outcome.CANNOT_TELL, because)

    def _standing(self, rule: Rule, side: Side) -> Found | None:
        assert rule.instrument is not None
        standing = self.asked.standing(rule.instrument, side.state, side.name, provisional=rule.provisional)
        if standing is None or side.government is False:
            return Found(Outcome.NOT_APPLICABLE, f"{side.name} is no state, and the instrument binds states")
        if standing.bound is True:
            return None
        rows = (standing.cite,) if standing.unverified else ()
        outcome = Outcome.NOT_APPLICABLE if standing.bound is False else Outcome.CANNOT_TELL
        return Found(outcome, standing.because, (standing.cite,), rows)

    def _bound(self, rule: Rule, found: Found) -> Found:
        """What was found, with the row by which the rule binds."""
        side = self._side(rule)
        standing = self.asked.standing(
            rule.instrument or "", side.state, side.name, provisional=rule.provisional
        )
        if standing is None:
            return found
        rows = (standing.cite,) if standing.unverified else ()
        return replace(found, cites=(standing.cite, *found.cites), unverified=(*rows, *found.unverified))

    def _side(self, rule: Rule) -> Side:
        proposal = self.asked.proposal
        return proposal.recipient if rule.binds is Binds.RECIPIENT else proposal.supplier

    def _lay_out(self, rule: Rule) -> Found:
        """What a person who judges would have to look at."""
        missing = (f"{rule.id}: {rule.needs}",) if rule.needs else ()
        if not self.case:
            because = "waits for a person; no case was given, so nothing is laid out"
            return Found(Outcome.CANNOT_TELL, because, missing=missing, open=True)
        if not rule.evidence:
            because = "waits for a person; no table of a case tells of it"
            return Found(Outcome.CANNOT_TELL, because, missing=missing, open=True)
        known = self.asked.evidence.of(rule.evidence)
        told = listed(known) or "nothing in the case"
        because = f"waits for a person; known by {self.asked.proposal.known_by}: {told}"
        cites = tuple(dict.fromkeys(cite for one in known for cite in one.cites))
        return Found(Outcome.CANNOT_TELL, because, cites, missing=missing, open=True)

    def _decided(self, rule: Rule, found: Found) -> Step:
        judged = self.judgements.on(rule.id)
        if judged is None:
            return self._of(rule, self._stale(rule, found))
        if not found.open:
            return self._of(rule, self._unheard(rule, found))
        agreed = judged.agreed
        if agreed is None or agreed not in rule.outcomes:
            words = f"found differently ({', '.join(judged.outcomes)}) by {judged.by}"
            return self._of(rule, replace(found, outcome=Outcome.CANNOT_TELL, because=words), judged.by)
        before = f" (computed: {found.outcome.value}, {found.because})" if rule.check is not None else ""
        because = ("; ".join(judged.because) or "judged without a reason given") + before
        cites = (*found.cites, *judged.ids)
        decided = Found(Outcome(agreed), because, cites, found.unverified)
        return self._of(rule, decided, judged.by)

    def _unheard(self, rule: Rule, found: Found) -> Found:
        """What was found, saying so when somebody judged where nothing is left to judge."""
        judged = self.judgements.on(rule.id)
        if judged is None:
            return found
        told = f"the judgement of {judged.by} ({', '.join(judged.outcomes)}) changes nothing here"
        return replace(found, because=f"{found.because}; {told}")

    def _stale(self, rule: Rule, found: Found) -> Found:
        stale = self.judgements.stale(rule.id)
        if not stale or not found.open:
            return found
        told = "; ".join(f"{one.by} on what was known by {one.known_by}: {one.outcome}" for one in stale)
        return replace(found, because=f"{found.because}; judged on other knowledge ({told})")

    def _of(self, rule: Rule, found: Found, by: str | None = None) -> Step:
        concerned = found.outcome is not Outcome.NOT_APPLICABLE
        wording = (f"wording of {rule.id}",) if concerned and rule.review == UNVERIFIED else ()
        return Step(
            rule=rule.id,
            title=rule.title,
            question=rule.question,
            kind=rule.kind,
            force=rule.force,
            outcome=found.outcome,
            because=_sentence(found.because),
            cites=tuple(dict.fromkeys((rule.cite, *found.cites))),
            decided_by=by,
            unverified=tuple(dict.fromkeys((*found.unverified, *wording))),
            missing=found.missing if by is None else (),
            dissents=self.judgements.dissents(rule.id),
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbouring stretches with the same answers are one."""
    kept: list[Part] = []
    for part in parts:
        before = kept[-1] if kept else None
        if before is not None and _answers(before) == _answers(part):
            kept[-1] = replace(before, on=Span.between(before.on.from_, part.on.to))
        else:
            kept.append(part)
    return kept


def _policy(parts: Sequence[Part]) -> PolicyAnswer | None:
    """The preset's answer for the whole time: a denial within it is one."""
    told = [part.policy for part in parts if part.policy is not None]
    denied = [one for one in told if one.outcome is PolicyOutcome.DENIED]
    return next(iter((*denied, *told)), None)


def _answers(part: Part) -> tuple[object, ...]:
    policy = part.policy.outcome if part.policy is not None else None
    return (*((one.rule, one.outcome) for one in part.law.steps), policy)


def _whole(parts: Sequence[Part]) -> LawAnswer:
    """The answer for a time within which the law changed: what changes cannot be told within it."""
    steps = []
    for told in zip(*(part.law.steps for part in parts), strict=True):
        if len({one.outcome for one in told}) == 1:
            steps.append(told[-1])
            continue
        words = "; ".join(f"{part.on}: {one.outcome.value}" for part, one in zip(parts, told, strict=True))
        because = f"The answer changes within this time, so it cannot be told without the day: {words}."
        unverified = tuple(dict.fromkeys(row for one in told for row in one.unverified))
        cites = tuple(dict.fromkeys(cite for one in told for cite in one.cites))
        step = replace(
            told[-1], outcome=Outcome.CANNOT_TELL, because=because, cites=cites, unverified=unverified
        )
        steps.append(replace(step, decided_by=None, missing=(f"{step.rule}: the day of the transfer",)))
    outcomes = {part.law.outcome for part in parts}
    outcome = outcomes.pop() if len(outcomes) == 1 else LawOutcome.NEEDS_A_DECISION
    return LawAnswer(outcome, tuple(steps))


def _missing(proposal: Proposal, law: LawAnswer, told: Evidence) -> tuple[str, ...]:
    found = []
    for role, one in (
        ("supplier", proposal.supplier),
        ("recipient", proposal.recipient),
        ("end user", proposal.end_user),
    ):
        told_of = shared_name(one.text, one.id) if one is not None else None
        if told_of is not None:
            found.append(f"{role}: {told_of}")
    if proposal.end_user is None:
        found.append("end user: none is named, so the recipient is taken for it")
    elif not proposal.end_user.known:
        found.append(f"end user: nobody is known by the name '{proposal.end_user.text}'")
    if not proposal.item.known:
        found.append(f"weapon: '{proposal.item.text}' fits nothing in the catalogue")
    if proposal.quantity is None:
        found.append("quantity: not told")
    found += [one for step in law.steps for one in step.missing]
    found += [
        f"{one.id}: since when it could be known is not told, so it does not count" for one in told.undated
    ]
    return tuple(dict.fromkeys(found))
