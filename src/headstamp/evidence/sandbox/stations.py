"""The stations: which decoder stands behind which kind of file, what it may use, and how long.

Each station is a server of its own with its own decoders in memory, so that a picture's child is small and
quick to fork, and a hole in the film decoder is not even present where pictures are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Station:
    """One kind of decoding.

    Attributes:
        name: as it appears in messages.
        module: the decoder to load; it has `prepare()` and `decode(...)` or `unpack(...)`.
        packages: what of the installed packages it may see, by file or folder name or a pattern.
        memory: bytes of address space a child may have.
        cpu: seconds of processor time a child may use.
        wall: seconds a child may take in all.
        folders: further folders to show read-only, for a module that is not headstamp's own.
    """

    name: str
    module: str
    packages: tuple[str, ...]
    memory: int = 1536 * MIB
    cpu: int = 20
    wall: int = 40
    folders: tuple[str, ...] = ()


# A PDF's own encryption needs the last three.
PDF_PACKAGES = ("pypdf", "typing_extensions.py", "cryptography", "cffi", "_cffi_backend*.so")

STATIONS: Mapping[str, Station] = {
    "picture": Station("picture", "headstamp.evidence.decoders.image", ("PIL", "pillow.libs")),
    "video": Station("video", "headstamp.evidence.decoders.video", ("av", "av.libs"), cpu=60, wall=120),
    "pdf": Station("pdf", "headstamp.evidence.decoders.pdf", PDF_PACKAGES, cpu=30, wall=60),
    "html": Station("html", "headstamp.evidence.decoders.html", ("selectolax",)),
    "docx": Station("docx", "headstamp.evidence.decoders.docx", ()),
    "text": Station("text", "headstamp.evidence.decoders.text", ()),
    "archive": Station(
        # Its time runs while the host does something with a member, so only processor time is short.
        "archive",
        "headstamp.evidence.decoders.archive",
        ("warcio", "six.py"),
        cpu=3600,
        wall=7 * 86400,
    ),
}
