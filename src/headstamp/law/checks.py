"""The computations that rules name: each answers one question from dated facts, or says why not.

A check is a registered function; `data/rules.toml` names it. Conditions (`applies`) answer whether a rule
concerns this item and these parties at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from headstamp.law.facts import Evidence
from headstamp.law.outcomes import Outcome
from headstamp.law.proposal import Proposal
from headstamp.law.scope import Covered, covered
from headstamp.world import Embargo, Embargoes, Instruments, Standing


@dataclass(frozen=True, slots=True)
class Law:
    """What is in force: instruments and embargoes."""

    instruments: Instruments
    embargoes: Embargoes

    @classmethod
    def load(cls) -> Law:
        """What is shipped."""
        return cls(Instruments.load(), Embargoes.load())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check may look at."""

    law: Law
    proposal: Proposal
    evidence: Evidence

    def standing(
        self, instrument: str, state: str | None, name: str, *, provisional: bool = False
    ) -> Standing | None:
        """The standing of a state; None for what is no state."""
        if state is None:
            return None
        on = self.proposal.on
        return self.law.instruments.standing(instrument, state, on, name, provisional=provisional)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found.

    Attributes:
        outcome: the answer.
        because: the reason, as a sentence without its full stop.
        cites: the rows it rests on.
        unverified: those of them that were not checked.
        missing: what would have to be known.
        open: whether a person may set an outcome against it.
    """

    outcome: Outcome
    because: str
    cites: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    open: bool = False


Check = Callable[[Asked], Found]
Condition = Callable[[Asked], tuple[bool | None, str]]

CHECKS: dict[str, Check] = {}
CONDITIONS: dict[str, Condition] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a check under the name by which rules call it."""

    def add(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return add


def condition(name: str) -> Callable[[Condition], Condition]:
    """Register a condition under the name by which rules call it."""

    def add(function: Condition) -> Condition:
        CONDITIONS[name] = function
        return function

    return add


@condition("att-item")
def _att_item(asked: Asked) -> tuple[bool | None, str]:
    item = asked.proposal.item
    if not item.known:
        return (
            None,
            f"'{item.text}' fits nothing in the catalogue, so whether the treaty covers it cannot be told",
        )
    held = item.has(item.att)
    if held is None:
        return None, f"'{item.text}' can be several things, of which the treaty covers some only"
    return held, f"{item.text} is in no category of Articles 2(1), 3 and 4"


@condition("military-item")
def _military(asked: Asked) -> tuple[bool | None, str]:
    item = asked.proposal.item
    if not item.known:
        return (
            None,
            f"'{item.text}' fits nothing in the catalogue, so that the Military List has it cannot be told",
        )
    return (
        (True, "")
        if item.has(item.ml) is not False
        else (None, f"{item.text} has no category of the list here")
    )


@condition("small-arms")
def _small_arms(asked: Asked) -> tuple[bool | None, str]:
    item = asked.proposal.item
    if not item.known:
        return (
            None,
            f"'{item.text}' fits nothing in the catalogue, so whether it is a small arm cannot be told",
        )
    small = item.under("salw")
    rounds = item.under("ammunition")
    if small is True or rounds is True:
        return True, ""
    return (
        (None, "it can be several things")
        if None in (small, rounds)
        else (False, f"{item.text} is no small arm")
    )


@condition("state-recipient")
def _state_recipient(asked: Asked) -> tuple[bool | None, str]:
    user = asked.proposal.recipient
    if user.government is False:
        return False, f"{user.name} is no state"
    return True, ""


@condition("assistance-unit")
def _assistance(asked: Asked) -> tuple[bool | None, str]:
    user = asked.proposal.recipient
    return (
        (True, "") if user.government is not False else (False, f"{user.name} is no foreign security force")
    )


@check("un-embargo")
def _un(asked: Asked) -> Found:
    return _embargo(asked, lambda step: step.body == "UN", "the United Nations")


@check("eu-embargo")
def _eu(asked: Asked) -> Found:
    return _embargo(asked, lambda step: step.body == "EU", "the European Union")


_BODIES = {"ECOWAS": "ecowas", "OSCE": "osce", "League of Arab States": "arab-league"}


@check("other-embargo")
def _other(asked: Asked) -> Found:
    """Embargoes of bodies in which the supplier takes part."""
    steps = covered(asked.law.embargoes, asked.proposal, wanted=lambda step: step.body in _BODIES)
    supplier = asked.proposal.supplier
    bound: list[Covered] = []
    away: dict[str, None] = {}
    rows: dict[str, None] = {}
    for one in steps:
        if not one.in_force:
            continue
        standing = asked.standing(_BODIES[one.step.body], supplier.state, supplier.name)
        if standing is not None and standing.unverified:
            rows[standing.cite] = None
        if standing is None or standing.bound is False:
            away[f"{supplier.name} takes no part in that of {one.step.body}"] = None
        else:
            bound.append(one)
    if not bound:
        because = (
            "; ".join(away) or "no embargo of these bodies is directed at the recipient or end user then"
        )
        if (beyond := asked.law.embargoes.beyond(asked.proposal.on)) is not None:
            return Found(Outcome.CANNOT_TELL, f"{because}; {beyond}", (), tuple(rows), (beyond,), open=True)
        return Found(Outcome.NOT_APPLICABLE, because, (), tuple(rows))
    found = _dated(asked, _of(bound, "these bodies"))
    return replace(found, unverified=(*found.unverified, *rows))


def _embargo(asked: Asked, wanted: Callable[[Embargo], bool], body: str) -> Found:
    return _dated(asked, _of(covered(asked.law.embargoes, asked.proposal, wanted=wanted), body))


def _dated(asked: Asked, found: Found) -> Found:
    """What was found, saying so after the day up to which the tables go: none in them may be none no more."""
    beyond = asked.law.embargoes.beyond(asked.proposal.on)
    if beyond is None:
        return found
    none = found.outcome is Outcome.NOT_PROHIBITED
    return replace(
        found,
        outcome=Outcome.CANNOT_TELL if none else found.outcome,
        because=f"{found.because}; {beyond}",
        missing=(*found.missing, beyond),
        open=found.open or none,
    )


def _of(steps: Sequence[Covered], body: str) -> Found:
    """One answer from several steps: the gravest that is certain."""
    told, outcome = _deciding(steps)
    cites = tuple(dict.fromkeys(cite for one in told for cite in one.cites))
    # A prohibition rests on one checked step as well as on several.
    enough = outcome is Outcome.PROHIBITED and any(not one.unverified for one in told)
    unverified = () if enough else tuple(dict.fromkeys(row for one in told for row in one.unverified))
    if outcome is Outcome.NOT_PROHIBITED and not any(one.in_force for one in told):
        because = f"no embargo of {body} is directed at the recipient or end user then"
        return Found(outcome, because, cites, unverified)
    words = "; ".join(one.because for one in told if one.in_force)
    if outcome is Outcome.RISK:
        words += f" (it is {told[0].step.force}, and no prohibition in law)"
    # Where one step leaves no exemption, those of the others do not matter.
    exempt = [one for one in told if one.step.exemptions]
    spared = outcome is Outcome.PROHIBITED and len(exempt) == len(told)
    missing = tuple(f"whether it was exempted ({one.step.body}: {one.step.exemptions})" for one in exempt)
    is_open = outcome is Outcome.CANNOT_TELL or spared
    return Found(outcome, words, cites, unverified, missing if is_open else (), open=is_open)


def _deciding(steps: Sequence[Covered]) -> tuple[list[Covered], Outcome]:
    """The steps that make the answer, those without exemptions first, and the answer."""
    binding = [one for one in steps if one.step.binding]
    soft = [one for one in steps if one.covers is not False and not one.step.binding]
    for covers, outcome in ((True, Outcome.PROHIBITED), (None, Outcome.CANNOT_TELL)):
        if told := [one for one in binding if one.covers is covers]:
            return sorted(told, key=lambda one: bool(one.step.exemptions)), outcome
    return (soft, Outcome.RISK) if soft else (list(steps), Outcome.NOT_PROHIBITED)


_OTHER_TREATIES = (("mine-ban", "mine"), ("cluster-munitions", "cluster"))
_REGIONAL = ("ecowas-salw", "kinshasa")


@check("other-treaties")
def _treaties(asked: Asked) -> Found:
    """What other treaties held here say: prohibited types, and regional conventions."""
    supplier, told, cites, unverified = asked.proposal.supplier, [], [], []
    for instrument, name in _OTHER_TREATIES:
        standing = asked.standing(instrument, supplier.state, supplier.name)
        if standing is None or standing.bound is False:
            continue
        found = CHECKS[name](asked)
        if standing.bound is True and found.outcome in (Outcome.PROHIBITED, Outcome.CANNOT_TELL):
            return Found(
                found.outcome, found.because, (standing.cite, *found.cites), found.unverified, open=True
            )
        told.append(standing.instrument.name)
        cites.append(standing.cite)
        unverified += [standing.cite] if standing.unverified else []
    small, _ = _small_arms(asked)
    for instrument in _REGIONAL:
        standing = asked.standing(instrument, supplier.state, supplier.name)
        if standing is None or standing.bound is False or small is False:
            continue
        because = f"{standing.because}: {standing.instrument.name} requires an exemption or authorisation"
        rows = (standing.cite,) if standing.unverified else ()
        return Found(Outcome.CANNOT_TELL, because, (standing.cite,), rows, open=True)
    held = f" (of those that bind {supplier.name}: {', '.join(told)})" if told else ""
    because = f"nothing in the agreements that are held here forbids it{held}; others are not held here"
    return Found(Outcome.NO_FINDING, because, tuple(cites), tuple(unverified), open=True)


@check("mine")
def _mine(asked: Asked) -> Found:
    return _prohibited_type(asked, "anti-personnel-mine", "an anti-personnel mine", "landmine")


@check("cluster")
def _cluster(asked: Asked) -> Found:
    return _prohibited_type(asked, "cluster-munition", "a cluster munition", "")


def _prohibited_type(asked: Asked, node: str, words: str, wider: str) -> Found:
    item = asked.proposal.item
    if not item.known:
        return Found(
            Outcome.CANNOT_TELL,
            f"'{item.text}' is not in the catalogue, so whether it is {words} is not told by its name",
        )
    held = item.under(node)
    if held is True:
        because = f"{item.text} is {words}, a prohibited type"
        return Found(Outcome.PROHIBITED, because, (f"weapons: {node}",), open=True)
    broad = bool(wider) and any(wider in item_nodes and node not in item_nodes for item_nodes in item.nodes)
    if held is None or (broad and wider in item.id.split(";")):
        return Found(Outcome.CANNOT_TELL, f"{item.text} may be {words}, or another thing", open=True)
    return Found(Outcome.NOT_APPLICABLE, f"{item.text} is not {words}")


@check("criterion-one")
def _criterion_one(asked: Asked) -> Found:
    """Criterion one: embargoes of the United Nations, the Union and the OSCE, and arms control treaties."""
    parts = [_un(asked), _eu(asked), _other(asked), _treaties(asked)]
    for outcome in (Outcome.PROHIBITED, Outcome.CANNOT_TELL, Outcome.RISK):
        told = [one for one in parts if one.outcome is outcome]
        if told:
            return Found(
                outcome,
                "; ".join(one.because for one in told),
                tuple(cite for one in told for cite in one.cites),
                tuple(row for one in told for row in one.unverified),
                tuple(row for one in told for row in one.missing),
                open=True,
            )
    because = "no embargo or treaty held here stands against it; other commitments are not held here"
    rows = tuple(dict.fromkeys(row for one in parts for row in one.unverified))
    return Found(Outcome.NO_FINDING, because, (), rows, open=True)


@check("learnt-later")
def _learnt_later(asked: Asked) -> Found:
    later = asked.evidence.later
    if not later:
        return Found(Outcome.NOT_APPLICABLE, "nothing in the case was learnt later")
    ids = ", ".join(one.id for one in later)
    day = asked.proposal.known_by
    because = (
        f"{len(later)} rows ({ids}) were learnt after {day}, or may have been, and do not count here: "
        "reassessment is called for"
    )
    return Found(Outcome.RISK, because, tuple(one.id for one in later))


@check("transit")
def _transit(asked: Asked) -> Found:
    return _named(asked.proposal.via, "no state of transit is named", "transit through")


@check("brokering")
def _brokering(asked: Asked) -> Found:
    return _named(asked.proposal.brokers, "no broker is named", "brokered by")


def _named(names: tuple[str, ...], nobody: str, words: str) -> Found:
    if not names:
        return Found(Outcome.NOT_APPLICABLE, nobody, missing=(nobody,))
    return Found(Outcome.CANNOT_TELL, f"{words} {', '.join(names)}: waits for a person", open=True)
