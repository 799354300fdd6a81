from __future__ import annotations

from datetime import date

import pytest

from headstamp.law import (
    CaseFacts,
    LawOutcome,
    Outcome,
    Step,
    TransferAssessment,
    assess,
    load_preset,
    propose,
)
from headstamp.law.outcomes import together
from headstamp.records import Names
from headstamp.sightings import Claim, Decision, Incident, Sighting, Violation
from headstamp.values import NotFound, Refused, Span
from headstamp.world import Actors, Catalogue

NAMES = Names(Actors.load(), Catalogue.load())


def _assess(supplier: str, recipient: str, weapon: str, on: str, **more: object) -> TransferAssessment:
    facts, decisions = more.pop("facts", None), more.pop("decisions", ())
    preset = more.pop("preset", None)
    proposal = propose(
        NAMES,
        supplier=supplier,
        recipient=recipient,
        weapon=weapon,
        on=Span.parse(on),
        **more,  # type: ignore[arg-type]
    )
    return assess(
        proposal,
        NAMES,
        facts=facts,  # type: ignore[arg-type]
        decisions=decisions,  # type: ignore[arg-type]
        preset=load_preset(str(preset)) if preset else None,
    )


def _step(found: TransferAssessment, rule: str) -> Step:
    return next(one for one in found.law.steps if one.rule == rule)


def _decision(rule: str, outcome: str, by: str = "a lawyer", **more: str) -> Decision:
    cells = {
        "supplier": "Serbia",
        "recipient": "Burkina Faso",
        "weapon": "assault rifle",
        "on": "2019-06-01",
        "rule": rule,
        "outcome": outcome,
        "by": by,
        **more,
    }
    return Decision.from_cells(f"D-{rule}-{by}-{outcome}", cells)


@pytest.mark.parametrize(
    ("outcomes", "law"),
    [
        ([Outcome.PROHIBITED, Outcome.OVERRIDING_RISK, Outcome.CANNOT_TELL], "prohibited"),
        ([Outcome.OVERRIDING_RISK, Outcome.CANNOT_TELL], "overriding risk"),
        ([Outcome.CANNOT_TELL, Outcome.NOT_PROHIBITED], "needs a decision"),
        ([Outcome.RISK, Outcome.MITIGATED], "no prohibition found in the rules checked"),
        ([], "no prohibition found in the rules checked"),
    ],
)
def test_the_gravest_certain_answer_wins(outcomes: list[Outcome], law: str) -> None:
    assert together(outcomes) == law


def test_nothing_is_ever_cleared() -> None:
    words = {*Outcome, *LawOutcome}
    assert not any("clear" in word or "allowed" in word or "permitted" in word for word in words)


def test_a_time_across_a_change_of_law_gets_both_answers() -> None:
    found = _assess("Slovakia", "Burkina Faso", "assault rifle", "2008")
    assert [str(one.on) for one in found.parts] == ["1 January - 7 December 2008", "8-31 December 2008"]
    before, after = ({one.rule: one.outcome for one in part.law.steps} for part in found.parts)
    assert (before["eu-code-1"], before["eu-cp-1"]) == (Outcome.NO_FINDING, Outcome.NOT_APPLICABLE)
    assert (after["eu-code-1"], after["eu-cp-1"]) == (Outcome.NOT_APPLICABLE, Outcome.NO_FINDING)
    whole = _step(found, "eu-cp-1")
    assert whole.outcome is Outcome.CANNOT_TELL
    assert "1 January - 7 December 2008: not applicable; 8-31 December 2008: no finding" in whole.because
    assert "eu-cp-1: the day of the transfer" in found.missing


def test_both_answers_of_all_rules_where_an_embargo_ends() -> None:
    found = _assess("Serbia", "Iraq", "assault rifle", "2004")
    told = [(str(part.on), part.law.outcome) for part in found.parts]
    assert told == [
        ("1 January - 7 June 2004", LawOutcome.PROHIBITED),
        ("8 June - 31 December 2004", LawOutcome.NEEDS_A_DECISION),
    ]
    assert found.law.outcome is LawOutcome.NEEDS_A_DECISION


def test_a_year_without_a_day_cannot_be_told_within_the_year() -> None:
    found = _assess("Sweden", "Burkina Faso", "assault rifle", "2015-01-15")
    step = _step(found, "att-6.3")
    assert step.outcome is Outcome.CANNOT_TELL
    assert step.because.endswith("cannot tell within this year.")


