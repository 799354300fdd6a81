"""Counts of suppliers, which never stand without their scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sipri_files import Deal, sipri

from headstamp.records import Added, Claimed, Library, Names, Party, recipients, suppliers
from headstamp.values import NotFound, Refused, SpanInverted, ValueUnreadable

Add = Callable[..., Added]
DEALS = [
    Deal(recipient="Iraq", supplier="Norway", ordered="1979", years="1980; 1990"),
    Deal(recipient="Iraq", supplier="Norway", ordered="1984", years="1985"),
    Deal(recipient="Iraq", supplier="East Germany (GDR)", ordered="1980", years="1981"),
    Deal(recipient="Iraq", supplier="Germany", ordered="1980", years="1981"),
    Deal(recipient="Iraq", supplier="Iceland", ordered="1986", delivered="0", years=""),
    Deal(recipient="Iraq", supplier="unknown supplier(s)", ordered="1986", years="1987"),
    Deal(recipient="Iraq", supplier="Oman", ordered="1980", years="1979; 1989"),
    Deal(recipient="Iran", supplier="Norway", ordered="1980", years="1988"),
    Deal(recipient="Iran", supplier="Bhutan", ordered="1980", years="1988"),
    Deal(recipient="Some rebels*", supplier="Norway", ordered="1980", years="1988"),
    Deal(recipient="Other rebels*", supplier="Norway", ordered="1980", years="1988"),
    Deal(recipient="unknown rebel group*", supplier="Norway", ordered="1980", years="1988"),
]


@pytest.fixture
def held(library: Library, add: Add) -> Library:
    add(sipri(DEALS))
    return library


def test_who_delivered(held: Library, names: Names) -> None:
    found = suppliers(held, names, "Iraq", years=(1980, 1988), also="IRN", claimed=Claimed(34, 28))
    assert [one.name for one in found.suppliers] == ["East Germany", "Germany", "Norway"]
    assert (found.n, found.n_other, found.n_both) == (3, 2, 1)
    assert [one.id for one in found.suppliers_other] == ["BTN", "NOR"]
    assert found.both == (Party("NOR", "Norway"),)
    assert (found.recipient, found.also) == (Party("IRQ", "Iraq"), Party("IRN", "Iran"))
    assert (found.stage, found.years, found.claimed) == ("delivered", (1980, 1988), Claimed(34, 28))
    assert len(found.records) == 6
    assert found.snapshots == (held.snapshots()[0].sha256,)


def test_the_scope_is_a_sentence_with_stage_years_edition_and_what_was_left_out(
    held: Library, names: Names
) -> None:
    assert suppliers(held, names, "Iraq", years=(1980, 1988)).scope == (
        "Distinct suppliers with at least one record at the stage 'delivered', by year of delivery "
        "1980-1988, as SIPRI, generated 18 May 2026 tells it: major conventional arms, components included; "
        "dissolved states are counted by their own names. 1 record with a supplier not known left out."
    )


def test_who_took_orders_whether_or_not_they_delivered(held: Library, names: Names) -> None:
    found = suppliers(held, names, "Iraq", years=(1980, 1988), stage="ordered")
    assert [one.id for one in found.suppliers] == ["former:east-germany", "DEU", "ISL", "NOR", "OMN"]
    assert "at the stage 'ordered', by year of order 1980-1988" in found.scope
    assert found.scope.count("Deals delivered since are included.") == 1


@pytest.mark.parametrize("stage", ["notified", "authorised", "refused", "customs_exit"])
def test_another_stage_is_not_filled_from_these(held: Library, names: Names, stage: str) -> None:
    found = suppliers(held, names, "Iraq", years=(1980, 1988), stage=stage)
    assert (found.n, found.suppliers, found.records, found.snapshots) == (0, (), (), ())


@pytest.mark.parametrize("stage", ["delivered", "ordered", "notified"])
@pytest.mark.parametrize("years", [(1980, 1988), (2030, 2031)])
def test_no_count_stands_without_scope(
    held: Library, names: Names, stage: str, years: tuple[int, int]
) -> None:
    for found in (
        suppliers(held, names, "Iraq", years=years, stage=stage),
        recipients(held, names, "Norway", years=years, stage=stage),
    ):
        assert f"'{stage}'" in found.scope
        assert f"{years[0]}-{years[1]}" in found.scope
        assert "SIPRI, generated 18 May 2026" in found.scope


def test_without_another_recipient_nothing_is_said_of_one(held: Library, names: Names) -> None:
    found = suppliers(held, names, "Iraq", years=(1980, 1988))
    assert (found.also, found.n_other, found.n_both, found.both) == (None, None, None, ())


def test_whom_a_state_supplied(held: Library, names: Names) -> None:
    """Armed groups count by the names they have; those without one may be any of them."""
    found = recipients(held, names, "Norway", years=(1980, 1988))
    assert [one.name for one in found.suppliers] == ["Iran", "Iraq", "Other rebels*", "Some rebels*"]
    assert found.recipient == Party("NOR", "Norway")
    assert found.scope.startswith("Distinct recipients with")
    assert found.scope.endswith("1 record with a recipient not known left out.")


def test_an_empty_library_is_said_to_be_empty(library: Library, names: Names) -> None:
    found = suppliers(library, names, "Iraq", years=(1980, 1988), also="Iran")
    assert (found.n, found.n_other, found.n_both) == (0, 0, 0)
    assert "as an empty library tells it" in found.scope


def test_who_is_asked_for_must_be_known(held: Library, names: Names) -> None:
    for asked in ({"recipient": "Atlantis"}, {"recipient": "Iraq", "also": "Atlantis"}):
        with pytest.raises(NotFound, match="No actor is called 'Atlantis'"):
            suppliers(held, names, years=(1980, 1988), **asked)
    with pytest.raises(Refused, match="There is no stage 'sold'"):
        suppliers(held, names, "Iraq", years=(1980, 1988), stage="sold")


@pytest.mark.parametrize(
    ("text", "claimed"),
    [("34/28", Claimed(34, 28)), (" 34 / 28 ", Claimed(34, 28)), ("34", Claimed(34)), ("0/0", Claimed(0, 0))],
)
def test_a_published_count_is_read(text: str, claimed: Claimed) -> None:
    assert Claimed.parse(text) == claimed


@pytest.mark.parametrize("text", ["", "/", "34/", "34/28/1", "about 34", "-34", "3.4", "²", "٣٤", "9" * 5000])
def test_another_text_is_no_published_count(text: str) -> None:
    with pytest.raises(
        ValueUnreadable, match=r"is no published count; write N or N/BOTH, such as 34/28\.$"
    ) as caught:
        Claimed.parse(text)
    assert caught.value.text == text
    assert not isinstance(caught.value, SpanInverted)


def test_a_count_of_one_class_says_so(add: Callable[[bytes], Added], library: Library, names: Names) -> None:
    deals = [Deal(supplier="Iceland", years="2012"), Deal(supplier="Oman", described="frigate", item="F-1")]
    add(sipri(deals))
    asked = suppliers(library, names, "Bhutan", years=(2012, 2012), weapon="tank")
    assert [one.name for one in asked.suppliers] == ["Iceland"]
    assert "Only lines of 'tank', none of wider categories." in asked.scope
    assert suppliers(library, names, "Bhutan", years=(2012, 2012)).n == 2


def test_a_count_of_one_source_asks_only_it(
    add: Callable[[bytes], Added], library: Library, names: Names
) -> None:
    add(sipri([Deal(supplier="Iceland", years="2012")]))
    assert suppliers(library, names, "Bhutan", years=(2012, 2012), source="eu-coarm").n == 0
    with pytest.raises(NotFound, match="no source of transfers 'sipry'"):
        suppliers(library, names, "Bhutan", years=(2012, 2012), source="sipry")
