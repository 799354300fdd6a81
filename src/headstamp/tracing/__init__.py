"""Route assessments: how a weapon that was seen may have come, ranked, explained, with what is not known.

The method is docs/method.md. The numbers are in `data/`: hand-set in `numbers.toml`, learned on made-up
worlds in `learned.toml`, and what is assumed of a kind of conflict in a preset over both.
"""

from __future__ import annotations

from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.tracing.priors import Priors, PriorsUnfit, load
from headstamp.tracing.terms import TERMS
from headstamp.tracing.trace import Tracer, tracer

__all__ = ["TERMS", "Priors", "PriorsUnfit", "RouteAssessment", "Trace", "Tracer", "load", "tracer"]
