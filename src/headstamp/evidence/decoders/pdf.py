"""PDF, through pypdf: how many pages, what it says of itself, its text. Nothing in it is run or fetched."""

from __future__ import annotations

import io
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

from headstamp.evidence.decoders.found import Found, NotKnown, OverLimit, RawPart

MOST_BYTES = 512 * 1024 * 1024
MOST_PAGES = 2000
MOST_TEXT = 2 * 1024 * 1024
CPU_BUDGET = 20.0
TOLD = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Creator": "creator",
    "/Producer": "producer",
    "/CreationDate": "created",
    "/ModDate": "modified",
}


def prepare() -> None:
    """Walk a small document once, so that all that is loaded late is loaded now."""
    logging.disable(logging.CRITICAL)
    writer = pypdf.PdfWriter()
    writer.add_metadata({"/Title": "sample", "/CreationDate": "D:20140614120000Z"})
    writer.add_blank_page(72, 72)
    for algorithm in ("RC4-128", "AES-256"):
        writer.encrypt("", algorithm=algorithm)
        sample = io.BytesIO()
        writer.write(sample)
        _read(sample)


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One document."""
    size = os.fstat(file).st_size
    if size > MOST_BYTES:
        raise OverLimit(f"It has {size:,} bytes; a document may have {MOST_BYTES:,}")
    with os.fdopen(file, "rb") as source:
        return _read(source)


def _read(source: Any) -> Found:
    try:
        return _found(pypdf.PdfReader(source, strict=False))
    except (FileNotDecryptedError, DependencyError) as error:
        raise NotKnown(f"Its encryption is not read here ({type(error).__name__})") from error


def _found(reader: pypdf.PdfReader) -> Found:
    facts = {
        "encrypted": "yes" if reader.is_encrypted else "no",
        "version": reader.pdf_header.removeprefix("%PDF-"),
    }
    # Many are encrypted with an empty password, only to forbid printing.
    if reader.is_encrypted and reader.decrypt("") == 0:
        return Found(facts=facts, verdict="not-supported", why="It is locked with a password")
    facts["pages"] = str(len(reader.pages))
    facts |= _told(reader)
    text, whole = _text(reader)
    if not whole:
        facts["text_cut"] = "yes"
    return Found("", facts, (RawPart("text", text),) if text.strip() else ())


def _told(reader: pypdf.PdfReader) -> dict[str, str]:
    told = reader.metadata or {}
    facts = {}
    for key, name in TOLD.items():
        value = told.get(key)
        if value is not None and str(value).strip():
            facts[name] = str(value)[:2000]
    return facts


def _text(reader: pypdf.PdfReader) -> tuple[bytes, bool]:
    """The text, pages parted by a form feed's paragraph; and whether that is all of it."""
    pieces, length, whole = [], 0, True
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or length > MOST_TEXT or time.process_time() > CPU_BUDGET:
            return _joined(pieces), False
        try:
            piece = page.extract_text()
        except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            whole = False  # one damaged page does not cost the others
            continue
        pieces.append(piece)
        length += len(piece)
    return _joined(pieces), whole


def _joined(pieces: list[str]) -> bytes:
    text = "\n\n".join(pieces).encode("utf-8", "replace")
    return text[: MOST_TEXT * 2].decode("utf-8", "ignore").encode("utf-8")
