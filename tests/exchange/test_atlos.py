from __future__ import annotations

import json
from pathlib import Path

from foreign_exports import URL, VIDEO, atlos_csv, atlos_export, put, sha256

from headstamp.exchange import Contents, read_export, recognise


def test_the_csv_tells_incidents_and_sources(tmp_path: Path) -> None:
    read = read_export(atlos_csv(tmp_path))
    (incident,) = read.told
    assert (incident.kind, incident.key) == ("incident", "XYZ-1")
    assert incident.facts["description"] == "=A launcher, seen"
    assert incident.facts["longitude"] == "-7.25"
    assert incident.facts["sensitive"] == "Graphic Violence; Personal Information Visible"
    assert (incident.facts["status"], incident.facts["status_(2)"]) == ("To Do", "open")
    assert [one.source for one in read.missing] == ["https://a.example/1", "https://b.example/2"]
    assert read.missing[0].facts["incident.calibre"] == "82 mm"
    assert read.missing[0].facts["sensitive"] == "Graphic Violence; Personal Information Visible"


def test_the_full_export_brings_its_files(tmp_path: Path) -> None:
    read = read_export(atlos_export(tmp_path))
    video = next(find for find in read.finds if find.name == "media_XYZ-1-1.mp4")
    assert (video.source, video.collected, video.how) == (URL, "2026-01-02T03:04:06", "Atlos (media)")
    assert video.claimed == {"sha256": sha256(VIDEO)}
    assert video.facts["sensitive"] == "Graphic Violence"
    assert video.facts["incident.Equipment Used"] == "Small Arm"
    assert video.facts["source_material.metadata.other-tool.seen"] == "yes"
    assert [one.why for one in read.missing] == [
        "Its folder holds no single file of this kind.",
        "The export holds no folder of this source material.",
    ]
    assert {one.kind for one in read.told} == {"project", "incident"}
    assert read.unnamed == ()


def test_the_members_of_its_zip_are_read_alike(tmp_path: Path) -> None:
    atlos_export(tmp_path)
    folder = Contents.of_folder(tmp_path)
    for number, (name, path) in enumerate(sorted(folder.files.items())):
        path.rename(tmp_path / str(number))
        folder.files[name] = tmp_path / str(number)
    members = Contents.of_members(folder.files.items())
    found = recognise(members)
    assert found is not None
    assert found.name == "atlos-export"
    read = read_export(Path("export.zip"), "atlos-export", beside=members)
    video = next(find for find in read.finds if find.name == "media_XYZ-1-1.mp4")
    assert video.file.read_bytes() == VIDEO
    assert video.file.parent == tmp_path


def test_two_artifacts_of_one_name_are_told_apart_by_nobody(tmp_path: Path) -> None:
    root = "e/X-1/X-1-1"
    version = {
        "source_url": URL,
        "scoped_id": 1,
        "artifacts": [{"type": "media", "mime_type": "video/mp4"}] * 2,
    }
    meta = put(tmp_path, "m", json.dumps(version))
    one, two = put(tmp_path, "1", b"1"), put(tmp_path, "2", b"2")
    name = f"{root}/media_X-1-1.mp4"
    members = Contents.of_members([(f"{root}/metadata.json", meta), (name, one), (name, two)])
    read = read_export(Path("export.zip"), "atlos-export", beside=members)
    assert len(read.missing) == 2
    assert read.unnamed == (f"{name} (1)", f"{name} (2)")
    assert [remark.why for remark in read.ledger.files[-1].remarks] == [
        f"{name}: 2 files bear this name, so none of them is matched by it."
    ]


def test_a_broken_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    root = atlos_export(tmp_path)
    put(root, "XYZ-1/metadata.json", '{"slug": ')
    read = read_export(root)
    assert read.ledger.rejected == 1
    assert any(find.name == "media_XYZ-1-1.mp4" for find in read.finds)
