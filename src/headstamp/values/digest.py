"""Hashes as other tools write them, read into one value and printed back in any of their dialects.

A digest says by which algorithm and keeps lower-case hex. Computing digests, comparing files and judging
whether two pictures are alike are left to others.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

from headstamp.values.errors import ValueUnreadable


class Algorithm(StrEnum):
    """How a digest was made; the values are the names used in ``Find.claimed``."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"
    SHA3_256 = "sha3-256"
    SHA3_512 = "sha3-512"
    BLAKE3 = "blake3"
    PDQ = "pdq"
    PHASH = "phash"

    @property
    def digits(self) -> int:
        """How many hex digits a digest of this kind has."""
        return _DIGITS[self]

    @property
    def names_bytes(self) -> bool:
        """Whether it stands for the bytes of a file; PDQ and pHash stand for what a picture looks like."""
        return self not in (Algorithm.PDQ, Algorithm.PHASH)


class Dialect(StrEnum):
    """How a tool writes digests."""

    PREFIXED = "prefixed"
    """``sha256:<hex>``: WACZ, data packages, and this program."""
    AUTO_ARCHIVER = "auto-archiver"
    """``SHA-256:<hex>``."""
    HEX = "hex"
    """Hex alone: ProofMode, Starling, Atlos, the SHA-1 of FollowTheMoney."""
    BASE64 = "base64"
    """Base64 alone: the pHash of Atlos."""


_DIGITS = {
    Algorithm.MD5: 32,
    Algorithm.SHA1: 40,
    Algorithm.SHA256: 64,
    Algorithm.SHA384: 96,
    Algorithm.SHA512: 128,
    Algorithm.SHA3_256: 64,
    Algorithm.SHA3_512: 128,
    Algorithm.BLAKE3: 64,
    Algorithm.PDQ: 64,
    Algorithm.PHASH: 16,
}
_AUTO_ARCHIVER_NAMES = {Algorithm.SHA1: "SHA-1", Algorithm.SHA256: "SHA-256", Algorithm.SHA512: "SHA-512"}
# What a bare digest of so many digits means where nobody says. 128 digits are SHA-512 or SHA3-512: refused.
_BARE = {32: Algorithm.MD5, 40: Algorithm.SHA1, 64: Algorithm.SHA256}
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9-]*?)\s*[:=]\s*([^\s=]\S*)")
_SUBRESOURCE = re.compile(r"(sha(?:256|384|512))-([A-Za-z0-9+/]+={0,2})")
_HEX = re.compile(r"[0-9a-fA-F]+")
_IN_NAME = re.compile(r"(?<![0-9A-Za-z])([0-9a-fA-F]{64})(?![0-9A-Za-z])")
_LONGEST = 300  # characters; no digest is longer, and hostile text is


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash and how it was made.

    >>> Digest.parse("SHA-256:" + "AB" * 32) == Digest.parse("ab" * 32)
    True

    Attributes:
        algorithm: how it was made.
        hex: the digest as lower-case hex, leading zeros included.

    Raises:
        ValueUnreadable: the hex is not as long as the algorithm's digests are.
    """

    algorithm: Algorithm
    hex: str

    def __post_init__(self) -> None:
        if len(self.hex) != self.algorithm.digits or not re.fullmatch(r"[0-9a-f]+", self.hex):
            raise _unreadable(f"{self.algorithm} has {self.algorithm.digits} hex digits", self.hex)

    @classmethod
    def parse(cls, text: str, algorithm: Algorithm | None = None) -> Digest:
        """Read a digest in any dialect.

        Read are ``SHA-256:<hex>``, ``sha3-512:<hex>``, ``sha256=<hex>``, ``sha256-<base64>`` (web pages),
        ``sha1:<base32>`` (WARC), hex alone (32 digits MD5, 40 SHA-1, 64 SHA-256), and with the algorithm
        told: PDQ that lost its leading zeros, and base64.

        Args:
            algorithm: what a digest without a prefix is; a prefix that says otherwise is refused.

        Raises:
            ValueUnreadable: it is no digest, or the algorithm cannot be told.
        """
        bare = text.strip()
        if len(bare) > _LONGEST:
            raise _unreadable("The text is too long for a digest", bare[:40] + "...")
        if told := _SUBRESOURCE.fullmatch(bare):
            return cls._told(Algorithm(told[1]), told[2], bare, algorithm)
        if told := _PREFIXED.fullmatch(bare):
            named = _algorithm(told[1])
            if named is None:
                raise _unreadable(f"No kind of digest is called '{told[1]}'", bare)
            return cls._told(named, told[2], bare, algorithm)
        if algorithm is not None:
            return cls(algorithm, _as_hex(bare, algorithm))
        found = _BARE.get(len(bare)) if _HEX.fullmatch(bare) else None
        if found is None:
            raise _unreadable("The kind of digest cannot be told", bare)
        return cls(found, bare.lower())

    @classmethod
    def of_name(cls, name: str) -> Digest | None:
        """The SHA-256 that a file name carries, None where it carries none or several."""
        found = {one.lower() for one in _IN_NAME.findall(name[:1000])}
        return cls(Algorithm.SHA256, found.pop()) if len(found) == 1 else None

    @classmethod
    def _told(cls, named: Algorithm, value: str, text: str, wanted: Algorithm | None) -> Digest:
        if wanted is not None and wanted is not named:
            raise _unreadable(f"The digest is {named}, where {wanted} was expected", text)
        return cls(named, _as_hex(value, named))

    def written(self, dialect: Dialect) -> str:
        """The digest as a tool writes it; every form reads back with the algorithm told."""
        match dialect:
            case Dialect.HEX:
                return self.hex
            case Dialect.BASE64:
                return base64.b64encode(bytes.fromhex(self.hex)).decode()
            case Dialect.AUTO_ARCHIVER:
                return f"{_AUTO_ARCHIVER_NAMES.get(self.algorithm, self.algorithm.upper())}:{self.hex}"
            case Dialect.PREFIXED:
                return f"{self.algorithm}:{self.hex}"

    def __str__(self) -> str:
        return self.written(Dialect.PREFIXED)


def _algorithm(name: str) -> Algorithm | None:
    plain = name.lower().replace("-", "")
    return next((one for one in Algorithm if one.replace("-", "") == plain), None)


def _as_hex(value: str, algorithm: Algorithm) -> str:
    digits = algorithm.digits
    if algorithm is Algorithm.PDQ and _HEX.fullmatch(value) and len(value) <= digits:
        # Some tools print PDQ as a number, which loses zeros in front.
        return value.lower().rjust(digits, "0")
    if len(value) == digits and _HEX.fullmatch(value):
        return value.lower()
    if algorithm is Algorithm.SHA1 and re.fullmatch(r"[A-Za-z2-7]{32}", value):
        return base64.b32decode(value.upper()).hex()
    try:
        found = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).hex()
    except (binascii.Error, ValueError):
        found = ""
    if len(found) != digits:
        raise _unreadable(f"{algorithm} has {digits} hex digits", value)
    return found


def _unreadable(what: str, text: str) -> ValueUnreadable:
    return ValueUnreadable(
        f"'{text}' cannot be read as a digest: {what}",
        text=text,
        kind="digest",
        do="write it as sha256:<hex>",
    )
