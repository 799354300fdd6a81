"""What the weapon cells of records and sightings stand for, read the same way for both."""

from __future__ import annotations

from headstamp.records import Names, Resolution, WeaponWeight
from headstamp.records.designation import REGISTER
from headstamp.records.manual import CODE_SCHEMES
from headstamp.tables import parse_weighted
from headstamp.values import ValueUnreadable


def weapons_of(text: str, described: str | None, names: Names) -> Resolution:
    """What the weapon cell of a record or a sighting is; a cell may hold weighted candidates.

    Args:
        described: a register's own description of the class, if it has one.
    """
    if described is not None or ":" not in text:
        return names.weapon(text, described)
    if (coded := _by_code(text, names)) is not None:
        return coded
    try:
        parts = parse_weighted(text)
    except ValueUnreadable:
        return names.weapon(text, described)
    shared = weighed([(one, weight) for part, weight in parts for one in names.weapon(part, None).candidates])
    level = names.weapon(parts[0][0], None).level
    return Resolution(text, shared, "weighted candidates", level)


def _by_code(text: str, names: Names) -> Resolution | None:
    """The classes that a category code stands for, such as 'ml:ML1'; None where the text is no code."""
    scheme, _, code = text.partition(":")
    if scheme.strip().casefold() not in CODE_SCHEMES:
        return None
    nodes = names.catalogue.with_code(scheme.strip().casefold(), code.strip())
    shared = tuple(WeaponWeight(node, names.catalogue.node(node).name, 1.0 / len(nodes)) for node in nodes)
    return Resolution(text, shared, f"the classes with the code {code.strip()}", "class" if nodes else None)


def weighed(found: list[tuple[WeaponWeight, float]]) -> tuple[WeaponWeight, ...]:
    """Candidates with what several of them share added up, weights summing to 1, the most likely first."""
    together: dict[str, WeaponWeight] = {}
    for one, weight in found:
        before = together[one.id].weight if one.id in together else 0.0
        together[one.id] = WeaponWeight(one.id, one.name, before + weight * one.weight)
    total = sum(one.weight for one in together.values())
    shared = (WeaponWeight(one.id, one.name, one.weight / total) for one in together.values())
    return tuple(sorted(shared, key=lambda one: -one.weight))


def class_of(node: str, names: Names) -> str:
    """The class node that a node, or a register's own node, stands under."""
    if node.startswith(REGISTER):
        return node.removeprefix(REGISTER).split("/", 1)[0]
    return names.catalogue.class_of(node)
