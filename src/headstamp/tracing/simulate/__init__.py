"""Made-up worlds in which the truth is known, to train and to measure traces; see docs/worlds.md.

Nothing here reads the model that is measured, and the model reads nothing here. Nothing here is evidence
about real flows.
"""

from headstamp.tracing.simulate.dials import KINDS, MECHANISMS, Dials
from headstamp.tracing.simulate.truth import UNKNOWN, Chain, Label, Truth, label
from headstamp.tracing.simulate.world import Sizes, World, world

__all__ = [
    "KINDS",
    "MECHANISMS",
    "UNKNOWN",
    "Chain",
    "Dials",
    "Label",
    "Sizes",
    "Truth",
    "World",
    "label",
    "world",
]
