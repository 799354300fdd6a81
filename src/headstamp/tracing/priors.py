"""Priors in the open: the numbers of a route assessment, in files that people can read, cite and edit.

Three files are laid over each other: hand-set numbers, those learned on made-up worlds whose truth is known
(`make train`), and a preset, whose shares of the ways are hand-set and cited. A preset never depends on a
country's name; docs/method.md says what each number leans on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from headstamp.values import HeadstampError, NotFound

OTHER = "other"
"""The way not told apart, which reaches every state; every preset describes it."""


class PriorsUnfit(HeadstampError):  # noqa: N818
    """A preset of priors does not hold together."""

    code = "priors-unfit"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A way for weapons to change hands.

    Attributes:
        words: how people read it.
        kinds: the kinds of incident that are instances of it.
        reach: weights of the reasons why a state may have been the custodian; they need no sum.
        makes: nodes that a holder can make itself.
        carries: how readily a class of weapon moves this way, against 1 for what is not named.
    """

    id: str
    words: str
    kinds: tuple[str, ...]
    cite: str
    reach: Mapping[str, float]
    makes: tuple[str, ...] = ()
    carries: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Priors:
    """A preset, read and checked; see the comments in its file for the meaning of each number."""

    name: str
    title: str
    cite: str
    spread: float
    unknown: float
    unreached: float
    doubt: float
    quantity_exponent: float
    yearly_survival: float
    late_penalty: float
    blank_quantity: float
    years_to_delivery: int
    slack_days: int
    coarse_own_make: float
    record_coverage: float
    coverage_shrink: float
    unseen_factor: float
    class_shrink: float
    own_made: float
    own_kept: float
    affinity_floor: float
    tie_shrink: float
    maker_lean: float
    seen_from: float
    stock_floor: float
    distance_km: float
    units: Mapping[str, float]
    shared: Mapping[str, float]
    error: Mapping[str, float]
    confusion: Mapping[str, float]
    happened: Mapping[str, float]
    unseen_stock: Mapping[str, float]
    year_lag: Mapping[str, float]
    wrong_mark: float
    undocumented_mark: float
    first_hand: float
    under_licence: float
    credibility: Mapping[int, float]
    incident_weapons: Mapping[str, float]
    taker_unknown: Mapping[str, float]
    asking: Mapping[str, float]
    mechanisms: tuple[Mechanism, ...]
    shares: Mapping[str, Mapping[str, float]]
    kinds: Mapping[str, str]
    scenarios: Mapping[str, Mapping[str, float]]

    def shares_for(self, kind: str) -> Mapping[str, float]:
        """The shares of the mechanisms for a kind of actor."""
        return self.shares[self.kinds.get(kind, self.kinds["default"])]

    def mechanism(self, id: str) -> Mechanism:
        """The mechanism with this id; raises StopIteration when the preset describes none."""
        return next(one for one in self.mechanisms if one.id == id)


def load(name: str = "mixed", *, learned: bool = True) -> Priors:
    """A shipped preset by name, or an edited one by the path of its file.

    Args:
        learned: with the numbers learned on made-up worlds; False leaves them as they were hand-set.

    Raises:
        NotFound: there is no such preset or file.
        PriorsUnfit: shares that do not sum to 1, a number out of its range, or a mechanism that is not
            described.
    """
    if name in presets():
        return _parse(_shipped(name), name, learned)
    path = Path(name)
    if not path.is_file():
        raise NotFound(
            f"There is no preset of priors '{name}'",
            do=f"name a shipped one ({', '.join(presets())}) or the file of an edited copy",
        )
    return _parse(path.read_text(encoding="utf-8"), name, learned)


def presets() -> tuple[str, ...]:
    """The names of the shipped presets, the general one first."""
    found = sorted(
        one.name.removesuffix(".toml") for one in files("headstamp.tracing").joinpath("data").iterdir()
    )
    return ("mixed", *(one for one in found if one not in ("mixed", *_NUMBERS)))


_NUMBERS = ("numbers", "learned")


