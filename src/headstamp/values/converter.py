"""The cattrs converters behind the codec, kept apart so that cattrs is loaded only when something is encoded.

Every hook is registered by what a type is (a dataclass, a union of numbers), never by name: no package is
known here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, IntEnum, StrEnum
from pathlib import PurePath
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

if TYPE_CHECKING:
    from headstamp.values.json import Json

_SCALARS = frozenset({str, int, float, bool, NoneType})


def plain_converter() -> Converter:
    """A converter that turns whole Decimals into int and others into float."""
    return _converter(_whole_or_float)


def exact_converter() -> Converter:
    """A converter that turns whole Decimals into int and others into text."""
    return _converter(_whole_or_text)


def _whole_or_float(number: Decimal) -> Json:
    return int(number) if number == number.to_integral_value() else float(number)


def _whole_or_text(number: Decimal) -> Json:
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def _number(data: object, _: object) -> int | Decimal | None:
    """A number of a union such as ``int | Decimal | None``."""
    if data is None or (isinstance(data, int) and not isinstance(data, bool)):
        return data
    number = _decimal(data, Decimal)
    return int(number) if number == number.to_integral_value() else number


def _decimal(data: object, _: object) -> Decimal:
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        raise TypeError(f"{data!r} is not a number")
    try:
        return Decimal(str(data))
    except InvalidOperation:
        raise ValueError(f"{data!r} is not a number") from None


def _strict(kind: type, *accepted: type) -> Callable[[object, object], object]:
    # cattrs would turn anything into text or a number by calling the type.
    def structure(data: object, _: object) -> object:
        if isinstance(data, bool) and kind is not bool:
            raise TypeError(f"{data!r} is not {kind.__name__}")
        if isinstance(data, kind):
            return data
        if isinstance(data, accepted):
            return kind(data)
        raise TypeError(f"{data!r} is not {kind.__name__}")

    return structure


def _is_union(kind: object) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _is_json(kind: object) -> bool:
    return _is_union(kind) and {list, dict} <= {get_origin(part) for part in get_args(kind)}


def _is_scalars(kind: object) -> bool:
    return _is_union(kind) and len(get_args(kind)) > 2 and set(get_args(kind)) <= _SCALARS


def _is_numbers(kind: object) -> bool:
    return _is_union(kind) and {int, Decimal} <= set(get_args(kind)) <= {int, Decimal, NoneType}


def _is_mapping(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Mapping)


def _is_set(kind: object) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, Set)


def _scalar(data: object, kind: object) -> object:
    if type(data) not in get_args(kind):
        raise TypeError(f"{data!r} is not one of {kind}")
    return data


def _key(converter: Converter, key: object) -> str:
    return key if type(key) is str else str(converter.unstructure(key))


def _identity(data: Any) -> Any:
    return data


def _no_json(kind: object) -> Callable[[object], Json]:
    if kind in _SCALARS or (isinstance(kind, type) and issubclass(kind, str | int | float)):
        return _identity

    def refuse(value: object) -> Json:
        raise TypeError(f"{type(value).__name__} has no JSON form")

    return refuse


def _renames(kind: type[Any]) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(kind)]
    return {name: override(rename=name.rstrip("_")) for name in names if name.endswith("_")}


def _converter(decimal: Callable[[Decimal], Json]) -> Converter:
    converter = Converter(
        detailed_validation=False,
        unstruct_collection_overrides={tuple: list},
        unstructure_fallback_factory=_no_json,
    )
    converter.register_unstructure_hook_factory(
        dataclasses.is_dataclass, lambda kind: make_dict_unstructure_fn(kind, converter, **_renames(kind))
    )
    converter.register_structure_hook_factory(
        dataclasses.is_dataclass, lambda kind: make_dict_structure_fn(kind, converter, **_renames(kind))
    )
    _register_leaves(converter, decimal)
    _register_groups(converter)
    return converter


def _register_leaves(converter: Converter, decimal: Callable[[Decimal], Json]) -> None:
    converter.register_unstructure_hook(Decimal, decimal)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, PurePath), lambda path: path.as_posix()
    )
    # The hooks for str and int would otherwise take StrEnum and IntEnum as well, and leave them as they are.
    for enum in (Enum, StrEnum, IntEnum):
        converter.register_unstructure_hook(enum, lambda member: member.value)
        converter.register_structure_hook(enum, lambda data, kind: kind(data))
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(date, lambda data, _: date.fromisoformat(data))
    converter.register_structure_hook(datetime, lambda data, _: datetime.fromisoformat(data))
    for kind, accepted in ((str, ()), (bool, ()), (int, ()), (float, (int, str))):
        converter.register_structure_hook(kind, _strict(kind, *accepted))


def _register_groups(converter: Converter) -> None:
    converter.register_unstructure_hook_func(
        _is_set, lambda items: sorted((converter.unstructure(item) for item in items), key=json.dumps)
    )
    converter.register_unstructure_hook_func(
        _is_mapping,
        lambda items: {_key(converter, key): converter.unstructure(item) for key, item in items.items()},
    )
    for test, hook in ((_is_json, lambda data, _: data), (_is_numbers, _number), (_is_scalars, _scalar)):
        converter.register_structure_hook_func(test, hook)
    converter.register_unstructure_hook_func(_is_json, lambda value: converter.unstructure(value))
