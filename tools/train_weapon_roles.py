"""Learns which weapon mention of a report plays the weapon used, from the MUC-4 training documents.

    pip install english-words
    python tools/train_weapon_roles.py [--muc4 ../shared/data/muc4] [--check]

First learns the words of sentences that report an event (those that hold a string of the keys), then, with
these, which weapon was used. Ten-fold cross-validation over documents says how well, and chooses the
threshold; the weights shipped are then learned from all of them. What a candidate is told of events comes
from weights that never saw its document. The hundred unread development documents (benchmarks/muc4.py) are
never touched. Only words of an English dictionary are learned, so that no name of those years is.
`--check` prints the cross-validation and writes nothing.
"""

# ruff: noqa: D103
from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from english_words import get_english_words_set

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import muc4  # noqa: E402

from headstamp.reading.document import Document, from_text  # noqa: E402
from headstamp.reading.mention import Mention  # noqa: E402
from headstamp.reading.mentions import find_mentions  # noqa: E402
from headstamp.reading.weapon_roles import (  # noqa: E402
    EventWords,
    _generic,
    candidates,
    chosen_name,
    sentence_words,
)

MODEL = ROOT / "src" / "headstamp" / "reading" / "data" / "weapon_roles.json"
FOLDS = 10
FEWEST = 6  # candidates that a feature must occur with
FEWEST_WORDS = 12  # and of a word anywhere in the text
SCALES = {
    "text": 0.2,
    "opening": 0.2,
    "before": 0.7,
    "after": 0.7,
    "close": 0.7,
    "sentence": 0.6,
    "event": 0.5,
}
RIDGE = 20.0
STEPS = 150
EVENT_FEWEST, EVENT_RIDGE, EVENT_STEPS = 15, 3.0, 60
LEAST = 0.01


DICTIONARY = {word for word in get_english_words_set(["gcide", "web2"]) if word.islower()}


def _forms(word: str) -> tuple[str, ...]:
    """A word with the endings that texts give it."""
    bare = word.removesuffix("e")
    short = word[:-1] + "i" if word.endswith("y") else word
    doubled = word + word[-1]
    return word, word + "s", short + "es", short + "ed", word + "d", bare + "ing", bare + "ed", doubled + "ed"


STEMS = {_generic(form) for word in DICTIONARY for form in _forms(word)} | {"#", "*"}
OF_WORDS = ("text", "opening", "before", "after", "close", "right", "sentence", "just", "head")


def is_common(feature: str) -> bool:
    """Whether a feature is about no name: about a kind, or a word of the dictionary."""
    kind, _, rest = feature.partition(" ")
    return kind not in OF_WORDS or all(word in STEMS or word in DICTIONARY for word in rest.split())


@dataclass(frozen=True, slots=True)
class Case:
    """A candidate: its report, the name it would be told by, its features, and whether it was the weapon."""

    report: str
    name: str
    features: Mapping[str, float]
    used: bool


def fold_of(report: str) -> int:
    return int(hashlib.sha256(report.encode()).hexdigest(), 16) % FOLDS


def cases(reports: Sequence[muc4.Report]) -> tuple[list[Case], EventWords]:
    """The candidates, told of events by words that never saw their document; and the words of all."""
    read = [(one, document := from_text(one.text), find_mentions(document)) for one in reports]
    held = {one.id: list(_sentences(one, document, found)) for one, document, found in read}
    by_fold = [
        _events([s for id_, those in held.items() if fold_of(id_) != k for s in those]) for k in range(FOLDS)
    ]
    made = []
    for report, document, found in read:
        for group, features in candidates(document, found, by_fold[fold_of(report.id)]):
            quotes = {one.quote for one in group}
            used = any(muc4.names(quote, entity, True) for quote in quotes for entity in report.weapons)
            made.append(Case(report.id, chosen_name(group), features, used))
    return made, _events([sentence for those in held.values() for sentence in those])


def _sentences(
    report: muc4.Report, document: Document, found: Sequence[Mention]
) -> Iterator[tuple[frozenset[str], bool]]:
    """Each sentence's words, and whether it holds a string of the keys."""
    strings = [re.compile(rf"(?<!\w){re.escape(one)}(?!\w)") for one in report.told]
    for start, end, words in sentence_words(document, found):
        plain = " ".join(report.text[start:end].split())
        yield words, any(one.search(plain) for one in strings)


