"""Route assessments: how a weapon that was seen may have come, ranked, explained, with what is not known.

The method is docs/method.md; the constants are in `data/mixed.toml`. Learning them from simulated worlds is
not done yet.
"""

from __future__ import annotations

from headstamp.tracing.assessment import RouteAssessment, Trace
from headstamp.tracing.priors import Priors, PriorsUnfit, load
from headstamp.tracing.terms import TERMS
from headstamp.tracing.trace import Tracer, tracer

__all__ = ["TERMS", "Priors", "PriorsUnfit", "RouteAssessment", "Trace", "Tracer", "load", "tracer"]
