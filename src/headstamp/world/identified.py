"""An identification as the cell of a table: weighted candidates that sum to 1, what is left said by its kind.

What is left over (candidates of little weight, and a weapon that is not in the table) goes to the nearest
node of the catalogue that stands above them all, so that nothing is claimed of it but its kind.
"""

from __future__ import annotations

from collections.abc import Iterable

from headstamp.world.identify import Identification
from headstamp.world.weapons import Catalogue

LEAST = 0.03
"""Candidates of less weight are not named in the cell."""
MOST = 6
"""So many candidates are named at most."""
_PARTS = 100


def weapon_cell(found: Identification, catalogue: Catalogue) -> str:
    """The cell `weapon` of the table of sightings, such as 'akm:0.62;type-56:0.3;ak-pattern:0.08'."""
    named = [one for one in found.candidates if one.weight >= LEAST][:MOST]
    parts = {one.weapon: round(one.weight * _PARTS) for one in named}
    left = _PARTS - sum(parts.values())
    if left <= 0 and parts:
        # Rounding must not take what is left over below nothing.
        parts[named[0].weapon] += left
    elif left > 0:
        likely = [one.weapon for one in found.candidates if one.weight * _PARTS >= 1] or list(parts)
        kind = _above(likely or [one.weapon for one in found.candidates], catalogue)
        parts[kind] = parts.get(kind, 0) + left
    return ";".join(f"{name}:{part / _PARTS:g}" for name, part in parts.items() if part)


def _above(weapons: Iterable[str], catalogue: Catalogue) -> str:
    """The nearest node that stands above all of these, itself none of them."""
    first, *others = (catalogue.ancestors(one) for one in weapons)
    return next(node for node in first if all(node in other for other in others))
