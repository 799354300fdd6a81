"""What a route assessment says, as values: these are the shapes of `headstamp.trace/1`.

No number here stands alone: a probability has a band in words, a score is the sum of its terms, each term has
    a reason and
the ids it cites, and what no route explains has a share of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from headstamp.records import CannotSee, Party, WeaponWeight
from headstamp.values import Span


@dataclass(frozen=True, slots=True)
class ActorWeight:
    """One actor that a text may stand for, and how likely it is that it does."""

    id: str | None
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a route: from whom, to whom, how, when, and the records and incidents it rests on."""

    from_: Party
    to: Party
    how: str
    when: Span | None
    records: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a score.

    Attributes:
        db: decibans, ten times the decimal logarithm of the factor.
        versus_next: the same less the next ranked route's; None for the last one.
        because: one sentence with the values compared.
        cites: ids of records, incidents, relations or sources.
    """

    name: str
    db: float
    versus_next: float | None
    because: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of steps by which the weapon may have come.

    Attributes:
        supplier: who supplied the custodian; None when no record says.
        custodian: the last lawful custodian; None when there was none, as with a weapon made by its holder.
        score_db: the sum of the terms; probabilities are the softmax of the scores.
        prior_db: odds for this route before anything was found on the weapon, in decibans.
        strength_db: findings given this route against findings given its rivals, in decibans; prior_db +
            strength_db are the posterior odds.
    """

    rank: int
    steps: tuple[Step, ...]
    maker: Party | None
    supplier: Party | None
    custodian: Party | None
    mechanism: str
    probability: float
    band: str
    score_db: float
    prior_db: float
    strength_db: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The share of what no route here describes."""

    probability: float
    score_db: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Routes or chains too unlikely to list, each below one in a million, and their sum."""

    n: int
    probability: float


@dataclass(frozen=True, slots=True)
class SupplyChain:
    """Supplier and custodian together, over all mechanisms; what can be told best.

    Attributes:
        low, high: the range over three assumptions on how the group gets its weapons; no interval.
        likely_suppliers: where the supplier is not recorded, who may have been, weights summing to 1.
    """

    supplier: Party | None
    custodian: Party | None
    probability: float
    low: float
    high: float
    likely_suppliers: tuple[ActorWeight, ...] = ()


@dataclass(frozen=True, slots=True)
class WithoutDerived:
    """The chains when records that derive from the investigation's own sources are taken out."""

    removed: tuple[str, ...]
    supply_chains: Sequence[SupplyChain]


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The first chain when one source is taken out."""

    source: str
    first: str
    probability: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """The chains under one assumption."""

    name: str
    supply_chains: tuple[SupplyChain, ...]


@dataclass(frozen=True, slots=True)
class MechanismShare:
    """How probable a way for weapons to change hands is, over all custodians.

    Attributes:
        low, high: the range over three assumptions; without it the number says little, for mechanisms are
            barely told apart.
    """

    mechanism: str
    words: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A record that fits the weapon and the custodian, and cannot be how it came."""

    record: str
    because: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, of whom, and how much the answer is expected to tell, in bits.

    Attributes:
        bits: chance times what an answer tells.
        about: request, mark, model, year, certificate or date.
        chance: that there will be an answer, as the priors assume.
        if_answered: what an answer is expected to tell.
    """

    ask: str
    of: str
    bits: float
    about: str
    chance: float
    if_answered: float


@dataclass(frozen=True, slots=True)
class RouteAssessment:
    """For one sighting: every route with its probability, what is left over, and what would decide.

    Routes + `rest` + `unknown` sum to 1, and so do `supply_chains` + `rest_chains` + `unknown`.

    Attributes:
        set90: indices into `supply_chains` of the smallest set that holds 0.9 of the probability, if any
            does.
        wording: how far a report may go.
    """

    sighting: str
    weapon: tuple[WeaponWeight, ...]
    holder: tuple[ActorWeight, ...]
    seen: Span
    routes: Sequence[Route]
    unknown: Unknown
    not_recorded: float
    rest: Rest
    cannot_see: tuple[CannotSee, ...]
    supply_chains: Sequence[SupplyChain]
    rest_chains: Rest
    set90: tuple[int, ...]
    without_derived: WithoutDerived
    leave_one_out: tuple[LeaveOneOut, ...]
    scenarios: tuple[Scenario, ...]
    ruled_out: tuple[RuledOut, ...]
    next_questions: tuple[Question, ...]
    wording: str
    mechanisms: tuple[MechanismShare, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The assessments of a case, and what they rest on: the preset of priors, the editions of records.

    Attributes:
        brief: whether so many were assessed at once that only routes of 0.02 or more are listed.
    """

    case: str
    priors: str
    snapshots: tuple[str, ...]
    assessments: tuple[RouteAssessment, ...] = field(default=())
    brief: bool = False
