"""Pictures, through Pillow: an upright thumbnail in plain RGB and what the file says of itself.

Only the formats named here are tried, whatever Pillow could read besides.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import (
    AvifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    MpoImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

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
MOST_PIXELS = 250_000_000
MOST_BYTES = 512 * 1024 * 1024
FLAT_BACKGROUND = (255, 255, 255)


def prepare() -> None:
    """Load the codecs and walk each once, since nothing can be loaded once the door is shut."""
    Image.preinit()
    for plugin in (MpoImagePlugin, TiffImagePlugin, WebPImagePlugin):
        assert plugin.__name__ in sys.modules
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a child may not start threads
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    for name in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"):
        if name in Image.SAVE and _present(name):
            for mode in ("RGB", "P"):
                sample = io.BytesIO()
                Image.new("RGB", (16, 16)).convert(mode if name in ("GIF", "PNG") else "RGB").save(
                    sample, name
                )
                with Image.open(sample, formats=[name]) as image:
                    facts_of(image)
                    _thumbnail(image, 8)


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One picture; of several in one file, the first."""
    size = os.fstat(file).st_size
    if size > MOST_BYTES:
        raise OverLimit(f"It has {size:,} bytes; a picture may have {MOST_BYTES:,}")
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
    part = RawPart("thumbnail", small.tobytes(), small.width, small.height)
    return Found(facts=facts, parts=(part,))


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


def _present(name: str) -> bool:
    return {"WEBP": "webp", "AVIF": "avif"}.get(name) is None or bool(features.check(name.lower()))
