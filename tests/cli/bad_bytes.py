"""What people bring instead of a table: bytes that look like one by their name only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

PAGE = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Please log in.</body></html>\n"


def zipped(good: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("table.csv", good)
    return held.getvalue()


def utf16(good: bytes) -> bytes:
    return good.decode("latin-1").encode("utf-16")


# What is made of a good file, and what the refusal has to say.
BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a web page": (lambda good: PAGE, "web page"),
    "UTF-16": (utf16, "UTF-16"),
    "a ZIP archive under another name": (zipped, "ZIP archive"),
    "an empty file": (lambda good: b"", "empty"),
    "blanks only": (lambda good: b"\xef\xbb\xbf\r\n \n", "empty"),
    "a picture": (lambda good: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    "a PDF": (lambda good: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
}
