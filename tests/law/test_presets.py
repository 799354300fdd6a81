from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.law import CaseFacts, PresetUnfit, TransferAssessment, assess, load_preset, presets, propose
from headstamp.law.presets import read_preset
from headstamp.records import Names
from headstamp.sightings import Decision, Violation
from headstamp.values import NotFound, Span
from headstamp.world import Actors, Catalogue

NAMES = Names(Actors.load(), Catalogue.load())
GOOD = """
name = "ours"
title = "Our policy"
cite = "decided by the board"

[[slot]]
id = "record"
asks = "Is the record good?"
"""


def test_shipped_presets_hold_together() -> None:
    assert presets() == ("amnesty-iraq",)
    preset = load_preset("amnesty-iraq")
    assert preset.recipients == ("IRQ",)
    assert [one.id for one in preset.slots] == [
        "named-unit",
        "unit-respect",
        "unit-control",
        "before-delivery",
        "after-delivery",
        "training",
        "monitoring",
    ]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (
            'rule = "att-6.9"\nfilled_by = ["no finding"]\n',
            "The slot 'record' of the preset p.toml names the rule 'att-6.9', which there is not; "
            "name one of docs/law.md.",
        ),
        (
            'rule = "att-7.3"\nfilled_by = ["fine"]\n',
            "The slot 'record' of the preset p.toml is filled by 'fine', which is no outcome of att-7.3; "
            "use one of overriding risk, no finding, not prohibited.",
        ),
        ('rule = "att-7.3"\n', "is filled by no outcome; use one of"),
        ('check = "luck"\n', "names the check 'luck', which there is not; use named-unit."),
        ('evidence = ["rumours"]\n', "asks for 'rumours'; use violations, incidents, sightings, claims."),
        ('colour = "red"\n', "has the key 'colour', which means nothing; use"),
        ('per = "month"\n', "is asked per 'month'; write"),
        (
            '\n[[slot]]\nid = "record"\nasks = "Again?"\n',
            "has two slots with one id; give each an id of its own.",
        ),
        ("\n[[slot]]\nid = 3\n", "lacks 'id'; write"),
    ],
)
def test_a_preset_that_does_not_hold_together_is_rejected_in_one_sentence(more: str, why: str) -> None:
    with pytest.raises(PresetUnfit) as refused:
        read_preset(GOOD + more, "p.toml")
    assert why in str(refused.value)
    assert refused.value.exit_code == 4
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name = ", "is no TOML"),
        ('name = "a"\ntitle = "b"\ncite = "c"\n', "has no slot"),
        (GOOD.replace('title = "Our policy"', ""), "lacks 'title'"),
        (GOOD.replace('"ours"', '"o:urs"'), "holds a colon"),
        ('slot = [1]\nname = "a"\ntitle = "b"\ncite = "c"\n', "is no table"),
        ('recipients = "IRQ"\n' + GOOD, "is no list of texts"),
    ],
)
def test_a_file_that_is_no_preset(text: str, why: str) -> None:
    with pytest.raises(PresetUnfit, match=why):
        read_preset(text, "p.toml")


def test_a_preset_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        NotFound, match="There is no preset of policy 'nobody'; name amnesty-iraq, or the file"
    ):
        load_preset("nobody")
    (tmp_path / "p.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PresetUnfit, match="no text in UTF-8"):
        load_preset(str(tmp_path / "p.toml"))


def test_a_preset_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(GOOD, encoding="utf-8")
    preset = load_preset(str(tmp_path / "p.toml"))
    assert (preset.name, preset.review, preset.slots[0].asks) == ("ours", "unverified", "Is the record good?")


def _iraq(end_user: str | None, *told: tuple[str, str], facts: CaseFacts | None = None) -> TransferAssessment:
    proposal = propose(
        NAMES,
        supplier="USA",
        recipient="Iraq",
        weapon="assault rifle",
        on=Span.parse("2016-06-01"),
        end_user=end_user,
    )
    cells = {"supplier": "USA", "recipient": "IRQ", "weapon": "assault rifle", "on": "2016-06-01", "by": "A"}
    rows = [
        Decision.from_cells(
            f"D-{rule}",
            {**cells, "rule": f"amnesty-iraq:{rule}", "outcome": outcome}
            | ({"end_user": end_user} if end_user else {}),
        )
        for rule, outcome in told
    ]
    return assess(proposal, NAMES, facts=facts, decisions=rows, preset=load_preset("amnesty-iraq"))


SLOTS = ("unit-respect", "unit-control", "before-delivery", "after-delivery", "training", "monitoring")


def test_denied_by_presumption_until_every_slot_is_filled() -> None:
    bare = _iraq(None)
    assert bare.policy is not None
    assert bare.policy.outcome == "denied by presumption"
    assert {one.slot: one.filled for one in bare.policy.slots} == {
        f"amnesty-iraq:{one}": False for one in ("named-unit", *SLOTS)
    }
    full = _iraq("Iraqi Army", *((one, "met") for one in SLOTS))
    assert full.policy is not None
    assert full.policy.outcome == "exception made out"
    short = _iraq("Iraqi Army", *((one, "met") for one in SLOTS[:-1]), (SLOTS[-1], "not met"))
    assert short.policy is not None
    assert short.policy.outcome == "denied by presumption"


def test_policy_says_nothing_about_the_law() -> None:
    full, bare = _iraq("Iraqi Army", *((one, "met") for one in SLOTS)), _iraq("Iraqi Army")
    assert full.law == bare.law
    assert full.law.outcome == "needs a decision"


def test_slots_per_unit_lay_out_what_is_known_of_that_unit() -> None:
    cells = {"kind": "killing", "to": "2015-01-01", "known_from": "2015-02-01"}
    facts = CaseFacts(
        violations=(
            Violation.from_cells("V-1", {**cells, "alleged_actor": "Iraqi Army"}),
            Violation.from_cells("V-2", {**cells, "alleged_actor": "Iraqi Federal Police"}),
        )
    )
    found = _iraq("Iraqi Army", facts=facts)
    assert found.policy is not None
    slot = next(one for one in found.policy.slots if one.slot == "amnesty-iraq:unit-respect")
    assert slot.cites == ("V-1",)
    assert slot.because == "Nobody has shown it; known: 1 violation (V-1)."


def test_another_recipient_is_not_its_concern() -> None:
    proposal = propose(NAMES, supplier="USA", recipient="Jordan", weapon="rifle", on=Span.parse("2016-06-01"))
    found = assess(proposal, NAMES, preset=load_preset("amnesty-iraq"))
    assert found.policy is not None
    assert (found.policy.outcome, found.policy.slots) == ("not applicable", ())
