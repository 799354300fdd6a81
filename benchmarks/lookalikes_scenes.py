"""Scenes that move, made by this program: textured ground, objects, a camera that pans and zooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Picture = NDArray[np.uint8]
_WIDE, _TALL = 1600, 1000


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture larger than what is seen of it, and how the camera moves over it.

    Attributes:
        ground: all there is.
        moves: twelve numbers that steer the camera.
    """

    ground: Picture
    moves: NDArray[np.float64]

    def at(self, second: float, wide: int, tall: int) -> Picture:
        """What is seen at a time."""
        swing = np.sin(second * self.moves[:3] + self.moves[3:6])
        share = 0.6 + 0.12 * swing[0]
        across, down = _WIDE * share, _TALL * share
        left, top = (_WIDE - across) * (0.5 + 0.45 * swing[1]), (_TALL - down) * (0.5 + 0.45 * swing[2])
        seen = Image.fromarray(self.ground).resize(
            (wide, tall), Image.Resampling.BILINEAR, (left, top, left + across, top + down)
        )
        return np.asarray(seen)


def scene(seed: int) -> Scene:
    """A scene of its own for each number."""
    rng = np.random.default_rng(7000 + seed)
    ground = np.zeros((_TALL, _WIDE, 3), np.float32)
    for octave in range(7):
        cells = 3 * 2**octave
        noise = rng.random((cells, cells, 3)).astype(np.float32) * 255
        layer = Image.fromarray(noise.astype(np.uint8)).resize((_WIDE, _TALL), Image.Resampling.BICUBIC)
        ground += np.asarray(layer, np.float32) / 1.55**octave
    ground = (ground - ground.min()) / (ground.max() - ground.min())
    image = Image.fromarray((ground * 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(45):
        at, size = rng.random(2) * (_WIDE, _TALL), rng.uniform(15, 170)
        angles = np.sort(rng.random(int(rng.integers(3, 8))) * 2 * np.pi)
        corners = [(at[0] + size * np.cos(a), at[1] + size * rng.uniform(0.4, 1) * np.sin(a)) for a in angles]
        draw.polygon(corners, fill=tuple(int(c) for c in rng.integers(0, 256, 3)))
    for _ in range(25):
        ends = rng.random(4) * (_WIDE, _TALL, _WIDE, _TALL)
        draw.line(
            tuple(ends), fill=tuple(int(c) for c in rng.integers(0, 256, 3)), width=int(rng.integers(1, 9))
        )
    return Scene(np.asarray(image), np.r_[rng.uniform(0.05, 0.35, 3), rng.uniform(0, 6.3, 9)])
