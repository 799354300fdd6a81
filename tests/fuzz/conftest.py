"""The made-up registers of the tests of records and the made-up exports serve here too."""

from __future__ import annotations

import sys
from pathlib import Path

for room in ("records", "exchange"):
    sys.path.insert(0, str(Path(__file__).parents[1] / room))
