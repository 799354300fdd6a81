"""The life of one child: wait, shut the door, decode one file, reply, end.

Everything that an attacker in the decoder could use later is closed, limited or filtered here, before the
first byte of the file is read.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
from dataclasses import dataclass
from types import ModuleType
from typing import NoReturn

from headstamp.evidence.decoders.found import Found, NotKnown, OverLimit
from headstamp.evidence.sandbox import wire
from headstamp.evidence.sandbox.seccomp import Filter

PR_SET_PDEATHSIG = 1
DESCRIPTORS = 256  # the highest a server can have; a child keeps six


@dataclass(frozen=True, slots=True)
class Tools:
    """What a child needs, made before the fork.

    Attributes:
        memory: bytes of address space.
        filter: the child's seccomp filter; None in a server that confines nothing.
    """

    memory: int
    filter: Filter | None


def live(entrance: socket.socket, decoder: ModuleType, tools: Tools) -> NoReturn:
    """All a child does; it never returns to the server's code."""
    try:
        door = entrance.fileno()
        os.closerange(3, door)
        os.closerange(door + 1, DESCRIPTORS)
        signal.set_wakeup_fd(-1)
        die_with_parent()
        _limit(tools.memory)
        order, descriptors, _, _ = socket.recv_fds(entrance, wire.ORDER_BYTES, 2)
        entrance.close()
        if len(descriptors) != 2:
            os._exit(0)
        _, _, cpu = wire.ORDER.unpack_from(order)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
        if tools.filter is not None:
            tools.filter.install()
        file, reply = descriptors
        asked = json.loads(order[wire.ORDER.size :])
        if asked["task"] == "members":
            decoder.unpack(file, asked, reply)
        else:
            _send(reply, _decode(decoder, file, asked))
    except BaseException:
        os._exit(1)
    os._exit(0)


def prove(tools: Tools) -> NoReturn:
    """Try what must not work; the exit status says what did."""
    try:
        _limit(tools.memory)
        if tools.filter is not None:
            tools.filter.install()
        attempts = (
            lambda: os.open("/", os.O_RDONLY),
            lambda: socket.socket(),
            lambda: os.fork(),
            lambda: os.kill(os.getppid(), 0),
            lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1)),
        )
        for number, attempt in enumerate(attempts, 10):
            try:
                attempt()
            except OSError:
                continue
            except ValueError:  # how the resource module says "not permitted"
                continue
            os._exit(number)
    except BaseException:
        os._exit(2)
    os._exit(0)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that made it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _limit(memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def _decode(decoder: ModuleType, file: int, asked: dict[str, object]) -> Found:
    try:
        found: Found = decoder.decode(file, asked)
        return found
    except OverLimit as error:
        return Found(verdict="refused", why=str(error))
    except NotKnown as error:
        return Found(verdict="not-supported", why=str(error))
    except MemoryError:
        return Found(verdict="refused", why="It needs more memory than a decoder may have")
    except (
        Exception
    ) as error:  # whatever a decoder raises over a hostile file means that the file is not sound
        return Found(verdict="broken", why=f"{type(error).__name__}: {error}"[: wire.WHY_CHARACTERS])


def _send(reply: int, found: Found) -> None:
    header = json.dumps(found.header()).encode("ascii")
    _write(reply, wire.HEADER.pack(wire.MAGIC, len(header)) + header)
    for part in found.parts:
        _write(reply, part.data)


def _write(reply: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(reply, rest) :]
