"""Word documents (Office Open XML), through zipfile and expat: paragraphs, tables, title, dates.

No macro runs. Headers, footers and comments are left out; what was deleted with changes tracked is not text
any more. The parser is told to refuse what a Word document never has: a document type and entities.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from headstamp.evidence.decoders import reading
from headstamp.evidence.decoders.found import Found, NotKnown, OverLimit, RawPart

MOST_XML = 64 * 1024 * 1024
TOLD = {
    "title": "title",
    "creator": "author",
    "created": "created",
    "modified": "modified",
    "subject": "subject",
}
BODY, NOTES, CORE = "word/document.xml", ("word/footnotes.xml", "word/endnotes.xml"), "docProps/core.xml"
WHITE = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def prepare() -> None:
    """Load encodings and walk a small document once."""
    reading.prepare()
    _Walk().text(b"<w:p xmlns:w='w'><w:r><w:t>a</w:t></w:r></w:p>")


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One document."""
    with os.fdopen(file, "rb") as source, zipfile.ZipFile(source) as packed:
        names = set(packed.namelist())
        if BODY not in names:
            raise NotKnown("It holds no Word document")
        parts = [_Walk().text(_member(packed, BODY))]
        parts.extend(_Walk().text(_member(packed, name)) for name in NOTES if name in names)
        facts = _Core().facts(_member(packed, CORE)) if CORE in names else {}
    kept, uncut = reading.bounded("\n\n".join(part for part in parts if part.strip()))
    if not uncut:
        facts["text_cut"] = "yes"
    return Found("", facts, (RawPart("text", kept),) if kept.strip() else ())


def _member(packed: zipfile.ZipFile, name: str) -> bytes:
    entry = packed.getinfo(name)
    if entry.flag_bits & 1:
        raise NotKnown("It is locked with a password")
    with packed.open(entry) as opened:
        data = opened.read(MOST_XML + 1)
    if len(data) > MOST_XML:
        raise OverLimit(f"A part of it unfolds to more than {MOST_XML:,} bytes")
    return data


def _parser() -> expat.XMLParserType:
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*told: object) -> None:
    raise NotKnown("It declares a document type, which no Word document does")


class _Walk:
    """Gathers the text of a part, a line for each paragraph."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open = False

    def text(self, data: bytes) -> str:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._written
        parser.Parse(data, True)
        return "".join(self._pieces)

    def _start(self, name: str, told: Mapping[str, str]) -> None:
        bare = name.rpartition(":")[2]
        if bare == "t":
            self._open = True
        elif bare in WHITE and name.startswith("w:"):
            self._pieces.append(WHITE[bare])

    def _end(self, name: str) -> None:
        bare = name.rpartition(":")[2]
        if bare == "t":
            self._open = False
        elif bare == "p":
            self._pieces.append("\n")
        elif bare == "tc":
            self._pieces.append("\t")

    def _written(self, text: str) -> None:
        if self._open:
            self._pieces.append(text)


class _Core:
    """Gathers what a document says of itself."""

    def __init__(self) -> None:
        self._facts: dict[str, str] = {}
        self._name = ""

    def facts(self, data: bytes) -> dict[str, str]:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._written
        parser.Parse(data, True)
        return {name: text.strip()[:1000] for name, text in self._facts.items() if text.strip()}

    def _start(self, name: str, told: Mapping[str, str]) -> None:
        self._name = TOLD.get(name.rpartition(":")[2], "")

    def _end(self, name: str) -> None:
        self._name = ""

    def _written(self, text: str) -> None:
        if self._name:
            self._facts[self._name] = self._facts.get(self._name, "") + text
