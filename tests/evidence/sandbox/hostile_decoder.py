"""A decoder for tests that has been taken over: a file that begins with #!python is run as Python.

It stands in for what an attacker holds after a hole in a real decoder was used: any code, in the child, with
everything loaded that such code may like. Other texts are handed back as they are.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import threading
import time

from headstamp.evidence.decoders.found import Found, RawPart

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long


def prepare() -> None:
    pass


def call(number: int, *arguments: object) -> int:
    """A system call; its answer, or OSError."""
    ctypes.set_errno(0)
    answer = LIBC.syscall(
        ctypes.c_long(number), *(ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    )
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return answer


def decode(file: int, asked: dict[str, object]) -> Found:
    said = os.read(file, 65536).decode()
    if not said.startswith("#!python"):
        return Found(parts=(RawPart("text", said.encode()),))
    reply = file + 1
    room: dict[str, object] = {
        "os": os, "socket": socket, "ctypes": ctypes, "LIBC": LIBC, "call": call, "signal": signal,
        "resource": resource, "subprocess": subprocess, "threading": threading, "time": time, "mmap": mmap,
        "file": file, "reply": reply, "Found": Found, "RawPart": RawPart,
    }  # fmt: skip
    exec(compile(said, "exploit", "exec"), room)
    return Found(facts={"gained": str(room.get("gained", ""))[:500]})


def unpack(file: int, asked: dict[str, object], reply: int) -> None:
    said = os.read(file, 65536).decode()[2:]
    exec(compile(said, "exploit", "exec"), {"os": os, "file": file, "reply": reply, "time": time})
