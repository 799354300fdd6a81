"""The sandbox: hostile files are decoded in a confined process of their own, never in this one.

Pictures, films and documents of a conflict come from people who may want the reader's machine, and decoders
are where such people get in. So a decoder runs in a child process that holds the one file it was given and
nothing else: no other file, no network, no other process. What it hands back is pixels, text and a few facts,
each checked before it is believed. What a file *means* is left to the packages above; where it is kept is left
to the vault.

How the confinement works, its limits and what it does not promise stand in docs/sandbox.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headstamp.evidence.sandbox.host import Sandbox
    from headstamp.evidence.sandbox.verdicts import (
        Confinement,
        Decoded,
        Member,
        Part,
        SandboxMissing,
        Verdict,
    )

__all__ = ["Confinement", "Decoded", "Member", "Part", "Sandbox", "SandboxMissing", "Verdict"]


def __getattr__(name: str) -> object:
    # The confined server imports its own modules through this package and must not load the host's.
    if name == "Sandbox":
        from headstamp.evidence.sandbox.host import Sandbox

        return Sandbox
    if name in __all__:
        from headstamp.evidence.sandbox import verdicts

        return getattr(verdicts, name)
    raise AttributeError(f"module 'headstamp.evidence.sandbox' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
