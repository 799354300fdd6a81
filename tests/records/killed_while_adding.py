"""Add a file again and again, each time killed at a later flush to the disk; prints how far each one came.

Run as a program: `killed_while_adding.py FILE ROOT`. It forks before any thread is started.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import headstamp.records.library as adding
from headstamp.world import Actors


def kill_at(flush: int) -> None:
    """Make this process die, unannounced, instead of flushing for the nth time."""
    real, seen = os.fsync, iter(range(1, 1000))

    def fsync(handle: int) -> None:
        if next(seen) == flush:
            os.kill(os.getpid(), signal.SIGKILL)
        real(handle)

    os.fsync = fsync


def main(file: Path, root: Path) -> None:
    Actors.load()
    signals = []
    for flush in range(1, 9):
        if (child := os.fork()) == 0:
            kill_at(flush)
            adding.Library(root / str(flush)).add(file)
            os._exit(0)
        signals.append(os.waitpid(child, 0)[1])
    print(json.dumps(signals))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
