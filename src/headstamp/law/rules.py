"""The rules that a transfer is held against, read from `data/rules.toml`: law is data, its checks are code.

A rule either names a check that computes its answer, or asks a question that a person answers. The wording is
ours; `cite` names the text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from headstamp.law.outcomes import Outcome
from headstamp.values import NotFound


class Binds(StrEnum):
    """Whose being bound makes a rule apply."""

    SUPPLIER = "supplier"
    RECIPIENT = "recipient"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: short name, such as 'att-6.3'.
        title: what it is about.
        question: what is asked.
        kind: computed or judged.
        binds: whose being bound makes it apply.
        instrument: id of the instrument that binds; None for what binds every state.
        article: where it stands in it.
        only: ids of the states whose own law it is; empty for all.
        force: law or political.
        provisional: whether it holds where its instrument is applied provisionally.
        check: name of the check that computes the answer; None for a judged rule.
        applies: name of a condition that must hold; None without one.
        outcomes: what a person may find.
        evidence: what of a case is laid out: violations, incidents, sightings, claims.
        needs: what is missing as long as nobody has judged.
        cite: the text it comes from.
        review: of the wording.
    """

    id: str
    title: str
    question: str
    kind: str
    binds: Binds
    instrument: str | None
    article: str
    only: tuple[str, ...]
    force: str
    provisional: bool
    check: str | None
    applies: str | None
    outcomes: tuple[Outcome, ...]
    evidence: tuple[str, ...]
    needs: str
    cite: str
    review: str

    @property
    def judged(self) -> bool:
        """Whether it waits for a person."""
        return self.kind == "judged"


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which it is told."""
    return tuple(_by_id().values())


def rule(id: str) -> Rule:
    """The rule with this id; raises NotFound."""
    try:
        return _by_id()[id]
    except KeyError:
        raise NotFound(f"There is no rule '{id}'", do=f"choose one of {', '.join(_by_id())}") from None


def is_rule(id: str) -> bool:
    """Whether there is such a rule."""
    return id in _by_id()


@lru_cache(maxsize=1)
def _by_id() -> Mapping[str, Rule]:
    text = files("headstamp.law").joinpath("data", "rules.toml").read_text(encoding="utf-8")
    found = [_rule(one) for one in tomllib.loads(text)["rule"]]
    return {one.id: one for one in found}


def _rule(told: Mapping[str, Any]) -> Rule:
    return Rule(
        id=told["id"],
        title=told["title"],
        question=told["question"],
        kind=told["kind"],
        binds=Binds(told["binds"]),
        instrument=told.get("instrument"),
        article=told.get("article", ""),
        only=tuple(told.get("only", ())),
        force=told["force"],
        provisional=bool(told.get("provisional", False)),
        check=told.get("check"),
        applies=told.get("applies"),
        outcomes=tuple(Outcome(one) for one in told.get("outcomes", ())),
        evidence=tuple(told.get("evidence", ())),
        needs=told.get("needs", ""),
        cite=told["cite"],
        review=told["review"],
    )
