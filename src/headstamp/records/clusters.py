"""One transfer told by several sources or at several stages: linked with a reason and a score, never merged.

Every row stays one source's claim. Links say which rows may speak of the same thing: two states' reports of
one flow (mirror), two sources at one stage (same transfer), a licence and its delivery (later stage), a line
of a category and the lines that name what was in it (part of). What is linked at one stage counts once, and a
line whose parts are told does not count beside them; a source that derives from the other is linked all the
same and said to be no corroboration. Links are made between sources, and inside a source between its
reporters and stages, never between two lines of one reporter at one stage: those are two transfers by the
source's own word.

The score is the product of how well parties, goods, time and number agree, each from 0 to 1. It is a stated
judgement and no probability; `LEAST` is what is needed for a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import exp, log

from headstamp.records.names import Names
from headstamp.records.transfer import STAGES, Transfer
from headstamp.records.visibility import sources
from headstamp.values import Span

LEAST = 0.3
"""The least score of a link."""

_YEARS_TO_DELIVERY = 5
_GOODS = {"same": 1.0, "kind": 0.8, "class": 0.5}
_TIME = {"same year": 1.0, "overlapping": 0.9, "a year apart": 0.5}
_NO_NUMBER = 0.8
_LICENSED = ("notified", "authorised", "ordered")
_MOVED = ("delivered", "delivery_verified", "customs_exit", "customs_entry", "transit")
# These tell of a movement each in its own way: the same goods may be told as a delivery and as an export.
_ONE_MOVEMENT = frozenset(("delivered", "delivery_verified", "customs_exit", "customs_entry"))


class LinkKind(StrEnum):
    """How two rows may belong together."""

    MIRROR = "mirror"
    SAME_TRANSFER = "same_transfer"
    LATER_STAGE = "later_stage"
    PART_OF = "part_of"


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows that may speak of one transfer.

    Attributes:
        a, b: ids of the rows; of a later stage `a` is the earlier one, of a part `b` is the whole.
        score: 0 to 1.
        because: why, in words.
        independent: False where one source derives from the other, so that they do not confirm each other.
    """

    a: str
    b: str
    kind: LinkKind
    score: float
    because: str
    independent: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rows that tell one transfer at one stage; most hold a single row.

    Attributes:
        stage: that of its first row; a delivery and a customs record may be one movement.
        records: ids of the rows, in the order given.
        sources: of how many sources that do not derive from one another they are.
        explained: whether every row of it is a whole whose parts are told by other rows.
    """

    stage: str
    records: tuple[str, ...]
    sources: int
    explained: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows with their links, and as clusters."""

    links: tuple[Link, ...]
    clusters: tuple[Cluster, ...]

    def count(self, stage: str) -> int:
        """How many clusters there are at a stage, without those whose parts are counted."""
        return sum(one.stage == stage and not one.explained for one in self.clusters)


def link(transfers: Iterable[Transfer], names: Names) -> Linked:
    """Link rows that may tell the same transfer.

    Args:
        transfers: what was found; sums ('aggregate') take no part.
        names: what the goods are, for telling a model from its class.

    Returns:
        The links, best first, and clusters in the order of their first rows.
    """
    rows = [one for one in transfers if one.quantity.status != "aggregate"]
    links = sorted(_links(rows, names), key=lambda one: (-one.score, one.a, one.b))
    kept = tuple(_one_each(links))
    return Linked(kept, _clusters(rows, kept))


