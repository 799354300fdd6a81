"""What re-uploading does to pictures: 20 kinds; and pictures that share a logo, a caption or a card alone."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

Rng = np.random.Generator
_WORDS = [
    "breaking",
    "footage",
    "from",
    "the",
    "front",
    "units",
    "advance",
    "near",
    "the",
    "river",
    "convoy",
    "destroyed",
    "second",
    "brigade",
    "statement",
    "official",
    "channel",
    "subscribe",
    "now",
    "exclusive",
    "video",
    "shows",
    "captured",
    "equipment",
    "weapons",
    "seized",
    "morning",
    "operation",
]


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    made = io.BytesIO()
    image.convert("RGB").save(made, "JPEG", quality=quality)
    return Image.open(io.BytesIO(made.getvalue())).convert("RGB")


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(8, size))


def words(rng: Rng, count: int) -> str:
    return " ".join(_WORDS[k] for k in rng.integers(0, len(_WORDS), count)).capitalize()


def logo(side: int, seed: int) -> Image.Image:
    """A badge with transparent corners: discs, rays and two letters."""
    rng = np.random.default_rng(seed)
    made = Image.new("RGBA", (160, 160))
    draw = ImageDraw.Draw(made)
    colours = [tuple(int(c) for c in rng.integers(0, 256, 3)) for _ in range(4)]
    draw.ellipse((4, 4, 156, 156), fill=(*colours[0], 255), outline=(*colours[1], 255), width=8)
    for _ in range(7):
        at, size = rng.integers(20, 120, 2), int(rng.integers(10, 40))
        box = (int(at[0]), int(at[1]), int(at[0]) + size, int(at[1]) + size)
        (draw.rectangle if rng.random() < 0.5 else draw.ellipse)(
            box, fill=(*colours[int(rng.integers(1, 4))], 255)
        )
    draw.text(
        (40, 50), "".join(chr(65 + int(k)) for k in rng.integers(0, 26, 2)), fill="white", font=font(60)
    )
    return made.resize((side, side))


def crop(share: float) -> Callable[[Image.Image, Rng], Image.Image]:
    """Cut away a share of each side's length, somewhere."""

    def done(image: Image.Image, rng: Rng) -> Image.Image:
        width, height = image.size
        left, top = rng.random(2) * share
        box = (left * width, top * height, (left + 1 - share) * width, (top + 1 - share) * height)
        return image.crop(tuple(round(one) for one in box))

    return done


def overlay(image: Image.Image, rng: Rng) -> Image.Image:
    made, (width, height) = image.copy(), image.size
    side = int(min(width, height) * 0.22)
    badge = logo(side, int(rng.integers(1 << 30)))
    made.paste(badge, (int(rng.random() * (width - side)), int(height * 0.04)), badge)
    text, size = words(rng, 5), height // 14
    ImageDraw.Draw(made).text(
        (width * 0.05, height * 0.7),
        text,
        font=font(size),
        fill="yellow",
        stroke_width=2,
        stroke_fill="black",
    )
    return made


