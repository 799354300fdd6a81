"""How well the seeds are read, per type: development figures, for the rules were written after reading them.

    python benchmarks/reading_seeds.py [--seeds ../shared/seeds] [--type weapon] [--errors]

Prints precision, recall and F of spans, and F with fields, for each type over the annotated documents.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from headstamp.reading.claims import read_claims
from headstamp.reading.document import from_text
from headstamp.reading.lexicon import Lexicon
from headstamp.reading.scoring import (
    MENTION_TYPES,
    Annotated,
    Judge,
    Score,
    as_annotated,
    read_annotations,
    scores,
)
from headstamp.reading.scoring_claims import claim_as_annotated

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def found_in(text: str, lexicon: Lexicon) -> list[Annotated]:
    """Everything that is read in a text, as annotations have it."""
    reading = read_claims(from_text(text), lexicon)
    mentions = [one for one in map(as_annotated, reading.mentions) if one is not None]
    return [*mentions, *map(claim_as_annotated, reading.claims)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=Path, default=SEEDS)
    asked.add_argument("--type")
    asked.add_argument("--errors", action="store_true")
    told = asked.parse_args()
    lexicon = Lexicon.load()
    judge = Judge(lexicon.actors, lexicon.catalogue)
    gold = read_annotations(told.seeds / "gold.jsonl")
    types = sorted(
        {one.type for all_ in gold.values() for one in all_}, key=lambda t: (t not in MENTION_TYPES, t)
    )
    types = [one for one in types if told.type in (None, one)]
    total = dict.fromkeys(types, Score(0, 0, 0, 0))
    for doc, annotated in gold.items():
        text = (told.seeds / f"{doc}.txt").read_text(encoding="utf-8")
        for type_, score in scores(found_in(text, lexicon), annotated, judge.agree, types).items():
            total[type_] += score
            if told.errors:
                for word, those in (("missed", score.missed), ("spurious", score.spurious)):
                    for one in those:
                        print(doc, type_, word, one.start, repr(text[one.start : one.end]), dict(one.fields))
    print(f"{'development figures':20} {'gold':>5} {'found':>5}    P    R    F  F+fields")
    for type_, score in total.items():
        spans = f"{score.precision:.2f} {score.recall:.2f} {score.f:.2f}"
        print(f"{type_:20} {score.gold:5} {score.found:5} {spans} {score.f_fields:.2f}")


if __name__ == "__main__":
    main()
