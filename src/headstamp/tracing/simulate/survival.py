"""How much of a delivery is expected to be left, to whoever knows the losses but not the stocks."""

from __future__ import annotations

import numpy as np

from headstamp.tracing.simulate.arsenal import HEAVY
from headstamp.tracing.simulate.clock import HISTORY, KEPT, STEPS
from headstamp.tracing.simulate.world import World


class Survival:
    """Expected shares left, by class and state; retirement and onward sales are left out.

    Attributes:
        wear: [class] logarithm of the share left after one step.
        lost: [state, step from the first] logarithm of the share that events before the step have left.
    """

    def __init__(self, world: World) -> None:
        dials = world.dials
        heavy = np.append(HEAVY, False)
        yearly = np.where(heavy, dials.attrition_heavy, dials.attrition_small)
        self.wear = np.log(1 - yearly / 4)
        self.power = dials.quantity_power
        lost = np.zeros((len(world.making.states), STEPS + 1))
        for event in world.making.events:
            if event.step < STEPS:
                lost[event.state, event.step + 1] += np.log(1 - event.lost)
        self.lost = np.cumsum(lost, axis=1)[:, :STEPS]

    def weight(
        self, state: np.ndarray, class_: np.ndarray, start: np.ndarray, length: np.ndarray
    ) -> np.ndarray:
        """[row, step from HISTORY] what is left of one weapon, to the power that the world gives.

        Args:
            state: [row] whose.
            class_: [row] number of its class.
            start, length: [row] first step of delivery, and for how many steps it goes on.
        """
        steps = HISTORY + np.arange(KEPT)
        come = np.clip((steps[None, :] - start[:, None]) / length[:, None], 0, 1)
        since = np.clip(start + length // 2, 0, STEPS - 1)
        age = np.maximum(0, steps[None, :] - since[:, None])
        gone = self.lost[state][:, HISTORY:] - self.lost[state, since][:, None]
        left = come * np.exp(self.wear[class_][:, None] * age + np.minimum(0, gone))
        weights: np.ndarray = (left**self.power).astype(np.float32)
        return weights
