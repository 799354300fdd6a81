"""One running server behind its wall, seen from the host: start it, hand it files, hear of dead children, end it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from headstamp.evidence.sandbox import bubblewrap, wire
from headstamp.evidence.sandbox.checks import line
from headstamp.evidence.sandbox.pipes import Pipe
from headstamp.evidence.sandbox.stations import Station
from headstamp.evidence.sandbox.verdicts import Confinement

START_SECONDS = 60.0
GRACE_SECONDS = 5.0  # the host's own patience beyond the server's
PIPE_BYTES = 1024 * 1024


class JailDied(Exception):  # noqa: N818
    """The server is gone, and with it the children of every file it held."""


class JailNotStarted(Exception):  # noqa: N818
    """The server did not come up confined; `str` says what it told."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended that did not end well.

    Attributes:
        signal: the signal that killed it, or 0.
        late: whether it was killed for taking too long.
    """

    signal: int
    late: bool


class Jail:
    """A server and its socket. Any thread may hand it files.

    Raises:
        JailNotStarted: it did not come up, or not confined.
    """

    def __init__(self, station: Station, confinement: Confinement, spare: int) -> None:
        self.station = station
        self._jobs = 0
        self._ended: dict[int, Ended] = {}
        self._asked: set[int] = set()
        self._news = threading.Condition()
        self._dead = False
        self._empty = (
            tempfile.mkdtemp(prefix="headstamp-empty-") if confinement is Confinement.LANDLOCK else ""
        )
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        try:
            words = _command(station, confinement, spare, theirs.fileno(), self._empty)
            self._process = subprocess.Popen(
                words,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={},
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise JailNotStarted(line(str(error))) from error
        finally:
            theirs.close()
        self._await_ready()
        self._listener = threading.Thread(target=self._listen, name=f"sandbox-{station.name}", daemon=True)
        self._listener.start()

    @property
    def dead(self) -> bool:
        """Whether the server is gone."""
        return self._dead

    @contextlib.contextmanager
    def hand(
        self, file: int, order: Mapping[str, object], *, wall: float, cpu: int
    ) -> Iterator[tuple[int, Pipe]]:
        """Give a file to a child; yields the job's number and the pipe its reply comes by.

        Args:
            file: descriptor open for reading only.
            order: what to do with it.
            wall: seconds it may take.
            cpu: processor seconds it may take.

        Raises:
            JailDied: there is no server any more.
        """
        reading, writing = os.pipe2(os.O_CLOEXEC)
        with contextlib.suppress(
            OSError
        ):  # a user's share of pipe memory may be used up; a small pipe does too
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        try:
            with self._news:
                self._jobs += 1
                job = self._jobs
                self._asked.add(job)
            head = wire.ORDER.pack(job, int(wall * 1000), cpu)
            try:
                socket.send_fds(self._socket, [head + json.dumps(order).encode("ascii")], [file, writing])
            except OSError as error:
                raise JailDied from error
            finally:
                os.close(writing)
            yield job, Pipe(reading, wall + GRACE_SECONDS)
        finally:
            os.close(reading)
            with self._news:
                self._asked.discard(job)
                self._ended.pop(job, None)

    def ended(self, job: int, seconds: float = 1.0) -> Ended | None:
        """How the job's child ended; None where it ended of its own accord.

        Raises:
            JailDied: the server went with it.
        """
        with self._news:
            self._news.wait_for(lambda: job in self._ended or self._dead, seconds)
            if job in self._ended:
                return self._ended[job]
            if self._dead:
                raise JailDied
            return None

    def cancel(self, job: int) -> None:
        """Have the server kill a job's child, if it still lives."""
        with contextlib.suppress(OSError):
            self._socket.send(wire.ORDER.pack(job, 0, 0))

    def kill(self) -> None:
        """End the server and all its children at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def close(self) -> None:
        """End it and leave nothing behind."""
        self.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._listener:
            self._listener.join()
        self._socket.close()
        self._drop_folder()

    def _await_ready(self) -> None:
        assert self._process.stderr is not None
        told = b""
        if select.select([self._socket], [], [], START_SECONDS)[0]:
            with contextlib.suppress(OSError):
                told = self._socket.recv(64)
        if told == wire.READY:
            self._process.stderr.close()
            return
        self.kill()
        said = self._process.stderr.read(4096).decode("utf-8", "replace")
        self._process.stderr.close()
        self._process.wait()
        self._socket.close()
        self._drop_folder()
        raise JailNotStarted(line(said[-1000:]) or "it said nothing")

    def _listen(self) -> None:
        while True:
            try:
                news = self._socket.recv(wire.STATUS.size)
            except OSError:
                news = b""
            with self._news:
                if len(news) != wire.STATUS.size:
                    self._dead = True
                    self._news.notify_all()
                    return
                job, status, late = wire.STATUS.unpack(news)
                if job in self._asked:
                    self._ended[job] = Ended(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, late)
                    self._news.notify_all()

    def _drop_folder(self) -> None:
        if self._empty:
            with contextlib.suppress(OSError):
                Path(self._empty).rmdir()


def _command(station: Station, confinement: Confinement, spare: int, channel: int, empty: str) -> list[str]:
    run = [str(channel), station.module, str(spare), str(station.memory), confinement.value, empty]
    flags = ["-I", "-S", "-B"]
    if confinement is Confinement.BUBBLEWRAP:
        wall = bubblewrap.command(station.packages, station.folders)
        if wall is None:
            raise JailNotStarted("bubblewrap is not installed")
        boot = f"{bubblewrap.ITSELF}/evidence/sandbox/boot.py"
        seen = [bubblewrap.ITSELF, bubblewrap.PACKAGES, *station.folders]
        return [*wall, bubblewrap.python(), *flags, boot, *seen, "--", *run]
    boot = str(bubblewrap.headstamp() / "evidence/sandbox/boot.py")
    seen = [str(bubblewrap.headstamp()), *map(str, bubblewrap.sites()), *station.folders]
    return [bubblewrap.python(), *flags, boot, *seen, "--", *run]


def describe(number: int) -> str:
    """A signal in words that help."""
    if number == signal.SIGSYS:
        return "its decoder tried what it may not"
    try:
        return f"its decoder was killed by {signal.Signals(number).name}"
    except ValueError:
        return f"its decoder was killed by signal {number}"
