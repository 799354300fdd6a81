"""Times as running text tells them: days, months, years, decades, spans, times that lean on another date.

A time is found around a figure or a word of time and read by the one span parser of `values.time`, so that a
phrase means the same in a table and in a text. Days of other languages are turned into English first. What
needs another date ('last Monday', '12 July' without a year) stays without a span unless the document tells
when it was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from headstamp.reading.folding import fold
from headstamp.reading.languages import word_set, words
from headstamp.reading.mention import DateMention
from headstamp.values import HeadstampError, Span
from headstamp.values.time_wording import MONTHS

_YEAR = r"(?:1[89]|20)\d\d"
_NO_COUNT = r"(?![\d,.]*\d|\s?(?:%|mm|km|kg|m\b|-(?!\d{4}\b)\w))"
_LONG_AGO = 45


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A time where it stands."""

    start: int
    end: int
    value: DateMention


def date_at(folded: str, place: int, language: str, published: Span | None) -> FoundDate | None:
    """The time around the figure or word at a place; None where there is none."""
    grammar = _grammar(language)
    return grammar.relative(folded, place, published) or grammar.absolute(folded, place, published)


class _Grammar:
    """The words of time of a language as patterns."""

    def __init__(self, language: str) -> None:
        told = words(language)
        self.months = {fold(w): int(str(n)) for w, n in told.get("months", {}).items()}
        self.weekdays = {fold(w): int(str(n)) for w, n in told.get("weekdays", {}).items()}
        self.relatives = {fold(w): str(n) for w, n in told.get("relative", {}).items()}
        self.sides = {fold(w): str(n) for w, n in told.get("prepositions", {}).items()}
        self.parts = {fold(w): str(n) for w, n in told.get("parts", {}).items()}
        month = _one_of(self.months)
        part = rf"(?:(?:{_one_of(self.parts)})[ -]+)?"
        day = r"(?:\d{1,2}(?:st|nd|rd|th|er|e)?)"
        decades = rf"(?:{told.get('decades', {}).get('prefix', '(?!)')})"
        self.point = re.compile(
            rf"(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)"
            rf"|(?P<figures>\d{{1,2}}(?P<mark>[-./])\d{{1,2}}(?P=mark)(?:{_YEAR}|\d\d))(?!\d)"
            rf"|(?P<dmy>{day})[ .-]+(?:de |of |van )?(?P<dm>{month})[ .,-]+(?:de |of )?(?P<dy>{_YEAR})(?!\d)"
            rf"|(?P<mm>{month})\.? (?P<md>{day}),? (?P<my>{_YEAR})(?!\d)"
            rf"|(?P<ym>{part}(?:{month})),?\.? (?:de |of )?(?P<yy>{_YEAR})(?!\d)"
            rf"|(?P<nd>{day})[ .]+(?:de |of )?(?P<nm>{month})(?![^\W])"
            rf"|(?P<om>{month}) (?P<od>{day})(?![\w,.]*\d)"
            rf"|(?P<decade>{part}(?:1[89]|20)\d0'?s)(?!\w)"
            rf"|(?P<bare>{part}'?[3-9]0'?s)(?!\w)"
            rf"|(?P<decennie>{part}{decades} (?:(?:1[89]|20)?\d0))(?!\d)"
            rf"|(?P<years>{_YEAR}[-/]\d\d)(?![\d/-])"
            rf"|(?P<year>{part}{_YEAR}){_NO_COUNT}"
        )
        sides = _one_of(self.sides)
        self._side = re.compile(rf"(?<![^\W])({sides}) (?:the |l'|le |la |les )?$")
        self._lead = re.compile(rf"(?<![^\W])(?:the )?(?:{_one_of(self.parts)})[ -]+$")
        joins = "|".join(re.escape(w) for w in sorted(word_set("joining", language), key=len, reverse=True))
        self._join = re.compile(rf" ?-+ ?|,? (?:{joins}) (?:the |les |le |in |en )?")
        self._relative = re.compile(rf"({_one_of(self.relatives)})(?![^\W])")
        self._weekday = re.compile(rf"({_one_of(self.weekdays)})(?![^\W])")
        self._last = re.compile(r"(?<![^\W])(last|next|this|late|early|on|le|op) $")
        self._months_only = re.compile(rf"({month})\.? (?=({_one_of(self.relatives)}))")

    def absolute(self, folded: str, place: int, published: Span | None) -> FoundDate | None:
        """A day, month, year, decade or span of them."""
        head = folded[max(0, place - _LONG_AGO) : place]
        start = place
        if lead := self._lead.search(head):
            start = place - len(head) + lead.start()
            start += 4 if folded.startswith("the ", start) else 0
        first = self.point.match(folded, start) or (
            self.point.match(folded, place) if start < place else None
        )
        if first is None:
            return None
        start, end = first.start(), first.end()
        if first.lastgroup in ("nm", "od"):
            return self._without_year(first, published)
        told = self._english(first)
        before = folded[max(0, start - _LONG_AGO) : start]
        side = self._side.search(before)
        word = self.sides[side[1]] if side else ""
        second = self._second(folded, end)
        if second is not None:
            told, end = f"{told} to {self._english(second)}", second.end()
            if side and word in ("between", "from"):
                start -= len(before) - side.start(1)
        elif first.lastgroup == "bare" and not (
            lead or before.endswith(("the ", "the '", "annees ", "jaren "))
        ):
            return None
        elif side and word != "between":
            told, start = f"{word} {told}", start - (len(before) - side.start(1))
        span = _parsed(told) or (_hull(told) if second is not None else None)
        return FoundDate(start, end, DateMention(span)) if span is not None else None

    def relative(self, folded: str, place: int, published: Span | None) -> FoundDate | None:
        """'today', 'last week', 'late Monday', 'September last year'."""
        if found := self._relative.match(folded, place):
            return FoundDate(
                place, found.end(), DateMention(_away(self.relatives[found[1]], published), True)
            )
        if found := self._months_only.match(folded, place):
            year = _away(self.relatives[found[2]], published)
            known = year is not None and year.first_year is not None and "year" in self.relatives[found[2]]
            span = (
                Span.month(year.first_year, self.months[found[1]])
                if known and year and year.first_year
                else None
            )
            return FoundDate(place, found.end() + len(found[2]), DateMention(span, True))
        if found := self._weekday.match(folded, place):
            head = folded[max(0, place - 8) : place]
            last = self._last.search(head)
            start = (
                place - (len(head) - last.start(1)) if last and last[1] not in ("on", "le", "op") else place
            )
            forward = last is not None and last[1] == "next"
            span = _weekday(self.weekdays[found[1]], published, forward)
            return FoundDate(start, found.end(), DateMention(span, True))
        return None

    def _second(self, folded: str, end: int) -> re.Match[str] | None:
        """The point that is joined to a first one, as the end of a span."""
        join = self._join.match(folded, end)
        following = self.point.match(folded, join.end()) if join else None
        return None if following is None or following.lastgroup in ("nm", "od") else following

    def _english(self, found: re.Match[str]) -> str:
        """A point as the span parser reads it."""
        told = found.groupdict()
        if told["iso"]:
            return told["iso"]
        if told["figures"]:
            return re.sub(r"[-/]", ".", told["figures"]) if told["mark"] == "-" else told["figures"]
        if told["dmy"]:
            return f"{_digits(told['dmy'])} {MONTHS[self.months[told['dm']] - 1]} {told['dy']}"
        if told["mm"]:
            return f"{_digits(told['md'])} {MONTHS[self.months[told['mm']] - 1]} {told['my']}"
        if told["ym"]:
            bare, _ = self._part(told["ym"])
            return f"{MONTHS[self.months[bare] - 1]} {told['yy']}"
        if told["years"]:
            return _two_years(told["years"])
        if decade := told["decade"] or told["bare"] or told["decennie"]:
            bare, part = self._part(decade)
            digits = re.search(r"\d+", bare)
            years = digits[0] if digits else ""
            return f"{part} {years if len(years) == 4 else '19' + years}s".strip()
        if told["year"]:
            bare, part = self._part(told["year"])
            return f"{part} {bare}".strip()
        return found[0]

    def _part(self, text: str) -> tuple[str, str]:
        """'late 1970s' as what is meant and which part of it."""
        for word in sorted(self.parts, key=len, reverse=True):
            if text.startswith((word + " ", word + "-")):
                return text[len(word) :].strip(" -"), self.parts[word]
        return text, ""

    def _without_year(self, found: re.Match[str], published: Span | None) -> FoundDate | None:
        told = found.groupdict()
        month, day = self.months[told["nm"] or told["om"]], int(_digits(told["nd"] or told["od"]))
        if not 1 <= day <= 31:
            return None
        return FoundDate(found.start(), found.end(), DateMention(_last_such_day(month, day, published), True))