def _shipped(name: str) -> str:
    return files("headstamp.tracing").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def _parse(text: str, name: str, learned: bool) -> Priors:
    try:
        told = tomllib.loads(_shipped("numbers"))
        if learned:
            for path, number in tomllib.loads(_shipped("learned")).items():
                _set(told, path, number)
        priors = _read(_laid_over(told, tomllib.loads(text)))
        fault = next(_faults(priors), None)
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        missing = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise PriorsUnfit(
            f"The priors '{name}' cannot be read: {missing}", do="start again from a copy of the shipped file"
        ) from error
    if fault:
        raise PriorsUnfit(f"The priors '{name}' do not hold together: {fault}", do="correct the file")
    return priors


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A preset over the numbers below it: tables are merged, mechanisms by their id."""
    laid = dict(below)
    for name, value in above.items():
        if name == "mechanism":
            own = {one["id"]: one for one in value}
            known = [_laid_over(one, own.pop(one["id"], {})) for one in below[name]]
            laid[name] = [*known, *own.values()]
        elif isinstance(value, Mapping) and isinstance(below.get(name), Mapping):
            laid[name] = _laid_over(below[name], value)
        else:
            laid[name] = value
    return laid


def _set(told: dict[str, Any], path: str, number: float) -> None:
    """Set a number by its path: a name, a table's, or 'mechanism.ID.reason'."""
    first, *rest = path.split(".")
    if first == "mechanism":
        table = next(one for one in told["mechanism"] if one["id"] == rest[0])["reach"]
    else:
        table = told[first] if rest else told
    name = rest[-1] if rest else first
    if name not in table:
        raise KeyError(path)
    table[name] = number


_MARKS = {
    "marks.wrong": "wrong_mark",
    "marks.undocumented": "undocumented_mark",
    "marks.first_hand": "first_hand",
    "marks.under_licence": "under_licence",
}


def number(priors: Priors, path: str) -> float:
    """A number by its path, as `with_numbers` names it."""
    first, *rest = _MARKS.get(path, path).split(".")
    if first == "mechanism":
        return priors.mechanism(rest[0]).reach[rest[1]]
    value = getattr(priors, first)
    return float(value[rest[0]] if rest else value)


def with_numbers(priors: Priors, numbers: Mapping[str, float]) -> Priors:
    """The same preset with some numbers changed.

    Args:
        numbers: by their path: a name, 'table.name', or 'mechanism.ID.reason'.

    Raises:
        KeyError: there is no such number.
    """
    for path, value in numbers.items():
        number(priors, path)
        first, *rest = _MARKS.get(path, path).split(".")
        if first == "mechanism":
            mechanisms = tuple(
                replace(one, reach={**one.reach, rest[1]: value}) if one.id == rest[0] else one
                for one in priors.mechanisms
            )
            priors = replace(priors, mechanisms=mechanisms)
        else:
            changed: Any = {**getattr(priors, first), rest[0]: value} if rest else value
            priors = replace(priors, **{first: changed})
    return priors


def _read(told: Mapping[str, Any]) -> Priors:
    return Priors(
        name=told["name"],
        title=told["title"],
        cite=told["cite"],
        spread=float(told["spread"]),
        unknown=float(told["unknown"]),
        unreached=float(told["unreached"]),
        doubt=float(told["doubt"]),
        quantity_exponent=float(told["quantity_exponent"]),
        yearly_survival=float(told["yearly_survival"]),
        late_penalty=float(told["late_penalty"]),
        blank_quantity=float(told["blank_quantity"]),
        years_to_delivery=int(told["years_to_delivery"]),
        slack_days=int(told["slack_days"]),
        coarse_own_make=float(told["coarse_own_make"]),
        record_coverage=float(told["record_coverage"]),
        coverage_shrink=float(told["coverage_shrink"]),
        unseen_factor=float(told["unseen_factor"]),
        class_shrink=float(told["class_shrink"]),
        own_made=float(told["own_made"]),
        own_kept=float(told["own_kept"]),
        affinity_floor=float(told["affinity_floor"]),
        tie_shrink=float(told["tie_shrink"]),
        maker_lean=float(told["maker_lean"]),
        seen_from=float(told["seen_from"]),
        stock_floor=float(told["stock_floor"]),
        distance_km=float(told["distance_km"]),
        units=_numbers(told["units"]),
        shared=_numbers(told["shared"]),
        error=_numbers(told["error"]),
        confusion=_numbers(told["confusion"]),
        happened=_numbers(told["happened"]),
        unseen_stock=_numbers(told["unseen_stock"]),
        year_lag=_numbers(told["year_lag"]),
        wrong_mark=float(told["marks"]["wrong"]),
        undocumented_mark=float(told["marks"]["undocumented"]),
        first_hand=float(told["marks"]["first_hand"]),
        under_licence=float(told["marks"]["under_licence"]),
        credibility={int(grade): float(one) for grade, one in told["credibility"].items()},
        incident_weapons=_numbers(told["incident_weapons"]),
        taker_unknown=_numbers(told["taker_unknown"]),
        asking=_numbers(told["asking"]),
        mechanisms=tuple(_mechanism(one) for one in told["mechanism"]),
        shares={kind: _numbers(table) for kind, table in told["shares"].items()},
        kinds=told["kinds"],
        scenarios={name: _numbers(table) for name, table in told["scenarios"].items()},
    )


