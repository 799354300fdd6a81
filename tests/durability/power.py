"""A disk that keeps as little as it may: what could be on it when the power fails between two calls.

POSIX promises only what a sync has returned for. So of bytes not yet synced each write is kept, dropped or
torn at sectors of 512 bytes, whatever the order they were made in; a file may have grown by what was
dropped, and hold zeros there. Of names not yet synced a folder keeps only the first few changes, each
folder for itself. A sync of a file does not keep its name; a sync of a folder keeps the names in it and
nothing below. Not modelled: memory mapped files (SQLite's -shm, which it does not need), and disks that
say 'written' and have not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recording import (
    Cut,
    Event,
    Link,
    MakeFolder,
    Move,
    Open,
    Remove,
    Said,
    SyncBegun,
    SyncEnded,
    Write,
    parts,
)

SECTOR = 512


@dataclass(eq=False)
class File:
    """Attributes:
    safe: the bytes that no power cut can take.
    waiting: what was done since, in order.
    """

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Write | Cut] = field(default_factory=list)

    def sync(self, count: int) -> None:
        for each in self.waiting[:count]:
            _apply(self.safe, each)
        del self.waiting[:count]

    def after_cut(self, chance: random.Random) -> bytes:
        data, mood = bytearray(self.safe), chance.choice(("all", "none", "some", "some", "some"))
        for each in self.waiting:
            fate = mood if mood != "some" else chance.choice(("all", "none", "torn"))
            if fate == "all":
                _apply(data, each)
            elif isinstance(each, Write):
                if fate == "torn":
                    for part in _torn(each, chance):
                        _apply(data, part)
                if chance.random() < 0.3:
                    # The length was written and the bytes were not.
                    data.extend(bytes(max(0, each.place + len(each.data) - len(data))))
        return bytes(data)


@dataclass(frozen=True)
class _Named:
    name: str
    what: File | Folder | None


@dataclass(eq=False)
class Folder:
    """Attributes:
    now: the names as programs see them.
    safe: the names that no power cut can take.
    waiting: what was done to the names since; None takes one away. What one call did is one step.
    """

    now: dict[str, File | Folder] = field(default_factory=dict)
    safe: dict[str, File | Folder] = field(default_factory=dict)
    waiting: list[tuple[_Named, ...]] = field(default_factory=list)

    def change(self, *names: _Named) -> None:
        _rename(self.now, names)
        self.waiting.append(names)

    def sync(self, count: int) -> None:
        for names in self.waiting[:count]:
            _rename(self.safe, names)
        del self.waiting[:count]

    def after_cut(self, chance: random.Random) -> dict[str, File | Folder]:
        names = dict(self.safe)
        mood = chance.choice(("all", "none", "some"))
        count = {"all": len(self.waiting), "none": 0}.get(mood, chance.randint(0, len(self.waiting)))
        for each in self.waiting[:count]:
            _rename(names, each)
        return names


def _rename(names: dict[str, File | Folder], change: Iterable[_Named]) -> None:
    for each in change:
        if each.what is None:
            names.pop(each.name, None)
        else:
            names[each.name] = each.what


def _apply(data: bytearray, done: Write | Cut) -> None:
    if isinstance(done, Cut):
        del data[done.size :]
        data.extend(bytes(done.size - len(data)))
    else:
        data.extend(bytes(max(0, done.place - len(data))))
        data[done.place : done.place + len(done.data)] = done.data


def _torn(done: Write, chance: random.Random) -> Iterator[Write]:
    """The sectors of a write that reached the disk: its first few, or any of them."""
    first, end = done.place // SECTOR, -(-(done.place + len(done.data)) // SECTOR)
    edge = chance.randint(first, end) if chance.random() < 0.5 else None
    for sector in range(first, end):
        if sector < edge if edge is not None else chance.random() < 0.5:
            start = max(sector * SECTOR, done.place)
            stop = min((sector + 1) * SECTOR, done.place + len(done.data))
            yield Write(done.file, start, done.data[start - done.place : stop - done.place])


class Disk:
    """A disk while programs work on it.

    Attributes:
        said: batches acknowledged so far.
    """

    def __init__(self) -> None:
        self.said: list[int] = []
        self._root = Folder()
        self._open: dict[int, File | Folder] = {}
        self._syncs: dict[int, tuple[File | Folder, int]] = {}

    def happen(self, event: Event) -> None:
        match event:
            case Write() | Cut():
                file = self._open[event.file]
                assert isinstance(file, File)
                file.waiting.append(event)
            case Open():
                self._open[event.file] = self._opened(event)
            case SyncBegun():
                what = self._open[event.file]
                self._syncs[event.call] = (what, len(what.waiting))
            case SyncEnded():
                what, count = self._syncs.pop(event.call)
                before = len(what.waiting)
                what.sync(count)
                self._shift(what, before - len(what.waiting))
            case Move() | Link():
                self._move(event)
            case Remove():
                folder, name = self._at(event.path)
                folder.change(_Named(name, None))
            case MakeFolder():
                folder, name = self._at(event.path)
                folder.change(_Named(name, Folder()))
            case Said():
                self.said.append(event.number)

    def _shift(self, what: File | Folder, count: int) -> None:
        """Other syncs of the same file count from where this one left off."""
        for call, (other, waiting) in self._syncs.items():
            if other is what:
                self._syncs[call] = (other, max(0, waiting - count))

    def _opened(self, event: Open) -> File | Folder:
        if event.path == ".":
            return self._root
        folder, name = self._at(event.path)
        if name not in folder.now:
            assert event.make, event
            folder.change(_Named(name, File()))
        return folder.now[name]

    def _move(self, event: Move | Link) -> None:
        (source, old), (target, new) = self._at(event.path), self._at(event.to)
        what = source.now[old]
        gone = () if isinstance(event, Link) else (_Named(old, None),)
        if source is target:
            source.change(*gone, _Named(new, what))
            return
        # Each folder keeps its own half, or does not: both names, or neither, may be left.
        target.change(_Named(new, what))
        if gone:
            source.change(*gone)

    def _at(self, path: str) -> tuple[Folder, str]:
        *above, name = parts(path)
        folder = self._root
        for each in above:
            inner = folder.now[each]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name

    def lay_out(self, into: Path, chance: random.Random) -> None:
        """Write what one power cut could leave into an empty folder."""
        kept: dict[File, bytes] = {}
        folders = [(self._root, into)]
        while folders:
            folder, path = folders.pop()
            path.mkdir(exist_ok=True)
            for name, what in folder.after_cut(chance).items():
                if isinstance(what, Folder):
                    folders.append((what, path / name))
                else:
                    if what not in kept:
                        kept[what] = what.after_cut(chance)
                    (path / name).write_bytes(kept[what])


def disks_at(events: list[Event], moments: Iterable[int]) -> Iterator[Disk]:
    """The disk after so many events, for each of the moments, in order; it lives on, so use it at once."""
    disk, done = Disk(), 0
    for moment in moments:
        while done < moment:
            disk.happen(events[done])
            done += 1
        yield disk
