"""Programs run under strace: the calls they make, with what bytes, and what follows when one fails."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import ingesting
from children import start

CHANGING = (
    *("write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "truncate", "fallocate"),
    *("fsync", "fdatasync", "syncfs", "sync", "sync_file_range", "copy_file_range", "sendfile", "splice"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir"),
)
"""Calls by which a program changes what is on a disk, or asks for it to be there."""

FOLLOWED = (*CHANGING, "open", "openat", "creat", "close", "dup", "dup2", "dup3", "lseek", "mmap", "msync")

LINE = re.compile(r"^(?P<thread>\d+) +(?P<rest>.*)$")
CALL = re.compile(r"^(?P<name>\w+)\((?P<given>.*)\) += (?P<result>-?\d+|0x[0-9a-f]+|\?)(?P<more>.*)$")


@dataclass(frozen=True)
class Ended:
    """How a traced ingest ended.

    Attributes:
        code: its exit code; negative for a signal.
        said: batches it acknowledged.
        error: what it wrote to standard error.
        trace: the lines of strace.
    """

    code: int
    said: list[int]
    error: str
    trace: list[str]


@functools.cache
def why_not() -> str:
    """Why nothing can be traced here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with tempfile.TemporaryDirectory() as folder:
        try:
            ended = ingest(Path(folder) / "case", 0, follow=("write",))
        except Refused as refused:
            return f"strace may not trace here: {refused}"
    return "" if ended.code == 0 else f"strace broke the program: {ended.error}"


class Refused(Exception):  # noqa: N818
    """The system does not let one program trace another."""


def ingest(
    case: Path, batches: int, *more: str, follow: tuple[str, ...], options: tuple[str, ...] = ()
) -> Ended:
    """Run an ingest under strace, from the moment when all its modules are loaded.

    Args:
        case: folder of the case; made when missing.
        batches: how many batches it is to reach.
        more: further arguments of the ingest.
        follow: names of the calls to trace.
        options: further options of strace.

    Raises:
        Refused: it cannot be traced.
    """
    case.mkdir(exist_ok=True)
    trace = case.with_name(f"{case.name}.trace")
    # With a question mark a call that this architecture does not have is no error.
    calls = ",".join(f"?{each}" for each in follow)
    with start(ingesting.__file__, case, batches, "--wait", *more, stderr=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        strace = subprocess.Popen(
            [
                *("strace", "-f", "-o", trace, "-e", f"trace={calls}", "-e", "signal=none", *options),
                *("-p", str(child.pid)),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        with strace:
            told = strace.stderr.readline()
            if "attached" not in told:
                child.kill()
                raise Refused(told.strip())
            said, error = child.communicate(b"go\n")
    return Ended(
        child.returncode,
        [int(line) for line in said.split(b"\n")[:-1]],
        error.decode(),
        trace.read_text().splitlines(),
    )
