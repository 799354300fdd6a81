"""How far the first chain holds: under three assumptions, without each source, without derived records.

Only what the assessment worked out is laid out here; nothing is scored again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.publishing import chains, evidence
from headstamp.publishing.lookup import NO_CITES, Cites, Lookup
from headstamp.publishing.words import band, count, figure, listed, plain, sentence
from headstamp.records import Party
from headstamp.tracing.assessment import LeaveOneOut, RouteAssessment, SupplyChain
from headstamp.tracing.chains import words

SHOWN = 8
_TELLING = 0.02
# A fall of the first custodian that a reader must know of before anything else.
_LEANS = 0.05
_BITS = (
    (0.5, "would tell much"),
    (0.2, "would tell a fair amount"),
    (0.05, "would tell a little"),
    (0.0, "would tell hardly anything"),
)


@dataclass(frozen=True, slots=True)
class Test:
    """One condition and the chain that comes first under it."""

    condition: str
    first: str
    band: str
    figure: str
    cites: Cites = NO_CITES
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of one kind, and what is to be said of them all."""

    title: str
    tests: tuple[Test, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, to whom, and how much its answer is expected to tell, in words and bits."""

    ask: str
    of: str
    words: str
    bits: str


@dataclass(frozen=True, slots=True)
class Out:
    """A record that was ruled out, and why."""

    piece: evidence.Piece
    because: str


def flips(assessment: RouteAssessment, lookup: Lookup) -> tuple[str, ...]:
    """One sentence for each first chain, if the scenarios do not agree on it; empty if they do."""
    found: dict[str, list[str]] = {}
    for one in assessment.scenarios:
        if one.supply_chains:
            found.setdefault(chains.name(one.supply_chains[0], lookup), []).append(plain(one.name))
    if assessment.supply_chains and assessment.scenarios:
        found.setdefault(chains.name(assessment.supply_chains[0], lookup), [])
    if len(found) < 2:
        return ()
    return tuple(f"{sentence(chain)[:-1]} is first {_under(names)}." for chain, names in found.items())


def leaning(assessment: RouteAssessment) -> str:
    """One sentence when the first chain's custodian rests on the investigation's own records; else empty."""
    removed, without = assessment.without_derived.removed, assessment.without_derived.supply_chains
    if not removed or not assessment.supply_chains:
        return ""
    party = assessment.supply_chains[0].custodian
    if party is None:
        return ""
    before, after = (_held_by(party, every) for every in (assessment.supply_chains, without))
    if before - after < _LEANS:
        return ""
    silent_before, silent_after = (_unrecorded(every) for every in (assessment.supply_chains, without))
    moves = "rises" if silent_after > silent_before else "falls"
    return (
        f"Without the {count(len(removed), 'record')} that rest on this investigation itself, {party.name} "
        f"as custodian falls from {band(before)} to {band(after)}, and the probability that the supplier is "
        f"not recorded {moves} from {figure(silent_before)} to {figure(silent_after)}."
    )


def _held_by(party: Party, every: Sequence[SupplyChain]) -> float:
    return sum(one.probability for one in every if one.custodian == party)


def _unrecorded(every: Sequence[SupplyChain]) -> float:
    return sum(one.probability for one in every if one.custodian is not None and one.supplier is None)


def tests(assessment: RouteAssessment, lookup: Lookup) -> tuple[Group, ...]:
    """Every condition as a row, in three groups."""
    first = assessment.supply_chains[0] if assessment.supply_chains else None
    scenarios = tuple(
        _test(sentence(plain(one.name))[:-1], one.supply_chains, first, lookup)
        for one in assessment.scenarios
    )
    telling = [one for one in assessment.leave_one_out if first is None or _tells(one, first)][:SHOWN]
    left_out = tuple(_left_out(one, first, lookup) for one in telling)
    same = _same_without([one for one in assessment.leave_one_out if one not in telling])
    groups = (
        Group("Under three assumptions on how the holder gets weapons", scenarios),
        Group("Without one source", left_out, same),
        Group("Without records that derive from this investigation", *_derived(assessment, first, lookup)),
    )
    return tuple(one for one in groups if one.tests or one.note)


def upset_by(assessment: RouteAssessment, lookup: Lookup) -> list[str]:
    """What another chain comes first without: sources, and records that derive from the investigation."""
    first = assessment.supply_chains[0] if assessment.supply_chains else None
    if first is None:
        return []
    sources = [lookup.title(one.source) for one in assessment.leave_one_out if _moved(one, first)]
    found = [f"Without {listed(sources)} another chain comes first."] if sources else []
    derived = assessment.without_derived
    if derived.removed and not (derived.supply_chains and chains.same_chain(derived.supply_chains[0], first)):
        found.append("Without records that derive from this investigation another chain comes first.")
    return found


def questions(assessment: RouteAssessment) -> tuple[Asked, ...]:
    """What would tell the first two apart, in the order given."""
    return tuple(
        Asked(
            sentence(one.ask),
            one.of,
            next(told for least, told in _BITS if one.bits >= least),
            f"{one.bits:.2f}",
        )
        for one in assessment.next_questions
    )


def ruled_out(assessment: RouteAssessment, lookup: Lookup) -> tuple[Out, ...]:
    """The first records that cannot be how the weapon came."""
    return tuple(
        Out(evidence.record(one.record, lookup), sentence(one.because))
        for one in assessment.ruled_out[:SHOWN]
    )


def _left_out(one: LeaveOneOut, first: SupplyChain | None, lookup: Lookup) -> Test:
    return Test(
        condition=lookup.title(one.source),
        first=sentence(one.first)[:-1],
        band=band(one.probability),
        figure=figure(one.probability),
        cites=lookup.cites([one.source]),
        differs=first is not None and _moved(one, first),
    )


def _tells(one: LeaveOneOut, first: SupplyChain) -> bool:
    return _moved(one, first) or abs(one.probability - first.probability) >= _TELLING


def _same_without(others: Sequence[LeaveOneOut]) -> str:
    if not others:
        return ""
    low, high = min(one.probability for one in others), max(one.probability for one in others)
    between = (
        f"at {figure(low)}" if figure(low) == figure(high) else f"between {figure(low)} and {figure(high)}"
    )
    which = "the one other source" if len(others) == 1 else f"any one of the {len(others)} other sources"
    return f"Without {which} the first chain stays as it is, {between}."


def _moved(one: LeaveOneOut, first: SupplyChain) -> bool:
    return one.first != words(first.supplier, first.custodian)


def _test(condition: str, found: Sequence[SupplyChain], first: SupplyChain | None, lookup: Lookup) -> Test:
    if not found:
        return Test(condition, "no chain", "", "", differs=first is not None)
    top = found[0]
    differs = first is not None and not chains.same_chain(top, first)
    return Test(
        condition,
        sentence(chains.name(top, lookup))[:-1],
        band(top.probability),
        figure(top.probability),
        differs=differs,
    )


def _derived(
    assessment: RouteAssessment, first: SupplyChain | None, lookup: Lookup
) -> tuple[tuple[Test, ...], str]:
    removed = assessment.without_derived.removed
    if not removed:
        return (
            (),
            "No record here derives from the sources of this investigation; there is nothing to take out.",
        )
    named = listed(removed[:SHOWN]) + (f" and {len(removed) - SHOWN} more" if len(removed) > SHOWN else "")
    test = _test(
        f"Without {count(len(removed), 'record')}", assessment.without_derived.supply_chains, first, lookup
    )
    return (test,), f"Taken out: {named}."


def _under(names: list[str]) -> str:
    return (
        f"under {listed([f'‘{name}’' for name in names])}"
        if names
        else "when all assumptions are weighed together"
    )