def eras(folded: str) -> Iterator[FoundDate]:
    """'Cold War', 'cold-war-era': ages without years; those of dissolved states stand with their names."""
    for found in re.finditer(r"\bcold[ -]war(?:[ -](?:era|vintage|stocks?))?\b", folded):
        yield FoundDate(found.start(), found.end(), DateMention(Span.years(1947, 1991), era=found[0]))


@lru_cache(maxsize=8)
def _grammar(language: str) -> _Grammar:
    return _Grammar(language if words(language).get("months") else "en")


@lru_cache(maxsize=4096)
def _parsed(told: str) -> Span | None:
    try:
        span = Span.parse(told)
    except HeadstampError:
        return None
    return span if span.is_known else None


def _hull(told: str) -> Span | None:
    """The days from one point to another where the span parser sees a gap between them."""
    first, _, last = told.partition(" to ")
    begin, end = _parsed(first.removeprefix("between ")), _parsed(last)
    if begin is None or end is None or begin.from_ is None or end.to is None or end.to < begin.from_:
        return None
    return Span.between(begin.from_, end.to, raw=told)


def _two_years(text: str) -> str:
    """'2011-13' as a span of years, '2011-07' as a month; what may be either is the span ('2011-12')."""
    year, short = text[:4], text[5:]
    if short > year[2:]:
        return f"{year} to {year[:2]}{short}"
    return f"{year}-{short}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _away(told: str, published: Span | None) -> Span | None:
    """What 'week -1' means, seen from the day of publication."""
    if published is None or published.from_ is None or published.from_ != published.to:
        return None
    unit, _, steps = told.partition(" ")
    day, by = published.from_, int(steps)
    if unit == "day":
        return Span.day(day + timedelta(days=by))
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=by)
        return Span.between(monday, monday + timedelta(days=6))
    if unit == "month":
        months = day.year * 12 + day.month - 1 + by
        return Span.month(months // 12, months % 12 + 1)
    return Span.year(day.year + by)


def _weekday(wanted: int, published: Span | None, forward: bool) -> Span | None:
    """The nearest such day before the publication, that day included, or after it."""
    if published is None or published.from_ is None or published.from_ != published.to:
        return None
    back = (published.from_.weekday() - wanted) % 7
    return Span.day(published.from_ + timedelta(days=(7 - back) if forward else -back))


def _last_such_day(month: int, day: int, published: Span | None) -> Span | None:
    if published is None or published.from_ is None or published.from_ != published.to:
        return None
    for year in (published.from_.year, published.from_.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found <= published.from_:
            return Span.day(found)
    return None


def _one_of(told: Mapping[str, object]) -> str:
    listed = sorted(told, key=len, reverse=True)
    return "|".join(map(re.escape, listed)) if listed else r"(?!)"
