from __future__ import annotations

from datetime import date
from pathlib import Path

from headstamp.evidence.exposure import Consent, Exposure, Sensitivity
from headstamp.evidence.find import Find
from headstamp.evidence.item import Acquisition, EvidenceItem
from headstamp.evidence.showing import Showing

OPEN, RESTRICTED, SECRET = Sensitivity
DAY = date(2030, 1, 1)


def item(key: str, exposure: Exposure | None = None) -> EvidenceItem:
    parent, _, derivation = key.partition("/")
    own = exposure or Exposure(OPEN if derivation else RESTRICTED)
    return EvidenceItem(
        key, "", "", 0, "", "", parent=parent if derivation else "", derivation=derivation, exposure=own
    )


def came(key: str, container: str = "") -> Acquisition:
    return Acquisition.of(key, Find(Path(), key, container=container))


def levels(items: list[EvidenceItem], acquisitions: list[Acquisition]) -> dict[str, Sensitivity]:
    showing = Showing(items, acquisitions)
    return {one.id: showing.of(one).sensitivity for one in items}


def test_an_archive_is_as_secret_as_what_lies_in_it_however_deep() -> None:
    items = [item("zip"), item("inner"), item("picture", Exposure(SECRET)), item("other")]
    acquisitions = [came("zip"), came("inner", "zip"), came("picture", "inner"), came("other", "zip")]
    assert levels(items, acquisitions) == {
        "zip": SECRET, "inner": SECRET, "picture": SECRET, "other": RESTRICTED
    }  # fmt: skip


def test_what_came_out_of_a_secret_archive_is_secret_unless_it_was_met_elsewhere() -> None:
    items = [item("zip", Exposure(SECRET)), item("inner"), item("picture"), item("picture/thumbnail")]
    inside = [came("zip"), came("inner", "zip"), came("picture", "inner")]
    assert set(levels(items, inside).values()) == {SECRET}
    elsewhere = levels(items, [*inside, came("picture")])
    assert (elsewhere["picture"], elsewhere["picture/thumbnail"]) == (RESTRICTED, RESTRICTED)


def test_the_strict_default_of_an_archive_leaves_its_members_free() -> None:
    items = [item("zip"), item("picture", Exposure(OPEN, ("nothing",)))]
    assert levels(items, [came("zip"), came("picture", "zip")])["picture"] is OPEN


def test_a_release_day_goes_both_ways() -> None:
    items = [item("zip", Exposure(release_from=DAY)), item("a"), item("b")]
    showing = Showing(items, [came("zip"), came("a", "zip"), came("b")])
    assert [showing.of(one).release_from for one in items] == [DAY, DAY, None]
    items = [item("zip"), item("a", Exposure(release_from=DAY))]
    assert Showing(items, [came("zip"), came("a", "zip")]).of(items[0]).release_from == DAY


def test_an_archive_that_holds_itself_ends() -> None:
    items = [item("zip", Exposure(SECRET)), item("a")]
    assert set(levels(items, [came("zip", "zip"), came("a", "zip")]).values()) == {SECRET}


def test_what_a_file_is_said_to_show_is_not_said_of_its_text() -> None:
    page = item("page", Exposure(OPEN, ("graphic",), Consent.GIVEN))
    items = [page, item("page/text"), item("page/thumbnail")]
    showing = Showing(items, [came("page")])
    on = date(2026, 11, 22)
    assert showing.of(items[2]).why_withheld(OPEN, on, original=False) is None
    assert "nobody has said" in str(showing.of(items[1]).why_withheld(OPEN, on, original=False))
    said = item("page/text", Exposure(OPEN, ("nothing",)))
    assert Showing([items[0], said], [came("page")]).of(said).why_withheld(OPEN, on, original=False) is None
