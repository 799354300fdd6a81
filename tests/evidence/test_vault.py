"""The vault: what is put is there as it was, once, read-only, and named only when all of it is safe."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
from pathlib import Path

import pytest
from blake3 import blake3

from headstamp.custody import leaf_hash, tree_root
from headstamp.evidence.batch import BLOCK
from headstamp.evidence.errors import EvidenceMissing, SourceChanged, SourceUnfit, VaultFailed
from headstamp.evidence.pieces import PIECE
from headstamp.evidence.vault import Stored, Vault
from headstamp.values import NotFound, Refused

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 7)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "evidence")


def bytes_of(size: int) -> bytes:
    return b"".join(hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(size // 32 + 1))[
        :size
    ]


def known(data: bytes, *, new: bool = True) -> Stored:
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
    root = tree_root(leaf_hash(piece) for piece in pieces).hex()
    return Stored(hashlib.sha256(data).hexdigest(), blake3(data).hexdigest(), len(data), root, new)


def put(vault: Vault, *sources: Path | bytes) -> list[Stored]:
    with vault.batch() as batch:
        return [batch.put(source) for source in sources]


def left_in_tmp(vault: Vault) -> list[Path]:
    return list((vault.folder / "tmp").iterdir())


@pytest.mark.parametrize("size", SIZES)
def test_every_source_gives_the_same_file_and_the_same_hashes(
    vault: Vault, tmp_path: Path, size: int
) -> None:
    data = bytes_of(size)
    file = tmp_path / "film.mp4"
    file.write_bytes(data)
    assert put(vault, file) == [known(data)]
    kept = vault.path(known(data).sha256)
    assert kept.read_bytes() == data
    assert vault.check(known(data)) == []
    assert list(vault.held()) == [known(data).sha256]
    with vault.batch() as batch:
        assert batch.put(data) == batch.put(io.BytesIO(data)) == known(data, new=False)
    other = Vault(tmp_path / "other")
    with other.batch() as batch, file.open("rb") as stream:
        assert batch.put(stream) == known(data)
    assert other.path(known(data).sha256).read_bytes() == data


def test_the_hashes_of_nothing_and_of_abc_are_the_published_ones(vault: Vault) -> None:
    # FIPS 180-4 examples; the BLAKE3 of nothing is the first line of its published test vectors. RFC 6962
    # section 2.1: the root of an empty tree is the SHA-256 of nothing.
    nothing, letters = put(vault, b"", b"abc")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (nothing.sha256, nothing.pieces) == (empty, empty)
    assert nothing.blake3 == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    assert letters.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_in_the_vault_cannot_be_written_and_its_leaves_lie_beside_it(vault: Vault) -> None:
    one, several = put(vault, b"one piece", bytes_of(3 * PIECE + 5))
    for stored in (one, several):
        assert stat.S_IMODE(vault.path(stored.sha256).stat().st_mode) & 0o222 == 0
    leaves = Path(f"{vault.path(several.sha256)}.pieces").read_bytes()
    assert len(leaves) == 4 * 32
    assert tree_root(leaves[start : start + 32] for start in range(0, 128, 32)).hex() == several.pieces
    assert not Path(f"{vault.path(one.sha256)}.pieces").exists()


def test_a_source_is_left_as_it_was(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(bytes_of(BLOCK + 9))
    os.utime(file, ns=(1_000_000_000, 2_000_000_000))
    before = file.stat()
    put(vault, file)
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_mode) == (
        before.st_size,
        before.st_mtime_ns,
        before.st_mode,
    )
    if hasattr(os, "O_NOATIME"):
        assert after.st_atime_ns == before.st_atime_ns


def test_what_is_held_is_not_written_again(vault: Vault) -> None:
    data = bytes_of(PIECE * 2)
    (first,) = put(vault, data)
    inode = vault.path(first.sha256).stat().st_ino
    assert put(vault, data, data) == [known(data, new=False)] * 2
    assert vault.path(first.sha256).stat().st_ino == inode
    assert left_in_tmp(vault) == []


def test_the_same_bytes_twice_in_a_batch_are_one_file(vault: Vault) -> None:
    data = bytes_of(PIECE * 40)
    assert [each.new for each in put(vault, data, data)] == [True, False]
    assert [each.new for each in put(vault, b"a", b"a")] == [True, False]
    assert len(list(vault.held())) == 2
    assert left_in_tmp(vault) == []


def test_an_exception_in_the_block_leaves_nothing_named(vault: Vault) -> None:
    def interrupted() -> None:
        batch.put(b"small")
        batch.put(bytes_of(BLOCK * 2))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), vault.batch() as batch:
        interrupted()
    assert list(vault.held()) == left_in_tmp(vault) == []
    with pytest.raises(RuntimeError):
        batch.put(b"late")


def test_an_error_of_the_callers_own_is_not_called_the_vaults(vault: Vault) -> None:
    with pytest.raises(FileNotFoundError), vault.batch():
        Path("no such file").read_bytes()


def test_nothing_has_a_name_before_the_block_ends(vault: Vault) -> None:
    with vault.batch() as batch:
        stored = batch.put(bytes_of(BLOCK + 1))
        with pytest.raises(EvidenceMissing):
            vault.path(stored.sha256)
        assert list(vault.held()) == []
    assert list(vault.held()) == [stored.sha256]


def test_only_regular_files_are_taken_in(vault: Vault, tmp_path: Path) -> None:
    # A folder handed over by strangers: a link to what is not theirs, a pipe that nobody fills.
    secret = tmp_path / "secret"
    secret.write_text("private key")
    (tmp_path / "link.jpg").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.mp4")
    odd = {"link.jpg": "is a link", "pipe.mp4": "not a regular", ".": "not a regular", "gone": "No such file"}
    with vault.batch() as batch:
        for name, why in odd.items():
            with pytest.raises(SourceUnfit, match=why) as refused:
                batch.put(tmp_path / name)
            assert isinstance(refused.value, Refused)
            assert str(refused.value).count(". ") == 0
        kept = batch.put(secret)
    assert list(vault.held()) == [kept.sha256]


@pytest.mark.parametrize("size", [100, BLOCK * 3])
@pytest.mark.parametrize("change", ["grow", "shrink", "rewrite"])
def test_a_source_that_changes_while_it_is_read_is_refused(
    vault: Vault, tmp_path: Path, size: int, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "film.mp4"
    file.write_bytes(bytes_of(size))
    os.utime(file, ns=(0, 0))
    read = os.readv

    def meanwhile(descriptor: int, buffers: list[memoryview]) -> int:
        count = read(descriptor, buffers)
        if change == "grow":
            with file.open("ab") as more:
                more.write(b"more")
        elif change == "shrink":
            os.truncate(file, size - 50)
        else:
            with file.open("r+b") as other:
                other.write(b"other")
        return count

    monkeypatch.setattr(os, "readv", meanwhile)
    with vault.batch() as batch, pytest.raises(SourceChanged, match="changed while it was read"):
        batch.put(file)
    assert list(vault.held()) == left_in_tmp(vault) == []


def test_many_threads_may_put_into_one_batch(vault: Vault) -> None:
    wanted = [bytes_of(size) for size in (10, PIECE, PIECE * 3, BLOCK + 1, BLOCK * 2 + 3, 77)]
    found: list[Stored] = []
    with vault.batch() as batch:
        threads = [
            threading.Thread(target=lambda: found.extend(batch.put(data) for data in wanted))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(each.new for each in found) == len(wanted)
    assert sorted(vault.held()) == sorted(known(data).sha256 for data in wanted)
    assert all(vault.check(each) == [] for each in found)
    assert left_in_tmp(vault) == []


def test_two_batches_at_once_may_put_the_same_file(vault: Vault) -> None:
    data = bytes_of(PIECE * 2)
    with vault.batch() as one, Vault(vault.folder).batch() as other:
        assert one.put(data).new
        assert other.put(data).new
    assert one.mended == other.mended == []
    assert vault.check(known(data)) == []
    assert left_in_tmp(vault) == []


def test_what_the_vault_does_not_hold_is_named_in_one_sentence(vault: Vault) -> None:
    for asked in ("0" * 64, "../../etc/passwd", "", "A" * 64):
        with pytest.raises(EvidenceMissing, match="There is no file") as missing:
            vault.path(asked)
        assert isinstance(missing.value, NotFound)


def test_a_vault_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file in the way")
    with pytest.raises(VaultFailed, match="could not be used"):
        Vault(tmp_path / "evidence")
