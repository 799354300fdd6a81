"""The example cases are assessed with no records but their own, and what rests on itself counts for less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from headstamp.case import Case
from headstamp.records import Library
from headstamp.tracing import RouteAssessment, Trace
from headstamp.tracing.assessment import SupplyChain

PAIR = ("SRB", "BFA")


@pytest.fixture(scope="module")
def sahel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trace]:
    yield from _traced("sahel-2021", tmp_path_factory.mktemp("sahel"))


@pytest.fixture(scope="module")
def cameroon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trace]:
    yield from _traced("cameroon-2018", tmp_path_factory.mktemp("cameroon"))


def _traced(example: str, folder: Path) -> Iterator[Trace]:
    with Case.create(folder / "x", example=example, who="test") as case:
        yield case.trace(Library(folder / "library"))


def _of(trace: Trace, sighting: str) -> RouteAssessment:
    return next(one for one in trace.assessments if one.sighting == sighting)


def _pair(chain: SupplyChain) -> tuple[str | None, str | None]:
    return (
        chain.supplier.id if chain.supplier else None,
        chain.custodian.id if chain.custodian else None,
    )


def _share(chains: Iterable[SupplyChain], supplier: str | None, custodian: str) -> float:
    return sum(one.probability for one in chains if _pair(one) == (supplier, custodian))


@pytest.mark.parametrize("sighting", ["S-01", "S-02"])
def test_serbia_to_burkina_faso_is_first_or_second_for_the_newest_rifle(sahel: Trace, sighting: str) -> None:
    assert PAIR in [_pair(one) for one in _of(sahel, sighting).supply_chains[:2]]


@pytest.mark.parametrize("sighting", ["S-01", "S-02"])
def test_what_the_investigation_told_itself_does_not_count_without_it(sahel: Trace, sighting: str) -> None:
    found = _of(sahel, sighting)
    before, after = found.supply_chains, found.without_derived.supply_chains
    assert {"T-01", "T-02"} <= set(found.without_derived.removed)
    assert _share(after, *PAIR) < 0.1 * _share(before, *PAIR)
    assert sum(one.probability for one in after if _pair(one)[1] == "BFA") < sum(
        one.probability for one in before if _pair(one)[1] == "BFA"
    )


@pytest.mark.parametrize("sighting", ["S-01", "S-02"])
def test_without_it_more_is_not_recorded(sahel: Trace, sighting: str) -> None:
    found = _of(sahel, sighting)
    unrecorded = sum(one.probability for one in found.without_derived.supply_chains if one.supplier is None)
    assert unrecorded > found.not_recorded


def test_the_comparison_group_is_assessed_too(sahel: Trace) -> None:
    volunteers = [one for one in sahel.assessments if [holder.id for holder in one.holder] == ["vdp"]]
    assert [one.sighting for one in volunteers] == ["S-11", "S-12", "S-13"]
    assert {_pair(one.supply_chains[0])[1] for one in volunteers} == {"BFA"}


@pytest.mark.parametrize("sighting", ["S-01", "S-02", "S-03"])
def test_own_stock_is_no_likelier_than_the_holder_it_needs(cameroon: Trace, sighting: str) -> None:
    own = sum(one.probability for one in _of(cameroon, sighting).routes if one.mechanism == "own_stock")
    assert own <= 0.7 + 1e-9


@pytest.mark.parametrize("trace", ["sahel", "cameroon"])
def test_every_sighting_is_assessed_and_nothing_is_lost(trace: str, request: pytest.FixtureRequest) -> None:
    told: Trace = request.getfixturevalue(trace)
    assert told.snapshots == ()
    for one in told.assessments:
        whole = sum(chain.probability for chain in one.supply_chains) + one.rest_chains.probability
        assert whole + one.unknown.probability == pytest.approx(1.0, abs=1e-6)


def test_what_needs_the_soldiers_says_so_by_their_name(cameroon: Trace) -> None:
    # The post names Boko Haram or soldiers; only soldiers can have it from the army's own stock.
    found = _of(cameroon, "S-07")
    assert found.routes[0].mechanism == "own_stock"
    assert found.routes[0].steps[-1].to.id == "cameroon-army"
    assert "if the holder is Cameroon Army" in found.wording
