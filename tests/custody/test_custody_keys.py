"""The key of a machine: made once, for its owner only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

from headstamp.custody import KeyUnusable, PublicKey, home, machine_key, read_public
from headstamp.custody.keys import FILE


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    made = machine_key(tmp_path / "home")
    file = tmp_path / "home" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert machine_key(tmp_path / "home").public == made.public
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_the_key_lies_where_the_users_own_things_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path / "mine"))
    machine_key()
    assert home() == tmp_path / "mine"
    assert (tmp_path / "mine" / FILE).is_file()
    monkeypatch.delenv("HEADSTAMP_HOME")
    assert home().name == "headstamp"


def test_programs_that_make_a_key_at_once_use_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: machine_key(tmp_path).public, range(16)))
    assert len(keys) == 1


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    machine_key(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        machine_key(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyUnusable, match="no Ed25519 key"):
        machine_key(tmp_path)
    assert file.read_bytes() == content


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed")
def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    run(["openssl", "genpkey", "-algorithm", "x25519", "-out", file], check=True)
    file.chmod(0o600)
    with pytest.raises(KeyUnusable, match="no Ed25519 key"):
        machine_key(tmp_path)


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed")
def test_the_public_key_is_the_one_that_openssl_writes(tmp_path: Path) -> None:
    key = machine_key(tmp_path)
    command = ["openssl", "pkey", "-in", tmp_path / FILE, "-pubout"]
    assert run(command, capture_output=True, text=True, check=True).stdout == key.public.pem


def test_a_public_key_has_one_spelling(tmp_path: Path) -> None:
    text = machine_key(tmp_path).public.pem
    assert read_public(text).pem == text
    body = text.splitlines()[1]
    for other in (
        "",
        text.strip(),
        text.replace("\n", "\r\n"),
        text.replace(body, body[:-4]),
        body,
        text * 2,
    ):
        with pytest.raises(KeyUnusable):
            read_public(other)


def test_a_fingerprint_is_in_groups_for_people_to_compare() -> None:
    # printf '\0%.0s' {1..32} | sha256sum
    assert PublicKey(bytes(32)).fingerprint.startswith("6668 7aad f862 bd77 6c8f c18b 8e9f 8e20 ")


def test_a_signature_is_of_one_message_and_one_key(tmp_path: Path) -> None:
    one, other = machine_key(tmp_path / "one"), machine_key(tmp_path / "other")
    signature = one.sign(b"message")
    assert one.public.verifies(signature, b"message")
    assert not one.public.verifies(signature, b"massage")
    assert not other.public.verifies(signature, b"message")
    assert not one.public.verifies(signature[:-1], b"message")
