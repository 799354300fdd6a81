"""Checkpoints: their exact form, who signed them, and whether the log of today goes on from one."""

from __future__ import annotations

import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from headstamp.custody import (
    CheckpointUnreadable,
    Damage,
    PublicKey,
    SigningKey,
    Store,
    check_against,
    machine_key,
    make_checkpoint,
    origin_of,
    read_checkpoint,
    verify_consistency,
)
from headstamp.custody.notes import COSIGNATURE, Note, Signature, key_id, read_note

# The example of golang.org/x/mod/sumdb/note, whose format C2SP writes down.
NEUMANN = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NEUMANN_KEY = PublicKey(b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:])


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return machine_key(tmp_path_factory.mktemp("home"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "case.db", "harbour 1+1") as made:
        add(made, 3)
        yield made


def add(store: Store, rows: int, who: str = "ada") -> None:
    first = len(store.rows("sightings"))
    with store.change(who, "sightings import") as change:
        for number in range(first, first + rows):
            change.put("sightings", f"S-{number}", {"id": f"S-{number}"})


def altered(store: Store, statement: str) -> None:
    import sqlite3

    with sqlite3.connect(store.path) as connection:
        connection.execute(statement)
    connection.close()


def test_a_published_note_is_read_and_verified() -> None:
    note = read_note(NEUMANN)
    (signature,) = note.signatures
    assert signature.name == "PeterNeumann"
    assert signature.key_id == key_id("PeterNeumann", NEUMANN_KEY.raw) == bytes.fromhex("c74f20a3")
    assert NEUMANN_KEY.verifies(signature.blob, note.text.encode())
    assert str(note) == NEUMANN


def test_the_published_example_of_a_checkpoint_is_read() -> None:
    # c2sp.org/tlog-checkpoint and tlog-cosignature; their keys are not published.
    text = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 "
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    told = read_checkpoint(text)
    assert (told.origin, told.size) == ("example.com/behind-the-sofa", 20852163)
    (witness,) = told.cosignatures({})
    assert witness.name == "witness.example.com/w1"
    assert witness.good is None
    assert witness.at is not None
    assert witness.at.timestamp() == 1679315147


def test_a_checkpoint_says_what_the_log_is_and_is_signed(store: Store, key: SigningKey) -> None:
    text = make_checkpoint(store, key)
    told = read_checkpoint(text)
    assert text.splitlines()[:2] == ["headstamp/harbour%201%2B1", "3"]
    assert told.root.hex() == store.root()
    assert told.signed_by(key.public)
    assert str(told.note) == text


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_a_checkpoint(store: Store, key: SigningKey, tmp_path: Path) -> None:
    note = read_note(make_checkpoint(store, key))
    for name, content in (
        ("text", note.text.encode()),
        ("signature", note.signatures[0].blob),
        ("key.pem", key.public.pem.encode()),
    ):
        (tmp_path / name).write_bytes(content)
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "Signature Verified Successfully\n"


def test_every_flipped_bit_of_a_checkpoint_is_found(store: Store, key: SigningKey) -> None:
    text = make_checkpoint(store, key).encode()
    for byte in range(len(text)):
        for bit in range(8):
            changed = text[:byte] + bytes([text[byte] ^ 1 << bit]) + text[byte + 1 :]
            try:
                good = read_checkpoint(changed).signed_by(key.public)
            except CheckpointUnreadable:
                good = False
            assert not good, (byte, bit)


def spelt(store: Store, key: SigningKey) -> dict[str, str]:
    """Other spellings of a checkpoint that is well signed."""
    text = make_checkpoint(store, key)
    body, line = text.split("\n\n")
    dash, name, coded = line.rstrip("\n").split(" ")
    return {
        "a hyphen for the dash": text.replace("—", "-"),
        "two spaces": text.replace("— ", "—  "),
        "no last line feed": text[:-1],
        "carriage returns": text.replace("\n", "\r\n"),
        "a blank line more": text + "\n",
        "a blank line before the signatures": text.replace("\n\n", "\n\n\n"),
        "a leading zero": text.replace("\n3\n", "\n03\n"),
        "a plus": text.replace("\n3\n", "\n+3\n"),
        "other digits": text.replace("\n3\n", "\n٣\n"),
        "a tab": text.replace("— ", "—\t"),
        "url base64": text.replace("+", "-").replace("/", "_"),
        "no padding": f"{body}\n\n{dash} {name} {coded.rstrip('=')}\n",
        "bits left over": f"{body}\n\n{dash} {name} {coded[:-2]}{chr(ord(coded[-2]) + 1)}=\n",
        "a remark": f"{body}\nremark\n\n{line}",
        "two lines": body.rpartition("\n")[0] + f"\n\n{line}",
        "no signature": body + "\n",
        "no text": f"\n\n{line}",
        "a signature without a name": f"{body}\n\n{dash} {coded}\n",
        "a signature of nothing": f"{body}\n\n{dash} {name} {b64encode(b'1234').decode()}\n",
        "65 signatures": f"{body}\n\n{line * 65}",
        "half a character": text.replace("3", "\ud800", 1),
        "nothing": "",
    }


def test_every_other_spelling_is_refused(store: Store, key: SigningKey) -> None:
    taken = []
    for name, text in spelt(store, key).items():
        try:
            read_checkpoint(text)
            taken.append(name)
        except CheckpointUnreadable:
            continue
    # A signature has the bytes of base64's other alphabet only now and then.
    assert set(taken) <= {"url base64"}


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CheckpointUnreadable, match="UTF-8"):
        read_checkpoint(b"\xff")


