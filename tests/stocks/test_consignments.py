"""How consignments stand on a day: due, done, overdue, missing, and what papers disagree on."""

from __future__ import annotations

from datetime import date

import pytest
from made_up_rows import names, transfers

from headstamp.sightings import STATUSES_OF, STEPS, Certificate, Control
from headstamp.stocks import Consignment, Consignments, consignments
from headstamp.values import ValueUnreadable

ON = date(2015, 6, 1)
WHOLE = {
    "consignment": "first",
    "exporter": "Maker",
    "end_user": "freedonia",
    "address": "1 Main Street",
    "destination": "freedonia",
    "goods": "rifles",
    "quantity": "100",
    "end_use": "for its army",
    "signed_by": "the minister",
    "position": "minister",
    "signed": "2009",
}


def control(id: str, step: str, status: str, **cells: str) -> Control:
    return Control.from_cells(id, {"consignment": "first", "step": step, "status": status, **cells})


def certificate(id: str = "E-1", **cells: str) -> Certificate:
    return Certificate.from_cells(id, {**WHOLE, **cells})


def told(
    controls: list[Control],
    certificates: list[Certificate] | None = None,
    *rows: dict[str, str],
    on: date = ON,
) -> Consignments:
    def same(one: str, other: str) -> bool | None:
        first, second = names().actor(one), names().actor(other)
        return None if first is None or second is None else first.id == second.id

    known = frozenset(("I-1",))
    return consignments(controls, certificates or [], transfers(*rows), on, incidents=known, same_actor=same)


def one(*args: object, **more: object) -> Consignment:
    (found,) = told(*args, **more).consignments  # type: ignore[arg-type]
    return found


def faults(*args: object) -> list[str]:
    return [each.what for each in one(*args).disagreements]


@pytest.mark.parametrize(
    ("status", "cells", "state"),
    [
        ("planned", {"due": "2015-05-31"}, "overdue"),
        ("planned", {"due": "2014"}, "overdue"),
        ("planned", {"due": "2015"}, "due"),
        ("planned", {"due": "2015-06-01"}, "due"),
        ("planned", {"due": "2015-06-02"}, "to come"),
        ("planned", {}, "open"),
        ("announced", {"from": "2015-05"}, "open"),
        ("done", {"due": "2014", "done": "2014-12"}, "done"),
        ("done", {"due": "2014", "done": "2015-12"}, "overdue"),
        ("done", {}, "done"),
        ("refused", {"due": "2014", "done": "2015-01"}, "adverse"),
        ("failed", {}, "adverse"),
        ("waived", {"due": "2014"}, "closed"),
    ],
)
def test_how_a_check_stands(status: str, cells: dict[str, str], state: str) -> None:
    (step,) = one([control("C-1", "post_shipment_check", status, **cells)]).steps
    assert step.state == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("draft", "open"),
        ("sent", "open"),
        ("acknowledged", "open"),
        ("chased", "open"),
        ("partly answered", "partly"),
        ("answered", "done"),
        ("refused", "adverse"),
        ("no answer", "adverse"),
    ],
)
def test_a_trace_request_and_its_reply_are_one_step(status: str, state: str) -> None:
    (step,) = one([control("C-1", "trace_request", status, **{"from": "2015-01-10"})]).steps
    assert step.state == state
    assert step.waits == (142 if state in ("open", "partly") else None)


def test_a_reminder_does_not_make_a_late_reply_timely() -> None:
    late = control("C-1", "trace_request", "partly answered", due="2015-03-01", done="2015-02-01")
    assert one([late]).steps[0].state == "overdue"


def test_what_begins_later_is_not_there_yet() -> None:
    assert one([control("C-1", "licence", "granted", **{"from": "2016"})]).steps == ()


def test_a_licence_that_is_over_is_said_to_be() -> None:
    (step,) = one([control("C-1", "licence", "granted", until="2014")]).steps
    assert (step.state, step.lapsed) == ("done", True)


def test_what_is_overdue_comes_first_and_is_counted() -> None:
    fine = control("C-1", "marking", "done")
    late = Control.from_cells(
        "C-2", {"consignment": "second", "step": "marking", "status": "planned", "due": "2014"}
    )
    found = told([fine, late])
    assert [each.consignment for each in found.consignments] == ["second", "first"]
    assert found.overdue == 1


