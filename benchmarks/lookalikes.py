"""Measure look-alikes: recall by kind of re-upload at no false match, excerpts of films.

    python benchmarks/lookalikes.py --pictures FOLDER [--part recall|films] [--share 1.0] [--among 0]

FOLDER holds photographs and art of any kind, such as Debian's wallpaper packages unpacked
(plasma-workspace-wallpapers, lomiri-wallpapers-16.04, lomiri-wallpapers-20.04, ukui-wallpapers,
gnome-backgrounds, mate-backgrounds). Pictures too plain for a fingerprint and pictures that share anything
with an earlier one are left out. Scenes made by this program are added. The first half of all pictures
chooses the threshold, the second is reported. With --among, the copies are asked about among so many other
pictures that the program makes: from 500 on fewer proposals are judged. Everything is printed as JSON.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # CPU time is measured; threads would only blur it

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from lookalikes_films import DONE, Film, encoded, frames_of, sequence
from lookalikes_pictures import ASKED, KINDS, TEMPLATES, dressed
from lookalikes_scenes import scene
from lookalikes_sizes import own as made_up
from numpy.typing import NDArray
from PIL import Image

from headstamp.evidence.fingerprints.pdq import fingerprint
from headstamp.evidence.lookalikes.films import FilmIndex
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
    seen_before: dict[str, Look] = {}
    gallery = Gallery(lambda item: seen_before[item].grey, LOOSE)
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        # The packages hold upright pictures that are cut from those lying, and differ from them in little
        # else.
        if file.suffix.lower() not in (".jpg", ".jpeg", ".png", ".webp"):
            continue
        with Image.open(file) as opened:
            opened.draft("RGB", (768, 768))
            if min(opened.size) < 300 or opened.height > opened.width:
                continue
            image = opened.convert("RGB")
        image.thumbnail((768, 768))
        seen = look(file.name, grey(image))
        if not seen.views or seen.views[0].name != "whole":
            continue
        if gallery.ask(seen):
            continue
        kept.append(image)
        seen_before[seen.id] = seen
        gallery.add(seen)
    said(f"{len(kept)} distinct pictures")
    return kept + [Image.fromarray(scene(seed).at(0.0, 768, 480)) for seed in range(SCENES)]


def said(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Told:
    """What workers need; they are forked, so that it is shared."""

    every: list[Image.Image]
    looks: list[Look]
    gallery: Gallery


_TOLD: list[Told] = []
Answer = tuple[str, float, list[tuple[float, str]], int, float]


def questions(number: int) -> list[Answer]:
    """Each kind of one picture: the score with itself, those with others, the bare distance, CPU seconds."""
    told, found = _TOLD[0], []
    for place, (kind, change) in enumerate(KINDS.items()):
        if np.random.default_rng((number, place)).random() > SHARE[0]:
            continue
        begun = time.process_time()
        made = grey(change(told.every[number], np.random.default_rng(number)))
        matches = [one for one in told.gallery.ask(look("asked", made)) if one.counts]
        own = max((one.score for one in matches if int(one.first) == number), default=0.0)
        others = [(one.score, f"{kind} {number} {one.first}") for one in matches if int(one.first) != number]
        far = fingerprint(made).distance(fingerprint(told.looks[number].grey))
        found.append((kind, own, others, far, time.process_time() - begun))
    said(f"picture {number}")
    return found


def hard_pairs(job: tuple[int, int, int]) -> list[tuple[float, str]]:
    """The scores of unrelated pictures in the same template: of which half, from which number, how many."""
    half, start, count = job
    every, found = _TOLD[0].every, []
    for number in range(start, start + count):
        rng = np.random.default_rng((10 + half, number))
        kind = TEMPLATES[number % len(TEMPLATES)]
        one, other = rng.choice(range(half, len(every), 2), 2, replace=False)
        template = int(rng.integers(1 << 30))
        first, second = (grey(dressed(kind, every[place], template, rng)) for place in (one, other))
        match = judge(look("first", first), look("second", second, mirrored=False), LOOSE)
        score = match.score if match is not None and match.counts else 0.0
        found.append((score, f"{kind} {one} {other} {template}"))
    said(f"hard pairs of half {half} from {start}")
    return found


SHARE = [1.0]


def recall(folder: Path, share: float, among: int) -> dict[str, object]:
    every = pictures(folder)
    held = (*every, *(made_up(number) for number in range(among)))
    looks = [look(str(number), grey(image)) for number, image in enumerate(held)]
    gallery = Gallery(lambda item: looks[int(item)].grey, LOOSE)
    for one in looks:
        gallery.add(one)
    _TOLD[:], SHARE[:] = [Told(every, looks, gallery)], [share]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        answers = list(workers.map(questions, range(len(every))))
        jobs = [(half, start, 50) for half in (0, 1) for start in range(0, round(HARD * share), 50)]
        dressed_alike = list(workers.map(hard_pairs, jobs))
    halves = [[one for some in answers[half::2] for one in some] for half in (0, 1)]
    hard = [
        sorted(
            (one for job, some in zip(jobs, dressed_alike, strict=True) if job[0] == half for one in some),
            reverse=True,
        )
        for half in (0, 1)
    ]
    wrong = [sorted((one for answer in some for one in answer[2]), reverse=True) for some in halves]
    worst = max((some[0][0] for some in (wrong[0], hard[0]) if some), default=0.0)
    chosen = max(0.5, round(worst + 0.05, 2))
    report: dict[str, object] = {}
    for threshold in sorted({chosen, RULES.least_score}):
        kinds = [by_kind(some, lambda one, at=threshold: one[1] >= at) for some in halves]  # type: ignore[misc]
        report[f"at {threshold}"] = {
            "recall": kinds[1],
            "mean": mean(kinds[1]),
            "least of those asked": min(kinds[1].get(kind, 1.0) for kind in ASKED),
            "false of unrelated": sum(score >= threshold for score, _ in wrong[1]),
            "false of hard": sum(score >= threshold for score, _ in hard[1]),
            "mean on the choosing half": mean(kinds[0]),
            "false on the choosing half": sum(score >= threshold for score, _ in wrong[0] + hard[0]),
        }
    bare = by_kind(halves[1], lambda one: one[3] <= 31)
    return {
        "pictures": len(every),
        "among others": among,
        "chosen on the first half": chosen,
        "reported on the second": report,
        "questions on the second": len(halves[1]),
        "unrelated pairs on the second": len(halves[1]) * (len(looks) - 1),
        "hard pairs on the second": len(hard[1]),
        "highest wrong": {
            "unrelated": [some[:6] for some in wrong],
            "hard": [some[:6] for some in hard],
        },
        "bare pdq at 31": {"recall": bare, "mean": mean(bare)},
        "cpu ms a question, with making it": round(1000 * float(np.mean([one[4] for one in halves[1]])), 1),
    }


def by_kind(answers: list[Answer], found: Callable[[Answer], bool]) -> dict[str, float]:
    of: dict[str, list[bool]] = defaultdict(list)
    for one in answers:
        of[one[0]].append(found(one))
    return {kind: round(sum(of[kind]) / len(of[kind]), 3) for kind in KINDS if of[kind]}


def mean(rates: dict[str, float]) -> float:
    return round(sum(rates.values()) / max(1, len(rates)), 3)


def rate(scores: list[float] | list[int], threshold: float) -> float:
    return round(sum(score >= threshold for score in scores) / max(1, len(scores)), 3)


def films(count: int = 16) -> dict[str, object]:
    """Five seconds of a film within another of 25 seconds, and films that only share a moving card."""
    rng = np.random.default_rng(4)
    index = FilmIndex()
    begun, seconds = time.process_time(), 0.0
    for number in range(count):
        said(f"film {number}")
        index.add(f"film {number}", sequence(encoded(frames_of(Film(number), 0, 40, 12), 12, 23)))
    found: dict[str, list[bool]] = defaultdict(list)
    within, wrong = [], 0
    for number in range(count):
        kind = list(DONE)[number % len(DONE)]
        said(f"excerpt {number} {kind}")
        change, own, start = DONE[kind], Film(100 + number), float(rng.uniform(0, 34))
        parts = (
            frames_of(own, 0, 10.0, 15),
            frames_of(Film(number), start, 5, 15),
            frames_of(own, 12, 15, 15),
        )
        host = sequence(encoded((change(one) for part in parts for one in part), 15, 32))
        begun = time.process_time()
        matches = [one for one in index.ask("host", host) if one.counts]
        seconds += time.process_time() - begun
        told = (start, start + 5, 10.0, 15.0)
        off = 99.0
        for one in matches:
            if one.first == f"film {number}":
                at = (one.first_from, one.first_to, one.second_from, one.second_to)
                off = min(off, max(abs(here - there) for here, there in zip(at, told, strict=True)))
            else:
                wrong += 1
        found[kind].append(off <= 1.0)
        within.append(round(off, 2))
    cards = FilmIndex()
    shared_cards = false_cards = 0
    for number in range(count // 2):
        said(f"card {number}")
        parts = (frames_of(Film(900), 0, 4.0, 12), frames_of(Film(300 + number), 0, 14, 12))
        seen = sequence(encoded((one for part in parts for one in part), 12, 28))
        for one in cards.ask(f"card {number}", seen):
            shared_cards, false_cards = shared_cards + 1, false_cards + one.counts
        cards.add(f"card {number}", seen)
    return {
        "found within 1 s": {kind: rate([float(one) for one in some], 1.0) for kind, some in found.items()},
        "largest error of start or end, s": within,
        "excerpts in films without one": wrong,
        "pairs of films with the same moving card": count // 2 * (count // 2 - 1) // 2,
        "of these reported as openings": shared_cards - false_cards,
        "of these taken for copies": false_cards,
        "cpu s a question": round(seconds / count, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--part", default="all")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of questions and hard pairs, for a quick run"
    )
    parser.add_argument("--among", type=int, default=0, help="other pictures in the gallery")
    told = parser.parse_args()
    if told.part in ("all", "recall"):
        print(json.dumps({"recall": recall(told.pictures, told.share, told.among)}, indent=1))
    if told.part in ("all", "films"):
        print(json.dumps({"films": films()}, indent=1))


if __name__ == "__main__":
    main()
