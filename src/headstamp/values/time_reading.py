"""The phrases in which people state a time, for ``Span.parse``; docs/values.md lists them one by one.

Whatever can be read in two ways is refused with the two ways written out: a wrong date would be worse than
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from headstamp.values.errors import SpanInverted, ValueUnreadable
from headstamp.values.precision import Precision, month_end, precision_of
from headstamp.values.time_wording import DECADE_PARTS, MONTHS

FIRST_YEAR, LAST_YEAR = 1000, 2100
LONGEST = 200  # characters; longer text is a remark, not a date

_MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month.casefold(), month[:3].casefold(), "sept" if number == 9 else month.casefold())
}
_UNKNOWN = frozenset({"", "not known", "unknown", "n.d", "nd", "no date", "undated", "not stated"})
_OPEN = frozenset({"present", "the present", "now", "today"})
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b")
_SEPARATORS = (" to ", " until ", " till ", " through ", " - ", "-", "/")

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_ABOUT = re.compile(r"(?:~|(?:c|ca|circa|about|around|approx|approximately)\b\.?)\s*(?=\S)")
_DOUBT = re.compile(r"\s*(?:\(\?\)|\?+)$")
_ONE_SIDED = re.compile(r"(?P<side>since|from|until|till|by|up to|before|after)\s+(?P<rest>.+)")
_BETWEEN = re.compile(r"between\s+(?P<left>.+?)\s+and\s+(?P<right>.+)")
_PART = re.compile(rf"(?P<part>{'|'.join(DECADE_PARTS)})[ -]\s*(?:the )?(?P<rest>.+)")

_ISO_MONTH = re.compile(rf"{_YEAR}-(?P<month>\d{{2}})")
_ISO_DAY = re.compile(rf"{_YEAR}([-/])(?P<month>\d{{2}})\2(?P<day>\d{{2}})(?:[t ]\d{{2}}:\d{{2}}.*)?")
_MONTH_YEAR = re.compile(rf"{_MONTH}(?:,? | of |-){_YEAR}")
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}(?: | of |-){_MONTH}(?:,? |-){_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"{_MONTH} {_DAY}(?:, ?| ){_YEAR}")
_SPLIT_YEAR = re.compile(rf"{_YEAR}/(?P<next>\d{{2}})")
_DECADE = re.compile(r"(?P<decade>\d{3})0['’]?s")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What a phrase says: bounds (None = open), their precision, and whether it is marked as an estimate."""

    from_: date | None
    to: date | None
    precision: Precision
    estimate: bool = False


class _Refusal(Exception):  # noqa: N818 - carried only as far as read_time, which names the whole text
    def __init__(self, why: str, do: str) -> None:
        super().__init__(why)
        self.why, self.do = why, do


@lru_cache(maxsize=8192)
def read_time(text: str) -> TimeReading:
    """Read one phrase; raises ValueUnreadable or SpanInverted."""
    try:
        found = _marked(text)
    except _Refusal as refusal:
        raise ValueUnreadable(f"'{text}' {refusal.why}", text=text, kind="date", do=refusal.do) from None
    if found.from_ is not None and found.to is not None and found.to < found.from_:
        raise SpanInverted(
            f"'{text}' ends before it begins", text=text, kind="date", do="put the earlier time first"
        )
    return found


def _marked(text: str) -> TimeReading:
    if re.fullmatch(r"\s*\d{4}\s*[\u2012-\u2015]\s*\d{2}\s*", text):
        raise _Refusal(*_month_or_years(text))
    words = " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).casefold().split()).rstrip(". ")
    doubt = _DOUBT.search(words)
    words = words[: doubt.start()].rstrip(". ") if doubt else words
    if words in _UNKNOWN:
        return TimeReading(None, None, Precision.UNKNOWN)
    words = _FIGURES.sub(_day_first, words)
    _refuse_ambiguous(words)
    found = _phrase(words) if len(words) <= LONGEST else None
    if found is None:
        raise _Refusal("cannot be read as a date or span", "write 2014, June 2014, 2014-06-14 or 2011-2013")
    for bound in (found.from_, found.to):
        _check_year(bound.year if bound else FIRST_YEAR)
    return replace(found, estimate=True) if doubt else found


