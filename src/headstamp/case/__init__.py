"""A case: one investigation's folder, and the way from its tables to a route assessment.

This package opens a case and ties the parts together; it holds no rule and no query. What a Python user
imports is here and in `headstamp.records`. Each subject has a module, and what it works with is imported by
the methods that need it: a command that only takes a table in loads no database of records.
"""

from __future__ import annotations

from headstamp.case.folder import Case, examples

__all__ = ["Case", "examples"]