def test_what_is_applied_provisionally_binds_by_its_articles() -> None:
    found = _assess("Switzerland", "Burkina Faso", "assault rifle", "2015-02-15")
    told = {one.rule: one.outcome for one in found.law.steps}
    assert (told["att-6.3"], told["att-7.3"], told["att-11"]) == (
        "cannot tell",
        "cannot tell",
        "not applicable",
    )


def test_an_end_user_whom_nobody_knows_cannot_be_told() -> None:
    found = _assess("Serbia", "Iraq", "assault rifle", "2016-06-01", end_user="Brigade of nowhere")
    step = _step(found, "un-embargo")
    assert step.outcome is Outcome.CANNOT_TELL
    assert "nothing is known of the end user 'Brigade of nowhere'" in step.because
    assert "end user: nobody is known by the name 'Brigade of nowhere'" in found.missing
    assert _step(
        _assess("Serbia", "Iraq", "rifle", "2016-06-01", end_user="not known"), "un-embargo"
    ).outcome == ("cannot tell")


@pytest.mark.parametrize(
    ("end_user", "outcome"),
    [
        (None, "not prohibited"),
        ("Iraqi Army", "not prohibited"),
        ("Popular Mobilization Units", "cannot tell"),
        ("Peshmerga", "cannot tell"),
        ("Ansar al-Islam", "prohibited"),
        ("islamic-state", "prohibited"),
    ],
)
def test_scope_by_end_user(end_user: str | None, outcome: str) -> None:
    found = _assess("Serbia", "Iraq", "assault rifle", "2016-06-01", end_user=end_user)
    assert _step(found, "un-embargo").outcome == outcome


@pytest.mark.parametrize(
    ("recipient", "weapon", "on", "outcome"),
    [
        # All end users; all but the Authority; a listed network; a list before the day of the entry.
        ("Iraq", "assault rifle", "2000-01-01", "prohibited"),
        ("Iraq", "assault rifle", "2003-12-01", "prohibited"),
        ("coalition-provisional-authority", "assault rifle", "2003-12-01", "not prohibited"),
        ("jnim", "assault rifle", "2018-10-04", "prohibited"),
        ("jnim", "assault rifle", "2018-10-03", "cannot tell"),
        # Part of a territory; contested; goods that the step does not cover.
        ("Sudan", "assault rifle", "2016-06-01", "cannot tell"),
        ("Iran", "main battle tank", "2025-10-15", "cannot tell"),
        ("Iran", "main battle tank", "2021-01-01", "not prohibited"),
        ("Iran", "assault rifle", "2012-01-01", "not prohibited"),
        ("Iran", "main battle tank", "2012-01-01", "prohibited"),
        ("Burkina Faso", "assault rifle", "2020-01-01", "not prohibited"),
    ],
)
def test_embargoes_of_the_united_nations(recipient: str, weapon: str, on: str, outcome: str) -> None:
    assert _step(_assess("Serbia", recipient, weapon, on), "un-embargo").outcome == outcome


def test_buying_from_a_target_is_forbidden_too() -> None:
    step = _step(_assess("Iran", "Lebanon", "assault rifle", "2012-01-01"), "un-embargo")
    assert step.outcome is Outcome.PROHIBITED
    assert "buying arms from Iran is forbidden too" in step.because


def test_a_political_embargo_is_no_prohibition_in_law() -> None:
    step = _step(_assess("France", "China", "assault rifle", "2016-06-01"), "eu-embargo")
    assert step.outcome is Outcome.RISK
    assert "no prohibition in law" in step.because


def test_an_exemption_is_never_assumed_and_can_be_shown() -> None:
    found = _assess("Serbia", "Somalia", "assault rifle", "2015-06-01")
    step = _step(found, "un-embargo")
    assert step.outcome is Outcome.PROHIBITED
    assert "exemptions unchecked" in step.because
    shown = Decision.from_cells(
        "D-1",
        {
            "supplier": "Serbia",
            "recipient": "Somalia",
            "weapon": "assault rifle",
            "on": "2015-06-01",
            "rule": "un-embargo",
            "outcome": "not prohibited",
            "by": "a lawyer",
            "because": "leave of the Committee of 3 May 2015",
        },
    )
    decided = _step(
        _assess("Serbia", "Somalia", "assault rifle", "2015-06-01", decisions=[shown]), "un-embargo"
    )
    assert (decided.outcome, decided.decided_by) == (Outcome.NOT_PROHIBITED, "a lawyer")
    assert decided.because.startswith("Leave of the Committee of 3 May 2015 (computed: prohibited")


