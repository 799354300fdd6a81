"""The page of what was checked, of the Cameroon example and of made-up rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from headstamp.case import Case
from headstamp.cli.verification import _dossier, _page
from headstamp.publishing.timeline import timeline
from headstamp.values import Span


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("verification") / "cameroon"
    with Case.create(folder, example="cameroon-2018") as case:
        yield _page(case, _dossier(case, None))


def words(page: str) -> str:
    body = page[page.index("<body>") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_bounds_of_the_example_stand_on_the_page(page: str) -> None:
    told = words(page)
    assert "November 2014 – February 2016 (not before by P-05; not after by P-06)" in told.replace(
        "\u00a0", " "
    )
    assert "20 March – 5 April 2015 (not before by P-09; not after by P-09)" in told.replace("\u00a0", " ")


def test_the_denial_stands_beside_its_answer(page: str) -> None:
    told = words(page)
    assert re.search(r"Denied C-03 The men wear forest dress.*?What answers it C-08 Photographs posted", told)
    assert "Nothing in the case." in told
    assert "On 10 August seven soldiers were said to have been arrested".casefold() in told.casefold()


def test_what_was_tried_in_vain_and_other_answers_are_kept(page: str) -> None:
    told = words(page)
    assert "another answer, looked at" in told
    assert "tried in vain" in told


def test_a_check_without_a_second_pair_of_eyes_is_not_shown_as_verified(page: str) -> None:
    told = words(page)
    assert "K-05, time ready for review nobody else looked at it again" in told


def test_the_page_runs_nothing_and_asks_nothing(page: str) -> None:
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#|http|data:)", page)
    assert "url(http" not in page


def test_every_citation_leads_to_a_source(page: str) -> None:
    cited = set(re.findall(r'href="#source-(\d+)"', page))
    assert cited
    assert cited == set(re.findall(r'id="source-(\d+)"', page))


def test_links_within_the_page_lead_somewhere(page: str) -> None:
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_the_same_rows_give_the_same_page(tmp_path: Path) -> None:
    with Case.create(tmp_path / "a", example="cameroon-2018") as case:
        assert _page(case, _dossier(case, "S-06")) == _page(case, _dossier(case, "S-06"))


def test_coordinates_are_not_printed(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("id,of,check,status\nK-1,S-1,place,to do\n", encoding="utf-8")
    row = "P-1,K-1,skyline,A ridge at 10.91234 13.95678.,10.91234,13.95678,0.01\n"
    (tmp_path / "p.csv").write_text("id,verification,kind,says,lat,lon,radius_km\n" + row, encoding="utf-8")
    with Case.create(tmp_path / "case") as case:
        assert case.import_table("verifications", tmp_path / "v.csv").new == 1
        assert case.import_table("proofs", tmp_path / "p.csv").new == 1
        told = _page(case, _dossier(case, None))
    assert "10.91234" not in told
    assert "A ridge at 10.9 14.0." in told
    assert "within 0.01 km" in told


def test_bars_lie_within_the_axis() -> None:
    told = timeline(
        [
            ("open", Span.parse("since 2014"), "proof"),
            ("far", Span.parse("1950 to 1960"), "proof"),
            ("left", Span.between(date(2015, 3, 20), date(2015, 4, 5)), "result"),
        ]
    )
    assert told is not None
    for bar in told.bars:
        left, width = (float(part.rstrip("%")) for part in (bar.left, bar.width))
        assert left >= 0
        assert left + width <= 100.001
    assert told.bars[0].open_right
    assert timeline([("none", Span.unknown(), "proof")]) is None
