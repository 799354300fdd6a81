"""What `--json` answers look like: one JSON Schema for each, which tests, interface and documentation share.

The schemas are files beside this module, by the name that an answer gives itself: `headstamp.trace/1` is
described by `trace.1.json`. Within /1 keys are only ever added. What several answers share stands in
`common.1.json` and is referred to by a name that no network knows. Checking an answer is left to whoever
wants to; this package needs no validator.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from headstamp.values import NotFound

if TYPE_CHECKING:
    from headstamp.values import Json

COMMON = "headstamp.common/1"
"""The values that several answers share: every `$ref` points into it."""

__all__ = ["COMMON", "names", "schema"]

_PREFIX, _SUFFIX = "headstamp.", ".json"


def names() -> tuple[str, ...]:
    """What answers call themselves: the values of their key `schema`, sorted; `COMMON` is none of them."""
    found = (entry.name for entry in files(__name__).joinpath("schemas").iterdir())
    answers = (_name(file) for file in found if file.endswith(_SUFFIX))
    return tuple(sorted(name for name in answers if name != COMMON))


def _name(file: str) -> str:
    name, version = file.removesuffix(_SUFFIX).rsplit(".", 1)
    return f"{_PREFIX}{name}/{version}"


def schema(name: str) -> Json:
    """The JSON Schema (draft 2020-12) of an answer, or that of the values they share.

    Args:
        name: what the answer calls itself, such as 'headstamp.trace/1', or `COMMON`.

    Raises:
        NotFound: no answer has the name.
    """
    if name not in (*names(), COMMON):
        raise NotFound(f"No answer is called '{name}'", do=f"choose one of {', '.join(names())}")
    file = name.removeprefix(_PREFIX).replace("/", ".") + _SUFFIX
    told: Json = json.loads(files(__name__).joinpath("schemas", file).read_text(encoding="utf-8"))
    return told
