"""May this be sent, with what a case knows; and what the law says of what was seen in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from headstamp.case.pins import CasePins
from headstamp.custody.author import author
from headstamp.sightings import Claim, Violation

if TYPE_CHECKING:
    from headstamp.law import (
        CaseFacts,
        DeviceAnswer,
        Judgement,
        Preset,
        Proposal,
        TransferAssessment,
        UnderEmbargo,
    )
    from headstamp.records import Library


class CaseLaw(CasePins):
    """A case seen with the eyes of whoever assesses a transfer."""

    @property
    def law_facts(self) -> CaseFacts:
        """The rows that can bear on the assessment of a transfer."""
        from headstamp.law import CaseFacts, source_dates

        rows = self.store.rows
        return CaseFacts(
            violations=tuple(Violation.from_cells(row.key, row.cells) for row in rows("violations")),
            incidents=self.incidents,
            sightings=self.sightings,
            claims=tuple(Claim.from_cells(row.key, row.cells) for row in rows("claims")),
            source_dates=source_dates(self.rows("sources")),
        )

    def assess(self, proposal: Proposal, preset: Preset | None = None) -> TransferAssessment:
        """Assess a transfer with what the case knows and what was judged in it; see `headstamp.law`."""
        from headstamp.law import assess

        return assess(proposal, self.names, facts=self.law_facts, decisions=self.decisions, preset=preset)

    def decide(self, proposal: Proposal, judgements: Iterable[Judgement], *, who: str | None = None) -> None:
        """Keep judgements on a transfer, all in one change; each was checked with `check_judgement`."""
        from headstamp.law import decision_row

        with self.store.change(who or author(), "assess") as change:
            for one in judgements:
                key, cells = decision_row(proposal, one, at=date.today())
                change.put("decisions", key, cells)

    def law_check(
        self, library: Library | None = None
    ) -> tuple[tuple[UnderEmbargo, ...], tuple[DeviceAnswer, ...]]:
        """Transfers under an embargo of their time, and what the case's devices are in law.

        Args:
            library: with one, what its registers tell of transfers to the states of the case is looked at
                beside the case's own transfers: those that are pinned, else those that answer today.
        """
        from headstamp.law import Law, devices, states_of_case, under_embargo
        from headstamp.records.finding import Filters, find, transfer_of

        law = Law.load()
        transfers = [transfer_of(row, self.names) for row in self.transfer_rows().to_pylist()]
        if library is not None:
            pinned = tuple(one.sha256 for one in self.pins) if self.pins is not None else None
            for state in states_of_case(self.law_facts, self.names):
                asked = Filters(recipient=state, snapshots=pinned)
                transfers += find(library, self.names, asked).transfers
        once = {one.id: one for one in transfers}.values()
        return (
            under_embargo(once, self.names, law),
            devices(self.devices, self.sightings, self.names, law),
        )
