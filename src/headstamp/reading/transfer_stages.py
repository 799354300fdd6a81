"""The stage of records that each status of a text means: a contract is an order and no delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STAGES: Final[Mapping[str, str]] = {
    "contracted": "ordered",
    "delivered": "delivered",
    "supplied": "delivered",
    "given": "delivered",
    "exported": "delivered",
    "sourced": "delivered",
    "flowed": "delivered",
    "authorised": "authorised",
    "notified": "notified",
    "refused": "refused",
}
"""The stage of records that each status means; a status that is not here leaves the stage open."""
