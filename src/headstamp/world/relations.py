"""What actors are to each other, and when: who backs, trains, fights, is allied with or part of whom.

A relation is a claim with a source and a credibility, never a bare fact; whoever weighs routes decides what
it is worth. Only what a named source states is shipped (`data/relations.csv`); a case brings its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from headstamp.values import Credibility, Span, ValueUnreadable
from headstamp.world.actors import Actors, shipped_rows, span_cell


class RelationKind(StrEnum):
    """What the first actor does to, or is to, the second."""

    BACKS = "backs"
    TRAINS = "trains"
    ALLIED_WITH = "allied_with"
    FIGHTS = "fights"
    PART_OF = "part_of"
    MERGED_INTO = "merged_into"


@dataclass(frozen=True, slots=True)
class Relation:
    """One source's word for what one actor is to another.

    Attributes:
        from_actor: id of the actor who backs, trains, fights or belongs; text where nobody is known by it.
        to_actor: id or text of the other.
        kind: what the first is to the second.
        from_: when it began; None where the source does not say.
        to: when it ended; None where the row does not say, see `span`.
        credibility: of this statement, from 1 (confirmed) to 6 (cannot be judged); None where not judged.
        source: who says so.
    """

    from_actor: str
    to_actor: str
    kind: RelationKind
    from_: Span | None
    to: Span | None
    credibility: Credibility | None
    source: str

    @property
    def span(self) -> Span:
        """The whole time of it, from the earliest beginning to the latest end that the row allows.

        Without `to` it ends with `from_`, as in every table: '2014' is that year, 'since 2014' has no end.
        """
        if self.from_ is None:
            return Span.unknown() if self.to is None else Span.between(None, self.to.to)
        return self.from_ if self.to is None else Span.between(self.from_.from_, self.to.to)


def load_relations() -> tuple[Relation, ...]:
    """The shipped relations, read once."""
    return _shipped()


def read_relations(rows: Iterable[Mapping[str, str]], actors: Actors) -> tuple[Relation, ...]:
    """Relations from the cells of their rows, in that order; a missing cell is an empty one.

    Args:
        rows: cells by column of the table `relations`.
        actors: who is known; a name that nobody is known by is kept as written.

    Raises:
        ValueUnreadable: if a kind, time or credibility cannot be read.
    """
    return tuple(_relation(row, actors) for row in rows)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Relation, ...]:
    return read_relations(shipped_rows("relations.csv"), Actors.load())


def _relation(row: Mapping[str, str], actors: Actors) -> Relation:
    return Relation(
        from_actor=_id_or_text(row.get("from_actor", ""), actors),
        to_actor=_id_or_text(row.get("to_actor", ""), actors),
        kind=_kind(row.get("kind", "").strip()),
        from_=span_cell(row, "from"),
        to=span_cell(row, "to"),
        credibility=_credibility(row.get("credibility", "").strip()),
        source=row.get("source", "").strip(),
    )


def _id_or_text(text: str, actors: Actors) -> str:
    actor = actors.find(text)
    return text.strip() if actor is None else actor.id


def _kind(text: str) -> RelationKind:
    try:
        return RelationKind(text)
    except ValueError:
        do = f"write one of {', '.join(RelationKind)}"
        raise ValueUnreadable(f"'{text}' is no relation", text=text, kind="relation", do=do) from None


def _credibility(text: str) -> Credibility | None:
    try:
        return Credibility(int(text)) if text else None
    except ValueError:
        do = "write a number from 1 to 6"
        raise ValueUnreadable(f"'{text}' is no credibility", text=text, kind="credibility", do=do) from None
