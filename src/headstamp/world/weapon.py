"""One node of the catalogue of weapons, and how the cells of a row become one.

Nothing is looked up here: what stands above a node, and whether that exists, is left to `weapons` and
`weapon_overlay`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from headstamp.tables import split_list
from headstamp.values import Span, ValueUnreadable

ITEM_TYPES: Final = ("weapon", "ammunition", "munition", "component", "vehicle", "uncrewed")
REVIEWS: Final = ("checked", "checked once", "year doubtful", "unverified", "case", "register")


WORKSHOPS = "workshops"
"""In the cell of makers: only workshops make it, without a licence. An empty cell says that nobody knows."""


class Level(StrEnum):
    """How much a node says; a parent says less than its children, and classes may stand under classes."""

    CLASS = "class"
    FAMILY = "family"
    MODEL = "model"
    VARIANT = "variant"

    def may_hold(self, other: Level) -> bool:
        """Whether a node of this level can be the parent of one of the other."""
        order = list(Level)
        return order.index(self) < order.index(other) or self is other is Level.CLASS


@dataclass(frozen=True, slots=True)
class Weapon:
    """One node of the catalogue.

    Attributes:
        id: its id.
        name: the name to print.
        level: class, family, model or variant.
        parent: id of the node above, None for a top class.
        aliases: other names and spellings, in any script; several weapons may share one.
        item_type: weapon, ammunition, munition, component, vehicle or uncrewed.
        class_: id of its class; a class's own id. It can be another than the class above it in the tree: a
            short version may stand in the family of the long one.
        calibre: as written in the trade, mostly millimetres; '' where it has none or several.
        makers: names of companies and arsenals; `WORKSHOPS` alone where only workshops make it.
        designed_in: actor id of the state it was designed in, None where that is not known.
        made_in: actor ids of the states it was made in; `Catalogue.makers_in` gathers those below a node.
        licence_of: id of the node it was made under licence from, if any.
        made_from: when making began, or the earliest time the source supports; None where no source says.
        made_to: when making ended; None where it goes on or no source says.
        source: where the row comes from.
        review: checked, checked once, year doubtful, unverified, register, or case for a case's own.
    """

    id: str
    name: str
    level: Level
    parent: str | None
    aliases: tuple[str, ...]
    item_type: str
    class_: str
    calibre: str
    makers: tuple[str, ...]
    designed_in: str | None
    made_in: tuple[str, ...]
    licence_of: str | None
    made_from: Span | None
    made_to: Span | None
    source: str
    review: str

    @property
    def of_workshops(self) -> bool:
        """Whether it is said that only workshops make it, as a copy of a pistol that no factory ever made."""
        return tuple(one.casefold() for one in self.makers) == (WORKSHOPS,)


@dataclass(frozen=True, slots=True)
class Codes:
    """What a class is called in the categories of registers, licensing lists and customs.

    Attributes:
        unroca: categories of the UN Register (I to VIIb; SA1 to SA6 small arms, LW1 to LW7 light weapons).
        att: letters of Article 2(1) of the Arms Trade Treaty, or art3, art4.
        ml: categories of the EU Common Military List.
        hs: headings of the Harmonized System, digits only, as many as are certain.
    """

    unroca: tuple[str, ...] = ()
    att: tuple[str, ...] = ()
    ml: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()

    def hold(self, scheme: str, code: str) -> bool:
        """Whether ``code`` of a scheme covers the class; an HS code also matches shorter and longer ones."""
        wanted = "".join(code.split()).replace(".", "").casefold()
        told: list[str] = [one.casefold() for one in getattr(self, scheme)]
        if scheme != "hs":
            return wanted in told
        return bool(wanted) and any(one.startswith(wanted) or wanted.startswith(one) for one in told)


SCHEMES: Final = tuple(Codes.__dataclass_fields__)


def weapon_from_row(row: Mapping[str, str]) -> Weapon:
    """The node that the cells of a row describe, as written; a missing cell is an empty one.

    Raises:
        ValueUnreadable: if the id is missing, or the level or a time cannot be read; ``column`` says which.
    """
    cells = {column: (text or "").strip() for column, text in row.items()}
    id_ = _id(cells)
    return Weapon(
        id=id_,
        name=cells.get("name") or id_,
        level=_level(cells),
        parent=cells.get("parent") or None,
        aliases=split_list(cells.get("aliases", "")),
        item_type=cells.get("item_type", "").casefold(),
        class_=cells.get("class", ""),
        calibre=cells.get("calibre", ""),
        makers=split_list(cells.get("makers", "")),
        designed_in=cells.get("designed_in") or None,
        made_in=split_list(cells.get("made_in", "")),
        licence_of=cells.get("licence_of") or None,
        made_from=_span(cells, "made_from"),
        made_to=_span(cells, "made_to"),
        source=cells.get("source", ""),
        review=cells.get("review", ""),
    )


def codes_from_row(row: Mapping[str, str]) -> Codes:
    """The codes in the cells of a class's row; a missing cell is an empty one."""
    return Codes(*(split_list(row.get(scheme) or "") for scheme in SCHEMES))


def _id(cells: Mapping[str, str]) -> str:
    if id_ := cells.get("id"):
        return id_
    raise ValueUnreadable("A weapon has no id", kind="id", column="id", do="give each row an id of its own")


def _level(cells: Mapping[str, str]) -> Level:
    text = cells.get("level", "")
    try:
        return Level(text.casefold())
    except ValueError:
        what = f"The level '{text}' of the weapon '{cells['id']}' is not known"
        do = "write class, family, model or variant"
        raise ValueUnreadable(what, text=text, kind="level", column="level", do=do) from None


def _span(cells: Mapping[str, str], column: str) -> Span | None:
    text = cells.get(column, "")
    try:
        return Span.parse(text) if text else None
    except ValueUnreadable as error:
        what = f"The weapon '{cells['id']}' has a time that cannot be used: {error.message}"
        raise ValueUnreadable(what, text=text, kind="date", column=column) from None
