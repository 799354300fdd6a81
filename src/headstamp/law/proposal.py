"""A transfer to be assessed, with what its names stand for: who, to whom, what, when, knowing what.

Reading the names is all that is done here. Supplier and recipient must be known; an end user and a weapon
that nobody knows by that name are kept as they were typed, and the rules say what cannot be told for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from headstamp.records import Names
from headstamp.values import NotFound, Refused, Span
from headstamp.world import NOT_KNOWN, STATES, Actor, ActorKind, Actors, Catalogue

_GOVERNMENT = frozenset({ActorKind.UNIT, ActorKind.POLICE})
_NOT_GOVERNMENT = frozenset({ActorKind.NON_STATE_ARMED_GROUP, ActorKind.CRIMINAL_NETWORK})


@dataclass(frozen=True, slots=True)
class Side:
    """One party to the transfer, as far as it is known.

    Attributes:
        text: as typed.
        actor: whom it stands for; None when nobody known is called so.
        state: id of the state it belongs to or stands on; None if none is known.
        line: ids of the actor and of those it is part of, nearest first; empty when unknown.
        government: whether it is part of its state's government; None when that cannot be told.
    """

    text: str
    actor: Actor | None
    state: str | None
    line: tuple[str, ...]
    government: bool | None

    @property
    def name(self) -> str:
        """The name to print."""
        return self.actor.name if self.actor is not None else self.text

    @property
    def id(self) -> str:
        """The actor's id, or the text as typed."""
        return self.actor.id if self.actor is not None else self.text

    @property
    def known(self) -> bool:
        """Whether anybody is meant by it."""
        return self.actor is not None and self.actor.id != "not-known"


