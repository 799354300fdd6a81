"""Web pages, through selectolax: title, date, main text. No script runs, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headstamp.evidence.decoders import reading
from headstamp.evidence.decoders.found import Found, RawPart
from headstamp.evidence.decoders.page_text import main_text

DATES = (
    ('meta[property="article:published_time"]', "content"),
    ('meta[property="og:published_time"]', "content"),
    ('meta[name="date"]', "content"),
    ('meta[name="dc.date"]', "content"),
    ('meta[name="DC.date.issued"]', "content"),
    ('meta[itemprop="datePublished"]', "content"),
    ("time[datetime]", "datetime"),
)
SAID = (
    ('meta[property="og:site_name"]', "site"),
    ('meta[name="author"]', "author"),
    ('meta[name="description"]', "description"),
    ('meta[property="og:url"]', "url"),
)
PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([0-9][^"]{3,40})"')
PUBLISHER = re.compile(r'"publisher"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"]{1,120})"')


def prepare() -> None:
    """Load encodings and walk a small page once."""
    reading.prepare()
    _read("<title>a</title><p>b")


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One page."""
    data, whole = reading.first_bytes(file)
    page, encoding = reading.to_text(data)
    facts, text = _read(page)
    kept, uncut = reading.bounded(text)
    facts["encoding"] = encoding
    if not (whole and uncut):
        facts["text_cut"] = "yes"
    return Found("", facts, (RawPart("text", kept),) if kept.strip() else ())


def _read(page: str) -> tuple[dict[str, str], str]:
    tree = LexborHTMLParser(page.replace("\0", ""))
    facts = {}
    title = tree.css_first('meta[property="og:title"]')
    named = (title.attributes.get("content") if title else None) or _text(tree.css_first("title"))
    if named:
        facts["title"] = " ".join(named.split())[:1000]
    date = _attribute(tree, DATES)
    if date:
        facts["date"] = date
    root = tree.css_first("html")
    language = root.attributes.get("lang") if root else None
    if language:
        facts["language"] = language[:40]
    for selector, name in SAID:
        value = _attribute(tree, ((selector, "content"),))
        if value:
            facts[name] = value
    facts |= {name: value for name, value in _linked_data(tree).items() if name not in facts}
    return facts, main_text(tree)


def _linked_data(tree: LexborHTMLParser) -> dict[str, str]:
    """Date and publisher where only the data for search engines tells them; read as text, not parsed."""
    facts = {}
    for script in tree.css('script[type="application/ld+json"]'):
        text = script.text()[:200_000]
        for name, pattern in (("date", PUBLISHED), ("site", PUBLISHER)):
            found = pattern.search(text)
            if found is not None and name not in facts:
                facts[name] = " ".join(found[1].split())
    return facts


def _text(node: LexborNode | None) -> str:
    if node is None:
        return ""
    return " ".join(node.text().split())


def _attribute(tree: LexborHTMLParser, places: tuple[tuple[str, str], ...]) -> str:
    for selector, name in places:
        node = tree.css_first(selector)
        value = node.attributes.get(name) if node else None
        if value and value.strip():
            return " ".join(value.split())[:1000]
    return ""
