"""The Merkle tree over the lines of a log: its root, and short proofs about it, as RFC 6962 section 2.1 says.

One root stands for a whole log. An inclusion proof shows somebody that a line is in it, and a consistency
proof that a longer log begins with a shorter one, each with about log2(size) hashes and without the other
lines. Nothing is proven about an empty log, since every log begins with it: an old size of 0 is refused.
Who signs a root is left to `headstamp.custody.checkpoint`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

HASH_BYTES = 32


def leaf_hash(line: bytes) -> bytes:
    """SHA-256 of 0x00 and the line: a leaf of an RFC 6962 tree, 32 bytes."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and two hashes: what stands above two nodes, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, keeping only as many hashes at once as the tree is high.

    Args:
        leaves: leaf hashes in order.

    Returns:
        32 bytes; for no leaves the SHA-256 of nothing.
    """
    # Complete subtrees waiting for a right-hand sibling, largest first: (height, hash).
    waiting: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, leaf
        while waiting and waiting[-1][0] == height:
            node = node_hash(waiting.pop()[1], node)
            height += 1
        waiting.append((height, node))
    return _joined(node for _, node in waiting)


def _joined(subtrees: Iterable[bytes]) -> bytes:
    """The root over complete subtrees of shrinking size, from left to right."""
    *others, root = list(subtrees) or [hashlib.sha256(b"").digest()]
    for left in reversed(others):
        root = node_hash(left, root)
    return root


class Tree:
    """A tree that grows at its right, and answers for itself at every size that it ever had.

    Every complete subtree is kept, two hashes a leaf, so that a proof costs a few hashes and not a pass over
    the log.

    Args:
        leaves: leaf hashes in order.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        # _levels[h][i] is the root over the 2**h leaves that begin with leaf i * 2**h.
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash at the right."""
        node, height = leaf, 0
        self._levels[0].append(node)
        while len(self._levels[height]) % 2 == 0:
            node = node_hash(self._levels[height][-2], node)
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            self._levels[height].append(node)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, 32 bytes; over all of them by default.

        Raises:
            ValueError: the tree never had that size.
        """
        return self._root(0, self._size(size))

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that a leaf stands in the tree of a size, from the leaf's sibling up.

        Args:
            index: which leaf, 0 for the first.
            size: of the tree that the proof is about; the whole one by default.

        Raises:
            ValueError: the tree has no such leaf at that size.
        """
        end = self._size(size)
        if not 0 <= index < end:
            raise ValueError(f"a tree of {end} leaves has no leaf {index}")
        return tuple(reversed(list(self._path(index, 0, end))))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of one size begins with that of an earlier one.

        Args:
            old: the earlier size, at least 1.
            size: the later size; the whole tree by default.

        Raises:
            ValueError: the earlier size is 0 or above the later one.
        """
        end = self._size(size)
        if not 0 < old <= end:
            raise ValueError(f"nothing shows that a tree of {end} leaves begins with one of {old}")
        return tuple(reversed(list(self._steps(old, 0, end))))

    def _size(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise ValueError(f"a tree of {len(self)} leaves never had {size}")
        return size

    def _root(self, first: int, end: int) -> bytes:
        """The root over leaves `first` to `end`, where `first` is where a subtree as wide begins."""
        return _joined(self._subtrees(first, end))

    def _subtrees(self, first: int, end: int) -> Iterator[bytes]:
        while first < end:
            height = (end - first).bit_length() - 1
            yield self._levels[height][first >> height]
            first += 1 << height

    def _path(self, index: int, first: int, end: int) -> Iterator[bytes]:
        """RFC 6962 2.1.1, from the top down."""
        while end - first > 1:
            middle = first + _split(end - first)
            if index < middle:
                yield self._root(middle, end)
                end = middle
            else:
                yield self._root(first, middle)
                first = middle

    def _steps(self, old: int, first: int, end: int) -> Iterator[bytes]:
        """RFC 6962 2.1.2, from the top down; `whole` while what is left of the old tree is all of it."""
        whole = True
        while old < end:
            middle = first + _split(end - first)
            if old <= middle:
                yield self._root(middle, end)
                end = middle
            else:
                yield self._root(first, middle)
                first, whole = middle, False
        if not whole:
            yield self._root(first, end)


def _split(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << ((count - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that a leaf stands in a tree.

    Args:
        leaf: its hash.
        index: which leaf, 0 for the first.
        size: leaves in the tree.
        proof: see `Tree.inclusion`.
        root: of the tree.

    Returns:
        False also for every malformed proof: a hash too many or too few, or of another length.
    """
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    rest, node, at, last = list(proof), leaf, index, size - 1
    while last:
        # A node without a right-hand sibling goes up as it is.
        if at & 1 or at < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            node = node_hash(sibling, node) if at & 1 else node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return not rest and node == root


def verify_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that one tree begins with an earlier one.

    Args:
        old: leaves in the earlier tree.
        size: leaves in the later tree.
        old_root: of the earlier tree.
        root: of the later tree.
        proof: see `Tree.consistency`.

    Returns:
        False also for an earlier size of 0, of which nothing can be shown, and for every malformed proof.
    """
    if not 0 < old <= size or not _are_hashes((old_root, root, *proof)):
        return False
    if old == size:
        return not proof and old_root == root
    # The walk begins at the largest complete subtree that ends where the old tree ends.
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    rest = list(proof)
    if at and not rest:
        return False
    before = after = rest.pop(0) if at else old_root
    while last:
        if at & 1 or at < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            if at & 1:
                before, after = node_hash(sibling, before), node_hash(sibling, after)
            else:
                after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return not rest and (before, after) == (old_root, root)


def _are_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)
