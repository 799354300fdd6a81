"""What a balance assumes where no record tells: errors of numbers, wear, what goes unrecorded.

The numbers stand in `data/assumptions.toml` or in a person's own copy of it. They are judgements; a balance
is always shown under several of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from headstamp.tracing.priors import load as load_priors
from headstamp.values import HeadstampError, NotFound

_SHIPPED = Path(__file__).parent / "data" / "assumptions.toml"
_MOST_DRAWS = 20_000

Range = tuple[float, float]
"""Two shares from 0 to 1 that hold nine in ten of the values thought possible; equal ends fix the value."""


class AssumptionsUnfit(HeadstampError):  # noqa: N818
    """A file of assumptions that cannot be used."""

    code = "assumptions-unfit"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed.

    Attributes:
        name, title: what the set is called.
        draws: how many joint draws a balance rests on.
        error: standard deviation of the log of a number, by how the source puts it.
        scale: how much smaller or greater all errors of one stock may be, as a range.
        shared: part of the variance that the numbers of one source have in common.
        attrition: yearly share that wears out, by class node; `default` for all others.
        unrecorded: part of what came in that no record tells: `seen` and `unseen`.
        credibility: how far an incident is believed, by its Admiralty digit; shared with route assessments.
    """

    name: str
    title: str
    draws: int
    error: Mapping[str, float]
    scale: Range
    shared: float
    attrition: Mapping[str, Range]
    unrecorded: Mapping[str, Range]
    credibility: Mapping[int, float]

    def wear(self, line: Iterable[str]) -> Range:
        """The yearly wear of a weapon, by the nearest class that has one.

        Args:
            line: the node and all above it, nearest first.
        """
        return next((self.attrition[one] for one in line if one in self.attrition), self.attrition["default"])

    def believed(self, grade: int | None) -> float:
        """How far a row of this Admiralty digit is believed; without one it cannot be judged."""
        return self.credibility[6 if grade is None else int(grade)]

    def with_(self, *, attrition: Range | None = None, unrecorded: Range | None = None) -> Assumptions:
        """The same with one wear or one unrecorded part for every weapon."""
        told = self
        if attrition is not None:
            told = replace(told, attrition={"default": attrition})
        if unrecorded is not None:
            told = replace(told, unrecorded={"seen": unrecorded, "unseen": unrecorded})
        return told


def load(name: Path | str | None = None) -> Assumptions:
    """The shipped assumptions, or those of a file.

    Raises:
        NotFound: there is no such file.
        AssumptionsUnfit: the file cannot be used.
    """
    path = _SHIPPED if name is None else Path(name)
    if not path.is_file():
        raise NotFound(f"There is no file of assumptions {path}", do="name an edited copy of the shipped one")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> Assumptions:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found = _of(told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssumptionsUnfit(f"The assumptions are no TOML: {error}", file=path.name) from error
    except (KeyError, TypeError, ValueError) as error:
        raise AssumptionsUnfit(f"The assumptions lack or misstate {error}", file=path.name) from error
    return found


def _of(told: Mapping[str, Any]) -> Assumptions:
    error = told["error"]
    found = Assumptions(
        name=str(told["name"]),
        title=str(told["title"]),
        draws=int(told["draws"]),
        error={status: float(error[status]) for status in ("reported", "estimate")},
        scale=(float(error["scale"][0]), float(error["scale"][1])),
        shared=float(error["shared"]),
        attrition={name: _range(f"attrition.{name}", one) for name, one in told["attrition"].items()},
        unrecorded={
            name: _range(f"unrecorded.{name}", told["unrecorded"][name]) for name in ("seen", "unseen")
        },
        credibility=load_priors("mixed").credibility,
    )
    _check(found)
    return found


def _range(name: str, told: Any) -> Range:
    low, high = (float(one) for one in told)
    if not 0.0 <= low <= high < 1.0 or (low == 0.0 < high):
        raise ValueError(f"{name}: two shares above 0 and below 1, the smaller first, or twice the same")
    return low, high


def _check(found: Assumptions) -> None:
    if not 100 <= found.draws <= _MOST_DRAWS:
        raise ValueError(f"draws: a whole number from 100 to {_MOST_DRAWS}")
    if any(not isfinite(one) or not 0.0 <= one <= 2.0 for one in found.error.values()):
        raise ValueError("error: standard deviations from 0 to 2")
    if not 0.0 < found.scale[0] <= found.scale[1] <= 10.0:
        raise ValueError("error.scale: two factors above 0, the smaller first")
    if not 0.0 <= found.shared <= 1.0:
        raise ValueError("error.shared: a share from 0 to 1")
    if "default" not in found.attrition:
        raise ValueError("attrition.default")
