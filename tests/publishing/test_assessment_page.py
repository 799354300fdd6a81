from __future__ import annotations

import re
from datetime import date

from headstamp.law import CaseFacts, TransferAssessment, assess, load_preset, propose
from headstamp.publishing.assessment import assessment_page
from headstamp.records import Names
from headstamp.sightings import Decision, Violation
from headstamp.values import Span
from headstamp.world import Actors, Catalogue

NAMES = Names(Actors.load(), Catalogue.load())
VIOLATION = {
    "kind": "killing <b>of four</b> by Jane Roe with rifle A12345",
    "alleged_actor": "Iraqi Army",
    "to": "2015-01-01",
    "source": "s-1",
}


def _told(on: str = "2016-06-01") -> TransferAssessment:
    proposal = propose(
        NAMES, supplier="USA", recipient="Iraq", weapon="rifle", on=Span.parse(on), quantity=1200
    )
    facts = CaseFacts(
        violations=(
            Violation.from_cells("V-1", {**VIOLATION, "known_from": "2015-02"}),
            Violation.from_cells("V-2", {**VIOLATION, "known_from": "2018"}),
        )
    )
    cells = {"supplier": "USA", "recipient": "IRQ", "weapon": "rifle", "on": "2016-06-01", "rule": "ilc-16"}
    rows = [
        Decision.from_cells("D-1", {**cells, "outcome": "no finding", "by": "team A"}),
        Decision.from_cells("D-2", {**cells, "outcome": "risk", "by": "team B", "kind": "dissent"}),
    ]
    return assess(proposal, NAMES, facts=facts, decisions=rows, preset=load_preset("amnesty-iraq"))


def _page(told: TransferAssessment) -> str:
    return assessment_page(
        told,
        as_of=date(2026, 11, 23),
        version="1",
        case="mosul",
        sources=[{"id": "s-1", "title": "The neighbour", "kind": "interview"}],
        persons=["Jane Roe"],
        serials=["A12345"],
    )


def test_the_page_holds_all_it_shows() -> None:
    page = _page(_told())
    assert page == _page(_told())
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", page)
    assert "default-src 'none'" in page


def test_law_policy_and_what_was_learnt_later_stand_apart() -> None:
    page = _page(_told())
    law, policy, known, later = (
        page.index(f'<section id="{one}"') for one in ("steps", "policy", "known", "later")
    )
    assert law < policy < known < later
    assert "V-1" in page[known:later]
    assert "V-2" not in page[known:later]
    assert "V-2" in page[later:]
    assert "denied by presumption" in page
    assert "it is not law" in page
    assert "decided by team A" in page
    assert "Dissent by team B: risk" in page


def test_what_was_not_checked_is_named() -> None:
    page = _page(_told())
    assert "Not checked: wording of ilc-16" in page
    assert page.count("wording of us-unit-vetting") == 2


def test_people_serials_and_human_sources_are_withheld_and_words_escaped() -> None:
    page = _page(_told())
    assert "Jane Roe" not in page
    assert "A12345" not in page
    assert "The neighbour" not in page
    assert "a human source (withheld)" in page
    assert "<b>of four</b>" not in page
    assert "&lt;b&gt;of four" in page


def test_both_answers_of_a_time_across_a_change() -> None:
    page = _page(_told("2004"))
    assert "The law changes within the time asked of" in page
    assert "8 June – 31 December 2004" in page.replace("\u00a0", " ")
