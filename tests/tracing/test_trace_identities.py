"""Whatever is seen: shares sum to 1, terms to the score, prior and strength to the odds."""

from __future__ import annotations

from functools import cache
from math import log10

import pytest
from made_up_world import World, chains, rows

from headstamp.tracing import TERMS, RouteAssessment, Tracer, load
from headstamp.tracing.observation import observe
from headstamp.values import decode, dumps, encode

SIGHTINGS: dict[str, dict[str, str]] = {
    "plain": {},
    "weighted candidates": {"weapon": "r-77:0.7;r-pattern:0.3", "confidence": "0.8"},
    "certain identification": {"confidence": "1"},
    "only a class": {"weapon": "assault rifle"},
    "unresolved weapon": {"weapon": "unheard-of thing"},
    "unknown holder": {"holder": "somebody unheard of"},
    "two holders": {"holder": "grey-coats:0.6;home-guard:0.4"},
    "no country": {"country": ""},
    "open and unverified date": {"date_basis": "caption"},
    "before all records": {"to": "1970"},
    "serial": {"weapon": "R-78", "serial": "A150", "serial_state": "read"},
    "lot": {"weapon": "R-78", "lot": "l-12"},
    "contract": {"contract_no": "K 7/2"},
    "import mark": {"import_mark": "ergoland"},
    "consignee": {"import_mark": "ergoland", "consignee_marked": "Ergoland"},
    "maker's mark": {"weapon": "r-pattern", "maker_mark": "Zenda Works"},
    "year marked": {"year_marked": "2007"},
    "state's own stock": {"holder": "ruritania-army"},
    "militia": {"holder": "home-guard"},
    "recipient of records": {"holder": "red-shirts", "weapon": "R-78"},
    "improvised": {"weapon": "Pipe mortar", "item_type": "munition"},
    "improvised, with a state": {
        "weapon": "Pipe mortar",
        "item_type": "munition",
        "holder": "ruritania-army",
    },
    "a tank": {"weapon": "Big One tank", "item_type": "vehicle"},
}


@cache
def _tracer() -> Tracer:
    return World().tracer()


@pytest.fixture(params=SIGHTINGS, ids=lambda name: name.replace(" ", "-"))
def found(request: pytest.FixtureRequest) -> RouteAssessment:
    return _assessed(request.param)


@cache
def _assessed(name: str) -> RouteAssessment:
    from made_up_world import seen

    return _tracer().assess(seen(**SIGHTINGS[name]))


def test_routes_rest_and_unknown_are_everything(found: RouteAssessment) -> None:
    routes = sum(one.probability for one in found.routes)
    assert routes + found.rest.probability + found.unknown.probability == pytest.approx(1.0, abs=1e-9)


def test_chains_rest_and_unknown_are_everything(found: RouteAssessment) -> None:
    listed = sum(one.probability for one in found.supply_chains)
    assert listed + found.rest_chains.probability + found.unknown.probability == pytest.approx(1.0, abs=1e-9)


def test_a_chain_is_the_sum_of_its_routes(found: RouteAssessment) -> None:
    for chain in found.supply_chains[:5]:
        mine = [
            one for one in found.routes if (one.supplier, one.custodian) == (chain.supplier, chain.custodian)
        ]
        assert sum(one.probability for one in mine) == pytest.approx(chain.probability, abs=1e-4)


def test_terms_sum_to_the_score(found: RouteAssessment) -> None:
    for route in found.routes:
        assert sum(term.db for term in route.terms) == pytest.approx(route.score_db, abs=1e-9)
    assert sum(term.db for term in found.unknown.terms) == pytest.approx(found.unknown.score_db, abs=1e-9)


def test_the_softmax_of_the_scores_gives_the_probabilities_back(found: RouteAssessment) -> None:
    scores = [one.score_db for one in found.routes] + [found.unknown.score_db]
    weights = [10 ** (score / 10) for score in scores]
    told = [one.probability for one in found.routes] + [found.unknown.probability]
    whole = sum(weights) / (1.0 - found.rest.probability)
    assert [weight / whole for weight in weights] == pytest.approx(told, abs=1e-9)


def test_prior_and_strength_are_the_posterior_odds(found: RouteAssessment) -> None:
    for route in found.routes[:40]:
        odds = 10 * log10(route.probability / (1.0 - route.probability))
        assert route.prior_db + route.strength_db == pytest.approx(odds, abs=1e-6)


def test_the_prior_is_what_stands_before_the_findings(found: RouteAssessment) -> None:
    before = {term.name for term in TERMS if not term.finding}
    for route in found.routes[:10]:
        share = 10 ** (sum(term.db for term in route.terms if term.name in before) / 10)
        assert route.prior_db == pytest.approx(10 * log10(share / (1.0 - share)), abs=1e-6)


