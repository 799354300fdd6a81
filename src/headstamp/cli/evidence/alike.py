"""`headstamp evidence lookalikes`: copies of one picture, so that one observation counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import bold, count, json_object, json_option, note, print_json, progress, say

if TYPE_CHECKING:
    from headstamp.evidence.lookalikes.clusters import Cluster
    from headstamp.evidence.lookalikes.match import Match
    from headstamp.evidence.lookalikes.of_case import Lookalikes
    from headstamp.values import Json

_SHOWN = 20


@click.command(epilog=exits(not_found="there is no such case"))
@click.argument("case", type=PATH)
@click.option("--link", is_flag=True, help="Mark sightings that cite copies as `same_as` one another.")
@json_option("evidence.lookalikes/1")
def lookalikes(case: Path, link: bool, as_json: bool) -> None:
    """Find copies among the pictures and films of CASE: posted again, cropped, captioned, mirrored, cut.

    Copies are one observation; the first known appearance stands for all. Pairs that share only a logo, a
    caption or a card are no copies; others are left to a person, as are parts of films in other films, which
    are told with their times. Other cases of this machine are compared too. Nothing in the case changes
    unless --link is given.

    \b
    Example:
      headstamp evidence lookalikes mosul
    """
    from headstamp.custody.author import author
    from headstamp.evidence.collection import Collection
    from headstamp.evidence.lookalikes.of_case import films_of, link_sightings, pictures_of
    from headstamp.evidence.lookalikes.of_case import lookalikes as compared

    with Collection.open(case) as opened:
        with _Bar(len(pictures_of(opened)) + len(films_of(opened))) as told:
            found = compared(opened, progress=told)
        linked = link_sightings(opened, found.groups, who=author()) if link else {}
        names = {one.id: one.name for one in opened.items()}
    if as_json:
        print_json("evidence.lookalikes/1", _body(case, found, linked))
        return
    _say(found, names)
    if link:
        say(f"{count(len(linked), 'sighting')} marked as showing the same as another.")
    elif found.groups:
        say("Sightings that cite copies are marked as the same with --link.")
    for one in found.elsewhere:
        note(click.style(f"In another case: {one}.", bold=True, fg="red"))


class _Bar:
    """A bar on stderr that is told how many are done."""

    def __init__(self, length: int) -> None:
        self._length, self._done = length, 0
        bar: Callable[[Iterable[int]], Iterable[int]] = progress("Comparing", length)
        self._items = iter(bar(range(length)))

    def __enter__(self) -> _Bar:
        return self

    def __call__(self, done: int) -> None:
        for _ in range(done - self._done):
            next(self._items, None)
        self._done = done

    def __exit__(self, *ended: object) -> None:
        for _ in self._items:
            pass


def _say(found: Lookalikes, names: dict[str, str]) -> None:
    say(
        f"{count(found.compared, 'picture')} and {count(found.films, 'film')} compared: "
        f"{count(len(found.groups), 'group')} of copies, {count(len(found.candidates), 'pair')} to look at, "
        f"{count(len(found.templates), 'pair')} with no more than a logo, caption or card in common, "
        f"{count(len(found.excerpts), 'part')} of films in other films."
    )
    for group in found.groups[:_SHOWN]:
        _say_group(group, names)
    if found.candidates:
        say(bold("To look at"))
        for one in found.candidates[:_SHOWN]:
            say(f"{_called(one.first, names)} and {_called(one.second, names)}: {one}", 2, 2)
    if found.excerpts:
        say(bold("Parts of films in other films"))
        for part in found.excerpts[:_SHOWN]:
            say(f"{_called(part.second, names)} and {_called(part.first, names)}: {part}", 2, 2)
    if max(len(found.groups), len(found.candidates), len(found.excerpts)) > _SHOWN:
        say("More are listed with --json.")


def _called(item: str, names: dict[str, str]) -> str:
    return f"{item} ({names.get(item, '')})"


def _say_group(group: Cluster, names: dict[str, str]) -> None:
    say(bold(f"{len(group.items)} items, one observation"))
    first = group.first
    when = f", first known {first.collected}{' at ' + first.source if first.source else ''}" if first else ""
    say(f"{group.stands_for_all} ({names.get(group.stands_for_all, '')}) stands for all{when}", 2, 2)
    for item in group.items[1:]:
        say(f"{item} ({names.get(item, '')}): {_joined(item, group)}", 4, 2)


def _joined(item: str, group: Cluster) -> str:
    """What joins an item to its group: its match with the one that stands for all, else the first of any."""
    own = [one for one in group.because if item in (one.first, one.second)]
    best = [one for one in own if group.stands_for_all in (one.first, one.second)] or own
    other = best[0].first if best[0].second == item else best[0].second
    return f"with {other}: {best[0]}"


def _body(case: Path, found: Lookalikes, linked: dict[str, list[str]]) -> dict[str, Json]:
    return {
        "case": str(case),
        "compared": found.compared,
        "films": found.films,
        "groups": [
            {
                "items": list(one.items),
                "first": _appearance(one.first),
                "appearances": [_appearance(each) for each in one.appearances],
                "because": [_match(each) for each in one.because],  # type: ignore[arg-type]
            }
            for one in found.groups
        ],
        "candidates": [_match(one) for one in found.candidates],
        "templates": [_match(one) for one in found.templates],
        "excerpts": [json_object(one) for one in found.excerpts],
        "elsewhere": [
            {"item": one.item, "case": one.case, "other": one.other, "distance": one.distance}
            for one in found.elsewhere
        ],
        "linked": [{"sighting": key, "same_as": list(told)} for key, told in linked.items()],
    }


def _appearance(one: object) -> Json:
    from headstamp.values import encode

    return encode(one)


def _match(one: Match) -> Json:
    return {
        "first": one.first,
        "second": one.second,
        "grade": one.grade.value,
        "distance": one.distance,
        "features": one.features,
        "share": round(one.share, 4),
        "changes": [str(each) for each in one.changes],
    }
