"""One transfer told by several sources or at several stages: linked with a reason and a score, never merged.

Every row stays one source's claim. Links say which rows may speak of the same thing: two states' reports of
one flow (mirror), two sources at one stage (same transfer), a licence and its delivery (later stage), a line
of a category or of a year and the lines that name what was in it (part of). What is linked as one transfer
counts once, and a line whose parts are told does not count beside them, however much of it they tell. A
source that derives from the other, or repeats the same reporter, is linked all the same and said to be no
corroboration. Links are made between sources, and inside a source between its reporters and stages, never
between two lines of one reporter at one stage: those are two transfers by the source's own word, and no chain
of links makes them one.

The score is the product of how well goods, time and number agree, each from 0 to 1. It is a stated judgement
and no probability; `LEAST` is what is needed for a link. Of links of one score that exclude each other the
one whose rows come first in time and in their files is taken, so that the order in which rows are given
decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations, product
from math import exp, log

from headstamp.records.names import Names
from headstamp.records.transfer import STAGES, Party, Transfer
from headstamp.records.visibility import sources
from headstamp.values import Span

LEAST = 0.3
"""The least score of a link: rows that agree in class, year and nothing else have 0.4; of such rows, those a
year apart 0.2."""

_YEARS_TO_DELIVERY = 5
_LESS_A_YEAR = 0.12
_SAME, _PARTLY, _KIND, _CLASS = 1.0, 0.8, 0.8, 0.5
_SAME_TIME, _OVERLAPPING, _NEXT_YEAR = 1.0, 0.9, (0.5, "a year apart")
_NO_NUMBER = 0.8
_LICENSED = ("notified", "authorised", "ordered")
_MOVED = ("delivered", "delivery_verified", "customs_exit", "customs_entry", "transit")
# These tell of a movement each in its own way: the same goods may be told as a delivery and as an export.
_ONE_MOVEMENT = frozenset(("delivered", "delivery_verified", "customs_exit", "customs_entry"))
# Whether two rows that name no party speak of the same one, nobody knows.
_NOBODY = frozenset(("not-known", "not known"))


class LinkKind(StrEnum):
    """How two rows may belong together."""

    MIRROR = "mirror"
    SAME_TRANSFER = "same_transfer"
    LATER_STAGE = "later_stage"
    PART_OF = "part_of"


_AS_ONE = (LinkKind.MIRROR, LinkKind.SAME_TRANSFER)


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows that may speak of one transfer.

    Attributes:
        a, b: ids of the rows; of a later stage `a` is the earlier one, of a part `b` is the whole.
        score: 0 to 1.
        because: why, in words.
        independent: False where they cannot confirm each other: one source derives from the other, or one
            reporter stands behind both.
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
        stage: the first of its rows' stages, in the order of `STAGES`; a delivery and a customs record may be
            one movement.
        records: ids of the rows, the earliest first.
        sources: of how many sources they are, without those that derive from another of them or repeat the
            word of a reporter.
        explained: whether it is a whole whose parts are told by others at this stage.
    """

    stage: str
    records: tuple[str, ...]
    sources: int
    explained: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows with their links, the best first, and as clusters, the earliest first."""

    links: tuple[Link, ...]
    clusters: tuple[Cluster, ...]

    def count(self, stage: str) -> int:
        """How many clusters there are at a stage, without those whose parts are counted."""
        return sum(one.stage == stage and not one.explained for one in self.clusters)


def link(transfers: Iterable[Transfer], names: Names) -> Linked:
    """Link rows that may tell the same transfer.

    Args:
        transfers: what was found; sums ('aggregate') and rows that say that nothing came take no part.
        names: what the goods are, for telling a model from its class.
    """
    rows = sorted((_told(one) for one in transfers if _tells_of_goods(one)), key=lambda one: one.order)
    # What is a part of what can only be said when it is known which rows are one transfer.
    found = sorted(_candidates(rows, names), key=lambda one: (one.kind not in _AS_ONE, one.order))
    groups = _Groups(rows)
    kept = sorted((one for one in found if groups.admit(one)), key=lambda one: one.order)
    return Linked(tuple(_link(one) for one in kept), groups.clusters())


def _tells_of_goods(row: Transfer) -> bool:
    number = row.quantity
    nothing = number.value == 0 and number.unit != "licence" and row.value is None
    return number.status != "aggregate" and not nothing


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who tells of which flow at which stage; nobody tells one transfer twice at one stage."""

    flow: tuple[str, str]
    source: str
    reporter: str | None
    stage: str


