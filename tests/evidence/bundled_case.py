"""A small case with files, as tests of bundles need it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headstamp.custody import SigningKey, Store
from headstamp.custody.keys import machine_key
from headstamp.evidence.bundle import Bundled, Stamped, write_bundle
from headstamp.evidence.bundle.writing import Withhold
from headstamp.evidence.pieces import PIECE
from headstamp.evidence.vault import Stored, Vault

SIZES = (10, 3 * PIECE + 77, PIECE, 2 * PIECE, 0, 500)


def content(number: int, size: int) -> bytes:
    return random.Random(number).randbytes(size)


def cells_of(stored: Stored, **more: str) -> dict[str, str]:
    told = {
        "sha256": stored.sha256,
        "blake3": stored.blake3,
        "size": str(stored.size),
        "pieces": stored.pieces,
    }
    return told | {"media_type": "image/jpeg"} | more


def fill(store: Store, vault: Vault) -> list[str]:
    """Take in the files of `SIZES` and a thumbnail of the first; returns the items' ids."""
    with vault.batch() as batch:
        kept = [batch.put(content(number, size)) for number, size in enumerate(SIZES)]
        thumbnail = batch.put(b"a thumbnail")
    ids = [f"ev-{one.sha256[:16]}" for one in kept]
    with store.change("analyst 1", "evidence add") as change:
        for item, one in zip(ids, kept, strict=True):
            change.put("evidence", item, cells_of(one, name=f"Aïcha {one.size}.jpg"))
            came = {"item": item, "source": "https://example.org/a", "note": 'a "b"\n'}
            change.put("acquisitions", f"aq-{item}", came)
        change.put(
            "evidence", f"{ids[0]}/thumbnail", cells_of(thumbnail, parent=ids[0], derivation="thumbnail")
        )
    with store.change("analyst 2", "evidence mark") as change:
        change.put("evidence", ids[1], cells_of(kept[1], name="", sensitivity="secret"))
        change.set("snapshots", ["aa", {"b": 2}])
    return [*ids, f"{ids[0]}/thumbnail"]


@contextmanager
def made_up(folder: Path) -> Iterator[tuple[Store, Vault]]:
    """A new case in a folder, empty."""
    case = folder / "a case"
    case.mkdir(parents=True)
    with Store.create(case / "case.db", "a case+é-0001") as store:
        yield store, Vault(case / "evidence")


def bundle(
    folder: Path,
    *,
    key: SigningKey | None = None,
    withhold: Withhold | None = None,
    without: tuple[str, ...] = (),
    stamped: tuple[Stamped, ...] = (),
) -> Bundled:
    """A bundle of the case, in `folder / 'bundle'`."""
    with made_up(folder) as (store, vault):
        fill(store, vault)
        signer = key or machine_key(folder / "home")
        return write_bundle(
            store, vault, folder / "bundle", signer, withhold=withhold, without=without, stamped=stamped
        )
