"""A small ingest, to be killed, failed and cut off: files into the vault, then the rows that name them.

As a program: `python ingesting.py CASE BATCHES [--bug NAME] [--opened-for N]
[--one-thread] [--wait]`. It says the number
of each batch once its rows are committed. What the product does not acknowledge it may lose; what was said
here must be there. A second start goes on where the rows end. Ends with 3 where headstamp refused.
"""

from __future__ import annotations

import argparse
import ctypes
import functools
import os
import random
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from headstamp.custody import Store, database
from headstamp.evidence import asides, batch
from headstamp.evidence.pieces import PIECE
from headstamp.evidence.vault import Stored, Vault
from headstamp.values.errors import HeadstampError

ITEMS = 3
SIZES = (900, 9_000, 2 * PIECE + 20_000)
"""Bytes, about: less than a page, several pages, and several pieces."""


@functools.cache
def item(number: int) -> bytes:
    """The bytes of one file, always the same."""
    chance = random.Random(number)
    return chance.randbytes(SIZES[number % ITEMS] + chance.randrange(500))


def cells(number: int, stored: Stored) -> dict[str, str]:
    return {
        "n": str(number),
        "sha256": stored.sha256,
        "blake3": stored.blake3,
        "size": str(stored.size),
        "pieces": stored.pieces,
    }


class Ingest:
    """The steps of one batch, in the order that the promise needs."""

    def __init__(self, case: Path, say: Callable[[int], None], opened_for: int = 2) -> None:
        """Make the vault where it is missing.

        Args:
            case: folder of the case.
            say: told the number of each batch that is done.
            opened_for: batches before the store is closed and opened again, so that its file takes in
                its WAL meanwhile.
        """
        self.opened_for = opened_for
        self.vault, self.path, self.say = Vault(case / "evidence"), case / "case.db", say

    def run(self, batches: int) -> None:
        number = 0
        while number < batches:
            with self.store() as store:
                for number in range(self.next(store), min(self.next(store) + self.opened_for, batches)):
                    self.one(store, number)
                number = self.next(store)

    def store(self) -> Store:
        return Store.open(self.path) if self.path.exists() else Store.create(self.path, "c1")

    def next(self, store: Store) -> int:
        return int(store.setting("next") or 0)

    def one(self, store: Store, number: int) -> None:
        rows = self.put(number)
        self.name(store, number, rows)
        self.say(number)

    def put(self, number: int) -> dict[str, dict[str, str]]:
        with self.vault.batch() as files:
            if number:
                # What a batch before brought comes again, as it does when a folder is taken in twice.
                files.put(item(number * ITEMS - 1))
            numbers = range(number * ITEMS, (number + 1) * ITEMS)
            return {str(each): cells(each, files.put(item(each))) for each in numbers}

    def name(self, store: Store, number: int, rows: dict[str, dict[str, str]]) -> None:
        with store.change("child", "ingest") as change:
            for key, row in rows.items():
                change.put("evidence", key, row)
            change.set("next", number + 1)


class InTurn:
    """A pool that works at once, in the caller's thread: every run makes the same calls in the same order."""

    def __init__(self, *_asked: object) -> None:
        return

    def submit(self, work: Callable[..., object], *given: object) -> Future[object]:
        done: Future[object] = Future()
        try:
            done.set_result(work(*given))
        except Exception as error:
            done.set_exception(error)
        return done

    def map(self, work: Callable[..., object], each: object) -> list[object]:
        return [work(one) for one in each]

    def shutdown(self) -> None:
        return


def said(number: int) -> None:
    os.write(1, b"%d\n" % number)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("case", type=Path)
    parser.add_argument("batches", type=int)
    parser.add_argument("--bug", default="")
    parser.add_argument("--opened-for", type=int, default=2)
    parser.add_argument("--one-thread", action="store_true")
    parser.add_argument("--wait", action="store_true")
    asked = parser.parse_args()
    # So that the files of several pieces are taken in as large ones are.
    batch.BLOCK = 2 * PIECE
    if asked.one_thread:
        batch.ThreadPoolExecutor = asides.ThreadPoolExecutor = InTurn
    kind = Ingest
    if asked.bug:
        from planted import plant

        kind = plant(asked.bug)
    if asked.wait:
        # Where only a parent may trace, let strace do it too (prctl PR_SET_PTRACER, any process).
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1 & (1 << 64) - 1), 0, 0, 0)
        # What a first connection imports, it imports now: a kill is to meet the work, not the start.
        database.connect(Path(":memory:"), 1).connect().close()
        os.write(1, b"ready\n")
        sys.stdin.readline()
    try:
        kind(asked.case, said, asked.opened_for).run(asked.batches)
    except HeadstampError as error:
        print(error, file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
