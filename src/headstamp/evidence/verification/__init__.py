"""What the checks of a case come to: which count, which times are left, who held it, and what is disputed.

A picture proves nothing until source, place and time are checked, by somebody who says how and by somebody
else who looked again. Here the rows are put together by open arithmetic; nothing is looked at, and no check
is done.
"""

from __future__ import annotations

from headstamp.evidence.verification.bounds import Bounds, Conflict, bounds
from headstamp.evidence.verification.dossier import Check, Dossier, Record, Subject, dossier
from headstamp.evidence.verification.exchanges import Exchange, Said, exchanges
from headstamp.evidence.verification.holders import Basis, Holders, Step, holders
from headstamp.evidence.verification.standing import Standing, standing

__all__ = [
    "Basis",
    "Bounds",
    "Check",
    "Conflict",
    "Dossier",
    "Exchange",
    "Holders",
    "Record",
    "Said",
    "Standing",
    "Step",
    "Subject",
    "bounds",
    "dossier",
    "exchanges",
    "holders",
    "standing",
]
