"""Parts are written by this process: pixels become JPEG or PNG here, so no byte of a hostile file's form survives."""

from __future__ import annotations

import io

from PIL import Image

from headstamp.evidence.sandbox.checks import Announced, text
from headstamp.evidence.sandbox.verdicts import Part

QUALITY = 85


def part(announced: Announced, data: bytearray) -> Part:
    """A part from what a child sent for it.

    Raises:
        ReplyFalse: text that is not UTF-8.
    """
    if announced.kind == "text":
        return Part("text", None, text(bytes(data)), "text/plain; charset=utf-8")
    image = Image.frombuffer("RGB", (announced.width, announced.height), data, "raw", "RGB", 0, 1)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return Part(announced.kind, announced.at, out.getvalue(), "image/jpeg")
