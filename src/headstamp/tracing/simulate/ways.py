"""By which ways, from which states and when a lot that is filmed can have come: the prior of the oracles.

Lots are independent draws, and neither their sizes nor how long they are kept depend on where they came from.
So what is filmed at a time has exactly the chances of a lot that is there at the time. That is added up here,
with the holder's inventory left out. What is not taken into account: a scene is filmed only where there is
something to film.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headstamp.tracing.simulate.arming import giving
from headstamp.tracing.simulate.clock import KEPT
from headstamp.tracing.simulate.supply import LOCAL, OTHER_GROUP, PROFILES, Supply


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of the prior lies where, for one sighting.

    Attributes:
        taken: [profile, state, step] chance per unit of weight in a state's stock.
        nowhere: [step] chance of a way that no pair of states describes.
        local: chance of local make.
    """

    taken: np.ndarray
    nowhere: np.ndarray
    local: float


class Ways:
    """The prior of all holders.

    Args:
        supply: every holder's sources.
        total: [profile, state, step] weight of all there is in a state's stock, recorded or not.
    """

    def __init__(self, supply: Supply, total: np.ndarray) -> None:
        self.supply = supply
        holders, states = len(supply.holders), total.shape[1]
        self.taken = np.zeros((holders, len(PROFILES), states, KEPT), np.float32)
        self.nowhere = np.zeros((holders, KEPT))
        self.local = np.zeros((holders, KEPT))
        self.mass = np.zeros((holders, KEPT))
        for holder, sources in enumerate(supply.sources):
            window = supply.windows[holder]
            self.local[holder] = supply.mixes[holder, LOCAL] * window / window.sum()
            self.mass[holder] = self.local[holder]
            for mechanism, source in sources.items():
                chance = supply.mixes[holder, mechanism] * source.chance
                there = total[source.profile, source.state, source.step]
                per_unit = np.where(there > 0, (1 - source.nowhere) * chance / np.maximum(there, 1e-12), 0.0)
                np.add.at(self.taken[holder, source.profile], (source.state, source.step), per_unit)
                np.add.at(self.nowhere[holder], source.step, source.nowhere * chance)
                np.add.at(self.mass[holder], source.step, chance)
        steps = np.arange(KEPT)
        self.kept = supply.kept(steps[:, None] - steps[None, :])
        self._from: dict[int, dict[int, np.ndarray]] = {}

    def _came(self, holder: int) -> dict[int, np.ndarray]:
        """Whose first-hand lots these are: [step of filming, step of coming] chances that they are there."""
        if holder in self._from:
            return self._from[holder]
        found = {holder: self.kept}
        rivals, steps = giving(self.supply, holder)
        share = self.supply.mixes[holder, OTHER_GROUP] / max(1, len(rivals))
        for rival in np.unique(rivals):
            at = steps[rivals == rival]
            there = self.kept[at] @ self.mass[rival]
            at, there = at[there > 0], there[there > 0]
            found[int(rival)] = share * (self.kept[:, at] @ (self.kept[at] / there[:, None]))
        total = sum(matrix @ self.mass[one] for one, matrix in found.items())
        scale = np.where(total > 0, 1 / np.maximum(total, 1e-300), 0.0)
        self._from[holder] = {one: matrix * scale[:, None] for one, matrix in found.items()}
        return self._from[holder]

    def reach(self, holder: int, when: np.ndarray) -> Reach:
        """The prior of what a holder shows.

        Args:
            holder: index of the holder.
            when: [step] chances of when it was filmed.
        """
        taken = np.zeros(self.taken.shape[1:], np.float32)
        nowhere, local = np.zeros(KEPT), 0.0
        for one, matrix in self._came(holder).items():
            weight = when @ matrix
            taken += self.taken[one] * weight.astype(np.float32)
            nowhere += self.nowhere[one] * weight
            local += float(self.local[one] @ weight)
        return Reach(taken, nowhere, local)
