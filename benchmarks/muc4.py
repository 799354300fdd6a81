"""The MUC-4 documents and answer keys, with a part that nobody reads kept apart.

The unread part is fixed by rule: of the development documents, the hundred whose message id has the greatest
SHA-256 in hexadecimal. Everything else (the training documents and the other development documents) may be
read and learned from. Only `unread` returns the unread part, and only a final measurement calls it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "muc4"
UNREAD = 100
SLOTS = (
    "perp_individual_id",
    "phys_tgt_id",
    "hum_tgt_name",
    "hum_tgt_description",
    "incident_instrument_id",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A newswire document with its key.

    Attributes:
        id: message id.
        text: in capitals, as it was sent.
        weapons: the entities that play the weapon, over all templates: each the strings that name it.
        told: every string that the keys give for anyone and anything in its events.
    """

    id: str
    text: str
    weapons: tuple[tuple[str, ...], ...]
    told: frozenset[str]


def readable(folder: Path = FOLDER) -> list[Report]:
    """All documents that may be read and learned from, in order."""
    held_apart = _unread_ids(folder)
    return [*_reports(folder, "train"), *(one for one in _reports(folder, "dev") if one.id not in held_apart)]


def unread(folder: Path = FOLDER) -> list[Report]:
    """The documents that nobody reads; for the final measurement only."""
    held_apart = _unread_ids(folder)
    return [one for one in _reports(folder, "dev") if one.id in held_apart]


def _unread_ids(folder: Path) -> frozenset[str]:
    ids = [json.loads(line)["docid"] for line in (folder / "doc_dev").read_text().splitlines() if line]
    by_hash = sorted(ids, key=lambda one: hashlib.sha256(one.encode()).hexdigest())
    return frozenset(by_hash[-UNREAD:])


def _reports(folder: Path, part: str) -> list[Report]:
    keys = _keys(folder / f"keys_{part}")
    lines = (folder / f"doc_{part}").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line]
    weapons, strings = keys
    return [
        Report(one["docid"], one["text"], tuple(weapons[one["docid"]]), frozenset(strings[one["docid"]]))
        for one in told
    ]


def _keys(file: Path) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, set[str]]]:
    """The weapon entities by message, one told in several templates once; and the strings of all slots."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    told: dict[str, set[str]] = defaultdict(set)
    for block in file.read_text(encoding="utf-8").split("%%%"):
        if not block.strip():
            continue
        pairs = json.loads(block)
        message = next(value for name, value in pairs if name == "message_id")
        for name, value in pairs:
            if name in SLOTS and value is not None:
                told[message].update(" ".join(one.split()) for one in _strings(value))
            if name == "incident_instrument_id" and value is not None:
                strings = tuple(_strings(value))
                if strings and strings not in found[message]:
                    found[message].append(strings)
    return found, told


def _strings(value: dict[str, object]) -> list[str]:
    told: list[str] = []
    for name in ("strings", "strings_lhs", "strings_rhs"):
        told.extend(one for one in value.get(name) or [] if one)
    return told


@dataclass(frozen=True, slots=True)
class SlotScore:
    """How well named weapons agree with the keys.

    Attributes:
        right: entities of the keys that were named.
        wrong: names that agree with no entity of their document.
        entities: entities of the keys.
    """

    right: int
    wrong: int
    entities: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.entities)

    @property
    def f(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        counts = f"{self.right} of {self.entities}, {self.wrong} wrong"
        return f"P {self.precision:.2f} R {self.recall:.2f} F {self.f:.2f} ({counts})"


def plain(text: str) -> str:
    """A string as the usual scorer compares it: no case, punctuation, articles."""
    words = re.sub(r"[^\w ]", "", " ".join(text.lower().split())).split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def names(told: str, entity: tuple[str, ...], lenient: bool) -> bool:
    """Whether a name is one of an entity's strings; leniently, whether one holds the other as whole words."""
    ours = f" {plain(told)} "
    for string in map(plain, entity):
        if ours == f" {string} " or (lenient and (ours in f" {string} " or f" {string} " in ours)):
            return True
    return False


def slot_score(told: Mapping[str, Sequence[str]], reports: Sequence[Report], lenient: bool) -> SlotScore:
    """The score of the names told for each report; names of one entity count once."""
    right = wrong = 0
    for report in reports:
        hit: set[int] = set()
        for one in told.get(report.id, ()):
            meant = [place for place, entity in enumerate(report.weapons) if names(one, entity, lenient)]
            if meant:
                hit.add(next((place for place in meant if place not in hit), meant[0]))
            else:
                wrong += 1
        right += len(hit)
    return SlotScore(right, wrong, sum(len(report.weapons) for report in reports))
