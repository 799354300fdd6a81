from __future__ import annotations

from pathlib import Path

import pytest

from headstamp.case import Case
from headstamp.law import Law, devices
from headstamp.records import Names
from headstamp.sightings import Device, Sighting
from headstamp.world import Actors, Catalogue

NAMES = Names(Actors.load(), Catalogue.load())
BINDS_STATES = "prohibited type; the treaty binds states"


def _seen(holder: str, country: str = "Iraq", to: str = "2016-06-01") -> Sighting:
    cells = {"item_type": "munition", "weapon": "improvised-explosive-device", "holder": holder, "to": to}
    return Sighting.from_cells("S-1", {**cells, "from": to, "country": country})


def _device(**cells: str) -> Device:
    return Device.from_cells("M-1", {"sighting": "S-1", "kind": "improvised", **cells})


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ({"activation": "person"}, BINDS_STATES),
        ({"activation": "vehicle", "sensitive": "yes"}, BINDS_STATES),
        ({"activation": "vehicle", "sensitive": "no"}, "not a prohibited type"),
        ({"activation": "vehicle"}, "cannot tell"),
        ({"activation": "command"}, "not a prohibited type"),
        ({"activation": "time"}, "not a prohibited type"),
        ({}, "cannot tell"),
        ({"kind": "anti_personnel_mine"}, BINDS_STATES),
        ({"kind": "anti_vehicle_mine", "activation": "vehicle", "sensitive": "no"}, "not a prohibited type"),
    ],
)
def test_improvised_mines_by_what_sets_them_off(cells: dict[str, str], answer: str) -> None:
    (told,) = devices([_device(**cells)], [_seen("islamic-state")], NAMES, Law.load())
    assert (told.treaty, told.answer) == ("mine-ban", answer)


def test_a_person_activated_improvised_mine_of_a_group_in_a_state_that_is_bound() -> None:
    (told,) = devices([_device(activation="person")], [_seen("islamic-state")], NAMES, Law.load())
    assert told.answer == BINDS_STATES
    assert "seen in: Iraq acceded (15 August 2007), bound since 1 February 2008" in told.because
    assert "a person's presence, proximity or contact sets it off" in told.kept
    assert told.cites == ("M-1", "S-1", "parties: mine-ban IRQ")


@pytest.mark.parametrize("activation", ["person", "vehicle", "command", "time", "not known"])
def test_how_it_is_set_off_is_never_in_what_may_be_published(activation: str) -> None:
    (told,) = devices([_device(activation=activation)], [_seen("islamic-state")], NAMES, Law.load())
    for word in ("sets it off", "person", "vehicle", "afar", "clock", "command", "touch", "contact"):
        assert word not in told.because.replace("anti-personnel", ""), told.because


def test_of_a_state_that_is_bound_it_is_prohibited() -> None:
    (told,) = devices([_device(activation="person")], [_seen("Iraqi Army")], NAMES, Law.load())
    assert told.answer == "prohibited"
    (told,) = devices([_device(activation="person")], [_seen("Syrian Arab Army", "Syria")], NAMES, Law.load())
    assert told.answer == BINDS_STATES
    assert "Syria is not recorded as a party" in told.because


def test_a_reused_submunition_is_recorded_under_both_treaties() -> None:
    device = _device(kind="submunition", reuse="converted", activation="person")
    told = devices([device], [_seen("islamic-state")], NAMES, Law.load())
    assert [(one.treaty, one.answer) for one in told] == [
        ("cluster-munitions", BINDS_STATES),
        ("mine-ban", BINDS_STATES),
    ]
    # Iraq deposited on 14 May 2013: the first day of the sixth month after.
    assert "seen in: Iraq ratified (14 May 2013), bound since 1 November 2013" in told[0].because


def test_a_submunition_as_made_is_of_the_one_treaty_only() -> None:
    device = _device(kind="submunition", reuse="as made")
    (told,) = devices([device], [_seen("islamic-state", to="2012-06-01")], NAMES, Law.load())
    assert (told.treaty, told.answer) == ("cluster-munitions", BINDS_STATES)
    assert "bound from 1 November 2013" in told.because


def test_a_device_of_no_sighting_says_so() -> None:
    (told,) = devices([_device(activation="person")], [], NAMES, Law.load())
    assert (told.answer, "in which state it was seen is not told" in told.because) == (BINDS_STATES, True)


def _case(folder: Path, rows: str) -> Case:
    case = Case.create(folder / "case", who="a tester")
    (folder / "t.csv").write_text(
        f"id,supplier,recipient,stage,weapon,delivered_from,end_user\n{rows}", "utf-8"
    )
    done = case.import_table("transfers", folder / "t.csv", who="a tester")
    assert done.rejected == ()
    return case


def test_transfers_in_the_scope_of_an_embargo_of_their_time(tmp_path: Path) -> None:
    rows = (
        "T-1,Serbia,Iraq,delivered,assault rifle,1995-06,\n"
        "T-2,Serbia,Iraq,delivered,assault rifle,2010-06,\n"
        "T-3,Serbia,Iraq,delivered,assault rifle,2010-06,islamic-state\n"
        "T-4,Serbia,Iraq,delivered,assault rifle,2004,\n"
        "T-5,Serbia,Burkina Faso,delivered,assault rifle,2019,\n"
        "T-6,Serbia,Iraq,refused,assault rifle,1995-06,\n"
        "T-7,Germany,Syria,delivered,assault rifle,2012-06,\n"
        "T-8,Serbia,Syria,delivered,assault rifle,2012-06,\n"
    )
    with _case(tmp_path, rows) as case:
        found, _ = case.law_check()
    told = {(one.transfer, one.embargo): one.answer for one in found}
    assert told == {
        ("T-1", "un-iraq-all"): "in scope; exemptions unchecked",
        ("T-3", "un-iraq-ngf"): "in scope; exemptions unchecked",
        ("T-3", "un-isil-al-qaida"): "in scope; exemptions unchecked",
        ("T-4", "un-iraq-authority"): "cannot tell",
        ("T-7", "eu-syria"): "in scope; exemptions unchecked",
    }
    late = next(one for one in found if one.transfer == "T-4")
    assert "it ends on 8 June 2004, inside the time asked of: cannot tell" in late.because
