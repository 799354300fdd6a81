"""What look-alikes cost: a million frames, thousands of pictures, a minute of film; and what copies add.

    python benchmarks/lookalikes_sizes.py [--part index|many|minute|reuploads] [--pictures 10000]

CPU seconds of one process, and its largest memory. Everything is printed as JSON.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # CPU time is measured; threads would only blur it

import argparse
import json
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from lookalikes_films import encoded
from lookalikes_scenes import scene
from PIL import Image, ImageDraw

FRAMES = 1_000_000
CASE, COPIES = "iraq-2014", 1000


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def index() -> dict[str, object]:
    """Random codes, and questions that lie up to 31 bits from one of them, so that the truth is known."""
    from headstamp.evidence.lookalikes.hamming import WITHIN, HammingIndex

    before, rng = memory(), np.random.default_rng(5)
    held = HammingIndex()
    for _ in range(10):
        held.add(rng.integers(0, 2**64, (FRAMES // 10, 4), np.uint64))
    held.seal()
    asked = []
    for place in rng.integers(0, FRAMES, 500).tolist():
        code = held.codes[place].copy()
        for bit in rng.choice(256, rng.integers(0, WITHIN + 1), replace=False).tolist():
            code[bit // 64] ^= np.uint64(1 << (bit % 64))
        asked.append((place, code))
    begun = time.process_time()
    found = [held.near(code) for _, code in asked]
    seconds = time.process_time() - begun
    missed = sum(place not in near for (place, _), (near, _) in zip(asked, found, strict=True))
    wrong = 0
    for (_, code), (near, _) in list(zip(asked, found, strict=True))[:50]:
        far = np.bitwise_count(held.codes ^ code).sum(1)
        wrong += near.tolist() != np.flatnonzero(far <= WITHIN).tolist()
    return {
        "frames": len(held),
        "cpu_ms_a_question": round(1000 * seconds / len(asked), 2),
        "missed": missed,
        "answers_unlike_comparing_all_of_50": wrong,
        "memory_mb": round(memory() - before),
    }


def many(pictures: int) -> dict[str, object]:
    """Thumbnails, a tenth of them copies of others: cropped, captioned, mirrored, scaled."""
    from headstamp.evidence.lookalikes.clusters import clusters
    from headstamp.evidence.lookalikes.gallery import matches_among
    from headstamp.evidence.lookalikes.look import grey_of

    rng = np.random.default_rng(6)
    with tempfile.TemporaryDirectory() as folder:
        truth: dict[str, str] = {}
        for number in range(pictures):
            name = f"{number:05d}"
            if number % 10 == 9:
                of = f"{int(rng.integers(0, number)):05d}"
                of = truth.get(of, of)
                _copy(Image.open(Path(folder, of)), number).save(Path(folder, name), "JPEG", quality=70)
                truth[name] = of
            else:
                own(number).save(Path(folder, name), "JPEG", quality=85)
            if number % 500 == 0:
                print(f"made {number}", file=sys.stderr)
        before, begun = memory(), time.process_time()
        found = clusters(
            matches_among(
                sorted(os.listdir(folder)),
                lambda item: grey_of(Path(folder, item).read_bytes()),
                progress=lambda done: print(f"compared {done}", file=sys.stderr) if done % 512 == 0 else None,
            )
        )
        seconds = time.process_time() - begun
    of_group = {item: number for number, one in enumerate(found) for item in one.items}
    joined = sum(of_group.get(copy, -1) == of_group.get(of, -2) for copy, of in truth.items())
    return {
        "pictures": pictures,
        "cpu_s": round(seconds, 1),
        "copies": len(truth),
        "copies_joined": joined,
        "groups": len(found),
        "largest_group": max((len(one.items) for one in found), default=0),
        "memory_mb": round(memory() - before),
    }


def own(number: int) -> Image.Image:
    """A picture of its own: ground of several scales under shapes with corners."""
    rng = np.random.default_rng(90_000 + number)
    ground = np.zeros((320, 512), np.float32)
    for octave in range(6):
        noise = Image.fromarray((rng.random((3 * 2**octave, 3 * 2**octave)) * 255).astype(np.uint8))
        ground += np.asarray(noise.resize((512, 320), Image.Resampling.BICUBIC), np.float32) / 1.6**octave
    made = Image.fromarray((ground / ground.max() * 230).astype(np.uint8)).convert("RGB")
    draw = ImageDraw.Draw(made)
    for _ in range(22):
        at, size = rng.random(2) * (512, 320), rng.uniform(8, 70)
        corners = [
            (at[0] + size * np.cos(a), at[1] + size * np.sin(a)) for a in np.sort(rng.random(5) * 6.28)
        ]
        draw.polygon(corners, fill=tuple(int(c) for c in rng.integers(0, 256, 3)))
    return made


def _copy(picture: Image.Image, number: int) -> Image.Image:
    wide, tall = picture.size
    match number // 10 % 4:
        case 0:
            return picture.crop((wide // 8, tall // 8, wide - wide // 10, tall - tall // 10))
        case 1:
            made = Image.new("RGB", (wide, tall + 50), "white")
            made.paste(picture)
            ImageDraw.Draw(made).text((10, tall + 12), "seen on a channel", fill="black", font_size=22)
            return made
        case 2:
            return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return picture.resize((wide // 2, tall // 2))


def minute() -> dict[str, object]:
    """A minute of 1080p H.264 with cuts: key frames and the sequence as the sandbox makes them, and PDQ."""
    frames = (
        scene(second // 5).at(second + part / 25, 1920, 1080) for second in range(60) for part in range(25)
    )
    film = encoded(frames, 25, 23)
    # A process of its own, as in the sandbox: the decoder keeps count of the time its process has used.
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as alone:
        return {"bytes": len(film), **alone.submit(_decoded, film).result()}


def _decoded(film: bytes) -> dict[str, object]:
    from headstamp.evidence.decoders import video
    from headstamp.evidence.sandbox import encoding
    from headstamp.evidence.sandbox.checks import Announced

    video.prepare()
    file = os.memfd_create("film")
    os.write(file, film)
    os.lseek(file, 0, os.SEEK_SET)
    begun = time.process_time()
    found = video.decode(file, {"media_type": "video/mp4", "frames": 12, "thumbnail": 512})
    decoded = time.process_time() - begun
    begun = time.process_time()
    for part in found.parts:
        encoding.part(Announced(part.kind, None, part.width, part.height, part.size()), bytearray(part.data))
    made = time.process_time() - begun
    sequence = found.parts[-1]
    return {
        "key_frames": len(found.parts) - 1,
        "frames_of_the_sequence": len(sequence.data) // (128 * 128 + 4),
        "decoding_cpu_s": round(decoded, 2),
        "pictures_and_fingerprints_cpu_s": round(made, 2),
        "cpu_s": round(decoded + made, 2),
    }


def reuploads() -> dict[str, object]:
    """One sighting told again as many copies: what that does to the probabilities of its routes."""
    from headstamp.case import Case
    from headstamp.records import Library
    from headstamp.tables import write_table

    with tempfile.TemporaryDirectory() as folder, Case.create(Path(folder, "case"), example=CASE) as case:
        library = Library(Path(folder, "home"))
        first = case.sightings[0].id
        before = {one.sighting: _routes(one) for one in case.trace(library).assessments}
        row = next(one for one in case.rows("sightings") if one["id"] == first)
        copies = [{**row, "id": f"{first}-copy-{number}", "same_as": first} for number in range(COPIES)]
        write_table(Path(folder, "copies.csv"), list(copies[0]), copies, "csv")
        case.import_table("sightings", Path(folder, "copies.csv"))
        after = {
            one.sighting: _routes(one) for one in case.trace(library).assessments if one.sighting in before
        }
    change = max(
        after[sighting].get(route, 0.0) - chance
        for sighting, routes in before.items()
        for route, chance in routes.items()
    )
    return {"copies": COPIES, "sightings": len(before), "largest_rise_of_a_route": change}


def _routes(assessment: object) -> dict[str, float]:
    return {str(one.steps): one.probability for one in assessment.routes}  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--part", choices=("index", "many", "minute", "reuploads"))
    parser.add_argument("--pictures", type=int, default=10_000)
    given = parser.parse_args()
    parts = {"index": index, "minute": minute, "reuploads": reuploads, "many": lambda: many(given.pictures)}
    for name, measure in parts.items():
        if given.part in (None, name):
            print(json.dumps({name: measure()}, indent=1), flush=True)


if __name__ == "__main__":
    main()
