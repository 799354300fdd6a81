"""Parts are written by this process from raw pixels, so no byte of a hostile file's form survives."""

from __future__ import annotations

import io
from itertools import pairwise

from PIL import Image

from headstamp.evidence.sandbox import wire
from headstamp.evidence.sandbox.checks import Announced, ReplyFalse, text
from headstamp.evidence.sandbox.verdicts import Part

QUALITY = 85
SEQUENCE_TYPE = "application/vnd.headstamp.film-fingerprint"


def part(announced: Announced, data: bytearray) -> Part:
    """A part from what a child sent for it.

    Raises:
        ReplyFalse: text that is not UTF-8, frames that are not in order.
    """
    if announced.kind == "sequence":
        return Part("sequence", None, _fingerprint(data), SEQUENCE_TYPE)
    if announced.kind == "text":
        return Part("text", None, text(bytes(data)), "text/plain; charset=utf-8")
    image = Image.frombuffer("RGB", (announced.width, announced.height), data, "raw", "RGB", 0, 1)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return Part(announced.kind, announced.at, out.getvalue(), "image/jpeg")


def _fingerprint(data: bytearray) -> bytes:
    """The fingerprint of a film's frames; of their pixels nothing is kept."""
    from headstamp.evidence.fingerprints.frames import sequence_of  # numpy, which pictures do without

    told = memoryview(data)
    frames = [told[start : start + wire.SEQUENCE_FRAME] for start in range(0, len(told), wire.SEQUENCE_FRAME)]
    times = [wire.SEQUENCE_TIME.unpack_from(each)[0] / 1000 for each in frames]
    if any(later < earlier for earlier, later in pairwise(times)):
        raise ReplyFalse("frames are not in order")
    greys = (bytes(each[wire.SEQUENCE_TIME.size :]) for each in frames)
    return sequence_of(zip(times, greys, strict=True)).to_bytes()