def _month_or_years(text: str) -> tuple[str, str]:
    first, second = re.findall(r"\d+", text)
    years = f"{first}-{first[:2]}{second}"
    if 1 <= int(second) <= 12:
        return (
            "may be a month or a span of years",
            f"write {first}-{second} for the month or {years} for the years",
        )
    meant = f"write {years} if you mean the years" if second > first[2:] else "write a month from 01 to 12"
    return f"names a month {second}, which does not exist", meant


def _day_first(figures: re.Match[str]) -> str:
    """A date in figures as ISO 8601 writes it, where only one figure can be the day; else as it stands.

    Wherever dots are written they stand between day, month and year in that order; a slash says nothing.
    """
    first, second = int(figures[1]), int(figures[2])
    dotted = figures[0].count(".") == 2
    plain = len(figures[3]) == 4 and (first <= 12 or second <= 12)
    if not plain or (not dotted and first <= 12 and second <= 12 and first != second):
        return figures[0]
    day, month = (second, first) if second > 12 else (first, second)
    return f"{figures[3]}-{month:02d}-{day:02d}"


def _refuse_ambiguous(words: str) -> None:
    numbers = _FIGURES.search(words)
    if numbers:
        raise _Refusal(
            "leaves open which figure is the day", _rewritten(*(int(figure) for figure in numbers.groups()))
        )
    if _SEASON.search(words):
        raise _Refusal(
            "names a season, which depends on the hemisphere", "write the months, such as June-August 2014"
        )


def _rewritten(first: int, second: int, year: int) -> str:
    day, month = (second, first) if second > 12 >= first else (first, second)
    try:
        written = date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        written = None
    if written is None:
        return "write the year with four digits and the month by name or as in 2014-06-14"
    return f"write {written.isoformat()} or {day} {MONTHS[month - 1]} {year}"


def _phrase(words: str) -> TimeReading | None:
    words = words.removeprefix("the ")
    about = _ABOUT.match(words)
    if about:
        found = _phrase(words[about.end() :])
        return replace(found, estimate=True) if found else None
    return _point(words) or _between(words) or _one_sided(words) or _range(words) or _neighbours(words)


def _between(words: str) -> TimeReading | None:
    ends = _BETWEEN.fullmatch(words)
    return _ends(ends["left"], ends["right"]) if ends else None


def _one_sided(words: str) -> TimeReading | None:
    parts = _ONE_SIDED.fullmatch(words)
    if parts is None:
        return None
    point = _about_point(parts["rest"])
    if point is None or point.from_ is None or point.to is None:
        # 'from 2011 to 2013' names both ends.
        return _range(parts["rest"]) if parts["side"] == "from" else None
    if parts["side"] in ("since", "from"):
        return TimeReading(point.from_, None, Precision.RANGE, point.estimate)
    if parts["side"] == "after":
        return TimeReading(point.to + timedelta(days=1), None, Precision.RANGE, point.estimate)
    to = point.from_ - timedelta(days=1) if parts["side"] == "before" else point.to
    return TimeReading(None, to, Precision.RANGE, point.estimate)


def _range(words: str) -> TimeReading | None:
    for left, right in _splits(words, _SEPARATORS):
        found = _ends(left, right)
        if found is not None:
            return found
    return None


def _neighbours(words: str) -> TimeReading | None:
    """'late 1970s and early 1980s': joined only when no day between the two is left out."""
    for left, right in _splits(words, (" and ", " or ")):
        first, last = _about_point(_completed(left, right)), _about_point(right)
        if first and last and first.to and last.from_ and last.from_ <= first.to + timedelta(days=1):
            return _joined(first, last)
    return None


