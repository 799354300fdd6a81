"""Made-up weapons: families under the shipped classes, models, variants, makers and years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from headstamp.tracing.simulate.dials import Rng
from headstamp.tracing.simulate.geography import States


@dataclass(frozen=True, slots=True)
class WeaponClass:
    """A class of the shipped catalogue, and how it is traded and lost.

    Attributes:
        id: its id in the catalogue.
        item_type: of its weapons.
        heavy: whether a register of major arms takes it.
        share: of all deals.
        quantity: median of a deal.
        field, market, depot: how much it is wanted or found in the field, by smugglers and in depots.
        ml, unroca, hs: its codes in lists of categories.
    """

    id: str
    item_type: str
    heavy: bool
    share: float
    quantity: float
    field: float
    market: float
    depot: float
    ml: str
    unroca: str
    hs: str


_ROWS: Final = (
    ("assault-rifle", "weapon", False, 0.22, 1500, 1.0, 1.2, 1.0, "ML1", "SA4", "930190"),
    ("pistol", "weapon", False, 0.05, 800, 0.4, 1.5, 0.6, "ML1", "SA1", "9302"),
    ("submachine-gun", "weapon", False, 0.03, 300, 0.5, 0.8, 0.6, "ML1", "SA3", "930190"),
    ("sniper-rifle", "weapon", False, 0.04, 80, 1.5, 1.0, 0.8, "ML1", "SA2", "930190"),
    ("light-machine-gun", "weapon", False, 0.06, 300, 1.6, 1.0, 1.0, "ML1", "SA5", "930190"),
    ("general-purpose-machine-gun", "weapon", False, 0.08, 250, 2.2, 1.0, 1.1, "ML1", "SA5", "930190"),
    ("heavy-machine-gun", "weapon", False, 0.06, 100, 3.0, 0.8, 1.4, "ML1", "LW1", "930190"),
    ("automatic-grenade-launcher", "weapon", False, 0.03, 60, 2.5, 0.5, 1.2, "ML2", "LW2", "930120"),
    ("shoulder-fired-rocket-launcher", "weapon", False, 0.08, 300, 2.5, 1.2, 1.3, "ML2", "LW5", "930120"),
    ("recoilless-gun", "weapon", False, 0.03, 60, 2.5, 0.5, 1.4, "ML2", "LW4", "930110"),
    ("anti-tank-missile", "weapon", True, 0.05, 120, 2.0, 0.4, 1.8, "ML4", "VIIa", "930690"),
    ("portable-surface-to-air-missile", "weapon", True, 0.03, 60, 1.5, 0.6, 2.0, "ML4", "VIIb", "930690"),
    ("light-mortar", "weapon", False, 0.04, 100, 1.8, 0.4, 1.4, "ML2", "LW6", "930110"),
    ("heavy-mortar", "weapon", True, 0.04, 40, 1.5, 0.2, 1.8, "ML2", "III", "930110"),
    ("towed-gun", "weapon", True, 0.04, 30, 0.8, 0.05, 1.5, "ML2", "III", "930110"),
    ("towed-multiple-rocket-launcher", "weapon", True, 0.02, 12, 0.8, 0.03, 1.5, "ML4", "III", "930120"),
    ("tank", "vehicle", True, 0.03, 30, 0.8, 0.02, 1.2, "ML6", "I", "8710"),
    ("infantry-fighting-vehicle", "vehicle", True, 0.03, 40, 1.0, 0.02, 1.2, "ML6", "II", "8710"),
    ("armoured-personnel-carrier", "vehicle", True, 0.05, 40, 1.3, 0.05, 1.3, "ML6", "II", "8710"),
    ("protected-vehicle", "vehicle", True, 0.02, 40, 1.4, 0.05, 1.1, "ML6", "II", "8710"),
)  # fmt: skip
CLASSES: Final = tuple(WeaponClass(*row) for row in _ROWS)
IMPROVISED: Final = len(CLASSES)
"""The number of the class of what is made on the spot, after all others."""

CLASS_IDS: Final = (*(one.id for one in CLASSES), "improvised")
HEAVY: Final = np.array([one.heavy for one in CLASSES])


@dataclass(frozen=True, slots=True)
class Leaf:
    """A weapon as made: a variant, or a model that has none.

    Attributes:
        id: of the node; 'level' says which.
        family, model: ids of the nodes above or the node itself.
        class_: number of its class.
        makers: indices of the states that make it; empty for what workshops make.
        first, last: years of making.
        copy_of: id of the model it is a copy of, or ''.
    """

    id: str
    level: str
    family: str
    model: str
    class_: int
    makers: tuple[int, ...]
    first: int
    last: int
    copy_of: str


@dataclass(frozen=True, slots=True)
class Arsenal:
    """All weapons of a world.

    Attributes:
        leaves: everything that is made; the last few are made in workshops.
        families: id and class of each family.
        producers: indices of the states that make arms, biggest first.
        class_of: [leaf] number of its class.
        craft: indices of the leaves made in workshops.
    """

    leaves: tuple[Leaf, ...]
    families: tuple[tuple[str, int], ...]
    producers: np.ndarray
    class_of: np.ndarray
    craft: np.ndarray


def make_arsenal(rng: Rng, states: States, models: int, producers: int) -> Arsenal:
    """Draw the families, their models and who makes them."""
    makers = np.argsort(-states.size)[: min(producers, len(states))]
    per_class = np.maximum(1, rng.multinomial(models, _class_shares(0.5)))
    leaves: list[Leaf] = []
    families: list[tuple[str, int]] = []
    for class_, number in enumerate(per_class):
        of_class = _families(rng, class_, int(number), makers, states)
        families += [(one, class_) for one in dict.fromkeys(leaf.family for leaf in of_class)]
        leaves += of_class
    craft = _workshops(families)
    first = len(leaves)
    leaves += craft
    return Arsenal(
        leaves=tuple(leaves),
        families=tuple(families),
        producers=makers,
        class_of=np.array([leaf.class_ for leaf in leaves]),
        craft=np.arange(first, len(leaves)),
    )


def _class_shares(power: float) -> np.ndarray:
    shares: np.ndarray = np.array([one.share for one in CLASSES]) ** power
    shares /= shares.sum()
    return shares


def _families(rng: Rng, class_: int, number: int, makers: np.ndarray, states: States) -> list[Leaf]:
    """The models of a class, first by family, each family begun by one designer and copied by others."""
    found: list[Leaf] = []
    families = max(1, round(number / 4))
    begun = rng.integers(1945, 1995, families)
    weights = states.size[makers] ** 0.7
    weights = weights / weights.sum()
    for count in range(number):
        family = count % families
        name = f"{CLASSES[class_].id}-f{family + 1}"
        first = int(begun[family] + (0 if count < families else rng.integers(1, 30)))
        last = min(2022, first + int(rng.integers(12, 50)))
        made_by = rng.choice(makers, size=1 + int(rng.random() < 0.2), replace=False, p=weights)
        model = f"{name}-m{count // families + 1}"
        copy_of = f"{name}-m1" if count >= families and rng.random() < 0.4 else ""
        found += _model(rng, model, name, class_, tuple(int(one) for one in made_by), (first, last), copy_of)
    return found


def _model(
    rng: Rng,
    model: str,
    family: str,
    class_: int,
    makers: tuple[int, ...],
    made: tuple[int, int],
    copy_of: str,
) -> list[Leaf]:
    first, last = made
    if rng.random() >= 0.2 or last - first < 15:
        return [Leaf(model, "model", family, model, class_, makers, first, last, copy_of)]
    turn = int(rng.integers(first + 5, last - 4))
    early = Leaf(f"{model}-v1", "variant", family, model, class_, makers, first, turn + 3, copy_of)
    late = Leaf(f"{model}-v2", "variant", family, model, class_, makers, turn, last, copy_of)
    return [early, late]


def _workshops(families: list[tuple[str, int]]) -> list[Leaf]:
    """What workshops make: launchers of their own, and copies that pass for a family's."""
    found = [
        Leaf(f"craft-launcher-{one}", "model", "", f"craft-launcher-{one}", IMPROVISED, (), 1945, 2024, "")
        for one in (1, 2, 3)
    ]
    for name, class_ in families:
        if name in ("assault-rifle-f1", "light-mortar-f1", "pistol-f1"):
            id_ = f"craft-{name}"
            found.append(Leaf(id_, "model", name, id_, class_, (), 1945, 2024, ""))
    return found
