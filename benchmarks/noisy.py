"""How fast and how well noisy designations resolve, as JSON.

    python benchmarks/noisy.py [--count N]

Names of the catalogue are disturbed as people and registers disturb them: hyphens, blanks, case, look-alike
letters, word order, a dropped letter, general words. The disturbance is written by the authors of the rules,
so the shares are optimistic for real text; the count of wrong answers is what matters.
"""

from __future__ import annotations

import argparse
import json
import random
import time

from headstamp.records import Resolver
from headstamp.world import Catalogue

_LOOK_ALIKE = str.maketrans("ABEKMHOPCTX", "АВЕКМНОРСТХ")


def disturbed(text: str, chance: random.Random) -> str:
    """One name as somebody else would write it; digits are never touched."""
    words = text.split()
    if len(words) > 1 and chance.random() < 0.2:
        chance.shuffle(words)
    text = " ".join(words)
    if chance.random() < 0.4:
        text = text.replace("-", chance.choice(("", " ", "-")))
    if chance.random() < 0.3:
        text = chance.choice((text.upper(), text.lower()))
    if chance.random() < 0.15:
        text = text.translate(_LOOK_ALIKE)
    if chance.random() < 0.15 and len(text) > 7:
        at = chance.randrange(1, len(text))
        text = text[:at] + text[at + 1 :] if text[at].isalpha() else text
    if chance.random() < 0.2:
        text += chance.choice((" version", " series", " rifle"))
    return text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    count = parser.parse_args().count
    chance = random.Random(5)
    resolver = Resolver(Catalogue.load())
    names = [pair for pair in resolver.catalogue.names() if len(pair[0]) > 2]
    asked = [(disturbed(text, chance), text) for text, _ in chance.choices(names, k=count)]
    truth = {text: {one.id for one in resolver.resolve(text).candidates} for _, text in asked}
    begun = time.process_time()
    answers = [({one.id for one in resolver.resolve(noisy).candidates}, text) for noisy, text in asked]
    spent = time.process_time() - begun
    resolved = [(found, text) for found, text in answers if found]
    right = sum(1 for found, text in resolved if found & truth[text])
    told = {
        "designations": count,
        "cpu_s": round(spent, 2),
        "resolved": round(len(resolved) / count, 4),
        "precision": round(right / len(resolved), 4),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
