"""Whether a step of an embargo covers a transfer: in force, against this addressee, for this kind of arms.

Exemptions are never applied: whether leave was given stands in no table, so an answer says that they are
unchecked. Where the end user is not known to be of the government or not, it cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from headstamp.law.proposal import Item, Proposal
from headstamp.values import Span
from headstamp.world import Embargo, Embargoes, Listing, Scope

EXEMPTIONS = "exemptions unchecked"


@dataclass(frozen=True, slots=True)
class Covered:
    """Whether one step covers a transfer.

    Attributes:
        step: the step.
        covers: True or False when certain, None when it cannot be told.
        because: the reason, as a sentence without its full stop.
        listing: the entry of a list that decides, if one does.
        in_force: False for a step that was not in force at any time asked of.
    """

    step: Embargo
    covers: bool | None
    because: str
    listing: Listing | None = None
    in_force: bool = True

    @property
    def cites(self) -> tuple[str, ...]:
        """The rows that decide."""
        row = f"embargoes: {self.step.id}"
        return (row,) if self.listing is None else (row, _listing(self.listing))

    @property
    def unverified(self) -> tuple[str, ...]:
        """Those of them that were not checked."""
        found = [f"embargoes: {self.step.id}"] if self.step.unverified else []
        if self.listing is not None and self.listing.unverified:
            found.append(_listing(self.listing))
        return tuple(found)


def _listing(one: Listing) -> str:
    return f"listings: {one.list} {one.actor}" + (f" ({one.number})" if one.number else "")


def covered(
    embargoes: Embargoes, proposal: Proposal, *, wanted: Callable[[Embargo], bool]
) -> tuple[Covered, ...]:
    """The steps directed at the receiving side, whether they cover the transfer or not; ended ones included.

    Args:
        embargoes: every step.
        proposal: the transfer.
        wanted: which steps to look at.
    """
    sides = [proposal.recipient, *([proposal.end_user] if proposal.end_user is not None else [])]
    targets = [one for side in sides for one in (*side.line, *([side.state] if side.state else []))]
    targets += [one for side in sides if side.actor is not None for one in side.actor.operates_in]
    found = [_receiving(step, embargoes, proposal) for step in embargoes.against(targets) if wanted(step)]
    supplier = (*proposal.supplier.line, *([proposal.supplier.state] if proposal.supplier.state else []))
    found += [
        _exporting(step, proposal)
        for step in embargoes.against(supplier)
        if wanted(step) and step.exports_from and step.scope is not Scope.LISTED
    ]
    return tuple(found)


def _receiving(step: Embargo, embargoes: Embargoes, proposal: Proposal) -> Covered:
    held = step.holds(proposal.on)
    if held is False:
        return _not_then(step)
    covers, because, listing = _addressee(step, embargoes, proposal)
    goods, of_goods = _goods(step.items, proposal.item)
    told = [held, covers, goods]
    answer = False if False in told else True if all(one is True for one in told) else None
    if answer is not False and step.contested:
        return Covered(step, None, f"{title(step)} is contested: {step.contested}", listing)
    reasons = [because, of_goods if covers is not False else "", _when(step, proposal.on, held)]
    words = "; ".join(one for one in reasons if one)
    if answer is not False:
        words += f"; {EXEMPTIONS}: {step.exemptions}" if step.exemptions else ""
    return Covered(step, answer, f"{title(step)}: {words}", listing)


def _not_then(step: Embargo) -> Covered:
    ended = f" until before {step.to}" if step.to is not None else ""
    return Covered(step, False, f"{title(step)} was in force from {step.from_}{ended} only", in_force=False)


def _exporting(step: Embargo, proposal: Proposal) -> Covered:
    held = step.holds(proposal.on)
    if held is False:
        return _not_then(step)
    name = proposal.supplier.name
    because = f"{title(step)}: buying arms from {name} is forbidden too"
    if step.contested:
        return Covered(step, None, f"{title(step)} is contested: {step.contested}")
    return Covered(step, held, because + (f"; {EXEMPTIONS}: {step.exemptions}" if step.exemptions else ""))


def title(step: Embargo) -> str:
    """What to call a step: its body, its acts and its scope."""
    against = f"embargo ({step.scope.value}; {', '.join(step.documents)})"
    return f"{step.body} {against}"


def _when(step: Embargo, on: Span, held: bool | None) -> str:
    """Why it cannot be told whether it was in force."""
    if held is True:
        return ""
    begins = on.before(step.from_) is None and step.from_.before(on) is not True
    edge, word = (step.from_, "begins") if begins or step.to is None else (step.to, "ends")
    if edge.from_ == edge.to:
        return f"it {word} on {edge}, inside the time asked of: cannot tell"
    return f"it {word} on a day of {edge} that is not held: cannot tell"


def _addressee(
    step: Embargo, embargoes: Embargoes, proposal: Proposal
) -> tuple[bool | None, str, Listing | None]:
    if step.scope is Scope.LISTED:
        return _on_list(step, embargoes, proposal)
    user, aimed = proposal.user, step.target
    if step.scope is not Scope.NON_GOVERNMENT and _named(proposal, aimed):
        return (*_within(step, proposal), None)
    sent_there, there = proposal.recipient.state in aimed, user.state in aimed
    acts = user.actor.operates_in if user.actor is not None else ()
    if not (there or sent_there or any(one in aimed for one in acts)):
        return False, f"{user.name} is not in its scope", None
    covers, because = (_non_government if step.scope is Scope.NON_GOVERNMENT else _within)(step, proposal)
    if covers is True and not (there or sent_there) and not set(acts) <= set(aimed):
        return None, f"{user.name} acts there and elsewhere, so that the place of use decides", None
    return covers, because, None


def _named(proposal: Proposal, aimed: Iterable[str]) -> bool:
    return any(one in aimed for one in proposal.parties)


def _within(step: Embargo, proposal: Proposal) -> tuple[bool | None, str]:
    user = proposal.user
    if step.scope is Scope.PART:
        return None, f"it covers a part only ({step.area}), and whether this is of it cannot be told"
    if any(one in step.spared for one in user.line):
        return False, f"{user.name} is left out of it"
    return True, f"{user.name} is in its scope"


def _non_government(step: Embargo, proposal: Proposal) -> tuple[bool | None, str]:
    user = proposal.user
    taken = "" if proposal.end_user is not None else " (no other end user is named)"
    if any(one in step.spared for one in user.line):
        return False, f"{user.name} is left out of it"
    if user.government is True and user.state in step.target:
        return False, f"{user.name} is of the government{taken}, which it does not cover"
    if user.government is False:
        return True, f"{user.name} is no force of the government"
    if not user.known:
        return None, f"nothing is known of the end user '{user.text}', so it cannot be told"
    return None, f"whether {user.name} is a force of the government cannot be told"


def _on_list(
    step: Embargo, embargoes: Embargoes, proposal: Proposal
) -> tuple[bool | None, str, Listing | None]:
    assert step.list is not None
    direct = {proposal.recipient.id, proposal.user.id}
    held, row = embargoes.listed(step.list, direct, proposal.on)
    if held is True and row is not None:
        number = f" as {row.number}" if row.number else ""
        who = proposal.user if row.actor == proposal.user.id else proposal.recipient
        return True, f"{who.name} stands on the list{number} {_since(row, embargoes)}", row
    above = [one for one in proposal.parties if one not in direct]
    over, other = embargoes.listed(step.list, above, proposal.on)
    if held is None and row is not None:
        return None, f"the day of the listing of {proposal.user.name} is not held ({row.from_})", row
    if over is True and other is not None:
        part = f"{proposal.user.name} is not on the list, but part of {other.actor}, which is"
        return None, f"{part}: whether the entry covers it cannot be told", other
    # An entry that was not checked decides here too: by its day, which may be wrong.
    unchecked = [one for one in embargoes.listings if one.list == step.list and one.actor in direct]
    doubtful = next((one for one in unchecked if one.unverified), None)
    return False, f"{proposal.user.name} is not on the list then", doubtful


def _since(row: Listing, embargoes: Embargoes) -> str:
    """Since when somebody stands there: by the first row of the entry, with the later one that decides."""
    same = [one for one in embargoes.listings if (one.list, one.actor) == (row.list, row.actor)]
    entry = [one for one in same if one.number == row.number]
    first = min(entry, key=lambda one: one.from_.from_ or date.min)
    note = f": {row.note}" if row.note else ""
    if first is row:
        return f"since {row.from_}{note}"
    doubt = " [unverified]" if first.unverified else ""
    return f"since {first.from_}{doubt}, and by a later step since {row.from_}{note}"


def _goods(items: str, item: Item) -> tuple[bool | None, str]:
    """Whether it covers this kind of arms."""
    if not items:
        return True, ""
    codes = frozenset(items.partition(":")[2].split(";"))
    held = item.has(item.unroca, codes)
    listed = f"only categories {', '.join(sorted(codes))} of the UN Register"
    if held is None:
        return None, f"it covers {listed}, and whether '{item.text}' is of them cannot be told"
    return held, f"it covers {listed}" + (f", and {item.text} is none of them" if not held else "")
