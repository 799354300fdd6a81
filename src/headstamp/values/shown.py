"""Text from outside made safe to show: signs that would turn, hide or erase other text are written out.

A file's name or an article may hold marks that set the direction of writing, signs without width, or commands
to a terminal; a reader must see that they stand there. Letters of every script stay as they are, and so do
the two joiners that Persian and Hindi spell with.
"""

from __future__ import annotations

import re

# Unicode 16: general categories Cc and Cf, the line separators, fillers that look like nothing, and the tags.
# Left out are the tab, the end of a line, the joiners U+200C and U+200D and the selectors of emoji.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text with every sign that cannot be seen written out by its number.

    >>> visible("gnp.exe\u202egpj")
    'gnp.exe‹U+202E›gpj'
    """
    return _UNSEEN.sub(lambda sign: f"‹U+{ord(sign.group()):04X}›", text)


def hides(text: str) -> bool:
    """Whether a text holds signs that are not seen, or that turn others."""
    return _UNSEEN.search(text) is not None
