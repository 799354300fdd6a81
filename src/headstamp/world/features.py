"""By what the eye tells weapons apart: features, their values, and which weapon shows which.

The rows stand in `data/features.csv`, `data/feature_values.csv` and `data/weapon_features.csv`, each with its
source and how far it was checked. Only what a picture can show is known here; ranking is left to `identify`.
A weapon without a row for a feature is silent about it, which is not the same as lacking it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from headstamp.tables import split_list
from headstamp.values import NotFound
from headstamp.world.actors import shipped_rows
from headstamp.world.calibres import calibre_key
from headstamp.world.weapons import Catalogue

CALIBRE = "calibre"
"""The feature whose values are the calibres of the catalogue."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that can be seen on a weapon.

    Attributes:
        id: its short name.
        asks: the question that a person answers.
        misread: how often a person ticks a wrong value, 0 to 1.
        values: value to what it looks like, in words.
        source: where the rate comes from.
    """

    id: str
    asks: str
    misread: float
    values: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What one weapon shows of one feature.

    Attributes:
        weapon: id of a node of the catalogue.
        feature: id of the feature.
        values: what it can show; several where it was made in several ways.
        source: where the row comes from.
        review: how far it was checked.
    """

    weapon: str
    feature: str
    values: tuple[str, ...]
    source: str
    review: str


class Features:
    """All features, and what each weapon shows of them; never changed."""

    __slots__ = ("_by_weapon", "_features")

    def __init__(self, features: Iterable[Feature], shown: Iterable[Shown]) -> None:
        self._features = {one.id: one for one in features}
        self._by_weapon: dict[str, dict[str, Shown]] = {}
        for row in shown:
            self._by_weapon.setdefault(row.weapon, {})[row.feature] = row

    @classmethod
    def load(cls, catalogue: Catalogue | None = None) -> Features:
        """The shipped rows, with the calibres of a catalogue; None takes the shipped one."""
        return _shipped() if catalogue is None else _with_calibres(catalogue)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features.values())

    def feature(self, id: str) -> Feature:
        """A feature by its id; raises NotFound."""
        if id not in self._features:
            raise NotFound(f"There is no feature '{id}'", do=f"choose one of {', '.join(self._features)}")
        return self._features[id]

    @property
    def weapons(self) -> tuple[str, ...]:
        """Ids of the weapons with rows, in the order of the table."""
        return tuple(self._by_weapon)

    def shown(self, weapon: str, feature: str) -> Shown | None:
        """What a weapon shows of a feature; None where the table is silent."""
        return self._by_weapon.get(weapon, {}).get(feature)

    def rows(self) -> Iterator[Shown]:
        """Every row."""
        for rows in self._by_weapon.values():
            yield from rows.values()

    def value(self, feature: str, text: str) -> str:
        """The value of a feature that a text names, whatever its case; raises NotFound."""
        values = self.feature(feature).values
        wanted = calibre_key(text) if feature == CALIBRE else text.strip().casefold()
        for one in values:
            if wanted == (calibre_key(one) if feature == CALIBRE else one.casefold()):
                return one
        raise NotFound(
            f"The feature '{feature}' has no value '{text}'", do=f"choose one of {', '.join(values)}"
        )


def _with_calibres(catalogue: Catalogue) -> Features:
    shown = tuple(map(_shown, shipped_rows("weapon_features.csv")))
    calibres = tuple(_calibres(dict.fromkeys(row.weapon for row in shown), catalogue))
    told: dict[str, dict[str, str]] = {}
    for row in shipped_rows("feature_values.csv"):
        told.setdefault(row["feature"], {})[row["value"]] = row["says"]
    told[CALIBRE] = {one: one for row in calibres for one in row.values}
    features = tuple(
        Feature(row["feature"], row["asks"], float(row["misread"]), told[row["feature"]], row["source"])
        for row in shipped_rows("features.csv")
    )
    return Features(features, (*shown, *calibres))


def _shown(row: Mapping[str, str]) -> Shown:
    return Shown(row["weapon"], row["feature"], split_list(row["values"]), row["source"], row["review"])


def _calibres(weapons: Iterable[str], catalogue: Catalogue) -> Iterator[Shown]:
    for weapon in weapons:
        if weapon not in catalogue:
            continue
        node = catalogue.node(weapon)
        values = tuple(part.strip() for part in node.calibre.split("/") if part.strip())
        if values:
            yield Shown(weapon, CALIBRE, values, f"the catalogue: {node.source}", node.review)


@lru_cache(maxsize=1)
def _shipped() -> Features:
    return _with_calibres(Catalogue.load())
