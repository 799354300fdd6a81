"""The host does not believe a child: every reply is measured and cleaned before anything is made of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from headstamp.evidence.sandbox import wire
from headstamp.evidence.sandbox.verdicts import Verdict

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -~])")
# Characters that reorder or hide what stands beside them: UAX 9, and the invisible ones of general
# punctuation.
STEERING = re.compile(
    "[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
FACT_NAME = re.compile(rf"[a-z0-9][a-z0-9_.-]{{0,{wire.FACT_NAME - 1}}}")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")
FRAME_TIME_MS = 10**10
PartKind = Literal["thumbnail", "frame", "sequence", "text"]


class ReplyFalse(Exception):  # noqa: N818
    """A reply that no honest decoder gives; the child is treated as taken over."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A part as the header announces it, checked."""

    kind: PartKind
    at: Decimal | None
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a reply, checked and cleaned."""

    verdict: Verdict
    why: str
    media_type: str
    facts: Mapping[str, str]
    parts: tuple[Announced, ...]


def heading(raw: bytes, *, frames: int, side: int) -> Heading:
    """Check the header of a reply against its schema and the limits.

    Args:
        raw: its JSON, already no longer than `wire.HEADER_BYTES`.
        frames: how many frames were asked for.
        side: how many pixels a side were asked for.

    Raises:
        ReplyFalse: something an honest decoder does not say.
    """
    told = as_object(raw)
    _need(set(told) == {"verdict", "why", "media_type", "facts", "parts"}, "keys")
    verdict, why, media_type = told["verdict"], told["why"], told["media_type"]
    _need(verdict in ("ok", "not_supported", "refused", "broken"), "verdict")
    _need(isinstance(why, str) and isinstance(media_type, str), "types")
    _need(media_type == "" or MEDIA_TYPE.fullmatch(cast(str, media_type)) is not None, "media type")
    parts = told["parts"]
    _need(isinstance(parts, list) and len(parts) <= wire.PARTS, "parts")
    checked = tuple(_announced(part, side) for part in cast(list[object], parts))
    kinds = [part.kind for part in checked]
    _need(
        kinds.count("frame") <= frames
        and all(kinds.count(one) <= 1 for one in ("thumbnail", "text", "sequence"))
        and (frames > 0 or "sequence" not in kinds),
        "count",
    )
    return Heading(
        Verdict(cast(str, verdict)),
        line(cast(str, why)),
        cast(str, media_type),
        facts(told["facts"]),
        checked,
    )


def as_object(raw: bytes) -> dict[str, object]:
    """A JSON object, or ReplyFalse."""
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ReplyFalse("no JSON") from error
    _need(isinstance(told, dict), "no object")
    return cast(dict[str, object], told)


def facts(told: object) -> dict[str, str]:
    """Facts with names of the agreed form and clean, bounded values."""
    _need(isinstance(told, dict) and len(told) <= wire.FACTS, "facts")
    clean = {}
    for name, value in cast(dict[object, object], told).items():
        _need(isinstance(name, str) and isinstance(value, str), "a fact")
        _need(FACT_NAME.fullmatch(cast(str, name)) is not None, "a fact's name")
        clean[cast(str, name)] = line(cast(str, value), wire.FACT_CHARACTERS)
    return clean


def line(text: str, most: int = wire.WHY_CHARACTERS) -> str:
    """One line that can be shown anywhere: no escapes, controls, steering characters or stray surrogates.

    >>> line("no\\x1b[31m such\\u202e\\nfile")
    'no such file'
    """
    text = STEERING.sub("", ESCAPES.sub("", text[: most * 4]))
    text = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:most]


def text(data: bytes) -> bytes:
    """A text part: strict UTF-8 without controls but tab and line feed.

    Marks of writing direction stay, since Arabic and Hebrew texts hold them; who shows the text must
    isolate it.
    """
    try:
        told = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReplyFalse("text is not UTF-8") from error
    plain = ESCAPES.sub("", told.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROLS.sub("", plain).encode("utf-8")


CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _announced(told: object, side: int) -> Announced:
    _need(isinstance(told, dict) and set(told) == {"kind", "at", "width", "height", "size"}, "a part's keys")
    part = cast(dict[str, object], told)
    kind, at = part["kind"], part["at"]
    _need(kind in ("thumbnail", "frame", "sequence", "text"), "a part's kind")
    numbers = [part[name] for name in ("width", "height", "size")]
    _need(all(type(number) is int for number in numbers), "a part's numbers")
    width, height, size = cast(list[int], numbers)
    if kind == "text":
        _need(width == height == 0 and at is None and 0 < size <= wire.TEXT_BYTES, "a text's size")
    elif kind == "sequence":
        frames, rest = divmod(size, wire.SEQUENCE_FRAME)
        _need(width == height == wire.SEQUENCE_SIDE and at is None, "a sequence's frames")
        _need(rest == 0 and 0 < frames <= wire.SEQUENCE_FRAMES, "a sequence's size")
    else:
        _need(0 < width <= side and 0 < height <= side and width * height * 3 == size, "a picture's size")
        _need((kind == "frame") == (type(at) is int), "a part's time")
        _need(at is None or 0 <= cast(int, at) <= FRAME_TIME_MS, "a frame's time")
    seconds = None if at is None else Decimal(cast(int, at)).scaleb(-3)
    return Announced(cast(PartKind, kind), seconds, width, height, size)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise ReplyFalse(what)
