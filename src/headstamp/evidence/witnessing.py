"""Checkpoints and stamps of a case, kept in the case: what was signed when, and given to whom.

A copy in the case proves nothing by itself; it tells whom to ask for theirs, and goes into a bundle. Signing
and believing are left to `headstamp.custody`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.custody import SigningKey, Store, make_checkpoint, read_checkpoint, read_stamp
from headstamp.custody.errors import StampRefused
from headstamp.evidence.bundle import Stamped
from headstamp.values import Refused

CHECKPOINTS = "checkpoints"
"""The table of checkpoints: key is the size of the log and the beginning of its root."""


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint that was made.

    Attributes:
        text: the signed note.
        size: lines of the log that it speaks of.
        root: over them, hex.
    """

    text: str
    size: int
    root: str


def make(store: Store, key: SigningKey, *, who: str, witness: str = "") -> Made:
    """Sign what the log is now, and note in the case that it was signed.

    Args:
        who: who does so; readable in the log.
        witness: who is given it; kept in the case.
    """
    text = make_checkpoint(store, key)
    read = read_checkpoint(text)
    with store.change(who, "evidence checkpoint") as change:
        change.put(CHECKPOINTS, _key(text), {"text": text, "witness": witness})
    return Made(text, read.size, read.root.hex())


def keep_stamp(store: Store, checkpoint: bytes, reply: bytes, *, who: str) -> None:
    """Keep an authority's reply with the checkpoint it stamps.

    Raises:
        Refused: the checkpoint is not one of this case.
    """
    key = _key(checkpoint.decode("utf-8", "replace"))
    row = store.row(CHECKPOINTS, key)
    if row is None or row.cells["text"].encode() != checkpoint:
        raise Refused(
            "The checkpoint is none that this case made", do="make one with `headstamp evidence checkpoint`"
        )
    with store.change(who, "evidence stamp") as change:
        change.put(CHECKPOINTS, key, {**row.cells, "stamp": b64encode(reply).decode("ascii")})


def stamped(store: Store) -> list[Stamped]:
    """The checkpoints of a case with their stamps, oldest first."""
    found = (row.cells for row in store.rows(CHECKPOINTS))
    return [
        Stamped(cells["text"].encode(), b64decode(cells["stamp"]) if "stamp" in cells else None)
        for cells in found
    ]


def tell_of_stamps(store: Store, authorities: Sequence[bytes]) -> tuple[list[str], list[str]]:
    """What the time stamps that a case keeps say, and which of them are not to be believed.

    Args:
        authorities: root certificates that are trusted; without any, stamps are counted and not verified.

    Returns:
        (what is told, what is wrong).
    """
    replies = [(one.checkpoint, one.reply) for one in stamped(store) if one.reply is not None]
    if not replies:
        return [], []
    if not authorities:
        some = "1 time stamp is" if len(replies) == 1 else f"{len(replies)} time stamps are"
        return [f"{some} kept and not verified: no certificate of an authority was named"], []
    told, wrong = [], []
    for checkpoint, reply in replies:
        size = read_checkpoint(checkpoint).size
        try:
            at = read_stamp(reply, checkpoint, authorities).at.isoformat()
            told.append(f"the first {size} lines of the log were there {at}, as a time stamp says")
        except StampRefused as error:
            wrong.append(f"the time stamp over the first {size} lines is refused: {error.why}")
    return told, wrong


def _key(text: str) -> str:
    read = read_checkpoint(text)
    return f"{read.size}-{read.root.hex()[:16]}"
