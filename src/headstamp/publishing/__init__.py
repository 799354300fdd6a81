"""What is published of a case: for now the report, one self-contained HTML file.

Nothing is concluded here. Assessments come from `headstamp.tracing`; this package lays them out and keeps
back what must not be printed.
"""

from __future__ import annotations

from headstamp.publishing.facts import PriorRow, PriorsText, ReportFacts
from headstamp.publishing.gathering import cited, gather
from headstamp.publishing.report import render

__all__ = ["PriorRow", "PriorsText", "ReportFacts", "cited", "gather", "render"]
