"""Asking the records: every filter, what only registers name, and what could not have been seen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sipri_files import Deal, sipri

from headstamp.records import (
    TRANSFER_SCHEMA,
    Added,
    Filters,
    Library,
    Names,
    Party,
    cannot_see,
    find,
    sees,
    sources,
)
from headstamp.records.finding import transfer_of
from headstamp.values import NotFound, Precision, QuantityStatus, Refused, SpanStatus

Add = Callable[..., Added]
DEALS = [
    Deal(item="T-55", years="1981; 1985", ordered="1979", delivered="30?", comment="Second-hand; via Norway"),
    Deal(item="Stinger", described="portable surface-to-air missile", supplier="Norway", years="2013"),
    Deal(item="Model-1 Testtank", recipient="Oman", years="2014"),
    Deal(item="Model-1 Testtank", described="APC", recipient="Oman", years="2014"),
    Deal(item="Model-9 Testengine", described="turbofan", recipient="Oman", years="2014"),
    Deal(
        item="Model-2",
        described="frigate",
        delivered="0",
        years="",
        ordered="2020?",
        number="",
        recipient="Some rebels*",
    ),
    Deal(item="Odd", described=" ", supplier="unknown supplier(s)", years="2015"),
]


@pytest.fixture
def asked(library: Library, add: Add, names: Names) -> Callable[..., list[str]]:
    """The items that filters find, in order."""
    add(sipri(DEALS))

    def found(**filters: object) -> list[str]:
        return [one.item for one in find(library, names, Filters(**filters)).transfers]  # type: ignore[arg-type]

    return found


Asked = Callable[..., list[str]]


def test_without_filters_everything_is_found_newest_first(asked: Asked) -> None:
    assert asked() == [
        "Model-2",
        "Odd",
        "Model-1 Testtank",
        "Model-1 Testtank",
        "Model-9 Testengine",
        "Stinger",
        "T-55",
    ]


@pytest.mark.parametrize("name", ["Norway", "NOR", "norway", "Kingdom of Norway"])
def test_by_supplier_under_any_of_its_names(asked: Asked, name: str) -> None:
    assert asked(supplier=name) == ["Stinger"]


def test_by_recipient(asked: Asked) -> None:
    assert asked(recipient="OMN") == ["Model-1 Testtank", "Model-1 Testtank", "Model-9 Testengine"]
    assert asked(recipient="Bhutan", supplier="Norway") == ["Stinger"]


def test_by_a_party_that_is_not_known(asked: Asked) -> None:
    assert asked(supplier="not known") == ["Odd"]


@pytest.mark.parametrize("role", ["supplier", "recipient"])
def test_a_name_that_nobody_bears_is_said(asked: Asked, role: str) -> None:
    with pytest.raises(NotFound, match=rf"No actor is called 'Atlantis' \(--{role}\); give an id"):
        asked(**{role: "Atlantis"})


def test_by_years_of_delivery_and_not_between_them(asked: Asked) -> None:
    assert asked(years=(1985, 1985)) == ["T-55"]
    assert asked(years=(1979, 1980)) == []
    assert asked(years=(1982, 1984)) == []
    assert asked(years=(1985, 2013)) == ["Stinger", "T-55"]


def test_by_year_of_order_while_nothing_is_delivered(asked: Asked) -> None:
    assert asked(years=(2020, 2020)) == ["Model-2"]


def test_by_stage_and_source(asked: Asked) -> None:
    assert asked(stage="ordered") == ["Model-2"]
    assert asked(stage="notified") == []
    assert asked(source="sipri", stage="ordered") == ["Model-2"]
    assert asked(source="unroca") == []
    with pytest.raises(Refused, match="There is no stage 'deliverd'; give one of notified, authorised"):
        asked(stage="deliverd")


def test_by_weapon_and_everything_below_it(asked: Asked) -> None:
    assert asked(weapon="T-55") == ["T-55"]
    assert asked(weapon="MANPADS") == ["Stinger"]
    assert asked(weapon="FIM-92") == ["Stinger"]
    assert asked(weapon="T-72") == []


def test_by_a_class_above_what_only_the_register_names(asked: Asked) -> None:
    assert asked(weapon="tank") == ["Model-1 Testtank", "T-55"]
    assert asked(weapon="armoured-vehicle") == ["Model-1 Testtank", "Model-1 Testtank", "T-55"]


def test_by_what_only_the_register_names(asked: Asked) -> None:
    assert asked(weapon="model 1 TESTTANK") == ["Model-1 Testtank", "Model-1 Testtank"]
    assert asked(weapon="register:tank/model1testtank") == ["Model-1 Testtank"]
    assert asked(weapon="Odd") == ["Odd"]
    assert asked(weapon="Model-77") == []


def test_whole_weapons_leave_components_out(asked: Asked) -> None:
    assert "Model-9 Testengine" not in asked(whole_weapons=True)
    assert len(asked(whole_weapons=True)) == len(DEALS) - 1
    assert asked(whole_weapons=True, weapon="Model-9 Testengine") == []


def test_a_transfer_in_full(library: Library, add: Add, names: Names) -> None:
    snapshot = add(sipri(DEALS)).snapshot.sha256
    (one,) = find(library, names, Filters(weapon="T-55")).transfers
    assert (one.source, one.snapshot, one.row, one.stage) == ("sipri", snapshot, 13, "delivered")
    assert (one.supplier, one.recipient) == (Party("ISL", "Iceland"), Party("BTN", "Bhutan"))
    assert (one.end_user, one.via) == (None, (Party("NOR", "Norway"),))
    assert (one.item, one.item_class, one.level) == ("T-55", "tank", "model")
    assert [(weapon.id, weapon.weight) for weapon in one.weapon] == [("t-55", 1.0)]
    assert (one.quantity.value, one.quantity.status, str(one.quantity)) == (
        30,
        QuantityStatus.ESTIMATE,
        "about 30",
    )
    assert (one.ordered_quantity.value, one.ordered_quantity.status) == (12, QuantityStatus.REPORTED)
    assert str(one.ordered) == "1979"
    assert str(one.delivered) == "1981-1985"
    assert [str(delivery.when) for delivery in one.deliveries] == ["1981", "1985"]
    assert {str(delivery.quantity) for delivery in one.deliveries} == {"not reported"}
    assert one.comment == "Second-hand; via Norway"


def test_an_order_in_full(library: Library, add: Add, names: Names) -> None:
    add(sipri(DEALS))
    (one,) = find(library, names, Filters(stage="ordered")).transfers
    assert (one.recipient, one.delivered, one.deliveries) == (Party(None, "Some rebels*"), None, ())
    assert (one.ordered.precision, one.ordered.status) == (Precision.YEAR, SpanStatus.ESTIMATE)
    assert (one.quantity.value, one.quantity.status) == (None, QuantityStatus.BLANK)
    assert one.level == "register"


def test_how_many_it_could_be_is_an_upper_bound(library: Library, add: Add, names: Names) -> None:
    add(
        sipri(
            [Deal(delivered="200?", comment="no. could be up to 400"), Deal(comment="no. could be up to 4")]
        )
    )
    more, less = find(library, names, Filters()).transfers
    assert {one.quantity.bounds for one in (more, less)} == {(200, 400), (12, 12)}


def test_the_site_s_word_for_an_unknown_party_is_known_to_be_unknown(
    library: Library, add: Add, names: Names
) -> None:
    add(sipri(DEALS))
    (odd,) = find(library, names, Filters(weapon="Odd")).transfers
    assert odd.supplier.id == "not-known"
    assert (odd.weapon, odd.level) == ((), None)


def test_numbers_that_are_not_whole_keep_their_fraction(names: Names) -> None:
    """Tonnes of ammunition in a case's own rows; a register's objects stay integers."""
    row = dict.fromkeys(TRANSFER_SCHEMA.names)
    row |= {
        "id": "x",
        "source": "case",
        "row": 1,
        "stage": "delivered",
        "quantity": 2.5,
        "quantity_unit": "tonne",
    }
    assert transfer_of(row | {"quantity_status": "reported"}, names).quantity.value == Decimal("2.5")
    assert transfer_of(row | {"quantity": 2.0}, names).quantity.value == 2


def test_an_empty_library_is_asked_without_harm(library: Library, names: Names) -> None:
    found = find(library, names, Filters(supplier="Norway", weapon="assault rifle"))
    assert (found.transfers, found.cannot_see, found.searched) == ((), (), ())


def test_what_a_register_leaves_out_stands_beside_every_answer(
    library: Library, add: Add, names: Names
) -> None:
    add(sipri(DEALS))
    (blind,) = find(library, names, Filters(weapon="assault rifle")).cannot_see
    assert blind.source == "sipri"
    assert blind.why.startswith(
        "SIPRI Arms Transfers Database does not record this kind of weapon: it leaves out small"
    )
    (general,) = find(library, names, Filters(supplier="Norway")).cannot_see
    assert "this kind" not in general.why
    assert find(library, names, Filters(weapon="T-55")).cannot_see == ()
    assert find(library, names, Filters(weapon="register:tank/model1testtank")).cannot_see == ()


def test_of_a_name_that_means_nothing_no_register_is_said_to_be_blind(
    library: Library, add: Add, names: Names
) -> None:
    add(sipri(DEALS))
    (general,) = find(library, names, Filters(weapon="Model-77")).cannot_see
    assert "this kind" not in general.why


def test_a_source_that_was_not_asked_says_nothing(library: Library, add: Add, names: Names) -> None:
    add(sipri(DEALS))
    found = find(library, names, Filters(weapon="assault rifle", source="unroca"))
    assert (found.cannot_see, found.searched) == ((), ())


SIPRI = sources()["sipri"]


@pytest.mark.parametrize(
    "weapon",
    [
        "AK-47",
        "Zastava M05",
        "assault rifle",
        "machine gun",
        "M84",
        "RPG-7",
        "pistol",
        "Coyote",
        "7.62x39 cartridge",
    ],
)
def test_sipri_cannot_see_small_arms(names: Names, weapon: str) -> None:
    """0 of 29,916 rows name a rifle, pistol or machine gun (edition of 18 May 2026)."""
    found = [one.id for one in names.resolver.resolve(weapon).candidates if one.id != "m-84-tank"]
    assert found or weapon == "7.62x39 cartridge"
    assert all(not sees(SIPRI, node, names) for node in found)
    assert [one.source for one in cannot_see(names, found, ["sipri"])] == ["sipri"]


@pytest.mark.parametrize(
    "weapon", ["M1A1 Abrams", "Stinger", "UBM-52 120mm", "TOW", "F-16C", "D-30 122mm", "tank"]
)
def test_sipri_sees_major_arms(names: Names, weapon: str) -> None:
    found = [one.id for one in names.resolver.resolve(weapon).candidates]
    assert found
    assert cannot_see(names, found, ["sipri"]) == ()


def test_a_node_above_what_a_register_records_is_seen_in_part(names: Names) -> None:
    """Mortars of 100 mm and more are recorded, lighter ones are not; 'a mortar' may be either."""
    assert sees(SIPRI, "mortar", names)
    assert sees(SIPRI, "heavy-mortar", names)
    assert not sees(SIPRI, "small-arm", names)


def test_a_node_of_the_register_is_seen_by_its_class(names: Names) -> None:
    assert sees(SIPRI, "register:tank/model1", names)
    assert not sees(SIPRI, "register:assault-rifle/model1", names)
    assert not sees(SIPRI, "register:no-such-class/model1", names)


def test_a_source_that_is_not_described_is_not_judged(names: Names) -> None:
    assert cannot_see(names, ["zastava-m70"], ["a-newspaper"]) == ()
    assert cannot_see(names, None, []) == ()


def test_every_described_source_is_whole(names: Names) -> None:
    for source in sources().values():
        assert source.title
        assert source.does_not_see
        assert source.terms
        assert bool(source.stages) == bool(source.finest)
        assert [node for node in source.sees if node not in names.catalogue] == []


def test_a_category_is_asked_for_as_people_write_it(
    add: Callable[[bytes], Added], library: Library, names: Names
) -> None:
    """Parts of a category stand under it, and no other category that begins alike."""
    header = 'unique-id;" ""year""";importing-country;exporting-country;CML-category;num-licenses-imported;'
    lines = [f"{at};2010;Bhutan;Iceland;{code};1;100;" for at, code in enumerate(("ML1", "ML10", "ML3"))]
    text = header + "val-licenses-imported;val-arms-imported\n" + "\n".join(lines) + "\n"
    add(text.encode())
    found = find(library, names, Filters(recipient="Bhutan", weapon="ML1"))
    assert [one.category for one in found.transfers] == ["ml:ML1"]
    assert (found.unknown, found.cannot_see) == (False, ())
    assert find(library, names, Filters(weapon="Frobnicator")).unknown
    rifles = find(library, names, Filters(recipient="Bhutan", weapon="assault rifle"))
    assert (len(rifles.transfers), rifles.wider) == (0, 1)
