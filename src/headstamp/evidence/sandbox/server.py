"""The server inside the wall: loads one decoder, then forks one child for each file and one file only.

It never looks at a file or at a reply. It confines itself before it says that it is ready, tries its own
confinement on a child first, keeps a few children waiting so that a file need not wait for a fork, kills a
child that is late, and tells the host of children that did not end well.

Started by `jail` as `python -I -S boot.py`; everything it needs is in its arguments.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from types import ModuleType
from typing import NoReturn

from headstamp.evidence.sandbox import child, landlock, seccomp, wire

NOBODY = 65534


@dataclass(slots=True)
class Working:
    """A child at work."""

    job: int
    until: float
    late: bool = False


class Server:
    """Forks, hands over, waits, kills; one thread, no locks."""

    def __init__(self, host: socket.socket, decoder: ModuleType, spare: int, tools: child.Tools) -> None:
        self._host, self._decoder, self._spare, self._tools = host, decoder, spare, tools
        self._waiting: list[tuple[int, socket.socket]] = []
        self._working: dict[int, Working] = {}
        self._alarm_read, self._alarm_write = os.pipe()
        for end in (self._alarm_read, self._alarm_write):
            os.set_blocking(end, False)

    def serve(self) -> NoReturn:
        """Serve until the host closes its end."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._alarm_write, warn_on_full_buffer=False)
        events = select.poll()
        events.register(self._host, select.POLLIN)
        events.register(self._alarm_read, select.POLLIN)
        self._host.send(wire.READY)
        while True:
            self._fill()
            for descriptor, _ in events.poll(self._patience()):
                if descriptor == self._alarm_read:
                    os.read(self._alarm_read, 512)
                elif not self._take_order():
                    os._exit(0)
            self._reap()
            self._kill_late()

    def _fill(self) -> None:
        while len(self._waiting) < self._spare:
            self._waiting.append(self._fork())

    def _fork(self) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            child.live(theirs, self._decoder, self._tools)
        theirs.close()
        return pid, ours

    def _take_order(self) -> bool:
        order, descriptors, _, _ = socket.recv_fds(self._host, wire.ORDER_BYTES, 2)
        if not order:
            return False
        job, wall, _ = wire.ORDER.unpack_from(order)
        if wall == 0:
            self._cancel(job)
            return True
        if not self._waiting:
            self._waiting.append(self._fork())
        pid, door = self._waiting.pop(0)
        try:
            socket.send_fds(door, [order], descriptors)
        except OSError:  # a waiting child that was killed from outside; its end is reported below
            pass
        finally:
            door.close()
            for descriptor in descriptors:
                os.close(descriptor)
        self._working[pid] = Working(job, time.monotonic() + wall / 1000)
        return True

    def _cancel(self, job: int) -> None:
        for pid, work in self._working.items():
            if work.job == job:
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self._working or self._waiting:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            work = self._working.pop(pid, None)
            if work is not None and status != 0:
                self._host.send(wire.STATUS.pack(work.job, status, work.late))
            self._waiting = [(other, door) for other, door in self._waiting if other != pid]

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid, work in self._working.items():
            if now >= work.until and not work.late:
                work.late = True
                os.kill(pid, signal.SIGKILL)

    def _patience(self) -> int | None:
        ends = [work.until for work in self._working.values() if not work.late]
        return max(0, int((min(ends) - time.monotonic()) * 1000) + 1) if ends else None


def run(arguments: list[str]) -> NoReturn:
    """Load, confine, prove it, serve.

    Args:
        arguments: descriptor of the host's socket, decoder module, children to keep waiting, address space of a
            child in bytes, confinement, empty folder to make the root or ''.
    """
    channel, module, spare, memory, confinement, empty = arguments
    host = socket.socket(fileno=int(channel))
    decoder = importlib.import_module(module)
    decoder.prepare()
    name = seccomp.machine()
    if confinement != "none" and not name:
        sys.exit("seccomp is not known for this machine")
    tools = child.Tools(int(memory), seccomp.for_child(name) if confinement != "none" else None)
    server = Server(host, decoder, int(spare), tools)
    if confinement != "none":
        _confine(confinement, name, empty)
        _prove(tools)
    os.dup2(0, 2)  # what a decoder prints is neither kept nor shown
    gc.collect()
    gc.freeze()
    gc.disable()  # a child lives for one file; collecting would only copy the pages it shares with the server
    server.serve()


def _confine(confinement: str, name: str, empty: str) -> None:
    landlock.give_up_privileges()
    if confinement == "landlock":
        if os.geteuid() == 0:
            os.chroot(empty)
            os.chdir("/")
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        child.die_with_parent()
    if landlock.shut_out() == 0 and confinement == "landlock":
        sys.exit("this kernel has no Landlock")
    seccomp.for_server(name).install()


def _prove(tools: child.Tools) -> None:
    """A child that can still open, connect or fork is no confined child: then nothing is served."""
    pid = os.fork()
    if pid == 0:
        child.prove(tools)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"the confinement does not hold: probe {os.waitstatus_to_exitcode(status)}")
