"""Pictures that tests make: textured, all different, without a file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Grey = NDArray[np.uint8]


def picture(seed: int, wide: int = 512, tall: int = 340) -> Grey:
    """Ground of several scales under shapes with corners."""
    rng = np.random.default_rng(seed)
    ground = np.zeros((tall, wide), np.float32)
    for octave in range(6):
        cells = 3 * 2**octave
        noise = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
        layer = noise.resize((wide, tall), Image.Resampling.BICUBIC)
        ground += np.asarray(layer, np.float32) / 1.6**octave
    image = Image.fromarray((ground / ground.max() * 230).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(22):
        centre, size = rng.random(2) * (wide, tall), rng.uniform(8, 70)
        angles = np.sort(rng.random(5) * 2 * np.pi)
        corners = [(float(centre[0] + size * np.cos(a)), float(centre[1] + size * np.sin(a))) for a in angles]
        draw.polygon(corners, fill=int(rng.integers(0, 256)))
    return np.asarray(image)


def with_caption(grey: Grey, text: str) -> Grey:
    """A bar with text under the picture."""
    made = Image.new("L", (grey.shape[1], grey.shape[0] + 60), 255)
    made.paste(Image.fromarray(grey), (0, 0))
    ImageDraw.Draw(made).text((14, grey.shape[0] + 12), text, fill=0, font_size=26)
    return np.asarray(made)


def in_card(grey: Grey, seed: int) -> Grey:
    """A card of its own look with the picture shown in the middle of it."""
    card = Image.fromarray(picture(seed))
    inset = Image.fromarray(grey).resize((280, 180))
    card.paste(inset, (116, 80))
    ImageDraw.Draw(card).text((20, 20), "channel of the brigade", fill=255, font_size=34)
    return np.asarray(card)


def shrunk(grey: Grey) -> Grey:
    """At most 512 pixels a side, as intake keeps it."""
    image = Image.fromarray(grey)
    image.thumbnail((512, 512))
    return np.asarray(image)
