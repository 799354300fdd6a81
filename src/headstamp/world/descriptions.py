"""What a register's fixed words for weapons mean, so that editions worded differently meet in one class.

The words stand in `data/sipri_descriptions.csv` exactly as the register prints them, slips included. A text
that joins two classes (a/b) leads to the fitter of the two or to the class above both. Designations of models
are left to the names of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from headstamp.world.actors import shipped_rows

__all__ = ["Description", "Generation", "register_descriptions"]


class Generation(StrEnum):
    """Which wording of the register uses a text: abbreviations to 2025, words in full from 2026."""

    ABBREVIATED = "2023"
    IN_FULL = "2026"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Description:
    """One of the register's descriptions of a weapon.

    Attributes:
        text: as the register prints it.
        node: id of the class that it means.
        component: whether it is a part of a weapon (engine, turret, sensor, chassis) rather than a whole one.
        generation: which wording of the register uses it.
    """

    text: str
    node: str
    component: bool
    generation: Generation


@lru_cache(maxsize=1)
def register_descriptions() -> Mapping[str, Description]:
    """Every description of SIPRI's register, both generations of wording, by casefolded text.

    >>> register_descriptions()["apc"].node == register_descriptions()["armoured personnel carrier"].node
    True
    """
    found: dict[str, Description] = {}
    for row in shipped_rows("sipri_descriptions.csv"):
        known = Description(
            row["text"], row["node"], row["component"] == "yes", Generation(row["generation"])
        )
        # Two texts that differ in case only are one.
        found.setdefault(known.text.casefold(), known)
    return MappingProxyType(found)
