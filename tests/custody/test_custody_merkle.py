"""The tree: its proofs for every small size, and against the definitions as RFC 6962 writes them."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from headstamp.custody import Tree, leaf_hash, tree_root, verify_consistency, verify_inclusion

LEAVES = [leaf_hash(b"line %d" % number) for number in range(70)]


def mth(leaves: list[bytes]) -> bytes:
    """Section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """Section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """Section 2.1.2, word for word."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def test_the_tree_does_what_the_definitions_say_at_every_small_size() -> None:
    tree = Tree(LEAVES[:40])
    for size in range(41):
        assert tree.root(size) == tree_root(LEAVES[:size]) == mth(LEAVES[:size])
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert list(proof) == path(index, LEAVES[:size])
            assert verify_inclusion(LEAVES[index], index, size, proof, tree.root(size))
        for old in range(1, size + 1):
            proof = tree.consistency(old, size)
            assert list(proof) == subproof(old, LEAVES[:size], True)
            assert verify_consistency(old, size, tree.root(old), tree.root(size), proof)


def test_a_proof_shows_nothing_but_what_it_is_of() -> None:
    tree = Tree(LEAVES[:21])
    roots = [tree.root(size) for size in range(22)]
    for index in range(13):
        proof = tree.inclusion(index, 13)
        fits = [
            (at, of)
            for of in range(1, 22)
            for at in range(of)
            if verify_inclusion(LEAVES[at], at, of, proof, roots[of])
        ]
        assert fits == [(index, 13)]
    for old in range(1, 13):
        proof = tree.consistency(old, 13)
        fits = [
            (was, of)
            for of in range(1, 22)
            for was in range(1, of)
            if verify_consistency(was, of, roots[was], roots[of], proof)
        ]
        assert fits == [(old, 13)]


@limits(max_examples=100)
@given(st.data())
def test_a_tree_that_grew_is_the_tree_that_was_made_at_once(data: st.DataObject) -> None:
    leaves = data.draw(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
    tree = Tree()
    for size, leaf in enumerate(leaves, start=1):
        tree.append(leaf)
        assert tree.root() == mth(leaves[:size])
    assert len(tree) == len(leaves)


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (0, 71), (3, -1)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="leaves"):
        Tree(LEAVES).inclusion(index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 5), (6, 5), (-1, 5), (1, 71), (0, 0)])
def test_no_proof_is_made_of_an_empty_or_a_larger_old_tree(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="leaves"):
        Tree(LEAVES).consistency(old, size)


def test_proofs_in_a_large_tree_are_short() -> None:
    leaves = [number.to_bytes(32, "big") for number in range(100_000)]
    tree = Tree(leaves)
    root = tree.root()
    assert root == tree_root(leaves)
    for at in range(0, 100_000, 997):
        proof = tree.inclusion(at)
        assert len(proof) <= 17
        assert verify_inclusion(leaves[at], at, 100_000, proof, root)
        since = tree.consistency(at + 1)
        assert len(since) <= 18
        assert verify_consistency(at + 1, 100_000, tree.root(at + 1), root, since)
