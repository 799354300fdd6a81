from __future__ import annotations

import io

import av
import numpy as np
import pytest
from made_films import RATE, film, frames, letterboxed, mirrored, sequence
from made_pictures import picture

from headstamp.evidence.decoders.sequence import SIDE, grey_frames
from headstamp.evidence.fingerprints.frames import FrameSequence, sequence_of
from headstamp.evidence.lookalikes.films import FilmIndex
from headstamp.values import ValueUnreadable


@pytest.fixture(scope="module")
def index() -> FilmIndex:
    made = FilmIndex()
    for seed in (1, 2):
        made.add(f"ev-{seed}", sequence(film(frames(seed, 0, 16))))
    return made


@pytest.mark.parametrize("kind", ["as it is", "letterbox", "mirrored"])
def test_five_seconds_are_found_in_another_film_with_their_times(index: FilmIndex, kind: str) -> None:
    pictures = frames(7, 0, 6) + frames(2, 5.0, 5) + frames(7, 6, 5)
    done = {"as it is": np.ascontiguousarray, "letterbox": letterboxed, "mirrored": mirrored}[kind]
    found = index.ask("ev-host", sequence(film([done(one) for one in pictures], crf=33)))
    assert [(one.first, one.counts, one.mirrored) for one in found] == [("ev-2", True, kind == "mirrored")]
    told = (found[0].first_from, found[0].first_to, found[0].second_from, found[0].second_to)
    assert told == pytest.approx((5, 10, 6, 11), abs=1.0)


def test_films_that_begin_with_the_same_card_are_no_copies() -> None:
    made = FilmIndex()
    intro = frames(9, 0, 4)
    made.add("ev-1", sequence(film(intro + frames(3, 0, 10))))
    found = made.ask("ev-2", sequence(film(intro + frames(4, 0, 10))))
    assert [(one.opening, one.counts) for one in found] == [(True, False)]


def test_a_still_card_in_the_middle_is_no_copy_either() -> None:
    made, card = FilmIndex(), [picture(90, 256, 144)] * (4 * RATE)
    made.add("ev-1", sequence(film(frames(3, 0, 5) + card + frames(3, 5, 5))))
    assert not [one for one in made.ask("ev-2", sequence(film(frames(4, 0, 8) + card))) if one.counts]


def test_a_film_is_not_its_own_copy(index: FilmIndex) -> None:
    assert index.ask("ev-1", sequence(film(frames(1, 0, 16)))) == []


def test_frames_are_grey_rise_in_time_and_come_twice_a_second() -> None:
    data = film(frames(5, 0, 10))
    with av.open(io.BytesIO(data)) as opened:
        told = list(grey_frames(opened, opened.streams.video[0]))
    times = [time for time, _ in told]
    assert {len(grey) for _, grey in told} == {SIDE * SIDE}
    assert times == sorted(times)
    assert 18 <= len(times) <= 24
    assert times[0] == 0.0


def test_without_a_budget_key_frames_have_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headstamp.evidence.decoders.sequence.AT_ONCE", -1.0)
    with av.open(io.BytesIO(film(frames(5, 0, 20)))) as opened:
        told = list(grey_frames(opened, opened.streams.video[0], budget=-1.0))
    assert 3 <= len(told) <= 14


def test_a_sequence_is_kept_as_bytes_and_read_again() -> None:
    made = sequence(film(frames(5, 0, 4)))
    again = FrameSequence.from_bytes(made.to_bytes())
    assert (again.times == made.times).all()
    assert (again.codes == made.codes).all()
    assert (again.qualities == made.qualities).all()
    assert again.border == made.border
    empty = sequence_of([])
    assert FrameSequence.from_bytes(empty.to_bytes()).seconds == 0.0
    for broken in (b"", b"HSF1", made.to_bytes()[:-1], b"XXXX" + made.to_bytes()[4:]):
        with pytest.raises(ValueUnreadable):
            FrameSequence.from_bytes(broken)
