"""May this be sent? Rules, what is in force on a day, presets of policy, and the assessment of a transfer.

The program computes what can be computed from dated facts, lays out the evidence for what must be judged,
names what is missing, and waits for whoever decides. It never says "cleared". What binds whom stands in
`world` (`instruments`, `embargoes`); what a case knows in `sightings`.
"""

from __future__ import annotations

from headstamp.law.assessment import LawAnswer, Part, Step, TransferAssessment, assess
from headstamp.law.checks import Law
from headstamp.law.decisions import Dissent, Judgement, Judgements, check_judgement, decision_row
from headstamp.law.errors import PresetUnfit
from headstamp.law.facts import CaseFacts, Evidence, Fact, source_dates, states_of_case
from headstamp.law.outcomes import LawOutcome, Outcome, PolicyOutcome
from headstamp.law.policy import PolicyAnswer, SlotAnswer
from headstamp.law.presets import Preset, Slot, load_preset, presets
from headstamp.law.proposal import Item, Proposal, Side, propose
from headstamp.law.rules import Rule, rule, rules
from headstamp.law.seen import DeviceAnswer, UnderEmbargo, devices, under_embargo

__all__ = [
    "CaseFacts",
    "DeviceAnswer",
    "Dissent",
    "Evidence",
    "Fact",
    "Item",
    "Judgement",
    "Judgements",
    "Law",
    "LawAnswer",
    "LawOutcome",
    "Outcome",
    "Part",
    "PolicyAnswer",
    "PolicyOutcome",
    "Preset",
    "PresetUnfit",
    "Proposal",
    "Rule",
    "Side",
    "Slot",
    "SlotAnswer",
    "Step",
    "TransferAssessment",
    "UnderEmbargo",
    "assess",
    "check_judgement",
    "decision_row",
    "devices",
    "load_preset",
    "presets",
    "propose",
    "rule",
    "rules",
    "source_dates",
    "states_of_case",
    "under_embargo",
]
