"""Who can have been the custodian: the reasons, the days of incidents, and what is nobody's source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_world import INCIDENTS, World, chains, of_custodian, rows, seen, transfer

from headstamp.tracing import RouteAssessment, load
from headstamp.tracing.assessment import Route
from headstamp.tracing.observation import observe
from headstamp.tracing.reach import Reach

WORLD = World()
INCIDENT = "id kind from_actor to_actor from to weapons credibility"


def reach_of(world: World, **cells: str) -> tuple[Reach, tuple[str, ...]]:
    tracer = world.tracer()
    watched = observe(seen(**cells), tracer.model.names, {})
    return tracer.model.reacher.reach(watched), tracer.model.ledger.parties


def kernel(world: World, mechanism: str, party: str, **cells: str) -> float:
    reach, parties = reach_of(world, **cells)
    return float(reach.kernel[mechanism][parties.index(party)]) if mechanism in reach.kernel else 0.0


def routes(found: RouteAssessment, mechanism: str) -> list[Route]:
    return [one for one in found.routes if one.mechanism == mechanism]


def test_a_states_force_has_what_is_its_own_from_stock() -> None:
    found = WORLD.assess(holder="ruritania-army")
    assert found.routes[0].mechanism == "own_stock"
    assert next(iter(chains(found))).endswith("Ruritania")
    assert of_custodian(found, "ruritania") > 0.75
    # It captures nothing from itself.
    for mechanism in ("battlefield_capture", "hand_over", "defection"):
        assert kernel(WORLD, mechanism, "ruritania", holder="ruritania-army") == 0.0


def test_a_unit_as_recipient_is_its_state() -> None:
    found = WORLD.assess(holder="ruritania-army")
    route = next(one for one in found.routes if one.supplier and one.supplier.id == "fredonia")
    assert "T-6" in route.steps[0].records
    assert route.custodian is not None
    assert route.custodian.id == "ruritania"


def test_a_unit_as_supplier_is_its_state() -> None:
    more = transfer("T-9 | ruritania-army | ergoland | R-77 rifle | 800 | 2010")
    assert "Ruritania -> Ergoland" in chains(WORLD.plus(transfers=more).assess())


def test_a_militia_may_be_handed_its_states_arms_or_be_named_itself() -> None:
    assert kernel(WORLD, "hand_over", "ruritania", holder="home-guard") > 0.3
    direct = transfer("T-9 | utopia | home-guard | R-77 rifle | 300 | 2012")
    found = WORLD.plus(transfers=direct).assess(holder="home-guard")
    assert chains(found)["Utopia -> Home Guard"] > 0.1


def test_what_records_say_went_to_the_holder_itself_is_within_reach() -> None:
    found = WORLD.assess(holder="red-shirts", weapon="R-78")
    assert chains(found)["Utopia -> Red Shirts"] > 0.01
    route = next(
        one
        for one in found.routes
        if one.supplier and one.custodian and (one.supplier.id, one.custodian.id) == ("utopia", "red-shirts")
    )
    # Delivered to the holder: there is no second step from the holder to itself.
    assert [(step.from_.id, step.to.id, step.how) for step in route.steps] == [
        ("utopia", "red-shirts", "delivered")
    ]
    assert route.steps[0].records == ("T-5",)


def test_what_went_to_the_group_that_the_holder_is_part_of_is_within_reach() -> None:
    part = rows("id name kind parent", "vanguard | Vanguard | non_state_armed_group | red-shirts")
    world = WORLD.plus(actors=part)
    assert kernel(world, "covert_supply", "red-shirts", holder="vanguard") > 0.0


def test_a_dissolved_recipient_hands_down_to_its_successors_in_equal_parts() -> None:
    # All of T-7 that is left lies with Ruritania and Ergoland, and none with the Old Union.
    found = WORLD.assess(weapon="R-78", to="1985", date_basis="verified")
    heirs = {name: share for name, share in chains(found).items() if name.startswith("Utopia -> ")}
    assert set(heirs) == {"Utopia -> Ruritania", "Utopia -> Ergoland"}
    ledger = WORLD.tracer().model.ledger
    held = [
        ledger.parties[int(one)]
        for one in ledger.custodian[[ledger.lines[int(i)].record == "T-7" for i in ledger.line]]
    ]
    assert sorted(held) == ["ergoland", "ruritania"]


def test_a_supplier_who_is_not_known_is_nobody_and_the_record_still_counts() -> None:
    found = WORLD.assess(weapon="r-pattern")
    route = next(
        one
        for one in found.routes
        if one.supplier is None and one.custodian and one.custodian.id == "ruritania"
    )
    assert route.steps[0].records == ("T-4",)
    assert route.steps[0].from_.name == "supplier not recorded"
    assert route.steps[0].when is None


def test_what_a_holder_makes_itself_is_made_by_the_holder() -> None:
    found = WORLD.assess(weapon="Pipe mortar", item_type="munition")
    assert next(iter(chains(found))) == "made by Grey Coats"
    first = found.routes[0]
    assert (first.mechanism, first.custodian) == ("local_manufacture", None)
    assert first.supplier == first.maker
    assert first.maker is not None
    assert first.maker.id == "grey-coats"
    assert not any("trace request" in one.ask for one in found.next_questions)


def test_an_improvised_weapon_with_an_army_is_no_misread_rifle() -> None:
    found = WORLD.assess(weapon="Pipe mortar", item_type="munition", holder="ruritania-army")
    assert found.unknown.probability > 0.85
    assert found.wording.startswith("Not excluded")


def test_backing_and_fighting_are_reasons_with_a_source() -> None:
    found = WORLD.assess()
    handed = next(
        one for one in routes(found, "hand_over") if one.custodian and one.custodian.id == "ergoland"
    )
    reason = next(term for term in handed.terms if term.name == "reach")
    assert "it backs the holder" in reason.because
    assert reason.cites == ("daily",)
    assert kernel(replace(WORLD, relations=()), "hand_over", "ergoland") == 0.0


def test_a_relation_that_began_later_does_not_count_yet() -> None:
    assert kernel(WORLD, "hand_over", "ergoland", to="2009-12-31") == 0.0
    assert kernel(WORLD, "hand_over", "ergoland", to="2010-12-31") > 0.0


def test_a_doubtful_relation_weighs_less() -> None:
    doubted = rows(
        "from_actor to_actor kind from credibility", "ergoland | grey-coats | backs | since 2010 | 5"
    )
    doubtful = replace(WORLD, relations=doubted)
    assert (
        kernel(doubtful, "unauthorised_retransfer", "ergoland")
        < kernel(WORLD, "unauthorised_retransfer", "ergoland") + 1e-12
    )
    assert kernel(doubtful, "hand_over", "ergoland") < kernel(WORLD, "hand_over", "ergoland")


@pytest.mark.parametrize(("one", "other"), [("grey-coats", "utopia"), ("utopia", "grey-coats")])
def test_an_alliance_counts_whichever_way_it_is_written(one: str, other: str) -> None:
    allied = rows("from_actor to_actor kind credibility", f"{one} | {other} | allied_with | 2")
    assert kernel(replace(WORLD, relations=allied), "covert_supply", "utopia") > 0.1


def test_a_company_on_the_spot_is_no_armed_group() -> None:
    firm = rows("id name kind country", "acme | Acme | company | ruritania")
    bought = transfer("T-9 | fredonia | acme | R-77 rifle | 900 | 2012")
    world = WORLD.plus(actors=firm, transfers=bought)
    assert kernel(world, "battlefield_capture", "acme") == 0.0
    assert kernel(world, "battlefield_capture", "red-shirts") > 0.0


def test_an_incident_that_names_other_weapons_weighs_less() -> None:
    def weight(weapons: str) -> float:
        incident = rows(INCIDENT, f"I-2 | depot_loss | ergoland | grey-coats | 2014 | 2014 | {weapons} | 2")
        return kernel(WORLD.plus(incidents=incident), "depot_loss", "ergoland")

    assert weight("Big One tank") < weight("") < weight("R-77 rifle")
    # A family that takes the rifle in, and a name that nobody knows, say as much as they can.
    assert weight("R-pattern rifle") == weight("R-77 rifle")
    assert weight("unheard-of thing") == weight("")


@pytest.mark.parametrize(
    ("taker", "counts"),
    [("grey-coats", True), ("not known", True), ("red-shirts", False), ("home-guard", False)],
)
def test_an_incident_counts_for_its_taker_or_for_anybody(taker: str, counts: bool) -> None:
    incident = rows(INCIDENT, f"I-2 | theft | ergoland | {taker} | 2014-01 | 2014-01 | | 2")
    assert (kernel(WORLD.plus(incidents=incident), "leakage", "ergoland") > 0.1) is counts


def test_an_incident_after_the_sighting_counts_for_nothing() -> None:
    later = rows(INCIDENT, "I-2 | theft | utopia | grey-coats | 2014-07-01 | 2014-07-02 | | 1")
    assert kernel(WORLD.plus(incidents=later), "leakage", "utopia") == 0.0


def test_what_an_armed_group_lost_is_not_its_states() -> None:
    theirs = rows(INCIDENT, "I-2 | battlefield_capture | shadow | grey-coats | 2014 | 2014 | | 1")
    nobody = rows("id name kind country", "shadow | Shadow | non_state_armed_group | utopia")
    assert kernel(WORLD.plus(actors=nobody, incidents=theirs), "battlefield_capture", "utopia") == 0.0
    pro_state = rows("id name kind country", "shadow | Shadow | militia | utopia")
    assert kernel(WORLD.plus(actors=pro_state, incidents=theirs), "battlefield_capture", "utopia") > 0.1


def test_what_was_lost_in_an_incident_had_come_by_then() -> None:
    # Ruritania's depot fell in May 2014; a delivery of June cannot have been in it.
    new = ({**transfer("T-9 | utopia | ruritania | R-77 rifle | 4000 | 2014-06-10")[0]},)
    alone = replace(WORLD, relations=(), actors=tuple({**row, "operates_in": ""} for row in WORLD.actors))
    # Findings that mislead would speak for whatever else was there.
    alone = replace(alone, priors=replace(load(), doubt=0.0))
    found = alone.plus(transfers=new).assess(country="")
    lost = {one.supplier.id: one for one in routes(found, "depot_loss") if one.supplier is not None}
    other = [one for one in routes(found, "other") if one.custodian and one.custodian.id == "ruritania"]
    elsewhere = {one.supplier.id: one for one in other if one.supplier is not None}
    assert "T-1" in lost["fredonia"].steps[0].records
    # What is left of Utopia is the rifle of 2012 that may have been misread.
    assert lost["utopia"].probability < 0.03 * lost["fredonia"].probability
    assert lost["utopia"].steps[0].records == ()
    # By the way not told apart it may still have come.
    assert "T-9" in elsewhere["utopia"].steps[0].records


def test_other_reasons_keep_later_deliveries_within_reach() -> None:
    # The depot loss carries only a part of the reach: the place speaks for Ruritania too.
    new = transfer("T-9 | utopia | ruritania | R-77 rifle | 4000 | 2014-06-10")
    found = WORLD.plus(transfers=new).assess()
    lost = next(one for one in routes(found, "depot_loss") if one.supplier and one.supplier.id == "utopia")
    captured = next(
        one for one in routes(found, "battlefield_capture") if one.supplier and one.supplier.id == "utopia"
    )

    def supply(route: Route) -> float:
        return next(term.db for term in route.terms if term.name == "supply")

    assert supply(lost) < supply(captured) - 1.0
    words = next(term.because for term in lost.terms if term.name == "supply")
    assert "on the day of the loss" in words


def test_incidents_are_cited_in_words_and_as_a_step() -> None:
    route = next(
        one
        for one in routes(WORLD.assess(), "depot_loss")
        if one.custodian and one.custodian.id == "ruritania"
    )
    reason = next(term for term in route.terms if term.name == "reach")
    assert INCIDENTS[0]["id"] in reason.cites
    assert "depot loss is reported (1-3 May 2014)" in reason.because
    assert route.steps[-1].incidents == ("I-1",)


def test_near_states_have_more_of_the_way_not_told_apart() -> None:
    reach, parties = reach_of(WORLD)
    other = reach.kernel["other"]
    assert (
        other[parties.index("ruritania")] > other[parties.index("ergoland")] > other[parties.index("utopia")]
    )
    nowhere, _ = reach_of(WORLD, country="")
    even = {float(one) for one in nowhere.kernel["other"] if one > 0}
    assert max(even) == pytest.approx(min(even))
