"""How well what was read agrees with what a person annotated: one to one, per type, spans and fields apart.

An annotation is one JSON object a line: `doc`, `type`, `quote`, `start`, `end`, `fields`, offsets in
characters of the raw text. A find and an annotation may be paired where their spans overlap; each is paired
once at most, in the way that pairs most. *With fields* counts only pairs whose telling fields agree: for
mentions at least half of the joint span (and of weapons model and number), for claims who, what and whom.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from headstamp.reading.mention import (
    Mention,
    MentionKind,
    MoneyMention,
    QuantityMention,
    WeaponMention,
)
from headstamp.records.names import Names
from headstamp.world import Actors, Catalogue

HALF = 0.5
MENTION_TYPES = ("weapon", "actor", "place", "demonym", "quantity", "date")


@dataclass(frozen=True, slots=True)
class Annotated:
    """Something said to stand in a text, by a person or by the program.

    Attributes:
        type: as annotations name it: weapon, quantity, transfer ...
        start: first character.
        end: one after the last.
        fields: as annotations name them.
    """

    type: str
    start: int
    end: int
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one type, and what they come to.

    Attributes:
        found: how many the program found.
        gold: how many were annotated.
        spans: how many pairs overlap.
        right: how many pairs agree in their fields too.
        missed: annotations without a partner.
        spurious: finds without a partner.
    """

    found: int
    gold: int
    spans: int
    right: int
    missed: tuple[Annotated, ...] = ()
    spurious: tuple[Annotated, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the finds that overlap an annotation of their own."""
        return self.spans / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotations that were found."""
        return self.spans / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        """F1 of the spans."""
        return 2 * self.spans / (self.found + self.gold) if self.found + self.gold else 0.0

    @property
    def f_fields(self) -> float:
        """F1 of the spans whose fields agree too."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found,
            self.gold + other.gold,
            self.spans + other.spans,
            self.right + other.right,
            self.missed + other.missed,
            self.spurious + other.spurious,
        )


Agree = Callable[[Annotated, Annotated], bool]


def read_annotations(file: Path) -> dict[str, list[Annotated]]:
    """The annotations of a file by document."""
    found: dict[str, list[Annotated]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        one = Annotated(told["type"], told["start"], told["end"], told["fields"])
        found[told["doc"]].append(one)
    return dict(found)


def scores(
    found: Iterable[Annotated], gold: Iterable[Annotated], agree: Agree, types: Sequence[str]
) -> dict[str, Score]:
    """How well the finds of one document agree with its annotations, by type."""
    ours, theirs = tuple(found), tuple(gold)
    return {
        type_: _score([x for x in ours if x.type == type_], [x for x in theirs if x.type == type_], agree)
        for type_ in types
    }


def _score(found: list[Annotated], gold: list[Annotated], agree: Agree) -> Score:
    overlapping = [[j for j, x in enumerate(found) if _overlap(g, x)] for g in gold]
    agreeing = [[j for j in near if agree(g, found[j])] for g, near in zip(gold, overlapping, strict=True)]
    pairs = _most_pairs(overlapping)
    missed = tuple(g for i, g in enumerate(gold) if i not in pairs.values())
    spurious = tuple(x for j, x in enumerate(found) if j not in pairs)
    return Score(len(found), len(gold), len(pairs), len(_most_pairs(agreeing)), missed, spurious)


def _most_pairs(partners: Sequence[Sequence[int]]) -> dict[int, int]:
    """The most pairs in which nobody comes twice, by augmenting paths: partner of each, by partner."""
    taken: dict[int, int] = {}

    def pair(one: int, asked: set[int]) -> bool:
        for partner in partners[one]:
            if partner in asked:
                continue
            asked.add(partner)
            if partner not in taken or pair(taken[partner], asked):
                taken[partner] = one
                return True
        return False

    for one in range(len(partners)):
        pair(one, set())
    return taken


def _overlap(one: Annotated, other: Annotated) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def half_shared(one: Annotated, other: Annotated) -> bool:
    """Whether two spans share at least half of what they cover together."""
    shared = _overlap(one, other)
    return shared >= HALF * (one.end - one.start + other.end - other.start - shared)


class Judge:
    """Whether the fields of a find agree with those of an annotation, each type by what tells it.

    Args:
        actors: who is who, so that 'RS' and 'Serbia' agree.
        catalogue: what weapons are, so that 'M16' and its node agree.
    """

    def __init__(self, actors: Actors, catalogue: Catalogue) -> None:
        self._names = Names(actors, catalogue)

    def agree(self, gold: Annotated, found: Annotated) -> bool:
        """Whether they agree in what tells their type."""
        match gold.type:
            case "weapon":
                return half_shared(gold, found) and self._same_weapon(gold, found)
            case "quantity" | "date" | "actor" | "place" | "demonym" | "rule" | "attribution" | "statement":
                return half_shared(gold, found)
            case "transfer":
                return self._same(gold, found, "supplier", "recipient", "status")
            case "diversion":
                return _texts(gold.fields.get("mode")) == _texts(found.fields.get("mode"))
            case "holder":
                return self._same(gold, found, "holder")
            case "origin":
                return self._same(gold, found, "country")
            case "supplier_stat":
                return all(
                    str(gold.fields.get(name)) == str(found.fields.get(name))
                    for name in ("n", "overlap")
                    if name in gold.fields
                )
        return True

    def _same(self, gold: Annotated, found: Annotated, *fields: str) -> bool:
        return all(self.ids(gold.fields.get(one)) == self.ids(found.fields.get(one)) for one in fields)

    def ids(self, value: object) -> frozenset[str]:
        """Who is meant by a field: ids where they are known, folded words elsewhere; empty for nobody."""
        return frozenset(map(self._id, _texts(value)))

    def _id(self, text: str) -> str:
        bare = text.removesuffix("-bloc").removesuffix(" government")
        actor = self._names.actor(bare)
        return actor.id if actor is not None else " ".join(bare.casefold().split())

    def _same_weapon(self, gold: Annotated, found: Annotated) -> bool:
        if gold.fields.get("quantity") != found.fields.get("quantity"):
            return False
        ours = _texts(found.fields.get("model"))
        wanted = gold.fields.get("model")
        if not isinstance(wanted, str):
            return not ours
        bare = wanted.removesuffix(" family")
        theirs = frozenset(one.id for one in self._names.weapon(bare).candidates)
        return bool(theirs & ours)


def _texts(value: object) -> frozenset[str]:
    if value is None or value == "" or value == []:
        return frozenset()
    return (
        frozenset(map(str, value))
        if isinstance(value, list | tuple | set | frozenset)
        else frozenset((str(value),))
    )


_TYPE_OF = {MentionKind.MONEY: "quantity"}


def as_annotated(mention: Mention) -> Annotated | None:
    """A mention as annotations have it; None for kinds that they have not (arms in general)."""
    if mention.kind is MentionKind.GOODS:
        return None
    told: dict[str, object] = {}
    if isinstance(mention.value, WeaponMention):
        told = {"quantity": mention.value.quantity}
        if mention.value.level != "class" and not mention.value.improvised:
            told["model"] = list(mention.value.nodes)
    if isinstance(mention.value, QuantityMention | MoneyMention):
        told = {"value": mention.value.value, "cmp": mention.value.comparator}
    kind = _TYPE_OF.get(mention.kind, mention.kind.value)
    return Annotated(kind, mention.start, mention.end, {k: v for k, v in told.items() if v is not None})
