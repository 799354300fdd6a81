"""What papers of a consignment disagree on, and what a certificate lacks.

A disagreement is told only where it is certain: a number above the most that a certificate allows, a day that
surely lies after another, two names that are known to be two actors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from headstamp.records import Transfer
from headstamp.sightings import Certificate, Control


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two papers that cannot both be right, or a paper that lacks what it should hold.

    Attributes:
        what: in one sentence.
        ids: of the rows.
    """

    what: str
    ids: tuple[str, ...]


def certificate_faults(
    certificates: Sequence[Certificate],
    transfers: Sequence[Transfer],
    same_actor: Callable[[str, str], bool | None],
) -> Iterator[Disagreement]:
    """What certificates lack, and what they and the records of transfers disagree on.

    Args:
        same_actor: whether two names stand for one actor; None where that cannot be told.
    """
    for one in certificates:
        if missing := one.missing:
            words = ", ".join(name.replace("_", " ") for name in missing)
            yield Disagreement(
                f"The certificate does not tell {words}, which every one has to hold.", (one.id,)
            )
        mine = [each for each in transfers if not one.transfers or each.id in one.transfers]
        delivered = [each for each in mine if each.stage == "delivered"]
        yield from _numbers(one, delivered)
        for each in mine:
            yield from _parties(one, each, same_actor)
            if one.signed is not None and each.delivered is not None:
                if one.signed.after(each.delivered) is True:
                    what = f"The certificate was signed {one.signed}, after the delivery of {each.delivered}."
                    yield Disagreement(what, (one.id, each.id))
                if one.until is not None and one.until.before(each.delivered) is True:
                    what = f"The certificate held until {one.until}, before the delivery of {each.delivered}."
                    yield Disagreement(what, (one.id, each.id))
    numbers: dict[str, list[str]] = defaultdict(list)
    for one in certificates:
        if one.number is not None:
            numbers[one.number.casefold()].append(one.id)
    for number, ids in numbers.items():
        if len(ids) > 1:
            yield Disagreement(f"Several certificates have the number {number}.", tuple(ids))


def _numbers(one: Certificate, delivered: Sequence[Transfer]) -> Iterator[Disagreement]:
    high = one.quantity.bounds[1]
    lows = [each.quantity.bounds[0] for each in delivered if each.quantity.unit == one.quantity.unit]
    told = sum(each for each in lows if each is not None)
    if high is not None and told > high:
        what = f"At least {told:,} are told as delivered, and the certificate is for {one.quantity}."
        yield Disagreement(what, (one.id, *(each.id for each in delivered)))


def _parties(
    one: Certificate, each: Transfer, same_actor: Callable[[str, str], bool | None]
) -> Iterator[Disagreement]:
    pairs = (
        ("end user", one.end_user, each.end_user.name if each.end_user is not None else None),
        ("country of destination", one.destination, each.recipient.name),
    )
    for what, paper, record in pairs:
        if paper and record and same_actor(paper, record) is False:
            words = f"The certificate names {paper} as {what}, the record of the transfer {record}."
            yield Disagreement(words, (one.id, each.id))


def step_faults(
    controls: Sequence[Control], transfers: Sequence[Transfer], incidents: frozenset[str]
) -> Iterator[Disagreement]:
    """What steps, transfers and incidents disagree on.

    Args:
        incidents: ids of the case's incidents, which a loss report should name.
    """
    for one in controls:
        if one.step == "licence" and one.until is not None:
            for each in transfers:
                if each.delivered is not None and one.until.before(each.delivered) is True:
                    what = f"The licence held until {one.until}, before the delivery of {each.delivered}."
                    yield Disagreement(what, (one.id, each.id))
        if one.step == "licence" and one.stands == "adverse":
            delivered = tuple(each.id for each in transfers if each.stage == "delivered")
            if delivered:
                yield Disagreement(
                    f"The licence was {one.status}, and a delivery is told.", (one.id, *delivered)
                )
        if one.step == "loss_report" and one.stands == "done" and not incidents.intersection(one.incidents):
            what = (
                "The loss report names no incident of the case: enter the loss in `incidents`, so that the "
                "ledger and route assessments see it."
            )
            yield Disagreement(what, (one.id,))
        if one.done is not None and one.from_ is not None and one.done.before(one.from_) is True:
            yield Disagreement(f"It was done {one.done}, before it was begun {one.from_}.", (one.id,))
