"""Priors in the open: every constant of a route assessment stands in one file that people can read, cite and edit.

A preset never depends on a country's name. What it holds is hand-set until worlds with a known truth have taught it;
docs/method.md says what each number leans on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from headstamp.values import HeadstampError, NotFound


class PriorsUnfit(HeadstampError):
    """A preset of priors does not hold together."""

    code = "priors-unfit"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A way for weapons to change hands: its words, the kinds of incident that are instances of it, and who it reaches.

    `reach` weighs the reasons why a state may have been the custodian; it needs no sum. `makes` are the nodes that a holder
    can make itself; `carries` says how readily a class of weapon moves this way, against 1
    for what is not named.
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
    unknown: float
    unreached: float
    quantity_exponent: float
    yearly_survival: float
    late_penalty: float
    blank_quantity: float
    record_coverage: float
    class_shrink: float
    own_made: float
    affinity_floor: float
    distance_km: float
    answered: float
    error: Mapping[str, float]
    confusion: Mapping[str, float]
    happened: Mapping[str, float]
    unseen_stock: Mapping[str, float]
    year_lag: Mapping[str, float]
    wrong_mark: float
    undocumented_mark: float
    incident_credibility: Mapping[int, float]
    mechanisms: tuple[Mechanism, ...]
    shares: Mapping[str, Mapping[str, float]]
    kinds: Mapping[str, str]
    scenarios: Mapping[str, Mapping[str, float]]

    def shares_for(self, kind: str) -> Mapping[str, float]:
        """The shares of the mechanisms for a kind of actor."""
        return self.shares[self.kinds.get(kind, self.kinds["default"])]

    def mechanism_of(self, incident_kind: str) -> str:
        """The mechanism that an incident of this kind is an instance of."""
        return next((one.id for one in self.mechanisms if incident_kind in one.kinds), "other")


def load(name: str = "mixed") -> Priors:
    """A shipped preset by name, or an edited one by the path of its file.

    Raises:
        NotFound: there is no such preset or file.
        PriorsUnfit: shares that do not sum to 1, or a mechanism that is not described.
    """
    shipped = files("headstamp.tracing").joinpath(f"data/{name}.toml")
    if name.replace("-", "").isalnum() and shipped.is_file():
        return _parse(shipped.read_text(encoding="utf-8"), name)
    path = Path(name)
    if not path.is_file():
        raise NotFound(f"There is no preset of priors '{name}'; name a shipped one (mixed) or the file of an edited copy.")
    return _parse(path.read_text(encoding="utf-8"), name)


@lru_cache(maxsize=8)
def _parse(text: str, name: str) -> Priors:
    try:
        told = tomllib.loads(text)
        priors = _read(told)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PriorsUnfit(f"The priors '{name}' cannot be read: {error}; start again from a copy of the shipped file.") from error
    described = {one.id for one in priors.mechanisms}
    for kind, shares in priors.shares.items():
        if abs(sum(shares.values()) - 1.0) > 1e-9 or not set(shares) <= described:
            raise PriorsUnfit(f"The shares for '{kind}' in the priors '{name}' must name described mechanisms and sum to 1.")
    return priors


def _read(told: dict) -> Priors:  # type: ignore[type-arg]
    return Priors(
        name=told["name"],
        title=told["title"],
        unknown=float(told["unknown"]),
        unreached=float(told["unreached"]),
        quantity_exponent=float(told["quantity_exponent"]),
        yearly_survival=float(told["yearly_survival"]),
        late_penalty=float(told["late_penalty"]),
        blank_quantity=float(told["blank_quantity"]),
        record_coverage=float(told["record_coverage"]),
        class_shrink=float(told["class_shrink"]),
        own_made=float(told["own_made"]),
        affinity_floor=float(told["affinity_floor"]),
        distance_km=float(told["distance_km"]),
        answered=float(told["answered"]),
        error=told["error"],
        confusion=told["confusion"],
        happened=told["happened"],
        unseen_stock=told["unseen_stock"],
        year_lag=told["year_lag"],
        wrong_mark=float(told["marks"]["wrong"]),
        undocumented_mark=float(told["marks"]["undocumented"]),
        incident_credibility={int(grade): weight for grade, weight in told["incident_credibility"].items()},
        mechanisms=tuple(
            Mechanism(one["id"], one["words"], tuple(one["kinds"]), one.get("cite", ""), one["reach"], tuple(one.get("makes", ())), one.get("carries", {}))
            for one in told["mechanism"]
        ),
        shares=told["shares"],
        kinds=told["kinds"],
        scenarios=told["scenarios"],
    )
