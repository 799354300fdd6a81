"""Verifying a bundle with this program's own parts: the second opinion on what its `verify.py` says.

Both follow VERIFY.md and share no code, so that one mistake does not hide in both; tests hold them to the
same verdict and the same places on damaged bundles. This one can also verify the signatures of time stamps.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from headstamp.custody import (
    CheckpointUnreadable,
    Disclosure,
    Event,
    EventUnreadable,
    KeyUnusable,
    PublicKey,
    StampRefused,
    read_checkpoint,
    read_public,
    read_stamp,
)
from headstamp.custody.check import Checker, History, Origin
from headstamp.custody.checkpoint import Checkpoint, origin_of
from headstamp.custody.events import read_line
from headstamp.custody.merkle import Tree
from headstamp.custody.projection import Folded
from headstamp.custody.stamps import stamps_bytes
from headstamp.evidence.bundle import parts
from headstamp.evidence.bundle.files import compare_object
from headstamp.evidence.pieces import PIECE
from headstamp.evidence.verification import Checked, Fault, Place


def check_bundle(
    folder: Path,
    *,
    known_key: PublicKey | None = None,
    against: Mapping[str, bytes] | None = None,
    authorities: Sequence[bytes] = (),
) -> Checked:
    """Verify a bundle.

    Args:
        folder: the bundle, unpacked.
        known_key: the key it should be signed with, from elsewhere; by default the one in the bundle.
        against: older checkpoints of the same log, by the name to tell them by.
        authorities: root certificates to verify time stamps with; without any they are not verified.
    """
    looking = _Looking(folder)
    looking.key(known_key)
    looking.files()
    looking.checkpoint()
    looking.log()
    looking.older(against or {}, authorities)
    looking.values()
    looking.objects()
    root = looking.tree.root().hex()
    return Checked(looking.items, len(looking.tree), root, tuple(looking.faults), tuple(looking.told))


@dataclass(slots=True)
class _Looking:
    """What is known of a bundle so far; the methods are called in their order."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    public: PublicKey | None = None
    case: str | None = None
    head: Checkpoint | None = None
    tree: Tree = field(default_factory=Tree)
    items: int = 0
    history: History | None = None
    unread: set[int] = field(default_factory=set)
    absent: list[tuple[int, str, int]] = field(default_factory=list)
    placed: dict[tuple[int, str], int] = field(default_factory=dict)
    given: dict[int, list[Disclosure]] = field(default_factory=lambda: defaultdict(list))
    hashes: set[str] = field(default_factory=set)

    def say(self, what: str, file: str, line: int | None = None, piece: int | None = None) -> None:
        self.faults.append(Fault(what, Place(file, piece, line)))

    def key(self, known: PublicKey | None) -> None:
        if known is not None:
            self.public = known
            return
        try:
            self.public = read_public(self._bytes(parts.KEY).decode("ascii", "replace"))
        except KeyUnusable as error:
            self.say(error.why, parts.KEY)
        else:
            self.told.append(f"the key came with the bundle; its fingerprint is {self.public.fingerprint}")

    def files(self) -> None:
        listed: dict[str, str] = {}
        for number, line in self._lines(parts.MANIFEST):
            digest, _, name = line.decode("utf-8", "replace").partition("  ")
            if parts.HASH.fullmatch(digest) and parts.is_part(name) and name not in listed:
                listed[name] = digest
            else:
                self.say("not a hash and the name of a part of a bundle", parts.MANIFEST, number)
        there = parts.inside(self.folder) - {parts.MANIFEST, parts.SIGNATURE}
        for name in sorted(there - listed.keys()):
            self.say(f"not named in {parts.MANIFEST}", name)
        for name, digest in sorted(listed.items()):
            if not self._stands(name):
                self.say("missing", name)
            elif _sha256(self.folder / name) != digest:
                self.say(f"changed: not what {parts.MANIFEST} says", name)
        signature, manifest = self._bytes(parts.SIGNATURE), self._bytes(parts.MANIFEST)
        if self.public is None or not self.public.verifies(signature, manifest):
            self.say(f"not a signature of {parts.MANIFEST} by the key", parts.SIGNATURE)

    def checkpoint(self) -> None:
        self.head = self._signed(parts.CHECKPOINT, self._bytes(parts.CHECKPOINT))
        if self.head is None:
            return
        case = unquote(self.head.origin.removeprefix("headstamp/"))
        if origin_of(case) == self.head.origin:
            self.case = case
        else:
            self.say("its name is not that of the log of a case", parts.CHECKPOINT)

    def _signed(self, name: str, text: bytes) -> Checkpoint | None:
        try:
            found = read_checkpoint(text)
        except CheckpointUnreadable as error:
            self.say(error.why, name)
            return None
        if self.public is not None and found.signed_by(self.public):
            return found
        self.say("not signed by the key", name)
        return None

    def log(self) -> None:
        lines = self._lines(parts.LOG)
        self._read_values()
        checker, read = Checker(Origin(self.case)), set()
        for number, line in lines:
            seq = _number(line)
            if seq is None:
                seq = checker.seq + 1
                self.unread.add(seq)
            else:
                read.add(seq)
            before = len(checker.withheld)
            checker.look(Event(seq, line), self.given.pop(seq, []))
            self.absent += [(one.seq, one.field, number) for one in checker.withheld[before:]]
        self.unread -= read
        self.tree = Tree(checker.leaves)
        self.history = checker.end(self._vouched([line for _, line in lines[-1:]], checker.leaves))
        for index, one in checker.placed:
            if one.field is None:
                self.say(one.what, parts.LOG, index + 1)
        if self.head is not None:
            self._compare(self.head, parts.CHECKPOINT)

    def _vouched(self, last: Sequence[bytes], leaves: Sequence[bytes]) -> str | None:
        """The hash of the last line, where the signed root fits once the line before it is put right."""
        try:
            told = bytes.fromhex(read_line(last[0]).prev) if last and self.head is not None else b""
        except (EventUnreadable, ValueError):
            return None
        right = Tree([*leaves[:-2], told, *leaves[-1:]]).root()
        return leaves[-1].hex() if self.head is not None and right == self.head.root else None

    def _compare(self, signed: Checkpoint, name: str) -> None:
        size, lines = signed.size, len(self.tree)
        if size > lines or (size < lines and name == parts.CHECKPOINT):
            self.say(f"{name} is of {size} lines, and the log has {lines}", parts.LOG, min(size, lines) + 1)
        elif self.tree.root(size) != signed.root:
            # Where every line is vouched for by the one after it, only the last can differ alone.
            alone = size == lines > 0 and all(one.where.file != parts.LOG for one in self.faults)
            self.say(f"the first {size} lines are not those of {name}", parts.LOG, lines if alone else None)

    def older(self, against: Mapping[str, bytes], authorities: Sequence[bytes]) -> None:
        stamps = sorted(parts.inside(self.folder, parts.STAMPS))
        held = {name: self._bytes(name) for name in stamps if name.endswith(".checkpoint")}
        for name, text in [*held.items(), *against.items()]:
            found = self._signed(name, text)
            if found is not None and self.case is not None and found.origin != origin_of(self.case):
                self.say("of another case", name)
            elif found is not None:
                self._compare(found, name)
        for name in stamps:
            if name.endswith(".tsr"):
                stamped = self._bytes(f"{name.removesuffix('tsr')}checkpoint")
                self._stamp(name, self._bytes(name), stamped, authorities)

    def _stamp(self, name: str, reply: bytes, stamped: bytes, authorities: Sequence[bytes]) -> None:
        if not stamps_bytes(reply, stamped):
            self.say("not a stamp of the checkpoint beside it", name)
        elif not authorities:
            self.told.append(f"{name} was not verified: no certificate of an authority was named")
        else:
            try:
                self.told.append(f"{name} is of {read_stamp(reply, stamped, authorities).at.isoformat()}")
            except StampRefused as error:
                self.say(error.why, name)

    def _read_values(self) -> None:
        for number, line in self._lines(parts.VALUES):
            one = parts.read_disclosure(line)
            if one is None or (one.seq, one.field) in self.placed:
                self.say("not a disclosure in its exact form", parts.VALUES, number)
                continue
            self.placed[one.seq, one.field] = number
            self.given[one.seq].append(one)
            if one.field == "sha256":
                self.hashes.add(one.value[1:-1])

    def values(self) -> None:
        assert self.history is not None
        for one in self.history.damage:
            if one.field is not None:
                self.say(one.what, parts.VALUES, self.placed[one.seq or 0, one.field])
        for each in (one for opened in self.given.values() for one in opened):
            self.say("a value of a line that is not there", parts.VALUES, self.placed[each.seq, each.field])

    def objects(self) -> None:
        assert self.history is not None
        said = self._said()
        for seq, name, number in self.absent:
            if said.pop((seq, name), None) is None:
                what = f"the value of '{name}' is absent, and not said to be withheld"
                self.say(what, parts.LOG, number)
        wanted = self._wanted(self.history.subjects)
        there, listed = (self._names(kind) for kind in (parts.OBJECTS, parts.PIECES))
        for name in sorted(there - self.hashes):
            self.say("not named by the log", f"{parts.OBJECTS}/{name}")
        for name in sorted(listed - there):
            self.say("not of a file that is there", f"{parts.PIECES}/{name}")
        for name in sorted(wanted.keys() - there):
            if (0, name) not in said:
                self.say("missing, and not said to be withheld", f"{parts.OBJECTS}/{name}")
        for (seq, name), number in said.items():
            stale = seq not in self.unread if seq else name in there or name not in self.hashes
            if stale:
                self.say("said to be withheld, and it is not", parts.WITHHELD, number)
        for name in sorted(wanted.keys() & there):
            pieces = self._bytes(f"{parts.PIECES}/{name}")
            self.faults += compare_object(self.folder, name, wanted[name].fields, pieces)

    def _said(self) -> dict[tuple[int, str], int]:
        said: dict[tuple[int, str], int] = {}
        for number, line in self._lines(parts.WITHHELD):
            one = parts.read_withheld(line)
            if one is None or one in said:
                self.say("not in its exact form", parts.WITHHELD, number)
            else:
                said[one] = number
        return said

    def _wanted(self, subjects: Mapping[str, Folded]) -> dict[str, Folded]:
        rows = [row for subject, row in subjects.items() if subject.startswith("evidence:")]
        naming = [row for row in rows if row.fields.get("sha256") not in (None, "null")]
        self.items = len(naming)
        return {str(row.fields["sha256"])[1:-1]: row for row in naming}

    def _names(self, part: str) -> set[str]:
        return {name.rpartition("/")[2] for name in parts.inside(self.folder, part)}

    def _stands(self, name: str) -> bool:
        path = self.folder / name
        return path.is_file() and not path.is_symlink()

    def _bytes(self, name: str) -> bytes:
        return (self.folder / name).read_bytes() if self._stands(name) else b""

    def _lines(self, name: str) -> list[tuple[int, bytes]]:
        *lines, rest = self._bytes(name).split(b"\n")
        if rest:
            lines.append(rest)
            self.say("the last line has no line feed", name, len(lines))
        return list(enumerate(lines, start=1))


def _number(line: bytes) -> int | None:
    try:
        return read_line(line).seq
    except EventUnreadable:
        return None


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(file):
        digest.update(block)
    return digest.hexdigest()


def _blocks(file: Path) -> Iterable[bytes]:
    with file.open("rb") as reading:
        while block := reading.read(16 * PIECE):
            yield block