def test_a_log_that_grew_goes_on_from_its_checkpoint(store: Store, key: SigningKey) -> None:
    text = make_checkpoint(store, key)
    assert check_against(store, text, key.public).proof == store.tree().consistency(3)
    add(store, 10)
    found = check_against(store, text, key.public)
    assert (found.damage, found.signed, found.checkpoint.size) == ((), True, 3)
    root = bytes.fromhex(store.root())
    assert verify_consistency(3, 13, found.checkpoint.root, root, found.proof)


def test_the_checkpoint_of_an_empty_log_shows_nothing_and_is_no_damage(
    tmp_path: Path, key: SigningKey
) -> None:
    with Store.create(tmp_path / "case.db", "c1") as store:
        text = make_checkpoint(store, key)
        add(store, 2)
        found = check_against(store, text, key.public)
    assert (found.damage, found.proof) == ((), ())


def test_without_the_key_the_log_is_compared_and_the_signature_said_to_be_unchecked(
    store: Store, key: SigningKey
) -> None:
    found = check_against(store, make_checkpoint(store, key))
    assert (found.signed, found.damage) == (None, ())


def test_another_key_has_not_signed(store: Store, key: SigningKey, tmp_path: Path) -> None:
    other = machine_key(tmp_path / "other")
    found = check_against(store, make_checkpoint(store, other), key.public)
    assert found.signed is False
    assert found.damage == (Damage(None, "the checkpoint is not signed by the key of this log"),)


def test_one_signature_that_fails_spoils_another_of_the_same_key(store: Store, key: SigningKey) -> None:
    note = read_note(make_checkpoint(store, key))
    (good,) = note.signatures
    bad = Signature(good.name, good.key_id, bytes(64))
    told = read_checkpoint(str(Note(note.text, (good, bad))))
    assert not told.signed_by(key.public)


def test_the_checkpoint_of_another_case_is_told(store: Store, key: SigningKey, tmp_path: Path) -> None:
    with Store.create(tmp_path / "other.db", "harbour 1") as other:
        found = check_against(store, make_checkpoint(other, key), key.public)
    assert found.damage == (Damage(None, "the checkpoint is of another case"),)


