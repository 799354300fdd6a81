"""Web pages, through selectolax: title, date, language and the main text. No script runs, nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from headstamp.evidence.decoders import reading
from headstamp.evidence.decoders.found import Found, RawPart

NOT_READ = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
)
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
LONG_ENOUGH = 200  # characters that make an <article> the main text rather than a teaser


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
    tree.strip_tags(list(NOT_READ), recursive=True)
    return facts, _main_text(tree)


def _main_text(tree: LexborHTMLParser) -> str:
    """The longest article or main part; the whole body where none is long."""
    parts = [_text(node) for node in tree.css("article, main, [role=main]")]
    best = max(parts, key=len, default="")
    return best if len(best) >= LONG_ENOUGH else _text(tree.body)


def _text(node: LexborNode | None) -> str:
    if node is None:
        return ""
    lines = (" ".join(line.split()) for line in node.text(separator="\n").splitlines())
    return "\n".join(line for line in lines if line)


def _attribute(tree: LexborHTMLParser, places: tuple[tuple[str, str], ...]) -> str:
    for selector, name in places:
        node = tree.css_first(selector)
        value = node.attributes.get(name) if node else None
        if value and value.strip():
            return " ".join(value.split())[:1000]
    return ""
