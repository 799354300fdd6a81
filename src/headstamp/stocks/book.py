"""All that is told, by whom it concerns: asked once, it draws up the ledger of any actor and weapon.

Records at the stage 'delivered' move a stock, each transfer once; those at other stages stand beside. What
names a wider kind of weapon, another unit of counting, no number or no day is listed and not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from headstamp.records import Names, Party, Source, Transfer, sees
from headstamp.sightings import Incident, StockFigure
from headstamp.stocks.assumptions import Assumptions
from headstamp.stocks.figures import FigureParts, figure_parts
from headstamp.stocks.ledger import Ledger
from headstamp.stocks.movements import incident_parts
from headstamp.stocks.records import record_parts
from headstamp.stocks.subject import Subject, subject_of
from headstamp.world import ActorKind


class Book:
    """Transfers, incidents and figures, ready to be asked.

    Args:
        transfers: of the library and of the case, every stage.
        incidents: of the case.
        figures: the case's table of stocks.
        names: what names stand for.
        sources: the registers at hand, for what they can see.
        assumptions: how far an incident of a grade is believed.
    """

    def __init__(
        self,
        transfers: Iterable[Transfer],
        incidents: Sequence[Incident],
        figures: Sequence[StockFigure],
        names: Names,
        sources: Iterable[Source],
        assumptions: Assumptions,
    ) -> None:
        self._names, self._sources, self.assumptions = names, tuple(sources), assumptions
        self._incidents, self._figures = tuple(incidents), tuple(figures)
        self._received: dict[str, list[Transfer]] = defaultdict(list)
        self._sent: dict[str, list[Transfer]] = defaultdict(list)
        for one in transfers:
            holder = held_by(one)
            if holder is not None:
                self._received[holder].append(one)
            if one.supplier.id is not None:
                self._sent[one.supplier.id].append(one)
        self._members: dict[str, frozenset[str]] = {}

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the registers at hand."""
        return tuple(one.id for one in self._sources)

    @property
    def names(self) -> Names:
        """What names stand for here."""
        return self._names

    def transfers(self) -> dict[str, Transfer]:
        """Every transfer that concerns anybody asked about, by id."""
        sides = (*self._received.values(), *self._sent.values())
        return {one.id: one for rows in sides for one in rows}

    def ledger(self, actor: str, weapon: str, at: int | None = None) -> Ledger:
        """The ledger of an actor and a weapon.

        Args:
            actor: an id, name or alias.
            weapon: an id, name or alias that means one node of the catalogue; all below it counts.
            at: the year through whose end it is to run, so that it begins with the last opening before;
                None begins with the last of all.

        Raises:
            NotFound: nobody known bears the name, or nothing known bears the weapon's.
            Refused: the weapon's name means several things.
        """
        subject = self.subject(actor, weapon)
        by = date(at, 12, 31) if at is not None else None
        records = record_parts(self._of(self._received, subject), self._of(self._sent, subject), subject)
        incidents = incident_parts(self._incidents, subject, self.assumptions.believed)
        figures: FigureParts = figure_parts(self._figures, subject, by)
        flows = [*records.flows, *incidents.flows, *figures.flows]
        left_out = [*records.left_out, *incidents.left_out, *figures.left_out]
        if figures.begins is not None:
            flows = [one for one in flows if one.part == "opening" or one.last >= figures.begins]
        flows.sort(key=lambda one: (one.part != "opening", one.first, one.last, one.ids))
        return Ledger(
            actor=subject.actor,
            weapon=subject.weapon,
            members=subject.parties(subject.members - {subject.actor.id or ""}),
            line=subject.line,
            unit=subject.unit,
            begins=figures.begins,
            flows=tuple(flows),
            counts=figures.counts,
            beside=records.beside,
            left_out=tuple(left_out),
            seen=any(sees(one, subject.weapon.id or "", self._names) for one in self._sources),
            maker=bool(subject.members & set(self._makers(subject))),
            predecessors=self._predecessors(subject),
        )

    def subject(self, actor: str, weapon: str) -> Subject:
        """Whom and what is asked about; raises as `ledger` does."""
        return subject_of(actor, weapon, self._names, self._members)

    def _of(self, by: Mapping[str, list[Transfer]], subject: Subject) -> list[Transfer]:
        """What concerns the subject, or those of whom it is a part, in the order of the rows."""
        who = sorted(subject.members | subject.above)
        return [one for each in who for one in by.get(each, ())]

    def _makers(self, subject: Subject) -> tuple[str, ...]:
        node = subject.weapon.id or ""
        catalogue = self._names.catalogue
        return catalogue.makers_in(node) if node in catalogue else ()

    def _predecessors(self, subject: Subject) -> tuple[Party, ...]:
        former = (one for one in self._names.actors.states if one.kind is ActorKind.FORMER_STATE)
        return tuple(Party(one.id, one.name) for one in former if subject.actor.id in one.successors)


def held_by(one: Transfer) -> str | None:
    """Who got it: the end user where it is known, else the recipient."""
    if one.end_user is not None and one.end_user.id not in (None, "not-known"):
        return one.end_user.id
    return one.recipient.id
