"""The two shapes in which the answer of SIPRI's back end is kept; the table inside is made up."""

from __future__ import annotations

import json

import pytest
from sipri_files import Deal, Shipment, deliveries, json_answer, r_answer, sipri, tiv

from headstamp.records.sources import FileNotRecognised, Parsed, RecordsUnreadable, form_of
from headstamp.world import Actors

TABLE = deliveries([Shipment(year=str(year)) for year in range(2000, 2020)])
KNOWN = Actors.load()


def parse(data: bytes) -> Parsed:
    form = form_of(data[:65536], "answer.json")
    assert (form.name, form.source) == ("sipri-api", "sipri")
    return form.parse(data, "answer.json", lambda name: KNOWN.find(name) is not None)


def rows_of(parsed: Parsed) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in parsed.rows.to_pylist()]


@pytest.mark.parametrize("wrapped", [json_answer, r_answer], ids=["json", "r"])
def test_the_table_inside_is_read_as_if_it_came_alone(wrapped) -> None:  # type: ignore[no-untyped-def]
    alone = form_of(TABLE, "deliveries.csv").parse(TABLE, "deliveries.csv", lambda _: True)
    answer = parse(wrapped(TABLE))
    assert rows_of(answer) == rows_of(alone)
    assert (answer.read, answer.kept, answer.generated) == (20, 20, alone.generated)
    assert (answer.coverage, answer.selection) == (alone.coverage, alone.selection)


def test_rows_are_those_of_the_answer_and_not_of_the_table_alone() -> None:
    one, other = parse(json_answer(TABLE)), parse(r_answer(TABLE))
    assert set(one.rows["id"].to_pylist()).isdisjoint(other.rows["id"].to_pylist())


def test_an_answer_with_the_deal_form_is_read_too() -> None:
    """What the back end answered before it gave deliveries."""
    assert parse(json_answer(sipri([Deal(), Deal()]))).kept == 2


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + json_answer(TABLE),
        json.dumps(json.loads(json_answer(TABLE)), indent=2).encode(),
        json_answer(TABLE).replace(b"/", b"\\/"),
        r_answer(TABLE).replace(b"structure(", b"answer <- structure(", 1),
    ],
    ids=["bom", "indented", "slashes escaped", "assigned"],
)
def test_other_ways_to_write_the_same_answer(data: bytes) -> None:
    assert parse(data).kept == 20


ANSWER = json_answer(TABLE)
BROKEN = {
    "json cut": (ANSWER[:-2], "is not the JSON that SIPRI's site answers, or is cut short"),
    "json cut in the text": (ANSWER[: len(ANSWER) * 3 // 4], "is not the JSON"),
    "base64 cut": (ANSWER[:-5] + b'"}', "base64 text in answer.json is broken or cut short"),
    "no base64": (ANSWER[:2400] + b"!!!" + ANSWER[2400:], "base64 text in answer.json is broken"),
    "not ascii": (ANSWER[:2400] + "é".encode() + ANSWER[2400:], "base64 text in answer.json is broken"),
    "nested beyond measure": (ANSWER[:-1] + b',"x":' + b"[" * 200_000, "is not the JSON"),
    "r cut": (r_answer(TABLE)[: len(ANSWER)], "The R value in answer.json breaks off within the answer"),
    "two answers": (ANSWER + ANSWER, "is not the JSON"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_gets_one_sentence(kind: str) -> None:
    data, said = BROKEN[kind]
    with pytest.raises(RecordsUnreadable) as caught:
        parse(data)
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert caught.value.do


@pytest.mark.parametrize(
    "data",
    [
        b'{"bytes": ""}',
        b'{"bytes": 3}',
        b'{"bytes": "SGVsbG8gd29ybGQ="}',
        b'{"rows": []}',
        b'structure(list(a = 1), class = "x")',
        json_answer(tiv()),
    ],
)
def test_another_answer_is_not_taken_for_this_one(data: bytes) -> None:
    with pytest.raises(FileNotRecognised):
        form_of(data, "answer.json")


def test_a_table_that_changes_after_the_beginning_is_still_judged_whole() -> None:
    """A cell that is no year costs its row only, inside an answer as outside."""
    parsed = parse(json_answer(deliveries([Shipment(), Shipment(year="soon")])))
    assert [(one.line, one.column) for one in parsed.rejected] == [(14, "Delivery year")]
