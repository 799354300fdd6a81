"""The sandbox as the rest of the program sees it: hand in files, get what they hold, whatever they are."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from headstamp.evidence.sandbox import encoding, sniffing, wire
from headstamp.evidence.sandbox.checks import Heading, ReplyFalse, heading
from headstamp.evidence.sandbox.jail import Jail, JailDied, JailNotStarted, describe
from headstamp.evidence.sandbox.pipes import Cut, Late, Pipe
from headstamp.evidence.sandbox.stations import STATIONS, Station
from headstamp.evidence.sandbox.unpacking import Limits, unpack
from headstamp.evidence.sandbox.verdicts import Confinement, Decoded, Member, SandboxMissing, Verdict

START_FAILURES = 3
MOST_FRAMES = 120
UNPACKING = Limits()
HELP = "install bubblewrap, or decode without a sandbox at your own risk"


class Sandbox:
    """Decodes files in confined processes, one process for each file. Use it as a context manager.

    Args:
        processes: how many files are decoded at a time.
        unsafe: decode in plain child processes where nothing confines them. For files one has made oneself.
        confinement: insist on one way of confining; None takes the strongest that works here.
        stations: what stands behind each kind of file.

    Attributes:
        confinement: what holds the decoders.

    Raises:
        SandboxMissing: nothing here confines a decoder and `unsafe` is not given.
    """

    def __init__(
        self,
        processes: int = 2,
        unsafe: bool = False,
        *,
        confinement: Confinement | None = None,
        stations: Mapping[str, Station] = STATIONS,
    ) -> None:
        if processes < 1:
            raise ValueError("A sandbox needs at least one process.")
        self._processes, self._stations = processes, stations
        self._jails: dict[str, Jail] = {}
        self._failures: dict[str, list[str]] = {}
        self._starting = threading.Lock()
        self._alone = threading.Lock()
        self._children = threading.BoundedSemaphore(2 * processes)
        self.confinement = self._confine(unsafe, confinement)
        # The server has the next file at hand when a child ends; one thread more encodes meanwhile.
        self._threads = ThreadPoolExecutor(2 * processes + 1, thread_name_prefix="sandbox")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is running, drop what waits, end the servers."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._starting:
            for jail in self._jails.values():
                jail.close()
            self._jails.clear()

    def submit(self, file: Path, *, frames: int = 12, thumbnail: int = 512) -> Future[Decoded]:
        """Decode a file.

        Args:
            file: it is opened for reading only, by this process; the child sees no path.
            frames: at most so many frames of a film, evenly chosen among its key frames.
            thumbnail: the longer side of thumbnail and frames, in pixels.

        Returns:
            a future that always ends in a verdict; it raises only where the file cannot be opened or where
            no server can be started (SandboxMissing).
        """
        if not 0 <= frames <= MOST_FRAMES or not 1 <= thumbnail <= wire.SIDE_PIXELS:
            raise ValueError(
                f"Up to {MOST_FRAMES} frames, thumbnails of up to {wire.SIDE_PIXELS} pixels a side."
            )
        return self._threads.submit(self._decode, file, frames, thumbnail)

    def members(
        self, file: Path, media_type: str, into: Path, *, limits: Limits = UNPACKING
    ) -> Iterator[Member]:
        """Unpack an archive: ZIP, TAR, compressed TAR or single file, WARC.

        Args:
            file: the archive.
            media_type: as `submit` found it.
            into: folder that members are written to, under names of this process's own.
            limits: how much it may unfold to.

        Yields:
            each member in turn, those turned away too; see `Member`.
        """
        if sniffing.station(media_type) != "archive":
            raise ValueError(f"{media_type} is no archive that is unpacked here.")
        return unpack(lambda: self._jail("archive"), file, into, limits)

    def _decode(self, path: Path, frames: int, thumbnail: int) -> Decoded:
        # Not blocking, since a pipe with a file's name would otherwise hold this thread for ever.
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                return Decoded(Verdict.NOT_SUPPORTED, "It is not a plain file", sniffing.UNKNOWN)
            if os.fstat(file).st_size == 0:
                return Decoded(Verdict.NOT_SUPPORTED, "It is empty", sniffing.UNKNOWN)
            kind = sniffing.media_type(os.pread(file, sniffing.HEAD, 0))
            name = sniffing.station(kind)
            if name is None:
                return Decoded(Verdict.NOT_SUPPORTED, f"No decoder here reads {kind}", kind)
            order = {"task": "decode", "media_type": kind, "frames": frames, "thumbnail": thumbnail}
            try:
                with self._children:
                    return self._run(self._jail(name), file, order, kind)
            except JailDied:
                return self._apart(name, file, order, kind)
        finally:
            os.close(file)

    def _apart(self, name: str, file: int, order: Mapping[str, object], kind: str) -> Decoded:
        """Decode in a server of its own a file whose server died: it may not have been the one to blame."""
        with self._alone:
            jail = self._started(name, 1)
            try:
                return self._run(jail, file, order, kind)
            except JailDied:
                return Decoded(Verdict.CRASHED, "its decoder took the whole server down", kind)
            finally:
                jail.close()

    def _run(self, jail: Jail, file: int, order: Mapping[str, object], kind: str) -> Decoded:
        os.lseek(file, 0, os.SEEK_SET)  # an earlier child may have read from it
        station = jail.station
        with jail.hand(file, order, wall=station.wall, cpu=station.cpu) as (job, pipe):
            try:
                head, parts = _reply(pipe, order)
            except Cut:
                return _dead(jail, job, kind)
            except Late:
                jail.kill()
                return Decoded(Verdict.TIMED_OUT, f"It took more than {station.wall} seconds", kind)
            except ReplyFalse as error:
                return Decoded(
                    Verdict.CRASHED, f"its decoder replied what no decoder replies ({error})", kind
                )
        try:
            made = tuple(
                encoding.part(announced, data) for announced, data in zip(head.parts, parts, strict=True)
            )
        except ReplyFalse as error:
            return Decoded(Verdict.CRASHED, f"its decoder replied what no decoder replies ({error})", kind)
        return Decoded(head.verdict, head.why, head.media_type or kind, head.facts, made)

    def _jail(self, name: str) -> Jail:
        jail = self._jails.get(name)
        if jail is not None and not jail.dead:
            return jail
        with self._starting:
            jail = self._jails.get(name)
            if jail is not None and not jail.dead:
                return jail
            if jail is not None:
                jail.close()
                del self._jails[name]
            self._jails[name] = jail = self._started(name, self._processes)
            return jail

    def _started(self, name: str, most: int) -> Jail:
        failures = self._failures.setdefault(name, [])
        while len(failures) < START_FAILURES:
            try:
                jail = Jail(self._stations[name], self.confinement, most)
            except JailNotStarted as error:
                failures.append(str(error))
            else:
                failures.clear()
                return jail
        told = f"The sandbox did not start {START_FAILURES} times in a row: {failures[-1]}"
        raise SandboxMissing(told, do=HELP)

    def _confine(self, unsafe: bool, wanted: Confinement | None) -> Confinement:
        if wanted is Confinement.NONE and not unsafe:
            raise SandboxMissing("Decoding without a sandbox was asked for but not allowed", do=HELP)
        ways = [wanted] if wanted is not None else [Confinement.BUBBLEWRAP, Confinement.LANDLOCK]
        said = []
        for way in ways:
            try:
                self._jails["picture"] = Jail(self._stations["picture"], way, self._processes)
            except JailNotStarted as error:
                said.append(f"{way}: {error}")
            else:
                return way
        if unsafe:
            return Confinement.NONE
        raise SandboxMissing(f"Nothing on this machine confines a decoder ({'; '.join(said)})", do=HELP)


def _reply(pipe: Pipe, order: Mapping[str, object]) -> tuple[Heading, list[bytearray]]:
    magic, size = wire.HEADER.unpack(pipe.exactly(wire.HEADER.size))
    if magic != wire.MAGIC or size > wire.HEADER_BYTES:
        raise ReplyFalse("no header")
    head = heading(
        bytes(pipe.exactly(size)), frames=int(str(order["frames"])), side=int(str(order["thumbnail"]))
    )
    # With several parts the pipe may fill before the child ends, so only a single one is waited for as a
    # whole.
    pipe.waits = len(head.parts) == 1
    parts = [pipe.exactly(part.size) for part in head.parts]
    pipe.at_end()
    return head, parts


def _dead(jail: Jail, job: int, kind: str) -> Decoded:
    ended = jail.ended(job)
    if ended is None or (ended.signal == 0 and not ended.late):
        return Decoded(Verdict.CRASHED, "its decoder ended without a reply", kind)
    if ended.late:
        return Decoded(Verdict.TIMED_OUT, f"It took more than {jail.station.wall} seconds", kind)
    if ended.signal == signal.SIGXCPU:
        return Decoded(
            Verdict.TIMED_OUT, f"It took more than {jail.station.cpu} seconds of processor time", kind
        )
    return Decoded(Verdict.CRASHED, describe(ended.signal), kind)