def test_what_leaves_no_exemption_cannot_be_decided_away() -> None:
    told = _decision("un-embargo", "not prohibited", recipient="Islamic State", on="2016-06-01")
    found = _assess("Serbia", "Islamic State", "assault rifle", "2016-06-01", decisions=[told])
    step = _step(found, "un-embargo")
    assert (step.outcome, step.decided_by) == (Outcome.PROHIBITED, None)
    assert step.because.endswith("the judgement of a lawyer (not prohibited) changes nothing here.")


def test_rows_that_were_not_checked_are_named_where_they_decide() -> None:
    by_row = _step(_assess("Poland", "Burkina Faso", "anti-personnel mine", "2026-06-01"), "mine-ban-1")
    assert by_row.outcome is Outcome.NOT_APPLICABLE
    assert "parties: mine-ban POL" in by_row.unverified
    embargo = _step(_assess("Serbia", "Iran", "main battle tank", "2012-01-01"), "un-embargo")
    assert embargo.unverified == ("embargoes: un-iran-2010",)
    ended = _step(_assess("Serbia", "Iran", "main battle tank", "2021-01-01"), "un-embargo")
    assert "embargoes: un-iran-2016" in ended.unverified
    listed = _step(_assess("Serbia", "Islamic State", "assault rifle", "2010-01-01"), "un-embargo")
    assert "listings: un-1267 islamic-state (QDe.115)" in listed.unverified


@pytest.mark.parametrize(
    ("weapon", "rule", "outcome"),
    [
        ("anti-personnel mine", "mine-ban-1", "prohibited"),
        ("landmine", "mine-ban-1", "cannot tell"),
        ("anti-vehicle mine", "mine-ban-1", "not applicable"),
        ("assault rifle", "mine-ban-1", "not applicable"),
        ("submunition", "cluster-1", "prohibited"),
        ("cluster bomb", "cluster-1", "prohibited"),
        ("assault rifle", "cluster-1", "not applicable"),
    ],
)
def test_prohibited_types(weapon: str, rule: str, outcome: str) -> None:
    found = _assess("France", "Burkina Faso", weapon, "2016-06-01")
    assert _step(found, rule).outcome == outcome


def test_a_weapon_that_nobody_knows_is_said() -> None:
    found = _assess("Serbia", "Cameroon", "Kugelspritze 3000", "2016-06-01")
    step = _step(found, "att-6.3")
    assert step.outcome is Outcome.CANNOT_TELL
    assert "fits nothing in the catalogue" in step.because
    assert "weapon: 'Kugelspritze 3000' fits nothing in the catalogue" in found.missing


def test_transit_and_brokers_wait_for_a_person_where_they_are_named() -> None:
    found = _assess("Serbia", "Cameroon", "rifle", "2016-06-01", via=["Bulgaria"], brokers=["A company"])
    assert [_step(found, rule).outcome for rule in ("att-9", "att-10")] == ["cannot tell"] * 2
    bare = _assess("Serbia", "Cameroon", "rifle", "2016-06-01")
    assert [_step(bare, rule).outcome for rule in ("att-9", "att-10")] == ["not applicable"] * 2
    assert "no state of transit is named" in bare.missing


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_transfer_of_nothing_is_refused(quantity: int) -> None:
    with pytest.raises(
        Refused, match=f"A transfer of {quantity} is no transfer; give a quantity of 1 or more."
    ):
        _assess("Serbia", "Cameroon", "rifle", "2016-06-01", quantity=quantity)


@pytest.mark.parametrize(("supplier", "recipient"), [("Ruritania", "Iraq"), ("Serbia", "not known")])
def test_supplier_and_recipient_must_be_known(supplier: str, recipient: str) -> None:
    with pytest.raises(NotFound, match="Nobody is known by the name of the"):
        _assess(supplier, recipient, "rifle", "2016-06-01")


def test_a_time_without_an_end_is_refused() -> None:
    with pytest.raises(Refused, match="no beginning or no end"):
        _assess("Serbia", "Iraq", "rifle", "since 2016")


