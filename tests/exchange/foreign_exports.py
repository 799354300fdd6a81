"""Exports in the exact forms of other tools, small and made up; nobody's data."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VIDEO, THUMB, TOKEN = b"a video", b"a thumbnail", b"a token"
URL = "https://t.me/made_up/1"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def medium(filename: str, urls: list[str], key: str | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "filename": filename,
        "_key": key,
        "urls": urls,
        "properties": properties,
        "_mimetype": "video/mp4",
        "_stored": False,
    }


def nested_media() -> list[dict[str, Any]]:
    """A video with a thumbnail inside, and the hashes that were time-stamped with their token inside."""
    short = sha256(VIDEO)[:24]
    video = medium("./tmpx/v.mp4", [f"./local_archive/{short}.mp4"], "v.mp4", hash=f"SHA-256:{sha256(VIDEO)}")
    video["properties"] |= {"pdq_hash": "3f2", "duration": 12.5}
    video["properties"]["thumbnails"] = [
        medium("./tmpx/t.jpg", ["./local_archive/th.jpg"], "th.jpg", id="thumbnail_0")
    ]
    token = medium("./tmpx/token", ["./local_archive/token.tsr"], "token.tsr", tsa="http://tsa.example")
    token["properties"]["cert_chain"] = [
        medium("./tmpx/1.crt", ["./local_archive/1.crt"], "1.crt", subject="CA")
    ]
    hashes = medium("./tmpx/hashes.txt", ["./local_archive/hashes.txt"], "hashes.txt")
    hashes["properties"]["timestamp_authority_files"] = [token]
    return [video, hashes]


def metadata(url: str = URL, **more: Any) -> dict[str, Any]:
    return {"_processed_at": AT, "url": url, "title": "A post", "timestamp": AT, **more}


def db_csv(*rows: tuple[str, str, str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["status", "metadata", "media"])
    writer.writerows(rows)
    return out.getvalue()


def auto_archiver(folder: Path) -> Path:
    """A run of auto-archiver: its table, and the files it stored."""
    put(folder, f"local_archive/{sha256(VIDEO)[:24]}.mp4", VIDEO)
    put(folder, "local_archive/th.jpg", THUMB)
    put(folder, "local_archive/token.tsr", TOKEN)
    put(folder, "local_archive/hashes.txt", sha256(VIDEO))
    gone = medium("./tmpy/w.mp4", ["https://bucket.example/w.mp4"], "w.mp4", hash="SHA-256:" + "0" * 64)
    table = db_csv(
        ("generic_extractor: success", repr(metadata()), repr(nested_media())),
        ("telegram: success", repr(metadata("https://t.me/made_up/2")), repr([gone])),
        ("nothing archived", repr(metadata("https://t.me/made_up/3")), "[]"),
    )
    return put(folder, "db.csv", table)


def metadata_json(folder: Path, name: str = "meta/metadata.json") -> Path:
    put(folder, "meta/v.mp4", VIDEO)
    told = {
        "status": "wayback: success",
        "metadata": {**metadata(), "_processed_at": str(AT), "timestamp": str(AT)},
    }
    told["media"] = [
        {key: one for key, one in medium("./tmp/v.mp4", [], "v.mp4").items() if key != "_stored"}
    ]
    return put(folder, name, json.dumps(told))


def sheet(folder: Path) -> Path:
    put(folder, "archive/post-1.html", b"<html>")
    put(folder, "archive/th.jpg", THUMB)
    head = "Link,Archive status,Archive location,Archive date,Thumbnail,Upload timestamp,Hash,"
    head += "Perceptual hashes,Team note"
    rows = [
        f'{URL},telegram: success,"https://cdn.example/archive/post-1.html\nhttps://drive.example/x",'
        f'2026-01-02T03:04:05+00:00,"=IMAGE(""https://cdn.example/archive/th.jpg"")",2026-01-01T00:00:00+00:00,'
        f'SHA-256:{sha256(b"<html>")},"3f2,4",check again',
        "https://t.me/made_up/2,[cached] nothing archived,,2026-01-03T00:00:00+00:00,,,,,",
        "https://t.me/made_up/3,Archive in progress,,,,,,,",
        "https://t.me/made_up/4,unsuccessful,,,,,not-calculated,,",
    ]
    return put(folder, "sheet.csv", "\n".join([head, *rows]) + "\n")


def atlos_csv(folder: Path) -> Path:
    head = "slug,inserted_at,updated_at,latitude,longitude,status,description,date,sensitive,"
    head += "source_1,source_2,Calibre,Status"
    row = (
        "XYZ-1,2026-01-02T03:04:05,2026-01-03T00:00:00,12.5,'-7.25,To Do,\"'=A launcher, seen\",2026-01-01,"
        '"Graphic Violence, Personal Information Visible",https://a.example/1,https://b.example/2,82 mm,open'
    )
    return put(folder, "atlos-export-2026-01-05.csv", f"{head}\n{row}\n")


def atlos_export(folder: Path) -> Path:
    root = folder / "atlos-export-2026-01-05"
    artifact = {
        "id": "a1",
        "type": "media",
        "file_hash_sha256": sha256(VIDEO),
        "file_size": len(VIDEO),
        "mime_type": "video/mp4",
        "perceptual_hashes": {"computed": [{"kind": "phash", "hash": "AAECAwQFBgc="}]},
        "inserted_at": "2026-01-02T03:04:06",
    }
    pdf = {"id": "a2", "type": "pdf", "file_hash_sha256": "1" * 64, "mime_type": "application/pdf"}
    version = {
        "id": "v1",
        "scoped_id": 1,
        "source_url": URL,
        "status": "complete",
        "visibility": "visible",
        "inserted_at": "2026-01-02T03:04:05",
        "metadata": {"other-tool": {"seen": True}},
        "artifacts": [artifact, pdf],
    }
    lost = {"id": "v2", "scoped_id": 2, "source_url": "https://b.example/2", "artifacts": []}
    incident = {
        "id": "i1",
        "slug": "XYZ-1",
        "attr_description": "A launcher",
        "attr_geolocation": {"coordinates": [-7.25, 12.5]},
        "attr_sensitive": ["Graphic Violence"],
        "attr_status": "To Do",
        "project_attributes": [{"name": "Equipment Used", "id": "p1", "value": ["Small Arm"]}],
        "versions": [version, lost],
        "unheard_of": 7,
    }
    put(root, "README.txt", "Atlos")
    put(root, "project.json", json.dumps({"id": "p", "name": "Made up", "code": "XYZ"}))
    put(root, "XYZ-1/metadata.json", json.dumps(incident))
    put(root, "XYZ-1/updates.json", "[]")
    put(root, "XYZ-1/XYZ-1-1/metadata.json", json.dumps(version))
    put(root, "XYZ-1/XYZ-1-1/media_XYZ-1-1.mp4", VIDEO)
    return root


def wacz(folder: Path) -> Path:
    pages = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
        {
            "id": "1",
            "url": URL,
            "ts": "2026-01-02T03:04:05.123Z",
            "title": "A post",
            "text": "words",
            "size": 3,
        },
        {"id": "2", "url": "https://b.example/", "ts": "2026-01-02T03:05:00Z"},
    ]
    files = {
        "archive/data.warc.gz": b"not read here",
        "indexes/index.cdx.gz": b"index",
        "pages/pages.jsonl": "\n".join(map(json.dumps, pages)).encode() + b"\n",
    }
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{sha256(data)}", "bytes": len(data)}
        for name, data in files.items()
    ]
    package = json.dumps(
        {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources, "title": "T"}
    )
    hashed = f"sha256:{sha256(package.encode())}"
    signed = {
        "hash": hashed,
        "created": "2026-01-02T03:06:00Z",
        "signature": "x",
        "publicKey": "y",
        "software": "z",
    }
    files["datapackage.json"] = package.encode()
    files["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": hashed, "signedData": signed}
    ).encode()
    for name, data in files.items():
        put(folder, name, data)
    return folder


def proofmode(folder: Path) -> Path:
    told = {
        "File Path": "/storage/emulated/0/DCIM/IMG_1.mp4",
        "File Hash SHA256": sha256(VIDEO),
        "Proof Generated": "2026-01-02T03:04Z",
        "DeviceID": "abc",
        "Wifi MAC": "02:00",
        "IPv4": "10.0.0.1",
        "CellInfo": "[]x",
        "Location.Latitude": "12.5",
        "Notes": "a note",
    }
    out = io.StringIO(newline="")
    csv.writer(out).writerows([list(told), list(told.values())])
    name = sha256(VIDEO)
    put(folder, f"{name}.proof.csv", out.getvalue())
    put(folder, f"{name}.proof.json", json.dumps(told | {"Locale": "xx"}))
    put(folder, f"{name}.asc", b"signature")
    put(folder, f"{name}.proof.csv.asc", b"signature")
    put(folder, f"{name}.ots", b"stamp")
    put(folder, "pubkey.asc", b"key")
    put(folder, "IMG_1.mp4", VIDEO)
    return folder


def starling(folder: Path) -> Path:
    name = sha256(VIDEO)
    content = {
        "name": "A video",
        "mime": "video/mp4",
        "description": "Seen",
        "author": {"@type": "Person", "name": "Somebody"},
        "dateCreated": "2026-01-02T03:04:05Z",
        "validatedSignatures": [{"provider": "p", "algorithm": "a"}],
        "private": {"geolocation": {"latitude": "12.5"}},
    }
    put(folder, f"{name}-meta-content.json", json.dumps({"contentMetadata": content}))
    put(folder, f"{name}-meta-recorder.json", "{}")
    put(folder, f"{name}.mp4", VIDEO)
    return folder
