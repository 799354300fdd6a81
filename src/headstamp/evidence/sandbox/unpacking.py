"""The host's side of unpacking: frames come from a child, files are written here, limits are kept here."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from headstamp.evidence.sandbox import wire
from headstamp.evidence.sandbox.checks import ReplyFalse, as_object, facts, line
from headstamp.evidence.sandbox.jail import Jail, JailDied, describe
from headstamp.evidence.sandbox.pipes import Cut, Late, Pipe
from headstamp.evidence.sandbox.verdicts import Member, Verdict

GIB = 1024**3
QUIET_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unfold to.

    Attributes:
        members: how many members, those turned away counted.
        member_bytes: bytes of one member.
        total_bytes: bytes of all.
        ratio: unpacked bytes to each byte of the archive, once more than `free_bytes` have come.
        free_bytes: so many may come whatever the ratio.
    """

    members: int = 200_000
    member_bytes: int = 32 * GIB
    total_bytes: int = 256 * GIB
    ratio: int = 200
    free_bytes: int = 64 * 1024 * 1024


class OverLimit(Exception):  # noqa: N818
    """The archive unfolds to more than it may."""


def unpack(find: Callable[[], Jail], archive: Path, into: Path, limits: Limits) -> Iterator[Member]:
    """Each member of an archive; see `Sandbox.members`."""
    file = os.open(archive, os.O_RDONLY | os.O_CLOEXEC)
    try:
        into.mkdir(parents=True, exist_ok=True)
        jail = find()
        order = {"task": "members"}
        with jail.hand(file, order, wall=jail.station.wall, cpu=jail.station.cpu) as (job, pipe):
            inflow = _Inflow(pipe, into, limits, os.fstat(file).st_size)
            try:
                yield from inflow.members()
            except OverLimit as error:
                yield _end(Verdict.REFUSED, str(error))
            except Cut:
                yield _crashed(jail, job)
            except Late:
                yield _end(Verdict.TIMED_OUT, f"its decoder said nothing for {QUIET_SECONDS:.0f} seconds")
            except ReplyFalse as error:
                yield _end(Verdict.CRASHED, f"its decoder replied what no decoder replies ({error})")
            finally:
                inflow.close()
                jail.cancel(job)
    finally:
        os.close(file)


class _Inflow:
    """Frames into members."""

    def __init__(self, pipe: Pipe, into: Path, limits: Limits, archive_bytes: int) -> None:
        self._pipe, self._into, self._limits = pipe, into, limits
        self._run = secrets.token_hex(4)
        self._count = self._total = 0
        self._most = min(limits.total_bytes, max(limits.free_bytes, limits.ratio * archive_bytes))
        self._open: int | None = None

    def close(self) -> None:
        if self._open is not None:
            os.close(self._open)
            self._open = None

    def members(self) -> Iterator[Member]:
        if bytes(self._take(len(wire.MAGIC))) != wire.MAGIC:
            raise ReplyFalse("no beginning")
        while True:
            kind, told = self._frame()
            if kind == wire.DONE:
                return (yield from self._last(told))
            self._count += 1
            if self._count > self._limits.members:
                raise OverLimit(f"It has more than {self._limits.members:,} members")
            name, known = _name(told), facts(told.get("facts"))
            if kind == wire.TURNED_AWAY:
                yield Member(name, None, known, _why(told) or "It was turned away")
            elif kind == wire.MEMBER:
                yield self._written(name, known)
            else:
                raise ReplyFalse("a frame out of turn")

    def _last(self, told: dict[str, object]) -> Iterator[Member]:
        verdict = told.get("verdict")
        if verdict not in ("ok", "broken", "refused", "not-supported"):
            raise ReplyFalse("verdict")
        self._pipe.at_end()
        if verdict != "ok":
            yield _end(Verdict(cast(str, verdict)), _why(told))

    def _written(self, name: str, known: dict[str, str]) -> Member:
        path = self._into / f"{self._run}-{self._count:06d}"
        self._open = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        whole = False
        try:
            told = self._bytes_until_end(name)
            whole = True
        finally:
            self.close()
            if not whole:
                with suppress(OSError):
                    path.unlink()
        return Member(name, path, known | facts(told.get("facts")), _why(told))

    def _bytes_until_end(self, name: str) -> dict[str, object]:
        size = 0
        while True:
            kind, length = self._head()
            if kind == wire.ENDED:
                return self._json(length)
            if kind != wire.BYTES or not 0 < length <= wire.PIECE:
                raise ReplyFalse("a frame out of turn")
            size += length
            self._total += length
            if size > self._limits.member_bytes:
                raise OverLimit(f"A member has more than {self._limits.member_bytes:,} bytes")
            if self._total > self._most:
                raise OverLimit(f"It unfolds to more than {self._most:,} bytes")
            assert self._open is not None
            rest = memoryview(self._take(length))
            while rest:
                rest = rest[os.write(self._open, rest) :]

    def _frame(self) -> tuple[bytes, dict[str, object]]:
        kind, length = self._head()
        return kind, self._json(length)

    def _head(self) -> tuple[bytes, int]:
        kind, length = wire.FRAME.unpack(self._take(wire.FRAME.size))
        return kind, length

    def _json(self, length: int) -> dict[str, object]:
        if length > wire.FRAME_JSON_BYTES:
            raise ReplyFalse("a frame too long")
        return as_object(bytes(self._take(length)))

    def _take(self, size: int) -> bytearray:
        # Patience starts anew with each read: what this process does between two members is not the child's time.
        self._pipe.until = time.monotonic() + QUIET_SECONDS
        return self._pipe.exactly(size)


def _name(told: dict[str, object]) -> str:
    name = told.get("name")
    if not isinstance(name, str) or len(name) > 5000:
        raise ReplyFalse("a name")
    return line(name, 4096) or "unnamed"


def _why(told: dict[str, object]) -> str:
    why = told.get("why")
    if not isinstance(why, str):
        raise ReplyFalse("why")
    return line(why)


def _end(verdict: Verdict, why: str) -> Member:
    return Member("", None, {"verdict": verdict.value}, why)


def _crashed(jail: Jail, job: int) -> Member:
    try:
        ended = jail.ended(job)
    except JailDied:
        return _end(Verdict.CRASHED, "its decoder took the whole server down")
    if ended is None or ended.signal == 0:
        return _end(Verdict.CRASHED, "its decoder ended without a word")
    if ended.late:
        return _end(Verdict.TIMED_OUT, "it took too long")
    return _end(Verdict.CRASHED, describe(ended.signal))
