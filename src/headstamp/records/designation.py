"""What a designation means: a text becomes weighted nodes of the catalogue, with the reason for each.

Registers, captions and articles write one weapon in a dozen ways, and two weapons in nearly the same way: M70
and M72 differ by one sign. So texts are compared by a key (letters and digits only, look-alike letters
folded), and an approximate match is allowed only when every group of digits agrees, and every short group of
letters too: M70 is never M72, nor Bell-214 Bell-214ST. A designation that the catalogue does not hold, but
that a register describes ('tank'), becomes a node of the register's own under that class, so that it is
neither lost nor mistaken for another model. What fits nothing stays unresolved, which is an answer. What else
is known of the thing (`context`) weighs the weapons that share a name; it never adds one.

The digit guard and the order of the steps come from a test on 100,000 noisy designations: exact key 0.900
coverage; with an approximate step 0.983 at a precision of 0.9997 (on synthetic noise, hence optimistic). The
guard of letters was added after reading every approximate match in two editions of SIPRI's register; it gives
up some coverage for the sake of those that were wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from headstamp.records.context import Context, Judged, judge, sentence
from headstamp.records.transfer import WeaponWeight
from headstamp.world import Catalogue, Level

# Cyrillic letters that print like Latin ones; designations are typed with either.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХавекмнорстухІіЈјЅѕ", "ABEKMHOPCTYXabekmhopctyxIiJjSs")
_GROUPS = re.compile(r"[^\W\d_]+|\d+")
_CALIBRE = re.compile(r"\s+(\d{2,3}(?:[.,]\d+)?)\s?mm$", re.I)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NOISE = frozenset(
    (
        "series",
        "type-pattern",
        "pattern",
        "style",
        "version",
        "rifle",
        "rifles",
        "variant",
        "assault",
        "family",
    )
)
# Below these an approximate match is a guess; names without digits need to be closer, for nothing else tells
# them apart.
_CLOSE_WITH_DIGITS, _CLOSE_WITHOUT, _SHORTEST = 86.0, 92.0, 5
# Groups of letters this long are words, which may be misspelt; shorter ones are marks (ST, E), which may not.
_WORD, _CLOSE_WORD, _MARK = 5, 80.0, 3
REGISTER = "register:"
"""How the id of a node begins that only a register knows."""


@lru_cache(maxsize=65536)
def groups(text: str) -> tuple[str, ...]:
    """The groups of letters and of digits in a text, without case, accents, look-alikes, hyphens and blanks.

    >>> groups("M-1A1 Abrams") == groups("m1a1  ABRAMS")
    True
    """
    folded = unicodedata.normalize("NFKD", text.translate(_LOOK_ALIKES)).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return tuple(_GROUPS.findall(plain))


def key(text: str) -> str:
    """The groups run together: what two spellings of one designation share."""
    return "".join(groups(text))


def digits(text: str) -> tuple[str, ...]:
    """The groups of digits in order, leading zeros kept: the guard that M70 is never M72, nor M05 M5."""
    return tuple(group for group in groups(text) if group.isdigit())


def _words(text: str) -> tuple[str, ...]:
    """The words of a text by their keys, in alphabetical order; a word keeps its digits where they stand."""
    return tuple(sorted(filter(None, map(key, text.split()))))


def _agree(text: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether a text may be a way to write a name: words misspelt at most, and marks of a variant added.

    'AIM-7E Sparrow' may be called 'AIM-7 Sparrow'; 'T-6 Texan' may not be called 'T-6 Texan II', which says
    more.
    """
    left = [group for group in text if not group.isdigit()]
    for group in name:
        if group.isdigit():
            continue
        same = next((one for one in left if one == group or _misspelt(one, group)), None)
        if same is None:
            return False
        left.remove(same)
    return all(len(group) <= _MARK for group in left)


