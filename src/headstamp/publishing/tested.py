"""How far the first chain holds: under three assumptions, without each source, without what derives from the case itself.

Only what the assessment worked out is laid out here; nothing is scored again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.publishing import chains, evidence
from headstamp.publishing.lookup import Cites, Lookup
from headstamp.publishing.words import band, count, figure, listed, plain, sentence
from headstamp.tracing.assessment import LeaveOneOut, RouteAssessment, Scenario, SupplyChain
from headstamp.tracing.chains import words

SHOWN = 8
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
    cites: Cites = Cites()
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Tests:
    """All conditions an assessment was shown under; `without_derived` says in words what was taken out."""

    scenarios: tuple[Test, ...]
    leave_one_out: tuple[Test, ...]
    sources_left: str
    without_derived: str
    derived: tuple[Test, ...]


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
    return tuple(f"{sentence(chain)[:-1]}: first {_under(names)}." for chain, names in found.items())


def tests(assessment: RouteAssessment, lookup: Lookup) -> Tests:
    """Every condition as a row."""
    first = assessment.supply_chains[0] if assessment.supply_chains else None
    left_out = [_left_out(one, first, lookup) for one in assessment.leave_one_out[:SHOWN]]
    more = len(assessment.leave_one_out) - len(left_out)
    return Tests(
        scenarios=tuple(_scenario(one, first, lookup) for one in assessment.scenarios),
        leave_one_out=tuple(left_out),
        sources_left=f"{count(more, 'further source')} not printed here." if more else "",
        without_derived=_removed(assessment),
        derived=tuple(_derived(assessment, first, lookup)),
    )


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


def lookup_title(source: str, lookup: Lookup) -> str:
    """The title of a source or register, its id where it has none."""
    if source in lookup.facts.registers:
        return lookup.facts.registers[source].title
    return lookup.facts.sources.get(source, {}).get("title") or source


def _left_out(one: LeaveOneOut, first: SupplyChain | None, lookup: Lookup) -> Test:
    return Test(
        condition=lookup_title(one.source, lookup),
        first=in_words(one.first),
        band=band(one.probability),
        figure=figure(one.probability),
        cites=lookup.cites([one.source]),
        differs=first is not None and one.first != words(first.supplier, first.custodian),
    )


def in_words(text: str) -> str:
    """A chain as tracing writes it, without the arrow, which the typefaces of the report do not have."""
    return text.replace(" -> ", " to ")


def _scenario(scenario: Scenario, first: SupplyChain | None, lookup: Lookup) -> Test:
    return _test(plain(scenario.name), scenario.supply_chains, first, lookup)


def _test(condition: str, found: Sequence[SupplyChain], first: SupplyChain | None, lookup: Lookup) -> Test:
    if not found:
        return Test(condition, "no chain", "", "", differs=first is not None)
    top = found[0]
    differs = first is not None and not chains.same_chain(top, first)
    return Test(
        condition, chains.name(top, lookup), band(top.probability), figure(top.probability), differs=differs
    )


def _derived(assessment: RouteAssessment, first: SupplyChain | None, lookup: Lookup) -> list[Test]:
    if not assessment.without_derived.removed:
        return []
    return [_test("without them", assessment.without_derived.supply_chains, first, lookup)]


def _removed(assessment: RouteAssessment) -> str:
    removed = assessment.without_derived.removed
    if not removed:
        return (
            "No record here derives from the sources of this investigation, so there is nothing to take out."
        )
    named = listed(removed[:SHOWN]) + (f" and {len(removed) - SHOWN} more" if len(removed) > SHOWN else "")
    return f"{count(len(removed), 'record')} that derive from the sources of this investigation taken out: {named}."


def _under(names: list[str]) -> str:
    return (
        f"under {listed([f'‘{name}’' for name in names])}"
        if names
        else "when all assumptions are weighed together"
    )
