"""Damage in the vault is found and placed, mended from a good source, and leftovers are swept when safe."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from headstamp.evidence.errors import VaultBusy
from headstamp.evidence.pieces import PIECE
from headstamp.evidence.vault import Broken, Stored, Vault

PIECES = 5
DATA = random.Random(1).randbytes(PIECE * (PIECES - 1) + 100)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "evidence")


PLACES = int(os.environ.get("HEADSTAMP_TORTURE", "40"))


@pytest.fixture
def kept(vault: Vault) -> Stored:
    with vault.batch() as batch:
        return batch.put(DATA)


def leaves(vault: Vault, kept: Stored) -> Path:
    return Path(f"{vault.path(kept.sha256)}.pieces")


def damage(file: Path, change: Callable[[bytearray], object]) -> None:
    data = bytearray(file.read_bytes())
    change(data)
    file.chmod(0o600)
    file.write_bytes(data)
    file.chmod(0o400)


def flip(place: int) -> Callable[[bytearray], object]:
    def change(data: bytearray) -> None:
        data[place] ^= 1

    return change


def test_one_bit_changed_anywhere_is_found_in_its_piece(vault: Vault, kept: Stored) -> None:
    file, chance = vault.path(kept.sha256), random.Random(3)
    places = [0, PIECE - 1, PIECE, len(DATA) - 1] + [chance.randrange(len(DATA)) for _ in range(PLACES)]
    for place in places:
        damage(file, flip(place))
        assert vault.check(kept) == [Broken("piece changed", place // PIECE)]
        assert vault.check(kept, quick=True) == []
        damage(file, flip(place))
    assert vault.check(kept) == []


def test_several_changed_pieces_are_all_named(vault: Vault, kept: Stored) -> None:
    for piece in (1, 3):
        damage(vault.path(kept.sha256), flip(piece * PIECE + 9))
    assert vault.check(kept) == [Broken("piece changed", 1), Broken("piece changed", 3)]


def test_a_file_of_one_piece_needs_no_list(vault: Vault) -> None:
    with vault.batch() as batch:
        small, nothing = batch.put(b"headstamp"), batch.put(b"")
    damage(vault.path(small.sha256), flip(3))
    assert vault.check(small) == [Broken("piece changed", 0)]
    damage(vault.path(nothing.sha256), lambda data: data.extend(b"x"))
    assert vault.check(nothing) == [Broken("lengthened", 0)]


@pytest.mark.parametrize("quick", [True, False])
def test_a_changed_length_is_found_with_the_place_of_the_cut(vault: Vault, kept: Stored, quick: bool) -> None:
    file = vault.path(kept.sha256)
    damage(file, lambda data: data.__delitem__(slice(PIECE * 2 + 7, None)))
    assert vault.check(kept, quick=quick) == [Broken("shortened", 2)]
    damage(file, lambda data: data.__setitem__(slice(None), DATA + b"more"))
    assert vault.check(kept, quick=quick) == [Broken("lengthened", PIECES - 1)]


def test_a_file_cut_and_changed_says_both(vault: Vault, kept: Stored) -> None:
    file = vault.path(kept.sha256)
    damage(file, lambda data: data.__delitem__(slice(PIECE * 3, None)))
    damage(file, flip(PIECE + 1))
    assert vault.check(kept) == [Broken("shortened", 3), Broken("piece changed", 1)]


@pytest.mark.parametrize("quick", [True, False])
def test_a_missing_file_and_a_link_in_its_place_are_found(vault: Vault, kept: Stored, quick: bool) -> None:
    file = vault.path(kept.sha256)
    aside = file.rename(file.with_name("aside"))
    assert vault.check(kept, quick=quick) == [Broken("missing")]
    file.symlink_to(aside)
    assert vault.check(kept, quick=quick) == [Broken("not a regular file")]
    assert vault.check(Stored("../x", "", 0, "", False), quick=quick) == [Broken("missing")]


def test_a_damaged_list_of_pieces_is_told_apart_from_a_damaged_file(vault: Vault, kept: Stored) -> None:
    damage(leaves(vault, kept), flip(40))
    assert vault.check(kept) == [Broken("list of pieces changed")]
    assert vault.check(kept, quick=True) == []
    # Without a list that adds up the change cannot be placed, and is not placed wrongly.
    damage(vault.path(kept.sha256), flip(2 * PIECE))
    assert vault.check(kept) == [Broken("changed"), Broken("list of pieces changed")]


@pytest.mark.parametrize("quick", [True, False])
def test_a_list_of_pieces_that_is_gone_or_cut_is_found(vault: Vault, kept: Stored, quick: bool) -> None:
    damage(leaves(vault, kept), lambda data: data.pop())
    assert vault.check(kept, quick=quick) == [Broken("list of pieces changed")]
    leaves(vault, kept).unlink()
    assert vault.check(kept, quick=quick) == [Broken("list of pieces missing")]


def test_a_wrong_blake3_on_record_is_told_apart_from_a_changed_file(vault: Vault, kept: Stored) -> None:
    told = Stored(kept.sha256, "0" * 64, kept.size, kept.pieces, False)
    assert vault.check(told) == [Broken("BLAKE3 differs")]


def test_what_is_held_in_another_length_is_mended_by_a_good_source(vault: Vault, kept: Stored) -> None:
    damage(vault.path(kept.sha256), lambda data: data.pop())
    with vault.batch() as batch:
        assert batch.put(DATA).new
    assert batch.mended == [kept.sha256]
    leaves(vault, kept).unlink()
    with vault.batch() as batch:
        batch.put(DATA)
    assert batch.mended == [kept.sha256]
    assert vault.check(kept) == []


def test_changed_bytes_of_the_same_length_are_mended_when_asked(vault: Vault, kept: Stored) -> None:
    damage(vault.path(kept.sha256), flip(5))
    with vault.batch() as batch:
        assert not batch.put(DATA).new
    assert (batch.mended, vault.check(kept)) == ([], [Broken("piece changed", 0)])
    with vault.batch(reread=True) as batch:
        assert batch.put(DATA).new
    assert (batch.mended, vault.check(kept)) == ([kept.sha256], [])


def test_a_sweep_removes_only_what_is_old_and_without_a_row(vault: Vault, kept: Stored) -> None:
    with vault.batch() as batch:
        orphan = batch.put(DATA + b"!")
    leftover = vault.folder / "tmp" / "0123"
    leftover.write_bytes(b"half")
    assert vault.sweep({kept.sha256}) == 0
    assert vault.sweep({kept.sha256}, older=-1) == 2
    assert list(vault.held()) == [kept.sha256]
    assert not leaves_of(vault, orphan).exists()
    assert vault.check(kept) == []
    assert not leftover.exists()


def leaves_of(vault: Vault, stored: Stored) -> Path:
    return vault.folder / "objects" / stored.sha256[:2] / f"{stored.sha256}.pieces"


def test_a_file_put_again_counts_as_young(
    vault: Vault, kept: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = vault.path(kept.sha256)
    before = file.stat().st_ctime_ns
    with vault.batch() as batch:
        batch.put(DATA)
    assert file.stat().st_ctime_ns > before


HOLDER = """
import sys
from pathlib import Path
from headstamp.evidence.vault import Vault
with Vault(Path(sys.argv[1])).batch() as batch:
    batch.put(b"of another program")
    print("in", flush=True)
    sys.stdin.readline()
"""


def test_nothing_is_swept_while_another_program_adds(vault: Vault, kept: Stored) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, vault.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout.readline() == "in\n"
        with pytest.raises(VaultBusy):
            vault.sweep((), older=-1)
        other.communicate("go on\n")
    assert other.returncode == 0
    assert len(list(vault.held())) == 2
    assert vault.sweep((), older=-1) == 2
