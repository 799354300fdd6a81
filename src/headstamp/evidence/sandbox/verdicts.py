"""What comes out of the sandbox: a verdict for each file, and what could be made from it.

Nothing here is taken over from a decoder unchecked: texts are cleaned, pictures are encoded by this process
from raw pixels, times are counted in seconds. The checking itself is in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Literal

from headstamp.values.errors import Refused


class Verdict(StrEnum):
    """How the decoding of a file ended.

    OK: it was decoded. NOT_SUPPORTED: no decoder of ours reads this kind. REFUSED: it goes over a limit, as a
    bomb does. BROKEN: the decoder says that the file is damaged. CRASHED: the child died, or broke the rules
    of what it may do or say. TIMED_OUT: it took longer than allowed.
    """

    OK = "ok"
    NOT_SUPPORTED = "not_supported"
    REFUSED = "refused"
    BROKEN = "broken"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"


class Confinement(StrEnum):
    """What holds a decoder, strongest first."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    NONE = "none"


class SandboxMissing(Refused):
    """Nothing on this machine confines a decoder, so nothing is decoded."""

    code: ClassVar[str] = "sandbox-missing"


@dataclass(frozen=True, slots=True)
class Part:
    """Something made from a file.

    Attributes:
        kind: a thumbnail, a frame of a film, the fingerprint of its frames in order, or text.
        at: for a frame, seconds from the start of the film.
        data: a JPEG or PNG encoded by this process from raw pixels, `fingerprints.frames` as bytes, or UTF-8
            text.
        media_type: of `data`.
    """

    kind: Literal["thumbnail", "frame", "sequence", "text"]
    at: Decimal | None
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """What is known of a file after its one look into the sandbox.

    Attributes:
        verdict: how it ended.
        why: for any verdict but OK, one clean line saying why.
        media_type: by content, never by name; 'application/octet-stream' where nothing is recognised.
        facts: what the decoder read, as short clean texts: 'width', 'taken', 'gps', 'duration', 'pages'...
        parts: the thumbnail, the frames in order of time, the text.
    """

    verdict: Verdict
    why: str
    media_type: str
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive, written out; or one that was not, with the reason.

    Attributes:
        name: as the archive says, cleaned of control characters; data, never used as a path.
        file: where this process wrote its bytes, under a name of its own; None where nothing was written.
        facts: what the archive tells of it: 'size', 'modified'; of a web record 'url', 'date', 'status', ...
        why: empty for a member kept whole; otherwise why it was refused or what is wrong with it. A last
            member without a name stands for the archive itself: its tail is damaged, or a limit ended it;
            its fact 'verdict' holds which.
    """

    name: str
    file: Path | None
    facts: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
