from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from made_pictures import Grey, in_card, picture, shrunk, with_caption
from PIL import Image

from headstamp.evidence.lookalikes.clusters import clusters
from headstamp.evidence.lookalikes.gallery import Gallery, matches_among
from headstamp.evidence.lookalikes.look import grey_of, look


def case() -> dict[str, Grey]:
    """Eight pictures, of which two were posted again, and two in one card."""
    held = {f"ev-{seed}": picture(seed) for seed in range(40, 48)}
    held["ev-40-cropped"] = np.ascontiguousarray(picture(40)[50:300, 60:440])
    held["ev-40-captioned"] = shrunk(with_caption(picture(40), "our statement"))
    held["ev-41-mirrored"] = np.ascontiguousarray(picture(41)[:, ::-1])
    held["ev-card-1"], held["ev-card-2"] = in_card(picture(50), 60), in_card(picture(51), 60)
    return held


def test_copies_in_a_case_are_found_and_grouped_and_progress_is_told() -> None:
    held, told = case(), []
    matches = list(matches_among(held, held.__getitem__, progress=told.append))
    groups = clusters(matches)
    assert [set(one.items) for one in groups] == [
        {"ev-40", "ev-40-cropped", "ev-40-captioned"},
        {"ev-41", "ev-41-mirrored"},
    ]
    assert told == [len(held)]
    assert {(one.first, one.second) for one in matches if not one.counts} <= {("ev-card-1", "ev-card-2")}


def test_the_order_of_items_does_not_change_the_groups() -> None:
    held = case()
    other_way = list(matches_among(reversed(list(held)), held.__getitem__))
    assert [set(one.items) for one in clusters(other_way)] == [
        {"ev-40", "ev-40-cropped", "ev-40-captioned"},
        {"ev-41", "ev-41-mirrored"},
    ]


def test_a_crop_of_what_was_posted_without_end_joins_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headstamp.evidence.lookalikes.gallery.MANY", 4)
    own, posted = picture(40), look("posted", picture(40), mirrored=False)
    gallery = Gallery(lambda name: picture(52) if name == "ev-other" else own)
    gallery.add(look("ev-other", picture(52)))
    for number in range(70):
        gallery.add(replace(posted, id=f"ev-{number}"))
    found = gallery.ask(look("crop", np.ascontiguousarray(own[100:, 180:]), mirrored=False))
    assert found
    assert all(one.counts and one.first != "ev-other" for one in found)


def test_among_many_pictures_only_what_stands_out_is_judged_and_copies_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("headstamp.evidence.lookalikes.gallery.MANY", 4)
    held = case() | {f"ev-{seed}": picture(seed) for seed in range(60, 78)}
    assert [set(one.items) for one in clusters(matches_among(held, held.__getitem__))] == [
        {"ev-40", "ev-40-cropped", "ev-40-captioned"},
        {"ev-41", "ev-41-mirrored"},
    ]


def test_a_gallery_can_be_asked_without_adding() -> None:
    gallery = Gallery({"ev-1": picture(1)}.__getitem__)
    gallery.add(look("ev-1", picture(1)))
    assert [one.first for one in gallery.ask(look("new", picture(1)[40:, 60:]))] == ["ev-1"]
    assert gallery.ask(look("new", picture(2))) == []
    assert len(gallery) == 1


def test_a_thumbnail_is_read_as_grey() -> None:
    made = io.BytesIO()
    Image.new("RGB", (600, 300), (255, 0, 0)).save(made, "PNG")
    grey = grey_of(made.getvalue())
    assert grey.shape == (256, 512)
    assert grey[0, 0] == 76