@dataclass(frozen=True)
class _Goods:
    """What a row says was moved; most rows of a register share theirs with many others."""

    category: str
    item: str
    weapon: tuple[tuple[str, float], ...]
    is_class: bool

    @cached_property
    def codes(self) -> frozenset[str]:
        scheme, _, codes = self.category.partition(":")
        return frozenset(f"{scheme}:{one.strip()}" for one in codes.split(";") if one.strip())

    @property
    def words(self) -> str:
        return self.item or self.category.partition(":")[2]


_Order = tuple[str, str, str, str, str, str, int, str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """A row with what is compared; `order` puts rows in time, then as their file has them."""

    row: Transfer
    voice: _Voice
    goods: _Goods
    when: Span | None
    order: _Order


def _told(row: Transfer) -> _Told:
    flow = (_name(row.supplier), _name(row.end_user or row.recipient))
    reporter = _name(row.reported_by) if row.reported_by else None
    weapon = tuple((one.id, one.weight) for one in row.weapon)
    # A row that was typed with a category alone has the code in place of a name.
    item = "" if row.item == row.category else row.item
    goods = _Goods(row.category or "", item, weapon, row.level == "class")
    when = _when(row)
    start, end = (str(when.from_), str(when.to)) if when else ("", "")
    number = str(row.quantity.value)
    order = (start, end, goods.category, goods.item, number, row.reference or "", row.row, row.source, row.id)
    return _Told(row, _Voice(flow, row.source, reporter, row.stage), goods, when, order)


def _name(party: Party) -> str:
    return party.id or party.name


def _when(row: Transfer) -> Span | None:
    """The time that the row's stage has, where both its ends are known."""
    own = row.ordered if row.stage == "ordered" else row.delivered if row.stage in _MOVED else None
    for one in (own, row.dated):
        if one is not None and one.from_ is not None and one.to is not None:
            return one
    return None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Two rows that may be linked: `a` and `b` as in `Link`."""

    a: _Told
    b: _Told
    kind: LinkKind
    score: float
    because: tuple[str, ...]

    @property
    def order(self) -> tuple[float, _Order, _Order]:
        return -round(self.score, 9), self.a.order, self.b.order


def _link(one: _Candidate) -> Link:
    because = "; ".join(part for part in one.because if part)
    return Link(
        one.a.row.id, one.b.row.id, one.kind, round(one.score, 3), because, _independent(one.a, one.b)
    )


_Block = Mapping[_Goods, Mapping[tuple[Span, Span | None], Sequence[_Told]]]


def _candidates(rows: Iterable[_Told], names: Names) -> Iterator[_Candidate]:
    """Pairs of rows that score enough; goods and times are compared once for all rows that share them."""
    flows: dict[tuple[str, str], dict[_Voice, list[_Told]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.when is not None and not _NOBODY & set(row.voice.flow):
            flows[row.voice.flow][row.voice].append(row)
    likeness = _Likeness(names)
    for voices in flows.values():
        blocks = {voice: _block(told) for voice, told in voices.items()}
        for pair in combinations(sorted(blocks, key=lambda one: STAGES.index(one.stage)), 2):
            if (kind := _kind(*pair)) is not None:
                yield from _between(blocks[pair[0]], blocks[pair[1]], kind, likeness)


def _block(rows: Iterable[_Told]) -> _Block:
    block: dict[_Goods, dict[tuple[Span, Span | None], list[_Told]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        if one.when is not None:
            ordered = one.row.ordered if one.row.ordered.is_known else None
            block[one.goods][one.when, ordered].append(one)
    return block


def _kind(one: _Voice, other: _Voice) -> LinkKind | None:
    """How rows of two voices could be linked at all; the first is the one of the earlier stage."""
    if one.stage == other.stage or {one.stage, other.stage} <= _ONE_MOVEMENT:
        sides = {one.reporter, other.reporter}
        return LinkKind.MIRROR if len(sides) == 2 and sides == set(one.flow) else LinkKind.SAME_TRANSFER
    if one.stage not in _LICENSED:
        return None
    later = (*_LICENSED[_LICENSED.index(one.stage) + 1 :], *_MOVED)
    return LinkKind.LATER_STAGE if other.stage in later else None


def _between(mine: _Block, theirs: _Block, kind: LinkKind, likeness: _Likeness) -> Iterator[_Candidate]:
    for one, other in product(mine, theirs):
        goods = likeness.of(one, other)
        if goods is None or goods.score < LEAST:
            continue
        for (when, rows), (then, others) in product(mine[one].items(), theirs[other].items()):
            same_source = rows[0].voice.source == others[0].voice.source
            if kind is LinkKind.LATER_STAGE:
                time = _later(when[0], then, rows[0].voice.stage, same_source)
            else:
                time = _at_once(when[0], then[0])
                unlike = goods.finer or when[0].precision != then[0].precision
                if kind is LinkKind.SAME_TRANSFER and unlike and time == _NEXT_YEAR:
                    # What might be a part of another year's line is no part of it, nor the whole of it.
                    continue
            if time is not None and goods.score * time[0] >= LEAST:
                pairs = (_scored(a, b, kind, goods, time) for a, b in product(rows, others))
                yield from (pair for pair in pairs if pair.score >= LEAST)


@dataclass(frozen=True, slots=True)
class _Alike:
    """How well goods agree, in which words, and which of the two is finer: -1 the first, 1 the second."""

    score: float
    words: str
    finer: int


class _Likeness:
    """How alike goods are, each pair asked for once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._above: dict[str, tuple[str, ...]] = {}

    def of(self, one: _Goods, other: _Goods) -> _Alike | None:
        """How well the goods agree; None where they do not."""
        if not (one.item and other.item) and (shared := _shared(one.codes, other.codes)):
            mine, theirs = one.codes <= shared, other.codes <= shared
            score = _SAME if one.codes == other.codes else _PARTLY
            finer = bool(other.item) - bool(one.item) or theirs - mine
            named = ", ".join(sorted({code.partition(":")[2] for code in shared}))
            return _Alike(score, f"both of {named}", finer)
        return self._weapons(one, other) if one.weapon and other.weapon else None

    def _weapons(self, one: _Goods, other: _Goods) -> _Alike | None:
        mine, theirs = dict(one.weapon), dict(other.weapon)
        inside, around = self._share(one, other), self._share(other, one)
        if not (one.is_class or other.is_class):
            same = sum(min(weight, theirs[node]) for node, weight in mine.items() if node in theirs)
            if same >= _KIND * max(inside, around) and same > 0:
                return _Alike(_SAME * min(1.0, same), "the same weapon", 0)
        if not (inside or around):
            return None
        finer = _sign(around - inside)
        if not finer:
            wide = min(one, other, key=lambda goods: (not goods.is_class, bool(goods.item), goods.words))
            words = f"both of what '{wide.words}' stands for"
            finer = bool(other.item) - bool(one.item)
        else:
            wide = other if finer < 0 else one
            words = f"one lies within the other's '{wide.words}'"
        return _Alike((_CLASS if wide.is_class else _KIND) * max(inside, around), words, finer)

    def _share(self, fine: _Goods, wide: _Goods) -> float:
        """How likely what one may be lies at or below what the other is."""
        found, total = dict(wide.weapon), 0.0
        for node, weight in fine.weapon:
            within = sum(found.get(above, 0.0) for above in self._line(node))
            # A category stands for every class of it, other candidates for one of them.
            total += weight * (float(within > 0) if wide.is_class else within)
        return min(1.0, total)

    def _line(self, node: str) -> tuple[str, ...]:
        if node not in self._above:
            self._above[node] = self._names.line(node)
        return self._above[node]


def _shared(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The codes of either that lie at or below codes of the other ('ml:ML4a' below 'ml:ML4')."""
    pairs = [(a, b) for a in one for b in other if a == b or _below(a, b) or _below(b, a)]
    # A code counts as shared, and so may have all its row's goods in the other, where it is the finer one.
    return frozenset(a if a == b or _below(a, b) else b for a, b in pairs)


def _below(fine: str, wide: str) -> bool:
    rest = fine.removeprefix(wide)
    if rest == fine or not rest:
        return False
    # Part letters of the Military List, further digits of the Harmonised System; 'II' is not below 'I'.
    return rest[0].isalpha() if wide.startswith("ml:") else rest[0].isdigit() and wide.startswith("hs:")


def _sign(number: float) -> int:
    return 0 if abs(number) < 1e-9 else -1 if number < 0 else 1


def _at_once(one: Span, other: Span) -> tuple[float, str] | None:
    """How well two times of one stage agree, to the year, since most sources tell no more."""
    mine, theirs = _years(one), _years(other)
    if mine == theirs:
        return _SAME_TIME, "in the same years" if mine[0] != mine[1] else "in the same year"
    if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
        return _OVERLAPPING, "in years that overlap"
    if min(abs(mine[0] - theirs[1]), abs(theirs[0] - mine[1])) == 1:
        return _NEXT_YEAR
    return None


def _later(early: Span, late: tuple[Span, Span | None], stage: str, same_source: bool) -> _Time | None:
    """A licence may be used for some years; one that is dated after the delivery is none for it."""
    when, ordered = late
    if stage == "ordered" and ordered is not None:
        # A line that tells its own order needs no other line of that register for it.
        found = None if same_source else _at_once(early, ordered)
        return (found[0], f"ordered {found[1]}") if found else None
    if when.before(early) is True:
        return None
    before, after = _years(early), _years(when)
    gap = after[0] - before[1]
    if gap > _YEARS_TO_DELIVERY:
        return None
    if gap > 0:
        return 1.0 - _LESS_A_YEAR * gap, f"{gap} year{'s' if gap > 1 else ''} later"
    return _at_once(early, when)


_Time = tuple[float, str]


def _years(span: Span) -> tuple[int, int]:
    return span.first_year or 0, span.last_year or 0


def _scored(one: _Told, other: _Told, kind: LinkKind, goods: _Alike, time: _Time) -> _Candidate:
    part = _part(one, other, kind, goods.finer) if kind is not LinkKind.LATER_STAGE else 0
    if part:
        kind = LinkKind.PART_OF
    # Of symmetric kinds the row that comes first stands first, of a part the part.
    swap = part > 0 if part else kind is not LinkKind.LATER_STAGE and other.order < one.order
    a, b = (other, one) if swap else (one, other)
    number, words = _number(a.row, b.row, kind)
    return _Candidate(a, b, kind, goods.score * time[0] * number, (goods.words, time[1], words))


def _part(one: _Told, other: _Told, kind: LinkKind, finer: int) -> int:
    """Which is a part of the other, -1 or 1: finer goods or a shorter time within, and not more of them."""
    if one.when is None or other.when is None or not one.when.overlaps(other.when):
        return 0
    mine, theirs = one.row.quantity, other.row.quantity
    if mine.unit != theirs.unit or mine.value is None or theirs.value is None:
        # Two states' accounts of one flow differ in how they put it; only numbers show a part.
        return finer if kind is LinkKind.SAME_TRANSFER else 0
    fewer = _sign(float(mine.value) - float(theirs.value))
    shorter = _sign(int(other.when.within(one.when) is True) - int(one.when.within(other.when) is True))
    return fewer if fewer and fewer == (finer or shorter) else 0


def _number(one: Transfer, other: Transfer, kind: LinkKind) -> tuple[float, str]:
    """How well the numbers agree; of a later stage fewer may be told, of a part fewer always are."""
    mine, theirs = one.quantity, other.quantity
    if mine.unit != theirs.unit or mine.value is None or theirs.value is None:
        return _NO_NUMBER, "numbers cannot be compared"
    if mine.value == theirs.value:
        return 1.0, f"both {mine.value}"
    low, high = sorted((float(mine.value), float(theirs.value)))
    words = f"{mine.value} and {theirs.value}"
    if kind is LinkKind.PART_OF:
        return _NO_NUMBER, words
    if low <= 0:
        return 0.0, words
    fewer_is_fine = kind is LinkKind.LATER_STAGE and theirs.value < mine.value
    return max(0.2, exp(-abs(log(high / low)) * (0.25 if fewer_is_fine else 0.7))), words


def _independent(one: _Told, other: _Told) -> bool:
    """Whether two rows could confirm each other."""
    if one.voice.reporter == other.voice.reporter:
        if one.voice.source == other.voice.source or one.voice.reporter is not None:
            return False
    elif one.voice.source == other.voice.source:
        return True
    return _behind(one.voice.source).isdisjoint(_behind(other.voice.source))


@lru_cache(maxsize=256)
def _behind(source: str) -> frozenset[str]:
    """A source and all that it derives from, at any remove."""
    found, ahead = {source}, [source]
    while ahead:
        described = sources().get(ahead.pop())
        new = set(described.derived_from if described else ()) - found
        found |= new
        ahead += new
    return frozenset(found)


class _Groups:
    """Rows gathered into clusters, link by link, the best first."""

    def __init__(self, rows: Sequence[_Told]) -> None:
        self._rows = rows
        self._group = {one.row.id: [one] for one in rows}
        self._taken: set[object] = set()
        self._parts: list[_Candidate] = []

    def admit(self, one: _Candidate) -> bool:
        """Whether a link holds beside the better ones that were admitted."""
        if one.kind is LinkKind.PART_OF:
            # A deal of some years may be part of a line in each of them.
            held = not self._share_a_voice(one.a, one.b) and self._first(
                (one.a.row.id, one.b.voice, one.b.when)
            )
            if held:
                self._parts.append(one)
            return held
        ends = (one.a.row.id, one.b.voice), (one.b.row.id, one.a.voice)
        if one.kind is LinkKind.LATER_STAGE:
            # One licence covers several deliveries, and one delivery uses several licences.
            first, second = (self._first(("later", *end)) for end in ends)
            return first or second
        if self._taken & set(ends) or not self._unite(one.a, one.b):
            return False
        self._taken.update(ends)
        return True

    def _first(self, key: object) -> bool:
        new = key not in self._taken
        self._taken.add(key)
        return new

    def _share_a_voice(self, one: _Told, other: _Told) -> bool:
        """Whether some voice tells both of them apart, or they are one already."""
        mine, theirs = (self._group[each.row.id] for each in (one, other))
        return not {each.voice for each in mine}.isdisjoint(each.voice for each in theirs)

    def _unite(self, one: _Told, other: _Told) -> bool:
        mine, theirs = self._group[one.row.id], self._group[other.row.id]
        if mine is theirs:
            return True
        if self._share_a_voice(one, other):
            return False
        mine.extend(theirs)
        for each in theirs:
            self._group[each.row.id] = mine
        return True

    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters in order of their earliest rows."""
        groups = {id(group): sorted(group, key=lambda one: one.order) for group in self._group.values()}
        stages = {key: min((one.voice.stage for one in of), key=STAGES.index) for key, of in groups.items()}
        wholes = self._explained(stages)
        ordered = sorted(groups, key=lambda key: groups[key][0].order)
        return tuple(
            Cluster(
                stages[key],
                tuple(one.row.id for one in groups[key]),
                _sources(groups[key]),
                key in wholes,
            )
            for key in ordered
        )

    def _explained(self, stages: Mapping[int, str]) -> set[int]:
        """The groups whose parts are counted in their stead; of parts in a circle one stays unexplained."""
        above: dict[int, set[int]] = defaultdict(set)
        wholes = set()
        for one in self._parts:
            part, whole = id(self._group[one.a.row.id]), id(self._group[one.b.row.id])
            if stages[part] == stages[whole] and not _reaches(above, whole, part):
                above[part].add(whole)
                wholes.add(whole)
        return wholes


def _reaches(above: Mapping[int, set[int]], start: int, goal: int) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        one = ahead.pop()
        if one == goal:
            return True
        new = above.get(one, set()) - seen
        seen |= new
        ahead += new
    return False


def _sources(rows: Iterable[_Told]) -> int:
    """How many sources tell a transfer without resting on one another, originals before what derives."""
    chosen: list[_Told] = []
    for one in sorted(rows, key=lambda row: (len(_behind(row.voice.source)), row.voice.source)):
        if all(_independent(one, other) for other in chosen):
            chosen.append(one)
    return len({one.voice.source for one in chosen})