def _events(told: Sequence[tuple[frozenset[str], bool]]) -> EventWords:
    """Ridge logistic regression over words, by Adam on all sentences at once."""
    counts = Counter(word for words, _ in told for word in words)
    place = {
        word: index
        for index, word in enumerate(sorted(w for w, c in counts.items() if c >= EVENT_FEWEST and w in STEMS))
    }
    held = [[place[word] for word in sorted(words) if word in place] for words, _ in told]
    rows = np.repeat(np.arange(len(told)), [len(one) for one in held])
    columns = np.array([column for one in held for column in one])
    event = np.array([one for _, one in told], dtype=float)
    weights, bias = np.zeros(len(place)), 0.0
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, EVENT_STEPS + 1):
        off = 1 / (1 + np.exp(-(np.bincount(rows, weights[columns], len(told)) + bias))) - event
        slope = np.bincount(columns, off[rows], len(place)) + EVENT_RIDGE * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        rate = 0.1 * (1 - step / EVENT_STEPS) + 0.005
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        bias -= 0.5 * off.mean()
    return EventWords(dict(zip(place, weights.round(3).tolist(), strict=True)), round(float(bias), 3))


def _fewest(feature: str) -> int:
    return FEWEST_WORDS if feature.startswith(("text ", "opening ")) else FEWEST


def learn(told: Sequence[Case]) -> tuple[dict[str, float], float]:
    """Weights and bias of a ridge logistic regression, by Adam on all cases at once."""
    counts = Counter(name for one in told for name in one.features)
    kept = sorted(name for name, count in counts.items() if count >= _fewest(name) and is_common(name))
    place = {name: index for index, name in enumerate(kept)}
    scale = np.array([SCALES.get(name.split()[0], 1.0) for name in kept], dtype=np.float32)
    design = np.zeros((len(told), len(kept)), dtype=np.float32)
    for row, one in enumerate(told):
        for name, value in one.features.items():
            if name in place:
                design[row, place[name]] = value
    design *= scale
    used = np.array([one.used for one in told], dtype=np.float32)
    weights, bias = np.zeros(len(kept), dtype=np.float32), np.float32(np.log(used.mean() / (1 - used.mean())))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        off = 1 / (1 + np.exp(-(design @ weights + bias))) - used
        slope = design.T @ off + np.float32(RIDGE) * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        rate = np.float32(0.05 * (1 - step / STEPS) + 0.002)
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        bias -= np.float32(0.02) * off.mean() * 4
    return dict(zip(kept, (weights * scale).tolist(), strict=True)), float(bias)


def judged(weights: Mapping[str, float], bias: float, told: Sequence[Case]) -> list[float]:
    sums = [bias + sum(weights.get(n, 0.0) * v for n, v in one.features.items()) for one in told]
    return [float(1 / (1 + np.exp(-one))) for one in sums]


def cross_validated(told: Sequence[Case]) -> list[tuple[Case, float]]:
    """Each case with its probability by weights that never saw its report."""
    found = []
    for number in range(FOLDS):
        weights, bias = learn([one for one in told if fold_of(one.report) != number])
        held = [one for one in told if fold_of(one.report) == number]
        found.extend(zip(held, judged(weights, bias, held), strict=True))
    return found


def named(found: Sequence[tuple[Case, float]], threshold: float) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one, probability in found:
        if probability >= threshold:
            told.setdefault(one.report, []).append(one.name)
    return told


def _balance(score: muc4.SlotScore) -> float:
    """The lesser of precision and recall: whoever reads wants neither lost."""
    return min(score.precision, score.recall)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--muc4", type=Path, default=muc4.FOLDER)
    asked.add_argument("--check", action="store_true")
    said = asked.parse_args()
    reports = muc4.readable(said.muc4)
    told, events = cases(reports)
    found = cross_validated(told)
    steps = [step / 40 for step in range(6, 30)]
    threshold = max(steps, key=lambda one: _balance(muc4.slot_score(named(found, one), reports, True)))
    figures = {
        kind: str(muc4.slot_score(named(found, threshold), reports, kind == "lenient"))
        for kind in ("lenient", "exact")
    }
    print(
        len(told),
        "candidates,",
        sum(one.used for one in told),
        "used; cross-validated:",
        figures,
        "from",
        threshold,
    )
    if said.check:
        return
    weights, bias = learn(told)
    kept = {name: round(value, 3) for name, value in sorted(weights.items()) if abs(value) >= LEAST}
    made = (
        f"ridge logistic regression by tools/train_weapon_roles.py on {len(reports)} MUC-4 documents "
        "(training, and development but for 100 unread), "
        f"{len(told)} candidates; {FOLDS}-fold cross-validation: {figures}"
    )
    words = {word: weight for word, weight in events.weights.items() if abs(weight) >= LEAST}
    model = {
        "made": made,
        "threshold": threshold,
        "bias": round(bias, 3),
        "weights": kept,
        "events": {"bias": events.bias, "weights": words},
    }
    MODEL.write_text(json.dumps(model, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
