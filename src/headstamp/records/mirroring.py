"""What both sides of a flow report, side by side, and what that makes likely.

Exporter and importer seldom tell the same. Neither number replaces the other: both stand beside the estimate
and its interval. How far each is believed is learnt from all flows of the library that both sides tell, and
how many those are is said. What a single report tells is taken as told; that it may never have happened is
said in words and not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ibis.expr.types import Table

from headstamp.records.finding import spellings
from headstamp.records.library import Library
from headstamp.records.mirror_flows import (
    EXPORTER,
    IMPORTER,
    KEY,
    Kind,
    Mirrored,
    lines,
    mirrored,
    one_origin,
)
from headstamp.records.mirror_reports import Report, Told, plain, reports_of
from headstamp.records.mirror_silence import Silence
from headstamp.records.mirror_weights import Flows, Reliability, Role, Verdict, reconcile, reliability
from headstamp.records.names import Names
from headstamp.records.transfer import Party
from headstamp.values import NotFound

VERDICTS = ("both", "one", "none", "contradiction", "no_number", "one_origin")
"""What two sides can tell of a flow: see `MirroredFlow`."""

_ONE_ORIGIN = "one_origin"


@dataclass(frozen=True, slots=True)
class MirroredFlow:
    """One category in one year at one stage, as each side tells it.

    Attributes:
        stage: authorised, delivered, or customs for what left and entered by customs records.
        category: scheme and code, or the register's own words.
        measure: quantity or value.
        exporter, importer: the two reports; None where the side tells nothing of it.
        verdict: both (two numbers), one (a single number), none (told to be none), contradiction (one tells
            none, the other some), no_number, or one_origin (both rest on one source and count once).
        ratio: the importer's number over the exporter's, as reported.
        freight: what an importer's value was divided by to be the exporter's; None where there is no freight.
        estimate: in the exporter's terms; None where there is none.
        low, high: the 90 % interval; None where the library does not tell how far to believe the reporter.
        surprising: the two differ by more than the errors of the two reporters explain.
        because: one sentence.
    """

    source: str
    year: int
    stage: str
    category: str
    measure: str
    exporter: Report | None
    importer: Report | None
    verdict: str
    ratio: float | None
    freight: float | None
    estimate: float | None
    low: float | None
    high: float | None
    surprising: bool
    because: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a reporter is believed in one role, in one register and unit.

    Attributes:
        flows: how many of its flows both sides tell; few leave it near the average reporter.
        flows_of_all: how many flows of all reporters both sides tell.
        factor: its typical error: two thirds of its reports lie within this factor of what moved; None where
            no flow of the register is told by both sides.
        tells: what it tells on average over what its partners tell, freight removed; None without flows.
        leans: whether that differs from 1 by more than chance; the estimate is not corrected for it.
    """

    reporter: Party
    role: str
    source: str
    measure: str
    unit: str
    flows: int
    flows_of_all: int
    factor: float | None
    tells: float | None
    leans: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """All flows from a supplier to a recipient, as each side reports them.

    Attributes:
        pairs: how many flows both sides tell with a number.
        remarks: what has to be said of all of them, such as why no flow has two reports.
        scope: in words, what was compared and what was not.
        snapshots: fingerprints of the editions that answered.
    """

    recipient: Party
    supplier: Party
    years: tuple[int, int] | None
    source: str | None
    flows: tuple[MirroredFlow, ...]
    trusts: tuple[Trust, ...]
    pairs: int
    remarks: tuple[str, ...]
    scope: str
    snapshots: tuple[str, ...]


