"""Checkpoints: what a log was at one moment, signed, in three lines that fit on a postcard.

A checkpoint holds the case's name, the number of lines and their root, in the form of C2SP
(c2sp.org/tlog-checkpoint). Lodged with somebody outside the house it cannot be taken back: a log that is
rewritten later, with the real key too, no longer begins with what the checkpoint says. Without such a copy
nothing here finds a rewrite. A witness may add a signature of its own below; it is kept, and told.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from headstamp.custody.damage import Damage
from headstamp.custody.errors import CheckpointUnreadable
from headstamp.custody.keys import PublicKey, SigningKey
from headstamp.custody.merkle import Tree, leaf_hash
from headstamp.custody.notes import COSIGNATURE, Note, Signature, key_id, read_note
from headstamp.custody.store import Store

_SIZE = re.compile(r"0|[1-9][0-9]{0,14}")
_ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")
_STAMPED_BYTES = 8 + 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was at one moment.

    Attributes:
        origin: which log, see `origin_of`.
        size: how many lines.
        root: over them, 32 bytes.
        note: the text and all its signatures.
    """

    origin: str
    size: int
    root: bytes
    note: Note

    def signed_by(self, key: PublicKey) -> bool:
        """Whether the log's own key signed it; one signature in its name that fails spoils the others."""
        return self._verified(self.origin, key_id(self.origin, key.raw), key) is True

    def claims(self, key: PublicKey | None) -> bool:
        """Whether a signature says that it is of a key; whether it holds `signed_by` tells."""
        mine = key is not None and (self.origin, key_id(self.origin, key.raw))
        return any((each.name, each.key_id) == mine for each in self.note.signatures)

    def cosignatures(self, witnesses: Mapping[str, PublicKey]) -> tuple[Cosignature, ...]:
        """The signatures that are not in the log's own name.

        Args:
            witnesses: name to key of those whose signatures can be checked.
        """
        others = (each for each in self.note.signatures if each.name != self.origin)
        return tuple(self._cosignature(each, witnesses.get(each.name)) for each in others)

    def _verified(self, name: str, id: bytes, key: PublicKey) -> bool | None:
        claims = [each for each in self.note.signatures if (each.name, each.key_id) == (name, id)]
        text = self.note.text.encode()
        return all(key.verifies(each.blob, text) for each in claims) if claims else None

    def _cosignature(self, one: Signature, key: PublicKey | None) -> Cosignature:
        if key is None or one.key_id != key_id(one.name, key.raw, COSIGNATURE):
            at = _time(one.blob) if len(one.blob) == _STAMPED_BYTES else None
            good = None if key is None else self._verified(one.name, key_id(one.name, key.raw), key)
            return Cosignature(one.name, at if good is None else None, good)
        stamp = int.from_bytes(one.blob[:8], "big")
        message = f"cosignature/v1\ntime {stamp}\n{self.note.text}".encode()
        good = len(one.blob) == _STAMPED_BYTES and key.verifies(one.blob[8:], message)
        return Cosignature(one.name, _time(one.blob), good)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A signature other than the log's own.

    Attributes:
        name: whose it says it is.
        at: when a witness saw the checkpoint, as it says; None for a signature of another kind.
        good: whether it holds; None where no key of that name is known here.
    """

    name: str
    at: datetime | None
    good: bool | None


@dataclass(frozen=True, slots=True)
class Against:
    """Whether the log of today goes on from what a checkpoint says.

    Attributes:
        checkpoint: what was compared.
        signed: whether the log's key signed it; None where that key is not known here.
        proof: shows somebody without the lines that the log of today begins with that of the checkpoint, see
            `verify_consistency`; empty where it does not, and where the two are alike.
        cosignatures: who else signed.
        damage: what does not agree; the line is named where an older copy of the log was given.
        fits: whether the checkpoint is of this case, and not signed by another key than the one named.
    """

    checkpoint: Checkpoint
    signed: bool | None
    proof: tuple[bytes, ...]
    cosignatures: tuple[Cosignature, ...]
    damage: tuple[Damage, ...]
    fits: bool = True


def origin_of(case: str) -> str:
    """The name of a case's log in its checkpoints; it tells the case's id and nothing else.

    Args:
        case: id of the case, in any script; what a name of a key cannot hold is written as in a URL.
    """
    return f"headstamp/{quote(case, safe='')}"


def make_checkpoint(store: Store, key: SigningKey) -> str:
    """Sign what the log is now.

    Returns:
        The checkpoint: text to be kept, and lodged with somebody else, byte for byte.
    """
    tree = store.tree()
    return sign_checkpoint(origin_of(store.case), len(tree), tree.root(), key)


def sign_checkpoint(origin: str, size: int, root: bytes, key: SigningKey) -> str:
    """Sign the size and root of a log."""
    text = f"{origin}\n{size}\n{b64encode(root).decode('ascii')}\n"
    signature = Signature(origin, key_id(origin, key.public.raw), key.sign(text.encode()))
    return str(Note(text, (signature,)))


def read_checkpoint(text: str | bytes) -> Checkpoint:
    """Read a checkpoint in its exact form; no signature is verified here.

    Raises:
        CheckpointUnreadable: it is none, or not in its one form.
    """
    note = read_note(text)
    lines = note.text[:-1].split("\n")
    # Further lines are allowed by the form, and nothing could check them: this program writes none.
    if len(lines) != 3 or not lines[0]:
        raise CheckpointUnreadable("its text is not three lines: a name, a number and a root")
    origin, size, root = lines
    if not _SIZE.fullmatch(size):
        raise CheckpointUnreadable("its second line is not a number of lines")
    if not _ROOT.fullmatch(root) or b64encode(b64decode(root)).decode("ascii") != root:
        raise CheckpointUnreadable("its third line is not a root as base64 spells it")
    return Checkpoint(origin, int(size), b64decode(root), note)


def check_against(
    store: Store,
    text: str | bytes,
    known_key: PublicKey | None = None,
    *,
    older: Iterable[bytes] | None = None,
    witnesses: Mapping[str, PublicKey] | None = None,
) -> Against:
    """Whether the log of today is the one of a checkpoint, with lines added at most.

    Args:
        store: of the case.
        text: the checkpoint, from a copy that was out of reach of whoever could change the log.
        known_key: of the machine that signed it; without it the signature is not checked.
        older: lines of an older copy of the log, which tell the first line that differs.
        witnesses: name to key of those whose signatures can be checked.

    Raises:
        CheckpointUnreadable: the text is no checkpoint in its exact form.
    """
    return check_leaves(
        list(map(leaf_hash, store.events())), store.case, text, known_key, older=older, witnesses=witnesses
    )


def check_leaves(
    leaves: Sequence[bytes],
    case: str,
    text: str | bytes,
    known_key: PublicKey | None = None,
    *,
    older: Iterable[bytes] | None = None,
    witnesses: Mapping[str, PublicKey] | None = None,
) -> Against:
    """The same as `check_against`, for the hashes of lines that were read already.

    Args:
        leaves: leaf hashes of all lines, in order.
        case: id of the case.
    """
    told = read_checkpoint(text)
    signed = None if known_key is None else told.signed_by(known_key)
    damage: list[Damage] = []
    proof: tuple[bytes, ...] = ()
    fits = told.origin == origin_of(case) and signed is not False
    if told.origin != origin_of(case):
        damage.append(Damage(None, "the checkpoint is of another case"))
    elif signed is False:
        damage.append(Damage(None, "the checkpoint is not signed by the key of this log"))
    elif told.size > len(leaves):
        damage.append(Damage(len(leaves) + 1, f"the log ends before the {told.size} lines of the checkpoint"))
    else:
        tree = Tree(leaves)
        if tree.root(told.size) == told.root:
            proof = tree.consistency(told.size) if told.size else ()
        else:
            damage.append(_differing(leaves, told.size, older))
    return Against(told, signed, proof, told.cosignatures(witnesses or {}), tuple(damage), fits)


def _differing(leaves: Sequence[bytes], size: int, older: Iterable[bytes] | None) -> Damage:
    for number, (line, leaf) in enumerate(zip(older or (), leaves[:size], strict=False), start=1):
        if leaf_hash(line) != leaf:
            return Damage(number, "the line is not the one of the older log")
    return Damage(None, f"one of the first {size} lines is not what it was when the checkpoint was signed")


def _time(blob: bytes) -> datetime | None:
    """When a witness signed, of its eight bytes of seconds; None where they are no time."""
    try:
        return datetime.fromtimestamp(int.from_bytes(blob[:8], "big"), UTC)
    except (OverflowError, ValueError, OSError):
        return None
