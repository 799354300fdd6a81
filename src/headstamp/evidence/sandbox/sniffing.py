"""The kind of a file by its first bytes, and the station that decodes it.

Only bytes are compared: nothing is parsed, so this may be done outside the wall. Names are never asked.
"""

from __future__ import annotations

import re

HEAD = 4096
UNKNOWN = "application/octet-stream"

STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"FLV\x01", "video/x-flv"),
    (b"OggS", "video/ogg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (b"\0\0\x01\xba", "video/mpeg"),
    (b"\0\0\x01\xb3", "video/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"WARC/", "application/warc"),
)
BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
QUICKTIME_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
PLAYLISTS = (b"#EXTM3U", b"ffconcat version")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STATION_OF_TYPE = {
    DOCX: "docx",
    "application/pdf": "pdf",
    "text/html": "html",
    "application/zip": "archive",
    "application/gzip": "archive",
    "application/x-bzip2": "archive",
    "application/x-xz": "archive",
    "application/x-tar": "archive",
    "application/warc": "archive",
}
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body|title|meta)\b",
    re.I | re.S,
)
FEW_CONTROLS = 0.02


def media_type(head: bytes) -> str:
    """The media type that the first `HEAD` bytes show."""
    for start, name in STARTS:
        if head.startswith(start):
            if name == "application/zip" and _is_word(head):
                return DOCX
            return _matroska(head) if name == "video/x-matroska" else name
    if head[4:8] == b"ftyp":
        return _base_media(head)
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/x-wav"}.get(
            head[8:12], UNKNOWN
        )
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) > 26:
        return "image/bmp"
    if head[4:8] in QUICKTIME_ATOMS:
        return "video/quicktime"
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if len(head) > 188 * 2 and head[0] == head[188] == head[376] == 0x47:
        return "video/mp2t"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and not head.startswith(b"\xff\xfe"):
        return "audio/aac" if head[1] & 0xF6 == 0xF0 else "audio/mpeg"
    return _written(head)


def station(name: str) -> str | None:
    """The station for a media type; None where no decoder of ours reads it."""
    if name in STATION_OF_TYPE:
        return STATION_OF_TYPE[name]
    if name == "application/vnd.apple.mpegurl":
        return None
    group = name.split("/")[0]
    return {"image": "picture", "video": "video", "audio": "video", "text": "text"}.get(group)


def _is_word(head: bytes) -> bool:
    """Whether the members that a ZIP begins with are those of a Word document."""
    return b"word/" in head and (b"[Content_Types].xml" in head or b"_rels/" in head)


def _base_media(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, length - 3, 4))]
    for brand in brands:
        if brand in BRANDS:
            return BRANDS[brand]
    if head[8:12] in HEIF_BRANDS:
        return "image/heic"
    if head[8:12].startswith(b"M4A"):
        return "audio/mp4"
    return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"


def _matroska(head: bytes) -> str:
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def _written(head: bytes) -> str:
    if not head:
        return UNKNOWN
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if (
        b"\0" in bare
        or sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in bare) > len(bare) * FEW_CONTROLS
    ):
        return UNKNOWN
    if bare.startswith(PLAYLISTS):
        return "application/vnd.apple.mpegurl"
    if MARKUP.match(bare):
        return "text/html"
    return "text/xml" if bare.lstrip().startswith(b"<?xml") else "text/plain"
