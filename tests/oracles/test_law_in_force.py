"""What was in force for whom on a day, against the depositary, the Security Council and the Official Journal.

Where each day comes from stands in README.md, under the name of the test.
"""

from __future__ import annotations

from datetime import date

import pytest

from headstamp.values import Span
from headstamp.world import Embargo, Embargoes, Instruments, Scope


@pytest.mark.parametrize(
    ("on", "step", "scope"),
    [
        (date(2000, 1, 1), "un-iraq-all", Scope.ALL),
        (date(2003, 12, 1), "un-iraq-authority", Scope.ALL_BUT),
        (date(2010, 1, 1), "un-iraq-ngf", Scope.NON_GOVERNMENT),
        # The days of the three resolutions themselves.
        (date(1990, 8, 6), "un-iraq-all", Scope.ALL),
        (date(2003, 5, 22), "un-iraq-authority", Scope.ALL_BUT),
        (date(2004, 6, 8), "un-iraq-ngf", Scope.NON_GOVERNMENT),
    ],
)
def test_un_embargo_on_iraq(on: date, step: str, scope: Scope) -> None:
    ((found, held),) = _against("IRQ", on, "UN")
    assert (found.id, found.scope, held, found.unverified) == (step, scope, True, False)


def test_un_embargo_on_iran_ended_and_its_return_is_contested() -> None:
    assert _against("IRN", date(2021, 1, 1), "UN") == []
    assert _against("IRN", date(2020, 10, 18), "UN") == []
    assert [one.id for one, _ in _against("IRN", date(2020, 10, 17), "UN")] == ["un-iran-2016"]
    ((back, held),) = _against("IRN", date(2025, 10, 15), "UN")
    assert held is True
    assert (
        back.contested
        == "Russia, China and Iran say that the return of the measures on 27 September 2025 is void"
    )


@pytest.mark.parametrize(("on", "bound"), [(date(2024, 1, 1), True), (date(2026, 6, 1), False)])
def test_mine_ban_and_finland(on: date, bound: bool) -> None:
    assert _bound("mine-ban", "FIN", on) is bound


def test_days_on_which_the_mine_ban_began_and_ended_for_finland() -> None:
    told = [_bound("mine-ban", "FIN", day) for day in (date(2012, 6, 30), date(2012, 7, 1))]
    assert told == [False, True]
    told = [_bound("mine-ban", "FIN", day) for day in (date(2026, 1, 9), date(2026, 1, 10))]
    assert told == [True, False]


@pytest.mark.parametrize(
    ("state", "on", "bound"),
    [
        ("SRB", date(2015, 6, 1), True),
        ("SRB", date(2014, 10, 1), False),
        ("CMR", date(2019, 1, 1), True),
        ("CMR", date(2015, 1, 1), False),
    ],
)
def test_arms_trade_treaty_serbia_and_cameroon(state: str, on: date, bound: bool) -> None:
    assert _bound("att", state, on) is bound


@pytest.mark.parametrize(
    ("state", "effect"),
    [
        ("AFG", date(2020, 10, 27)),
        ("ALB", date(2014, 12, 24)),
        ("AND", date(2023, 3, 2)),
        ("ARG", date(2014, 12, 24)),
        ("BRB", date(2015, 8, 18)),
        ("BLZ", date(2015, 6, 17)),
        ("BEN", date(2017, 2, 5)),
        ("CHE", date(2015, 4, 30)),
        ("FRA", date(2014, 12, 24)),
    ],
)
def test_effect_of_the_arms_trade_treaty_is_that_of_the_depositary(state: str, effect: date) -> None:
    row = next(one for one in Instruments.load().rows() if (one.instrument, one.actor) == ("att", state))
    assert row.bound == Span.day(effect)


def test_burkina_faso_2020() -> None:
    on = date(2020, 1, 1)
    assert _against("BFA", on, "UN") == []
    assert _against("BFA", on, "EU") == []
    assert _bound("ecowas-salw", "BFA", on) is True
    assert _bound("ecowas-salw", "SRB", on) is False


@pytest.mark.parametrize(("on", "bound"), [(date(2008, 12, 7), False), (date(2008, 12, 8), True)])
def test_common_position_not_before_8_december_2008(on: date, bound: bool) -> None:
    assert _bound("eu-common-position", "SVK", on) is bound
    assert _bound("eu-code", "SVK", on) is not bound


@pytest.mark.parametrize(
    ("actor", "first"),
    [("jnim", date(2018, 10, 4)), ("isgs", date(2020, 2, 23)), ("boko-haram", date(2014, 5, 22))],
)
def test_days_of_listing(actor: str, first: date) -> None:
    table = Embargoes.load()
    assert table.listed("un-1267", [actor], first)[0] is True
    assert table.listed("un-1267", [actor], date.fromordinal(first.toordinal() - 1))[0] is False


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("AGO", date(2017, 3, 8)),
        ("STP", date(2017, 4, 22)),
        ("GNQ", date(2020, 1, 23)),
        ("CMR", date(2017, 3, 8)),
    ],
)
def test_kinshasa_convention_thirty_days_after_deposit(state: str, day: date) -> None:
    assert _bound("kinshasa", state, day) is True
    assert _bound("kinshasa", state, date.fromordinal(day.toordinal() - 1)) is False


def _against(actor: str, on: date, body: str) -> list[tuple[Embargo, bool | None]]:
    table = Embargoes.load()
    aimed = set(table.against((actor,)))
    return [(one, held) for one, held in table.on(on, body=body) if one in aimed]


def _bound(instrument: str, actor: str, on: date) -> bool | None:
    return Instruments.load().standing(instrument, actor, on).bound
