"""Why a side of a flow tells nothing of it: it never reported, not for that year, or not that line.

A missing report is no evidence that nothing moved, least of all of a state that never reports; which of the
three it is, the library can often tell.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from ibis.expr.types import Table

from headstamp.records.library import Library
from headstamp.records.mirror_flows import EXPORTER, IMPORTER
from headstamp.records.names import Names
from headstamp.records.sources import Kind
from headstamp.records.transfer import Party
from headstamp.records.visibility import sources

_WAYS = {EXPORTER: "exports", IMPORTER: "imports"}
_LIST = "-reporting"
"""How the source of a list of who reported is called, after the register that it lists."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What the library holds of the two sides' reports, and for which years they reported at all.

    Attributes:
        filed: source, role and year of every report of either side that the library holds, to whomever.
        reported: by register and role, the years for which the side reported, where a list of these is held;
            no year for one that never did.
    """

    sides: dict[str, Party]
    filed: frozenset[tuple[str, str, int]]
    reported: dict[tuple[str, str], frozenset[int]]

    @classmethod
    def of(cls, library: Library, names: Names, told: Table | None, seller: Party, buyer: Party) -> Silence:
        """What is held of these two.

        Args:
            told: the answer of `mirror_flows.lines`.
        """
        sides = {EXPORTER: seller, IMPORTER: buyer}
        return cls(sides, _filed(told, sides), _reported(library, names, sides))

    def because(
        self,
        verdict: str,
        source: str,
        year: int,
        tellers: Set[str],
        shared: tuple[str, ...],
        *,
        surprising: bool,
    ) -> str:
        """One sentence that says why a flow has the verdict it has."""
        silent = [role for role in (EXPORTER, IMPORTER) if role not in tellers]
        quiet = f"; {self._why(silent[0], source, year)}" if silent else ""
        match verdict:
            case "both":
                odd = ", and differ by more than their usual errors explain" if surprising else ""
                return f"Both sides report it{odd}."
            case "contradiction":
                return "One side reports some and the other none, which no estimate settles."
            case "none":
                return f"It is reported as none{quiet}."
            case "one_origin":
                origin = " and ".join(shared)
                return f"Both reports rest on {origin}, so they count as one, and no estimate is made."
            case "no_number":
                return f"No plain number is given{quiet}."
        if not silent:
            return "Both sides report it, and only one gives a plain number."
        (teller,) = tellers
        return f"Only {self.sides[teller].name} reports it{quiet}."

    def never(self) -> list[str]:
        """Which side has no report in the library at all, in sentences."""
        said = []
        for role, party in self.sides.items():
            if not any(one == role for _, one, _ in self.filed):
                said.append(f"The library holds no report of {party.name} on its {_WAYS[role]}.")
            said += [
                f"{party.name} has never reported to {_title(register)}."
                for (register, one), years in sorted(self.reported.items())
                if one == role and not years
            ]
        return said

    def _why(self, role: str, source: str, year: int) -> str:
        """A part of a sentence: why this side is silent."""
        name, way = self.sides[role].name, _WAYS[role]
        if (source, role, year) in self.filed:
            return f"what {name} reported of its {way} in {year} holds no such line"
        years = self.reported.get((source, role))
        if years is None:
            return f"the library holds no report of {name} on its {way} in {year}"
        if not years:
            return f"{name} has never reported to this register"
        if year in years:
            return f"{name} reported for {year}, and the library does not hold its {way}"
        return f"{name} did not report for {year}"


def _title(register: str) -> str:
    return sources()[register].title if register in sources() else register


def _filed(told: Table | None, sides: dict[str, Party]) -> frozenset[tuple[str, str, int]]:
    if told is None:
        return frozenset()
    found: set[tuple[str, str, int]] = set()
    for role, party in sides.items():
        mine = told.filter(told.reporter == party.id, told.role == role)
        rows = mine.select("source", "year").distinct().to_pyarrow().to_pylist()
        found |= {(row["source"], role, row["year"]) for row in rows}
    return frozenset(found)


def _reported(
    library: Library, names: Names, sides: dict[str, Party]
) -> dict[tuple[str, str], frozenset[int]]:
    rows = library.rows(Kind.REPORTING)
    if rows is None:
        return {}
    years: dict[tuple[str, str], set[int]] = {}
    for row in rows.select("source", "party", "year").distinct().to_pyarrow().to_pylist():
        actor = names.actor(row["party"])
        for role, party in sides.items():
            if actor is not None and actor.id == party.id:
                told = years.setdefault((row["source"].removesuffix(_LIST), role), set())
                told |= {int(row["year"])} if row["year"] is not None else set()
    return {key: frozenset(found) for key, found in years.items()}
