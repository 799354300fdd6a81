"""One sentence for each term of a route, with the values compared: why it is as high or as low as it is."""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.records import Party
from headstamp.tracing.ledger import Floats
from headstamp.tracing.observation import Observation
from headstamp.tracing.priors import Mechanism
from headstamp.tracing.reasons import Reason
from headstamp.tracing.rows import AGED, BASE, DATE, LOCAL, OWN, RECORDED, WAY, WEAPON, YEAR
from headstamp.values import Span

# A factor within a hundredth of 1 is nothing to speak of.
_EVEN = 0.01


@dataclass(frozen=True, slots=True)
class Basis:
    """What a route rests on, its numbers as in `headstamp.tracing.rows.Rows`.

    Attributes:
        records: ids of the records that tell of the weapon between supplier and custodian.
        marked: of these, the ones that name a lot, serial or contract, and whether it is the one read.
        when: when these deliveries were.
        lost: whether incidents say by when the custodian lost it.
        doubt: the chance that findings mislead.
    """

    seen: Observation
    kind: int
    mechanism: Mechanism
    supplier: Party
    custodian: Party
    reasons: tuple[Reason, ...]
    records: tuple[str, ...]
    marked: tuple[tuple[str, dict[str, bool]], ...]
    when: Span | None
    lost: bool
    doubt: float
    share: float
    reach: float
    total: float
    shared: float
    sums: Floats


def because(basis: Basis) -> dict[str, str]:
    """A sentence for each registered term, by its name."""
    return {
        "mechanism": f"{_opened(basis.mechanism.words)}: {percent(basis.share)} before anything was found, "
        "for this kind of holder.",
        "reach": _reached(basis),
        "shared": _shared(basis),
        "supply": _supplied(basis),
        "age": _aged(basis),
        "weapon": _read(basis),
        "way": _moved(basis),
        "date": _dated(basis),
        "year_marked": _year(basis),
        "marks": _marks(basis),
        "doubt": _doubted(basis),
    }


def _opened(words: str) -> str:
    return words[:1].upper() + words[1:]


def _reached(basis: Basis) -> str:
    if basis.kind == LOCAL:
        return "The holder is its own source."
    had = f"{basis.custodian.name} has {percent(basis.reach)} of this way"
    if not basis.reasons:
        return f"{had}: no reason is known, and every state keeps some reach, more when near."
    return f"{had}, because {'; '.join(dict.fromkeys(one.words for one in basis.reasons))}."


def _shared(basis: Basis) -> str:
    whose = "the holder's own make" if basis.kind == LOCAL else "this supply chain"
    if abs(basis.shared - 1.0) < _EVEN:
        return f"Other sightings of this holder leave {whose} as likely as it was."
    return f"Other sightings of this holder make {whose} {basis.shared:.2g} times as likely."


def _supplied(basis: Basis) -> str:
    if basis.kind == LOCAL:
        return "The holder makes it."
    share = percent(basis.sums[BASE] / basis.total)
    held = f"all that {basis.custodian.name} is taken to have held"
    if basis.lost:
        held += ", as far as incidents say on the day of the loss"
    if basis.kind == RECORDED:
        return f"Recorded deliveries from {basis.supplier.name} are {share} of {held}."
    if basis.kind == OWN:
        return f"Own production is taken as {share} of {held}."
    return f"Imports of which no record names the supplier are taken as {share} of {held}."


def _aged(basis: Basis) -> str:
    if basis.kind == LOCAL:
        return "The age of what the holder made is not weighed."
    if basis.kind == RECORDED:
        share = percent(basis.sums[AGED] / basis.sums[BASE])
        return f"{_opened(share)} of it is taken to be still in use by then."
    return "What is estimated is what is still in use."


def _read(basis: Basis) -> str:
    if not basis.seen.weapon:
        return "The weapon is not identified, so that nothing is told by it."
    names = " or ".join(one.name for one in basis.seen.weapon[:3])
    share = percent(basis.sums[WEAPON] / basis.sums[AGED])
    if basis.kind == LOCAL:
        return f"{_opened(share)} of what holders make would be read as {names}."
    return f"{_opened(share)} of it would be read as {names}."


def _moved(basis: Basis) -> str:
    factor = float(basis.sums[WAY] / basis.sums[WEAPON])
    if basis.kind == LOCAL or abs(factor - 1.0) < _EVEN:
        return "Such a weapon moves in this way as readily as the rest."
    return f"Such a weapon moves in this way {factor:.2g} times as readily as all that the custodian held."


def _dated(basis: Basis) -> str:
    if basis.seen.reviewed:
        return "The date is reviewed: later deliveries are ruled out, not weighed."
    factor = float(basis.sums[DATE] / basis.sums[WAY])
    if factor < 1.0 - _EVEN:
        told = "what fits came later than the rest, which is held against the route and does not rule it out"
    elif factor > 1.0 + _EVEN:
        told = "what fits came less late than the rest"
    else:
        told = "what fits came no later than the rest"
    return f"The date is not verified: {told}."


def _year(basis: Basis) -> str:
    year = basis.seen.marks.year
    if year is None:
        return "No production year was read."
    read = f"{year[0]}" if year[0] == year[1] else f"{year[0]} to {year[1]}"
    if basis.kind != RECORDED:
        return f"Production year read: {read}; no record says when this one would have come."
    share = percent(basis.sums[YEAR] / basis.sums[DATE])
    return f"Production year read: {read}; {share} of such deliveries would show it."


def _marks(basis: Basis) -> str:
    marks = basis.seen.marks
    if not (marks.documented or marks.imported_by or marks.consignee):
        return "No lot, serial, contract or import mark was read."
    told = [*_documented(basis)] if marks.documented else []
    named = {marks.imported_by, marks.consignee} - {None}
    if named:
        whose = (
            "names this custodian" if named == {basis.custodian.id} else "does not name this custodian alone"
        )
        told.append(f"the import mark or consignee {whose}")
    return f"{_opened('; '.join(told))}."


def _documented(basis: Basis) -> list[str]:
    if not basis.marked:
        return ["no record of this route names a lot, serial or contract to compare"]
    right = [record for record, answers in basis.marked if all(answers.values())]
    if not right:
        return ["the records of this route name others than what was read"]
    kinds = dict.fromkeys(kind for record, answers in basis.marked if record in right for kind in answers)
    return [f"a record of this route names the {' and '.join(kinds)} that was read"]


def _doubted(basis: Basis) -> str:
    share = percent(basis.doubt)
    return f"In {share} of cases what is found is taken to mislead; the weapon may then be any that is about."


def percent(share: float) -> str:
    """A share for people: two significant figures."""
    value = 100.0 * float(share)
    if value >= 99.5:
        return "practically all" if value < 100.0 - 1e-9 else "all"
    return f"{value:.2g} %" if value >= 1e-3 else "less than 0.001 %"
