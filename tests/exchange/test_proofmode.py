from __future__ import annotations

import json
from pathlib import Path

from foreign_exports import VIDEO, proofmode, put, sha256, starling

from headstamp.exchange import PRIVATE, read_export


def test_a_proof_and_its_picture(tmp_path: Path) -> None:
    read = read_export(proofmode(tmp_path))
    video = next(find for find in read.finds if find.name == "IMG_1.mp4")
    assert video.file.read_bytes() == VIDEO
    assert video.claimed == {"sha256": sha256(VIDEO)}
    assert (video.collected, video.note) == ("2026-01-02T03:04Z", "a note")
    private = {name for name in video.facts if name.startswith(PRIVATE)}
    assert private == {f"private.{name}" for name in ("deviceid", "wifi_mac", "ipv4", "cellinfo")}
    assert video.facts["locale"] == "xx"  # only the JSON says so
    kinds = {
        find.facts["import.what"] for find in read.finds if find.facts.get("import.parent") == "IMG_1.mp4"
    }
    assert kinds == {"signature", "signature of the proof", "time stamp (OpenTimestamps)"}
    assert read.unnamed == ("pubkey.asc",)
    assert read.ledger.understood == 2


def test_a_batch_tells_of_several(tmp_path: Path) -> None:
    rows = ["File Path,File Hash SHA256,MAC Address,IP,Tipping"]
    rows += [f"/sd/{number}.jpg,{sha256(str(number).encode())},m,i,t" for number in range(2)]
    put(tmp_path, "batchproof.csv", "\n".join(rows))
    put(tmp_path, "0.jpg", b"0")
    read = read_export(tmp_path)
    assert [find.name for find in read.finds] == ["batchproof.csv", "0.jpg"]
    assert {name for name in read.finds[1].facts if name.startswith(PRIVATE)} == {
        "private.mac_address",
        "private.ip",
    }
    assert read.finds[1].facts["tipping"] == "t"
    (missing,) = read.missing
    assert (missing.name, missing.claimed) == ("1.jpg", {"sha256": sha256(b"1")})


def test_a_proof_is_never_taken_for_its_picture(tmp_path: Path) -> None:
    proofmode(tmp_path)
    (tmp_path / "IMG_1.mp4").unlink()
    read = read_export(tmp_path)
    assert [one.name for one in read.missing] == ["IMG_1.mp4"]


def test_a_proof_about_another_hash_than_its_name_is_doubted(tmp_path: Path) -> None:
    told = {"File Path": "a.jpg", "File Hash SHA256": "0" * 64}
    put(tmp_path, f"{'1' * 64}.proof.json", json.dumps(told))
    read = read_export(tmp_path)
    assert read.missing[0].claimed == {"sha256": "0" * 64}
    assert "its name says" in read.ledger.files[0].remarks[0].why


def test_starling_describes_its_content(tmp_path: Path) -> None:
    read = read_export(starling(tmp_path))
    video = next(find for find in read.finds if find.name == "A video")
    assert video.file.read_bytes() == VIDEO
    assert (video.collected_by, video.note) == ("Somebody", "Seen")
    assert video.claimed == {"sha256": sha256(VIDEO)}
    assert video.facts["private.geolocation.latitude"] == "12.5"
    assert read.unnamed == ()


def test_a_description_without_its_content(tmp_path: Path) -> None:
    put(
        tmp_path,
        f"{'1' * 64}-meta-content.json",
        json.dumps({"contentMetadata": {"author": "R.", "private": 1}}),
    )
    (missing,) = read_export(tmp_path).missing
    assert (missing.collected_by, missing.claimed) == ("R.", {"sha256": "1" * 64})
    assert missing.facts["private.private"] == "1"


def test_a_broken_proof_does_not_stop_the_others(tmp_path: Path) -> None:
    proofmode(tmp_path)
    put(tmp_path, f"{'2' * 64}.proof.csv", b"\xff\xfea\0")
    put(tmp_path, f"{'2' * 64}.proof.json", b"{")
    read = read_export(tmp_path)
    assert any(find.name == "IMG_1.mp4" for find in read.finds)
    assert read.ledger.rejected == 2
