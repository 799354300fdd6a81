"""Drawing up what `headstamp stock` tells: a balance in terms, audits beside it, and all that is not counted.

The balance is shown under several assumptions, because no record tells how fast weapons wear out or how much
came in unrecorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from headstamp.records import STAGES, cannot_see
from headstamp.stocks.answer import (
    CAVEAT,
    PART_WORDS,
    PARTS,
    Compared,
    Movement,
    Scenario,
    Stage,
    Stock,
    Term,
    Unaccounted,
    Year,
    spread,
)
from headstamp.stocks.assumptions import Assumptions
from headstamp.stocks.balance import UNTOLD, Balance, Missing, balance
from headstamp.stocks.book import Book
from headstamp.stocks.draws import within
from headstamp.stocks.flows import OUT
from headstamp.stocks.ledger import Counted, Ledger
from headstamp.stocks.worst import worst
from headstamp.values import Refused

_MOSTLY = 0.5


def stock(
    book: Book,
    actor: str,
    weapon: str,
    at: int,
    *,
    case: str | None = None,
    snapshots: Sequence[str] = (),
    today: date | None = None,
) -> Stock:
    """Draw up the whole answer.

    Args:
        book: all that is told.
        actor, weapon: ids, names or aliases.
        at: the year through whose end the balance runs.
        case: the case's name, if its rows take part.
        snapshots: fingerprints of the editions that were asked.
        today: no balance is drawn up for a year after it; None takes the day of the clock.

    Raises:
        NotFound: nobody known bears the name, or nothing known bears the weapon's.
        Refused: the weapon's name means several things, or the year has not begun.
    """
    ledger, assumptions = book.ledger(actor, weapon, at), book.assumptions
    if at > (today or date.today()).year:
        raise Refused(f"The year {at} has not begun", do="a balance tells of what was; give a year up to now")
    found = balance(ledger, assumptions, at)
    compared = _compared(ledger, found, at)
    audited = [one for one in compared if one.unaccounted is not None and _part(ledger, one) == "counted"]
    since = ledger.begins or (min(flow.first for flow in ledger.flows) if ledger.flows else None)
    return Stock(
        actor=ledger.actor,
        weapon=ledger.weapon,
        at=at,
        unit=ledger.unit,
        case=case,
        members=ledger.members,
        opening_known=ledger.begins is not None,
        since=since if found is not None else None,
        expected=found.expected if found is not None else None,
        worst=worst(ledger, assumptions, at) if found is not None else None,
        audited=audited[-1] if audited else None,
        unaccounted=audited[-1].unaccounted if audited else None,
        p_short=found.p_short if found is not None else None,
        terms=tuple(_terms(ledger, found, at)) if found is not None else (),
        movements=_movements(ledger, at) if found is not None else (),
        years=_years(ledger, found) if found is not None else (),
        counts=compared,
        scenarios=tuple(_scenarios(ledger, assumptions, at, audited[-1].id if audited else None))
        if found is not None
        else (),
        beside=tuple(_stages(ledger, at)),
        not_counted=tuple(one for one in ledger.left_out if one.first is None or one.first.year <= at),
        cannot_see=cannot_see(book.names, [ledger.weapon.id or ""], book.sources),
        assumptions=assumptions.title,
        assumed=tuple(_assumed(ledger, assumptions)),
        notes=tuple(_notes(ledger, found, at)),
        wording=_wording(ledger, found, at),
        caveat=CAVEAT,
        snapshots=tuple(snapshots),
    )


def _part(ledger: Ledger, one: Compared) -> str | None:
    return next(each.part for each in ledger.counts if each.id == one.id)


def _compared(ledger: Ledger, found: Balance | None, at: int) -> tuple[Compared, ...]:
    missing = {one.counted.id: one for one in found.missing} if found is not None else {}
    end = date(at, 12, 31)
    return tuple(
        _one_compared(one, missing.get(one.id)) for one in ledger.counts if one.on is None or one.on <= end
    )


def _one_compared(one: Counted, missing: Missing | None) -> Compared:
    low, high = (float(end) if end is not None else None for end in one.count.bounds)
    told = None
    if missing is not None and one.on is not None:
        gap = missing.unaccounted
        told = Unaccounted(
            gap.median,
            gap.low90,
            gap.high90,
            round(missing.p_positive, 4),
            round(missing.p_surplus, 4),
            one.on,
            missing.expected,
        )
    why = "" if told is not None else one.why or "lies before all that the balance is drawn from"
    return Compared(one.id, one.kind, str(one.at), low, high, told, why, one.source)


def _terms(ledger: Ledger, found: Balance, at: int) -> Iterator[Term]:
    end = date(at, 12, 31)
    for part in PARTS:
        spread = found.parts.get(part)
        if spread is None or (part == UNTOLD and spread.high90 <= 0):
            continue
        flows = [flow for flow in ledger.of(part) if flow.first <= end]
        ids = tuple(dict.fromkeys(one for flow in flows for one in flow.ids))
        stated = _stated(ledger, part, end) if flows else None
        sign = -1 if part in OUT else 1
        yield Term(part, sign, stated, spread.median, spread.low90, spread.high90, PART_WORDS[part], ids)


def _movements(ledger: Ledger, at: int) -> tuple[Movement, ...]:
    return tuple(
        Movement(
            flow.part,
            flow.words,
            flow.first,
            flow.last,
            flow.stated,
            round(flow.chance, 4),
            tuple(dict.fromkeys(one.source for one in flow.tellings)),
            flow.ids,
        )
        for flow in ledger.flows
        if flow.first <= date(at, 12, 31)
    )


def _stages(ledger: Ledger, at: int) -> Iterator[Stage]:
    for stage in STAGES:
        told = [one for one in ledger.beside if one.stage == stage]
        told = [one for one in told if one.first is None or one.first.year <= at]
        numbers = [one.quantity for one in told if one.quantity is not None]
        if told:
            ids = tuple(row for one in told for row in one.ids)
            yield Stage(stage, len(told), sum(numbers) if numbers else None, ids)


def _stated(ledger: Ledger, part: str, end: date) -> float:
    """The sum as sources state it of what had moved by a day, its days and years taken to be alike."""
    before = date.min if ledger.begins is None or part == "opening" else ledger.begins - timedelta(days=1)
    total = 0.0
    for flow in ledger.of(part):
        periods = flow.tellings[0].periods
        known = [one.number or 0.0 for one in periods]
        whole = sum(known)
        shares = [one / whole for one in known] if whole else [1.0 / len(periods)] * len(periods)
        moved = within(periods, [before, max(before, end)])[0]
        total += flow.stated * float(sum(one * share for one, share in zip(moved, shares, strict=True)))
    return float(round(total))


def _years(ledger: Ledger, found: Balance) -> tuple[Year, ...]:
    told = zip(found.years, found.stock, strict=True)
    return tuple(
        Year(year, one.median, one.low90, one.high90, _stated(ledger, "delivered", date(year, 12, 31)))
        for year, one in told
    )


def _scenarios(ledger: Ledger, assumptions: Assumptions, at: int, audit: str | None) -> Iterator[Scenario]:
    wear = assumptions.wear(ledger.line)
    unseen = assumptions.unrecorded["seen" if ledger.seen else "unseen"]
    for name, words, set_ in (
        ("recorded only", "nothing came in unrecorded", assumptions.with_(unrecorded=(0.0, 0.0))),
        (
            "recorded, no wear",
            "nothing came in unrecorded and nothing wore out",
            assumptions.with_(attrition=(0.0, 0.0), unrecorded=(0.0, 0.0)),
        ),
        ("little wear", f"{_percent(wear[0])} a year wear out", assumptions.with_(attrition=(wear[0],) * 2)),
        ("much wear", f"{_percent(wear[1])} a year wear out", assumptions.with_(attrition=(wear[1],) * 2)),
        (
            "much unrecorded",
            f"{_percent(unseen[1])} of what came in is in no record",
            assumptions.with_(unrecorded=(unseen[1],) * 2),
        ),
    ):
        found = balance(ledger, set_, at)
        if found is None:
            continue
        missing = next((one for one in found.missing if one.counted.id == audit), None)
        yield Scenario(
            name,
            words,
            found.expected,
            missing.unaccounted if missing else None,
            round(missing.p_positive, 4) if missing else None,
        )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _assumed(ledger: Ledger, assumptions: Assumptions) -> Iterator[str]:
    low, high = assumptions.wear(ledger.line)
    yield f"{_percent(low)} to {_percent(high)} a year wear out, break or are used up (a judgement)"
    low, high = assumptions.unrecorded["seen" if ledger.seen else "unseen"]
    why = "a register at hand records this kind" if ledger.seen else "no register at hand records this kind"
    yield f"{_percent(low)} to {_percent(high)} of what came in is in no record, since {why} (a judgement)"
    error = assumptions.error
    yield (
        f"plain numbers are off by {_percent(error['reported'])}, estimates by {_percent(error['estimate'])} "
        "in the usual case (a judgement)"
    )


def _notes(ledger: Ledger, found: Balance | None, at: int) -> Iterator[str]:
    who = ledger.actor.name
    opens = {one.opens for one in ledger.left_out if one.first is None or one.first.year <= at}
    if found is not None and ledger.begins is None:
        since = min(flow.first for flow in ledger.flows)
        yield (
            f"What {who} had before {since} is not known and not in these numbers; enter it as an opening "
            "(`stocks`) if somebody counted it."
        )
    if ledger.predecessors:
        told = " and ".join(one.name for one in ledger.predecessors)
        yield f"What was taken over from {told} is not in these numbers."
    if ledger.maker and not ledger.of("produced"):
        yield f"{who} makes such weapons itself; what it made is not entered and not in these numbers."
    if found is not None and found.p_short > 0.005:
        yield (
            f"More went out than is known to have come in ({found.p_short:.0%} of the draws): there was an "
            "opening stock, own make or a delivery that nothing here tells."
        )
    if "out" in opens:
        yield "Some losses are told without a number; they are not taken away, so that fewer may be left."
    if "in" in opens:
        yield "Some of what came in is told without a number or a day; it is not counted."


def _wording(ledger: Ledger, found: Balance | None, at: int) -> str:
    if found is not None and found.p_short >= _MOSTLY:
        gone = spread(found.parts[UNTOLD])
        return (
            f"How many of {ledger.weapon.name} {ledger.actor.name} has at the end of {at} cannot be told: "
            f"about {gone} more went out than is known to have come in."
        )
    if found is not None:
        since = "" if ledger.begins is not None else ", not counting what it had before anything was told"
        number, what = spread(found.expected), ledger.weapon.name
        return f"{ledger.actor.name} should have about {number} of {what} at the end of {at}{since}."
    first = ledger.first
    if first is None:
        return (
            f"No record, incident or count tells of {ledger.weapon.name} with {ledger.actor.name}, which "
            "does not mean that there were none."
        )
    return (
        f"Nothing told of {ledger.weapon.name} with {ledger.actor.name} counts up to the end of {at}; "
        f"the first that is told is of {first.year}."
    )
