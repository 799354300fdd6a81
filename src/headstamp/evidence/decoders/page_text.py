"""The main text of a web page: the part that holds most paragraphs, blocks parted, lists of links left out.

What stands inside a line (links, bold words) stays in its line, so that a sentence is not cut at a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
    "button",
    "select",
)
_BLOCKS = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody
    td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
LONG_ENOUGH = 200  # characters that make an <article> the main text rather than a teaser
PARAGRAPH = 40  # characters of a paragraph that says something
MOSTLY_LINKS = 0.6
_BESIDE = re.compile(
    r"\b(?:share|sharing|social|related|recommend\w*|promo\w*|newsletter|subscribe|cookie\w*|comments?"
    r"|breadcrumbs?|menu|sidebar|advert\w*|sponsor\w*|more-stories|read-more)\b",
    re.I,
)


def main_text(tree: LexborHTMLParser) -> str:
    """The text of the article; of the whole body where none is found. The tree is changed."""
    tree.strip_tags(list(NOT_READ), recursive=True)
    body = tree.body
    if body is None:
        return ""
    whole = block_text(body)
    named = [block_text(node) for node in tree.css("article, main, [role=main], [itemprop=articleBody]")]
    best = max(named, key=len, default="")
    if len(best) >= LONG_ENOUGH:
        return best
    found = _fullest(tree)
    # What holds little of the page is a teaser, and better read whole than cut.
    return found if len(found) >= max(LONG_ENOUGH, len(whole) * 0.3) else whole


def block_text(root: LexborNode) -> str:
    """The text under a node, a blank line between blocks."""
    blocks = ("\n".join(filter(None, (" ".join(line.split()) for line in block))) for block in _blocks(root))
    return "\n\n".join(block for block in blocks if block)


def _blocks(root: LexborNode) -> Iterator[list[str]]:
    """The blocks under a node in order, each as its lines."""
    lines = [""]
    block = None
    skipped: LexborNode | None = None
    for node in root.traverse(include_text=True):
        if skipped is not None and _within(node, skipped):
            continue
        skipped = None
        if node.tag == "-text":
            around = _block_of(node)
            if around != block:
                yield lines
                lines, block = [""], around
            lines[-1] += node.text(deep=False)
        elif node.tag == "br":
            lines.append("")
        elif node.tag in ("ul", "ol", "div", "section") and _is_beside(node):
            skipped = node
    yield lines


def _within(node: LexborNode, root: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id == root.mem_id:
            return True
        parent = parent.parent
    return False


def _block_of(node: LexborNode) -> int:
    parent = node.parent
    while parent is not None and parent.tag not in BLOCKS:
        parent = parent.parent
    return 0 if parent is None else int(parent.mem_id)


def _is_beside(node: LexborNode) -> bool:
    """Whether a part is beside the article: named so, and mostly links."""
    told = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    if not _BESIDE.search(told):
        return False
    text = len(node.text().strip())
    links = sum(len(link.text().strip()) for link in node.css("a"))
    return text == 0 or links >= MOSTLY_LINKS * text


def _fullest(tree: LexborHTMLParser) -> str:
    """The text of the part that holds most paragraphs."""
    scores: dict[int, tuple[float, LexborNode]] = {}
    for paragraph in tree.css("p, blockquote, pre"):
        text = paragraph.text().strip()
        if len(text) < PARAGRAPH:
            continue
        worth = float(len(text) - sum(len(link.text()) for link in paragraph.css("a")))
        parent = paragraph.parent
        for share in (1.0, 0.5):
            if parent is None or parent.tag in ("body", "html"):
                break
            before = scores.get(parent.mem_id, (0.0, parent))[0]
            scores[parent.mem_id] = (before + share * worth, parent)
            parent = parent.parent
    if not scores:
        return ""
    return block_text(max(scores.values(), key=lambda one: one[0])[1])
