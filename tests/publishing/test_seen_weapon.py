"""A heading names a weapon only where something tells it from the others of its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_case import TRACE

from headstamp.publishing.seen import first_weapon
from headstamp.records import WeaponWeight


@pytest.mark.parametrize(
    ("weights", "heading"),
    [
        ((1.0,), "A"),
        ((0.5, 0.5), "A or B"),
        ((0.34, 0.33, 0.33), "A, B or C"),
        ((0.25, 0.25, 0.25, 0.25), "A, B, C or others"),
        ((0.7, 0.3), "A"),
        ((), "Weapon not identified"),
    ],
)
def test_weapons_of_one_weight_are_named_together(weights: tuple[float, ...], heading: str) -> None:
    candidates = tuple(
        WeaponWeight(name, name, weight) for name, weight in zip("ABCD", weights, strict=False)
    )
    assert first_weapon(replace(TRACE.assessments[0], weapon=candidates)) == heading
