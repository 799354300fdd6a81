"""The hashes of one file, all taken in one pass, and the list that says which piece of it changed.

A file is cut into pieces of 64 KiB. Their leaf hashes add up to an RFC 6962 root, which stands in the
case's log; the leaves themselves lie beside the file, so that damage can be placed to the piece and one
piece proved without the rest. The list needs no trust: it either adds up to the root or it is damaged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from blake3 import blake3

from headstamp.custody.merkle import tree_root

PIECE = 65_536
"""Bytes in a piece; the last one may be shorter. An empty file has none."""

LEAF = 32
"""Bytes of a leaf hash."""


class Digests:
    """The hashes of bytes that arrive block by block.

    The three methods that take a block may run in three threads at once, since hashing lets go of the
    interpreter; each must be given every block, in order. Every block but the last is whole pieces.
    """

    __slots__ = ("_blake3", "_leaves", "_sha256")

    def __init__(self) -> None:
        self._sha256, self._blake3, self._leaves = hashlib.sha256(), blake3(), bytearray()

    def whole(self, block: memoryview) -> None:
        """Take a block into the SHA-256 of the whole."""
        self._sha256.update(block)

    def quick(self, block: memoryview) -> None:
        """Take a block into the BLAKE3 of the whole."""
        self._blake3.update(block)

    def pieces(self, block: memoryview) -> None:
        """Add the leaves of a block's pieces."""
        for start in range(0, len(block), PIECE):
            self._leaves += leaf(block[start : start + PIECE])

    def all(self, block: memoryview) -> None:
        """Take a block into every hash."""
        self.whole(block)
        self.quick(block)
        self.pieces(block)

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole so far, hex."""
        return self._sha256.hexdigest()

    @property
    def blake3(self) -> str:
        """BLAKE3 of the whole so far, hex."""
        return self._blake3.hexdigest()

    @property
    def leaves(self) -> bytes:
        """The leaf hashes so far, 32 bytes each."""
        return bytes(self._leaves)

    @property
    def root(self) -> str:
        """The RFC 6962 root over the leaves so far, hex."""
        return root(self._leaves)


def leaf(piece: bytes | memoryview) -> bytes:
    """The leaf hash of a piece: `custody.leaf_hash` without making a copy of the piece."""
    hashed = hashlib.sha256(b"\x00")
    hashed.update(piece)
    return hashed.digest()


def root(leaves: bytes | bytearray) -> str:
    """The RFC 6962 root over leaf hashes that stand one after another, hex."""
    return tree_root(split(leaves)).hex()


def split(leaves: bytes | bytearray) -> Iterator[bytes]:
    """The leaf hashes one by one."""
    return (bytes(leaves[start : start + LEAF]) for start in range(0, len(leaves), LEAF))


def pieces_in(size: int) -> int:
    """How many pieces a file of so many bytes has."""
    return -(-size // PIECE)
