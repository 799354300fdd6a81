"""Who says it: the speaker of a sentence, of a quotation, and what a speaker rests on.

Quotation marks are not paired by their shape, since pages use opening marks to close; within a paragraph
every second mark closes, and a quotation that nothing closes ends with its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Attribution, Claim, ClaimType, Named
from headstamp.reading.claiming import Read, stated
from headstamp.reading.folding import fold
from headstamp.reading.frames import Trigger
from headstamp.reading.party import Party
from headstamp.reading.passage import Passage

_PARAGRAPH = re.compile(r"[^\n]+")
_FEWEST_WORDS = 3
_QUOTE = re.compile('"')
_NEAR = 90
_FAR = 300
_TELLERS = frozenset({"person", "body", "state", "unit", "group"})


@dataclass(frozen=True, slots=True)
class Said:
    """A speaker and the words that name them.

    Attributes:
        source: who.
        how: 'says', 'found' or 'citing'.
        start, end: the words that attribute.
        rule: id of the rule that found them.
    """

    source: Named
    how: str
    start: int
    end: int
    rule: str


def speakers(passage: Passage, last: Named | None) -> list[Said]:
    """Those whom a passage names as its sources.

    Args:
        last: who spoke last before, for 'he said'.
    """
    found: list[Said] = []
    for one in passage.triggers:
        if one.frame.type == "according":
            said = _according(passage, one)
        elif one.frame.type == "speech" and not _inside_other(passage, one):
            said = _speaks(passage, one, last)
        else:
            continue
        if said is not None and not any(said.start < each.end and each.start < said.end for each in found):
            found.append(said)
            last = said.source
    return found


def _inside_other(passage: Passage, one: Trigger) -> bool:
    """Whether a verb is part of other words: 'found their way to'."""
    return any(
        each.start <= one.start and one.end < each.end
        for each in passage.triggers
        if each.frame.type == "diversion"
    )


def _speaks(passage: Passage, one: Trigger, last: Named | None) -> Said | None:
    """'Amnesty said', 'said Patrick Wilcken', 'he said', 'the report found'."""
    if _is_noun(passage, one):
        return None
    rule = one.frame.rule
    how = one.frame.value or "says"
    before = _before(passage, one)
    if before is not None:
        return Said(before.named, how, before.start, one.end, rule)
    noun = _source_noun(passage, one.start)
    if noun is not None:
        return Said(Named(None, passage.raw[noun[0] : noun[1]]), how, noun[0], one.end, rule)
    if how != "says":
        return None
    unknown = _unknown_name(passage, one.start)
    if unknown is not None:
        start, end = unknown
        return Said(Named(None, passage.raw[start:end]), how, start, one.end, rule)
    after = [each for each in passage.groups if 0 <= each.start - one.end <= 6]
    if after and after[0].head.kind in _TELLERS:
        return Said(after[0].head.named, how, one.start, after[0].end, rule)
    pronoun = passage.says("speaker_pronoun", start=one.start - 6, end=one.start)
    if pronoun is not None and last is not None:
        return Said(last, how, pronoun.start(), one.end, rule)
    return None


def _is_noun(passage: Passage, one: Trigger) -> bool:
    """Whether 'states' is a noun: nothing said follows it."""
    if passage.text[one.start : one.end] not in passage.words.all("country_noun"):
        return False
    after = passage.text[one.end : passage.end].lstrip()
    return not after.startswith(('"', ":", ',"', ', "')) and (
        passage.words.pattern("that").match(after) is None
    )


def _before(passage: Passage, one: Trigger) -> Party | None:
    """The teller that stands before, with nothing but a title or an adverb between."""
    person = person_before(passage, one)
    if person is not None:
        return person
    for group in reversed(passage.groups):
        if group.end > one.start:
            continue
        told = [each for each in group.members if each.kind in _TELLERS and not each.adjective]
        if not told or (group.governor and group.governor not in ("by", "of", "in")):
            continue
        gap = passage.text[group.end : one.start]
        if '"' in gap or _crowded(gap):
            return None
        return None if told[-1].possessive else told[-1]
    return None


def person_before(passage: Passage, one: Trigger) -> Party | None:
    """'Patrick Wilcken, Researcher at Amnesty International said': the person speaks, not the employer."""
    for person in reversed(passage.parties):
        if person.kind != "person" or person.end > one.start or one.start - person.end > 2 * _NEAR:
            continue
        gap = passage.text[person.end : one.start].strip()
        verbs = [each for each in passage.triggers if person.end <= each.start < one.start]
        if '"' not in gap and (len(gap.split()) <= 1 or (gap.startswith(",") and not verbs)) and gap != ",":
            return person
    return None


_CAPITALS = re.compile(r"(?:^|[\s\"“”])((?:[A-Z][\w'’-]+ ){0,3}[A-Z][a-z][\w'’-]*)\s+$")


def _unknown_name(passage: Passage, place: int) -> tuple[int, int] | None:
    """A capitalised name before 'said' that no list knows: 'Mokri said', 'Bakari was quoted as saying'."""
    quoted = [
        one.start()
        for one in passage.words.pattern("quoted_as").finditer(
            passage.text, max(passage.start, place - 16), place
        )
    ]
    end = min(quoted) if quoted else place
    window = max(passage.start, end - 60)
    found = _CAPITALS.search(passage.raw[window:end])
    if found is None or passage.raw[passage.start : end].isupper():
        return None
    words = passage.words
    first = fold(found[1].split()[0])
    if (
        first in words.all("speaker_pronoun")
        or first in words.all("determiner")
        or first in words.all("boundary")
    ):
        return None
    return window + found.start(1), window + found.end(1)


def _crowded(gap: str) -> bool:
    """Whether too much stands between a name and a verb for the one to be the subject of the other."""
    bare = gap.strip()
    if bare.startswith(","):
        # An apposition has a comma at both ends.
        return bare == "," or not bare.endswith(",") or len(gap) > _NEAR
    return len(bare.split()) > 3 or "," in bare


def _source_noun(passage: Passage, place: int) -> tuple[int, int] | None:
    nouns = passage.words.pattern("source_noun")
    found = list(nouns.finditer(passage.text, max(passage.start, place - 70), place))
    if not found or '"' in passage.text[found[-1].end() : place]:
        return None
    near = passage.text[found[-1].end() : place]
    if len(near.split()) > 8:
        return None
    return found[-1].start(), found[-1].end()


def _according(passage: Passage, one: Trigger) -> Said | None:
    """'according to UN data', 'citing the panel'."""
    after = [each for each in passage.groups if 0 <= each.start - one.end <= 30]
    noun = passage.says("source_noun", start=one.end, end=one.end + 60)
    if after:
        told = after[0].head
        end = max(told.end, noun.end() if noun is not None and noun.start() < told.end + 30 else 0)
        name = told.named if end == told.end else Named(told.named.id, passage.raw[told.start : end])
        return Said(name, "citing", one.start, end, one.frame.rule)
    if noun is not None:
        return Said(
            Named(None, passage.raw[one.end : noun.end()].strip()),
            "citing",
            one.start,
            noun.end(),
            one.frame.rule,
        )
    return None


def quotations(raw: str, folded: str) -> list[tuple[int, int]]:
    """Where words in quotation marks stand in a text, marks included."""
    found = []
    for paragraph in _PARAGRAPH.finditer(raw):
        marks = [one.start() for one in _QUOTE.finditer(folded, paragraph.start(), paragraph.end())]
        for index in range(0, len(marks), 2):
            start = marks[index]
            end = marks[index + 1] + 1 if index + 1 < len(marks) else paragraph.end()
            if len(raw[start:end].split()) >= _FEWEST_WORDS:
                found.append((start, end))
    return found


def statements(read: Read, folded: str, said: Sequence[Said]) -> Iterator[Claim]:
    """The quotations of a document as statements, each with whoever is named beside it."""
    starts = [one.start for one in said]
    before: tuple[int, Said] | None = None
    for start, end in quotations(read.text, folded):
        speaker = _speaker(read.text, said, starts, start, end)
        # A quotation that goes on in a paragraph of its own is still the same speaker's.
        if before is not None and read.text[before[0] : start].strip() == "":
            speaker = (
                speaker if speaker is not None and _inside(read.text, speaker, start, end) else before[1]
            )
        slots = [stated("kind", "quote", start, end)]
        if speaker is not None:
            slots.append(stated("speaker", speaker.source, speaker.start, speaker.end))
            before = (end, speaker)
        yield read.claim(ClaimType.STATEMENT, start, end, slots, rule="statement.quotation")


def _inside(raw: str, said: Said, start: int, end: int) -> bool:
    """Whether a speaker is named in the paragraph of a quotation."""
    top, bottom = _paragraph(raw, start, end)
    return top <= said.start < bottom


def _paragraph(raw: str, start: int, end: int) -> tuple[int, int]:
    bottom = raw.find("\n", end)
    return raw.rfind("\n", 0, start) + 1, len(raw) if bottom < 0 else bottom


def _speaker(raw: str, said: Sequence[Said], starts: Sequence[int], start: int, end: int) -> Said | None:
    """Whoever is named nearest to a quotation in its paragraph, else in the one before."""
    top, bottom = _paragraph(raw, start, end)
    index = bisect_right(starts, top - 1)
    near = [one for one in said[index : bisect_right(starts, bottom)] if not start < one.start < end - 1]
    if near:
        return min(near, key=lambda one: min(abs(one.start - end), abs(start - one.end)))
    return said[index - 1] if index and start - said[index - 1].end < _FAR else None


def attributions(read: Read, said: Sequence[Said]) -> Iterator[Claim]:
    """The words that attribute, as claims of their own."""
    for one in said:
        slots = [stated("source", one.source, one.start, one.end), stated("how", one.how, one.start, one.end)]
        yield read.claim(ClaimType.ATTRIBUTION, one.start, one.end, slots, rule=one.rule)


def chain(
    read: Read, passage: Passage, said: Sequence[Said], quoted: Claim | None
) -> tuple[Attribution, ...]:
    """Who says what a passage claims: those named in it, the speaker of the quotation it stands in.

    Args:
        said: those named in the passage.
        quoted: the statement that it stands in, if any.
    """
    found = [
        Attribution(one.source, one.how, read.text[one.start : one.end], one.start, one.end) for one in said
    ]
    speaker = None if quoted is None else quoted.slot("speaker")
    if (
        speaker is not None
        and isinstance(speaker.value, Named)
        and all(one.source != speaker.value for one in found)
    ):
        words = read.text[speaker.start : speaker.end]
        found.insert(0, Attribution(speaker.value, "says", words, speaker.start, speaker.end))
    # Whoever speaks comes first, then what they rest on.
    return tuple(sorted(found, key=lambda one: one.how == "citing"))