def test_what_a_certificate_promises_and_no_row_tells_is_missing() -> None:
    found = one([], [certificate(verification_promised="yes", onsite_consent="no")])
    assert found.wanted == (("delivery_verification", "E-1 promises it"),)
    kept = one([control("C-1", "delivery_verification", "done")], [certificate(verification_promised="yes")])
    assert kept.wanted == ()


def test_a_delivery_calls_for_its_papers() -> None:
    found = one([control("C-1", "marking", "done", transfers="T-1")], [], {})
    assert [step for step, _ in found.wanted] == ["licence", "end_user_certificate", "delivery_verification"]
    assert found.untold == ("storage_inspection", "post_shipment_check")


def test_what_every_certificate_has_to_hold() -> None:
    assert certificate().missing == ()
    assert certificate(quantity="", value="1 million").missing == ()
    bare = Certificate.from_cells("E-1", {"consignment": "first"})
    assert bare.missing == (
        "exporter",
        "end_user",
        "address",
        "destination",
        "goods",
        "quantity",
        "end_use",
        "signed_by",
        "position",
        "signed",
    )
    assert faults([], [certificate(address="", signed="")]) == [
        "The certificate does not tell address, signed, which every one has to hold."
    ]


@pytest.mark.parametrize(
    ("cells", "row", "what"),
    [
        ({"quantity": "80"}, {}, "At least 100 are told as delivered, and the certificate is for 80."),
        ({"signed": "2011"}, {}, "The certificate was signed 2011, after the delivery of 2010."),
        ({"until": "2009-06"}, {}, "The certificate held until June 2009, before the delivery of 2010."),
        (
            {"destination": "sylvania"},
            {},
            "The certificate names sylvania as country of destination, the record of the transfer Freedonia.",
        ),
        (
            {"end_user": "freedonian-army"},
            {"end_user": "raiders"},
            "The certificate names freedonian-army as end user, the record of the transfer Raiders.",
        ),
    ],
)
def test_what_a_certificate_and_a_record_disagree_on(
    cells: dict[str, str], row: dict[str, str], what: str
) -> None:
    assert faults([], [certificate(transfers="T-1", **cells)], row) == [what]


def test_what_may_agree_is_no_disagreement() -> None:
    vague = {"signed": "2010", "until": "2010", "end_user": "somebody unknown", "quantity": "about 100"}
    assert faults([], [certificate(transfers="T-1", **vague)], {}) == []
    assert faults([], [certificate(quantity="80", transfers="T-1")], {"quantity_status": "up_to"}) == []


def test_certificates_with_one_number() -> None:
    papers = [certificate("E-1", number="EUC 7"), certificate("E-2", number="euc 7")]
    assert faults([], papers) == ["Several certificates have the number euc 7."]


def test_steps_and_records_that_disagree() -> None:
    rows = [
        control("C-1", "licence", "granted", until="2009", transfers="T-1"),
        control("C-2", "licence", "refused", transfers="T-1"),
        control("C-3", "loss_report", "done"),
        control("C-4", "loss_report", "done", incidents="I-1"),
        control("C-5", "marking", "done", done="2009", **{"from": "2011"}),
        control("C-6", "marking", "done", transfers="T-9"),
    ]
    assert faults(rows, [], {}) == [
        "The licence held until 2009, before the delivery of 2010.",
        "The licence was refused, and a delivery is told.",
        "It was done 2009, before it was begun 2011.",
        "The loss report names no incident of the case: enter the loss in `incidents`, so that the ledger "
        "and route assessments see it.",
        "No transfer of the case has the id T-9.",
    ]


def test_every_step_has_words_of_its_own() -> None:
    assert set(STATUSES_OF) == set(STEPS)
    for statuses in STATUSES_OF.values():
        stands = {each.stands for each in statuses.values()}
        assert {"open", "done"} <= stands <= {"open", "partly", "done", "adverse", "closed"}


def test_a_status_of_another_step_is_refused() -> None:
    with pytest.raises(ValueUnreadable, match="A licence cannot be 'answered'") as refused:
        control("C-1", "licence", "answered")
    assert refused.value.column == "status"