def _splits(words: str, separators: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for separator in separators:
        at = words.find(separator)
        while at > 0:
            left, right = words[:at].strip(), words[at + len(separator) :].strip()
            if left and right:
                yield left, right
            at = words.find(separator, at + 1)


def _ends(left: str, right: str) -> TimeReading | None:
    if right in _OPEN:
        begin = _about_point(left)
        return TimeReading(begin.from_, None, Precision.RANGE, begin.estimate) if begin else None
    ended = re.fullmatch(rf"{_DAY}(,? \d{{4}})", right)
    named = re.fullmatch(rf"{_MONTH} \d{{1,2}}", left)
    if ended and named:
        # 'June 14-16, 2014'
        left, right = f"{left}{ended[2]}", f"{named['month']} {right}"
    first, last = _about_point(_completed(left, right)), _about_point(right)
    return _joined(first, last) if first and last else None


def _completed(left: str, right: str) -> str:
    """Give the left end what it borrows from the right one: '14' of '14-16 June 2014'."""
    tail = re.fullmatch(rf"{_DAY}(?P<rest> (?:of )?{_MONTH},? \d{{4}})", right)
    if tail and re.fullmatch(_DAY, left):
        return left + tail["rest"]
    year = re.search(r"[a-z.],? (\d{4})$|\d, (\d{4})$", right)
    if year and re.fullmatch(rf"(?:{_DAY} )?{_MONTH}(?: \d{{1,2}})?", left):
        return f"{left} {year[1] or year[2]}"
    part = _PART.fullmatch(right)
    return f"{left} {part['rest']}" if part and left in DECADE_PARTS else left


def _joined(first: TimeReading, last: TimeReading) -> TimeReading:
    decades = first.precision is last.precision is Precision.DECADE_PART
    precision = Precision.DECADE_PART if decades else precision_of(first.from_, last.to)
    return TimeReading(first.from_, last.to, precision, first.estimate or last.estimate)


def _about_point(words: str) -> TimeReading | None:
    words = words.removeprefix("the ")
    about = _ABOUT.match(words)
    point = _point(words[about.end() :] if about else words)
    return replace(point, estimate=True) if point and about else point


def _point(words: str) -> TimeReading | None:
    words = words.removeprefix("the ")
    if re.fullmatch(r"\d{4}", words):
        return _years(int(words), int(words), Precision.YEAR)
    if found := _ISO_MONTH.fullmatch(words):
        if not 1 <= int(found["month"]) <= 12:
            raise _Refusal(*_month_or_years(words))
        return _month(int(found["year"]), int(found["month"]))
    if found := _ISO_DAY.fullmatch(words):
        return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _MONTH_YEAR.fullmatch(words):
        return _month(int(found["year"]), _MONTH_NUMBERS[found["month"]])
    if found := _DAY_MONTH_YEAR.fullmatch(words) or _MONTH_DAY_YEAR.fullmatch(words):
        return _day(int(found["year"]), _MONTH_NUMBERS[found["month"]], int(found["day"]))
    if found := _SPLIT_YEAR.fullmatch(words):
        return _split_year(int(found["year"]), found["next"])
    return _decade(words) or _part(words)


def _split_year(year: int, following: str) -> TimeReading:
    if (year + 1) % 100 != int(following):
        raise _Refusal(
            "may be a month or a span of years",
            f"write {year}-{following} for a month or {year}-{year // 100}{following} for the years",
        )
    return _years(year, year + 1, Precision.RANGE)


def _decade(words: str) -> TimeReading | None:
    found = _DECADE.fullmatch(words)
    return (
        _years(int(found["decade"]) * 10, int(found["decade"]) * 10 + 9, Precision.DECADE_PART)
        if found
        else None
    )


def _part(words: str) -> TimeReading | None:
    found = _PART.fullmatch(words)
    if found is None:
        return None
    if decade := _DECADE.fullmatch(found["rest"]):
        first, last = (int(decade["decade"]) * 10 + digit for digit in DECADE_PARTS[found["part"]])
        return _years(first, last, Precision.DECADE_PART)
    if re.fullmatch(r"\d{4}", found["rest"]):
        return _third(int(found["rest"]), list(DECADE_PARTS).index(found["part"]))
    return None


def _third(year: int, third: int) -> TimeReading:
    _check_year(year)
    return TimeReading(date(year, 4 * third + 1, 1), month_end(year, 4 * third + 4), Precision.RANGE)


def _years(first: int, last: int, precision: Precision) -> TimeReading:
    _check_year(first)
    _check_year(last)
    return TimeReading(date(first, 1, 1), date(last, 12, 31), precision)


def _month(year: int, month: int) -> TimeReading:
    _check_year(year)
    return TimeReading(date(year, month, 1), month_end(year, month), Precision.MONTH)


def _day(year: int, month: int, day: int) -> TimeReading:
    _check_year(year)
    try:
        found = date(year, month, day)
    except ValueError:
        raise _Refusal("names a day that does not exist", "correct the day or the month") from None
    return TimeReading(found, found, Precision.DAY)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Refusal(
            f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "write the year with four digits"
        )
