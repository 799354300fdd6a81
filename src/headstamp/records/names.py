"""The distinct texts of a library, resolved once: party names to actors, designations to nodes.

Resolution is derived and never stored with the records, so that a better catalogue reads old files anew. A
library holds a few hundred party names and a few thousand designations for tens of thousands of rows, so only
the distinct ones are looked up.
"""

from __future__ import annotations

import re

from headstamp.records.context import Context
from headstamp.records.designation import REGISTER, Resolution, Resolver
from headstamp.records.transfer import CLASS_SCHEME, CODE_SCHEMES, Party, WeaponWeight
from headstamp.tables import parse_weighted
from headstamp.values import ValueUnreadable
from headstamp.world import Actor, Actors, Catalogue, read_cell, register_descriptions

_ML_PART = re.compile(r"^(ML\d{1,2})[a-z].*$", re.I)


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
        self._items: dict[tuple[str, str | None, str | None], Resolution] = {}
        self._cells: dict[str, tuple[str, ...]] = {}
        self._coded: dict[str, Resolution | None] = {}
        self._parties: dict[str, Actor | None] = {}

    def actor(self, name: str) -> Actor | None:
        """Whom a party name stands for, or None when nobody known bears it."""
        if name not in self._parties:
            self._parties[name] = self.actors.find(name)
        return self._parties[name]

    def actors_in(self, name: str) -> tuple[str, ...]:
        """The ids of everyone whom a cell names, which may be several ('A; B'); none that is no actor."""
        if name not in self._cells:
            found = read_cell(name, self.actors)
            named = found.parties if found else ()
            self._cells[name] = tuple(one.id for one in named if isinstance(one, Actor))
        return self._cells[name]

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

    def weapon(self, item: str, description: str | None = None, category: str | None = None) -> Resolution:
        """What an item of a record is: what its text names, or else the classes of its category.

        Args:
            item: text, weighted candidates ('m05e3:0.7;ak-pattern:0.3') or a category code ('ml:ML1').
            description: a register's own description of the class, if it has one.
            category: scheme and code, of a source that names categories.
        """
        known = (item, description, category)
        if known not in self._items:
            found = self._item(item, description)
            coded = self._by_code(category) if category and not found.candidates else None
            self._items[known] = coded or found
        return self._items[known]

    def weapon_known(self, text: str, context: Context) -> Resolution:
        """What a text is, given what else is known of the thing; the context only tells rivals apart.

        A name that stands for one weapon stands for it in any context: that it cannot have been there on the
        day is a contradiction for people to see, and no reason to drop what was identified.
        """
        found = self.weapon(text)
        if len(found.candidates) < 2 or ":" in text:
            return found
        judged = self.resolver.resolve(text, context.described, context)
        return judged if judged.candidates else found

    def _item(self, text: str, description: str | None) -> Resolution:
        if description is not None or ":" not in text:
            return self.resolver.resolve(text, self.described(description))
        if (coded := self._by_code(text)) is not None:
            return coded
        try:
            parts = parse_weighted(text)
        except ValueUnreadable:
            return self.resolver.resolve(text, None)
        shared = weighed(
            [(one, weight) for part, weight in parts for one in self.resolver.resolve(part).candidates]
        )
        level = self.resolver.resolve(parts[0][0]).level
        return Resolution(text, shared, "weighted candidates", level)

    def _by_code(self, text: str) -> Resolution | None:
        if text not in self._coded:
            self._coded[text] = self._classes(text)
        return self._coded[text]

    def _classes(self, text: str) -> Resolution | None:
        """The classes that category codes stand for, 'ml:ML1' or 'ml:ML2;ML6a'; None for other texts."""
        scheme, _, code = text.partition(":")
        scheme = scheme.strip().casefold()
        if scheme == CLASS_SCHEME and code in self.catalogue:
            node = WeaponWeight(code, self.catalogue.node(code).name, 1.0)
            return Resolution(text, (node,), "the class that the words name", "class")
        if scheme not in CODE_SCHEMES:
            return None
        # Part letters of the Military List (ML1a) cut through the classes of the catalogue.
        codes = [one.strip() for one in code.split(";")]
        nodes = self.catalogue.tiles(
            scheme, [_ML_PART.sub(r"\1", one) for one in codes] if scheme == "ml" else codes
        )
        shared = tuple(WeaponWeight(node, self.catalogue.node(node).name, 1.0 / len(nodes)) for node in nodes)
        return Resolution(
            text, shared, f"the classes with the code {code.strip()}", "class" if nodes else None
        )

    def line(self, node: str) -> tuple[str, ...]:
        """A node and all above it, nearest first."""
        if node.startswith(REGISTER):
            return (node, *self.line(class_of_register_node(node)))
        return (node, *self.catalogue.ancestors(node))

    def under(self, node: str) -> frozenset[str]:
        """The ids of a node and of everything below it."""
        return frozenset(self.catalogue.descendants(node)) if node in self.catalogue else frozenset((node,))

    def is_under(self, node: str, wanted: frozenset[str]) -> bool:
        """Whether a node is one of the wanted ones, or a register's own below one of them."""
        if node in wanted:
            return True
        return node.startswith(REGISTER) and class_of_register_node(node) in wanted


def weighed(found: list[tuple[WeaponWeight, float]]) -> tuple[WeaponWeight, ...]:
    """Candidates with what several of them share added up, weights summing to 1, the most likely first."""
    together: dict[str, WeaponWeight] = {}
    for one, weight in found:
        before = together[one.id].weight if one.id in together else 0.0
        together[one.id] = WeaponWeight(one.id, one.name, before + weight * one.weight)
    total = sum(one.weight for one in together.values())
    shared = (WeaponWeight(one.id, one.name, one.weight / total) for one in together.values())
    return tuple(sorted(shared, key=lambda one: -one.weight))


def class_of_register_node(node: str) -> str:
    """The class node below which a register's own node stands."""
    return node.removeprefix(REGISTER).split("/", 1)[0]
