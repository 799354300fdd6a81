"""One file of a bundle against what the log commits to: its hash, its length, and which piece changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from headstamp.evidence.bundle import parts
from headstamp.evidence.pieces import LEAF, PIECE, Digests, root
from headstamp.evidence.verification import Fault, Place


def compare_object(folder: Path, name: str, row: Mapping[str, str | None], listed: bytes) -> list[Fault]:
    """Compare one file with its row.

    Args:
        folder: the bundle.
        name: SHA-256 of the file, which it is called by.
        row: field to canonical JSON text, None where it is withheld.
        listed: the file with the hashes of its pieces.
    """
    file = f"{parts.OBJECTS}/{name}"
    leaves = _leaves(listed)
    faults = []
    if row.get("pieces") is not None and (leaves is None or f'"{root(leaves)}"' != row["pieces"]):
        faults.append(Fault("not the pieces that the log names", Place(f"{parts.PIECES}/{name}")))
        leaves = None
    digests, size = Digests(), 0
    with (folder / file).open("rb") as reading:
        while block := reading.read(16 * PIECE):
            digests.whole(memoryview(block))
            digests.pieces(memoryview(block))
            size += len(block)
    if digests.sha256 == name:
        if row.get("size") not in (None, f'"{size}"'):
            faults.append(Fault("not as long as the log says", Place(file)))
        return faults
    placed = list(_differing(leaves or b"", digests.leaves)) if leaves else []
    faults += [Fault(what, Place(file, piece)) for what, piece in placed]
    return faults if placed else [*faults, Fault("changed: its hash is not its name", Place(file))]


def _leaves(listed: bytes) -> bytes | None:
    *lines, rest = listed.decode("ascii", "replace").split("\n")
    return None if rest or not all(map(parts.HASH.fullmatch, lines)) else bytes.fromhex("".join(lines))


def _differing(known: bytes, found: bytes) -> Iterator[tuple[str, int]]:
    both = zip_longest(*([one[at : at + LEAF] for at in range(0, len(one), LEAF)] for one in (known, found)))
    for piece, (was, now) in enumerate(both):
        if was is None or now is None:
            yield ("shortened" if now is None else "lengthened"), piece
            return
        if was != now:
            yield "a piece of 64 KiB is changed", piece