def _misspelt(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _WORD and one[0] == other[0] and fuzz.ratio(one, other) >= _CLOSE_WORD


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text stands for.

    Attributes:
        text: as it was written.
        candidates: nodes with weights summing to 1, most likely first; empty when the text fits nothing.
        reason: one sentence on how it was found, or why it was not.
        level: class, family, model, variant, register, or None when unresolved.
        weighed: what a context said of each weapon that the text alone may stand for, those included that it
            rules out, likeliest first; empty without a context.
    """

    text: str
    candidates: tuple[WeaponWeight, ...]
    reason: str
    level: str | None
    weighed: tuple[Judged, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether the text stands for anything."""
        return bool(self.candidates)


class Resolver:
    """Resolves texts against one catalogue; build it once, it keeps what it has seen.

    Args:
        catalogue: the shipped catalogue with a case's own additions.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._keys: dict[str, dict[str, None]] = defaultdict(dict)
        self._by_words: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        self._by_digits: dict[tuple[str, ...], dict[str, list[tuple[str, ...]]]] = defaultdict(dict)
        for text, node in catalogue.names():
            if name := key(text):
                self._keys[name][node] = None
                self._by_words[_words(text)][node] = None
                if len(name) >= _SHORTEST:
                    self._by_digits[digits(text)].setdefault(name, []).append(groups(text))
        self._seen: dict[tuple[str, str | None], Resolution] = {}
        self._weighed: dict[tuple[str, str | None, Context], Resolution] = {}

    def resolve(self, text: str, described: str | None = None, context: Context | None = None) -> Resolution:
        """The nodes that a designation stands for.

        Args:
            text: a designation, a name or the id of a node.
            described: the class node that the source's own description points to; candidates of another class
                are dropped, and a designation not in the catalogue becomes a register's node below it.
                None, or what is no node, stands for no description.
            context: what else is known. It weighs the weapons that share the name and rules out what was
                first made later; None gives every one of them the same weight. Its description counts where
                `described` is None.
        """
        if context is None:
            return self._by_name(text, described)
        asked = (text, described, context)
        if asked not in self._weighed:
            class_ = context.described if described is None else described
            self._weighed[asked] = self._in_context(self._by_name(text, class_), class_, context)
        return self._weighed[asked]

    def _by_name(self, text: str, described: str | None) -> Resolution:
        asked = (text, described)
        if asked not in self._seen:
            known = described if described in self.catalogue else None
            self._seen[asked] = self._resolve(text.strip(), known)
        return self._seen[asked]

    def _in_context(self, found: Resolution, described: str | None, context: Context) -> Resolution:
        """What was found by name, weighed; what only a register knows has nothing to be weighed by."""
        told = [
            judge(one.id, context, self.catalogue) for one in found.candidates if one.id in self.catalogue
        ]
        if not any(one.because for one in told):
            return found
        # The sort is stable: where nothing tells two apart, they stay in the catalogue's order.
        told.sort(key=lambda one: -one.factor)
        reason = sentence(found.reason, told)
        before = {one.id: one.weight for one in found.candidates}
        parts = [(one, before[one.node] * one.factor) for one in told if one.factor > 0.0]
        if not parts:
            return replace(self._unnamed(found.text, described, reason), weighed=tuple(told))
        total = sum(part for _, part in parts)
        candidates = tuple(WeaponWeight(one.node, one.name, part / total) for one, part in parts)
        level = str(self.catalogue.node(candidates[0].id).level.value)
        return Resolution(found.text, candidates, reason, level, tuple(told))

    def _resolve(self, text: str, described: str | None) -> Resolution:
        if (
            text in self.catalogue
            and self._fits(text, described)
            and (described is None or not self._is_class(text))
        ):
            return self._found(text, (text,), "the id of a node")
        for nodes, reason in self._attempts(text, described):
            fitting = tuple(node for node in nodes if self._fits(node, described))
            # A register's line is some model: a word for the whole class does not say which, so that the line
            # gets a node of its own under the class.
            if described is not None and fitting and all(map(self._is_class, fitting)):
                break
            if fitting:
                return self._found(text, self._most_general(fitting), reason)
        unfit = f"'{text}' fits no name in the catalogue"
        only = "a designation that only the register holds"
        return self._unnamed(text, described, unfit if described is None else only)

    def _unnamed(self, text: str, described: str | None, reason: str) -> Resolution:
        """A register's own node where the source says of what class it is; else nothing."""
        if described is None or described not in self.catalogue:
            return Resolution(text, (), reason, None)
        node = f"{REGISTER}{described}/{key(text)}"
        return Resolution(text, (WeaponWeight(node, text, 1.0),), reason, "register")

    def _is_class(self, node: str) -> bool:
        return self.catalogue.node(node).level is Level.CLASS

    def _attempts(self, text: str, described: str | None) -> Iterator[tuple[Iterable[str], str]]:
        yield from self._named(text, "")
        if calibre := _CALIBRE.search(text):
            bare = text[: calibre.start()]
            for nodes, reason in self._named(bare, " without the calibre"):
                yield [node for node in nodes if self._has_calibre(node, calibre[1])], reason
        if "/" in text:
            yield self._sides(text, described), "the names between the slashes"
        words = [word for word in text.split() if word.casefold().strip("-") not in _NOISE]
        if 0 < len(words) < len(text.split()):
            yield from self._named(" ".join(words), " without the general word")
        yield self._beside_its_words(text), "the name beside words of its maker or family"
        yield from self._near(text)

    def _named(self, text: str, how: str) -> Iterator[tuple[Iterable[str], str]]:
        yield self._keys.get(key(text), ()), f"the name {text!r}{how}"
        yield self._by_words.get(_words(text), ()), f"the words of {text!r} in another order{how}"

    def _sides(self, text: str, described: str | None) -> list[str]:
        """Every node that one side of a slash names; a mere word for a class tells less than the whole."""
        sides = [side for side in text.split("/") if key(side)]
        nodes = dict.fromkeys(node for side in sides for node in self._keys.get(key(side), ()))
        models = [node for node in nodes if self.catalogue.node(node).level is not Level.CLASS]
        return models or ([] if described is not None else list(nodes))

    def _beside_its_words(self, text: str) -> list[str]:
        """Nodes that the words with digits name, where the other words are theirs too: 'Zastava M70B1'."""
        with_digits = [word for word in text.split() if digits(word)]
        others = {key(word) for word in text.split() if not digits(word) and word.casefold() not in _NOISE}
        nodes = self._keys.get(key(" ".join(with_digits)), ()) if others else ()
        return [node for node in nodes if others <= self._vocabulary(node)]

    def _vocabulary(self, node: str) -> set[str]:
        weapon = self.catalogue.node(node)
        texts = (weapon.name, *weapon.aliases, *weapon.makers)
        return {key(word) for text in texts for word in text.split()}

    def _has_calibre(self, node: str, calibre: str) -> bool:
        """Whether a node is recorded with a calibre: a Type-63 of 130 mm is not the one of 107 mm."""
        numbers = _NUMBER.findall(self.catalogue.node(node).calibre or "")
        return calibre.replace(",", ".") in {number.replace(",", ".") for number in numbers[:1]}

    def _near(self, text: str) -> Iterator[tuple[Iterable[str], str]]:
        name, mine = key(text), groups(text)
        if len(name) < _SHORTEST:
            return
        found = digits(text)
        least = _CLOSE_WITH_DIGITS if found else _CLOSE_WITHOUT
        names = self._by_digits.get(found, {})
        for other, score, _ in process.extract(name, names.keys(), scorer=fuzz.ratio, score_cutoff=least):
            if other[0] == name[0] and any(_agree(mine, theirs) for theirs in names[other]):
                reason = f"close to the name '{other}' ({score:.0f} of 100), all digits agreeing"
                yield self._keys[other], reason

    def _fits(self, node: str, described: str | None) -> bool:
        if described is None:
            return True
        mine = self.catalogue.class_of(node)
        return (
            mine == described
            or described in self.catalogue.ancestors(mine)
            or mine in self.catalogue.ancestors(described)
        )

    def _most_general(self, nodes: tuple[str, ...]) -> tuple[str, ...]:
        """A name that a family and one of its models share means the family: the text does not say which."""
        return tuple(
            node for node in nodes if not any(other in self.catalogue.ancestors(node) for other in nodes)
        )

    def _found(self, text: str, nodes: tuple[str, ...], reason: str) -> Resolution:
        share = 1.0 / len(nodes)
        candidates = tuple(WeaponWeight(node, self.catalogue.node(node).name, share) for node in nodes)
        level = str(self.catalogue.node(nodes[0]).level.value)
        several = f"; {len(nodes)} weapons share it" if len(nodes) > 1 else ""
        return Resolution(text, candidates, reason + several, level)