def _links(rows: Sequence[Transfer], names: Names) -> Iterator[Link]:
    voices: dict[_Voice, list[Transfer]] = defaultdict(list)
    for row in rows:
        voices[_voice(row)].append(row)
    for one, other in combinations(voices, 2):
        if one.flow == other.flow and (kind := _kind(one, other)) is not None:
            for mine, theirs in _near(voices[one], voices[other]):
                found = _scored(mine, theirs, kind, names)
                if found is not None and found.score >= LEAST:
                    yield found


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who tells of which flow at which stage; nobody tells one transfer twice at one stage."""

    flow: tuple[str, str]
    source: str
    reporter: str | None
    stage: str


def _voice(row: Transfer) -> _Voice:
    reporter = row.reported_by.id or row.reported_by.name if row.reported_by else None
    flow = (_party(row, "supplier"), _party(row, "recipient"))
    return _Voice(flow, row.source, reporter, row.stage)


def _near(mine: Iterable[Transfer], theirs: Iterable[Transfer]) -> Iterator[tuple[Transfer, Transfer]]:
    """Pairs whose years are not too far apart for any link."""
    by_year: dict[int, list[Transfer]] = defaultdict(list)
    for row in theirs:
        if (years := _years(row)) is not None:
            by_year[years[0]].append(row)
    first = sorted(by_year)
    for row in mine:
        if (years := _years(row)) is None:
            continue
        for year in first:
            # What began long before may still go on; only what began too late is out of reach.
            if year <= years[1] + _YEARS_TO_DELIVERY:
                yield from ((row, other) for other in by_year[year])


def _party(row: Transfer, side: str) -> str:
    party = row.supplier if side == "supplier" else (row.end_user or row.recipient)
    return party.id or party.name


def _kind(one: _Voice, other: _Voice) -> LinkKind | None:
    """How rows of two voices could be linked at all."""
    if _movement(one.stage) == _movement(other.stage):
        mirrored = {one.reporter, other.reporter} == set(one.flow)
        return LinkKind.MIRROR if mirrored else LinkKind.SAME_TRANSFER
    early, late = sorted((one.stage, other.stage), key=STAGES.index)
    return LinkKind.LATER_STAGE if early in _LICENSED and late in _later(early) else None


def _later(early: str) -> tuple[str, ...]:
    return (*_LICENSED[_LICENSED.index(early) + 1 :], *_MOVED)


def _movement(stage: str) -> str:
    return "delivered" if stage in _ONE_MOVEMENT else stage


def _scored(one: Transfer, other: Transfer, kind: LinkKind, names: Names) -> Link | None:
    early, late = (one, other)
    if kind is LinkKind.LATER_STAGE and STAGES.index(one.stage) > STAGES.index(other.stage):
        early, late = other, one
    goods = _goods(early, late, names)
    time = _later_time(early, late) if kind is LinkKind.LATER_STAGE else _time(early, late)
    if goods is None or time is None:
        return None
    if kind is LinkKind.SAME_TRANSFER and (part := _part_of(early, late, goods[0])) is not None:
        kind, (early, late) = LinkKind.PART_OF, part
    number, words = _number(early, late, kind)
    score = _GOODS[goods[0]] * time[0] * number
    because = "; ".join(part for part in (goods[1], time[1], words) if part)
    return Link(early.id, late.id, kind, round(score, 3), because, _independent(one.source, other.source))


def _part_of(one: Transfer, other: Transfer, goods: str) -> tuple[Transfer, Transfer] | None:
    """The part and the whole, where one row names goods of the other's category, or fewer of them."""
    if bool(one.item) != bool(other.item):
        return (one, other) if one.item else (other, one)
    if goods == "class":
        return (other, one) if one.level == "class" else (one, other)
    mine, theirs = one.quantity, other.quantity
    counted = mine.unit == theirs.unit == "licence" and not one.item and not other.item
    if not counted or mine.value is None or theirs.value is None or mine.value == theirs.value:
        return None
    return (one, other) if mine.value < theirs.value else (other, one)


def _goods(one: Transfer, other: Transfer, names: Names) -> tuple[str, str] | None:
    """How well the goods agree, and in which words; None where they do not."""
    if one.category is not None and one.category == other.category and not (one.item and other.item):
        return "same", f"both of {one.category.partition(':')[2]}"
    mine, theirs = {each.id for each in one.weapon}, {each.id for each in other.weapon}
    if not mine or not theirs:
        return None
    if mine & theirs and one.level != "class":
        return "same", "the same weapon"
    for fine, wide, coarse in ((one, theirs, other), (other, mine, one)):
        above = {node for each in fine.weapon for node in names.line(each.id)}
        if above & wide:
            what = coarse.item or (coarse.category or "").partition(":")[2]
            return ("class" if coarse.level == "class" else "kind"), f"one lies within the other's '{what}'"
    return None


