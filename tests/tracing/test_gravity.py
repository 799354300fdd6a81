"""Ties between parties: totals are kept, near parties trade more where records say so, ties are shrunk."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_world import World

from headstamp.tracing.gravity import Gravity, bands


def _gravity(day: int) -> Gravity:
    model = World().tracer().model
    return Gravity(model.ledger, day, model.priors, bands(model.ledger.parties, model.names))


def test_parties_that_traded_are_tied_more_than_those_that_did_not() -> None:
    found = _gravity(735_000)
    at = {party: index for index, party in enumerate(found.ledger.parties)}
    ties = found.ties()
    assert ties[at["ruritania"], at["fredonia"]] > ties[at["utopia"], at["fredonia"]]
    assert (ties > 0).all()


def test_before_anything_is_recorded_nobody_is_tied() -> None:
    assert _gravity(1).ties() == pytest.approx(np.ones_like(_gravity(1).ties()))
