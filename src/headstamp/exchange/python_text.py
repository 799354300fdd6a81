"""Python values printed by `repr`, read as JSON without Python: some tools write them into tables.

The text is read sign by sign and never given to Python's own compiler, which hostile text can exhaust or
crash. Read are None, truth values, numbers, texts, bytes, lists, tuples, sets, dicts, and the dates of the
`datetime` module; anything else is kept as the text it is. Nothing is ever run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import keyed
from headstamp.values import Json

_LARGEST = 2**23  # characters; a long transcript has a tenth of it
_MOST_VALUES = 300_000
_DEEPEST = 64
_STRING = r"""'[^'\\]*+(?:\\.[^'\\]*+)*+'|"[^"\\]*+(?:\\.[^"\\]*+)*+\""""
_DELTA = r"datetime\.timedelta\((?:0|(?:(?:days|seconds|microseconds)=-?[0-9]{1,9}(?:,\ )?){1,3})\)"
_ZONE = rf"datetime\.timezone(?:\.utc\b|\({_DELTA}(?:,\ '[^'\\]{{0,40}}')?\))"
_TOKEN = re.compile(
    rf"""\s*+(?:
      (?P<text>[bB]?(?:{_STRING}))
    | (?P<number>-?(?:[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?|inf|nan)(?![\w.(]))
    | (?P<at>datetime\.datetime\([0-9]{{1,4}}(?:,\ [0-9]{{1,6}}){{2,6}}
        (?:,\ fold=1)?(?:,\ tzinfo={_ZONE})?\))
    | (?P<day>datetime\.date\([0-9]{{1,4}},\ [0-9]{{1,2}},\ [0-9]{{1,2}}\))
    | (?P<zone>{_ZONE})
    | (?P<delta>{_DELTA})
    | (?P<empty>(?:set|frozenset)\(\))
    | (?P<word>(?:None|True|False)(?!\w))
    | (?P<sign>[\[\](){{}},:])
    )""",
    re.VERBOSE | re.DOTALL,
)
_BLANKS = re.compile(r"\s*+")
_PLAIN = re.compile(r"""[^'"()\[\]{},]++""")
_QUOTED = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", re.DOTALL
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", '"': '"', "\n": ""}
_WORDS: dict[str, Json] = {"None": None, "True": True, "False": False}
_CLOSING = {"[": "]", "(": ")", "{": "}"}


@dataclass(frozen=True, slots=True)
class PythonText:
    """What was read.

    Attributes:
        value: the value as JSON: numbers as their digits, times as ISO 8601, spans of time as seconds, sets
            and tuples as lists, keys as text.
        kept: pieces that could not be read and stand in the value as the text they are.
    """

    value: Json
    kept: tuple[str, ...]


def parse_python(text: str) -> PythonText:
    """Read the `repr` of a value.

    Raises:
        ExportUnreadable: the text ends too early, does not match its brackets, is nested without reason or
            holds more values than a cell does.
    """
    if len(text) > _LARGEST:
        raise _broken(f"it is longer than {_LARGEST:,} characters")
    reader = _Reader(text)
    value = reader.value(0)
    if text[reader.at :].strip():
        raise _broken(f"something follows the value at character {reader.at + 1}")
    return PythonText(value, tuple(reader.kept))


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    values: int = 0
    scanned: int = 0
    kept: list[str] = field(default_factory=list)

    def value(self, depth: int) -> Json:
        self.values += 1
        if depth > _DEEPEST:
            raise _broken("it is nested too deeply")
        if self.values > _MOST_VALUES:
            raise _broken(f"it holds more than {_MOST_VALUES:,} values")
        start, kept = self.at, len(self.kept)
        found = _TOKEN.match(self.text, start)
        if found is None or found["sign"] in (",", ":", *_CLOSING.values()):
            return self.raw(start, kept)
        self.at = found.end()
        made = self.opened(found["sign"], depth) if found["sign"] else _plain(found)
        # 'a' 'b', 1 + 1 and x[0] are Python, but no printed values.
        return made if self.ends() else self.raw(start, kept)

    def ends(self) -> bool:
        found = _BLANKS.match(self.text, self.at)
        at = found.end() if found else self.at
        return at == len(self.text) or self.text[at] in ",:)]}"

    def taken(self, sign: str) -> bool:
        found = _TOKEN.match(self.text, self.at)
        if found is None or found["sign"] != sign:
            return False
        self.at = found.end()
        return True

    def close(self, closing: str) -> None:
        if not self.taken(closing):
            raise _broken(f"a '{closing}' is missing at character {self.at + 1}")

    def opened(self, sign: str, depth: int) -> Json:
        closing = _CLOSING[sign]
        if self.taken(closing):
            return {} if sign == "{" else []
        first = self.value(depth + 1)
        if sign == "{" and self.taken(":"):
            return self.pairs(first, depth)
        return self.several(first, closing, depth)

    def several(self, first: Json, closing: str, depth: int) -> list[Json]:
        made = [first]
        while self.taken(","):
            if self.taken(closing):
                return made
            made.append(self.value(depth + 1))
        self.close(closing)
        return made

    def pairs(self, first: Json, depth: int) -> Json:
        made = [(_key(first), self.value(depth + 1))]
        while self.taken(","):
            if self.taken("}"):
                return keyed(made)
            key = self.value(depth + 1)
            self.close(":")
            made.append((_key(key), self.value(depth + 1)))
        self.close("}")
        return keyed(made)

    def raw(self, start: int, kept: int) -> str:
        """What stands here up to the next ',' or bracket that ends it, kept as text."""
        self.at = self.end_of_piece(start)
        self.scanned += self.at - start
        # A piece within a piece within a piece is read again and again; no honest table goes on so.
        if self.scanned > 4 * len(self.text):
            raise _broken("hardly anything of it can be read")
        piece = self.text[start : self.at].strip()
        if not piece:
            raise _broken(f"a value is missing at character {start + 1}")
        self.kept[kept:] = [piece]
        return piece

    def end_of_piece(self, start: int) -> int:
        depth, at, text = 0, start, self.text
        while at < len(text):
            sign = text[at]
            if sign in "'\"":
                found = _QUOTED.match(text, at)
                at = found.end() if found else len(text)
                continue
            if sign in "([{":
                depth += 1
            elif sign in ")]}":
                if depth == 0:
                    return at
                depth -= 1
            elif sign == "," and depth == 0:
                return at
            found = _PLAIN.match(text, at)
            at = found.end() if found else at + 1
        return at


def _plain(found: re.Match[str]) -> Json:
    match found.lastgroup:
        case "text":
            return _unescaped(found["text"])
        case "word":
            return _WORDS[found["word"]]
        case "empty":
            return []
        case "number":
            return found["number"]
    told = found.group().strip()
    try:
        return _time(found.lastgroup or "", told)
    except (ValueError, OverflowError):
        return told  # such as month 13: printed by no Python, so no harm in keeping it as it is


def _time(kind: str, told: str) -> str:
    if kind == "delta":
        return f"{_span(told).total_seconds():.15g} s"
    if kind == "zone":
        return datetime(2000, 1, 1, tzinfo=_zone(told)).isoformat()[19:]
    clock, _, zone = told.partition(", tzinfo=")
    numbers = [int(one) for one in re.findall(r"(?<=[( ])[0-9]+", clock)]
    if kind == "day":
        return date(*numbers).isoformat()
    year, month, day, hour, minute, second, micro = (*numbers, 0, 0, 0, 0)[:7]
    at = datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(zone) if zone else None)
    return at.isoformat()


def _zone(told: str) -> timezone:
    return UTC if "timedelta" not in told else timezone(_span(told))


def _span(told: str) -> timedelta:
    parts = {one[1]: int(one[2]) for one in re.finditer(r"(days|seconds|microseconds)=(-?[0-9]+)", told)}
    return timedelta(**parts)


def _key(value: Json) -> str:
    return value if isinstance(value, str) else repr(value)


def _unescaped(literal: str) -> str:
    """The text of a literal; bytes are read as Latin-1, which keeps each of them."""
    inner = literal[2:-1] if literal[0] in "bB" else literal[1:-1]
    return _ESCAPE.sub(_meant, inner) if "\\" in inner else inner


def _meant(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else found[0]
    return chr(int(found[4], 8)) if found[4] else _SIMPLE.get(found[5], found[0])


def _broken(why: str) -> ExportUnreadable:
    return ExportUnreadable(f"The text is no printed Python value: {why}")
