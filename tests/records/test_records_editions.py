"""Which edition answers; a deal that two editions tell counts once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sipri_files import MAY_2026, OCTOBER_2024, Deal, selection, sipri, whole_world

from headstamp.records import Added, Filters, Library, Names, SnapshotMissing, find, suppliers
from headstamp.records.editions import covers
from headstamp.records.snapshot import Snapshot
from headstamp.records.sources import Coverage
from headstamp.world import Actors

Add = Callable[..., Added]
OLD, NEW = {"generated": OCTOBER_2024}, {"generated": MAY_2026}
TO_IRAQ = {"said": selection("All countries", "Iraq", 2000, 2010), **NEW}


def told(library: Library, *, snapshots: list[str] | None = None) -> list[tuple[str, list[int], str, str]]:
    """Item, years of delivery, status of the quantity and snapshot of each row that is no filler."""
    rows = library.transfers(snapshots=snapshots)
    assert rows is not None
    return sorted(
        (
            row["item"],
            [one["from"].year for one in row["deliveries"]],
            row["quantity_status"],
            row["snapshot"],
        )
        for row in rows.to_pyarrow().to_pylist()
        if not row["item"].startswith("Filler")
    )


def test_a_newer_whole_edition_silences_the_older(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="Old"), Deal(item="Both")]), **OLD))
    new = add(sipri(whole_world([Deal(item="Both"), Deal(item="New")]), **NEW)).snapshot.sha256
    assert told(library) == [("Both", [2012], "reported", new), ("New", [2012], "reported", new)]


def test_the_order_of_adding_does_not_matter(library: Library, add: Add) -> None:
    new = add(sipri(whole_world([Deal(item="New")]), **NEW)).snapshot.sha256
    add(sipri(whole_world([Deal(item="Old")]), **OLD))
    assert told(library) == [("New", [2012], "reported", new)]
    assert [one.sha256 == new for one in library.snapshots()] == [True, False]


def test_an_edition_that_reaches_less_far_back_silences_only_its_years(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="Early", ordered="1939", years="1940")]), **OLD))
    add(sipri(whole_world([Deal(item="Late")]), **NEW))
    assert [row[0] for row in told(library)] == ["Early", "Late"]


def test_a_copy_that_was_saved_again_counts_once(library: Library, add: Add) -> None:
    deals = whole_world([Deal(item="Once")])
    for data in (
        sipri(deals),
        sipri(deals, newline="\r\n"),
        sipri(deals, encoding="utf-8"),
        sipri(deals, with_preamble=False),
    ):
        add(data)
    assert [row[0] for row in told(library)] == ["Once"]


def test_a_partial_edition_that_a_newer_whole_one_covers_is_silent(library: Library, add: Add) -> None:
    add(
        sipri(
            [Deal(item="Old", recipient="Iraq")], said=selection("All countries", "Iraq", 2000, 2020), **OLD
        )
    )
    add(sipri(whole_world([Deal(item="New")]), **NEW))
    assert [row[0] for row in told(library)] == ["New"]


def test_a_renamed_state_is_still_covered(library: Library, add: Add) -> None:
    """The register said 'UAE' until February 2026 and says 'United Arab Emirates' since."""
    asked = selection("All countries", "UAE", 2000, 2020)
    add(sipri([Deal(item="Old", recipient="UAE")], said=asked, **OLD))
    renamed = asked.replace("UAE", "United Arab Emirates")
    add(sipri([Deal(item="New", recipient="United Arab Emirates")], said=renamed, **NEW))
    assert [row[0] for row in told(library)] == ["New"]


def test_a_renamed_state_is_covered_inside_a_whole_edition_too(library: Library, add: Add) -> None:
    old = [Deal(item="Old", recipient="UAE"), Deal(item="Old, in vain".replace(",", ""), recipient="Oman")]
    add(sipri(whole_world(old), **OLD))
    asked = selection("All countries", "United Arab Emirates", 2000, 2020)
    add(sipri([Deal(item="New", recipient="United Arab Emirates")], said=asked, **NEW))
    assert [row[0] for row in told(library)] == ["New", "Old in vain"]


def test_spelling_does_not_hide_a_party(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="Old", recipient="COTE D'IVOIRE")]), **OLD))
    asked = selection("All countries", "Cote dIvoire", 2000, 2020)
    add(sipri([Deal(item="New", recipient="Côte d'Ivoire")], said=asked, **NEW))
    assert [row[0] for row in told(library)] == ["New"]


def test_a_newer_selection_answers_alone_inside_its_parties_and_years(library: Library, add: Add) -> None:
    inside = Deal(item="Inside", recipient="Iraq", ordered="1999", years="2001; 2004")
    before = Deal(item="Before", recipient="Iraq", ordered="1980", years="1981")
    after = Deal(item="After", recipient="Iraq", ordered="2009", years="2011; 2012")
    elsewhere = Deal(item="Elsewhere", recipient="Oman", years="2004")
    old = add(sipri(whole_world([inside, before, after, elsewhere]), **OLD)).snapshot.sha256
    new = add(sipri([Deal(item="Newer", recipient="Iraq", years="2005")], **TO_IRAQ)).snapshot.sha256
    assert told(library) == [
        ("After", [2011, 2012], "reported", old),
        ("Before", [1981], "reported", old),
        ("Elsewhere", [2004], "reported", old),
        ("Newer", [2005], "reported", new),
    ]


def test_the_years_asked_count_even_where_nothing_was_delivered(library: Library, add: Add) -> None:
    """The newer file was asked about 2001 and has nothing there: the older deal is withdrawn."""
    add(sipri(whole_world([Deal(item="Withdrawn", recipient="Iraq", years="2001")]), **OLD))
    add(sipri([Deal(item="Newer", recipient="Iraq", years="2005")], **TO_IRAQ))
    assert [row[0] for row in told(library)] == ["Newer"]


def test_an_order_of_the_years_asked_is_told_by_the_newer_selection(library: Library, add: Add) -> None:
    old = [
        Deal(item="Order inside", recipient="Iraq", ordered="2008", delivered="0", years=""),
        Deal(item="Order outside", recipient="Iraq", ordered="2011", delivered="0", years=""),
    ]
    add(sipri(whole_world(old), **OLD))
    add(sipri([Deal(item="Newer", recipient="Iraq", years="2005")], **TO_IRAQ))
    assert [row[0] for row in told(library)] == ["Newer", "Order outside"]


def test_a_straddling_deal_answers_for_the_years_outside_with_an_upper_bound(
    library: Library, add: Add, names: Names
) -> None:
    deal = Deal(item="Straddling", recipient="Iraq", ordered="1998", delivered="30", years="1999; 2005; 2012")
    old = add(sipri(whole_world([deal]), **OLD)).snapshot.sha256
    add(
        sipri(
            [Deal(item="Straddling", recipient="Iraq", ordered="1998", delivered="9", years="2005")],
            **TO_IRAQ,
        )
    )
    assert ("Straddling", [1999, 2012], "up_to", old) in told(library)
    (one,) = find(library, names, Filters(recipient="Iraq", years=(2011, 2012))).transfers
    assert str(one.quantity) == "up to 30"
    assert str(one.delivered) == "1999-2012"
    assert [
        found.snapshot == old for found in find(library, names, Filters(weapon="Straddling")).transfers
    ] == [
        True,
        False,
    ]
    (inside,) = find(library, names, Filters(recipient="Iraq", years=(2005, 2005))).transfers
    assert (inside.quantity.value, inside.snapshot == old) == (9, False)


def test_a_deal_with_a_gap_where_the_newer_selection_lies_is_left_whole(library: Library, add: Add) -> None:
    old = add(
        sipri(whole_world([Deal(item="Gap", recipient="Iraq", years="1999; 2011")]), **OLD)
    ).snapshot.sha256
    add(sipri([Deal(item="Newer", recipient="Iraq", years="2005")], **TO_IRAQ))
    assert ("Gap", [1999, 2011], "reported", old) in told(library)


def test_two_newer_selections_together_silence_a_deal(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="Old", recipient="Iraq", ordered="2000", years="2001; 2012")]), **OLD))
    add(sipri([Deal(item="First", recipient="Iraq", years="2001")], **TO_IRAQ))
    later = selection("All countries", "Iraq", 2011, 2020)
    add(
        sipri(
            [Deal(item="Second", recipient="Iraq", years="2012")],
            said=later,
            generated="19 May 2026 1:00:00 AM",
        )
    )
    assert [row[0] for row in told(library)] == ["First", "Second"]


def test_a_selection_by_both_parties_leaves_other_suppliers_alone(library: Library, add: Add) -> None:
    old = [
        Deal(item="Theirs", recipient="Iraq", supplier="Norway", years="2004"),
        Deal(item="Ours", recipient="Iraq", supplier="Iceland", years="2004"),
    ]
    add(sipri(whole_world(old), **OLD))
    asked = selection("Iceland", "Iraq", 2000, 2010)
    add(sipri([Deal(item="Newer", recipient="Iraq", supplier="Iceland", years="2005")], said=asked, **NEW))
    assert [row[0] for row in told(library)] == ["Newer", "Theirs"]


def test_an_empty_selection_silences_nothing(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="Old", recipient="Iraq")]), **OLD))
    add(sipri([], **TO_IRAQ))
    assert [row[0] for row in told(library)] == ["Old"]


def test_no_deal_of_two_editions_counts_twice(library: Library, add: Add, names: Names) -> None:
    deals = [
        Deal(recipient="Iraq", supplier="Norway", years="2004"),
        Deal(recipient="Iraq", years="1985; 2004"),
    ]
    add(sipri(whole_world(deals), **OLD))
    add(sipri([Deal(recipient="Iraq", supplier="Norway", years="2004")], **TO_IRAQ))
    counted = suppliers(library, names, "Iraq", years=(2000, 2010))
    assert (counted.n, len(counted.records)) == (1, 1)
    every = suppliers(library, names, "Iraq", years=(1980, 2010))
    assert (every.n, len(every.records), len(every.snapshots)) == (2, 2, 2)
    assert "SIPRI, generated 18 May 2026; SIPRI, generated 13 October 2024" in every.scope


def test_named_snapshots_answer_instead(library: Library, add: Add, names: Names) -> None:
    old = add(sipri(whole_world([Deal(item="Old", recipient="Iraq")]), **OLD)).snapshot.sha256
    new = add(sipri(whole_world([Deal(item="New", recipient="Iraq")]), **NEW)).snapshot.sha256
    assert [row[0] for row in told(library, snapshots=[old])] == ["Old"]
    assert [row[0] for row in told(library, snapshots=[old, new])] == ["New"]
    found = find(library, names, Filters(recipient="Iraq", snapshots=(old,)))
    assert [one.item for one in found.transfers if not one.item.startswith("Filler")] == ["Old"]
    assert found.searched == ("SIPRI, generated 13 October 2024",)
    counted = suppliers(library, names, "Iraq", years=(2012, 2012), snapshots=[old])
    assert (counted.n, counted.snapshots) == (1, (old,))
    with pytest.raises(SnapshotMissing):
        library.transfers(snapshots=["0" * 64])
    assert library.transfers(snapshots=[]) is None


def test_every_column_survives_the_joining_of_editions(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(recipient="Iraq", years="1999; 2005", comment="via Norway")]), **OLD))
    (before,) = [row for row in _rows(library) if row["recipient"] == "Iraq" and row["item"] == Deal().item]
    add(sipri([Deal(item="Newer", recipient="Iraq", years="2005")], **TO_IRAQ))
    (after,) = [row for row in _rows(library) if row["recipient"] == "Iraq" and row["item"] == Deal().item]
    assert list(after) == list(before)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"deliveries", "last_year", "quantity_status"}


def _rows(library: Library) -> list[dict[str, object]]:
    rows = library.transfers()
    assert rows is not None
    return rows.to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("newer", "older", "covered"),
    [
        (Coverage(None, None, (1950, 2025)), Coverage(None, None, (1950, 2023)), True),
        (Coverage(None, None, (1960, 2025)), Coverage(None, None, (1950, 2023)), False),
        (Coverage(None, None, (1950, 2020)), Coverage(None, None, (1950, 2023)), False),
        (Coverage(None, ("Iraq",), (1950, 2025)), Coverage(None, None, (2000, 2001)), False),
        (Coverage(None, ("Iraq", "Iran"), (1950, 2025)), Coverage(None, ("Iran",), (2000, 2001)), True),
        (Coverage(None, ("Iraq",), (1950, 2025)), Coverage(None, ("Iran",), (2000, 2001)), False),
        (Coverage(("UK",), None, (1950, 2025)), Coverage(("United Kingdom",), None, (2000, 2001)), True),
        (Coverage(("Some*",), None, (1950, 2025)), Coverage(("Some*",), None, (2000, 2001)), True),
        (Coverage(None, None, None), Coverage(None, None, (2000, 2001)), False),
        (Coverage(None, None, (2000, 2001)), Coverage((), (), None), True),
    ],
)
def test_what_covers_what(add: Add, newer: Coverage, older: Coverage, covered: bool) -> None:
    one = add(sipri([Deal()])).snapshot
    pair = (_speaking_of(one, newer), _speaking_of(one, older))
    assert covers(*pair, Actors.load().find) is covered


def _speaking_of(snapshot: Snapshot, coverage: Coverage) -> Snapshot:
    from dataclasses import replace

    return replace(snapshot, coverage=coverage)


@pytest.mark.parametrize("cut_last", [True, False])
@pytest.mark.parametrize("edition", [NEW, OLD])
def test_a_file_that_was_cut_silences_no_whole_one(
    library: Library, add: Add, cut_last: bool, edition: dict[str, str]
) -> None:
    # A broken download bears the date of its edition, or a later one, and holds some rows of its parties.
    deals = [Deal(item="Kept"), Deal(item="Lost"), Deal(item="Lost too", recipient="Iraq")]
    whole = sipri(whole_world(deals), **edition)
    cut = sipri([*deals, "Iraq,Iceland,2011,,12"], **NEW).rstrip(b"\n")
    for data in (whole, cut) if cut_last else (cut, whole):
        add(data)
    assert {one.cut for one in library.snapshots()} == {True, False}
    assert [row[0] for row in told(library)] == ["Kept", "Lost", "Lost too"]
    assert library.snapshots()[-1].cut


def test_of_two_files_of_one_day_the_fuller_answers(library: Library, add: Add) -> None:
    add(sipri(whole_world([Deal(item="One"), Deal(item="Two")]), **NEW))
    add(sipri([Deal(item="One")], said=selection("All countries", "Bhutan", 2012, 2012), **NEW))
    assert [row[0] for row in told(library)] == ["One", "Two"]


def test_an_edition_that_is_silent_is_not_named_among_those_asked(
    add: Callable[..., Added], library: Library, names: Names
) -> None:
    add(sipri(whole_world([Deal()]), generated=OCTOBER_2024))
    newer = add(sipri(whole_world([Deal(item="Model-2")]))).snapshot
    assert library.answering() == (newer,)
    assert find(library, names, Filters(recipient="Bhutan")).searched == (newer.edition,)
