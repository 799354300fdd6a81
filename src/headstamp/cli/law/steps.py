"""Steps of embargoes as rows for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from headstamp.cli.output import say

if TYPE_CHECKING:
    from headstamp.values import Json
    from headstamp.world import Actors, Embargo

IN_FORCE = {True: "yes", None: "cannot tell"}


def step_rows(
    steps: Iterable[tuple[Embargo, bool | None]], actors: Actors, *, target: bool = False
) -> list[tuple[str, ...]]:
    """Rows for a table; with the target where several are told."""
    rows = []
    for one, held in steps:
        remarks = [one.area, "goods: " + one.items if one.items else "", one.note]
        remarks += [f"CONTESTED: {one.contested}" if one.contested else ""]
        remarks += [f"exemptions: {one.exemptions}" if one.exemptions else ""]
        remarks += [f"{one.force}" if not one.binding else "", ", ".join(one.documents)]
        remarks += ["[unverified]" if one.unverified else ""]
        words = "; ".join(part for part in remarks if part)
        named = ", ".join(_name(id_, actors) for id_ in one.target) or f"list {one.list}"
        told = (one.body, *([named] if target else []), one.scope.value, str(one.from_), IN_FORCE[held])
        rows.append((*told, words))
    return rows


def say_notes(*notes: str | None) -> None:
    """Print what is to be noted, one sentence a line; nothing for None."""
    for note in notes:
        if note is not None:
            say(f"Note: {note}.")


def notes_json(*notes: str | None) -> list[Json]:
    """The same notes as the contract tells them, each a sentence; empty where nothing is to be noted."""
    return [f"{note[:1].upper()}{note[1:]}." for note in notes if note is not None]


def step_json(one: Embargo, held: bool | None, actors: Actors) -> dict[str, Json]:
    """A step as the contract tells it."""
    from headstamp.values import encode

    return {
        "id": one.id,
        "regime": one.regime,
        "body": one.body,
        "target": [{"id": id_, "name": _name(id_, actors)} for id_ in one.target],
        "list": one.list,
        "scope": one.scope.value,
        "spared": [{"id": id_, "name": _name(id_, actors)} for id_ in one.spared],
        "items": one.items,
        "area": one.area,
        "exports_from": one.exports_from,
        "force": one.force,
        "from": encode(one.from_),
        "to": encode(one.to),
        "in_force": held,
        "contested": one.contested,
        "exemptions": one.exemptions,
        "documents": list(one.documents),
        "note": one.note,
        "source": one.source,
        "review": one.review,
    }


def _name(id_: str, actors: Actors) -> str:
    return actors.get(id_).name if id_ in actors else id_
