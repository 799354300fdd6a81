"""What is published of a case: the report, one self-contained HTML file, and trace requests.

Nothing is concluded here. Assessments come from `headstamp.tracing`; this package lays them out and keeps
back what must not be printed.
"""

from __future__ import annotations

from headstamp.publishing.facts import PriorRow, PriorsText, ReportFacts
from headstamp.publishing.gathering import cited, gather
from headstamp.publishing.report import render
from headstamp.publishing.request import TraceRequest, request

__all__ = [
    "PriorRow",
    "PriorsText",
    "ReportFacts",
    "TraceRequest",
    "cited",
    "gather",
    "render",
    "request",
]
