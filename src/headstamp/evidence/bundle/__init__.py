"""Bundles: what of a case is handed to a court, so that an opponent's expert can verify it alone.

A bundle holds the whole log, the values and files chosen, what is withheld said as such, a signed
checkpoint, and a verifier that needs nothing else. `write_bundle` makes one, `check_bundle` verifies one with
this program's own parts, and `verify.py`, which is copied into each, does the same with the standard library
alone; tests hold the two to the same verdicts. Whom to give what is not decided here.
"""

from __future__ import annotations

from headstamp.evidence.bundle.checking import check_bundle
from headstamp.evidence.bundle.parts import is_bundle
from headstamp.evidence.bundle.writing import Bundled, Stamped, write_bundle

__all__ = ["Bundled", "Stamped", "check_bundle", "is_bundle", "write_bundle"]
