"""Which treaty, code or union binds whom on which day, as far as the day of each joining and leaving is held.

The facts stand in `data/instruments.csv` and `data/parties.csv`, a source and a state of review per row. Many
registers keep the year of a ratification only; a year is kept as a year, so that a question about a day
inside it is answered by "cannot tell". Embargoes stand in `embargoes`; what a rule asks is left to the law.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from headstamp.values import NotFound, Precision, Span
from headstamp.world.actors import shipped_rows, span_cell
from headstamp.world.dated_names import as_span

SIGNED = "signed"
UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, an act, a code of conduct, or the membership of an organisation.

    Attributes:
        id: short name, such as 'att'.
        name: the name to print.
        kind: treaty, act, code or membership.
        parties: id of the instrument whose parties it binds; its own for a treaty.
        adopted: when it was adopted, if known.
        from_: when it came into force.
        to: the first day on which it no longer held, None while it holds.
        effect_days: for a party it takes effect so many days after deposit.
        effect_months: or on the first day of this month after the month of deposit.
        leaving_months: a withdrawal takes effect so many months after its notice.
        began: how it came into being, where its name fits only later; '' elsewhere.
        force: law or political.
        source: where the row comes from.
        review: checked, checked once or unverified.
    """

    id: str
    name: str
    kind: str
    parties: str
    adopted: Span | None
    from_: Span
    to: Span | None
    effect_days: int | None
    effect_months: int | None
    leaving_months: int | None
    began: str
    force: str
    source: str
    review: str