def _numbers(table: Mapping[str, Any]) -> Mapping[str, float]:
    return {name: float(number) for name, number in table.items()}


def _mechanism(told: Mapping[str, Any]) -> Mechanism:
    return Mechanism(
        id=told["id"],
        words=told["words"],
        kinds=tuple(told["kinds"]),
        cite=told.get("cite", ""),
        reach=_numbers(told["reach"]),
        makes=tuple(told.get("makes", ())),
        carries=_numbers(told.get("carries", {})),
    )


def _faults(priors: Priors) -> Iterator[str]:
    """What is wrong with a preset, the first thing first."""
    described = {one.id for one in priors.mechanisms}
    if OTHER not in described:
        yield f"no mechanism '{OTHER}' keeps every state within reach"
    for kind, shares in priors.shares.items():
        if abs(sum(shares.values()) - 1.0) > 1e-9 or not set(shares) <= described:
            yield f"the shares for '{kind}' must name described mechanisms and sum to 1"
    for kind in ("default", *priors.kinds):
        if priors.kinds[kind] not in priors.shares:
            yield f"'{priors.kinds[kind]}', named for the kind '{kind}', has no shares"
    for name, factors in priors.scenarios.items():
        if not set(factors) <= described:
            yield f"the scenario '{name}' names a mechanism that is not described"
    for name, number, most in _numbers_with_bounds(priors):
        if not 0.0 <= number <= most:
            yield f"{name} is {number:g} and must lie between 0 and {most:g}"
    for name in ("unknown", "yearly_survival", "record_coverage", "stock_floor", "distance_km"):
        if getattr(priors, name) == 0.0:
            yield f"{name} must be above 0"
    if set(priors.credibility) != set(range(1, 7)):
        yield "credibility needs the grades 1 to 6"


def _numbers_with_bounds(priors: Priors) -> Iterator[tuple[str, float, float]]:
    chances = [
        "unknown",
        "unreached",
        "doubt",
        "late_penalty",
        "yearly_survival",
        "coarse_own_make",
        "record_coverage",
        "wrong_mark",
        "undocumented_mark",
        "first_hand",
        "under_licence",
    ]
    for name in chances:
        yield name, getattr(priors, name), 1.0
    for name in ("error", "confusion", "happened", "asking"):
        for part, number in getattr(priors, name).items():
            yield f"{name}.{part}", number, 1.0
    weights = [
        "quantity_exponent",
        "blank_quantity",
        "class_shrink",
        "own_made",
        "own_kept",
        "affinity_floor",
        "tie_shrink",
        "coverage_shrink",
        "unseen_factor",
        "maker_lean",
        "seen_from",
        "stock_floor",
        "distance_km",
    ]
    for name in weights:
        yield name, getattr(priors, name), float("inf")
    for name in (
        "units",
        "unseen_stock",
        "year_lag",
        "credibility",
        "incident_weapons",
        "taker_unknown",
        "shares",
        "scenarios",
    ):
        for part, number in _leaves(getattr(priors, name)):
            yield f"{name}.{part}", number, float("inf")
    for mechanism in priors.mechanisms:
        for part, number in (*mechanism.reach.items(), *mechanism.carries.items()):
            yield f"{mechanism.id}.{part}", number, float("inf")


def _leaves(table: Mapping[Any, Any]) -> Iterator[tuple[str, float]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", number) for part, number in value.items())
        else:
            yield str(name), value
