"""The short way for the commonest picture: a small JPEG without metadata, as social networks send them out.

The same decoder of Pillow's is driven with fewer steps around it. In a forked child each step costs pages
that must be copied first, and for a small picture those cost more than its pixels. Whatever is not plain
takes the long way in `image`.
"""

from __future__ import annotations

import os
from typing import Any

from PIL import _imaging

MOST_BYTES = 1024 * 1024
# Marker codes of ITU-T T.81, table B.1. Application data but JFIF's own may hold metadata or another colour
# space.
START_OF_SCAN = 0xDA
FRAMES = (0xC0, 0xC1, 0xC2)
PLAIN = (0xC4, 0xDB, 0xDD, 0xE0, 0xFE, *FRAMES)  # Huffman and quantisation tables, restarts, JFIF, comment


def decoded(file: int, size: int, side: int) -> tuple[Any, int, int] | None:
    """Pillow's core image, its width and height; None unless plain, whole and within `side`."""
    if size > MOST_BYTES:
        return None
    data = os.pread(file, size, 0)
    shape = _shape(data)
    if shape is None or max(shape) > side:
        return None
    core = _imaging.new("RGB", shape)
    decoder = _imaging.jpeg_decoder("RGB", "RGB", "")
    decoder.setimage(core, (0, 0, *shape))
    ended, error = decoder.decode(data)
    return (core, *shape) if ended < 0 and error == 0 else None


def _shape(data: bytes) -> tuple[int, int] | None:
    shape, place = None, 2
    while place + 10 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], data[place + 2] << 8 | data[place + 3]
        if marker == START_OF_SCAN:
            return shape
        if marker not in PLAIN:
            return None
        if marker in FRAMES:
            if shape is not None or data[place + 4] != 8 or data[place + 9] != 3:
                return None
            shape = (data[place + 7] << 8 | data[place + 8], data[place + 5] << 8 | data[place + 6])
            if 0 in shape:
                return None
        place += 2 + length
    return None
