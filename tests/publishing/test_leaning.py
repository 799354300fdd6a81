"""A result that leans on the investigation's own records says so before anything else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from headstamp import Case, Library
from headstamp.publishing import tested
from headstamp.tracing.assessment import WithoutDerived


@pytest.fixture(scope="module")
def sahel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Library]:
    folder = tmp_path_factory.mktemp("sahel")
    return Case.create(folder / "case", example="sahel-2021"), Library(folder / "home")


def test_the_page_begins_with_it(sahel: tuple[Case, Library], tmp_path: Path) -> None:
    case, library = sahel
    traced = case.trace(library, sighting="S-01")
    page = case.report(traced, library)
    section = page[page.index('class="sighting"') :]
    told = section.index("This result leans on the investigation")
    assert told < section.index('class="verdict"')
    assert tested.leaning(traced.assessments[0]).startswith("Without the 2")


def test_nothing_is_said_where_nothing_was_removed(sahel: tuple[Case, Library]) -> None:
    case, library = sahel
    found = case.trace(library, sighting="S-01").assessments[0]
    unmoved = WithoutDerived((), found.supply_chains)
    assert tested.leaning(replace(found, without_derived=unmoved)) == ""
