"""Proofs of inclusion and consistency against the published vectors of Certificate Transparency.

Roots and proofs: testdata of github.com/transparency-dev/merkle (inclusion/0-4, consistency/0-4, which
go back to the tests of google/certificate-transparency); the ways in which a proof is broken are the
ones listed there, too. An old size of 0 is refused: "consistency check on empty tree is useless".
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from headstamp.custody import Tree, leaf_hash, tree_root, verify_consistency, verify_inclusion
from headstamp.evidence.bundle import verify

LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
HASHES = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
# Of 0 to 8 leaves, section 2.1 of RFC 6962; base64 as in the testdata.
ROOTS = [
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
    "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
    "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=",
    "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
    "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=",
    "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=",
    "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=",
    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
]
# (leaf, size, hash of the leaf, proof)
INCLUSION = [
    (0, 1, "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", []),
    (
        0,
        8,
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
        [
            "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
        ],
    ),
    (
        5,
        8,
        "QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg=",
        [
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        ],
    ),
    (
        2,
        3,
        "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c=",
        ["+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="],
    ),
    (
        1,
        5,
        "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
        [
            "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
        ],
    ),
]
# (old size, size, proof)
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
        ],
    ),
    (
        6,
        8,
        [
            "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
            "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        ],
    ),
    (
        2,
        5,
        [
            "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
            "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
        ],
    ),
    (
        6,
        7,
        [
            "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
            "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=",
            "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
        ],
    ),
]
GARBAGE, RANDOM = b"", hashlib.sha256(b"WrongLeaf").digest()


def raw(coded: Sequence[str]) -> list[bytes]:
    return [b64decode(each) for each in coded]


def test_roots() -> None:
    roots = raw(ROOTS)
    assert [tree_root(HASHES[:size]) for size in range(9)] == roots
    assert [Tree(HASHES).root(size) for size in range(9)] == roots
    assert [verify.root(HASHES[:size]) for size in range(9)] == roots


@pytest.mark.parametrize(("index", "size", "leaf", "proof"), INCLUSION)
def test_inclusion(index: int, size: int, leaf: str, proof: list[str]) -> None:
    assert HASHES[index] == b64decode(leaf)
    assert list(Tree(HASHES).inclusion(index, size)) == raw(proof)
    assert verify_inclusion(b64decode(leaf), index, size, raw(proof), b64decode(ROOTS[size]))


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCY)
def test_consistency(old: int, size: int, proof: list[str]) -> None:
    roots = raw(ROOTS)
    assert list(Tree(HASHES).consistency(old, size)) == raw(proof)
    assert verify_consistency(old, size, roots[old], roots[size], raw(proof))


def broken(proof: list[bytes], *roots: bytes) -> Iterator[list[bytes]]:
    """The proofs that are none: cut, lengthened at either end, with one bit changed."""
    yield [*proof, GARBAGE]
    yield [GARBAGE, *proof]
    for root in roots:
        yield [*proof, root]
        yield [root, *proof]
    for at, each in enumerate(proof):
        yield [*proof[:at], bytes([each[0] ^ 16]) + each[1:], *proof[at + 1 :]]
        yield [*proof[:at], each[:-1], *proof[at + 1 :]]
    if proof:
        yield []
        yield proof[:-1]
        yield proof[1:]
        yield [proof[0], *proof]


@pytest.mark.parametrize(("index", "size", "leaf", "proof"), INCLUSION)
def test_broken_proofs_of_inclusion(index: int, size: int, leaf: str, proof: list[str]) -> None:
    hashed, whole, root = b64decode(leaf), raw(proof), b64decode(ROOTS[size])
    for at, of in (
        (index - 1, size),
        (index + 1, size),
        (index ^ 2, size),
        (index, size * 2),
        (index, size // 2),
    ):
        assert not verify_inclusion(hashed, at, of, whole, root), (at, of)
    for other in (RANDOM, b"", root[:-1]):
        assert not verify_inclusion(other, index, size, whole, root)
        assert not verify_inclusion(hashed, index, size, whole, other)
    for each in broken(whole, root):
        assert not verify_inclusion(hashed, index, size, each, root)


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCY)
def test_broken_proofs_of_consistency(old: int, size: int, proof: list[str]) -> None:
    whole, before, after = raw(proof), b64decode(ROOTS[old]), b64decode(ROOTS[size])
    for was, now in ((old - 1, size), (old + 1, size), (old ^ 2, size), (old, size * 2), (old, size // 2)):
        assert not verify_consistency(was, now, before, after, whole), (was, now)
    for other in (RANDOM, b""):
        assert not verify_consistency(old, size, other, after, whole)
        assert not verify_consistency(old, size, before, other, whole)
    if old != size:
        assert not verify_consistency(old, size, after, before, whole)
    for each in broken(whole, before, after):
        assert not verify_consistency(old, size, before, after, each)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (0, 1), (1, 0), (2, 1)])
def test_leaves_of_trees_that_are_not_there(index: int, size: int) -> None:
    for leaf, root in product((b"", RANDOM), (b"", RANDOM)):
        assert not verify_inclusion(leaf, index, size, [], root) or leaf == root == RANDOM


def test_nothing_is_shown_of_an_empty_tree() -> None:
    empty, one = b64decode(ROOTS[0]), b64decode(ROOTS[1])
    for old, size, before, after, proof in (
        (0, 0, empty, empty, []),
        (0, 1, empty, one, []),
        (0, 1, empty, one, [one]),
        (0, 1, empty, empty, []),
        (1, 0, one, empty, []),
        (2, 1, one, one, []),
        (1, 1, one, one, [one]),
        (1, 1, one, empty, []),
        (-1, 1, one, one, []),
    ):
        assert not verify_consistency(old, size, before, after, proof), (old, size)