@dataclass(frozen=True, slots=True)
class Item:
    """What would be transferred.

    Attributes:
        text: as typed.
        nodes: ids of the nodes that it can be, and of all above them.
        names: names of what it can be.
        att: letters of Article 2(1) of the Arms Trade Treaty, or art3, art4, for each thing it can be.
        unroca: categories of the UN Register, for each thing it can be.
        ml: categories of the EU Military List, for each thing it can be.
        id: ids of what it can be, parted by ';'; the text where it fits nothing.
    """

    text: str
    nodes: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    att: tuple[frozenset[str], ...]
    unroca: tuple[frozenset[str], ...]
    ml: tuple[frozenset[str], ...]
    id: str

    @property
    def known(self) -> bool:
        """Whether the text fits anything in the catalogue."""
        return bool(self.nodes)

    def has(self, told: tuple[frozenset[str], ...], wanted: frozenset[str] | None = None) -> bool | None:
        """Whether all that it can be has a code (of those wanted); None if only some has, or unknown."""
        if not told:
            return None
        held = [bool(one & wanted if wanted is not None else one) for one in told]
        return True if all(held) else None if any(held) else False

    def under(self, node: str) -> bool | None:
        """Whether it is such a thing; None when only some of what it can be is."""
        return self.has(self.nodes, frozenset({node}))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed or past transfer.

    Attributes:
        supplier: who would send.
        recipient: to whom.
        end_user: who would use it; None when nobody is named.
        item: what.
        quantity: how many; None when not told.
        on: when.
        known_by: the last day on which something must have been known to count.
        via: states of transit, as typed.
        brokers: as typed.
    """

    supplier: Side
    recipient: Side
    end_user: Side | None
    item: Item
    quantity: int | None
    on: Span
    known_by: date
    via: tuple[str, ...] = ()
    brokers: tuple[str, ...] = ()

    @property
    def user(self) -> Side:
        """The end user, or the recipient where nobody is named."""
        return self.end_user if self.end_user is not None else self.recipient

    @property
    def parties(self) -> tuple[str, ...]:
        """Ids of everybody on the receiving side."""
        return tuple(dict.fromkeys((*self.user.line, *self.recipient.line)))

    def during(self, on: Span) -> Proposal:
        """The same at another time."""
        return replace(self, on=on)


def propose(
    names: Names,
    *,
    supplier: str,
    recipient: str,
    weapon: str,
    on: Span,
    quantity: int | None = None,
    end_user: str | None = None,
    known_by: date | None = None,
    via: Sequence[str] = (),
    brokers: Sequence[str] = (),
) -> Proposal:
    """Read what a proposal's words stand for.

    Args:
        names: what names stand for.
        supplier: id, name or alias.
        recipient: likewise.
        weapon: a name or id of the catalogue.
        on: a day, or a longer time.
        quantity: how many, 1 or more.
        end_user: id, name or alias, or any text; None when nobody is named.
        known_by: the last day that counts; the last day of `on` when None.
        via: states of transit, as typed.
        brokers: as typed.

    Raises:
        NotFound: nobody is known by the name of the supplier or the recipient.
        Refused: the quantity is less than 1, or the time has no end.
    """
    if quantity is not None and quantity < 1:
        raise Refused(f"A transfer of {quantity} is no transfer", do="give a quantity of 1 or more")
    if on.to is None or on.from_ is None:
        raise Refused(f"'{on}' has no beginning or no end", do="give a day such as 2015-06-01, or a year")
    return Proposal(
        supplier=side(_known(names.actors, supplier, "supplier", on), names.actors, supplier),
        recipient=side(_known(names.actors, recipient, "recipient", on), names.actors, recipient),
        end_user=None if end_user is None else side(names.actors.find(end_user, on), names.actors, end_user),
        item=item(names, weapon),
        quantity=quantity,
        on=on,
        known_by=known_by or on.to,
        via=tuple(via),
        brokers=tuple(brokers),
    )


def side(actor: Actor | None, actors: Actors, text: str) -> Side:
    """What is known of a party."""
    if actor is None:
        return Side(text, None, None, (), None)
    state = actors.state_of(actor.id)
    return Side(text, actor, state, _line(actor, actors), _government(actor, actors))


def item(names: Names, text: str) -> Item:
    """What is known of a weapon."""
    return item_of([(one.id, one.name) for one in names.weapon(text).candidates], text, names.catalogue)


def item_of(found: Sequence[tuple[str, str]], text: str, catalogue: Catalogue) -> Item:
    """What is known of the nodes (id and name) that a text may stand for; a register's own are left out."""
    known = [(id_, name) for id_, name in found if id_ in catalogue]
    codes = [catalogue.codes(id_) for id_, _ in known]
    return Item(
        text=text,
        nodes=tuple(frozenset((id_, *catalogue.ancestors(id_))) for id_, _ in known),
        names=tuple(name for _, name in known),
        att=tuple(frozenset(one.att) for one in codes),
        unroca=tuple(frozenset(one.unroca) for one in codes),
        ml=tuple(frozenset(one.ml) for one in codes),
        id=";".join(sorted(id_ for id_, _ in known)) or text,
    )


def _known(actors: Actors, text: str, role: str, on: Span) -> Actor:
    found = actors.find(text, on)
    if found is None or text.casefold() == NOT_KNOWN:
        raise NotFound(
            f"Nobody is known by the name of the {role}, '{text}'",
            do="give an id or name of the actors, or import the case's own actors first",
        )
    return found


def _line(actor: Actor, actors: Actors) -> tuple[str, ...]:
    """The actor and whatever it is part of, up to its state for those of a government."""
    line = [actor.id]
    above = actor.parent
    while above is not None and above in actors and above not in line:
        line.append(above)
        above = actors.get(above).parent
    return tuple(line)


def _government(actor: Actor, actors: Actors) -> bool | None:
    if actor.kind in STATES:
        return True
    if actor.kind in _NOT_GOVERNMENT:
        return False
    line = [actors.get(one).kind for one in _line(actor, actors)]
    # Forces of a region's own government are another question.
    return True if line[-1] in STATES and _GOVERNMENT.issuperset(line[:-1]) else None
