from __future__ import annotations

import pytest

from headstamp.custody import (
    Damage,
    Disclosure,
    Event,
    Withheld,
    check_history,
    leaf_hash,
    make_event,
    subject_of,
)
from headstamp.custody.damage import Origin
from headstamp.custody.disclosures import commit

SALT = b"the salt of the case"


def log() -> tuple[list[Event], list[Disclosure]]:
    """Two sightings, one of them changed later."""
    rows = [
        ("s1", {"@key": "s1", "holder": "group a", "place": "hill 7"}),
        ("s2", {"@key": "s2", "holder": "group b"}),
        ("s1", {"holder": "group c", "place": None}),
    ]
    events: list[Event] = []
    disclosures: list[Disclosure] = []
    for seq, (key, fields) in enumerate(rows, start=1):
        line, disclosed = make_event(
            seq=seq,
            prev=leaf_hash(events[-1].line).hex() if events else "",
            case="c1",
            act="import",
            who="analyst 1",
            at="2026-11-22T10:00:00.000Z",
            subject=subject_of(SALT, "sightings", key),
            fields=fields,
        )
        events.append(Event(seq, line))
        disclosures += disclosed
    return events, disclosures


def origin_of(events: list[Event]) -> Origin:
    return Origin("c1", SALT, (len(events), leaf_hash(events[-1].line).hex()))


def test_a_whole_log_has_no_damage() -> None:
    events, disclosures = log()
    history = check_history(events, disclosures, origin_of(events))
    assert (history.damage, history.withheld) == ((), ())
    first = history.subjects[subject_of(SALT, "sightings", "s1")]
    assert (first.key, first.cells, first.first_seq, first.last_seq) == ("s1", {"holder": "group c"}, 1, 3)


def test_a_missing_disclosure_is_withheld_and_not_damage() -> None:
    events, disclosures = log()
    kept = [each for each in disclosures if each.field != "holder"]
    history = check_history(events, kept, origin_of(events))
    assert history.damage == ()
    assert history.withheld == (Withheld(1, "holder"), Withheld(2, "holder"), Withheld(3, "holder"))


def test_a_flipped_bit_in_any_byte_is_placed_to_its_line() -> None:
    events, disclosures = log()
    origin = origin_of(events)
    for at, event in enumerate(events):
        for byte in range(len(event.line)):
            for bit in (0, byte % 8):
                line = bytearray(event.line)
                line[byte] ^= 1 << bit
                damaged = [*events[:at], Event(event.seq, bytes(line)), *events[at + 1 :]]
                found = check_history(damaged, disclosures, origin).damage
                # A line that still reads well betrays itself by the line after it, which holds its hash.
                assert {each.seq for each in found} == {event.seq}, (event.seq, byte, bit, found)


def test_which_of_two_lines_was_changed_is_told_by_the_third() -> None:
    events, _ = log()
    prev = leaf_hash(events[0].line).hex().encode()
    first = Event(1, events[0].line.replace(b"analyst 1", b"analyst 3"))
    second = Event(2, events[1].line.replace(prev, prev[::-1]))
    assert check_history([first, *events[1:]], [], origin_of(events)).damage == (
        Damage(1, "line changed: the next one holds the hash of another"),
    )
    found = check_history([events[0], second, events[2]], [], origin_of(events)).damage
    assert found[0] == Damage(2, "chain broken: not the line that followed the one before")
    assert {each.seq for each in found} == {2}


def test_a_line_that_was_put_in_doubled_or_moved_is_found() -> None:
    one, two, three = log()[0]
    for lines in (
        [one, one, two, three],
        [one, two, three, three],
        [one, two, two, three],
        [three, one, two],
    ):
        numbered = [Event(seq, each.line) for seq, each in enumerate(lines, start=1)]
        assert check_history(numbered, [], origin_of([one, two, three])).damage
        assert check_history(lines, [], origin_of([one, two, three])).damage


def test_every_flipped_byte_of_every_disclosure_is_found_in_its_place() -> None:
    events, disclosures = log()
    origin = origin_of(events)
    for at, each in enumerate(disclosures):
        salts = [bytes([*each.salt[:n], each.salt[n] ^ 1, *each.salt[n + 1 :]]) for n in range(16)]
        values = [
            each.value[:n] + chr(ord(each.value[n]) ^ 1) + each.value[n + 1 :] for n in range(len(each.value))
        ]
        changed = [each._replace(salt=salt) for salt in salts] + [
            each._replace(value=text) for text in values
        ]
        for one in changed:
            damaged = [*disclosures[:at], one, *disclosures[at + 1 :]]
            found = check_history(events, damaged, origin).damage
            assert found == (Damage(each.seq, "commitment does not open", each.field),)


@pytest.mark.parametrize(
    ("order", "seq", "what"),
    [
        ([0, 2], 3, "chain broken: events before this one are missing"),
        ([0, 1], 2, "chain broken: the log does not end as it was left"),
        ([1, 2], 2, "chain broken: events before this one are missing"),
    ],
)
def test_a_missing_line_breaks_the_chain(order: list[int], seq: int, what: str) -> None:
    events, _ = log()
    found = check_history([events[at] for at in order], [], origin_of(events)).damage
    assert found[0] == Damage(seq, what)


def test_lines_that_changed_places_are_found() -> None:
    events, _ = log()
    swapped = [events[0], Event(2, events[2].line), Event(3, events[1].line)]
    found = check_history(swapped, [], origin_of(events)).damage
    assert Damage(2, "line stored under another number than its own") in found


def test_lines_of_another_case_are_found() -> None:
    events, disclosures = log()
    found = check_history(events, disclosures, Origin("c2")).damage
    assert [each.what for each in found] == ["line of another case"] * 3


def test_a_disclosure_that_nothing_committed_to_is_found() -> None:
    events, disclosures = log()
    added = [Disclosure(1, "added", b"0" * 16, '"x"'), *disclosures, Disclosure(9, "note", b"0" * 16, '"x"')]
    found = check_history(events, added, origin_of(events)).damage
    assert found == (
        Damage(1, "disclosure without a commitment", "added"),
        Damage(9, "disclosure without an event"),
    )


def test_a_key_that_is_not_the_subjects_is_found() -> None:
    events, disclosures = log()
    found = check_history(events, disclosures, Origin("c1", b"another salt")).damage
    assert [(each.seq, each.what) for each in found] == [
        (1, "subject does not match its key"),
        (2, "subject does not match its key"),
    ]


def test_a_committed_value_that_is_not_json_is_found() -> None:
    salt = b"0" * 16
    line, (good,) = make_event(
        seq=1,
        prev="",
        case="c",
        act="a",
        who="w",
        at="t",
        subject="s:1",
        fields={"x": "y"},
        salt=lambda: salt,
    )
    bad = good._replace(value="half a 'value")
    forged = line.replace(commit(salt, good.value).encode(), commit(salt, bad.value).encode())
    assert check_history([Event(1, forged)], [bad]).damage == (Damage(1, "value not canonical", "x"),)


def test_what_damage_says_holds_no_value_of_the_case() -> None:
    events, disclosures = log()
    damaged = [each._replace(salt=b"1" * 16) for each in disclosures]
    said = " ".join(map(str, check_history(events, damaged).damage))
    assert "group" not in said
    assert "hill" not in said