def test_judgement_waits_and_then_decides() -> None:
    open_ = [one for one in _assess("Serbia", "BFA", "assault rifle", "2019-06-01").law.steps if _waits(one)]
    harmless = {"prohibited": "not prohibited", "risk": "no finding"}
    told = []
    for one in open_:
        outcome = "not prohibited" if one.rule in ("att-6.3", "ecowas-3-import") else "no finding"
        told.append(_decision(one.rule, outcome))
    found = _assess("Serbia", "BFA", "assault rifle", "2019-06-01", decisions=told)
    assert harmless
    assert found.law.outcome is LawOutcome.NO_PROHIBITION_FOUND
    assert {one.decided_by for one in found.law.steps if one.rule in {each.rule for each in open_}} == {
        "a lawyer"
    }
    graver = [one for one in told if one.rule != "att-7.3"] + [_decision("att-7.3", "overriding risk")]
    found = _assess("Serbia", "BFA", "assault rifle", "2019-06-01", decisions=graver)
    assert found.law.outcome is LawOutcome.OVERRIDING_RISK


def _waits(one: Step) -> bool:
    return one.outcome is Outcome.CANNOT_TELL


def test_two_who_find_differently_leave_it_open() -> None:
    told = [_decision("att-7.1a", "risk", "A"), _decision("att-7.1a", "no finding", "B")]
    step = _step(_assess("Serbia", "BFA", "assault rifle", "2019-06-01", decisions=told), "att-7.1a")
    assert (step.outcome, step.decided_by) == (Outcome.CANNOT_TELL, "A; B")
    assert step.because == "Found differently (risk, no finding) by A; B."


def test_a_dissent_stands_beside_the_decision() -> None:
    told = [
        _decision("att-7.1a", "no finding", "A"),
        _decision("att-7.1a", "risk", "B", kind="dissent", because="the war is near"),
    ]
    step = _step(_assess("Serbia", "BFA", "assault rifle", "2019-06-01", decisions=told), "att-7.1a")
    assert (step.outcome, step.decided_by) == (Outcome.NO_FINDING, "A")
    ((one),) = step.dissents
    assert (one.by, one.outcome, one.because) == ("B", "risk", "the war is near")


def test_a_judgement_on_other_knowledge_does_not_count() -> None:
    told = [_decision("att-7.1a", "no finding", "A")]
    found = _assess(
        "Serbia", "BFA", "assault rifle", "2019-06-01", decisions=told, known_by=date(2021, 12, 31)
    )
    step = _step(found, "att-7.1a")
    assert (step.outcome, step.decided_by) == (Outcome.CANNOT_TELL, None)
    assert "judged on other knowledge (A on what was known by 1 June 2019: no finding)" in step.because


def test_a_judgement_of_another_transfer_does_not_count() -> None:
    told = [_decision("att-7.1a", "no finding", "A", end_user="Burkina Faso Armed Forces")]
    step = _step(_assess("Serbia", "BFA", "assault rifle", "2019-06-01", decisions=told), "att-7.1a")
    assert step.decided_by is None


def test_what_says_nothing_of_when_it_was_known_does_not_count() -> None:
    violation = {"kind": "killing", "alleged_actor": "Burkina Faso Armed Forces", "to": "2018-05-01"}
    facts = CaseFacts(
        violations=(
            Violation.from_cells("V-1", violation),
            Violation.from_cells("V-2", {**violation, "known_from": "2018-05-02"}),
            Violation.from_cells("V-3", {**violation, "known_from": "2019"}),
            Violation.from_cells("V-4", {**violation, "source": "s-1"}),
            Violation.from_cells("V-5", {**violation, "alleged_actor": "Boko Haram", "known_from": "2018"}),
        ),
        source_dates={"s-1": Span.parse("March 2019")},
    )
    found = _assess("Serbia", "BFA", "assault rifle", "2019-06-01", facts=facts)
    assert [one.id for one in found.evidence.known] == ["V-2", "V-4"]
    # What may have been known before the day does not count.
    assert [one.id for one in found.evidence.later] == ["V-3"]
    assert [one.id for one in found.evidence.undated] == ["V-1"]
    assert "V-1: since when it could be known is not told, so it does not count" in found.missing


