from __future__ import annotations

from itertools import permutations

from headstamp.evidence.lookalikes.clusters import Appearance, clusters, same_as
from headstamp.evidence.lookalikes.match import Grade, Match


def match(first: str, second: str, grade: Grade = Grade.COPY) -> Match:
    return Match(first, second, grade, 20, 30, 0.9)


MATCHES = [match("ev-b", "ev-c"), match("ev-a", "ev-b"), match("ev-x", "ev-y", Grade.SAME)]


def test_copies_of_copies_are_one_observation() -> None:
    assert [one.items for one in clusters(MATCHES)] == [("ev-a", "ev-b", "ev-c"), ("ev-x", "ev-y")]


def test_the_order_of_matches_does_not_matter() -> None:
    expected = [one.items for one in clusters(MATCHES)]
    assert all([one.items for one in clusters(some)] == expected for some in permutations(MATCHES))


def test_templates_and_candidates_join_nothing() -> None:
    assert clusters([match("ev-a", "ev-b", Grade.TEMPLATE), match("ev-b", "ev-c", Grade.CANDIDATE)]) == []


def test_the_first_known_appearance_stands_for_all() -> None:
    came = [
        Appearance("ev-a", "2024-05-03", "https://a.example", "someone"),
        Appearance("ev-c", "2024-05-01T10:00:00Z", "https://c.example", "the channel"),
        Appearance("ev-b", "", "https://b.example"),
        Appearance("ev-q", "2020-01-01"),
    ]
    found = clusters(MATCHES, came)[0]
    assert found.first == came[1]
    assert found.items == ("ev-c", "ev-a", "ev-b")
    assert [one.item for one in found.appearances] == ["ev-c", "ev-a", "ev-b"]
    assert len(found.because) == 2
    assert same_as([found]) == {"ev-a": "ev-c", "ev-b": "ev-c"}


def test_where_no_time_is_known_none_is_claimed() -> None:
    found = clusters(MATCHES, [Appearance("ev-b")])[0]
    assert found.first is None
    assert found.stands_for_all == "ev-a"
