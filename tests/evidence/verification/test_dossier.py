"""Checks put together: what counts, which times are left, what is denied and answered."""

from __future__ import annotations

from datetime import date

import pytest

from headstamp.evidence.verification import Dossier, dossier, standing
from headstamp.evidence.verification.dossier import first_made_by
from headstamp.sightings import Claim, Proof, Verification, Violation
from headstamp.values import NotFound, Span, ValueUnreadable


def check(id: str = "K-1", **cells: str) -> Verification:
    told = {"of": "S-1", "check": "time", "status": "verified", "by": "one team", "reviewer": "another team"}
    return Verification.from_cells(id, {name: text for name, text in {**told, **cells}.items() if text})


def proof(id: str = "P-1", **cells: str) -> Proof:
    told = {"verification": "K-1", "kind": "satellite", "says": "A wall."}
    return Proof.from_cells(id, {**told, **cells})


def claim(id: str, stance: str, about: str) -> Claim:
    return Claim.from_cells(id, {"type": "statement", "text": "It is so.", "stance": stance, "about": about})


def only(found: Dossier) -> object:
    (subject,) = found.subjects
    return subject


@pytest.mark.parametrize(
    ("cells", "status", "why"),
    [
        ({}, "verified", ""),
        ({"reviewer": ""}, "ready for review", "nobody else looked at it again"),
        ({"reviewer": "One  Team"}, "ready for review", "its reviewer is its author"),
        ({"reviewer": "one team;another"}, "verified", ""),
        ({"by": ""}, "ready for review", "nobody is named who checked it"),
        ({"status": "disputed"}, "disputed", ""),
    ],
)
def test_verified_counts_only_with_a_second_pair_of_eyes(
    cells: dict[str, str], status: str, why: str
) -> None:
    found = standing(check(**cells))
    assert (found.status, found.why, found.counts) == (status, why, status == "verified")


def test_times_are_left_by_checks_that_count_and_by_all() -> None:
    checks = [check(), check("K-2", reviewer="")]
    proofs = [
        proof("P-1", **{"from": "November 2014"}),
        proof("P-2", to="February 2016"),
        proof("P-3", verification="K-2", **{"from": "2015-03-20", "to": "2015-04-05"}),
    ]
    (record,) = only(dossier(checks, proofs)).records
    assert (record.verified.span.from_, record.verified.span.to) == (date(2014, 11, 1), date(2016, 2, 29))
    assert (record.all.span.from_, record.all.span.to) == (date(2015, 3, 20), date(2015, 4, 5))
    assert record.all.earliest == record.all.latest == ("P-3",)


def test_proofs_against_and_checks_given_up_bound_nothing() -> None:
    checks = [check(), check("K-2", status="cannot be verified")]
    proofs = [proof(side="against", to="2010"), proof("P-2", verification="K-2", to="2009")]
    (record,) = only(dossier(checks, proofs)).records
    assert not record.all.span.is_known


def test_an_empty_intersection_is_an_alarm() -> None:
    found = dossier([check()], [proof("P-1", **{"from": "2015"}), proof("P-2", to="2014")])
    (subject,) = found.subjects
    (first, _) = subject.alarms
    assert first[0] == "S-1"
    assert [(one.earlier, one.later) for one in first[1].conflicts] == [("P-2", "P-1")]


def test_first_production_bounds_from_below() -> None:
    made = {"M05E3": Span.parse("2011")}
    rows = [proof(kind="first_made", weapon="M05E3")]
    found = dossier([check()], rows, first_made=lambda weapon: first_made_by(made[weapon], "checked once"))
    (record,) = only(found).records
    assert (record.all.span.from_, record.all.span.to) == (date(2011, 1, 1), None)
    doubtful = first_made_by(made["M05E3"], "year doubtful")
    assert doubtful.from_ == date(2008, 1, 1)
    assert first_made_by(None, "checked") is None


def test_records_that_share_a_check_are_one_subject() -> None:
    checks = [check("K-1", of="S-1;V-1"), check("K-2", of="S-9"), check("K-3", of="V-1;S-2", check="place")]
    found = dossier(checks, [])
    assert [[one.id for one in each.records] for each in found.subjects] == [["S-1", "V-1", "S-2"], ["S-9"]]
    assert found.subjects[0].unchecked == ("source", "integrity", "content", "holder")
    (alone,) = dossier(checks, [], of="S-2").subjects
    assert [one.verification.id for one in alone.checks] == ["K-1", "K-3"]


def test_a_record_that_nobody_checked_is_not_found() -> None:
    with pytest.raises(NotFound, match="No check is about 'S-7'"):
        dossier([check()], [], of="S-7")


def test_a_proof_of_no_check_is_told() -> None:
    assert dossier([check()], [proof("P-9", verification="K-9")]).stray == ("P-9",)


def test_a_denial_stands_beside_what_answers_it() -> None:
    claims = [claim("C-1", "denies", "S-1"), claim("C-2", "asserts", "C-1"), claim("C-3", "asserts", "S-1")]
    claims.append(claim("C-4", "denies", "S-1"))
    (subject,) = dossier([check()], [proof(answers="C-1")], claims).subjects
    answered, bare = subject.exchanges
    assert (answered.denial.id, [one.id for one in answered.claims], answered.proofs) == (
        "C-1",
        ["C-2"],
        ("P-1",),
    )
    assert (bare.denial.id, bare.claims, bare.proofs) == ("C-4", (), ())
    assert [one.id for one in subject.said] == ["C-3"]


def test_what_the_state_did_is_told() -> None:
    cells = {"kind": "killing", "alleged_actor": "army", "to": "2015", "state_response": "It denied it."}
    violation = Violation.from_cells("V-1", cells)
    (subject,) = dossier([check(of="S-1;V-1")], [], (), [violation]).subjects
    assert subject.responses == (("V-1", "It denied it."),)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"kind": "guess"}, "kind"),
        ({"bearing_margin": "3"}, "bearing"),
        ({"bearing": "400"}, "bearing"),
        ({"shadow_azimuth": "123"}, "shadow_azimuth"),
        ({"from": "someday"}, "from"),
        ({"holder": "army:0.7"}, "holder"),
    ],
)
def test_a_proof_that_cannot_be_read_says_where(cells: dict[str, str], column: str) -> None:
    with pytest.raises(ValueUnreadable) as refused:
        proof(**cells)
    assert refused.value.column == column


def test_a_proof_keeps_camera_shadow_and_place() -> None:
    told = proof(
        camera="roof of the school",
        bearing="123",
        bearing_margin="5",
        shadow_azimuth="286+-2",
        shadow_ratio="0.49+-0.03",
        lat="10.9",
        lon="13.9",
        radius_km="0.1",
    )
    assert (told.camera.position, told.camera.bearing, told.camera.margin) == ("roof of the school", 123, 5)
    assert told.shadow_azimuth is not None
    assert (told.shadow_azimuth.value, told.shadow_azimuth.margin) == (286, 2)
    assert told.place.precision == "vicinity"
    assert told.side == "for"
