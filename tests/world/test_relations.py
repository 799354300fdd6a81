from __future__ import annotations

import pytest

from headstamp.values import Credibility, Span, ValueUnreadable
from headstamp.world.actors import Actors, shipped_rows
from headstamp.world.relations import Relation, RelationKind, load_relations, read_relations


def _row(**cells: str) -> dict[str, str]:
    return {"from_actor": "ISIS", "to_actor": "Irak", "kind": "fights", "source": "a report", **cells}


def _read(**cells: str) -> Relation:
    (relation,) = read_relations([_row(**cells)], Actors.load())
    return relation


def test_every_shipped_relation_has_known_ends_a_source_and_a_credibility() -> None:
    actors = Actors.load()
    relations = load_relations()
    assert len(relations) == len(shipped_rows("relations.csv")) > 40
    for relation in relations:
        assert relation.from_actor in actors
        assert relation.to_actor in actors
        assert relation.from_actor != relation.to_actor
        assert relation.source
        assert relation.credibility is not None


def test_no_relation_is_shipped_twice_or_backwards_in_time() -> None:
    keys = [(r.from_actor, r.to_actor, r.kind, r.from_) for r in load_relations()]
    assert len(set(keys)) == len(keys)
    assert all(r.from_ is None or r.to is None or not r.from_.after(r.to) for r in load_relations())


@pytest.mark.parametrize(
    ("from_actor", "kind", "to_actor", "on", "held"),
    [
        # Mosul fell in June 2014 (Amnesty, press release on Taking Stock).
        ("islamic-state", "fights", "iraqi-security-forces", Span.month(2014, 6), True),
        # Training of the new army began in June 2003 (US Army, On Point II).
        ("USA", "trains", "iraqi-army", Span.year(2005), True),
        ("USA", "trains", "iraqi-army", Span.year(2002), False),
        # UN narrative summary QDe.137: apart since 9 April 2013.
        ("jabhat-al-nusra", "part_of", "islamic-state", Span.year(2015), False),
        ("MKD", "part_of", "former:yugoslavia", Span.year(1985), True),
        ("MKD", "part_of", "former:yugoslavia", Span.year(1995), False),
    ],
)
def test_what_held_when(from_actor: str, kind: str, to_actor: str, on: Span, held: bool) -> None:
    (relation,) = [
        r for r in load_relations() if (r.from_actor, r.kind, r.to_actor) == (from_actor, kind, to_actor)
    ]
    assert relation.span.overlaps(on) is held


def test_names_become_ids_and_unknown_ones_stay() -> None:
    relation = _read(to_actor="Ruritania", credibility="2", **{"from": "June 2014"})
    assert (relation.from_actor, relation.to_actor) == ("islamic-state", "Ruritania")
    assert relation.kind is RelationKind.FIGHTS
    assert relation.credibility is Credibility.PROBABLY_TRUE
    assert relation.from_ == Span.month(2014, 6)
    assert relation.to is None


def test_the_time_of_a_relation() -> None:
    assert _read(**{"from": "2014"}).span == Span.year(2014)
    assert _read(**{"from": "2003", "to": "2011"}).span == Span.years(2003, 2011)
    assert _read(**{"from": "since 2014"}).span == Span.parse("since 2014")
    assert _read(to="1991").span == Span.parse("until 1991")
    assert _read().span == Span.unknown()


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"kind": "dislikes"}, "no relation"),
        ({"credibility": "7"}, "no credibility"),
        ({"credibility": "high"}, "no credibility"),
        ({"from": "long ago"}, "long ago"),
    ],
)
def test_what_cannot_be_read_is_refused(cells: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueUnreadable, match=complaint):
        _read(**cells)
