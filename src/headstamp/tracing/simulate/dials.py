"""Every hyper-parameter of a made-up world, drawn anew for each world.

docs/worlds.md prints the ranges, and a test holds the page to them. They were chosen by hand to be wide, and
rest on no measurement of real flows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

Rng = np.random.Generator

KINDS: Final = ("neutral", "shifted", "thin")
"""neutral: as drawn below; shifted: another mix of mechanisms; thin: fewer and coarser records."""

MECHANISMS: Final = (
    "own_stock",
    "battlefield_capture",
    "depot_loss",
    "defection",
    "hand_over",
    "leakage",
    "illicit_purchase",
    "unauthorised_retransfer",
    "covert_supply",
    "local_manufacture",
    "other_group",
    "other",
)
"""The ways in which a holder comes by a lot, in the order of every mix."""

THEMES: Final = ("sponsors", "smuggling", "looting")
"""What dominates a shifted world."""

# In the order of MECHANISMS; a row sums to one.
NEUTRAL_MEAN: Final = (0.0, 0.29, 0.16, 0.05, 0.06, 0.12, 0.10, 0.07, 0.04, 0.03, 0.04, 0.04)
THEME_MEANS: Final[dict[str, tuple[float, ...]]] = {
    "sponsors": (0.0, 0.08, 0.04, 0.02, 0.16, 0.05, 0.06, 0.26, 0.24, 0.02, 0.04, 0.03),
    "smuggling": (0.0, 0.07, 0.05, 0.02, 0.03, 0.22, 0.37, 0.05, 0.03, 0.05, 0.04, 0.07),
    "looting": (0.0, 0.16, 0.56, 0.09, 0.02, 0.05, 0.04, 0.02, 0.01, 0.01, 0.02, 0.02),
}
STATE_MEAN: Final = (0.85, 0.03, 0.01, 0.01, 0.04, 0.0, 0.01, 0.01, 0.0, 0.0, 0.03, 0.01)
HAND_OVER_OF_MILITIAS: Final = 6.0
"""How many times the world's share of hand-overs a militia expects, before its mix is made to sum to one."""


def _dial(low: float, high: float, what: str, *, thin: tuple[float, float] | None = None) -> Any:
    return field(metadata={"low": low, "high": high, "what": what, "thin": thin})