def test_which_rows_bear_on_a_transfer() -> None:
    def seen(id_: str, weapon: str, holder: str, **more: str) -> Sighting:
        cells = {
            "item_type": "weapon",
            "weapon": weapon,
            "holder": holder,
            "to": "2018-05-01",
            "source": "s",
            **more,
        }
        return Sighting.from_cells(id_, cells)

    lost = {"kind": "battlefield_capture", "to_actor": "jnim", "to": "2018-05-01", "known_from": "2018-05-02"}
    facts = CaseFacts(
        incidents=(
            Incident.from_cells("I-1", {**lost, "from_actor": "Burkina Faso Armed Forces"}),
            Incident.from_cells("I-2", {**lost, "from_actor": "malian-armed-forces"}),
        ),
        sightings=(
            seen("S-1", "M05E3", "isgs"),
            seen("S-2", "M05E3", "Burkina Faso Armed Forces"),
            seen("S-3", "M1A1", "isgs"),
            seen("S-4", "AK-pattern", "jnim", country="Mali"),
            seen("S-5", "AK-pattern", "jnim", country="BFA"),
            seen("S-6", "AK-pattern", "houthi"),
        ),
        claims=(
            Claim.from_cells(
                "C-1", {"type": "t", "text": "It was.", "about": "S-1", "known_from": "2018-06"}
            ),
            Claim.from_cells("C-2", {"type": "t", "text": "Not.", "about": "S-3", "known_from": "2018-06"}),
        ),
        source_dates={"s": Span.parse("2018-05-03")},
    )
    found = _assess("Serbia", "BFA", "assault rifle", "2019-06-01", facts=facts)
    assert [one.id for one in found.evidence.known] == ["I-1", "S-1", "S-5", "C-1"]
    diversion = _step(found, "att-11")
    assert diversion.because == (
        "Waits for a person; known by 2019-06-01: 1 incident (I-1), 2 sightings (S-1, S-5), 1 claim (C-1)."
    )
    seen_ = next(one for one in found.evidence.known if one.id == "S-1")
    assert seen_.what == "M05E3 seen with Islamic State in the Greater Sahara (until 1 May 2018)"
    # What was said of a sighting is nothing to those who judge violations.
    assert _step(found, "att-6.3").because.endswith("known by 2019-06-01: nothing in the case.")
    assert {"I-1", "S-1", "S-5", "C-1", "s"} <= set(diversion.cites)


def test_those_who_act_for_named_leaders_stand_on_the_list_from_its_first_day() -> None:
    told = _step(_assess("Serbia", "Houthi movement", "assault rifle", "2016-06-01"), "un-embargo")
    assert told.outcome is Outcome.PROHIBITED
    assert "since 14 April 2015" in told.because
    assert "listings: un-2140 houthi" in told.unverified
    before = _step(_assess("Serbia", "Houthi movement", "assault rifle", "2015-04-01"), "un-embargo")
    assert before.outcome is Outcome.NOT_PROHIBITED


@pytest.mark.parametrize("on", ["2015-06-01", "2016-06-01"])
def test_a_listing_is_told_from_its_earliest_day(on: str) -> None:
    told = _step(_assess("Serbia", "Islamic State", "assault rifle", on), "un-embargo")
    assert "as QDe.115 since 18 October 2004" in told.because
    assert ("by a later step since 17 December 2015" in told.because) is (on == "2016-06-01")


def test_a_suspension_that_is_contested_leaves_a_treaty_open() -> None:
    before = _step(_assess("Ukraine", "Poland", "anti-personnel mine", "2025-06-01"), "mine-ban-1")
    assert before.outcome is Outcome.PROHIBITED
    told = _step(_assess("Ukraine", "Poland", "anti-personnel mine", "2025-09-01"), "mine-ban-1")
    assert (told.outcome, "contested" in told.because) == (Outcome.CANNOT_TELL, True)
    assert "parties: mine-ban UKR" in told.unverified


def test_after_the_day_of_the_tables_no_embargo_is_not_told() -> None:
    held = _step(_assess("Serbia", "Cameroon", "assault rifle", "2026-11-22"), "un-embargo")
    assert held.outcome is Outcome.NOT_PROHIBITED
    later = _assess("Serbia", "Cameroon", "assault rifle", "2026-12-01")
    for rule in ("un-embargo", "other-embargo"):
        told = _step(later, rule)
        assert (told.outcome, "looked at up to 22 November 2026" in told.because) == (
            Outcome.CANNOT_TELL,
            True,
        )
    assert any("looked at up to 22 November 2026" in one for one in later.missing)
    across = _step(_assess("Serbia", "Cameroon", "assault rifle", "2026-11-01/2026-12-31"), "un-embargo")
    assert across.outcome is Outcome.CANNOT_TELL
    assert "1-22 November 2026: not prohibited" in across.because


@pytest.mark.parametrize(
    ("recipient", "noted"),
    [("Congo", True), ("COG", False), ("Congo-Brazzaville", False), ("DR Congo", False)],
)
def test_a_name_that_another_bears_too_is_noted(recipient: str, noted: bool) -> None:
    missing = _assess("Serbia", recipient, "assault rifle", "2015-06-01").missing
    told = "recipient: 'Congo' is taken for the Republic of the Congo (Brazzaville); "
    assert any(one.startswith(told) for one in missing) is noted
