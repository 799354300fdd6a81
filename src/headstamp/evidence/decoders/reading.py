"""Bytes to text: which encoding, and the text itself, bounded. Shared by pages and plain texts."""

from __future__ import annotations

import codecs
import os
import re

MOST_BYTES = 8 * 1024 * 1024
MOST_TEXT = 2 * 1024 * 1024
# Found by name in pages; each is loaded beforehand, since nothing can be loaded once the door is shut.
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15", "koi8-r", "koi8-u", "cp866", "cp874", "gbk", "gb2312",
    "gb18030", "big5", "euc-jp", "shift_jis", "iso2022_jp", "euc-kr", "mac-cyrillic",
)  # fmt: skip
NAMED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""")


def prepare() -> None:
    """Load every encoding."""
    for name in ENCODINGS:
        codecs.lookup(name)
        "a".encode(name).decode(name)


def first_bytes(file: int) -> tuple[bytes, bool]:
    """As much of a file as is read at all, and whether that is all of it."""
    pieces, left = [], MOST_BYTES
    while left and (piece := os.read(file, min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces), not os.read(file, 1)


def to_text(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by its mark, as it names itself, UTF-8 if it is that, else a guess."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:  # only the last character is cut
            return data.decode("utf-8", "ignore"), "utf-8"
    named = NAMED.search(data[:4096])
    if named is not None:
        try:
            name = codecs.lookup(named[1].decode("ascii")).name
            if name in {codecs.lookup(each).name for each in ENCODINGS}:
                return data.decode(name, "replace"), name
        except (LookupError, OSError, ImportError):
            pass
    return data.decode("cp1252", "replace"), "windows-1252, a guess"


def bounded(text: str) -> tuple[bytes, bool]:
    """UTF-8 of at most `MOST_TEXT` bytes, and whether nothing was cut."""
    data = text.encode("utf-8", "replace")
    if len(data) <= MOST_TEXT:
        return data, True
    return data[:MOST_TEXT].decode("utf-8", "ignore").encode("utf-8"), False
