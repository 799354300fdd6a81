"""The time of a made-up world: quarters of a year, counted from the first quarter of 1965.

Stocks and holdings change from quarter to quarter. Days are only put on what is shown.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

FIRST_YEAR: Final = 1965
LAST_DEAL_YEAR: Final = 2020
END_YEAR: Final = 2025
STEPS: Final = 4 * (END_YEAR - FIRST_YEAR)
HISTORY: Final = 4 * (1990 - FIRST_YEAR)
"""The first quarter of which stocks are kept, and in which anybody can get a lot."""

KEPT: Final = STEPS - HISTORY
"""How many quarters of stocks are kept."""


def step_of(year: int, quarter: int = 0) -> int:
    """The quarter of a year (0 to 3) as a step."""
    return 4 * (year - FIRST_YEAR) + quarter


def year_of(step: int) -> int:
    """The year in which a step lies."""
    return FIRST_YEAR + step // 4


def day_in(step: int, share: float) -> date:
    """A day of a quarter: share 0 is its first, share just below 1 its last."""
    year, quarter = FIRST_YEAR + step // 4, step % 4
    return date(year, 3 * quarter + 1, 1) + timedelta(days=int(90 * share))


def first_day(step: int) -> date:
    """The first day of a quarter."""
    return day_in(step, 0.0)
