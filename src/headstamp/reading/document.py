"""A document to be read: its text, and what it says of itself.

The text is made by the decoders of `headstamp.evidence`, inside the sandbox, so that hostile files are never
parsed here; what a case keeps as the derived text of an item is the very text that offsets refer to. Which
words of it mean something is left to `mentions`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from headstamp.evidence.sandbox import Decoded, Sandbox, Verdict
from headstamp.reading.languages import guess_language
from headstamp.values import HeadstampError, Refused, Span

LONGEST_TITLE = 200
_KINDS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What is read.

    Attributes:
        text: what offsets refer to, lines ending in a line feed.
        title: its title, or a first line that looks like one.
        published: when it was published, by its own telling.
        publisher: who published it, by its own telling.
        language: 'en', 'fr' ... as guessed from its words; None where they tell nothing.
        kind: 'text', 'html', 'pdf' or 'docx'.
    """

    text: str
    title: str | None = None
    published: Span | None = None
    publisher: str | None = None
    language: str | None = None
    kind: str = "text"


def read_document(data: bytes, name: str, sandbox: Sandbox | None = None) -> Document:
    """The document in these bytes: plain text, a web page, PDF or DOCX.

    Args:
        data: any bytes.
        name: what to call it in a message; it decides nothing.
        sandbox: to decode in; one is started for this document alone where none is given.

    Raises:
        Refused: it holds no text that can be read here; the sentence says why.
    """
    if sandbox is None:
        with Sandbox(1) as own:
            return read_document(data, name, own)
    with tempfile.NamedTemporaryFile(prefix="headstamp-") as file:
        file.write(data)
        file.flush()
        decoded = sandbox.submit(Path(file.name), frames=0).result()
    return document_of(decoded, name)


def document_of(decoded: Decoded, name: str) -> Document:
    """The document that the sandbox handed back; raises Refused as `read_document` does."""
    text = next((part.data for part in decoded.parts if part.kind == "text"), None)
    if text is None:
        raise Refused(f"{name} holds no text that can be read: {_why(decoded)}", do=_DO)
    return from_text(text.decode("utf-8"), decoded.facts, decoded.media_type)


def from_text(text: str, facts: Mapping[str, str] | None = None, media_type: str = "text/plain") -> Document:
    """The document of a text that was extracted before, as a case holds it.

    Args:
        text: the derived text, as it stands.
        facts: what the decoder told of the file: title, date, site.
        media_type: of the file that the text was made from.
    """
    told = facts or {}
    return Document(
        text,
        told.get("title") or _first_line(text),
        _published(told.get("date") or ""),
        told.get("site") or told.get("publisher") or None,
        guess_language(text),
        _KINDS.get(media_type, "text"),
    )


_DO = "give a text, a web page, a PDF or a Word document, or have its pages recognised (OCR) first"


def _why(decoded: Decoded) -> str:
    if decoded.verdict is Verdict.OK:
        return "there are no words in it"
    return decoded.why or f"it is {decoded.media_type}"


def _published(text: str) -> Span | None:
    for form in (text, text[:10]):
        try:
            found = Span.parse(form)
        except HeadstampError:
            continue
        return found if found.is_known else None
    return None


def _first_line(text: str) -> str | None:
    """The first line that is not blank, where it does not read like a sentence of a paragraph."""
    line, _, rest = text.lstrip().partition("\n")
    line = line.strip()
    if not line or len(line) > LONGEST_TITLE or not rest.strip() or line[-1] in ".,;":
        return None
    return line
