"""Wars and times that bear a name, so that 'during the Gulf War' has years; a table, a source a row."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from headstamp.reading.folding import fold
from headstamp.tables import read_table, split_list
from headstamp.values import Span


class Period(NamedTuple):
    """A named time found in a text."""

    start: int
    end: int
    span: Span


def periods_in(folded: str, start: int, end: int) -> list[Period]:
    """The named times within a stretch of a folded text."""
    pattern, spans = _known()
    return [Period(one.start(), one.end(), spans[one[0]]) for one in pattern.finditer(folded, start, end)]


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, Span]]:
    spans: dict[str, Span] = {}
    for row in read_table(Path(__file__).with_name("data") / "periods.csv").rows:
        span = Span.years(int(row.cells["from"]), int(row.cells["to"]))
        spans.update((fold(name), span) for name in split_list(row.cells["names"]))
    told = "|".join(sorted(map(re.escape, spans), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)"), spans
