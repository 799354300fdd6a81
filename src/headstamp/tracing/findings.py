"""What is found on the item, as factors: one a node for the reading, one an entry or a party for marks.

    year    P(year marked | record): how long after making new and surplus weapons are delivered
    line    P(lot, serial, contract | record): does the record name what was read
    party   P(import mark, consignee | custodian)

A mark may be misread, so no mark excludes anything by itself. Marks that name the same state are one finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Floats, Ints, Ledger, Told
from headstamp.tracing.making import Making
from headstamp.tracing.observation import Marks, Observation
from headstamp.tracing.priors import Priors
from headstamp.tracing.stock import Estimated


@dataclass(frozen=True)
class Findings:
    """The findings of one sighting against one ledger.

    Attributes:
        node: P(reading and maker's mark | node), up to one factor.
    """

    node: Floats
    marks: Marks
    ledger: Ledger
    readings: Readings
    priors: Priors
    year_seen: int
    making: Making

    @cached_property
    def maker(self) -> tuple[int, ...] | None:
        """The parties whose make the maker's mark shows; None without one that is known."""
        return self.making.maker(self.marks.maker) if self.marks.maker else None

    def read(self, part: slice | Ints) -> Floats:
        """P(reading and maker's mark | node and supplier), one an entry, for some of the ledger's entries."""
        node, factor = self.node[self.ledger.node[part]], self.passed_on(part)
        return node if factor is None else np.asarray(node * factor)

    def passed_on(self, part: slice | Ints) -> Floats | None:
        """What the maker's mark says of the supplier, one an entry; None without one that is known."""
        if self.maker is None:
            return None
        return self.making.by_entry(self.maker)[part]

    def imported(self, of_class: int) -> Floats | float:
        """What the maker's mark says of what came unrecorded of one class, one a node of the ledger."""
        return 1.0 if self.maker is None else self.making.imported(self.maker, of_class, self.year_seen)

    def own(self, parties: slice | Ints) -> Floats | float:
        """What the maker's mark says of what some parties made themselves."""
        return 1.0 if self.maker is None else self.making.own(self.maker)[parties]

    def of_untold(self, of_class: int, told: Estimated) -> tuple[Floats, Floats]:
        """What of unrecorded imports and own make of a class would bear the maker's mark, as `Estimated`."""
        if self.maker is None:
            return told.imported, told.produced
        parties = np.arange(len(self.ledger.parties))
        came = told.imported * np.asarray(self.imported(of_class))[told.nodes]
        return came, told.produced * np.asarray(self.own(parties))[:, None]

    def year(self, part: slice | Ints) -> Floats | None:
        """One factor an entry, for some of the ledger's entries; None when no year was read."""
        return _year(self.marks.year, self.ledger, part, self.priors) if self.marks.year else None

    def line(self, part: slice | Ints) -> Floats | None:
        """One factor an entry; None when neither lot, serial nor contract was read."""
        return None if self._of_lines is None else self._of_lines[self.ledger.line[part]]

    @cached_property
    def _of_lines(self) -> Floats | None:
        if not self.marks.documented:
            return None
        factor = np.full(len(self.ledger.lines), self.priors.undocumented_mark)
        marks, named = self.marks, self.ledger.naming
        read = (("lot", marks.lot), ("serial", marks.serial), ("contract", marks.contract))
        for index in dict.fromkeys(line for kind, text in read if text for line in named[kind]):
            factor[index] = _named(marks, self.ledger.marks[index], self.priors)
        return factor

    @cached_property
    def party(self) -> Floats:
        """One factor a party."""
        wrong = self.priors.wrong_mark
        factor = np.ones(len(self.ledger.parties))
        for named in {self.marks.imported_by, self.marks.consignee} - {None}:
            factor *= np.where(np.array(self.ledger.parties) == named, 1.0 - wrong, wrong)
        return factor

    @cached_property
    def any_year(self) -> float:
        """The factor of the year where neither delivery nor weapon is told."""
        return 1.0 / self.priors.year_lag["any_years"] if self.marks.year else 1.0

    def year_of_node(self, nodes: Ints) -> Floats | float:
        """The factor of the year where no delivery is told, for some nodes: when such weapons were made."""
        if self.marks.year is None:
            return 1.0
        return self.readings.made_in(self.marks.year, self.year_seen)[nodes]

    @cached_property
    def untold(self) -> float:
        """The factor of lot, serial and contract where no record is."""
        return self.priors.undocumented_mark if self.marks.documented else 1.0

    @property
    def made_by_holder(self) -> float:
        """The factor of all marks on what the holder made: nobody imported it, no record tells of it."""
        return self.any_year * self.untold * float(self.party.min(initial=1.0))


def findings(
    seen: Observation, ledger: Ledger, readings: Readings, making: Making, priors: Priors
) -> Findings:
    """What a sighting shows."""
    year = date.fromordinal(seen.day).year
    node = readings.likelihood(seen.weapon, seen.confidence, year)
    if seen.marks.maker:
        node = node * readings.made_by(seen.marks.maker)
    return Findings(node, seen.marks, ledger, readings, priors, year, making)


def matches(marks: Marks, told: Told) -> dict[str, bool]:
    """For each mark that was read and of which the record names any: whether it names this one."""
    found: dict[str, bool] = {}
    if marks.lot and told.lots:
        found["lot"] = _plain(marks.lot) in {_plain(one) for one in told.lots}
    if marks.serial and told.serial_from:
        found["serial"] = _within(
            _plain(marks.serial), _plain(told.serial_from), _plain(told.serial_to or "")
        )
    if marks.contract and told.contract:
        found["contract"] = _plain(marks.contract) == _plain(told.contract)
    return found


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _within(read: str, first: str, last: str) -> bool:
    # Serials of one series have one length, so that their text order is their order.
    return len(first) == len(last) == len(read) and first <= read <= last


def _named(marks: Marks, told: Told, priors: Priors) -> float:
    answers = matches(marks, told).values()
    if not answers:
        return priors.undocumented_mark
    return 1.0 - priors.wrong_mark if all(answers) else priors.wrong_mark * priors.undocumented_mark


def _year(read: tuple[int, int], ledger: Ledger, part: slice | Ints, priors: Priors) -> Floats:
    """P(year read | delivery): the mean over the years that were read and those in which it may have come."""
    lag, new = priors.year_lag, ledger.new[part]
    first, last = (one[part] for one in ledger.years)
    # Where the record marks its own date as an estimate, a year to either side is as good.
    first, last = first - ledger.estimated[part], last + ledger.estimated[part]
    total = np.zeros(len(first))
    for made in range(read[0], read[1] + 1):
        if_new = _share_within(made, made + lag["new_years"], first, last) / (lag["new_years"] + 1.0)
        if_used = _share_within(made, made + lag["surplus_years"], first, last) / (lag["surplus_years"] + 1.0)
        total += new * if_new + (1.0 - new) * if_used
    mean = total / (read[1] - read[0] + 1)
    return np.asarray((1.0 - priors.wrong_mark) * mean + priors.wrong_mark / lag["any_years"])


def _share_within(low: float, high: float, first: Ints, last: Ints) -> Floats:
    """The part of the years from first to last that lies within bounds."""
    inside = np.minimum(last, high) - np.maximum(first, low) + 1.0
    return np.asarray(np.clip(inside, 0.0, None) / (last - first + 1.0))
