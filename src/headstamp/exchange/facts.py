"""Foreign JSON read within bounds, and whatever it holds laid out as facts: name and text.

A name is the path in the source, parts joined with '.'; nothing is renamed, nothing left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from headstamp.exchange.errors import ExportUnreadable
from headstamp.values import Json

LARGEST_JSON = 2**25
"""Bytes; JSON takes up to 60 times as much memory."""
_DEEPEST = 64
_MOST_FACTS = 2_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def parse_json(data: bytes, name: str) -> Json:
    """Read a JSON document that may be hostile; numbers keep their digits as text.

    A key that an object repeats is kept as 'key (2)': which of the two counts is not ours to say.

    Raises:
        ExportUnreadable: it is not complete JSON in UTF-8, or nested without reason.
    """
    try:
        found: Json = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=keyed,
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse,
        )
        if _deeper(found, _DEEPEST):
            raise RecursionError
    except UnicodeDecodeError:
        raise ExportUnreadable("The text is not UTF-8", file=name, do="export it again") from None
    except json.JSONDecodeError as error:
        raise ExportUnreadable(
            f"The file is not complete JSON ({error.msg})", file=name, line=error.lineno, do="export it again"
        ) from None
    except (ValueError, RecursionError):
        raise ExportUnreadable(
            "The JSON is nested too deeply or holds no plain values", file=name, do="export it again"
        ) from None
    return found


def text_of(value: Json) -> str:
    """A value as text: text as it is, nothing for null, plain lists with '; ', anything else as JSON."""
    match value:
        case None:
            return ""
        case str():
            return storable(value)
        case bool():
            return "yes" if value else "no"
        case list() if all(isinstance(one, str) and ";" not in one for one in value):
            return storable("; ".join(one for one in value if isinstance(one, str)))
        case _:
            return storable(json.dumps(value, ensure_ascii=False))


def flat(value: Mapping[str, Json], prefix: str = "", *, without: Iterable[str] = ()) -> dict[str, str]:
    """The leaves of an object by path; empty ones are left out, too many stay one JSON text.

    Args:
        prefix: what every name begins with.
        without: keys of the object that are dealt with elsewhere.
    """
    left_out = frozenset(without)
    found: dict[str, str] = {}
    waiting: list[tuple[str, Json]] = [
        (f"{prefix}{key}", one) for key, one in reversed([*value.items()]) if key not in left_out
    ]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict) and one:
            waiting += [(f"{name}.{key}", inner) for key, inner in reversed([*one.items()])]
        elif told := text_of(one):
            add(found, storable(name), told)
        if len(found) + len(waiting) > _MOST_FACTS:
            return {f"{prefix}all": text_of({key: one for key, one in value.items() if key not in left_out})}
    return found


def add(facts: dict[str, str], name: str, told: str) -> None:
    """Add a fact; where the name is taken by another text, under 'name (2)' and so on."""
    free, number = name, 1
    while facts.get(free, told) != told:
        number += 1
        free = f"{name} ({number})"
    facts[free] = told


def merged(*several: Mapping[str, str]) -> dict[str, str]:
    """Facts of several kinds together; a name that comes again with another text is kept as 'name (2)'."""
    made: dict[str, str] = {}
    for facts in several:
        for name, told in facts.items():
            add(made, name, told)
    return made


def storable(text: str) -> str:
    """Text without characters that no file or database keeps; they are shown as escapes."""
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def keyed(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """An object of pairs; a key that comes again is kept as 'key (2)' and so on."""
    made: dict[str, Json] = {}
    met: dict[str, int] = {}
    for key, value in pairs:
        free = key
        while free in made:
            met[key] = met.get(key, 1) + 1
            free = f"{key} ({met[key]})"
        made[free] = value
    return made


def as_object(value: Json) -> dict[str, Json]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _deeper(value: Json, levels: int) -> bool:
    layer: list[Json] = [value]
    for _ in range(levels):
        layer = [
            inner
            for one in layer
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not layer:
            return False
    return any(isinstance(one, dict | list) for one in layer)
