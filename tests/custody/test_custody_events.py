from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.custody import EventUnreadable, events, leaf_hash, make_event, read_line, subject_of, tree_root
from headstamp.values.errors import ValueUnreadable
from headstamp.values.json import canonical

ZEROS = b"0" * 16

# Commitments computed with: printf '0000000000000000"Ana Bał"' | openssl dgst -sha256 -binary | base64
LINE = (
    '{"act":"sightings import","at":"2026-11-22T10:00:00.000Z",'
    '"c":{"note":"uzl2sXBr/LEUG3TwTmVkH4g4pmhZ1p4R12BOS2VeJ5Y=",'
    '"seen_by":"aRr+dgcVplNuI1ABxA6iw+mxfbE+YMIh9psbI56IM1g="},'
    '"case":"c1","prev":"","seq":1,"subj":"sightings:e4f879307bbe5feb","v":1,"who":"analyst 1"}'
)


def first_event() -> tuple[bytes, list[tuple[str, str]]]:
    line, disclosed = make_event(
        seq=1,
        prev="",
        case="c1",
        act="sightings import",
        who="analyst 1",
        at="2026-11-22T10:00:00.000Z",
        subject="sightings:e4f879307bbe5feb",
        fields={"seen_by": "Ana Bał", "note": None},
        salt=lambda: ZEROS,
    )
    return line, [(each.field, each.value) for each in disclosed]


def test_a_line_holds_commitments_and_the_disclosures_hold_the_values() -> None:
    line, disclosed = first_event()
    assert line == LINE.encode()
    assert disclosed == [("seen_by", '"Ana Bał"'), ("note", "null")]


def test_a_line_says_what_it_was_made_of() -> None:
    entry = read_line(LINE.encode())
    assert (entry.seq, entry.prev, entry.case) == (1, "", "c1")
    assert (entry.who, entry.act, entry.at) == ("analyst 1", "sightings import", "2026-11-22T10:00:00.000Z")
    assert entry.subject == "sightings:e4f879307bbe5feb"
    assert sorted(entry.commitments) == ["note", "seen_by"]


@pytest.mark.parametrize(
    "line",
    [
        LINE.encode() + b"\n",
        LINE.replace('"seq":1', '"seq": 1').encode(),
        LINE.replace('"seq":1', '"seq":1,"seq":1').encode(),
        LINE.replace('"seq":1', '"seq":1.0').encode(),
        LINE.encode("utf-16"),
        LINE.encode()[:-1] + b"\xff}",
        b"[" * 100_000,
        b"",
    ],
)
def test_every_other_form_of_the_same_line_is_refused(line: bytes) -> None:
    with pytest.raises(EventUnreadable):
        read_line(line)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"seq":1', '"seq":true'),
        ('"v":1', '"v":2'),
        ('"case":"c1",', ""),
        ('"who":"analyst 1"', '"who":"analyst 1","why":"x"'),
        ('"prev":""', '"prev":null'),
        ('"note":"uzl2sXBr/LEUG3TwTmVkH4g4pmhZ1p4R12BOS2VeJ5Y="', '"note":7'),
    ],
)
def test_a_canonical_line_that_is_no_event_is_refused(was: str, now: str) -> None:
    with pytest.raises(EventUnreadable, match="form of an event"):
        read_line(LINE.replace(was, now).encode())


@settings(max_examples=50)
@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20) | st.none(), max_size=5),
    st.text(max_size=10),
)
def test_each_line_is_its_own_canonical_form(fields: dict[str, str | None], who: str) -> None:
    line, disclosed = make_event(
        seq=3, prev="ab", case="c", act="a", who=who, at="t", subject="s:1", fields=fields
    )
    assert canonical(json.loads(line)) == line
    commitments = read_line(line).commitments
    assert all(each.opens(commitments[each.field]) for each in disclosed)
    assert {each.field: json.loads(each.value) for each in disclosed} == fields


def slowly(line: bytes) -> object:
    """What `read_line` says without its short cut."""
    try:
        data = events._parsed(line)
    except EventUnreadable as error:
        return error.why
    return data if events._is_event(data) else "not of the form of an event"


def read(line: bytes) -> object:
    try:
        entry = read_line(line)
    except EventUnreadable as error:
        return error.why
    told = {name: getattr(entry, name) for name in ("act", "at", "case", "prev", "seq", "who")}
    return told | {"c": entry.commitments, "subj": entry.subject, "v": 1}


def test_the_quick_reader_takes_nothing_that_the_full_one_refuses() -> None:
    whole = LINE.encode()
    flips = [(at, bit) for at in range(len(whole)) for bit in range(8)]
    lines = [whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :] for at, bit in flips]
    for was, now in (
        ('"seq":1', '"seq":9007199254740991'),
        ('"seq":1', '"seq":9007199254740992'),
        ('"seq":1', '"seq":-1'),
        ('"seq":1', '"seq":1e0'),
        ('"seq":1', '"seq":NaN'),
        ('"seq":1', '"seq":true'),
        ('"who":"analyst 1"', '"who":"\\u00e9"'),
        ('"who":"analyst 1"', '"who":"\\ud800"'),
        ('"who":"analyst 1"', '"who":"é"'),
        ('"who":"analyst 1"', '"who":"\\u007f"'),
        ('"who":"analyst 1"', '"who":"\x7f"'),
        ('"who":"analyst 1"', '"who":"a\\/b"'),
        ('"who":"analyst 1"', '"who":"\\u001f\\n\\b\\f\\r\\t"'),
        ('"who":"analyst 1"', '"who":"\\u001F"'),
        ('"note":"', '"\ue000":"x","note":"'),
        ('"note":"', '"\ue000":"x","\U00010000":"x","note":"'),
        ('"v":1', '"v":1.0'),
    ):
        assert was in LINE
        lines.append(LINE.replace(was, now).encode())
    taken = 0
    for line in [*lines, whole, b"", b"null", b"[]", b"{}", whole * 2, b" " + whole]:
        assert read(line) == slowly(line), line
        taken += isinstance(read(line), dict)
    assert taken > 1_000


def test_equal_values_give_different_commitments() -> None:
    _, disclosed = make_event(
        seq=1, prev="", case="c", act="a", who="w", at="t", subject="s:1", fields={"a": "x", "b": "x"}
    )
    assert disclosed[0].salt != disclosed[1].salt
    assert [len(each.salt) for each in disclosed] == [16, 16]


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueUnreadable, match="half a character"):
        make_event(seq=1, prev="", case="c", act="a", who="w", at="t", subject="s:1", fields={"a": "\ud800"})


def test_a_subject_hides_the_key_behind_the_salt_of_the_case() -> None:
    assert subject_of(b"salt", "sightings", "s1") == "sightings:e4f879307bbe5feb"
    assert subject_of(b"another", "sightings", "s1") != "sightings:e4f879307bbe5feb"


def test_a_leaf_is_hashed_with_its_prefix() -> None:
    # printf '\0{"a":1}' | sha256sum
    expected = "c7261463ebd776f4650b6d0fe942d9cc38c925d90f77d440ab6df8d5dd258c5f"
    assert leaf_hash(b'{"a":1}').hex() == expected


def test_roots_are_those_of_rfc_6962() -> None:
    # The leaves and roots that Certificate Transparency's own test suites publish for 0 to 8 leaves.
    leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    hashed = [leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]
    assert [tree_root(hashed[:size]).hex() for size in range(9)] == roots
