"""Claims against the real register of 18 May 2026: the verdicts that the seeds must get."""

from __future__ import annotations

from pathlib import Path

import pytest
from claimed import SEEDS, SHARED, seed

from headstamp.reading.check import Checked, Verdict, check_claims
from headstamp.reading.claim import Claim
from headstamp.reading.claims import read_claims
from headstamp.reading.document import from_text
from headstamp.records import Library, Names
from headstamp.world import Actors, Catalogue

REGISTER = SHARED / "data" / "sipri" / "trade-register-2026-05-18.csv"

pytestmark = pytest.mark.skipif(
    not (REGISTER.is_file() and SEEDS.is_dir()),
    reason="articles and register may not be passed on: put them into ../shared to run this",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library(tmp_path_factory.mktemp("library"))
    made.add(REGISTER)
    return made


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


@pytest.fixture(scope="module")
def checked(library: Library, names: Names) -> list[tuple[str, Claim, Checked]]:
    found = []
    for number in ("000", "001", "002", "003", "004"):
        claims = {one.id: one for one in seed(number).claims}
        found += [
            (number, claims[one.claim], one) for one in check_claims(list(claims.values()), library, names)
        ]
    return found


@pytest.mark.parametrize(
    ("number", "words", "verdict", "because"),
    [
        ("003", "140 M1A1", Verdict.DIFFERS, "The number agrees; the date differs"),
        ("003", "681 Stinger", Verdict.DIFFERENT_STAGE, "about 200 delivered"),
        ("003", "Hawk", Verdict.NOT_FOUND, "No record of it"),
        ("000", "Serbia's sales", Verdict.CANNOT_BE_SEEN, "does not record small arms"),
        ("004", "425 weapons", Verdict.CANNOT_BE_SEEN, "does not record this kind of weapon"),
        ("003", "US$500 million", Verdict.CANNOT_BE_SEEN, "ammunition"),
        ("003", "28 of those", Verdict.NOT_COMPARABLE, "22 / 10"),
    ],
)
def test_the_verdicts_of_the_seeds(
    number: str, words: str, verdict: Verdict, because: str, checked: list[tuple[str, Claim, Checked]]
) -> None:
    found = [one for name, claim, one in checked if name == number and words in claim.quote]
    assert [one.verdict for one in found if because in one.because] == [verdict]


def test_the_arithmetic_and_the_records_stand_beside_the_verdict(
    checked: list[tuple[str, Claim, Checked]],
) -> None:
    (tanks,) = [one for _, claim, one in checked if "140 M1A1" in claim.quote]
    assert "ordered about 2008" in tanks.because
    assert "2010-2012" in tanks.because
    assert tanks.arithmetic == "140 claimed, about 140 in the record: 140 - 140 = 0"
    assert tanks.records
    (count,) = [one for _, claim, one in checked if "28 of those" in claim.quote and "22" in one.because]
    assert count.arithmetic == (
        "34 claimed, 22 in the records: 34 - 22 = 12; of both 28 claimed, 10 in the records: 18 more"
    )
    assert "1980-1988" in count.scope


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The USA delivered about 140 M1A1 tanks to Iraq between 2010 and 2012.", Verdict.AGREES),
        ("The USA delivered 900 M1A1 tanks to Iraq between 2010 and 2012.", Verdict.DIFFERS),
        ("Tanks were delivered to Iraq.", Verdict.NEEDS_A_PERSON),
        ("The USA sold weapons to Iraq.", Verdict.NEEDS_A_PERSON),
    ],
)
def test_verdicts_of_made_up_claims(text: str, verdict: Verdict, library: Library, names: Names) -> None:
    claims = read_claims(from_text(text)).claims
    assert [one.verdict for one in check_claims(claims, library, names)] == [verdict]


def test_an_empty_library_finds_nothing(tmp_path: Path, names: Names) -> None:
    claims = read_claims(from_text("The USA delivered 140 M1A1 tanks to Iraq in 2010.")).claims
    (one,) = check_claims(claims, Library(tmp_path), names)
    assert (one.verdict, one.because) == (Verdict.NOT_FOUND, "The library is empty.")
