"""The parts of a picture that get fingerprints of their own: above all the picture within a screenshot."""

from __future__ import annotations

import numpy as np
import pytest
from made_pictures import Grey, picture
from PIL import Image, ImageDraw

from headstamp.evidence.fingerprints.pdq import fingerprint
from headstamp.evidence.fingerprints.stills import off_page, trimmed, views
from headstamp.evidence.lookalikes.judging import judge
from headstamp.evidence.lookalikes.look import look


def plain_picture() -> Grey:
    """A night sky over a ridge: rows as plain as paper, but of another grey than the page."""
    made = Image.new("L", (512, 300), 70)
    draw = ImageDraw.Draw(made)
    draw.polygon([(0, 300), (0, 255), (150, 215), (260, 250), (400, 190), (512, 245), (512, 300)], fill=40)
    draw.ellipse((380, 30, 430, 80), fill=225)
    draw.polygon([(60, 60), (120, 40), (130, 95)], fill=120)
    return np.asarray(made)


def on_page(grey: Grey, page: int) -> tuple[Grey, int, int]:
    """A telephone's screen 512 high with a picture across its width; its first row, and the row after it."""
    shown = Image.fromarray(grey).resize((250, round(grey.shape[0] * 250 / grey.shape[1])))
    made = Image.new("L", (250, 512), page)
    draw = ImageDraw.Draw(made)
    for line in range(3):
        draw.text((10, 20 + 24 * line), "a channel says that", fill=255 - page, font_size=16)
    made.paste(shown, (0, 120))
    draw.text((10, 140 + shown.height), "12 of 40 answers", fill=255 - page, font_size=16)
    return np.asarray(made), 120, 120 + shown.height


@pytest.mark.parametrize("page", [255, 24])
@pytest.mark.parametrize("what", [plain_picture(), picture(5)], ids=["plain", "rich"])
def test_a_picture_on_a_page_is_found_in_it(what: Grey, page: int) -> None:
    shot, top, bottom = on_page(what, page)
    box = off_page(shot)
    assert (box.left, box.right) == (0, 250)
    assert box.top == pytest.approx(top, abs=2)
    assert box.bottom == pytest.approx(bottom, abs=2)
    assert fingerprint(np.ascontiguousarray(box.of(shot))).distance(fingerprint(what)) < 60


def test_a_plain_picture_in_a_screenshot_is_a_copy() -> None:
    pytest.importorskip("cv2", reason="the extra 'lookalikes' is not installed")
    shot, _, _ = on_page(plain_picture(), 255)
    match = judge(look("shot", shot), look("own", plain_picture(), mirrored=False))
    assert match is not None
    assert match.counts


def test_a_picture_without_a_page_is_all_of_itself() -> None:
    grey = picture(8)
    assert off_page(grey).area == trimmed(grey).area == grey.size


def test_a_bare_page_has_no_picture() -> None:
    assert off_page(np.full((300, 200), 255, np.uint8)).area == 60_000
    assert views(np.full((300, 200), 255, np.uint8)) == ()
