from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest

from headstamp.evidence.sandbox import Sandbox, SandboxMissing
from headstamp.reading.document import from_text, read_document
from headstamp.values import Refused, Span

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    try:
        opened = Sandbox(1)
    except SandboxMissing as error:
        pytest.skip(str(error))
    with opened:
        yield opened


def word_document(*paragraphs: str, declares: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml",
            f'{declares}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
        packed.writestr(
            "docProps/core.xml",
            "<p:core xmlns:p='p' xmlns:dc='d'><dc:title>A title</dc:title></p:core>",
        )
    return made.getvalue()


PAGE = """<!doctype html><html lang=en><head><title>Rifles sold</title>
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2018-07-12T10:00:00Z",
"publisher": {"@type": "Organization", "name": "A Paper"}}</script></head><body>
<nav>Menu</nav><div><div class=text><p>The <a href=x>Serbian army</a> sold <b>425</b> rifles to Cameroon
between 2014 and 2016, as a long paragraph of the article tells.</p><p>Another paragraph of the article, which
is long enough to count as one, says more of it.<br>And a line.</p></div>
<ul class=related><li><a href=y>Another story</a></ul></div>
<footer>Rights</footer></body></html>"""


def test_a_page_is_its_article_with_title_date_and_publisher(sandbox: Sandbox) -> None:
    found = read_document(PAGE.encode(), "page.html", sandbox)
    assert found.title == "Rifles sold"
    assert found.published == Span.day(date(2018, 7, 12))
    assert found.publisher == "A Paper"
    assert found.kind == "html"
    assert found.text.startswith("The Serbian army sold 425 rifles to Cameroon between 2014 and 2016, as")
    assert found.text.endswith("And a line.")
    for beside in ("Menu", "Another story", "Rights"):
        assert beside not in found.text


def test_a_word_document_is_its_paragraphs(sandbox: Sandbox) -> None:
    found = read_document(word_document("First &amp; last.", "Second – “two”."), "a.docx", sandbox)
    assert (found.kind, found.title) == ("docx", "A title")
    assert found.text.split("\n")[:2] == ["First & last.", "Second – “two”."]


def test_a_word_document_that_declares_entities_is_refused(sandbox: Sandbox) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Refused, match="document type"):
        read_document(word_document("&b;", declares=bomb), "bomb.docx", sandbox)


def test_a_plain_text_stays_as_it_is_written(sandbox: Sandbox) -> None:
    text = "A heading\n\nIS’\xa0weapons – “old”.\n"
    found = read_document(text.encode(), "a.txt", sandbox)
    assert found.text == text
    assert (found.title, found.kind) == ("A heading", "text")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 nothing",
        b"%PDF-1.4 nothing",
        b"\x89PNG\r\n\x1a\n",
        b"<html></html>",
    ],
)
def test_what_holds_no_text_is_refused_in_one_sentence(sandbox: Sandbox, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_document(data, "thing", sandbox)
    told = str(refused.value)
    assert told.startswith("thing holds no text that can be read: ")
    assert "\n" not in told


def test_a_first_line_that_reads_like_a_sentence_is_no_title() -> None:
    assert from_text("It ended so.\nMore.").title is None
    assert from_text("One line only").title is None
    found = from_text("Arms to Mali\nMore of it.")
    assert (found.title, found.published, found.kind) == ("Arms to Mali", None, "text")
