"""The mentions of a document: what names, numbers and times its text holds, and what each may mean."""

from __future__ import annotations

from collections.abc import Iterator

from headstamp.reading.document import Document
from headstamp.reading.folding import fold
from headstamp.reading.lexicon import Hit, Lexicon, Name
from headstamp.reading.mention import (
    ActorMention,
    DemonymMention,
    Mention,
    MentionKind,
    MentionValue,
    PlaceMention,
    WeaponMention,
)


def find_mentions(document: Document, lexicon: Lexicon | None = None) -> tuple[Mention, ...]:
    """What a document names, in order of start; no two of a kind overlap.

    Args:
        document: what to read.
        lexicon: the names to look for; the shipped ones where none is given.
    """
    names = lexicon or Lexicon.load()
    text = document.text
    kept: dict[MentionKind, int] = {}
    found = []
    hits = [
        (hit, name) for hit in names.find(fold(text)) for name in hit.names if _as_written(text, hit, name)
    ]
    for hit, name in sorted(hits, key=lambda one: (one[0].start, -one[0].end)):
        if hit.start >= kept.get(name.kind, 0):
            kept[name.kind] = hit.end
            quote = text[hit.start : hit.end]
            found.append(Mention(name.kind, hit.start, hit.end, quote, _value(name, names)))
    return tuple(found)


def of_kind(mentions: tuple[Mention, ...], *kinds: MentionKind) -> Iterator[Mention]:
    """The mentions of some kinds."""
    return (mention for mention in mentions if mention.kind in kinds)


def _as_written(text: str, hit: Hit, name: Name) -> bool:
    return not name.cased or text[hit.start : hit.end] == name.text


def _value(name: Name, lexicon: Lexicon) -> MentionValue:
    if name.kind is MentionKind.WEAPON:
        node = lexicon.catalogue.node(name.ids[0])
        return WeaponMention(name.ids, node.class_, node.level.value)
    if name.kind is MentionKind.DEMONYM:
        return DemonymMention(name.ids[0])
    actor = lexicon.actors.get(name.ids[0])
    if name.kind is MentionKind.PLACE:
        return PlaceMention(actor.id, actor.name, "state", actor.id)
    return ActorMention(actor.id, actor.name, actor.kind.value, lexicon.actors.state_of(actor.id))
