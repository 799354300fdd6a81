"""Pictures, through Pillow: an upright thumbnail in plain RGB and what the file says of itself.

Only the formats named here are tried, whatever Pillow could read besides.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Mapping
from functools import partial
from typing import Any

from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageColor,
    ImageFile,
    ImageFilter,
    ImageOps,
    ImagePalette,
    MpoImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    _imaging,
)

from headstamp.evidence.decoders import plain_jpeg
from headstamp.evidence.decoders.exif import facts_of
from headstamp.evidence.decoders.found import Found, NotKnown, OverLimit, RawPart

FORMATS = {
    "image/jpeg": ("JPEG",),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP",),
    "image/avif": ("AVIF",),
    "image/heic": ("HEIF",),
}
# Pillow loads these when a picture first asks for them, which in a child is too late.
LOADED_LATE = (
    ImageCms,
    ImageColor,
    ImageFilter,
    ImagePalette,
    MpoImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    _imaging,
)
MOST_PIXELS = 250_000_000
MOST_BYTES = 512 * 1024 * 1024
WRITTEN_AT_ONCE = 64 * 1024
WARM = 64
FLAT_BACKGROUND = (255, 255, 255)


def prepare() -> None:
    """Load the codecs and walk each once, since nothing can be loaded once the door is shut."""
    Image.preinit()
    assert all(each.__name__ in sys.modules for each in LOADED_LATE)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a child may not start threads
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    for kind, (name,) in FORMATS.items():
        if name in Image.SAVE and name in Image.OPEN:
            _walk(kind, name)


def _walk(kind: str, name: str) -> None:
    """Decode a small picture as often as the interpreter wants before it calls the code warm.

    What is not warm here is warmed anew in each child, on pages that must be copied for it.
    """
    sample = io.BytesIO()
    grey = Image.new("L", (24, 16), 128)
    grey.convert("P" if name in ("GIF", "PNG") else "RGB").save(sample, name)
    for number in range(WARM if name == "JPEG" else 1):
        file = os.memfd_create("sample")
        os.write(file, sample.getvalue())
        os.lseek(file, 0, os.SEEK_SET)
        found = decode(file, {"media_type": kind, "thumbnail": (16, 64)[number % 2]})
        nowhere = os.memfd_create("nowhere")
        found.send(nowhere)
        os.close(nowhere)


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One picture; of several in one file, the first."""
    size = os.fstat(file).st_size
    if size > MOST_BYTES:
        raise OverLimit(f"It has {size:,} bytes; a picture may have {MOST_BYTES:,}")
    plain = (
        plain_jpeg.decoded(file, size, asked["thumbnail"]) if asked["media_type"] == "image/jpeg" else None
    )
    if plain is not None:
        os.close(file)
        core, width, height = plain
        facts = {"width": str(width), "height": str(height), "format": "JPEG", "mode": "RGB", "gps": "no"}
        return Found(
            facts=facts, parts=(RawPart("thumbnail", partial(_write, core, width, height), width, height),)
        )
    formats = [name for name in FORMATS[asked["media_type"]] if name in Image.OPEN]
    if not formats:
        raise NotKnown(f"No decoder here reads {asked['media_type']}")
    try:
        with os.fdopen(file, "rb") as source, Image.open(source, formats=formats) as image:
            if image.width * image.height > MOST_PIXELS:
                raise OverLimit(_too_many(image.width, image.height))
            facts = facts_of(image)
            small = _thumbnail(image, asked["thumbnail"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise OverLimit(str(error)) from error
    part = RawPart(
        "thumbnail", partial(_write, small.im, small.width, small.height), small.width, small.height
    )
    return Found(facts=facts, parts=(part,))


def _write(core: Any, width: int, height: int, descriptor: int) -> None:
    """The pixels straight from Pillow's encoder: a child's every fresh page of memory costs time."""
    encoder = _imaging.raw_encoder("RGB", "RGB", 0, 1)
    encoder.setimage(core, (0, 0, width, height))
    if encoder.encode_to_file(descriptor, WRITTEN_AT_ONCE) < 0:
        raise OSError("The pixels could not be written")


def _thumbnail(image: Image.Image, most: int) -> Image.Image:
    """Upright, at most `most` pixels a side, transparent places white."""
    image.draft("RGB", (most, most))  # a JPEG is then decoded at a half, a quarter or an eighth of its size
    image.load()
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _grey(image)
    if max(image.size) > most:
        image.thumbnail((most, most), Image.Resampling.BICUBIC, reducing_gap=2.0)
    if image.getexif().get(0x0112, 1) != 1:
        image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        image = image.convert("RGBA")
        flat = Image.new("RGB", image.size, FLAT_BACKGROUND)
        flat.paste(image, mask=image.getchannel("A"))
        return flat
    return image if image.mode == "RGB" else image.convert("RGB")


def _grey(image: Image.Image) -> Image.Image:
    """Deep greys squeezed to eight bits over the range that the picture uses."""
    deep = image.convert("F")
    extrema = deep.getextrema()
    low, high = float(extrema[0]), float(extrema[1])  # type: ignore[arg-type]
    stretch = 255.0 / (high - low) if high > low else 0.0
    return deep.point(lambda value: value * stretch + (-low * stretch)).convert("L")


def _too_many(width: int, height: int) -> str:
    return f"It claims {width} x {height} pixels; a picture may have {MOST_PIXELS:,}"
