"""Looking through a case after something went wrong with its writer: what of the promise does not hold."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection
from pathlib import Path

from ingesting import ITEMS, Ingest, item

from headstamp.custody import Store, StoredRow
from headstamp.evidence.vault import Stored, Vault
from headstamp.values.errors import HeadstampError


@functools.cache
def sha256_of(number: int) -> str:
    return hashlib.sha256(item(number)).hexdigest()


def known(row: StoredRow) -> Stored:
    told = row.cells
    return Stored(told["sha256"], told["blake3"], int(told["size"]), told["pieces"], False)


def faults(case: Path, acknowledged: Collection[int]) -> list[str]:
    """What is lost, half-written, dangling or unreadable; empty when the promise held.

    Args:
        case: the folder of the case, as the accident left it.
        acknowledged: numbers of the batches that the writer said were done.
    """
    vault = Vault(case / "evidence")
    try:
        rows, found = _rows(case / "case.db")
    except HeadstampError as error:
        return [f"unreadable: {error}"]
    numbers = [int(row.key) for row in rows]
    if numbers != list(range(len(numbers))) or len(numbers) % ITEMS:
        found.append(f"half a change: rows {numbers}")
    found += [f"lost: batch {batch}" for batch in acknowledged if (batch + 1) * ITEMS > len(numbers)]
    for row in rows:
        if row.cells["sha256"] != sha256_of(int(row.key)):
            found.append(f"changed: row {row.key}")
        found += [f"dangling: row {row.key}, {each.what}" for each in vault.check(known(row))]
    for sha256 in vault.held():
        # A file without a row may be there, but not in part.
        if hashlib.sha256(vault.path(sha256).read_bytes()).hexdigest() != sha256:
            found.append(f"half-written: {sha256}")
    return found


def _rows(path: Path) -> tuple[list[StoredRow], list[str]]:
    if not path.exists():
        return [], []
    with Store.open(path) as store:
        return store.rows("evidence"), [f"store: {each.what}" for each in store.check()]


def faults_after_retry(case: Path, batches: int) -> list[str]:
    """What is wrong after the same ingest was run again to its end and leftovers were swept."""
    try:
        Ingest(case, lambda number: None).run(batches)
    except HeadstampError as error:
        return [f"no retry: {error}"]
    found = faults(case, range(batches))
    vault = Vault(case / "evidence")
    named = {sha256_of(number) for number in range(batches * ITEMS)}
    vault.sweep(named, older=-1)
    if set(vault.held()) != named or any((vault.folder / "tmp").iterdir()):
        found.append("the sweep left something")
    return found + faults(case, range(batches))
