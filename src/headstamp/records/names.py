"""The distinct texts of a library, resolved once: party names to actors, designations to nodes.

Resolution is derived and never stored with the records, so that a better catalogue reads old files anew. A
library holds a few hundred party names and a few thousand designations for tens of thousands of rows, so only
the distinct ones are looked up.
"""

from __future__ import annotations

from headstamp.records.designation import REGISTER, Resolution, Resolver
from headstamp.records.transfer import Party, WeaponWeight
from headstamp.world import Actor, Actors, Catalogue, register_descriptions


class Names:
    """What the names in records stand for, given who and what is known.

    Args:
        actors: the shipped actors with a case's own.
        catalogue: the shipped catalogue with a case's own additions.
    """

    def __init__(self, actors: Actors, catalogue: Catalogue) -> None:
        self.actors = actors
        self.catalogue = catalogue
        self.resolver = Resolver(catalogue)
        self._descriptions = register_descriptions()
        self._parties: dict[str, Actor | None] = {}

    def actor(self, name: str) -> Actor | None:
        """Whom a party name stands for, or None when nobody known bears it."""
        if name not in self._parties:
            self._parties[name] = self.actors.find(name)
        return self._parties[name]

    def party(self, name: str | None) -> Party:
        """The name with the id of the actor it stands for."""
        actor = self.actor(name) if name else None
        return Party(actor.id if actor else None, actor.name if actor else name or "not known")

    def described(self, description: str | None) -> str | None:
        """The class node that a register's description points to."""
        found = self._descriptions.get(description.casefold()) if description else None
        return found.node if found else None

    def is_component(self, description: str | None) -> bool:
        """Whether the description names a part (an engine, a radar, a turret), not a weapon of its own."""
        found = self._descriptions.get(description.casefold()) if description else None
        return bool(found and found.component)

    def weapon(self, item: str, description: str | None) -> Resolution:
        """What an item of a record is."""
        return self.resolver.resolve(item, self.described(description))

    def line(self, node: str) -> tuple[str, ...]:
        """A node and all above it, nearest first."""
        if node.startswith(REGISTER):
            return (node, *self.line(class_of_register_node(node)))
        return (node, *self.catalogue.ancestors(node))

    def under(self, node: str) -> frozenset[str]:
        """The ids of a node and of everything below it."""
        return frozenset(self.catalogue.descendants(node)) if node in self.catalogue else frozenset((node,))

    def is_under(self, candidate: WeaponWeight, wanted: frozenset[str]) -> bool:
        """Whether a candidate is one of the wanted nodes, or a register's own node below one of them."""
        if candidate.id in wanted:
            return True
        return candidate.id.startswith(REGISTER) and class_of_register_node(candidate.id) in wanted


def class_of_register_node(node: str) -> str:
    """The class node below which a register's own node stands."""
    return node.removeprefix(REGISTER).split("/", 1)[0]
