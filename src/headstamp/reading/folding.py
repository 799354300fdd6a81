"""A text made plain for comparing, sign for sign: what is found stands at the same place in the text.

Case, Latin accents, kinds of quotation marks, dashes and blanks are folded; Cyrillic and Arabic letters stay,
but for Arabic letters that are written in several ways. Nothing is ever added or left out, which is why a
sign whose small form is two signs (the Turkish I with a dot) becomes the first of them.
"""

from __future__ import annotations

import unicodedata

_QUOTES = dict.fromkeys("‘’‚‛ʼʻʾʿ`´′", "'") | dict.fromkeys("“”„‟«»″", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"}
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ß": "s", "æ": "a", "œ": "o"}


def fold(text: str) -> str:
    """The text in small letters with plain marks; always as long as the text.

    >>> fold("Iraq’s “Da‘esh” – ÉTAT")
    'iraq\\'s "da\\'esh" - etat'
    """
    if text.isascii():
        return text.lower().translate(_ASCII_BLANKS)
    return text.translate(_FOLDED)


def words_only(folded: str) -> str:
    """A folded text with everything but letters and digits made a blank; as long as the text.

    >>> words_only("u.s.-made m-16s")
    'u s  made m 16s'
    """
    return folded.translate(_ASCII_WORDS if folded.isascii() else _WORDS)


def _folded(sign: str) -> str:
    if sign in _QUOTES:
        return _QUOTES[sign]
    if sign in _DASHES:
        return "-"
    if sign.isspace():
        return " "
    small = sign.lower()[0]
    if small in _LETTERS:
        return _LETTERS[small]
    if small in _ARABIC:
        return _ARABIC[small]
    base = unicodedata.normalize("NFKD", small)
    if len(base) > 1 and base[0].isascii() and all(unicodedata.combining(each) for each in base[1:]):
        return base[0]
    return small


class _Table(dict[int, str]):
    """Maps a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _folded(chr(code))
        return found


class _WordTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = found = sign if sign.isalnum() or unicodedata.combining(sign) else " "
        return found


_FOLDED = _Table()
_WORDS = _WordTable()
_ASCII_BLANKS = str.maketrans({chr(code): " " for code in range(33) if chr(code).isspace()} | {"`": "'"})
_ASCII_WORDS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
