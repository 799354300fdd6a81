"""What the vault says of a file: how it is known, and how it is no longer what it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the vault, as the log of the case is to know it.

    Attributes:
        sha256: SHA-256 of the bytes, hex; the name it is kept under.
        blake3: BLAKE3 of the bytes, hex; several times as fast to check.
        size: bytes.
        pieces: RFC 6962 root over its pieces of 64 KiB, hex; says which piece changed.
        new: False where it was held already.
    """

    sha256: str
    blake3: str
    size: int
    pieces: str
    new: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """One way in which a file is no longer what it was.

    Attributes:
        what: 'missing', 'not a regular file', 'shortened', 'lengthened', 'piece changed', 'piece unreadable',
            'changed' (where no piece can be named), 'list of pieces missing' or 'list of pieces changed'
            (the leaf hashes beside the file; the file itself may be whole), 'BLAKE3 differs' (the file is
            whole and what is known of it is not).
        piece: number of the piece, from 0; where a file was cut, of the first piece that is not whole.
    """

    what: str
    piece: int | None = None
