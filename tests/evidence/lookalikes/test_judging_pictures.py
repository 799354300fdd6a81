from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pytest
from made_pictures import Grey, in_card, picture, shrunk, with_caption
from PIL import Image, ImageDraw

from headstamp.evidence.lookalikes.judging import judge
from headstamp.evidence.lookalikes.look import look
from headstamp.evidence.lookalikes.match import Grade, Match, Part
from headstamp.evidence.lookalikes.opencv import opencv
from headstamp.values import Refused


def compared(earlier: Grey, seen: Grey) -> Match | None:
    return judge(look("seen", shrunk(seen)), look("earlier", shrunk(earlier), mirrored=False))


def turned(grey: Grey, degrees: float) -> Grey:
    return np.asarray(Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, expand=True))


def with_logo(grey: Grey) -> Grey:
    image = Image.fromarray(grey)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 90, 90), fill=250)
    draw.text((34, 36), "XQ", fill=0, font_size=32)
    return np.asarray(image)


def screenshot(grey: Grey) -> Grey:
    made = Image.new("L", (540, 1000), 255)
    draw = ImageDraw.Draw(made)
    for line, text in enumerate(("12:47", "a channel", "shared a picture of the front")):
        draw.text((20, 20 + 50 * line), text, fill=0, font_size=30)
    made.paste(Image.fromarray(grey).resize((540, 358)), (0, 220))
    draw.text((20, 620), "1,204 views, 33 answers", fill=0, font_size=28)
    return np.asarray(made)


COPIES: dict[str, tuple[Callable[[Grey], Grey], set[str]]] = {
    "as it is": (lambda grey: grey, set()),
    "cropped": (lambda grey: grey[60:300, 100:458], {"cut"}),
    "mirrored": (lambda grey: np.ascontiguousarray(grey[:, ::-1]), {"mirrored"}),
    "turned a little": (lambda grey: turned(grey, -5), {"turned"}),
    "turned a quarter": (lambda grey: turned(grey, 90), {"turned"}),
    "captioned": (lambda grey: with_caption(grey, "convoy near the river, morning"), {"added"}),
    "with a logo": (with_logo, {"covered"}),
    "in a screenshot": (screenshot, {"added"}),
    "small and mirrored and cropped": (lambda grey: grey[20:330, 500:40:-1][::2, ::2], {"mirrored", "cut"}),
}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_found_and_what_was_done_is_said(kind: str) -> None:
    done, said = COPIES[kind]
    match = compared(picture(1), done(picture(1)))
    assert match is not None
    assert match.counts
    assert (match.first, match.second) == ("earlier", "seen")
    assert said <= {change.kind for change in match.changes}


def test_what_was_cut_and_what_was_added_are_told_as_rectangles() -> None:
    cut = compared(picture(2), picture(2)[0:204, 128:512])
    assert cut is not None
    part = next(change.part for change in cut.changes if change.kind == "cut")
    assert isinstance(part, Part)
    assert (part.left, part.top, part.right, part.bottom) == pytest.approx((0.25, 0.0, 1.0, 0.6), abs=0.02)
    added = compared(picture(2), with_caption(picture(2), "statement of the brigade"))
    assert added is not None
    place = next(change.part for change in added.changes if change.kind == "added")
    assert isinstance(place, Part)
    assert (place.left, place.top, place.right, place.bottom) == pytest.approx((0, 0, 1, 0.85), abs=0.02)
    assert "lies 0% from the left" in str(added)


def test_other_pictures_share_nothing() -> None:
    looks = [look(str(seed), picture(seed)) for seed in range(20, 28)]
    found = [judge(one, other) for one in looks for other in looks if one is not other]
    assert not [match for match in found if match is not None]


def test_the_same_logo_caption_or_card_is_no_copy() -> None:
    pairs = [
        (with_logo(picture(3)), with_logo(picture(4))),
        (with_caption(picture(3), "front"), with_caption(picture(4), "front")),
        (in_card(picture(3), 9), in_card(picture(4), 9)),
    ]
    found = [compared(one, other) for one, other in pairs]
    assert not [match for match in found if match is not None and match.counts]
    assert found[2] is not None
    assert found[2].grade is Grade.TEMPLATE


def test_nothing_is_claimed_of_blank_pictures() -> None:
    blank = np.full((300, 400), 128, np.uint8)
    assert compared(blank, blank) is None


def test_without_opencv_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    opencv.cache_clear()
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(Refused, match=r"headstamp\[lookalikes\]"):
        look("one", picture(1))
