"""Measure look-alikes: recall by kind of re-upload at no false match, excerpts of films, an index of a million.

    python benchmarks/lookalikes.py --pictures FOLDER [--part recall|films|index|many] [--share 1.0]

FOLDER holds photographs and art of any kind, such as Debian's wallpaper packages unpacked (plasma-workspace-wallpapers,
lomiri-wallpapers-16.04, lomiri-wallpapers-20.04, ukui-wallpapers, gnome-backgrounds, mate-backgrounds). Pictures too
plain for a fingerprint and pictures that share anything with an earlier one are left out. Scenes made by this program
are added. The first half of all pictures chooses the threshold, the second is reported. Everything is printed as JSON.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # CPU time is measured; threads would only blur it

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from lookalikes_pictures import ASKED, KINDS, TEMPLATES, dressed
from lookalikes_scenes import scene
from numpy.typing import NDArray
from PIL import Image

from headstamp.evidence.fingerprints.pdq import fingerprint
from headstamp.evidence.lookalikes.gallery import Gallery
from headstamp.evidence.lookalikes.judging import RULES, judge
from headstamp.evidence.lookalikes.look import Look, look

LOOSE = replace(RULES, least_score=0.3)
SCENES = 60
HARD = 2000


def grey(image: Image.Image) -> NDArray[np.uint8]:
    small = image.copy()
    small.thumbnail((512, 512))
    return np.ascontiguousarray(np.asarray(small.convert("L")))


def pictures(folder: Path) -> list[Image.Image]:
    """Distinct pictures with something on them, at most 768 pixels a side."""
    Image.MAX_IMAGE_PIXELS = None
    kept: list[Image.Image] = []
    looks: list[Look] = []
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        if file.suffix.lower() not in (".jpg", ".jpeg", ".png", ".webp"):
            continue
        with Image.open(file) as opened:
            opened.draft("RGB", (768, 768))
            if min(opened.size) < 300:
                continue
            image = opened.convert("RGB")
        image.thumbnail((768, 768))
        seen = look(file.name, grey(image))
        if not seen.views or seen.views[0].name != "whole":
            continue
        if any(judge(seen, other) for other in looks):
            continue
        kept.append(image)
        looks.append(seen)
    said(f"{len(kept)} distinct pictures")
    return kept + [Image.fromarray(scene(seed).at(0.0, 768, 480)) for seed in range(SCENES)]


def said(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def recall(folder: Path, share: float) -> dict[str, object]:
    every = pictures(folder)
    looks = [look(str(number), grey(image)) for number, image in enumerate(every)]
    gallery = Gallery(lambda id: looks[int(id)].grey, LOOSE)
    for one in looks:
        gallery.add(one)
    halves = (range(0, len(every), 2), range(1, len(every), 2))
    rng = np.random.default_rng(1)
    right: tuple[dict[str, list[float]], ...] = (defaultdict(list), defaultdict(list))
    bare: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    wrong: tuple[list[tuple[float, str]], ...] = ([], [])
    unrelated, begun, asked = [0, 0], time.process_time(), 0
    for half, places in enumerate(halves):
        for number in places:
            said(f"picture {number}")
            for kind, change in KINDS.items():
                if rng.random() > share:
                    continue
                made = grey(change(every[number], np.random.default_rng(number)))
                matches = gallery.ask(look("asked", made))
                own = [one.score for one in matches if one.counts and int(one.second) == number]
                right[half][kind].append(max(own, default=0.0))
                wrong[half].extend(
                    (one.score, f"{kind} {number} {one.second}")
                    for one in matches
                    if one.counts and int(one.second) != number
                )
                bare[half][kind].append(fingerprint(made).distance(fingerprint(looks[number].grey)))
                unrelated[half] += len(every) - 1
                asked += 1
    each = (time.process_time() - begun) / asked
    hard = [
        [score for score in hard_pairs(every, places, round(share * HARD), seed)]
        for seed, places in enumerate(halves)
    ]
    worst = max([score for score, _ in wrong[0]] + [score for score, _ in hard[0]], default=0.0)
    chosen = max(0.5, round(worst + 0.02, 2))
    report = {}
    for threshold in sorted({chosen, RULES.least_score}):
        found = {kind: rate(scores, threshold) for kind, scores in right[1].items()}
        report[f"at {threshold}"] = {
            "recall": found,
            "mean": round(float(np.mean(list(found.values()))), 3),
            "least of those asked": min(found[kind] for kind in ASKED if kind in found),
            "false of unrelated": sum(score >= threshold for score, _ in wrong[1]),
            "false of hard": sum(score >= threshold for score, _ in hard[1]),
            "mean on the choosing half": round(
                float(np.mean([rate(scores, threshold) for scores in right[0].values()])), 3
            ),
        }
    return {
        "pictures": len(every),
        "chosen on the first half": chosen,
        "reported on the second": report,
        "unrelated pairs": unrelated[1],
        "hard pairs": len(hard[1]),
        "highest wrong": [sorted(some, reverse=True)[:8] for some in (*wrong, *hard)],
        "bare pdq at 31": {kind: rate([-far for far in some], -31) for kind, some in bare[1].items()},
        "bare pdq at 31, mean": round(
            float(np.mean([rate([-far for far in some], -31) for some in bare[1].values()])), 3
        ),
        "cpu ms a question, with making it": round(each * 1000, 1),
    }


def hard_pairs(
    every: list[Image.Image], places: range, count: int, seed: int
) -> Iterator[tuple[float, str]]:
    """The score of each pair of unrelated pictures in the same template."""
    rng = np.random.default_rng(100 + seed)
    for number in range(count):
        if number % 100 == 0:
            said(f"hard pair {number}")
        kind = TEMPLATES[number % len(TEMPLATES)]
        one, other = rng.choice(places, 2, replace=False)
        template = int(rng.integers(1 << 30))
        first, second = (grey(dressed(kind, every[place], template, rng)) for place in (one, other))
        found = judge(look("first", first), look("second", second, mirrored=False), LOOSE)
        yield found.score if found is not None and found.counts else 0.0, f"{kind} {one} {other} {template}"


def rate(scores: list[float] | list[int], threshold: float) -> float:
    return round(sum(score >= threshold for score in scores) / max(1, len(scores)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--part", default="all")
    parser.add_argument("--share", type=float, default=1.0, help="of questions and hard pairs, for a quick run")
    told = parser.parse_args()
    if told.part in ("all", "recall"):
        print(json.dumps({"recall": recall(told.pictures, told.share)}, indent=1))


if __name__ == "__main__":
    main()