def bar(
    image: Image.Image, rng: Rng, *, over: bool = False, text: str = "", dark: bool | None = None
) -> Image.Image:
    width, height = image.size
    tall = int(height * 0.16)
    is_dark = bool(rng.random() < 0.5) if dark is None else dark
    made = Image.new("RGB", (width, height + (0 if over else tall)), "black" if is_dark else "white")
    made.paste(image, (0, 0))
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, made.height - tall, width, made.height), fill="black" if is_dark else "white")
    said = text or words(rng, 9)
    size = tall // 3
    for line, part in enumerate((said[: len(said) // 2], said[len(said) // 2 :])):
        at = (width * 0.03, made.height - tall + tall * 0.1 + line * size * 1.2)
        draw.text(at, part, font=font(size), fill="white" if is_dark else "black")
    return made


def screenshot(image: Image.Image, rng: Rng) -> Image.Image:
    """A telephone's screen: the picture across its width among bars, buttons and text."""
    wide, tall = 540, 1100
    made = Image.new("RGB", (wide, tall), "white" if rng.random() < 0.5 else (24, 24, 28))
    light = made.getpixel((0, 0)) == (255, 255, 255)
    ink = "black" if light else "white"
    draw = ImageDraw.Draw(made)
    draw.text((20, 12), "12:47", font=font(24), fill=ink)
    draw.ellipse((20, 70, 80, 130), fill=tuple(int(c) for c in rng.integers(0, 256, 3)))
    draw.text((95, 75), words(rng, 3), font=font(24), fill=ink)
    for line in range(3):
        draw.text((20, 150 + 32 * line), words(rng, 6), font=font(22), fill=ink)
    shown = image.resize((wide, max(1, round(image.height * wide / image.width))), Image.Resampling.BICUBIC)
    shown = shown.crop((0, 0, wide, min(shown.height, 720)))
    made.paste(shown, (0, 260))
    below = 260 + shown.height + 14
    for place in range(4):
        draw.ellipse((24 + place * 130, below, 60 + place * 130, below + 36), outline=ink, width=3)
    draw.text((20, below + 50), words(rng, 8), font=font(22), fill=ink)
    return made


def letterbox(image: Image.Image, rng: Rng) -> Image.Image:
    made = Image.new("RGB", (540, 960))
    shown = image.resize((540, max(1, round(image.height * 540 / image.width))), Image.Resampling.BICUBIC)
    shown = shown.crop((0, 0, 540, min(shown.height, 960)))
    made.paste(shown, (0, (960 - shown.height) // 2))
    return made


def filmed(image: Image.Image, rng: Rng) -> Image.Image:
    """Filmed off a screen: slight perspective, blur, lines, another gamma, noise, a dark rim."""
    width, height = image.size
    by = rng.uniform(-0.02, 0.02, 8) * np.tile((width, height), 4)
    quad = (by[0], by[1], by[2], height + by[3], width + by[4], height + by[5], width + by[6], by[7])
    made = image.transform((width, height), Image.Transform.QUAD, tuple(quad), Image.Resampling.BICUBIC)
    made = made.filter(ImageFilter.GaussianBlur(1.2))
    pixels = np.asarray(made, np.float32) / 255
    lines = 1 + 0.06 * np.sin(np.arange(height) * 2 * np.pi / 5.3)[:, None, None]
    pixels = np.clip(
        pixels**1.25 * lines * np.array((0.95, 1.0, 1.05)) + rng.normal(0, 0.02, pixels.shape), 0, 1
    )
    return jpeg(Image.fromarray((pixels * 255).astype(np.uint8)), 60)


def combined(image: Image.Image, rng: Rng) -> Image.Image:
    made = crop(0.1)(image, rng).convert("RGBA")
    mark = Image.new("RGBA", made.size)
    draw = ImageDraw.Draw(mark)
    for row in range(4):
        at = (made.width * (0.05 + 0.1 * (row % 2)), made.height * (0.1 + 0.22 * row))
        draw.text(at, words(rng, 3).upper(), font=font(made.height // 12), fill=(255, 255, 255, 110))
    return jpeg(Image.alpha_composite(made, mark), 30)


def border(image: Image.Image, rng: Rng) -> Image.Image:
    by = round(max(image.size) * 0.06)
    made = Image.new(
        "RGB", (image.width + 2 * by, image.height + 2 * by), tuple(int(c) for c in rng.integers(0, 256, 3))
    )
    made.paste(image, (by, by))
    return made


def reduced(image: Image.Image, rng: Rng) -> Image.Image:
    return image.resize((max(1, image.width // 4), max(1, image.height // 4)), Image.Resampling.LANCZOS)


KINDS: dict[str, Callable[[Image.Image, Rng], Image.Image]] = {
    "jpeg 20": lambda image, rng: jpeg(image, 20),
    "scaled to 1/4": reduced,
    "grey": lambda image, rng: image.convert("L").convert("RGB"),
    "crop 10 %": crop(0.1),
    "crop 20 %": crop(0.2),
    "crop 30 %": crop(0.3),
    "logo and text": overlay,
    "caption bar added": bar,
    "caption over 16 %": lambda image, rng: bar(image, rng, over=True),
    "brighter": lambda image, rng: ImageChops.add(image, Image.new("RGB", image.size, (30, 30, 30))),
    "contrast": lambda image, rng: ImageEnhance.Contrast(image).enhance(1.5),
    "blur 3": lambda image, rng: image.filter(ImageFilter.GaussianBlur(3)),
    "mirrored": lambda image, rng: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned 5": lambda image, rng: image.rotate(5, Image.Resampling.BICUBIC, expand=True),
    "turned 90": lambda image, rng: image.transpose(Image.Transpose.ROTATE_90),
    "border 6 %": border,
    "screenshot": screenshot,
    "letterbox 9:16": letterbox,
    "filmed off a screen": filmed,
    "crop, watermark, jpeg 30": combined,
}
ASKED = ("crop 30 %", "caption bar added", "screenshot", "turned 5", "mirrored")
"""Kinds for which recall of at least 0.80 is asked."""


def dressed(kind: str, image: Image.Image, template: int, rng: Rng) -> Image.Image:
    """A picture in a template: whatever else is in the same template is no copy of it."""
    image = image.resize((640, 400), Image.Resampling.BICUBIC)
    told = np.random.default_rng(template)
    side = int(told.integers(70, 140))
    badge, at = logo(side, template), (int(told.integers(0, 640 - side)), int(told.integers(0, 400 - side)))
    text, dark = words(told, 9), bool(told.random() < 0.5)
    if kind in ("logo", "logo and caption"):
        image.paste(badge, at, badge)
    if kind in ("caption", "logo and caption"):
        image = bar(image, told, over=bool(told.random() < 0.5), text=text, dark=dark)
    if kind == "card":
        # An intro card: about half of it is its own, the rest shows something else each time.
        card = Image.fromarray(
            np.kron(told.integers(0, 256, (5, 8, 3)), np.ones((80, 80, 1))).astype(np.uint8)
        )
        card = card.filter(ImageFilter.GaussianBlur(12))
        card.paste(badge, (20, 20), badge)
        draw = ImageDraw.Draw(card)
        draw.text(
            (180, 40),
            words(told, 3).upper(),
            font=font(34),
            fill="white",
            stroke_width=2,
            stroke_fill="black",
        )
        draw.text((30, 350), text, font=font(22), fill="white", stroke_width=1, stroke_fill="black")
        wide = int(told.integers(360, 460))
        inset = image.resize((wide, int(wide * 0.5)))
        card.paste(inset, (int(told.integers(20, 640 - wide - 10)), 110))
        image = card
    return jpeg(image, int(rng.integers(50, 95)))


TEMPLATES = ("logo", "caption", "logo and caption", "card")
