"""Verifying a case: its log, its log against an older checkpoint, and every file that the log names.

What is damaged is named by file, piece and line. Nothing is repaired, and nothing is written. A bundle that
was handed over is verified by `headstamp.evidence.bundle`, or by the program that comes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headstamp.custody import Damage, PublicKey, Store, StoredRow, tree_root
from headstamp.custody.checkpoint import Against, check_leaves
from headstamp.evidence.layout import Layout
from headstamp.evidence.stored import Stored
from headstamp.evidence.vault import Vault


@dataclass(frozen=True, slots=True)
class Place:
    """Where damage is.

    Attributes:
        file: path from the case's or the bundle's folder.
        piece: of 64 KiB, from 0; None where no piece can be named.
        line: from 1, of the file; in a case that of the log. None where no line can be named.
    """

    file: str | None
    piece: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the log says.

    Attributes:
        what: what is wrong, as a phrase that holds no value of the case but ids of items.
        where: the place.
    """

    what: str
    where: Place


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of verifying a case or a bundle.

    Attributes:
        items: how many items the log names files of.
        events: how many lines the log has.
        root: RFC 6962 root over them, hex; empty where the log cannot be read.
        damage: what is wrong.
        told: what else should be known, such as a signature that could not be checked.
    """

    items: int
    events: int
    root: str
    damage: tuple[Fault, ...]
    told: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is damaged."""
        return not self.damage


def check_case(
    store: Store,
    vault: Vault,
    rows: Iterable[StoredRow],
    *,
    against: str | bytes | None = None,
    known_key: PublicKey | None = None,
    older: Iterable[bytes] | None = None,
    quick: bool = False,
) -> Checked:
    """Verify a case.

    Args:
        store: its log and tables.
        vault: its files.
        rows: of the table `evidence`.
        against: an older checkpoint of the log, from a copy that was out of reach.
        known_key: the key that signed it; without it its signature is not checked.
        older: lines of an older copy of the log, to name the first that differs.
        quick: see of files only whether they stand there in their length; the log is always read whole.

    Raises:
        CheckpointUnreadable: the older checkpoint is none in its exact form.
    """
    examined = store.examine()
    log = store.path.name
    faults = [_of_log(each, log) for each in examined.damage]
    told = [f"{len(examined.withheld)} values are withheld"] if examined.withheld else []
    if against is not None:
        compared = check_leaves(examined.leaves, store.case, against, known_key, older=older)
        # A checkpoint of something else says nothing about this log, so no file of the case is named.
        faults += [
            _of_log(each, log) if each.seq is not None or compared.fits else Fault(each.what, Place(None))
            for each in compared.damage
        ]
        told += tell(compared)
    items, named = 0, set()
    for row in rows:
        items += 1
        named.add(row.cells.get("sha256", ""))
        faults += _of_item(vault, row, log, quick)
    if strangers := sum(1 for one in vault.held() if one not in named):
        many = "1 file in the vault is" if strangers == 1 else f"{strangers} files in the vault are"
        told.append(f"{many} named by no row, as after an intake that was cut off")
    root = tree_root(examined.leaves).hex() if examined.leaves or not faults else ""
    return Checked(items, len(examined.leaves), root, tuple(faults), tuple(told))


def tell(compared: Against) -> list[str]:
    """What comparing with an older checkpoint says besides damage."""
    told = [f"the log begins with the {compared.checkpoint.size} lines of the checkpoint"]
    if compared.damage:
        told = []
    if compared.signed is None:
        told.append("the checkpoint's signature was not checked: no key was named")
    for one in compared.cosignatures:
        when = "" if one.at is None else f" at {one.at.isoformat()}"
        held = "which was not checked: their key is not known"
        if one.good is not None:
            held = "and the signature holds" if one.good else "but the signature does not hold"
        told.append(f"{one.name} signed the checkpoint{when}, {held}")
    return told


def _of_log(damage: Damage, log: str) -> Fault:
    field = "" if damage.field is None else f", in '{damage.field}'"
    return Fault(damage.what + field, Place(log, None, damage.seq))


def _of_item(vault: Vault, row: StoredRow, log: str, quick: bool) -> list[Fault]:
    cells = row.cells
    size = cells.get("size", "")
    if not size.isdecimal() or not cells.get("sha256"):
        return [Fault(f"{row.key} names no file", Place(log))]
    known = Stored(cells["sha256"], cells.get("blake3", ""), int(size), cells.get("pieces", ""), new=False)
    broken = vault.check(known, quick=quick)
    if not broken:
        return []
    file = Layout(vault.folder).file(known.sha256).relative_to(vault.folder.parent).as_posix()
    return [Fault(f"{row.key}: {one.what}", Place(file, one.piece)) for one in broken]
