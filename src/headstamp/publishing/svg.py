"""What drawings that are files of their own have in common: ground, hand, and words that are escaped.

What is drawn is left to `bars` and `sky`. Colours follow the reader's light or dark setting; nothing is
loaded and nothing runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

LINE = 17
"""Units from one line of text to the next."""

# What XML cannot hold, even escaped.
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1d2733}.title{font-size:17px;font-weight:600}"
    ".head{font-weight:600}.faint{fill:#5b6673;font-size:12px}.grid{stroke:#d9dee4}.bar{fill:#2f5d8a}"
    ".ground{fill:#fff}"
)
_DARK = "text{fill:#e6e9ed}.faint{fill:#9aa5b1}.grid{stroke:#38424d}.bar{fill:#7fb0dd}.ground{fill:#14181d}"


def document(
    width: float, height: float, title: str, parts: Iterable[str], *, style: str = "", dark: str = ""
) -> str:
    """A whole SVG file.

    Args:
        width: in units of the drawing.
        height: likewise.
        title: what is shown, for screen readers.
        parts: the elements, their words already escaped.
        style: rules beside the common ones.
        dark: rules beside the common ones where the reader prefers dark.
    """
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" role="img">',
        f"<title>{plain(title)}</title>"
        f"<style>{_STYLE}{style}@media(prefers-color-scheme:dark){{{_DARK}{dark}}}</style>",
        f'<rect class="ground" width="{width}" height="{height:g}"/>',
    ]
    return "\n".join([*head, *parts, "</svg>", ""])


def text(words: str, x: float, y: float, kind: str, anchor: str = "") -> str:
    """One line of text; `kind` is a class of the style, such as 'head' or 'faint'."""
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:g}"{placed}>{plain(words)}</text>'


def plain(words: str) -> str:
    """Words as they may stand in the file."""
    return escape(_NO_TEXT.sub("", words))


def broken(words: str, width: int) -> list[str]:
    """Words in lines of at most `width` letters, broken at blanks."""
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines
