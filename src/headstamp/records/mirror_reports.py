"""What one side reports of a flow: its lines added up, as far as they can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from headstamp.records.mirror_flows import KEY
from headstamp.records.transfer import whole
from headstamp.values import Quantity, QuantityStatus


@dataclass(frozen=True, slots=True)
class Report:
    """What one side reports of a flow, its lines added up.

    Attributes:
        quantity: the number of things, or the value in whole units of the currency.
        basis: of a value: fob, cif, delivered, licence; None for a number of things.
        also_told: what older files of the register have for the same report, where it differs.
        rests_on: the sources that the report itself names as its own.
        records: ids of the rows.
    """

    quantity: Quantity
    basis: str | None
    also_told: tuple[Quantity, ...]
    rests_on: tuple[str, ...]
    records: tuple[str, ...]


Told: TypeAlias = dict[str, Report]
"""The reports of a flow by the role of who tells: exporter, importer or both."""

Line: TypeAlias = Mapping[str, Any]
"""A row of `mirror_flows.lines`."""


def reports_of(mine: Iterable[Line]) -> dict[tuple[Any, ...], Told]:
    """What each side reports of each flow, by the key of the flow."""
    grouped: dict[tuple[Any, ...], dict[str, dict[int, list[Line]]]] = {}
    for line in mine:
        flow = grouped.setdefault(tuple(line[name] for name in KEY), {})
        flow.setdefault(line["role"], {}).setdefault(line["age"], []).append(line)
    return {
        key: {role: _report(editions) for role, editions in flow.items()} for key, flow in grouped.items()
    }


def _report(editions: Mapping[int, Sequence[Line]]) -> Report:
    """The report as the newest edition has it; an older one is the same report told before."""
    newest, *older = (editions[age] for age in sorted(editions))
    quantity = together(newest)
    others = dict.fromkeys(told for one in older if (told := together(one)) != quantity)
    bases = {line["own_basis"] for line in newest}
    basis = bases.pop() if len(bases) == 1 else "mixed"
    return Report(
        quantity=quantity,
        basis=basis or None,
        also_told=tuple(others),
        rests_on=tuple(sorted({one for line in newest for one in line["derived_from"] or ()})),
        records=tuple(line["id"] for line in newest),
    )


def together(told: Sequence[Line]) -> Quantity:
    """What the lines of one report tell in all; a line that gives no number leaves a lower bound at best."""
    unit = told[0]["unit"]
    if all(line["number"] is not None for line in told):
        rough = any(line["status"] == "estimate" for line in told)
        status = QuantityStatus.ESTIMATE if rough else QuantityStatus.REPORTED
        return Quantity(_sum(line["number"] for line in told), unit=unit, status=status)
    lows = [None if line["status"] == "up_to" else line["low"] for line in told]
    highs = [None if line["status"] == "at_least" else line["high"] for line in told]
    low = _sum(lows) or None
    high = None if None in highs else _sum(highs)
    if low is not None and high is not None:
        return Quantity(None, low, high, unit)
    if low is not None:
        return Quantity(low, low, unit=unit, status=QuantityStatus.AT_LEAST)
    if high is not None:
        return Quantity(high, high=high, unit=unit, status=QuantityStatus.UP_TO)
    withheld = any(line["status"] == "withheld" for line in told)
    return Quantity(None, unit=unit, status=QuantityStatus.WITHHELD if withheld else QuantityStatus.BLANK)


def _sum(numbers: Iterable[float | None]) -> int | Decimal | None:
    return whole(float(sum(one for one in numbers if one is not None)))


def plain(report: Report | None) -> float:
    """The number of a report, NaN where it gives no plain one."""
    plain = (QuantityStatus.REPORTED, QuantityStatus.ESTIMATE)
    if report is None or report.quantity.value is None or report.quantity.status not in plain:
        return float("nan")
    return float(report.quantity.value)
