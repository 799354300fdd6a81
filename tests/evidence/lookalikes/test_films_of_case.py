"""Films of a case: what is one observation, and what only shows a part of another film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_films import film, frames, mirrored, sequence

from headstamp.case import Case
from headstamp.evidence.collection import Collection
from headstamp.evidence.fingerprints.frames import FrameSequence
from headstamp.evidence.lookalikes.films_of_case import films_alike
from headstamp.evidence.lookalikes.match import Grade
from headstamp.evidence.lookalikes.of_case import lookalikes
from headstamp.evidence.lookalikes.register import Register
from headstamp.evidence.paths import Told, files_of, finds_of
from headstamp.evidence.sandbox import Sandbox


@pytest.fixture(scope="module")
def films() -> dict[str, bytes]:
    """Two films, one of them posted again and mirrored, and one that shows parts of both."""
    compilation = frames(9, 0, 3) + frames(1, 4, 5) + frames(9, 3, 3) + frames(2, 6, 5) + frames(9, 6, 3)
    return {
        "one.mp4": film(frames(1, 0, 14)),
        "two.mp4": film(frames(2, 0, 14)),
        "again.mp4": film([np.ascontiguousarray(one[::2, ::2]) for one in frames(1, 1, 12)], crf=32),
        "mirrored.mp4": film([mirrored(one) for one in frames(1, 0, 14)], crf=30),
        "compilation.mp4": film(compilation, crf=30),
    }


@pytest.fixture(scope="module")
def sequences(films: dict[str, bytes]) -> dict[str, FrameSequence]:
    return {name: sequence(data) for name, data in films.items()}


def test_a_film_posted_again_is_a_copy(sequences: dict[str, FrameSequence]) -> None:
    found = films_alike(sequences)
    joined = {(one.first, one.second) for one in found.copies}
    assert joined == {
        ("one.mp4", "again.mp4"), ("one.mp4", "mirrored.mp4"), ("again.mp4", "mirrored.mp4")
    }  # fmt: skip
    (turned,) = [one for one in found.copies if (one.first, one.second) == ("one.mp4", "mirrored.mp4")]
    assert turned.grade is Grade.COPY
    assert [one.kind for one in turned.changes] == ["mirrored"]
    assert turned.share > 0.8


def test_a_compilation_is_told_with_times_and_joins_nothing(sequences: dict[str, FrameSequence]) -> None:
    some = {name: sequences[name] for name in ("one.mp4", "two.mp4", "compilation.mp4")}
    found = films_alike(some)
    assert found.copies == ()
    assert [(one.first, one.second) for one in found.excerpts] == [
        ("one.mp4", "compilation.mp4"), ("two.mp4", "compilation.mp4")
    ]  # fmt: skip
    times = [(one.first_from, one.first_to, one.second_from, one.second_to) for one in found.excerpts]
    assert times == [pytest.approx((4, 9, 3, 8), abs=1), pytest.approx((6, 11, 11, 16), abs=1)]


def test_plain_films_have_nothing_in_common() -> None:
    still = sequence(film([np.full((144, 256), 90, np.uint8)] * 40))
    assert films_alike({"a": still, "b": still, "c": sequence(film(frames(3, 0, 8)))}).copies == ()


def test_intake_keeps_what_films_are_compared_by(films: dict[str, bytes], tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="the extra 'lookalikes' is not installed")
    (tmp_path / "films").mkdir()
    for name, data in films.items():
        (tmp_path / "films" / name).write_bytes(data)
    Case.create(tmp_path / "case").close()
    with Collection.open(tmp_path / "case") as opened, Sandbox(processes=1, unsafe=True) as sandbox:
        with opened.intake(sandbox, who="me") as intake:
            list(intake.take(finds_of(files_of([tmp_path / "films"]), Told())))
        names = {one.id: one.name.partition("/")[2] for one in opened.items()}
        found = lookalikes(opened, register=Register(tmp_path / "register"))
    assert found.films == 5
    (group,) = found.groups
    assert {names[one] for one in group.items} == {"one.mp4", "again.mp4", "mirrored.mp4"}
    parts = {frozenset((names[one.first], names[one.second])) for one in found.excerpts if one.counts}
    assert frozenset(("two.mp4", "compilation.mp4")) in parts
    assert frozenset(("one.mp4", "compilation.mp4")) in parts
