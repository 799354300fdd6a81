"""One transfer told by two sources counts once: what a source adds is what the others do not tell already.

    counted = max(0, told - what firmer sources tell of the same flow)

A case's own record yields to a register's, a coarse one to a finer one, and what was notified, licensed or
ordered to what was then delivered. Nothing is merged: both records stand, and when the firmer source is left
out the other counts in full again. Linking accounts of one transfer with reasons and scores is left to the
records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from headstamp.tracing.ledger import Floats, Ints, Lines, Truths

_DELIVERED = ("delivered", "delivery_verified")
_SLACK_DAYS = 365


@dataclass(frozen=True, slots=True)
class _Account:
    """What one record tells of one flow: when, and how many of each node."""

    line: int
    source: str
    firm: bool
    delivered: bool
    nodes: Mapping[int, float]
    start: int
    end: int
    depth: int

    @property
    def told(self) -> float:
        """How many it tells of."""
        return sum(self.nodes.values())


def settled(
    told: Floats,
    line: Ints,
    flow: tuple[Ints, Ints],
    node: Ints,
    days: tuple[Ints, Ints],
    lines: Lines,
    *,
    firm: Callable[[str], bool],
    above: Callable[[int], frozenset[int]],
    days_to_delivery: int,
) -> Floats:
    """The expected counts, each transfer once.

    Args:
        told: expected count of each entry as its own source tells it.
        line, node: of each entry; `flow` its supplier and custodian, `days` its first and last day.
        firm: whether a source is a register, to which a case's own records yield.
        above: a node's index and those of everything above it.
        days_to_delivery: how long after an order or a licence a delivery can be its own.

    Returns:
        One number an entry, at most what was told.
    """
    loose = np.array([not firm(one) for one in lines.sources], bool)[lines.source]
    if not len(told) or not loose.any():
        return told
    counted = told.copy()
    factor = np.ones(len(lines))
    for entries in _pairs_told_twice(flow, line, loose):
        accounts = _accounts(entries, told, line, node, days, lines, firm, above)
        for account in accounts:
            if not account.firm:
                firmer = (one for one in accounts if _covers(one, account, days_to_delivery))
                known = sum(_shared(one, account, above) for one in firmer)
                factor[account.line] = max(0.0, 1.0 - known / account.told) if account.told > 0 else 1.0
    counted *= factor[line]
    return counted


def _pairs_told_twice(flow: tuple[Ints, Ints], line: Ints, loose: Truths) -> Iterator[Ints]:
    """The entries of each supplier and custodian of whom a case's own record tells, beside another record.

    Only what a case's own record tells of can be told twice; a register is taken as consistent in itself.
    """
    keys = (flow[0] + 1) * (int(flow[1].max()) + 1) + flow[1]
    order = np.lexsort((line, keys))
    ordered, lines = keys[order], line[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    own = np.logical_or.reduceat(loose[lines], first)
    several = np.append(first[1:], len(ordered)) - 1
    alone = lines[first] == lines[several]
    for start, end in zip(first[own & ~alone], several[own & ~alone] + 1, strict=True):
        yield np.sort(order[start:end])


def _accounts(
    entries: Ints,
    told: Floats,
    line: Ints,
    node: Ints,
    days: tuple[Ints, Ints],
    lines: Lines,
    firm: Callable[[str], bool],
    above: Callable[[int], frozenset[int]],
) -> list[_Account]:
    mine: dict[int, list[int]] = defaultdict(list)
    for entry in entries.tolist():
        mine[int(line[entry])].append(entry)
    return [
        _Account(
            line=index,
            source=lines[index].source,
            firm=firm(lines[index].source),
            delivered=lines[index].stage in _DELIVERED,
            nodes=_by_node(node[found], told[found]),
            start=int(days[0][found].min()),
            end=int(days[1][found].max()),
            depth=min(len(above(one)) for one in node[found].tolist()),
        )
        for index, found in mine.items()
    ]


def _by_node(nodes: Ints, told: Floats) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for node, count in zip(nodes.tolist(), told.tolist(), strict=True):
        found[node] += count
    return dict(found)


def _shared(firmer: _Account, account: _Account, above: Callable[[int], frozenset[int]]) -> float:
    """How many of what one record tells can be what another tells: the same node, or one above the other."""
    return sum(
        count
        for one, count in firmer.nodes.items()
        if any(one in above(two) or two in above(one) for two in account.nodes)
    )


def _covers(firmer: _Account, account: _Account, days_to_delivery: int) -> bool:
    """Whether one record may tell of the same time as another, and has the better claim to be counted."""
    if firmer.source == account.source or not firmer.delivered:
        return False
    later = 0 if account.delivered else days_to_delivery
    if firmer.start > account.end + later + _SLACK_DAYS or firmer.end < account.start - _SLACK_DAYS:
        return False
    if firmer.firm or not account.delivered:
        return True
    # Of two accounts of one standing the finer one counts, else the one that came first.
    return (firmer.depth, -firmer.line) > (account.depth, -account.line)
