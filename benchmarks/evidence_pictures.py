"""How much the sandbox costs for small pictures: thumbnails made inside it against the bare decoder, as JSON.

    python benchmarks/evidence_pictures.py [--pictures N] [--rounds R] [--confinement bubblewrap|landlock]

Pictures are made up, 512 pixels on the longer side, JPEG of qualities 75 to 92, of smooth light and sensor noise so
that they compress like photographs. Both sides open a file, decode it, turn it upright, make a thumbnail of at most
512 pixels and encode that as a JPEG of quality 85. Bare: a pool of two plain processes, nothing confined, no facts
read. Sandbox: `Sandbox(processes=2)`, one confined process for each file, all checks and facts included. The two take turns
in one run; the bar is a ratio of 0.6 (pictures a second, sandbox by bare).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from headstamp.evidence.sandbox import Confinement, Sandbox, Verdict

SIDE = 512
SHAPES = ((512, 512), (512, 384), (384, 512), (512, 288))
BAR = 0.6


def make(folder: Path, count: int) -> list[Path]:
    chance = random.Random(7)
    grounds = []
    for number in range(24):
        shape = SHAPES[number % len(SHAPES)]
        light = [Image.effect_noise((shape[0] // 16, shape[1] // 16), 90).resize(shape, Image.Resampling.BICUBIC) for _ in range(3)]
        edges = Image.effect_noise((shape[0] // 4, shape[1] // 4), 60).resize(shape, Image.Resampling.NEAREST)
        picture = Image.blend(Image.merge("RGB", light), Image.merge("RGB", [edges] * 3), 0.25)
        noise = Image.merge("RGB", [Image.effect_noise(shape, 24).filter(ImageFilter.GaussianBlur(0.6)) for _ in range(3)])
        grounds.append(Image.blend(picture, noise, 0.3))
    paths = []
    for number in range(count):
        ground = grounds[number % len(grounds)]
        shift = (chance.randrange(ground.width), chance.randrange(ground.height))
        path = folder / f"{number:05d}.jpg"
        moved = Image.new("RGB", ground.size)
        for x in (shift[0] - ground.width, shift[0]):
            for y in (shift[1] - ground.height, shift[1]):
                moved.paste(ground, (x, y))
        moved.save(path, "JPEG", quality=chance.randrange(75, 93))
        paths.append(path)
    return paths


def bare_one(path: str) -> int:
    with Image.open(path, formats=["JPEG"]) as image:
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE, SIDE))
        out = BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=85)
    return len(out.getvalue())


def bare(pool: ProcessPoolExecutor, paths: Sequence[Path]) -> float:
    begin = time.perf_counter()
    assert all(pool.map(bare_one, map(str, paths), chunksize=16))
    return len(paths) / (time.perf_counter() - begin)


def confined(sandbox: Sandbox, paths: Sequence[Path]) -> float:
    begin = time.perf_counter()
    waiting = [sandbox.submit(path, thumbnail=SIDE) for path in paths]
    for each in waiting:
        decoded = each.result()
        assert decoded.verdict is Verdict.OK, decoded
        assert len(decoded.parts) == 1
    return len(paths) / (time.perf_counter() - begin)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--pictures", type=int, default=2000)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--confinement", choices=[each.value for each in Confinement if each is not Confinement.NONE])
    asked = words.parse_args()
    wanted = Confinement(asked.confinement) if asked.confinement else None
    with tempfile.TemporaryDirectory() as folder:
        paths = make(Path(folder), asked.pictures)
        size = statistics.mean(path.stat().st_size for path in paths)
        with Sandbox(processes=2, confinement=wanted) as sandbox, ProcessPoolExecutor(2) as pool:
            share = paths[: max(50, len(paths) // 10)]
            confined(sandbox, share), bare(pool, share)  # both warm
            rounds = [(confined(sandbox, paths), bare(pool, paths)) for _ in range(asked.rounds)]
            confinement = sandbox.confinement.value
    ratios = [inside / outside for inside, outside in rounds]
    told = {
        "pictures": len(paths),
        "mean_bytes": round(size),
        "confinement": confinement,
        "sandbox_pictures_a_second": round(statistics.median(inside for inside, _ in rounds)),
        "bare_pictures_a_second": round(statistics.median(outside for _, outside in rounds)),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(each, 3) for each in ratios],
        "bar": BAR,
        "held": statistics.median(ratios) >= BAR,
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
