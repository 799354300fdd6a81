"""The look-alikes of one case: its pictures compared, copies joined to one observation, sightings told apart.

Pictures are compared by their thumbnails, films by the fingerprints of their frames in order, and pictures
with films by key frames. A single frame joins nothing by itself: a film may share a card or a flag with a
picture, so that is for a person to look at. Sightings of copies are marked `same_as` only when a person asks
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from headstamp.evidence.collection import Collection
from headstamp.evidence.fingerprints.frames import FrameSequence
from headstamp.evidence.fingerprints.stills import View
from headstamp.evidence.item import EvidenceItem
from headstamp.evidence.lookalikes.clusters import Appearance, Cluster, clusters
from headstamp.evidence.lookalikes.films import Excerpt
from headstamp.evidence.lookalikes.films_of_case import SEQUENCE, films_alike
from headstamp.evidence.lookalikes.gallery import Reading, matches_among
from headstamp.evidence.lookalikes.look import Look, grey_of
from headstamp.evidence.lookalikes.match import Grade, Match
from headstamp.evidence.lookalikes.register import Elsewhere, Register
from headstamp.tables import split_list

_THUMBNAIL, _FRAME = "thumbnail", "frame"
_COMPARED = (_THUMBNAIL, _FRAME)


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """What looks alike in a case.

    Attributes:
        compared: how many pictures and key frames were compared.
        films: how many films were compared.
        groups: copies, each group one observation, with first known appearance and what was changed.
        candidates: pairs that a person has to look at, with the frames that make films candidates.
        templates: pairs that share a logo, card or frame and are no copies.
        excerpts: stretches that films share without being copies of each other, with times in both.
        elsewhere: items of other cases of this machine that look the same.
    """

    compared: int
    films: int
    groups: tuple[Cluster, ...]
    candidates: tuple[Match, ...]
    templates: tuple[Match, ...]
    excerpts: tuple[Excerpt, ...]
    elsewhere: tuple[Elsewhere, ...]


def lookalikes(
    collection: Collection,
    *,
    register: Register | None = None,
    progress: Callable[[int], None] | None = None,
) -> Lookalikes:
    """Compare the pictures of a case with each other, and with those of other cases on this machine.

    Args:
        register: where fingerprints of cases are kept; None for this machine's own.
        progress: told how many pictures and films are done, from time to time.

    Raises:
        Refused: OpenCV is not installed.
    """
    pictures, films = pictures_of(collection), films_of(collection)
    seen: dict[str, tuple[View, ...]] = {}

    def note(one: Look) -> None:
        if pictures[one.id].derivation == _THUMBNAIL:
            seen[pictures[one.id].parent] = one.views

    found = [
        one
        for match in matches_among(pictures, _reading(collection, pictures), progress=progress, seen=note)
        if (one := _of_items(match, pictures, films)) is not None
    ]
    moving = films_alike(
        {one: _sequence(collection, item) for one, item in films.items()},
        progress=None if progress is None else lambda done: progress(len(pictures) + done),
    )
    found += moving.copies
    came = [
        Appearance(one.item, one.collected, one.source, one.collected_by)
        for one in collection.acquisitions()
        if one.item
    ]
    kept = register or Register()
    elsewhere = kept.elsewhere(collection.path, seen)
    kept.write(collection.path, seen)
    return Lookalikes(
        len(pictures),
        len(films),
        tuple(clusters(found, came)),
        tuple(_once(one for one in found if one.grade is Grade.CANDIDATE)),
        tuple(_once(one for one in found if one.grade is Grade.TEMPLATE)),
        moving.excerpts,
        tuple(elsewhere),
    )


def pictures_of(collection: Collection) -> dict[str, EvidenceItem]:
    """What is compared of a case: thumbnails of pictures, key frames of films, by id, in order of coming."""
    return {
        one.id: one
        for one in collection.items(derived=True)
        if one.derived and one.derivation.partition(" ")[0] in _COMPARED
    }


def films_of(collection: Collection) -> dict[str, EvidenceItem]:
    """The fingerprints of a case's films, by the id of the film, in order of coming."""
    every = collection.items(derived=True, cells={"derivation": SEQUENCE})
    return {one.parent: one for one in every}


def link_sightings(collection: Collection, groups: tuple[Cluster, ...], *, who: str) -> dict[str, list[str]]:
    """Mark the sightings that name copies in their source or locator as showing the same.

    Args:
        who: who says that they are; readable in the log.

    Returns:
        Each sighting that was changed, with the ids that its `same_as` gained.
    """
    rows = {row.key: dict(row.cells) for row in collection.store.rows("sightings")}
    gained: dict[str, list[str]] = {}
    for group in groups:
        naming = [
            key
            for key, cells in rows.items()
            if any(item in cells.get(column, "") for item in group.items for column in ("source", "locator"))
        ]
        for key in naming[1:]:
            told = split_list(rows[key].get("same_as", ""))
            if naming[0] not in told:
                rows[key]["same_as"] = "; ".join((*told, naming[0]))
                gained.setdefault(key, []).append(naming[0])
    with collection.store.change(who, "evidence lookalikes") as change:
        for key in gained:
            change.put("sightings", key, rows[key])
    return gained


def _reading(collection: Collection, pictures: Mapping[str, EvidenceItem]) -> Reading:
    return lambda key: grey_of(collection.vault.path(pictures[key].sha256).read_bytes())


def _sequence(collection: Collection, item: EvidenceItem) -> FrameSequence:
    return FrameSequence.from_bytes(collection.vault.path(item.sha256).read_bytes())


def _of_items(
    match: Match, pictures: Mapping[str, EvidenceItem], films: Mapping[str, EvidenceItem]
) -> Match | None:
    """A match of pictures as one of the items they were made from.

    None within one item, and between two films that are compared as films.
    """
    one, other = pictures[match.first], pictures[match.second]
    if one.parent == other.parent or (one.parent in films and other.parent in films):
        return None
    by_frame = _FRAME in (one.derivation.partition(" ")[0], other.derivation.partition(" ")[0])
    grade = Grade.CANDIDATE if by_frame and match.counts else match.grade
    return replace(match, first=one.parent, second=other.parent, grade=grade)


def _once(found: Iterable[Match]) -> list[Match]:
    """One match for each pair of items: the one that says most."""
    best: dict[tuple[str, str], Match] = {}
    for one in found:
        pair = (one.first, one.second)
        if pair not in best or one.score > best[pair].score:
            best[pair] = one
    return list(best.values())