def test_routes_are_ranked_and_compared_with_the_next(found: RouteAssessment) -> None:
    assert [one.rank for one in found.routes] == list(range(1, len(found.routes) + 1))
    first, second = found.routes[:2] if len(found.routes) > 1 else (found.routes[0], None)
    if second is not None:
        assert first.probability >= second.probability
        for term, other in zip(first.terms, second.terms, strict=True):
            assert term.versus_next == pytest.approx(term.db - other.db, abs=1e-9)


def test_what_is_not_recorded_is_the_sum_of_routes_without_a_supplier(found: RouteAssessment) -> None:
    nameless = sum(one.probability for one in found.routes if one.supplier is None)
    assert found.not_recorded == pytest.approx(nameless, abs=1e-3)
    assert found.not_recorded >= nameless - 1e-12


def test_likely_suppliers_sum_to_1_and_never_name_the_custodian(found: RouteAssessment) -> None:
    for chain in found.supply_chains:
        if chain.likely_suppliers:
            assert chain.supplier is None
            assert sum(one.weight for one in chain.likely_suppliers) == pytest.approx(1.0, abs=1e-9)
            assert chain.custodian is not None
            assert chain.custodian.id not in {one.id for one in chain.likely_suppliers}


def test_the_range_holds_the_probability(found: RouteAssessment) -> None:
    assert all(one.low <= one.probability <= one.high for one in found.supply_chains)


def test_the_set_is_the_smallest_that_holds_ninety_per_cent(found: RouteAssessment) -> None:
    shares = [found.supply_chains[index].probability for index in found.set90]
    if shares:
        assert sum(shares) >= 0.9 > sum(shares[:-1])
    else:
        assert sum(one.probability for one in found.supply_chains) < 0.9


def test_a_question_tells_no_more_than_there_is_to_tell(found: RouteAssessment) -> None:
    rates = load().asking
    shares = [one.probability for one in found.supply_chains]
    shares.append(max(0.0, 1.0 - sum(shares)))
    entropy = -sum(share * log10(share) / log10(2) for share in shares if share > 0)
    for question in found.next_questions:
        assert 0.0 < question.bits <= entropy * max(rates.values()) + 1e-9


def test_every_sentence_is_whole(found: RouteAssessment) -> None:
    for route in found.routes[:30]:
        assert [term.name for term in route.terms] == [term.name for term in TERMS]
        for term in route.terms:
            assert term.because[0].isupper() or term.because[0].isdigit()
            assert term.because.endswith(".")
            assert "nan" not in term.because
            assert "None" not in term.because
    assert found.wording.endswith(".")


def test_every_state_keeps_some_reach(found: RouteAssessment) -> None:
    tracer = _tracer()
    name = next(name for name in SIGHTINGS if _assessed(name) is found)
    from made_up_world import seen

    watched = observe(seen(**SIGHTINGS[name]), tracer.model.names, {})
    reach = tracer.model.reacher.reach(watched)
    kernel = sum(reach.share[one] * row for one, row in reach.kernel.items())
    states = [
        index
        for index, party in enumerate(tracer.model.ledger.parties)
        if tracer.model.names.actors.get(party).kind == "state"
    ]
    assert all(kernel[index] > 0 for index in states)
    assert sum(reach.share.values()) == pytest.approx(1.0 - load().unknown, abs=1e-12)
    assert all(row.sum() == pytest.approx(1.0, abs=1e-12) for row in reach.kernel.values())


def test_an_assessment_is_the_same_after_json(found: RouteAssessment) -> None:
    told = encode(found)
    assert encode(decode(RouteAssessment, told)) == told
    assert "NaN" not in dumps(found)


def test_before_anything_is_found_the_routes_share_all_but_the_unknown() -> None:
    # An unresolved weapon without marks is no finding, so the posterior is the prior.
    found = _assessed("unresolved weapon")
    assert found.unknown.probability == pytest.approx(load().unknown, abs=1e-9)
    assert all(one.strength_db == pytest.approx(0.0, abs=1e-6) for one in found.routes)
    assert found.wording.startswith("Not excluded")


def test_sightings_that_show_the_same_are_assessed_once() -> None:
    from made_up_world import seen

    one, two = _tracer().assess(seen(id="S-1")), _tracer().assess(seen(id="S-2"))
    assert (one.sighting, two.sighting) == ("S-1", "S-2")
    assert one.routes is two.routes


def test_an_empty_world_still_answers() -> None:
    found = World(transfers=(), incidents=(), relations=()).assess()
    assert found.not_recorded > 0.5
    assert next(iter(chains(found))) == "supplier not recorded -> Ruritania"
    assert found.supply_chains[0].likely_suppliers[0].id == "fredonia"
    assert [one.source for one in found.cannot_see] == ["library"]
    assert found.leave_one_out == ()
    assert found.without_derived.removed == ()


def test_a_former_state_may_have_supplied_what_nobody_recorded() -> None:
    old = rows("id name level parent made_in", "r-1 | R-1 rifle | model | r-pattern | former:old-union")
    world = World(transfers=()).plus(weapons=old)
    likely = world.assess(weapon="R-1 rifle").supply_chains[0].likely_suppliers
    assert likely[0].name == "Old Union"
    assert likely[0].weight > 0.5
