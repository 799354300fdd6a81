"""What is documented of weapons that ended elsewhere: a lower bound, its routes, what was learnt later."""

from __future__ import annotations

from datetime import date

import pytest
from made_up_rows import book, incident, transfers

from headstamp.sightings import Claim, Sighting
from headstamp.stocks import Diversion, diversion


def sighting(id: str, **cells: str) -> Sighting:
    usual = {
        "item_type": "weapon",
        "weapon": "m70",
        "holder": "raiders",
        "to": "2015-03-01",
        "custodian": "freedonia",
        "credibility": "2",
    }
    return Sighting.from_cells(id, {**usual, **cells})


def told(**more: object) -> Diversion:
    return diversion(book(transfers({})), "freedonia", "m70", **more)  # type: ignore[arg-type]


def test_nothing_documented_is_not_none() -> None:
    found = told()
    assert (found.at_least, found.routes, found.deliveries, found.delivered) == (0, (), 1, 100)
    assert found.wording == (
        "Nothing in this case documents Zastava M70 of Freedonia with others, which does not mean that there "
        "were none."
    )


def test_incidents_and_sightings_may_tell_of_the_same_weapons() -> None:
    incidents = [incident("I-1", count_low="20", count_high="40"), incident("I-2", to="2016-01-01")]
    sightings = [sighting("S-1"), sighting("S-2", count_low="3"), sighting("S-3", same_as="S-1")]
    found = told(incidents=incidents, sightings=sightings)
    # Twenty and one by incidents; one and three by sightings, of which two show the same item.
    assert (found.by_incidents, found.by_sightings, found.at_least) == (21, 4, 21)
    assert found.wording == "At least 21 of Zastava M70 that Freedonia had are documented with others."


def test_one_event_told_twice_counts_once() -> None:
    incidents = [incident("I-1", count_low="20"), incident("I-2", count_low="25")]
    assert told(incidents=incidents).at_least == 25


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"credibility": "4"}, "has credibility 4"),
        ({"credibility": ""}, "is not graded"),
        ({"weapons": ""}, "names no weapon, or a wider kind"),
        ({"weapons": "rifle"}, "names no weapon, or a wider kind"),
    ],
)
def test_what_does_not_count_is_listed_with_its_reason(cells: dict[str, str], why: str) -> None:
    found = told(incidents=[incident("I-1", count_low="9", **cells)])
    (route,) = found.routes
    assert (found.at_least, route.counts, route.why) == (0, False, why)


def test_what_a_sighting_has_to_show() -> None:
    shown = {
        "S-1": {"custodian": "", "consignee_marked": "Freedonian Army"},
        "S-2": {"custodian": ""},
        "S-3": {"holder": "freedonian-army"},
        "S-4": {"weapon": "rifle"},
        "S-5": {"holder": "not known"},
    }
    found = told(sightings=[sighting(key, **cells) for key, cells in shown.items()])
    assert [(one.id, one.counts, one.how) for one in found.routes] == [
        ("S-1", True, "it is marked for the recipient"),
        ("S-5", False, "its last lawful custodian is known"),
    ]


def test_a_number_of_several_sorts_or_of_boxes_says_one() -> None:
    assert told(incidents=[incident("I-1", weapons="m70;m92", count_low="50")]).at_least == 1
    assert told(incidents=[incident("I-1", count_low="50", count_unit="box")]).at_least == 1


def test_what_a_recipient_never_got_is_diverted_all_the_same() -> None:
    found = told(incidents=[incident("I-1", kind="transit_diversion", count_low="30")])
    assert found.at_least == 30


def test_what_was_learnt_later_is_listed_apart() -> None:
    incidents = [
        incident("I-1", count_low="20", known_from="2014-07"),
        incident("I-2", to="2013-05-05", count_low="7", known_from="2016"),
        incident("I-3", to="2012-05-05", count_low="3"),
    ]
    claims = [
        Claim.from_cells("C-1", {"type": "loss", "text": "Taken.", "about": "I-1", "date": "2014-07-01"}),
        Claim.from_cells("C-2", {"type": "loss", "text": "Taken!", "about": "I-1", "date": "2018"}),
        Claim.from_cells("C-3", {"type": "loss", "text": "Else.", "about": "I-9", "date": "2014"}),
    ]
    found = told(incidents=incidents, claims=claims, known_by=date(2014, 12, 31))
    assert (found.at_least, [one.id for one in found.learnt_later]) == (23, ["I-2"])
    assert [one.id for one in found.claims] == ["C-1"]
    assert "by 2014-12-31; 1 more became known later" in found.wording
    assert told(incidents=incidents).at_least == 30
    # In the summer of 2014 the month in which it became known was not over.
    early = told(incidents=incidents, known_by=date(2014, 7, 15))
    assert [one.id for one in early.learnt_later] == ["I-1", "I-2"]


def test_it_is_a_lower_bound_and_no_forecast() -> None:
    assert "no forecast" not in told().wording
    assert "lower bound" in told().caveat
    assert "nothing of how likely it is that the next consignment goes astray" in told().caveat
