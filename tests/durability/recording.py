"""What a program did to the disk, read from strace: one event after another, with the bytes.

Only what lies under one folder counts. A call that changes such a file in a way that is not known here
ends the reading with an error: a recorder that overlooks something would prove what does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tracing_calls import CALL, LINE

UNFINISHED = re.compile(r"^(?P<start>.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^<\.\.\. (?P<name>\w+) resumed>(?P<end>.*)$")
OUT = 1


@dataclass(frozen=True)
class Write:
    """Bytes written to an open file, at a place."""

    file: int
    place: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """An open file set to a length."""

    file: int
    size: int


@dataclass(frozen=True)
class Open:
    """A file opened by its path, under a number that stands for the opening; made where it was missing."""

    file: int
    path: str
    make: bool


@dataclass(frozen=True)
class SyncBegun:
    """A sync was asked for: what was done before is to be on the disk when it ends."""

    file: int
    call: int


@dataclass(frozen=True)
class SyncEnded:
    """The sync of that call succeeded."""

    call: int


@dataclass(frozen=True)
class Move:
    """A file renamed."""

    path: str
    to: str


@dataclass(frozen=True)
class Link:
    """A second name for a file."""

    path: str
    to: str


@dataclass(frozen=True)
class Remove:
    """A name removed."""

    path: str


@dataclass(frozen=True)
class MakeFolder:
    """A folder made."""

    path: str


@dataclass(frozen=True)
class Said:
    """A batch acknowledged."""

    number: int


Event = Write | Cut | Open | SyncBegun | SyncEnded | Move | Link | Remove | MakeFolder | Said


@dataclass
class _Handle:
    file: int
    path: str
    place: int = 0
    appends: bool = False


@dataclass
class Recorder:
    """Turns the traces of programs, one after another, into events.

    Attributes:
        root: the folder that counts.
    """

    root: str
    events: list[Event] = field(default_factory=list)
    _files: int = 0
    _calls: int = 0
    _handles: dict[int, _Handle] = field(default_factory=dict)
    _syncs: dict[str, int] = field(default_factory=dict)

    def read(self, trace: Iterable[str]) -> None:
        """Add one program."""
        self._handles = {}
        begun: dict[str, str] = {}
        for line in trace:
            found = LINE.match(line)
            assert found, line
            thread, rest = found["thread"], found["rest"]
            if (unfinished := UNFINISHED.match(rest)) is not None:
                begun[thread] = unfinished["start"]
                self._begin(thread, unfinished["start"])
                continue
            if (resumed := RESUMED.match(rest)) is not None:
                rest = begun.pop(thread) + resumed["end"]
            elif (call := CALL.match(rest)) is not None:
                self._begin(thread, rest)
            if (call := CALL.match(rest)) is not None:
                self._end(thread, call["name"], _split(call["given"]), call["result"])

    def _begin(self, thread: str, start: str) -> None:
        name, _, given = start.partition("(")
        if name in ("fsync", "fdatasync"):
            handle = self._handles.get(int(re.match(r"\d+", given)[0]))
            if handle is not None:
                self._calls += 1
                self._syncs[thread] = self._calls
                self.events.append(SyncBegun(handle.file, self._calls))

    def _end(self, thread: str, name: str, given: list[str], result: str) -> None:
        value = -1 if result == "?" else int(result, 0)
        if name in ("fsync", "fdatasync"):
            call = self._syncs.pop(thread, None)
            if call is not None and value == 0:
                self.events.append(SyncEnded(call))
        elif value >= 0:
            known = getattr(self, f"_on_{name}", None)
            if known is not None:
                known(given, value)
            else:
                self._refuse(name, given)

    def _refuse(self, name: str, given: list[str]) -> None:
        touched = [each for each in given if each.isdigit() and int(each) in self._handles]
        touched += [each for each in given if each.startswith('"') and self._path(each) is not None]
        assert not touched, f"{name}({', '.join(given)[:200]}) is not understood"

    def _path(self, text: str) -> str | None:
        path = _bytes(text).decode()
        if path == self.root:
            return "."
        return path.removeprefix(f"{self.root}/") if path.startswith(f"{self.root}/") else None

    def _on_openat(self, given: list[str], value: int) -> None:
        path, flags = self._path(given[1]), given[2].split("|")
        self._handles.pop(value, None)
        if path is None:
            assert _bytes(given[1]).startswith(b"/") or "O_RDONLY" in flags, given
            return
        if path.endswith("-shm"):
            return
        self._files += 1
        self._handles[value] = _Handle(self._files, path, appends="O_APPEND" in flags)
        self.events.append(Open(self._files, path, "O_CREAT" in flags))
        if "O_TRUNC" in flags:
            self.events.append(Cut(self._files, 0))

    def _on_open(self, given: list[str], value: int) -> None:
        self._on_openat(["AT_FDCWD", *given], value)

    def _on_close(self, given: list[str], _value: int) -> None:
        self._handles.pop(int(given[0]), None)

    def _on_lseek(self, given: list[str], value: int) -> None:
        if (handle := self._handles.get(int(given[0]))) is not None:
            handle.place = value

    def _on_mmap(self, given: list[str], _value: int) -> None:
        shared = "MAP_SHARED" in given[3] and "PROT_WRITE" in given[2]
        assert not (shared and given[4].isdigit() and int(given[4]) in self._handles), (
            "written through memory"
        )

    def _on_write(self, given: list[str], value: int) -> None:
        number, data = int(given[0]), _bytes(given[1])[:value]
        if number == OUT:
            self.events.append(Said(int(data)))
        elif (handle := self._handles.get(number)) is not None:
            assert not handle.appends
            self.events.append(Write(handle.file, handle.place, data))
            handle.place += value

    def _on_pwrite64(self, given: list[str], value: int) -> None:
        if (handle := self._handles.get(int(given[0]))) is not None:
            self.events.append(Write(handle.file, int(given[3]), _bytes(given[1])[:value]))

    def _on_ftruncate(self, given: list[str], _value: int) -> None:
        if (handle := self._handles.get(int(given[0]))) is not None:
            self.events.append(Cut(handle.file, int(given[1])))

    def _on_rename(self, given: list[str], _value: int) -> None:
        path, to = self._path(given[0]), self._path(given[1])
        if path is not None and to is not None:
            self.events.append(Move(path, to))

    def _on_renameat(self, given: list[str], value: int) -> None:
        self._on_rename([given[1], given[3]], value)

    _on_renameat2 = _on_renameat

    def _on_link(self, given: list[str], _value: int) -> None:
        path, to = self._path(given[0]), self._path(given[1])
        if path is not None and to is not None:
            self.events.append(Link(path, to))

    def _on_linkat(self, given: list[str], value: int) -> None:
        self._on_link([given[1], given[3]], value)

    def _on_unlink(self, given: list[str], _value: int) -> None:
        path = self._path(given[0])
        if path is not None and not path.endswith("-shm"):
            self.events.append(Remove(path))

    def _on_unlinkat(self, given: list[str], value: int) -> None:
        self._on_unlink([given[1]], value)

    def _on_mkdir(self, given: list[str], _value: int) -> None:
        if (path := self._path(given[0])) is not None:
            self.events.append(MakeFolder(path))

    def _on_mkdirat(self, given: list[str], value: int) -> None:
        self._on_mkdir([given[1]], value)


def _split(given: str) -> list[str]:
    # Every text is written as hexadecimal digits, so that no comma stands in one.
    return given.split(", ")


def _bytes(text: str) -> bytes:
    assert text[0] == text[-1] == '"', f"cut off by strace: {text[:80]}"
    return bytes.fromhex(text[1:-1].replace("\\x", ""))


def parts(path: str) -> Iterator[str]:
    return iter(PurePosixPath(path).parts)
