"""Looking whether a file in the vault is still what it was, and which piece of it is not.

A whole file costs one pass of BLAKE3. Only where that disagrees are the pieces hashed one by one and held
against the leaves beside the file, which are believed only if they add up to the root that is known.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from headstamp.evidence.layout import Layout
from headstamp.evidence.pieces import LEAF, PIECE, Digests, leaf, pieces_in, root, split
from headstamp.evidence.stored import Broken, Stored

_BLOCK = 16 * PIECE


def look(layout: Layout, known: Stored, *, quick: bool) -> list[Broken]:
    """See `Vault.check`."""
    size, broken = _size(layout.file(known.sha256))
    if broken is not None:
        return [broken]
    cut = [] if size == known.size else [_cut(size, known.size)]
    several = pieces_in(known.size) > 1
    if quick:
        return cut + (_list_quickly(layout, known) if several else [])
    leaves, unlisted = _leaves(layout, known) if several else (b"", [])
    if not cut and same_bytes(layout, known):
        return unlisted
    digests, changed = _compare(layout, known, min(size, known.size), leaves)
    if not cut and not changed:
        whole = digests.sha256 == known.sha256
        changed = [Broken("BLAKE3 differs" if whole else "changed")]
    return cut + changed + unlisted


def same_bytes(layout: Layout, known: Stored) -> bool:
    """Whether the file that is held has the BLAKE3 that is known; False where it cannot be read."""
    hashed = blake3()
    try:
        with layout.file(known.sha256).open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                hashed.update(block)
    except OSError:
        return False
    return hashed.hexdigest() == known.blake3


def _size(file: Path) -> tuple[int, Broken | None]:
    try:
        seen = file.lstat()
    except FileNotFoundError:
        return 0, Broken("missing")
    except OSError:
        return 0, Broken("unreadable")
    return seen.st_size, None if stat.S_ISREG(seen.st_mode) else Broken("not a regular file")


def _cut(size: int, known: int) -> Broken:
    return Broken("shortened" if size < known else "lengthened", min(size, known) // PIECE)


def _list_quickly(layout: Layout, known: Stored) -> list[Broken]:
    size, broken = _size(layout.leaves(known.sha256))
    if broken is not None:
        return [Broken(f"list of pieces {broken.what}")]
    return [] if size == pieces_in(known.size) * LEAF else [Broken("list of pieces changed")]


def _leaves(layout: Layout, known: Stored) -> tuple[bytes, list[Broken]]:
    """The leaves beside the file, or nothing and what is wrong with them."""
    broken = _list_quickly(layout, known)
    if broken:
        return b"", broken
    try:
        leaves = layout.leaves(known.sha256).read_bytes()
    except OSError:
        return b"", [Broken("list of pieces unreadable")]
    return (leaves, []) if root(leaves) == known.pieces else (b"", [Broken("list of pieces changed")])


def _compare(layout: Layout, known: Stored, size: int, leaves: bytes) -> tuple[Digests, list[Broken]]:
    """The hashes of the first `size` bytes, and the pieces of them that are not as known."""
    # A file of one piece is its own list.
    expected = list(split(leaves)) or ([bytes.fromhex(known.pieces)] if known.size <= PIECE else [])
    digests, found = Digests(), list[Broken]()
    for number, piece in _pieces(layout.file(known.sha256), size):
        if piece is None:
            found.append(Broken("piece unreadable", number))
            continue
        digests.all(memoryview(piece))
        whole = len(piece) == min(PIECE, known.size - number * PIECE)
        if expected and whole and leaf(piece) != expected[number]:
            found.append(Broken("piece changed", number))
    return digests, found


def _pieces(file: Path, size: int) -> Iterator[tuple[int, bytes | None]]:
    """The pieces of the first `size` bytes, None for one that cannot be read."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        yield 0, None
        return
    try:
        for number in range(pieces_in(size)):
            try:
                yield number, os.pread(descriptor, min(PIECE, size - number * PIECE), number * PIECE)
            except OSError:
                yield number, None
    finally:
        os.close(descriptor)
