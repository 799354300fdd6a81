"""Cells that hold several things: plain lists, and candidates with weights."""

from __future__ import annotations

import re

from headstamp.values import ValueUnreadable

_WEIGHT = re.compile(r"[0-9]*\.?[0-9]+(?:[eE]-?[0-9]{1,2})?")
_TOLERANCE = 1e-6


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a list separated by ';', stripped, without empty ones."""
    return tuple(part for part in (part.strip() for part in text.split(";")) if part)


def parse_weighted(text: str) -> tuple[tuple[str, float], ...]:
    """Candidates with their weights, in the order given.

    >>> parse_weighted("m05e3:0.7;ak-pattern:0.3")
    (('m05e3', 0.7), ('ak-pattern', 0.3))
    >>> parse_weighted("former:soviet-union")
    (('former:soviet-union', 1.0),)

    Args:
        text: one name or id without a weight, or several as ``name:weight`` separated by ';'.

    Returns:
        Pairs of name and weight; weights lie in (0, 1] and sum to 1 within 1e-6. Empty for blank text.

    Raises:
        ValueUnreadable: if a weight is missing, out of range or repeated, or the sum is not 1.
    """
    parts = split_list(text)
    if len(parts) == 1 and _split(parts[0]) is None:
        return ((parts[0], 1.0),)
    found = [_weighed(part, text) for part in parts]
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        raise _refusal(text, "names a candidate twice", "give each candidate once")
    total = sum(weight for _, weight in found)
    if found and abs(total - 1) > _TOLERANCE:
        raise _refusal(text, f"has weights that sum to {total:g}", "make them sum to 1")
    return tuple(found)


def join_weighted(candidates: tuple[tuple[str, float], ...]) -> str:
    """The text of candidates as `parse_weighted` reads it; a single certain one without its weight."""
    if len(candidates) == 1:
        name = candidates[0][0]
        return name if _split(name) is None else f"{name}:1"
    return ";".join(f"{name}:{weight:.12g}" for name, weight in candidates)


def _split(part: str) -> tuple[str, float] | None:
    # The last colon counts, since an id may have one of its own.
    name, colon, weight = part.rpartition(":")
    if not colon or not name.strip() or not _WEIGHT.fullmatch(weight.strip()):
        return None
    return name.strip(), float(weight)


def _weighed(part: str, text: str) -> tuple[str, float]:
    found = _split(part)
    if found is None:
        raise _refusal(text, f"gives '{part}' no weight", "write every candidate as name:weight")
    if not 0 < found[1] <= 1:
        raise _refusal(
            text, f"gives '{found[0]}' the weight {found[1]:g}", "write a weight above 0 and up to 1"
        )
    return found


def _refusal(text: str, why: str, do: str) -> ValueUnreadable:
    return ValueUnreadable(f"'{text}' {why}", text=text, kind="candidates", do=do)
