"""Archives: which kind, and their members one after another. What lies in a member is for another child to see.

A member's name is only ever told, never used. Links, devices and names that lead out of a folder are turned
away. Limits on bytes, ratio and number are kept by the host, which cuts the stream.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from headstamp.evidence.decoders import web_archive
from headstamp.evidence.decoders.found import Found
from headstamp.evidence.decoders.streaming import Readable, Sender

OPENERS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
PEEK = 512
# Whatever these libraries raise over a damaged file; zipfile has been seen to raise ValueError and others undeclared.
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, KeyError,
    IndexError, TypeError, AttributeError, RecursionError, OverflowError, NotImplementedError,
)  # fmt: skip
TAR_KINDS = {
    tarfile.SYMTYPE: "It is a link, which is never followed",
    tarfile.LNKTYPE: "It is a link, which is never followed",
    tarfile.CHRTYPE: "It is a device",
    tarfile.BLKTYPE: "It is a device",
    tarfile.FIFOTYPE: "It is a pipe",
}
FLAVOURS = (
    ("datapackage.json", "wacz"),
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "opendocument"),
    ("doc.kml", "kmz"),
    ("AndroidManifest.xml", "apk"),
)


def prepare() -> None:
    """Load every way of unpacking, and walk a small archive of each kind."""
    web_archive.prepare()
    "a".encode("cp437")
    for way in ("w:gz", "w:bz2", "w:xz"):
        sample = io.BytesIO()
        with tarfile.open(fileobj=sample, mode=way) as made:  # type: ignore[call-overload]
            made.addfile(tarfile.TarInfo("ä" * 120), io.BytesIO())
        sample.seek(0)
        _peek(sample)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a", b"a")
    with zipfile.ZipFile(packed) as zipped:
        zipped.read("a")


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """What kind of archive it is; of a ZIP also how many members it lists."""
    with os.fdopen(file, "rb") as source:
        compression, inner = _peek(source)
        facts = {"compression": compression} if compression else {}
        if inner.startswith(ZIP_STARTS) and not compression:
            return _zip_found(source)
        if inner.startswith(b"WARC/"):
            return Found("application/warc", facts)
        if inner[257:262] == b"ustar":
            return Found("application/x-tar", facts)
        return Found("", facts)


def unpack(file: int, asked: Mapping[str, Any], reply: int) -> None:
    """Send every member in turn."""
    sender = Sender(reply)
    broken, stream = "", None
    with os.fdopen(file, "rb") as source:
        try:
            compression, inner = _peek(source)
            if inner.startswith(ZIP_STARTS) and not compression:
                _unzip(source, sender)
            elif inner.startswith(b"WARC/"):
                stream = _opened(source, compression)
                broken = web_archive.unpack(stream, sender)
            elif inner[257:262] == b"ustar":
                stream = _opened(source, compression)
                _untar(stream, sender)
            elif compression:
                stream = _opened(source, compression)
                _single(stream, _own_name(source, compression), compression, sender)
            else:
                return sender.done("not-supported", "It is no archive that is unpacked here")
        except MemoryError:
            return sender.done("refused", "It needs more memory than a decoder may have")
        except DAMAGE as error:
            return sender.done("broken", f"{type(error).__name__}: {error}")
    broken = broken or (stream.damage if stream else "")
    sender.done("broken" if broken else "ok", broken)


def _peek(source: BinaryIO) -> tuple[str, bytes]:
    """The compression, '' for none, and the first bytes under it."""
    start = source.read(PEEK)
    source.seek(0)
    compression = next((name for mark, name in OPENERS.items() if start.startswith(mark)), "")
    if not compression:
        return "", start
    try:
        return compression, _opened(source, compression).read(PEEK)
    except DAMAGE:
        return compression, b""
    finally:
        source.seek(0)


def _opened(source: BinaryIO, compression: str) -> _Tolerant:
    if compression == "gzip":
        return _Tolerant(gzip.GzipFile(fileobj=source, mode="rb"))
    if compression == "bzip2":
        return _Tolerant(bz2.BZ2File(source, "rb"))
    if compression == "xz":
        return _Tolerant(lzma.LZMAFile(source, "rb"))
    return _Tolerant(cast(io.BufferedIOBase, source))


class _Tolerant:
    """A decompressed stream that ends where the damage begins, so that what came before is kept."""

    def __init__(self, opened: io.BufferedIOBase) -> None:
        self._opened = opened
        self.damage = ""

    def read(self, size: int = -1, /) -> bytes:
        if self.damage:
            return b""
        try:
            return self._opened.read1(size)
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            self.damage = f"{type(error).__name__}: {error}"
            return b""


def _own_name(source: BinaryIO, compression: str) -> str:
    """The name that gzip may tell of a file compressed by itself."""
    head = os.pread(source.fileno(), PEEK, 0)
    if compression == "gzip" and len(head) > 10 and head[3] & 0x1C == 0x08:
        return head[10:].split(b"\0")[0].decode("latin-1") or "content"
    return "content"


def _single(stream: _Tolerant, name: str, compression: str, sender: Sender) -> None:
    sender.member(name, {"compression": compression}, stream)
    sender.ended(why=f"It is damaged: {stream.damage}" if stream.damage else "")


def _send(sender: Sender, name: str, facts: Mapping[str, str], content: Readable) -> None:
    """One member; damage in it is told with it, and does not end the archive."""
    try:
        sender.member(name, facts, content)
    except BrokenPipeError:
        raise SystemExit from None  # the host has seen enough
    except DAMAGE as error:
        sender.ended(why=f"It is damaged: {type(error).__name__}: {error}")
    else:
        sender.ended()


def _zip_found(source: BinaryIO) -> Found:
    with zipfile.ZipFile(source) as packed:
        listed = packed.infolist()
        names = {each.filename for each in listed}
        facts = {
            "members": str(sum(not each.is_dir() for each in listed)),
            "unpacked_bytes": str(sum(each.file_size for each in listed)),
            "encrypted": "yes" if any(each.flag_bits & 1 for each in listed) else "no",
        }
        flavour = next((flavour for name, flavour in FLAVOURS if name in names), "")
        if flavour:
            facts["flavour"] = flavour
        if packed.comment:
            facts["comment"] = packed.comment[:1000].decode("utf-8", "replace")
    return Found("", facts)


def _unzip(source: BinaryIO, sender: Sender) -> None:
    with zipfile.ZipFile(source) as packed:
        for entry in packed.infolist():
            name = entry.orig_filename
            if entry.is_dir():
                continue
            facts = {
                "size": str(entry.file_size),
                "modified": "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*entry.date_time),
            }
            why = _misnamed(name) or _unzippable(entry)
            if why:
                sender.turned_away(name, why, facts)
                continue
            try:
                content = packed.open(entry)
            except DAMAGE as error:
                sender.turned_away(name, f"It cannot be read: {type(error).__name__}: {error}", facts)
                continue
            _send(sender, name, facts, content)


def _unzippable(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return "It is encrypted"
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == 3 else 0
    if kind == stat.S_IFLNK:
        return "It is a link, which is never followed"
    return "" if kind in (0, stat.S_IFREG) else "It is not a plain file"


def _untar(source: _Tolerant, sender: Sender) -> None:
    with tarfile.open(
        fileobj=cast(BinaryIO, source), mode="r|", errorlevel=0, encoding="utf-8", errors="replace"
    ) as packed:
        entry = packed.next()
        while entry is not None:
            _tar_member(packed, entry, sender)
            packed.members.clear()  # it would keep every header until the end
            entry = packed.next()


def _tar_member(packed: tarfile.TarFile, entry: tarfile.TarInfo, sender: Sender) -> None:
    if entry.isdir():
        return
    facts = {"size": str(entry.size), "modified_at": f"{entry.mtime:.0f}", "owner": entry.uname}
    facts = {name: value for name, value in facts.items() if value}
    why = TAR_KINDS.get(entry.type, "") or _misnamed(entry.name)
    content = None if why else packed.extractfile(entry)
    if content is None:
        sender.turned_away(entry.name, why or "It is not a plain file", facts)
    else:
        _send(sender, entry.name, facts, content)


def _misnamed(name: str) -> str:
    """Why a name is not one of a file inside a folder; '' where it is."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts:
        return "Its name leads out of the archive"
    if parts[0] == "" or parts[0][1:2] == ":":
        return "Its name is that of a place outside the archive"
    return "Its name holds a NUL" if "\0" in name else ""