def test_names_of_cases_do_not_run_together() -> None:
    names = ["a b", "a+b", "a%20b", "a/b", "ab", "مرفأ", "a\nb"]
    assert len({origin_of(name) for name in names}) == len(names)
    assert all(name.isascii() and " " not in name and "+" not in name for name in map(origin_of, names))


def test_a_shortened_log_is_found(store: Store, key: SigningKey) -> None:
    add(store, 4)
    text = make_checkpoint(store, key)
    altered(store, "delete from events where seq > 5")
    found = check_against(store, text, key.public)
    assert found.damage == (Damage(6, "the log ends before the 7 lines of the checkpoint"),)


def rewritten(store: Store, folder: Path, at: int) -> Store:
    """The same case, written anew from the beginning with another word in one line: what a forger does."""
    forged = Store.create(folder / "forged.db", store.case)
    for number, _ in enumerate(store.events()):
        with forged.change("eve" if number == at else "ada", "sightings import") as change:
            change.put("sightings", f"S-{number}", {"id": f"S-{number}"})
    return forged


def test_a_forgery_with_the_real_key_is_found_against_an_older_checkpoint(
    store: Store, key: SigningKey, tmp_path: Path
) -> None:
    older, lines = make_checkpoint(store, key), list(store.events())
    add(store, 4)
    with rewritten(store, tmp_path, 1) as forged:
        # In itself it is whole, and the holder of the key can sign it.
        assert forged.check() == []
        assert check_against(forged, make_checkpoint(forged, key), key.public).damage == ()
        (found,) = check_against(forged, older, key.public).damage
        assert found == Damage(
            None, "one of the first 3 lines is not what it was when the checkpoint was signed"
        )
        (placed,) = check_against(forged, older, key.public, older=lines).damage
        # The forger cannot make the salts again, so every line differs from the first on.
        assert placed == Damage(1, "the line is not the one of the older log")


def test_the_first_line_that_differs_is_named_where_an_older_log_is_at_hand(
    store: Store, key: SigningKey
) -> None:
    older, lines = make_checkpoint(store, key), list(store.events())
    altered(store, "update events set line = cast(replace(line, 'ada', 'eve') as blob) where seq = 2")
    (found,) = check_against(store, older, key.public, older=lines).damage
    assert found == Damage(2, "the line is not the one of the older log")


def cosigned(text: str, name: str, witness: SigningKey, at: int) -> str:
    note = read_note(text)
    message = f"cosignature/v1\ntime {at}\n{note.text}".encode()
    blob = at.to_bytes(8, "big") + witness.sign(message)
    signature = Signature(name, key_id(name, witness.public.raw, COSIGNATURE), blob)
    return str(Note(note.text, (*note.signatures, signature)))


def test_the_signature_of_a_witness_is_kept_and_told(store: Store, key: SigningKey, tmp_path: Path) -> None:
    witness = machine_key(tmp_path / "witness")
    text = cosigned(make_checkpoint(store, key), "ngo.example/w1", witness, 1_790_000_000)
    for known, good in (
        ({}, None),
        ({"ngo.example/w1": witness.public}, True),
        ({"other": key.public}, None),
    ):
        (told,) = check_against(store, text, key.public, witnesses=known).cosignatures
        assert (told.name, told.good) == ("ngo.example/w1", good)
        assert told.at is not None
        assert told.at.timestamp() == 1_790_000_000
    assert check_against(store, text, key.public).signed is True


def test_the_signature_of_a_witness_that_does_not_hold_is_told(
    store: Store, key: SigningKey, tmp_path: Path
) -> None:
    witness = machine_key(tmp_path / "witness")
    good = cosigned(make_checkpoint(store, key), "ngo.example/w1", witness, 1_790_000_000)
    add(store, 1)
    signatures = (*read_note(make_checkpoint(store, key)).signatures, read_note(good).signatures[1])
    moved = str(Note(read_note(make_checkpoint(store, key)).text, signatures))
    (told,) = check_against(
        store, moved, key.public, witnesses={"ngo.example/w1": witness.public}
    ).cosignatures
    assert told.good is False
