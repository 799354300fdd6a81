"""What to ask next in a whole case, one question after the other, each for what it adds to those before.

Questions are chosen greedily. Of what shows one thing (copies, one scene) only the best question counts.
Sightings of one holder tell of each other's custodians, so that an answer to one changes what is left to ask
of the others: that is drawn, jointly for all questions chosen so far, and a question's bits are the mean over
these draws. Bits are never added up; what several questions tell together is not said here.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from headstamp.records import Party
from headstamp.sightings import Sighting
from headstamp.tracing.answers import Answers
from headstamp.tracing.assessment import Question
from headstamp.tracing.chains import Chains
from headstamp.tracing.ledger import Floats, added
from headstamp.tracing.questions import LEAST_BITS, Asked, asked
from headstamp.tracing.routes import Routes
from headstamp.tracing.sharing import Shared
from headstamp.tracing.trace import Tracer

_DRAWS = 24
_SEED = 20151208
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """One question of a case.

    Attributes:
        rank: in which order to ask.
        alone: its bits if nothing else were asked; the chance of an answer counted in.
        bits: what it adds to the questions before it.
    """

    rank: int
    sighting: str
    about: str
    ask: str
    of: str
    chance: float
    if_answered: float
    alone: float
    bits: float


@dataclass(frozen=True, slots=True)
class CaseQuestions:
    """What to ask next in a case, in order.

    Attributes:
        left: how many more questions are open that are worth asking by themselves.
    """

    case: str
    priors: str
    snapshots: tuple[str, ...]
    questions: tuple[NextQuestion, ...]
    left: int


@dataclass
class _Holder:
    """What answers drawn so far have changed in what one holder's sightings say.

    Attributes:
        version: how many of its questions were chosen.
        changed: added to the pooled custodians, shape (draws, parties + 2).
    """

    version: int = 0
    changed: Floats = field(default_factory=lambda: np.zeros((_DRAWS, 1)))


@dataclass(order=True)
class _Open:
    """A question that may be chosen, the most telling first."""

    less: float
    at: int
    number: int
    version: int = field(compare=False)
    alone: Question = field(compare=False)


class Asking:
    """The questions of a case's sightings.

    Args:
        traced: knows what each sighting says.
        progress: wraps the sightings, to show how far it is.
    """

    def __init__(
        self,
        traced: Tracer,
        sightings: Sequence[Sighting],
        progress: Callable[[Iterable[Sighting]], Iterable[Sighting]] = iter,
    ) -> None:
        self._traced, self._sightings = traced, tuple(sightings)
        self._rng = np.random.default_rng(_SEED)
        self._holders: dict[str, _Holder] = defaultdict(_Holder)
        self._done: set[int] = set()
        # A case asks again for the few that come first.
        self._of = lru_cache(maxsize=64)(self._answers)
        self._heap = [one for at, _ in enumerate(progress(self._sightings)) for one in self._first(at)]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        """How many questions are open that are worth asking by themselves."""
        return sum(1 for one in self._heap if self._cluster(one.at) not in self._done)

    def next(self, most: int) -> Iterator[NextQuestion]:
        """The next questions, each chosen for what it adds to all before it."""
        rank = 0
        while self._heap and rank < most:
            one = heapq.heappop(self._heap)
            if self._cluster(one.at) in self._done:
                continue
            name = self._traced.holder(self._sightings[one.at])
            version = self._holders[name].version if name is not None else 0
            if version != one.version:
                one.less, one.version = -self._bits(one), version
                if -one.less >= LEAST_BITS:
                    heapq.heappush(self._heap, one)
                continue
            rank += 1
            told = one.alone
            sighting = self._sightings[one.at].id
            yield NextQuestion(
                rank=rank,
                sighting=sighting,
                about=told.about,
                ask=told.ask,
                of=told.of,
                chance=told.chance,
                if_answered=told.if_answered,
                alone=told.bits,
                bits=-one.less,
            )
            if name is not None:
                self._draw(one, self._holders[name])
            self._done.add(self._cluster(one.at))

    def _cluster(self, at: int) -> int:
        cluster = self._traced.cluster(self._sightings[at])
        return cluster if cluster is not None else -1 - at

    def _answers(self, at: int) -> tuple[Answers, tuple[Asked, ...]]:
        sighting = self._sightings[at]
        routes = self._traced.routes(sighting)
        first = routes.seen.holder[0]
        answers = Answers(Chains(routes, Party(first.id, first.name)))
        return answers, tuple(asked(answers))

    def _first(self, at: int) -> Iterator[_Open]:
        answers, every = self._answers(at)
        for number, one in enumerate(every):
            bits = one.told.bits(answers.p)
            if one.chance * bits >= LEAST_BITS:
                alone = Question(one.ask, one.of, one.chance * bits, one.about, one.chance, bits)
                yield _Open(-alone.bits, at, number, 0, alone)

    def _bits(self, one: _Open) -> float:
        """What a question tells in the mean over what is drawn of the answers before it."""
        answers, every = self._of(one.at)
        name = self._traced.holder(self._sightings[one.at])
        assert name is not None
        told = every[one.number]
        bits = [told.told.bits(self._p(answers, drawn)) for drawn in self._holders[name].changed]
        # Told of one thing an answer to another tells no more: the rest of a difference is of the draws.
        return min(-one.less, told.chance * float(np.mean(bits)))

    def _p(self, answers: Answers, changed: Floats) -> Floats:
        """The chains of a sighting once other sightings of its holder say something else."""
        routes = answers.chains.routes
        if routes.told is None or len(changed) == 1:
            return answers.p
        then = Shared(routes.told.weight, np.maximum(routes.told.custodians + changed, 0.0))
        shared = routes.priors.shared
        factor = then.factor(routes.before, shared["prior"], shared["belief"])
        before = np.maximum(routes.factor, _LEAST)
        likelier = factor / float((factor * routes.before).sum()) / before
        moved = answers.p.copy()
        # The holder's own make stands last but one, the unknown last.
        at = np.where(answers.custodians >= 0, answers.custodians, len(likelier) - 2)
        moved[:-1] *= likelier[at]
        every = np.append(_by_custodian(routes, answers.chains.probability), answers.chains.unknown)
        every[: len(likelier)] -= added(at, answers.p[:-1], len(likelier))
        moved[-1] = float((np.maximum(every, 0.0) * likelier).sum())
        return np.asarray(moved / moved.sum())

    def _draw(self, one: _Open, holder: _Holder) -> None:
        """Draw whether the question is answered and how, and what the sighting then says to the others."""
        answers, every = self._of(one.at)
        told, routes = every[one.number], answers.chains.routes
        if routes.told is None:
            return
        alone = self._traced.alone(self._sightings[one.at]).custodians
        if holder.version == 0:
            holder.changed = np.zeros((_DRAWS, len(alone)))
        copies = self._traced.copies(self._sightings[one.at])
        at = np.where(answers.custodians >= 0, answers.custodians, len(alone) - 2)
        says = np.tile(alone, (_DRAWS, 1))
        for number in range(_DRAWS):
            p = self._p(answers, holder.changed[number])
            if self._rng.random() >= told.chance:
                continue
            then = told.told.after(
                p, int(self._rng.choice(told.told.likelihood.shape[1], p=told.told.answers(p)))
            )
            was, now = (added(at, chains[:-1], len(alone)) for chains in (p, then))
            elsewhere = then[-1] / max(float(p[-1]), _LEAST)
            likelier = np.divide(now, was, out=np.full(len(alone), elsewhere), where=was > _LEAST)
            says[number] *= likelier
            says[number] /= says[number].sum()
        # Before it is known an answer changes nothing in the mean; a few draws do by chance.
        holder.changed += (says - says.mean(axis=0)) / copies
        holder.version += 1


def _by_custodian(routes: Routes, chains: Floats) -> Floats:
    """The probability of each custodian, then of the holder's own make."""
    columns = routes.model.columns
    parties = added(columns.chain_custodian[:-1], chains[:-1], len(routes.model.ledger.parties))
    return np.append(parties, chains[-1])
