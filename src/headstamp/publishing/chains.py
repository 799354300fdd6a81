"""Supply chains as rows with bars: those worth a row, the others counted, and what nothing explains.

The rows of one table add up to 1, and the table prints that sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.publishing.lookup import SUPPLIER_MISSING, Lookup
from headstamp.publishing.words import band, count, figure, listed, sentence
from headstamp.records import Party
from headstamp.tracing.assessment import RouteAssessment, SupplyChain

SHOWN = 8
_AT_LEAST, _WORTH_A_ROW = 3, 0.02
_NAMED_SUPPLIERS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in per cent of its track, and its whisker; the whisker is None where no range was worked out."""

    width: str
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One row: from whom to whom, how likely, over which range.

    Attributes:
        kind: 'recorded', 'unrecorded' (supplier not recorded), 'made' (by custodian or holder), 'others' or
            'unknown'.
        text: what the row stands for where it is no single chain; empty where it is.
    """

    kind: str
    supplier: str
    custodian: str
    text: str
    note: str
    band: str
    figure: str
    range: str
    bar: Bar
    in_set: bool = False


@dataclass(frozen=True, slots=True)
class ChainTable:
    """The rows of one assessment, their sum, and what the smallest set of nine tenths holds."""

    rows: tuple[ChainRow, ...]
    total: str
    set_note: str


def same(one: Party | None, other: Party | None) -> bool:
    """Whether two parties are one: by id where both have one, else by name."""
    if one is None or other is None:
        return one is other
    return one.id == other.id if one.id and other.id else one.name == other.name


def same_chain(one: SupplyChain, other: SupplyChain) -> bool:
    """Whether two chains have the same supplier and custodian."""
    return same(one.supplier, other.supplier) and same(one.custodian, other.custodian)


def name(chain: SupplyChain, lookup: Lookup) -> str:
    """A chain in words, 'Utopia -> Ruritania'; the template draws the arrow and reads it out as 'to'."""
    supplier, custodian = ends(chain.supplier, chain.custodian, lookup)
    return f"{supplier} -> {custodian}" if custodian else supplier


def ends(supplier: Party | None, custodian: Party | None, lookup: Lookup) -> tuple[str, str]:
    """Both ends of a chain in words; the second is empty where there was no transfer between two parties."""
    if custodian is None:
        return (f"made by {lookup.party(supplier, '')}" if supplier else "no way known"), ""
    if same(supplier, custodian):
        return f"{lookup.party(custodian, '')} (own production)", ""
    return lookup.party(supplier, SUPPLIER_MISSING), lookup.party(custodian, "")


def kind(chain: SupplyChain) -> str:
    """What sort of row a chain is: 'recorded', 'unrecorded' or 'made'."""
    if chain.custodian is None or same(chain.supplier, chain.custodian):
        return "made"
    return "unrecorded" if chain.supplier is None else "recorded"


def table(assessment: RouteAssessment, lookup: Lookup) -> ChainTable:
    """All rows of an assessment: the first chains, the others together, the share not known."""
    chains = assessment.supply_chains
    shown = [
        one
        for index, one in enumerate(chains[:SHOWN])
        if index < _AT_LEAST or one.probability >= _WORTH_A_ROW
    ]
    marked = set(assessment.set90) if len(assessment.set90) <= len(shown) else set()
    rows = [_row(chain, index in marked, lookup) for index, chain in enumerate(shown)]
    rows += _others(chains[len(shown) :], assessment)
    rows.append(
        _sum_row(
            "unknown", "Not known: a way that no route here describes", "", assessment.unknown.probability
        )
    )
    total = sum(chain.probability for chain in chains)
    total += assessment.rest_chains.probability + assessment.unknown.probability
    return ChainTable(tuple(rows), f"{total:.2f}", _set_note(assessment, len(shown)))


def bar(share: float, low: float | None = None, high: float | None = None) -> Bar:
    """The bar of a share of 1, with a whisker where a range is given."""
    whisker = [None if one is None else _per_cent(one) for one in (low, high)]
    return Bar(_per_cent(share), whisker[0], whisker[1])


def _row(chain: SupplyChain, in_set: bool, lookup: Lookup) -> ChainRow:
    supplier, custodian = ends(chain.supplier, chain.custodian, lookup)
    return ChainRow(
        kind=kind(chain),
        supplier=sentence(supplier)[:-1],
        custodian=custodian,
        text="",
        note=_likely(chain, lookup),
        band=band(chain.probability),
        figure=figure(chain.probability),
        range=f"{chain.low:.2f}–{chain.high:.2f}",
        bar=bar(chain.probability, chain.low, chain.high),
        in_set=in_set,
    )


def _others(left: Sequence[SupplyChain], assessment: RouteAssessment) -> list[ChainRow]:
    number = len(left) + assessment.rest_chains.n
    if not number:
        return []
    share = sum(chain.probability for chain in left) + assessment.rest_chains.probability
    most = max((chain.probability for chain in left), default=1e-6)
    note = f"none of them above {figure(most)}" if left else "each below one in a million"
    return [_sum_row("others", f"{count(number, 'other chain')} together", note, share)]


def _sum_row(kind: str, text: str, note: str, share: float) -> ChainRow:
    return ChainRow(kind, "", "", text, note, band(share), figure(share), "", bar(share))


def _likely(chain: SupplyChain, lookup: Lookup) -> str:
    if chain.supplier is not None or not chain.likely_suppliers:
        return ""
    named = chain.likely_suppliers[:_NAMED_SUPPLIERS]
    names = [f"{lookup.party(Party(one.id, one.name), '')} {figure(one.weight)}" for one in named]
    if len(named) == 1:
        names = [lookup.party(Party(named[0].id, named[0].name), "")]
    more = len(chain.likely_suppliers) - len(named)
    return f"if so, perhaps {listed([*names, f'{more} more'] if more else names)}"


def _set_note(assessment: RouteAssessment, shown: int) -> str:
    number = len(assessment.set90)
    if not number:
        return "No set of these chains holds nine tenths of the probability."
    if number == 1:
        return "The first chain alone holds nine tenths of the probability."
    if number <= shown:
        return f"The {number} chains marked with a dot hold nine tenths of the probability."
    return f"It takes {number} chains to hold nine tenths of the probability."


def _per_cent(share: float) -> str:
    return f"{100 * min(1.0, max(0.0, share)):.2f}%"
