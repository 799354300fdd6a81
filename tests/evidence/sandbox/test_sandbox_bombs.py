"""Small files that claim or unfold to more than they may: refused soon, and nothing grows outside."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import made_files
import pytest
from PIL import Image

from headstamp.evidence.sandbox import Member, Sandbox, Verdict
from headstamp.evidence.sandbox.unpacking import Limits

MIB = 1024 * 1024
SMALL = Limits(members=100, member_bytes=8 * MIB, total_bytes=64 * MIB, ratio=50, free_bytes=16 * MIB)
Write = Callable[[str, bytes], Path]


def png_bomb(side: int = 40_000) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10 * MIB), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_bomb(side: int = 60_000) -> bytes:
    tags = [
        (256, side),
        (257, side),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, side),
        (279, side),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(64)


def patched(data: bytes, place: int, form: str, *values: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def png_text_bomb() -> bytes:
    """A small picture whose compressed note unfolds to 200 MB."""
    note = b"note\0\0" + zlib.compress(bytes(200 * MIB), 9)
    chunk = struct.pack(">I", len(note)) + b"zTXt" + note + struct.pack(">I", zlib.crc32(b"zTXt" + note))
    small = made_files.saved(Image.new("RGB", (2, 2)), "PNG")
    return small[:33] + chunk + small[33:]


PICTURES = {
    "png of 1.6e9 pixels": png_bomb(),
    "tiff of 3.6e9 pixels": tiff_bomb(),
    "bmp of 2.5e9 pixels": patched(
        made_files.saved(Image.new("RGB", (2, 2)), "BMP"), 18, "<ii", 50_000, 50_000
    ),
    "gif of 4.2e9 pixels": patched(made_files.saved(Image.new("P", (2, 2)), "GIF"), 6, "<HH", 65_000, 65_000),
    "jpeg of 4.2e9 pixels": (lambda data: patched(data, data.index(b"\xff\xc0") + 5, ">HH", 65_000, 65_000))(
        made_files.saved(Image.new("RGB", (8, 8)), "JPEG")
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_too_many_pixels_is_refused(best_sandbox: Sandbox, written: Write, name: str) -> None:
    found = best_sandbox.submit(written("bomb", PICTURES[name])).result()
    assert found.verdict is Verdict.REFUSED, found
    assert found.parts == ()


def test_a_note_that_unfolds_too_far_ends_in_a_verdict(best_sandbox: Sandbox, written: Write) -> None:
    found = best_sandbox.submit(written("bomb", png_text_bomb())).result()
    assert found.verdict in (Verdict.REFUSED, Verdict.BROKEN)


def test_a_deep_text_is_only_a_text(best_sandbox: Sandbox, written: Write) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(10)
    )
    for data in (b"[" * 1_000_000, b'{"a":' * 200_000, laughs.encode() + b"]><a>&a9;</a>", b"<b>" * 300_000):
        found = best_sandbox.submit(written("deep", data)).result()
        assert found.verdict in (Verdict.OK, Verdict.REFUSED)
        assert sum(len(part.data) for part in found.parts) <= 4 * MIB


def gathered(sandbox: Sandbox, file: Path, folder: Path, limits: Limits = SMALL) -> list[Member]:
    found = sandbox.submit(file).result()
    return list(sandbox.members(file, found.media_type, folder, limits=limits))


def in_tar(name: str, data: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname, entry.size = kind, link, len(data)
        made.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def in_zip(*names: str, data: bytes = b"x", way: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as made:
        for name in names:
            made.writestr(name, data)
    return out.getvalue()


def overlapping_zip(times: int = 60) -> bytes:
    """Many entries that all point at one megabyte of zeros, as in the flat bombs of Fifield (2019)."""
    whole = in_zip("a", data=bytes(MIB))
    directory = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry = whole[directory:end]
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, times, times, len(entry) * times, directory, 0)
    return whole[:directory] + entry * times + tail


ZEROS = bytes(70 * MIB)
UNFOLDING = {
    "gzip": gzip.compress(ZEROS),
    "bzip2": bz2.compress(ZEROS),
    "xz": lzma.compress(ZEROS),
    "zip deflated": in_zip("a", data=ZEROS),
    "zip bzip2": in_zip("a", data=ZEROS, way=zipfile.ZIP_BZIP2),
    "zip of many overlapping members": overlapping_zip(),
    "tar.gz": gzip.compress(in_tar("a", ZEROS)),
    "gzip of gzip, once": gzip.compress(gzip.compress(ZEROS) + bytes(20 * MIB)),
}


@pytest.mark.parametrize("name", UNFOLDING)
def test_an_archive_that_unfolds_too_far_is_cut(
    best_sandbox: Sandbox, written: Write, name: str, tmp_path: Path
) -> None:
    members = gathered(best_sandbox, written("bomb", UNFOLDING[name]), tmp_path / "out")
    assert members[-1].facts["verdict"] == Verdict.REFUSED, members[-1]
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 17 * MIB


def test_too_many_members_are_cut(best_sandbox: Sandbox, written: Write, tmp_path: Path) -> None:
    members = gathered(best_sandbox, written("many", in_zip(*map(str, range(300)))), tmp_path / "out")
    assert len(members) == 101
    assert members[-1].facts["verdict"] == Verdict.REFUSED


def test_a_sparse_giant_in_a_tar_is_cut(best_sandbox: Sandbox, written: Write, tmp_path: Path) -> None:
    data = bytearray(in_tar("a", b"x" * 512))
    data[124:136] = b"\x80\0\0\0" + struct.pack(">Q", 1 << 50)  # the size, in the form for large ones
    data[148:156] = b"        "
    data[148:156] = b"%06o\0 " % sum(data[:512])
    members = gathered(best_sandbox, written("giant", bytes(data)), tmp_path / "out")
    assert all(member.file is None or member.file.stat().st_size < MIB for member in members)


def test_a_gzip_that_holds_itself_is_one_member(
    best_sandbox: Sandbox, written: Write, tmp_path: Path
) -> None:
    """Nothing is unpacked twice of its own accord; how deep to go is for the caller."""
    data = b"end"
    for _ in range(50):
        data = gzip.compress(data)
    (member,) = gathered(best_sandbox, written("nested", data), tmp_path / "out")
    assert member.file is not None
    assert member.file.read_bytes()[:2] == b"\x1f\x8b"


NAMES_THAT_LEAD_OUT = ("../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", "\\\\host\\x", "/", "..")


@pytest.mark.parametrize("name", NAMES_THAT_LEAD_OUT)
def test_names_are_data(sandbox: Sandbox, written: Write, name: str, tmp_path: Path) -> None:
    for data in (in_zip(name, "good"), in_tar(name, b"x"), gzip.compress(in_tar(name, b"x"))):
        folder = tmp_path / "deep/er/out"
        for member in gathered(sandbox, written("slip", data), folder):
            assert (member.name == "good") == (member.file is not None), member
            assert member.file is None or member.file.parent == folder
            assert member.why or member.name == "good"
    everything = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert everything == {"slip", "deep"}


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        (tarfile.SYMTYPE, "/etc/passwd"), (tarfile.SYMTYPE, "../../.."), (tarfile.LNKTYPE, "/etc/passwd"),
        (tarfile.CHRTYPE, ""), (tarfile.BLKTYPE, ""), (tarfile.FIFOTYPE, ""), (b"V", ""),
    ],
)  # fmt: skip
def test_links_and_devices_are_turned_away(
    sandbox: Sandbox, written: Write, kind: bytes, link: str, tmp_path: Path
) -> None:
    (member,) = gathered(sandbox, written("tar", in_tar("a", b"", kind, link)), tmp_path / "out")
    assert (member.file, bool(member.why)) == (None, True) or kind == b"V"
    assert all(path.is_file() and not path.is_symlink() for path in (tmp_path / "out").iterdir())


def test_a_link_in_a_zip_and_a_locked_member_are_told(
    sandbox: Sandbox, written: Write, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("locked", "x")
        made.writestr("open", "x")
    data = bytearray(out.getvalue())
    place = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[place + 8] |= 1
    told = {
        member.name: member.why for member in gathered(sandbox, written("zip", bytes(data)), tmp_path / "out")
    }
    assert told == {"link": "It is a link, which is never followed", "locked": "It is encrypted", "open": ""}


def test_a_bad_tail_keeps_the_good_head(sandbox: Sandbox, written: Write, tmp_path: Path) -> None:
    two = io.BytesIO()
    with tarfile.open(fileobj=two, mode="w") as made:
        for name in ("first", "second"):
            entry = tarfile.TarInfo(name)
            entry.size = 20_000
            made.addfile(entry, io.BytesIO(bytes(range(250)) * 80))
    cut = two.getvalue()[:25_000]
    for number, data in enumerate((cut, gzip.compress(two.getvalue())[:-40])):
        first, *rest = gathered(sandbox, written("cut", data), tmp_path / f"out{number}")
        assert (first.name, first.why) == ("first", "")
        assert first.file is not None
        assert first.file.stat().st_size == 20_000
        assert any(member.why for member in rest), rest


def test_a_polyglot_is_decoded_as_what_it_begins_with(sandbox: Sandbox, written: Write) -> None:
    picture = made_files.saved(Image.new("RGB", (8, 8)), "GIF")
    found = sandbox.submit(written("both", picture + in_zip("a"))).result()
    assert (found.verdict, found.media_type) == (Verdict.OK, "image/gif")
    for data in (b"%PDF-1.4\n" + in_zip("a"), b"GIF89a=1;//%PDF-", b"\xff\xd8\xff\xe0<html><script>"):
        assert sandbox.submit(written("both", data)).result().verdict in (Verdict.BROKEN, Verdict.OK)


@pytest.mark.parametrize(
    "start",
    ["#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{port}/x.ts\n", "ffconcat version 1.0\nfile '/etc/passwd'\n"],
)
def test_playlists_are_not_followed(sandbox: Sandbox, written: Write, start: str) -> None:
    found = sandbox.submit(written("list", start.format(port=1).encode())).result()
    assert (found.verdict, found.parts) == (Verdict.NOT_SUPPORTED, ())


def test_a_film_cannot_pass_itself_off_as_a_playlist(sandbox: Sandbox, written: Write) -> None:
    for head in (b"\0\0\0\x18ftypisom\0\0\0\0isom", b"\x1aE\xdf\xa3", b"RIFF\0\0\0\0AVI ", b"FLV\x01"):
        found = sandbox.submit(written("film", head + b"\n#EXTM3U\nhttp://127.0.0.1/x\n")).result()
        assert found.verdict in (Verdict.BROKEN, Verdict.OK)
        assert found.parts == ()


def test_facts_of_a_page_are_clean(sandbox: Sandbox, written: Write) -> None:
    page = "<!doctype html><title>a\u202eb\x1b[31mc\x07</title><p>text\x1b]0;x\x07" + " " * 200
    found = sandbox.submit(written("page", page.encode())).result()
    assert found.facts["title"] == "abc"
    assert found.parts[0].data == b"text"
    assert json.dumps(dict(found.facts)).isascii()
