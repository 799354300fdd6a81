"""The one codec between values and JSON, and the one canonical form that is hashed.

It knows dataclasses, dates, decimals and enums, and nothing about any package. A field that ends in an
underscore because the bare word is reserved in Python (``from_``) loses it in JSON (``from``). Unknown keys
are passed over when decoding, since a newer version may have added them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import rfc8785

from headstamp.values.errors import HeadstampError, ValueUnreadable

if TYPE_CHECKING:
    from cattrs import Converter

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
T = TypeVar("T")

# RFC 8785 numbers are IEEE doubles, which hold no larger whole number exactly.
_LARGEST_EXACT = 2**53 - 1
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: object) -> Json:
    """A value as JSON.

    Dataclasses and mappings become objects, sequences lists, sets sorted lists, dates ISO text, enums their
    value; a Decimal becomes an int when it is whole, else a float.

    Raises:
        TypeError: for a value that has no JSON form.
    """
    return cast(Json, _plain().unstructure(value))


def decode(kind: type[T], data: Json) -> T:
    """A value of ``kind`` from its JSON; the inverse of `encode`.

    Decimals are read from int, float or text; a union of numbers takes int where the number is whole.

    Raises:
        ValueUnreadable: if the JSON does not fit the kind; attribute ``kind`` names it.
    """
    try:
        return _plain().structure(data, kind)
    except HeadstampError:
        raise
    except KeyError as error:
        raise _misfit(kind, f"has no key {error}") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise _misfit(kind, f"does not fit: {error}") from error


def canonical(value: object) -> bytes:
    """The one form of a value that is hashed: RFC 8785 with fractions as text, so that no reader rounds them.

    Floats become their shortest text, fractional Decimals their digits; whole Decimals stay whole numbers,
    and whole numbers beyond 2**53 - 1 become text.
    """
    if type(value) is str:
        # Nearly all that is hashed is one text; the standard library escapes it as RFC 8785 wants it.
        return _TEXT(value).encode()
    return bytes(rfc8785.dumps(_with_text(cast(Json, _exact().unstructure(value)))))


def dumps(value: object, *, indent: int | None = None) -> str:
    """A value as JSON text, every script kept readable; raises ValueError for a number that is not finite."""
    return json.dumps(encode(value), ensure_ascii=False, indent=indent, allow_nan=False)


def _misfit(kind: object, why: str) -> ValueUnreadable:
    name = getattr(kind, "__name__", str(kind))
    return ValueUnreadable(
        f"The JSON of a {name} {why}", kind=name, do="check that the same version wrote it"
    )


def _with_text(data: Json) -> Json:
    if isinstance(data, dict):
        return {key: _with_text(item) for key, item in data.items()}
    if isinstance(data, list):
        return [_with_text(item) for item in data]
    if isinstance(data, float):
        return repr(float(data))
    if isinstance(data, int) and not isinstance(data, bool) and abs(data) > _LARGEST_EXACT:
        return str(data)
    return data


@cache
def _plain() -> Converter:
    from headstamp.values.converter import plain_converter

    return plain_converter()


@cache
def _exact() -> Converter:
    from headstamp.values.converter import exact_converter

    return exact_converter()
