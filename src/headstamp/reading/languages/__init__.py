"""The word lists of each language, as data: one folder a language, one table a subject.

English and French are whole; Dutch, Serbian and Croatian (one group, `hbs`), Russian and Arabic have names
and the words that point at claims. Nothing here says how the words are used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from headstamp.reading.folding import fold, words_only
from headstamp.tables import read_table

LANGUAGES: Final = ("en", "fr", "nl", "hbs", "ru", "ar")
_FOLDER = Path(__file__).parent
_LOOKED_AT = 20_000  # characters, enough to tell a language and little enough to cost nothing
_FEWEST = 3


@lru_cache(maxsize=64)
def rows(language: str, table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a language's table; () where the language has none."""
    file = _FOLDER / language / f"{table}.csv"
    return tuple(row.cells for row in read_table(file).rows) if file.exists() else ()


@lru_cache(maxsize=16)
def words(language: str) -> Mapping[str, Mapping[str, object]]:
    """The small words of a language by subject: months, numbers, comparators ..., each folded."""
    file = _FOLDER / language / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


@lru_cache(maxsize=64)
def word_set(subject: str, language: str | None = None, entry: str = "words") -> frozenset[str]:
    """The words listed under a subject, folded: of one language, or of all."""
    asked = LANGUAGES if language is None else (language,)
    told = (str(words(one).get(subject, {}).get(entry, "")) for one in asked)
    return frozenset(word for one in told for word in fold(one).split())


def guess_language(text: str) -> str | None:
    """The language whose small words ('the', 'et', 'је') a text holds most; None where hardly any."""
    held = words_only(fold(text[:_LOOKED_AT])).split()
    counts = {name: sum(map(small.__contains__, held)) for name, small in _small_words().items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _FEWEST or counts[best] * 6 >= len(held) > 0 else None


@lru_cache(maxsize=1)
def _small_words() -> Mapping[str, frozenset[str]]:
    return {name: word_set("small", name) for name in LANGUAGES}
