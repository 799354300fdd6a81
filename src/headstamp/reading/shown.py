"""A text as it can be shown anywhere: signs that hide, or turn what stands beside them, shown by name.

A document may hold characters that reverse the order of letters on a screen or take no room at all, so that
a person reads another sentence than the one that is quoted. Offsets and quotes keep them; whoever prints
a quote prints it through here.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def shown(text: str) -> str:
    """The text with every hidden or steering sign written out.

    >>> shown("sold \\u202eyawa")
    'sold <U+202E RIGHT-TO-LEFT OVERRIDE>yawa'
    """
    return _HIDDEN.sub(_written_out, text)


def hides(text: str) -> bool:
    """Whether a text holds signs that are not seen, or that turn others."""
    return _HIDDEN.search(text) is not None


def _written_out(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "CONTROL")
    return f"<U+{ord(found[0]):04X} {name}>"