@dataclass(frozen=True, slots=True)
class Party:
    """That a state joined, signed or left an instrument.

    Attributes:
        instrument: its id.
        actor: id of the state.
        act: ratified, acceded, accepted, approved, succeeded, consented (how is not told), joined or signed.
        deposited: when the instrument of consent was deposited, or the signature given.
        provisional: since when it was applied provisionally, until it bound; None where it was not.
        bound: from when it binds the state, as vaguely as that is known; None for a mere signature.
        left: the first day on which it no longer binds; None while it does.
        note: remarks.
        source: where the row comes from.
        review: checked, checked once or unverified.
    """

    instrument: str
    actor: str
    act: str
    deposited: Span | None
    provisional: Span | None
    bound: Span | None
    left: Span | None
    note: str
    source: str
    review: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an instrument binds a state at a time.

    Attributes:
        instrument: the instrument.
        actor: id of the state.
        bound: True or False when certain, None when it cannot be told.
        because: the reason, as a part of a sentence.
        row: the row that says so; None where nobody recorded that the state joined.
    """

    instrument: Instrument
    actor: str
    bound: bool | None
    because: str
    row: Party | None

    @property
    def unverified(self) -> bool:
        """Whether the row that decides, or that of the instrument, was not checked."""
        rows = (self.instrument.review, self.row.review if self.row is not None else "")
        return UNVERIFIED in rows

    @property
    def cite(self) -> str:
        """The row that decides, by name."""
        kind = "parties" if self.row is not None else "instruments"
        return f"{kind}: {self.instrument.id}{f' {self.actor}' if self.row is not None else ''}"


class Instruments:
    """Every instrument with its parties.

    >>> Instruments.load().standing("att", "SRB", date(2015, 6, 1)).bound
    True

    Args:
        instruments: the instruments.
        parties: who joined and left them.
    """

    __slots__ = ("_by_id", "_changes", "_rows")

    def __init__(self, instruments: Iterable[Instrument], parties: Iterable[Party]) -> None:
        self._by_id = {one.id: one for one in instruments}
        rows: dict[tuple[str, str], list[Party]] = defaultdict(list)
        for one in parties:
            rows[one.instrument, one.actor].append(one)
        self._rows = {key: tuple(found) for key, found in rows.items()}
        self._changes: dict[str, tuple[date, ...]] = {}

    @classmethod
    def load(cls) -> Instruments:
        """The shipped instruments, read once."""
        return _shipped()

    def get(self, id: str) -> Instrument:
        """The instrument with this id; raises NotFound."""
        try:
            return self._by_id[id]
        except KeyError:
            do = f"choose one of {', '.join(self._by_id)}"
            raise NotFound(f"There is no instrument '{id}'", do=do) from None

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._by_id.values())

    def rows(self) -> tuple[Party, ...]:
        """Every row of parties."""
        return tuple(one for found in self._rows.values() for one in found)

    def in_force(self, id: str, on: Span | date) -> bool | None:
        """Whether an instrument is in force at a time; None when it cannot be told. Raises NotFound."""
        one = self.get(id)
        return holds(one.from_, one.to, as_span(on))

    def standing(
        self,
        id: str,
        actor: str,
        on: Span | date,
        name: str | None = None,
        *,
        provisional: bool = False,
    ) -> Standing:
        """Whether an instrument binds a state at a time.

        Args:
            id: of the instrument.
            actor: id of the state.
            on: a day, or a time of which the answer must hold throughout.
            name: what to call the state in the reason; its id when None.
            provisional: whether what is applied provisionally counts as binding.

        Raises:
            NotFound: there is no such instrument.
        """
        one, when = self.get(id), as_span(on)
        in_force = holds(one.from_, one.to, when)
        if in_force is not True:
            return Standing(one, actor, in_force, _outside(one, when, in_force), None)
        rows, who = self._rows.get((one.parties, actor), ()), name or actor
        if not rows:
            return Standing(one, actor, False, f"{who} is not recorded as {_MEMBER[one.kind]}", None)
        told = [_of_row(one, row, when, who, provisional) for row in rows]
        return next((each for each in told if each.bound is not False), told[0])

    def of(self, actor: str, on: Span | date) -> tuple[Standing, ...]:
        """The standing of a state towards every instrument."""
        return tuple(self.standing(one, actor, on) for one in self._by_id)

    def changes(self, actor: str) -> tuple[date, ...]:
        """The days on which what binds a state may change, in order: the ends of every time that is held."""
        if actor not in self._changes:
            found: set[date] = set()
            for one in self._by_id.values():
                found.update(edges(one.from_, one.to))
                for row in self._rows.get((one.parties, actor), ()):
                    found.update(edges(row.bound, row.left))
                    found.update(edges(row.provisional, None))
            self._changes[actor] = tuple(sorted(found))
        return self._changes[actor]


def holds(from_: Span | None, to: Span | None, on: Span | None) -> bool | None:
    """Whether what began in `from_` and ended with the day in `to` held throughout `on`.

    Args:
        from_: the first day on which it held, as vaguely as it is known; None for never.
        to: the first day on which it no longer held; None while it holds.
        on: the time asked of.

    Returns:
        True when it held on every day, False when on none, None when that cannot be told or differs.
    """
    if from_ is None:
        return False
    if on is None or on.from_ is None or on.to is None:
        return None
    first_low, first_high = from_.from_ or date.min, from_.to or date.max
    last_low, last_high = (to.from_ or date.min, to.to or date.max) if to is not None else (None, None)
    if on.to < first_low or (last_high is not None and on.from_ >= last_high):
        return False
    if on.from_ >= first_high and (last_low is None or on.to < last_low):
        return True
    return None


def edges(from_: Span | None, to: Span | None) -> Iterator[date]:
    """The days at which `holds` may change its answer."""
    for span in (from_, to):
        for day in (span.from_, span.to) if span is not None else ():
            if day is not None:
                yield day


def _outside(one: Instrument, when: Span | None, in_force: bool | None) -> str:
    if in_force is None:
        return f"{one.name} is in force for part of that time only"
    over = one.to is not None and when is not None and when.after(one.to) is True
    ended = f" and was replaced on {one.to}" if over else ""
    return f"{one.began or f'{one.name} came into force on {one.from_}'}{ended}"


_MEMBER = {"treaty": "a party", "membership": "a member", "act": "a member state", "code": "a member state"}


def _of_row(one: Instrument, row: Party, when: Span | None, who: str, provisional: bool) -> Standing:
    bound = holds(row.bound, row.left, when)
    if provisional and bound is False and holds(row.provisional, row.bound, when) is True:
        because = f"{who} has applied it provisionally since {row.provisional}"
        return Standing(one, row.actor, True, because, row)
    return Standing(one, row.actor, bound, f"{who} {_because(row, bound, when)}", row)


def _because(row: Party, bound: bool | None, when: Span | None) -> str:
    """What the row says, as what is told of the state."""
    if row.bound is None:
        return f"signed ({row.deposited}) and is not recorded to have consented to be bound"
    since = f"{row.act}{_deposit(row)}"
    if bound is True:
        return f"{since}, bound since {_day(row.bound)}"
    if bound is False:
        gone = row.left is not None and when is not None and when.before(row.bound) is not True
        return f"{since}, bound from {_day(row.bound)}" + (f" and no longer from {row.left}" if gone else "")
    return f"{since}, {_open(row, when)}"


def _deposit(row: Party) -> str:
    return f" ({row.deposited})" if row.deposited is not None else ""


def _day(span: Span) -> str:
    """A day as it is; of a longer time, that it lies in it."""
    if span.from_ is None:
        return f"{span.to} at the latest"
    return str(span) if _one_day(span) else f"a day of {span}"


def _one_day(span: Span) -> bool:
    return span.from_ is not None and span.from_ == span.to


def _open(row: Party, when: Span | None) -> str:
    """Why it cannot be told: the day is not held, or the time asked of holds a change."""
    leaving = row.left is not None and holds(row.bound, None, when) is True
    edge = row.left if leaving else row.bound
    assert edge is not None
    if _one_day(edge):
        return f"{'no longer bound' if leaving else 'bound'} from {edge}, inside the time asked of"
    if leaving and row.note:
        return f"{row.note}: it cannot be told"
    year = any(span is not None and span.precision is Precision.YEAR for span in (row.deposited, edge))
    within = "this year" if year else f"{edge}"
    word = "no longer bound" if leaving else "bound"
    return f"{word} from a day that is not held: cannot tell within {within}"


@lru_cache(maxsize=1)
def _shipped() -> Instruments:
    instruments = {one.id: one for one in map(_instrument, shipped_rows("instruments.csv"))}
    parties = (party_from_row(row, instruments) for row in shipped_rows("parties.csv"))
    return Instruments(instruments.values(), parties)


def _instrument(row: Mapping[str, str]) -> Instrument:
    from_ = span_cell(row, "from")
    assert from_ is not None, row
    return Instrument(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        parties=row["parties"],
        adopted=span_cell(row, "adopted"),
        from_=from_,
        to=span_cell(row, "to"),
        effect_days=_number(row, "effect_days"),
        effect_months=_number(row, "effect_months"),
        leaving_months=_number(row, "leaving_months"),
        began=row.get("began", ""),
        force=row["force"],
        source=row["source"],
        review=row["review"],
    )


def party_from_row(row: Mapping[str, str], instruments: Mapping[str, Instrument]) -> Party:
    """A party from the cells of its row; from when it is bound follows from the deposit unless it is told.

    Raises:
        ValueUnreadable: a time cannot be read.
    """
    deposited, told = span_cell(row, "deposited"), span_cell(row, "effective")
    bound = None if row["act"] == SIGNED else told or _effect(instruments[row["instrument"]], deposited)
    return Party(
        instrument=row["instrument"],
        actor=row["actor"],
        act=row["act"],
        deposited=deposited,
        provisional=span_cell(row, "provisional"),
        bound=bound,
        left=span_cell(row, "left"),
        note=row.get("note", ""),
        source=row["source"],
        review=row["review"],
    )


def _effect(one: Instrument, deposited: Span | None) -> Span | None:
    """When a deposit takes effect: never before the instrument itself is in force."""
    if deposited is None:
        return None
    first = one.from_.from_ or date.min
    ends = [None if day is None else max(_after(one, day), first) for day in (deposited.from_, deposited.to)]
    return Span.between(ends[0] or first, ends[1])


def _after(one: Instrument, deposit: date) -> date:
    if one.effect_days is not None:
        return deposit + timedelta(days=one.effect_days)
    if one.effect_months is not None:
        months = deposit.month - 1 + one.effect_months
        return date(deposit.year + months // 12, months % 12 + 1, 1)
    return deposit


def _number(row: Mapping[str, str], column: str) -> int | None:
    text = row.get(column, "")
    return int(text) if text else None
