"""The bars that the readers of mentions are held to, on real texts beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.reading.document import from_text
from headstamp.reading.lexicon import Lexicon
from headstamp.reading.mentions import find_mentions
from headstamp.reading.scoring import (
    MENTION_TYPES,
    Annotated,
    Judge,
    Score,
    as_annotated,
    read_annotations,
    scores,
)

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
BARS = {
    "weapon": (0.95, 0.93),
    "date": (0.97, 0.90),
    "demonym": (0.98, 0.98),
    "place": (0.93, 0.92),
    "actor": (0.91, 0.90),
    "quantity": (0.95, 0.90),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Score]:
    if not (SEEDS / "gold.jsonl").exists():
        pytest.skip("the annotated articles are not beside the project")
    lexicon = Lexicon.load()
    judge = Judge(lexicon.actors, lexicon.catalogue)
    total = dict.fromkeys(MENTION_TYPES, Score(0, 0, 0, 0))
    for doc, annotated in read_annotations(SEEDS / "gold.jsonl").items():
        text = (SEEDS / f"{doc}.txt").read_text(encoding="utf-8")
        told = [one for one in map(as_annotated, find_mentions(from_text(text), lexicon)) if one is not None]
        for type_, score in scores(told, annotated, judge.agree, MENTION_TYPES).items():
            total[type_] += score
    return total


@pytest.mark.parametrize("type_", MENTION_TYPES)
def test_mentions_of_the_annotated_articles(found: dict[str, Score], type_: str) -> None:
    # Development figures: the rules were written after reading these articles.
    span, fields = BARS[type_]
    assert found[type_].f >= span
    assert found[type_].f_fields >= fields


def test_the_scorer_pairs_one_to_one() -> None:
    gold = [Annotated("weapon", 0, 10), Annotated("weapon", 0, 4)]
    told = [Annotated("weapon", 0, 10)]
    (score,) = scores(told, gold, lambda one, other: True, ["weapon"]).values()
    assert (score.spans, score.found, score.gold) == (1, 1, 2)
    assert round(score.f, 3) == 0.667
    assert len(score.missed) == 1


def test_the_scorer_pairs_as_many_as_it_can() -> None:
    # The first find overlaps both annotations, the second one only the first annotation.
    gold = [Annotated("date", 0, 10), Annotated("date", 8, 20)]
    told = [Annotated("date", 5, 9), Annotated("date", 0, 4)]
    (score,) = scores(told, gold, lambda one, other: False, ["date"]).values()
    assert (score.spans, score.right) == (2, 0)


def test_who_is_meant_counts_and_not_how_it_is_written() -> None:
    lexicon = Lexicon.load()
    judge = Judge(lexicon.actors, lexicon.catalogue)
    gold = Annotated("transfer", 0, 9, {"supplier": "RS", "recipient": "BF", "status": "sold"})
    same = Annotated("transfer", 0, 9, {"supplier": "SRB", "recipient": "Burkina Faso", "status": "sold"})
    other = Annotated("transfer", 0, 9, {"supplier": "SRB", "recipient": "Mali", "status": "sold"})
    assert judge.agree(gold, same)
    assert not judge.agree(gold, other)
