"""How likely a tick is of a given weapon, from two stated rates: eyes err, and tables err.

A weapon that shows several values shows each as often as the others, because no source says how often. The
rates are judgements and told as such; nothing here was fitted to anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from headstamp.world.features import Feature, Features

WRONG_ROW: Mapping[str, float] = {"checked": 0.02, "checked once": 0.05, "register": 0.05, "case": 0.05}
"""How often a row of this state of review is wrong; a judgement, not measured."""
WRONG_ROW_ELSE = 0.15
"""The same for rows of any other state of review, such as unverified ones."""
_MOST_MISREAD = 0.5


def chances_of(
    feature: Feature, features: Features, weapons: Iterable[str], sure: bool = True
) -> dict[str, dict[str, float]]:
    """For each weapon that the table tells of, how likely each tick is if it is that weapon.

    Args:
        feature: the feature that is ticked.
        features: the table.
        weapons: ids of the candidates.
        sure: False doubles the rate of misreading.
    """
    misread = min(_MOST_MISREAD, feature.misread * (1 if sure else 2))
    rows = {one: features.shown(one, feature.id) for one in weapons}
    bare = {one: _read(row.values, feature, misread) for one, row in rows.items() if row is not None}
    common = mean(bare.values())
    told = {}
    for weapon, chances in bare.items():
        row = rows[weapon]
        wrong = WRONG_ROW.get(row.review if row is not None else "", WRONG_ROW_ELSE)
        told[weapon] = {value: (1 - wrong) * chances[value] + wrong * common[value] for value in chances}
    return told


def _read(shown: tuple[str, ...], feature: Feature, misread: float) -> dict[str, float]:
    """How likely each tick is of a weapon that shows these values, each as often as the others."""
    others = max(1, len(feature.values) - 1)
    return {
        value: sum((1 - misread) if value == one else misread / others for one in shown) / len(shown)
        for value in feature.values
    }


def mean(chances: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of several, each counted alike; empty where there are none."""
    all_ = list(chances)
    return {value: sum(one[value] for one in all_) / len(all_) for value in all_[0]} if all_ else {}


def chance_of(chances: Mapping[str, float], values: Iterable[str]) -> float:
    """How likely it is that one of the values is ticked."""
    # Where the table tells nothing of any candidate, a tick tells nothing either.
    return sum(chances[value] for value in values) if chances else 1.0