def mirror(
    library: Library,
    names: Names,
    recipient: str,
    supplier: str,
    *,
    years: tuple[int, int] | None = None,
    source: str | None = None,
) -> Mirror:
    """Hold the exporter's and the importer's reports of each flow beside each other.

    Args:
        library: the records to ask.
        names: who is who.
        recipient: id, name or alias.
        supplier: id, name or alias.
        years: first and last year, both included; None takes all.
        source: only what this register tells; None takes all, each by itself.

    Raises:
        NotFound: nobody known bears a name.
        LibraryDamaged: the rows of a snapshot cannot be read.
    """
    seller, buyer = _party(names, supplier), _party(names, recipient)
    told = lines(library, names, source)
    asked = _Asked(seller, buyer, years, source)
    mine = _lines_of(told, asked) if told is not None else []
    silence = Silence.of(library, names, told, seller, buyer)
    flows, trusts = _flows(told, mine, asked, silence) if told is not None and mine else ((), ())
    pairs = sum(one.verdict == "both" for one in flows)
    left_out = _rows_of(library, names, asked) - len({line["id"] for line in mine})
    return Mirror(
        recipient=buyer,
        supplier=seller,
        years=years,
        source=source,
        flows=flows,
        trusts=trusts,
        pairs=pairs,
        remarks=_remarks(flows, asked, silence, left_out),
        scope=_scope(library, asked, {line["snapshot"] for line in mine}),
        snapshots=tuple(sorted({line["snapshot"] for line in mine})),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    seller: Party
    buyer: Party
    years: tuple[int, int] | None
    source: str | None


def _party(names: Names, text: str) -> Party:
    actor = names.actors.find(text)
    if actor is None:
        raise NotFound(
            f"No actor is called '{text}'; give an id, a name or an alias such as 'IRQ' or 'Iraq'."
        )
    return Party(actor.id, actor.name)


def _lines_of(told: Table, asked: _Asked) -> list[dict[str, Any]]:
    mine = told.filter(told.exporter == asked.seller.id, told.importer == asked.buyer.id)
    if asked.years is not None:
        mine = mine.filter(mine.year.between(*asked.years))
    found: list[dict[str, Any]] = mine.order_by(*KEY, "age", "id").to_pyarrow().to_pylist()
    return found


def _rows_of(library: Library, names: Names, asked: _Asked) -> int:
    """How many rows of the library are of this pair, whoever told them."""
    rows = library.transfers(actors=names.actors)
    if rows is None or asked.seller.id is None or asked.buyer.id is None:
        return 0
    sides = (("supplier", asked.seller.id), ("recipient", asked.buyer.id))
    rows = rows.filter(*(rows[column].isin(spellings(rows, column, names, party)) for column, party in sides))
    if asked.years is not None:
        rows = rows.filter(rows.first_year <= asked.years[1], rows.last_year >= asked.years[0])
    if asked.source is not None:
        rows = rows.filter(rows.source == asked.source)
    return int(rows.count().to_pyarrow().as_py())


def _flows(
    told: Table, mine: Sequence[Mapping[str, Any]], asked: _Asked, silence: Silence
) -> tuple[tuple[MirroredFlow, ...], tuple[Trust, ...]]:
    """The flows of the pair, estimated with what all flows of the library tell of its two sides."""
    known = mirrored(told)
    by_kind: dict[Kind, dict[tuple[Any, ...], Told]] = defaultdict(dict)
    for key, sides in reports_of(mine).items():
        cells = dict(zip(KEY, key, strict=True))
        by_kind[Kind(*(cells[name] for name in ("source", "measure", "unit", "basis")))][key] = sides
    flows: list[MirroredFlow] = []
    trusts: list[Trust] = []
    for kind, reports in sorted(by_kind.items(), key=lambda one: _order(one[0])):
        numbers, trust = _trusted(known.get(kind), asked)
        flows += _estimated(kind, reports, numbers, trust, silence)
        trusts += [
            _trust(one, kind, numbers, trust) for one in ((asked.seller, EXPORTER), (asked.buyer, IMPORTER))
        ]
    ordered = sorted(flows, key=lambda one: (one.source, one.year, one.category, one.measure, one.stage))
    return tuple(ordered), tuple(trusts)


def _order(kind: Kind) -> tuple[str, str, str, str]:
    return kind.source, kind.measure, kind.unit, kind.basis


def _trusted(known: Mirrored | None, asked: _Asked) -> tuple[tuple[int, int], Reliability]:
    """The numbers of the two sides among the reporters of a kind, and what is known of all of them."""
    reporters = list(known.reporters) if known is not None else []
    for one in (asked.seller.id, asked.buyer.id):
        if one is not None and one not in reporters:
            reporters.append(one)
    sides = reporters.index(str(asked.seller.id)), reporters.index(str(asked.buyer.id))
    flows = known.flows if known is not None else _as_flows((0, 0), [])
    return sides, reliability(flows, len(reporters))


def _trust(side: tuple[Party, str], kind: Kind, sides: tuple[int, int], known: Reliability) -> Trust:
    party, role = side
    seen, number = (known.exporters, sides[0]) if role == EXPORTER else (known.importers, sides[1])
    return Trust(
        reporter=party,
        role=role,
        source=kind.source,
        measure=kind.measure,
        unit=kind.unit,
        flows=int(seen.flows[number]),
        flows_of_all=known.flows,
        factor=_factor(seen.sd, number),
        tells=_factor(seen.lean, number),
        leans=_leans(seen, number),
    )


def _factor(logs: np.ndarray[Any, np.dtype[np.float64]], number: int) -> float | None:
    return float(np.exp(logs[number])) if np.isfinite(logs[number]) else None


def _leans(role: Role, number: int) -> bool:
    return bool(role.leans[number])


def _as_flows(sides: tuple[int, int], told: Sequence[Told]) -> Flows:
    """The flows of one pair of reporters; of two reports that rest on one source neither number is used."""
    once = [_shared(one) != () for one in told]
    numbers = [
        np.array(
            [np.nan if same else plain(one.get(role)) for one, same in zip(told, once, strict=True)], float
        )
        for role in (EXPORTER, IMPORTER)
    ]
    cif = [
        EXPORTER in one and IMPORTER in one and (one[EXPORTER].basis, one[IMPORTER].basis) == ("fob", "cif")
        for one in told
    ]
    # An importer's value alone holds freight as well.
    alone = [EXPORTER not in one and one[IMPORTER].basis == "cif" for one in told]
    return Flows(
        exporter=np.full(len(told), sides[0], np.int64),
        importer=np.full(len(told), sides[1], np.int64),
        exported=numbers[0],
        imported=numbers[1],
        cif=np.array(cif, bool) | np.array(alone, bool),
    )


def _shared(reports: Told) -> tuple[str, ...]:
    if len(reports) < 2:
        return ()
    return one_origin(reports[EXPORTER].rests_on, reports[IMPORTER].rests_on)


def _estimated(
    kind: Kind,
    reports: Mapping[tuple[Any, ...], Told],
    sides: tuple[int, int],
    trust: Reliability,
    silence: Silence,
) -> list[MirroredFlow]:
    flows = _as_flows(sides, list(reports.values()))
    found = reconcile(flows, trust)
    made = []
    for number, (key, told) in enumerate(reports.items()):
        cells = dict(zip(KEY, key, strict=True))
        shared = _shared(told)
        verdict = _ONE_ORIGIN if shared else Verdict(int(found.verdict[number])).name.lower()
        exported, imported = float(flows.exported[number]), float(flows.imported[number])
        surprising = bool(found.surprising[number])
        year = int(cells["year"])
        made.append(
            MirroredFlow(
                source=kind.source,
                year=year,
                stage=cells["stage"],
                category=cells["thing"],
                measure=kind.measure,
                exporter=told.get(EXPORTER),
                importer=told.get(IMPORTER),
                verdict=verdict,
                ratio=imported / exported if verdict == "both" else None,
                freight=float(np.exp(trust.cif)) if flows.cif[number] else None,
                estimate=_number(found.estimate[number]),
                low=_number(found.low[number]),
                high=_number(found.high[number]),
                surprising=surprising,
                because=silence.because(verdict, kind.source, year, set(told), shared, surprising=surprising),
            )
        )
    return made


def _number(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _remarks(
    flows: Sequence[MirroredFlow], asked: _Asked, silence: Silence, left_out: int
) -> tuple[str, ...]:
    said: list[str] = []
    if not any(one.exporter is not None and one.importer is not None for one in flows):
        said.append(f"No flow from {asked.seller.name} to {asked.buyer.name} is reported by both sides.")
        said += silence.never()
    if apart := _at_two_stages(flows):
        said.append(
            f"{_count(apart, 'flow')} {'is' if apart == 1 else 'are'} told by one side as authorised and by "
            "the other as delivered: these are not the same, and are not compared."
        )
    if any(one.surprising for one in flows):
        said.append(
            "Where a gap is larger than usual errors explain, one side may leave something out or count "
            "something else; the interval then holds both reports."
        )
    if any(one.verdict == "one" for one in flows):
        said.append(
            "An estimate from a single report takes it that the flow happened as told; that it may not have "
            "is not in the interval."
        )
    if any(one.freight == 1.0 for one in flows):
        said.append("Too few values are told by both sides to measure freight; none is removed.")
    if left_out > 0:
        said.append(
            f"{_count(left_out, 'record')} of this pair {'takes' if left_out == 1 else 'take'} no part: "
            "told by neither side, a sum, a month, of several years, or of another stage."
        )
    return tuple(said)


def _at_two_stages(flows: Sequence[MirroredFlow]) -> int:
    """How many flows the two sides tell at two stages, and in the same terms else."""
    told: dict[tuple[object, ...], set[tuple[str, str]]] = defaultdict(set)
    for one in flows:
        for role, report, other in (
            (EXPORTER, one.exporter, one.importer),
            (IMPORTER, one.importer, one.exporter),
        ):
            if report is not None and other is None:
                same = (one.source, one.year, one.category, one.measure, report.quantity.unit)
                told[same].add((role, one.stage))
    return sum(
        {role for role, _ in sides} == {EXPORTER, IMPORTER} and len({stage for _, stage in sides}) > 1
        for sides in told.values()
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _scope(library: Library, asked: _Asked, answered: set[str]) -> str:
    held = [one for one in library.snapshots() if asked.source in (None, one.source)]
    editions = dict.fromkeys(one.edition for one in held if not answered or one.sha256 in answered)
    when = f"{asked.years[0]}-{asked.years[1]}" if asked.years is not None else "all years"
    return (
        f"Flows from {asked.seller.name} to {asked.buyer.name}, {when}, as either reported them to "
        f"{'; '.join(editions) or 'an empty library'}: each register by itself, by year, category, stage and "
        "unit. Sums, regions, months of customs records, records of several years and registers that rest on "
        "others take no part. Intervals are of 90 %, for errors that are independent and lean to no side: "
        "what both sides leave out alike they do not hold."
    )
