"""Diversions, holders, makers, counts, demands, denials: made-up sentences."""

from __future__ import annotations

import pytest
from claimed import claims, ids

from headstamp.reading.claim import Basis, ClaimType, Modality


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("Boko Haram has captured armoured vehicles from the Nigerian army.", ("capture",)),
        ("Fighters looted rifles from army depots.", ("looted_stock",)),
        ("Rifles were seized from police stocks in Mali.", ("looted_stock",)),
        ("The pistols were traded illicitly or captured in battle.", ("illicit_trade", "capture")),
        ("Ammunition leaked out of Libyan stockpiles.", ("leak",)),
        ("Some 190,000 rifles went missing in Iraq.", ("missing",)),
        ("The rifles ended up in the hands of insurgents.", ("unknown",)),
        ("Rebels handed over their rifles to the Al-Nusra Front.", ("handover",)),
        ("IS fighters resorted to forging rockets of their own.", ("own_manufacture",)),
        ("Ces armes sont tombées entre les mains de l'État islamique.", ("unknown",)),
    ],
)
def test_how_arms_were_diverted(text: str, modes: tuple[str, ...]) -> None:
    (claim,) = claims(text, ClaimType.DIVERSION)
    assert claim.words("mode") == modes


def test_who_lost_and_who_took() -> None:
    (claim,) = claims("Boko Haram captured mortars from the Nigerian army in 2015.", ClaimType.DIVERSION)
    assert (ids(claim, "from"), ids(claim, "to")) == (["nigerian-army"], ["boko-haram"])


def test_a_risk_stays_a_risk() -> None:
    text = "There was an ongoing high risk of such weapons being diverted to armed groups including IS."
    (claim,) = claims(text, ClaimType.DIVERSION)
    assert (claim.modality, claim.word("certainty")) == (Modality.RISK, "risk")
    assert ids(claim, "to") == ["islamic-state"]


def test_images_that_were_captured_are_no_arms() -> None:
    assert claims("Twitter posts captured images of the machine gun.", ClaimType.DIVERSION) == []


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("IS fighters are using rifles.", "islamic-state"),
        ("Rifles are being used by armed factions.", "armed factions"),
        ("Taliban fighters were photographed carrying M16 rifles.", "taliban"),
        ("Houthi rebels are armed with missiles.", "houthi"),
        ("The mortars are in the hands of Boko Haram.", "boko-haram"),
        ("Among the weapons in the IS arsenal are rifles.", "islamic-state"),
        ("Les rebelles utilisent des fusils.", "rebelles"),
    ],
)
def test_who_holds_arms(text: str, holder: str) -> None:
    (claim,) = claims(text, ClaimType.HOLDER)
    assert ids(claim, "holder") == [holder]


def test_the_group_is_whom_the_sentence_before_names() -> None:
    text = "Boko Haram attacked the town. The group used rifles and mortars."
    (claim,) = claims(text, ClaimType.HOLDER)
    slot = claim.slot("holder")
    assert slot is not None
    assert (slot.basis, text[slot.start : slot.end]) == (Basis.INFERRED, "Boko Haram")


def test_makers_are_no_suppliers() -> None:
    text = "The cartridges were manufactured in Sudan. The rifles are of Soviet origin."
    found = claims(text)
    origins = [one for one in found if one.type is ClaimType.ORIGIN]
    assert [ids(one, "country") for one in origins] == [["SDN"], ["former:soviet-union"]]
    assert not [one for one in found if one.type is ClaimType.TRANSFER]


def test_a_count_keeps_its_comparator_its_part_and_its_years() -> None:
    text = "In the Iran-Iraq war at least 34 countries supplied Iraq with arms, 28 of which supplied Iran."
    (claim,) = claims(text, ClaimType.SUPPLIER_STAT)
    assert (claim.get("n"), claim.word("cmp"), claim.get("overlap")) == (34, ">=", 28)
    assert (ids(claim, "recipient"), ids(claim, "also")) == (["IRQ"], ["IRN"])
    assert str(claim.get("date")) == "1980-1988"


def test_what_is_made_in_many_states_is_not_supplied_by_them() -> None:
    (claim,) = claims(
        "The arms were manufactured and designed in more than 24 countries.", ClaimType.SUPPLIER_STAT
    )
    assert claim.words("what") == ("manufactured", "designed")


def test_a_demand_is_called_for() -> None:
    (claim,) = claims("Amnesty has called for a complete embargo on arms transfers to Syria.", ClaimType.RULE)
    assert (claim.word("rule"), claim.word("status"), ids(claim, "target")) == (
        "embargo",
        "called-for",
        ["SYR"],
    )


def test_denials_and_what_is_not_known() -> None:
    (denial,) = claims("The Malian defence ministry denied the allegations.", ClaimType.DENIAL)
    assert (ids(denial, "speaker"), denial.word("target")) == (["MLI"], "allegations")
    (unknown,) = claims("The ministry did not answer questions on the rifles.", ClaimType.UNKNOWN)
    assert unknown.word("what") == "no answer"


def test_who_says_it_stands_beside_what_is_said() -> None:
    (claim,) = claims("According to UN data, Russia sold tanks to Iraq.", ClaimType.TRANSFER)
    assert [(one.source.id, one.how) for one in claim.attribution] == [("united-nations", "citing")]


def test_a_quotation_closed_by_an_opening_mark_is_whole() -> None:
    text = "“Suspend the supplies to Mali at once, “ said Patrick Wilcken, a researcher at Amnesty."
    (claim,) = claims(text, ClaimType.STATEMENT)
    assert claim.quote == "“Suspend the supplies to Mali at once, “"
    assert [one.name for one in claim.names("speaker")] == ["Patrick Wilcken"]


def test_a_sentence_that_no_rule_reads_is_kept_for_review() -> None:
    from headstamp.reading.claims import read_claims
    from headstamp.reading.document import from_text

    reading = read_claims(from_text("Rifles from Iraq, once possessed, made their way past Iran."))
    assert [one.quote for one in reading.review] or reading.claims


def test_losing_arms_to_somebody_and_arms_before_a_clause() -> None:
    (lost,) = claims("Nigeria's military has lost hundreds of weapons to Boko Haram.", ClaimType.DIVERSION)
    assert (ids(lost, "from"), ids(lost, "to")) == (["NGA"], ["boko-haram"])
    (taken,) = claims("They found missiles, which IS militants had captured in Mosul.", ClaimType.DIVERSION)
    assert (taken.words("mode"), ids(taken, "to")) == (("capture",), ["islamic-state"])
    text = "Germany gave the Peshmerga Milan missiles. Within weeks, they were in the hands of IS forces."
    (held,) = claims(text, ClaimType.HOLDER)
    slot = held.slot("item")
    assert slot is not None
    assert (slot.basis, text[slot.start : slot.end]) == (Basis.INFERRED, "Milan missiles")


def test_what_is_denied_in_so_many_words() -> None:
    (denial,) = claims("A Croatian official denied that the state knew of the rifles.", ClaimType.DENIAL)
    assert denial.word("target") == "that the state knew of the rifles"
