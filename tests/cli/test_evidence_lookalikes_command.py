"""`headstamp evidence lookalikes`: copies of a picture are one observation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from asked import Run
from PIL import Image, ImageDraw, ImageOps


def scene(seed: int) -> Image.Image:
    """A picture with much in it: made-up shapes."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", (640, 480), tuple(int(one) for one in chance.integers(60, 200, 3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(120):
        left, top, wide, high = (int(one) for one in chance.integers(8, (640, 480, 130, 130)))
        colour = tuple(int(one) for one in chance.integers(0, 255, 3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)(
            [left, top, left + wide, top + high], colour
        )
    return picture


@pytest.fixture
def posted(run: Run, case: Path) -> Path:
    """A case with one picture posted four times, and another picture."""
    picture, captioned = scene(1), Image.new("RGB", (640, 560))
    captioned.paste(picture, (0, 0))
    ImageDraw.Draw(captioned).text((20, 510), "BREAKING", fill=(255, 255, 255))
    copies = {
        "first": picture,
        "mirrored": ImageOps.mirror(picture),
        "cropped": picture.crop((80, 60, 580, 440)),
        "captioned": captioned,
        "another": scene(2),
    }
    for day, (name, one) in enumerate(copies.items(), start=1):
        one.save(f"{name}.jpg", quality=80)
        told = ("--source", f"https://example.org/{name}", "--collected", f"2014-06-0{day}")
        assert run("evidence", "add", case, f"{name}.jpg", *told).code == 0
    return case


def test_copies_are_one_observation_with_its_first_appearance(run: Run, posted: Path) -> None:
    told = run("evidence", "lookalikes", posted, "--json")
    assert told.code == 0
    body = told.json("evidence.lookalikes/1")
    names = {
        one["id"]: one["name"]
        for one in run("evidence", "list", posted, "--json").json("evidence.list/1")["items"]
    }
    (group,) = body["groups"]
    assert {names[one] for one in group["items"]} == {
        "first.jpg", "mirrored.jpg", "cropped.jpg", "captioned.jpg"
    }  # fmt: skip
    assert (group["first"]["source"], group["first"]["collected"]) == (
        "https://example.org/first", "2014-06-01"
    )  # fmt: skip
    assert any("mirrored" in one["changes"] for one in group["because"])
    assert "4 items, one observation" in run("evidence", "lookalikes", posted).out


def test_sightings_of_copies_are_linked_when_asked_for(run: Run, posted: Path) -> None:
    Path("sightings.csv").write_text(
        "id,item_type,weapon,holder,to,locator\n"
        + "".join(
            f"S-{number},weapon,AKM,not known,2014,{one['id']}\n"
            for number, one in enumerate(
                run("evidence", "list", posted, "--json").json("evidence.list/1")["items"], start=1
            )
        )
    )
    assert run("sightings", "import", posted, "sightings.csv").code == 0
    assert run("evidence", "lookalikes", posted).code == 0
    rows = run("sightings", "list", posted, "--json").json("list/1")["rows"]
    assert not [one for one in rows if one.get("same_as")]
    linked = run("evidence", "lookalikes", posted, "--link", "--json").json("evidence.lookalikes/1")["linked"]
    assert {one["sighting"]: one["same_as"] for one in linked} == {
        "S-2": ["S-1"], "S-3": ["S-1"], "S-4": ["S-1"]
    }  # fmt: skip
    rows = run("sightings", "list", posted, "--json").json("list/1")["rows"]
    assert {one["id"]: one.get("same_as", "") for one in rows} == {
        "S-1": "", "S-2": "S-1", "S-3": "S-1", "S-4": "S-1", "S-5": ""
    }  # fmt: skip
    again = run("evidence", "lookalikes", posted, "--link", "--json").json("evidence.lookalikes/1")["linked"]
    assert again == []


def test_a_picture_of_another_case_is_loudly_told(run: Run, posted: Path) -> None:
    run("evidence", "lookalikes", posted)
    assert run("init", "d").code == 0
    scene(1).resize((500, 375)).save("seen before.jpg", quality=50)
    assert run("evidence", "add", "d", "seen before.jpg").code == 0
    told = run("evidence", "lookalikes", "d")
    assert "In another case:" in told.err
    assert str(posted.resolve()) in told.err.replace("\n", "")
