"""Comparison rules on made-up documents: what is flagged, and what only looks like a contradiction."""

from __future__ import annotations

from headstamp.reading.claims import read_claims
from headstamp.reading.conflict import Conflict, Told
from headstamp.reading.contradictions import contradictions
from headstamp.reading.document import from_text


def compared(*texts: str) -> list[Conflict]:
    return list(contradictions([Told(f"d{n}", read_claims(from_text(text))) for n, text in enumerate(texts)]))


def kinds(*texts: str) -> list[str]:
    return [one.kind for one in compared(*texts) if not one.link]


def test_one_transfer_with_two_numbers() -> None:
    assert kinds(
        "Russia delivered 30 T-72 tanks to Iraq in 2014.", "Russia delivered 50 T-72 tanks to Iraq in 2014."
    ) == ["number"]
    assert (
        kinds(
            "Russia delivered 30 T-72 tanks to Iraq in 2014.",
            "Russia delivered 50 T-72 tanks to Iraq in 2019.",
        )
        == []
    )


def test_an_order_told_as_a_delivery() -> None:
    found = compared(
        "The USA delivered 140 tanks to Iraq.", "The USA signed a contract for 140 tanks with Iraq."
    )
    assert [one.kind for one in found] == ["stage"]
    assert "not the same" not in found[0].because


def test_counts_that_can_both_hold_agree() -> None:
    at_least, exact = (
        "At least 30 countries supplied Iraq with weapons.",
        "34 countries supplied Iraq with weapons.",
    )
    assert kinds(at_least, exact) == []
    assert kinds("30 countries supplied Iraq with weapons.", exact) == ["number"]
    assert kinds("At least 34 countries supplied Iraq with weapons.", exact) == ["comparator lost"]


def test_a_possibility_told_as_a_fact() -> None:
    first = "In Iraq, Boko Haram may have got rifles through battlefield capture or illicit trade in Iraq."
    second = (
        "In Iraq, rifles were acquired by Boko Haram through battlefield capture or illicit trade in Iraq."
    )
    assert kinds(first, second) == ["certainty"]


def test_what_is_retold_is_reported_once() -> None:
    first = "34 countries supplied Iraq with weapons."
    found = compared(first, "At least 34 countries supplied Iraq with weapons.", first + " So it is told.")
    assert [one.kind for one in found] == ["comparator lost"]
    assert [one.document for one in found[0].retold] == ["d2"]


def test_a_document_without_a_date_keeps_its_days_relative() -> None:
    text = "A report was released today. It names rifles."
    assert kinds(text) == ["undated"]
    assert kinds("14 June 2014\n" + text) == []


def test_a_denial_and_a_verification_are_both_kept() -> None:
    text = "The minister of Mali dismissed the video as false. Amnesty International verified the video."
    (one,) = [each for each in compared(text) if each.kind == "claim against denial"]
    assert ["dismissed" in each.quote or "verified" in each.quote for each in one.places] == [True, True]


def test_the_same_model_elsewhere_is_a_link() -> None:
    found = compared("Boko Haram used a Zastava M21 in Cameroon.", "Rebels in Mali carried a Zastava M21.")
    assert [(one.kind, one.link) for one in found] == [("same model", True)]


def test_one_document_says_nothing_against_itself() -> None:
    text = "Russia sold 30 tanks to Iraq in 2014. France sold 20 helicopters to Egypt in 2015."
    assert compared(text) == []
