"""Whom and what a ledger is about, and how what others name stands to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from headstamp.records import Names, Party, WeaponWeight
from headstamp.stocks.members import above, members
from headstamp.values import NotFound, Refused

_ROUNDS = "ammunition"


class Fit(Enum):
    """How what is named stands to the weapon asked about."""

    SAME = "same"
    BELOW = "below"
    WIDER = "wider"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class Subject:
    """One actor and one weapon.

    Attributes:
        members: ids of the actor and of those whose weapons count as its own.
        above: ids of those of whom the actor is a part.
        line: the node and all above it, nearest first.
        unit: what is counted: objects, of ammunition rounds.
    """

    actor: Party
    weapon: Party
    members: frozenset[str]
    above: frozenset[str]
    line: tuple[str, ...]
    unit: str
    names: Names

    def weight(self, candidates: Iterable[WeaponWeight]) -> float:
        """How likely it is that what is named is the weapon, or one below it."""
        return sum(one.weight for one in candidates if self.weapon.id in lines(self.names, one.id))

    def fit(self, candidates: Iterable[WeaponWeight]) -> Fit:
        """How what is named stands to the weapon."""
        told = tuple(candidates)
        if self.weight(told) > 0:
            return Fit.SAME if any(one.id == self.weapon.id for one in told) else Fit.BELOW
        return Fit.WIDER if any(one.id in self.line for one in told) else Fit.OTHER

    def counts(self, unit: str) -> bool:
        """Whether numbers in this unit can be added here."""
        return unit == self.unit or {unit, self.unit} == {"object", "round"}

    def parties(self, ids: Iterable[str]) -> tuple[Party, ...]:
        """Ids as parties, by name."""
        found = (Party(one, self.names.actors.get(one).name) for one in ids)
        return tuple(sorted(found, key=lambda one: one.name))

    def is_member(self, name: str) -> bool:
        """Whether a name is that of the actor or of one of its members."""
        actor = self.names.actor(name)
        return actor is not None and actor.id in self.members


def subject_of(
    actor: str, weapon: str, names: Names, known: dict[str, frozenset[str]] | None = None
) -> Subject:
    """Whom and what two names stand for.

    Args:
        known: members found before, which are added to.

    Raises:
        NotFound: nobody known bears the name, or nothing known bears the weapon's.
        Refused: the weapon's name means several things.
    """
    who = names.actors.find(actor)
    if who is None:
        raise NotFound(
            f"No actor is called '{actor}'", do="give an id, a name or an alias such as 'IRQ' or 'Iraq'"
        )
    found = names.resolver.resolve(weapon).candidates
    if not found:
        raise NotFound(
            f"No weapon of the catalogue is called '{weapon}'", do="see what `headstamp resolve` makes of it"
        )
    if len(found) > 1:
        some = ", ".join(f"{one.id} ({one.name})" for one in found[:5])
        raise Refused(f"'{weapon}' can mean several weapons", do=f"give the id of one: {some}")
    held = known if known is not None else {}
    if who.id not in held:
        held[who.id] = members(who, names.actors)
    node = found[0].id
    item_type = names.catalogue.node(node).item_type if node in names.catalogue else ""
    return Subject(
        actor=Party(who.id, who.name),
        weapon=Party(node, found[0].name),
        members=held[who.id],
        above=above(who, names.actors),
        line=names.line(node),
        unit="round" if item_type == _ROUNDS else "object",
        names=names,
    )


@lru_cache(maxsize=65536)
def lines(names: Names, node: str) -> frozenset[str]:
    """A node and everything above it."""
    return frozenset(names.line(node))
