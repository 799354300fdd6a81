"""What of a case the law touches: transfers under an embargo of their time, and devices of prohibited types.

A transfer is told to be in scope, never to be unlawful: exemptions are unchecked. A device is of a prohibited
type or not; the treaties bind states. How a device is set off is kept apart from what may be published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from headstamp.law.checks import Law
from headstamp.law.proposal import Item, Proposal, Side, item_of, side
from headstamp.law.scope import EXEMPTIONS, Covered, covered
from headstamp.records import Names, Transfer
from headstamp.sightings import Device, Sighting
from headstamp.values import Span
from headstamp.world import Embargo, Standing

IN_SCOPE = f"in scope; {EXEMPTIONS}"
CANNOT_TELL = "cannot tell"
PROHIBITED_TYPE = "prohibited type; the treaty binds states"
PROHIBITED = "prohibited"
NOT_PROHIBITED_TYPE = "not a prohibited type"
_MEMBERS = {"EU": "eu", "ECOWAS": "ecowas", "OSCE": "osce", "League of Arab States": "arab-league"}
_MINE_BAN, _CLUSTER = "mine-ban", "cluster-munitions"


@dataclass(frozen=True, slots=True)
class UnderEmbargo:
    """A transfer that was, or may have been, in the scope of an embargo of its time.

    Attributes:
        transfer: id of the record.
        stage: what the source says happened.
        supplier: name.
        recipient: name.
        when: the time that was looked at.
        answer: 'in scope; exemptions unchecked' or 'cannot tell'.
        embargo: id of the step.
        because: the reason, one sentence.
        cites: the rows that decide.
        unverified: those that were not checked.
    """

    transfer: str
    stage: str
    supplier: str
    recipient: str
    when: Span
    answer: str
    embargo: str
    because: str
    cites: tuple[str, ...]
    unverified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceAnswer:
    """What a treaty says of a device.

    Attributes:
        device: id of the row.
        sighting: id of the sighting.
        treaty: id of the instrument.
        answer: prohibited; prohibited type, the treaty binds states; not a prohibited type; cannot tell.
        because: the reason, without how the device is set off.
        kept: the reason with it; for the case only.
        cites: the rows that decide.
        unverified: those that were not checked.
    """

    device: str
    sighting: str
    treaty: str
    answer: str
    because: str
    kept: str
    cites: tuple[str, ...]
    unverified: tuple[str, ...]


def under_embargo(transfers: Iterable[Transfer], names: Names, law: Law) -> tuple[UnderEmbargo, ...]:
    """The transfers in the scope of an embargo that bound their supplier at the time, or that may have been.

    Args:
        transfers: records of a case or a register; licences refused or revoked are passed over.
        names: what names stand for.
        law: what was in force.
    """
    found: list[UnderEmbargo] = []
    for one in transfers:
        when = one.delivered or (one.dated if one.dated.is_known else one.ordered)
        if one.stage in ("refused", "revoked") or when.from_ is None or when.to is None:
            continue
        proposal = _proposal(one, when, when.to, names)
        steps = covered(law.embargoes, proposal, wanted=lambda each: each.binding)
        told = [each for each in steps if each.covers is not False and _binds(each.step, proposal, law)]
        found += [_under(one, when, each) for each in told]
    return tuple(found)


def _proposal(one: Transfer, when: Span, known_by: date, names: Names) -> Proposal:
    def read(id_: str | None, text: str) -> Side:
        return side(names.actors.get(id_) if id_ else None, names.actors, text)

    user = one.end_user
    return Proposal(
        supplier=read(one.supplier.id, one.supplier.name),
        recipient=read(one.recipient.id, one.recipient.name),
        end_user=read(user.id, user.name) if user is not None else None,
        item=_item(one, names),
        quantity=None,
        on=when,
        known_by=known_by,
    )


def _item(one: Transfer, names: Names) -> Item:
    return item_of([(each.id, each.name) for each in one.weapon], one.item, names.catalogue)


def _binds(step: Embargo, proposal: Proposal, law: Law) -> bool:
    """Whether an embargo binds the supplier, or may: those of the United Nations bind everybody."""
    members = _MEMBERS.get(step.body)
    if members is None:
        return True
    state = proposal.supplier.state
    return state is not None and law.instruments.standing(members, state, proposal.on).bound is not False


def _under(one: Transfer, when: Span, step: Covered) -> UnderEmbargo:
    return UnderEmbargo(
        transfer=one.id,
        stage=one.stage,
        supplier=one.supplier.name,
        recipient=one.recipient.name,
        when=when,
        answer=IN_SCOPE if step.covers is True else CANNOT_TELL,
        embargo=step.step.id,
        because=step.because[:1].upper() + step.because[1:] + ".",
        cites=step.cites,
        unverified=step.unverified,
    )


def devices(
    rows: Iterable[Device], sightings: Iterable[Sighting], names: Names, law: Law
) -> tuple[DeviceAnswer, ...]:
    """What the Mine Ban and the Cluster Munitions conventions say of devices.

    Args:
        rows: the case's devices.
        sightings: the case's sightings; a device of none of them is judged without a place and a holder.
        names: what names stand for.
        law: what was in force.
    """
    by_id = {one.id: one for one in sightings}
    found: list[DeviceAnswer] = []
    for one in rows:
        seen = by_id.get(one.sighting)
        if one.kind == "submunition":
            found.append(_answer(one, seen, _CLUSTER, True, _reuse(one), _reuse(one), names, law))
        if one.kind != "submunition" or one.reuse == "converted":
            covers, public, kept = _mine(one)
            found.append(_answer(one, seen, _MINE_BAN, covers, public, kept, names, law))
    return tuple(found)


def _reuse(one: Device) -> str:
    if one.reuse == "converted":
        return "an explosive submunition built into another device; the submunition stays what it was made as"
    return "an explosive submunition"


def _mine(one: Device) -> tuple[bool | None, str, str]:
    """Whether it is an anti-personnel mine by what it does (Article 2), with and without how it works."""
    covered_ = "it is an anti-personnel mine by what it does, whoever made it"
    outside = "it is no anti-personnel mine by what it does"
    if one.kind == "anti_personnel_mine":
        return True, "it was made as an anti-personnel mine", "it was made as an anti-personnel mine"
    if one.activation == "person":
        return True, covered_, f"{covered_}: a person's presence, proximity or contact sets it off"
    if one.activation == "vehicle" and one.sensitive is True:
        return True, covered_, f"{covered_}: made against vehicles, but a person's touch sets it off as well"
    if one.activation == "vehicle":
        doubt = "" if one.sensitive is False else "; that a person cannot set it off as well is not told"
        return (
            (False if one.sensitive is False else None),
            outside,
            f"{outside}: a vehicle sets it off{doubt}",
        )
    if one.activation in ("command", "time"):
        by = "somebody sets it off from afar" if one.activation == "command" else "a clock sets it off"
        return False, outside, f"{outside}: {by}"
    return None, "what it is by what it does is not known", "what sets it off is not known"


def _answer(
    one: Device,
    seen: Sighting | None,
    treaty: str,
    covers: bool | None,
    public: str,
    kept: str,
    names: Names,
    law: Law,
) -> DeviceAnswer:
    states, standings = _states(seen, treaty, names, law)
    answer = {None: CANNOT_TELL, False: NOT_PROHIBITED_TYPE}.get(covers, PROHIBITED_TYPE)
    if covers is True and any(role == "held by" and each.bound is True for role, each in standings):
        answer = PROHIBITED
    told = f"; {states}" if states else "; in which state it was seen is not told"
    cites = tuple(each.cite for _, each in standings)
    unverified = tuple(each.cite for _, each in standings if each.unverified)
    rows = (one.id, one.sighting, *([one.source] if one.source else []))
    return DeviceAnswer(
        one.id,
        one.sighting,
        treaty,
        answer,
        _sentence(public + told),
        _sentence(kept + told),
        (*rows, *cites),
        unverified,
    )


def _states(
    seen: Sighting | None, treaty: str, names: Names, law: Law
) -> tuple[str, list[tuple[str, Standing]]]:
    """The states concerned: that where it was seen, and that whose forces held it."""
    if seen is None:
        return "", []
    told: list[tuple[str, Standing]] = []
    place = names.actor(seen.place.country) if seen.place.country else None
    if place is not None:
        told.append(("seen in", law.instruments.standing(treaty, place.id, seen.seen, place.name)))
    for text, _ in seen.holder:
        holder = side(names.actor(text), names.actors, text)
        if holder.government is True and holder.state is not None:
            standing = law.instruments.standing(treaty, holder.state, seen.seen, holder.name)
            told.append(("held by", standing))
    return "; ".join(f"{role}: {one.because}" for role, one in told), told


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