@dataclass(frozen=True, slots=True)
class Dials:
    """The hyper-parameters of one world; shares are from 0 to 1, times in years unless said.

    Attributes:
        mix: expected share of each mechanism for a group, in the order of `MECHANISMS`.
        theme: what dominates a shifted world; '' for the other kinds.

    The meaning and the range of every other one stands in its field.
    """

    mix: tuple[float, ...]
    theme: str
    # The trade
    reexports: float = _dial(0.08, 0.20, "surplus sent on, as a share of foreign deals")
    licensed: float = _dial(0.03, 0.08, "share of foreign deals that are production under licence")
    tail: float = _dial(1.0, 1.6, "standard deviation of the logarithm of a deal's quantity")
    partner_noise: float = _dial(0.5, 1.2, "standard deviation of the logarithm of how well two states trade")
    bloc_pull: float = _dial(2.0, 7.0, "how many times more states of one bloc trade with each other")
    attrition_small: float = _dial(0.010, 0.040, "yearly loss of small arms and light weapons from a stock")
    attrition_heavy: float = _dial(0.020, 0.060, "yearly loss of vehicles and guns from a stock")
    modernisation: float = _dial(0.10, 0.50, "share of old stock retired when new deliveries equal the stock")
    # How groups arm
    concentration: float = _dial(8.0, 60.0, "Dirichlet concentration of the world's mix around its mean")
    group_concentration: float = _dial(8.0, 40.0, "Dirichlet concentration of groups around the world's mix")
    militias: float = _dial(0.10, 0.35, "share of the armed groups that are militias")
    battles: float = _dial(0.5, 2.0, "battles lost to a group, per year of its life")
    depots: float = _dial(0.02, 0.08, "depots lost per year in a state of average stability")
    quantity_power: float = _dial(0.60, 1.0, "power of a tranche's stock in the chance that it is lost")
    state_power: float = _dial(
        0.30, 0.70, "power of a state's stock in the chance that smuggled arms are its"
    )
    reach_km: float = _dial(500.0, 2000.0, "distance over which smuggling falls off, in kilometres")
    corruption: float = _dial(0.4, 1.1, "standard deviation of the logarithm of how leaky states are")
    recent_years: float = _dial(2.0, 6.0, "mean age of what sponsors pass on")
    keep_years: float = _dial(4.0, 14.0, "mean time for which a lot stays in a holder's hands")
    lots: float = _dial(12.0, 60.0, "mean number of lots that a holder ever gets")
    lot_tail: float = _dial(0.6, 1.4, "standard deviation of the logarithm of a lot's size")
    dealers: float = _dial(0.08, 0.30, "share of illicit purchases that no pair of states describes")
    obscure: float = _dial(0.30, 0.70, "the same share of the mechanism 'other'")
    # Who is known to back and to fight whom
    sponsors: float = _dial(0.6, 2.0, "mean number of states that back a group, beside the first")
    unlisted: float = _dial(0.20, 0.60, "share of true backers that no published relation names")
    relation_recall: float = _dial(0.50, 0.90, "share of other true relations that are published")
    relation_false: float = _dial(0.02, 0.12, "false relations, as a share of the true ones published")
    # Published incidents
    incident_recall: float = _dial(0.40, 0.85, "share of true battles, depots and defections that are told")
    quiet_recall: float = _dial(0.03, 0.15, "share of quiet acquisitions of which an incident tells")
    incident_false: float = _dial(0.05, 0.20, "false incidents, as a share of the true ones published")
    incident_date: float = _dial(0.3, 4.0, "error of an incident's date, standard deviation in months")
    # Published records
    register: float = _dial(0.75, 0.95, "major deliveries in the register", thin=(0.30, 0.55))
    reports: float = _dial(0.45, 0.85, "deals of reporting states in their reports", thin=(0.10, 0.35))
    silent: float = _dial(0.20, 0.50, "share of exporters that never report", thin=(0.55, 0.85))
    declarations: float = _dial(
        0.15, 0.45, "deals in declarations of declaring recipients", thin=(0.05, 0.15)
    )
    archives: float = _dial(0.30, 0.70, "small deals before 1995 in opened archives", thin=(0.03, 0.12))
    customs: float = _dial(0.15, 0.45, "deals in customs rows of publishing states", thin=(0.05, 0.15))
    papers: float = _dial(0.02, 0.08, "deals in reports of organisations and panels", thin=(0.01, 0.03))
    notified: float = _dial(0.10, 0.40, "deals of notifying states that were notified", thin=(0.02, 0.10))
    compiled: float = _dial(0.05, 0.25, "rows of the register that a second source copies")
    unrealised: float = _dial(0.15, 0.35, "share of authorised and notified rows to which nothing ever moved")
    realised: float = _dial(0.20, 0.45, "mean share of a licence that is ever delivered, where anything is")
    exact_reports: float = _dial(0.10, 0.35, "report rows that name a model", thin=(0.02, 0.10))
    category_reports: float = _dial(
        0.25, 0.55, "report rows that give a list's category alone", thin=(0.5, 0.8)
    )
    quantity_error: float = _dial(0.05, 0.40, "standard deviation of the logarithm of a published quantity")
    quantity_blank: float = _dial(0.10, 0.35, "share of rows without a quantity", thin=(0.35, 0.65))
    date_error: float = _dial(0.1, 1.0, "standard deviation of a published delivery date")
    misattributed: float = _dial(0.005, 0.03, "share of rows that name a wrong recipient")
    transits: float = _dial(0.01, 0.05, "share of rows that go through a third state")
    lots_told: float = _dial(0.04, 0.15, "share of delivered rows that give serial numbers or lots")
    # What is filmed and what of it can be read
    state_sightings: float = _dial(0.08, 0.20, "share of scenes that show a state's own forces")
    scene_size: float = _dial(1.3, 3.0, "mean number of items in a scene")
    same_lot: float = _dial(0.20, 0.60, "chance that a further item of a scene is of a lot already in it")
    hauls: float = _dial(0.05, 0.20, "share of scenes that show what one event brought")
    trophies: float = _dial(0.01, 0.08, "share of scenes that show nothing but heavy arms")
    reuploads: float = _dial(0.03, 0.12, "share of sightings that show an item of another sighting again")
    reuploads_linked: float = _dial(0.40, 0.80, "share of these that say so")
    misread: float = _dial(0.01, 0.08, "share of weapons taken for another of the class")
    to_model: float = _dial(0.35, 0.60, "share of weapons read to the model or further")
    to_variant: float = _dial(0.30, 0.80, "share of these read to the variant, where there are any")
    to_family: float = _dial(0.50, 0.80, "share of the others read to the family; the rest to the class")
    two_readings: float = _dial(0.03, 0.12, "share of sightings that leave two weapons open")
    confidence_given: float = _dial(0.20, 0.60, "share of sightings with a confidence")
    confidence_skill: float = _dial(0.5, 3.0, "how much higher the confidence of a right reading is")
    maker_mark: float = _dial(0.12, 0.35, "share of items whose maker's mark is read")
    year_mark: float = _dial(0.10, 0.30, "share of items whose year of making is read")
    serial_read: float = _dial(0.02, 0.10, "share of items with a serial number read, in part or whole")
    lot_read: float = _dial(0.02, 0.08, "share of items with a lot number read")
    import_read: float = _dial(0.05, 0.30, "share of items with an importer's mark on which it is read")
    mark_error: float = _dial(0.005, 0.04, "share of marks, years and numbers read wrongly")
    holder_doubt: float = _dial(0.02, 0.10, "share of sightings that leave two holders open")
    verified: float = _dial(0.30, 0.70, "share of sightings whose date was verified")
    upload_delay: float = _dial(0.1, 0.8, "mean time between the scene and its publication")

    @classmethod
    def draw(cls, rng: Rng, kind: str) -> Dials:
        """Draw every dial for a world of a kind.

        Raises:
            ValueError: there is no such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is no kind of world; choose one of {', '.join(KINDS)}")
        drawn = {
            one.name: float(rng.uniform(*_range(one.metadata, kind))) for one in fields(cls) if one.metadata
        }
        theme = str(rng.choice(THEMES))
        mean = np.array(THEME_MEANS[theme] if kind == "shifted" else NEUTRAL_MEAN)
        # A shifted world must stay far from the mean that a model was trained on.
        strength = max(drawn["concentration"], 25.0) if kind == "shifted" else drawn["concentration"]
        mix = dirichlet(rng, strength * mean)
        return cls(mix=tuple(float(one) for one in mix), theme=theme if kind == "shifted" else "", **drawn)


def dirichlet(rng: Rng, strengths: np.ndarray) -> np.ndarray:
    """A Dirichlet draw in which a strength of zero gives a share of zero."""
    drawn: np.ndarray = rng.standard_gamma(strengths) + np.where(strengths > 0, 1e-9, 0.0)
    drawn /= drawn.sum()
    return drawn


def ranges() -> dict[str, tuple[tuple[float, float], tuple[float, float], str]]:
    """Of every dial: its range, its range in a thin world, and what it is."""
    told = (one for one in fields(Dials) if one.metadata)
    return {
        one.name: (_range(one.metadata, "neutral"), _range(one.metadata, "thin"), one.metadata["what"])
        for one in told
    }


def _range(told: Any, kind: str) -> tuple[float, float]:
    if kind == "thin" and told["thin"] is not None:
        low, high = told["thin"]
    else:
        low, high = told["low"], told["high"]
    return float(low), float(high)
