"""Every route of one sighting as a row of numbers, before any score: partial sums as they narrow.

    base    everything that went from supplier to custodian by the day
    aged    what of it is still in use
    weapon  what of that is read as the weapon seen was read
    way     the same, by how readily such a weapon moves in this way
    date    the same, with what came after an unverified date held against it
    year    the same, with the production year read on it
    marks   the same, with lots, serials, contracts and import marks
    doubt   the same, less the chance that findings mislead, and what would then be found anywhere

Each term of a score is the ratio of two neighbours, so that the terms of a route sum to its score whatever
they are. What a custodian lost in an incident is drawn from what it held on the day of the incident.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.tracing.ledger import Floats, Ints

RECORDED, UNRECORDED, OWN, LOCAL = range(4)
STEPS = ("base", "aged", "weapon", "way", "date", "year", "marks", "doubt")
BASE, AGED, WEAPON, WAY, DATE, YEAR, MARKS, DOUBT = range(len(STEPS))
NOBODY, HOLDER = -1, -2


@dataclass(frozen=True, slots=True)
class Rows:
    """Routes as columns of one length.

    Attributes:
        mechanism: index into the priors' mechanisms.
        custodian, supplier: indices into the ledger's parties; -1 is nobody or nobody known.
        kind: RECORDED, UNRECORDED (supplier not recorded), OWN (the custodian's own make) or LOCAL (the
            holder's).
        share, reach: the mechanism's prior share, and the custodian's share within it.
        total: Q(A), what the custodian held of everything.
        shared: how much likelier other sightings of the holder make the chain than the priors do.
        sums: the partial sums, shape (len(STEPS), rows).
        world: share of the weapon as read in all stocks: what the unknown route would show.
    """

    mechanism: Ints
    custodian: Ints
    supplier: Ints
    kind: Ints
    share: Floats
    reach: Floats
    total: Floats
    shared: Floats
    sums: Floats
    world: float

    def __len__(self) -> int:
        return len(self.mechanism)