def _when(row: Transfer) -> Span | None:
    found = row.delivered if row.deliveries else row.ordered if row.stage == "ordered" else row.dated
    return found if found is not None and found.is_known else None


def _years(row: Transfer) -> tuple[int, int] | None:
    when = _when(row)
    if when is None or when.first_year is None or when.last_year is None:
        return None
    return when.first_year, when.last_year


def _time(one: Transfer, other: Transfer) -> tuple[float, str] | None:
    mine, theirs = _years(one), _years(other)
    if mine is None or theirs is None:
        return None
    if mine == theirs:
        return _TIME["same year"], "in the same years" if mine[0] != mine[1] else "in the same year"
    if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
        return _TIME["overlapping"], "in years that overlap"
    if min(abs(mine[0] - theirs[1]), abs(theirs[0] - mine[1])) == 1:
        return _TIME["a year apart"], "a year apart"
    return None


def _later_time(early: Transfer, late: Transfer) -> tuple[float, str] | None:
    """A licence may be used for some years; one that is dated after the delivery is none for it."""
    if early.source == late.source and late.ordered.is_known and late.stage != "ordered":
        # A line that tells its own order needs no other line of that register for it.
        return None
    before, after = _years(early), _years(late)
    if before is None or after is None:
        return None
    gap = after[0] - before[1]
    if after[1] < before[0] or gap > _YEARS_TO_DELIVERY:
        return None
    words = "in the same year" if gap <= 0 else f"{gap} year{'s' if gap > 1 else ''} later"
    return 1.0 - 0.12 * max(0, gap), words


def _number(one: Transfer, other: Transfer, kind: LinkKind) -> tuple[float, str]:
    """How well the numbers agree; a later stage or a part may be fewer, never more."""
    mine, theirs = one.quantity, other.quantity
    if mine.unit != theirs.unit or mine.value is None or theirs.value is None:
        return _NO_NUMBER, "numbers cannot be compared"
    if mine.value == theirs.value:
        return 1.0, f"both {mine.value}"
    low, high = sorted((float(mine.value), float(theirs.value)))
    words = f"{mine.value} and {theirs.value}"
    if low == 0:
        return 0.0, words
    if kind is LinkKind.PART_OF:
        return (_NO_NUMBER if mine.value < theirs.value else 0.0), words
    fewer_is_fine = kind is LinkKind.LATER_STAGE and theirs.value < mine.value
    return max(0.2, exp(-abs(log(high / low)) * (0.25 if fewer_is_fine else 0.7))), words


def _independent(one: str, other: str) -> bool:
    if one == other:
        return True
    return one not in _behind(other) and other not in _behind(one)


def _behind(source: str) -> frozenset[str]:
    described = sources().get(source)
    return frozenset(described.derived_from) if described else frozenset()


def _one_each(links: Iterable[Link]) -> Iterator[Link]:
    """Each row has one partner of a kind in each other source: the best; of parts there may be many."""
    taken: set[tuple[str, LinkKind]] = set()
    for one in links:
        ends = {(one.a, one.kind)}
        if one.kind is not LinkKind.PART_OF:
            ends.add((one.b, one.kind))
        if not taken & ends:
            taken.update(ends)
            yield one


def _clusters(rows: Sequence[Transfer], links: Sequence[Link]) -> tuple[Cluster, ...]:
    root = {row.id: row.id for row in rows}

    def find(one: str) -> str:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one in links:
        if one.kind in (LinkKind.MIRROR, LinkKind.SAME_TRANSFER):
            root[find(one.b)] = find(one.a)
    groups: dict[str, list[Transfer]] = defaultdict(list)
    for row in rows:
        groups[find(row.id)].append(row)
    wholes = frozenset(one.b for one in links if one.kind is LinkKind.PART_OF)
    return tuple(_cluster(group, wholes) for group in groups.values())


def _cluster(rows: Sequence[Transfer], wholes: frozenset[str]) -> Cluster:
    told = sorted({row.source for row in rows})
    alone = [one for one in told if not any(one in _behind(other) for other in told if other != one)]
    ids = tuple(row.id for row in rows)
    return Cluster(_movement(rows[0].stage), ids, max(1, len(alone)), wholes.issuperset(ids))
