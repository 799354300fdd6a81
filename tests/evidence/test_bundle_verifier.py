"""The verifier that comes with a bundle: alone, with the standard library, and right about signatures."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from bundled_case import bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.custody import machine_key
from headstamp.evidence.bundle import check_bundle, verify
from headstamp.evidence.bundle.guide import verifier

OLDEST = next((found for found in map(which, ("python3.8", "python3.9", "python3.10")) if found), None)

# RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc): public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        bytes.fromhex("72"),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        bytes.fromhex("af82"),
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_signatures_of_the_rfc(public: str, message: bytes, signature: str) -> None:
    key, signed = bytes.fromhex(public), bytes.fromhex(signature)
    assert verify.verified(key, message, signed)
    assert not verify.verified(key, message + b"!", signed)
    for byte in range(0, 64, 5):
        changed = signed[:byte] + bytes([signed[byte] ^ 1]) + signed[byte + 1 :]
        assert not verify.verified(key, message, changed), byte
    for byte in range(0, 32, 5):
        assert not verify.verified(key[:byte] + bytes([key[byte] ^ 1]) + key[byte + 1 :], message, signed)


def test_a_signature_is_taken_in_one_form_only() -> None:
    """Section 5.1.7: S below L, and points in their one encoding; of right lengths besides."""
    public, message, signature = (
        bytes.fromhex(RFC_8032[1][0]),
        RFC_8032[1][1],
        bytes.fromhex(RFC_8032[1][2]),
    )
    larger = int.from_bytes(signature[32:], "little") + verify.L
    assert not verify.verified(public, message, signature[:32] + larger.to_bytes(32, "little"))
    assert not verify.verified(public, message, signature[:-1])
    assert not verify.verified(public[:-1], message, signature)
    assert not verify.verified(b"", message, signature)
    assert verify.point_of((verify.P + 1).to_bytes(32, "little")) is None


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_it_agrees_with_the_library(
    tmp_path_factory: pytest.TempPathFactory, message: bytes, other: bytes
) -> None:
    key = machine_key(tmp_path_factory.getbasetemp() / "a home")
    assert verify.verified(key.public.raw, message, key.sign(message))
    assert verify.verified(key.public.raw, message, key.sign(other)) == (message == other)


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(verifier())
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    ast.parse(verifier(), feature_version=(3, 8))


def run(folder: Path, *more: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run the bundle's own copy where nothing of ours can be imported."""
    bare = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    command = [python, "-I", "-S", str(folder / "verify.py"), *more]
    return subprocess.run(command, cwd="/", env=bare, capture_output=True, text=True, check=False)


def test_it_runs_alone_and_says_what_it_found(tmp_path: Path) -> None:
    bundled = bundle(tmp_path)
    done = run(bundled.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Nothing is damaged."
    assert bundled.fingerprint.replace(" ", "") in done.stdout
    told = json.loads(run(bundled.path, "--json").stdout)
    assert told == {
        "schema": "headstamp.verify/1",
        "ok": True,
        "items": 7,
        "events": 15,
        "root": bundled.root,
        "damage": [],
    }
    # Looking leaves nothing behind that would be damage the next time.
    assert run(bundled.path).returncode == 0

    older = tmp_path / "older"
    older.write_bytes((bundled.path / "checkpoint").read_bytes())
    (tmp_path / "key.pem").write_bytes((bundled.path / "key.pem").read_bytes())
    named = run(bundled.path, "--key", str(tmp_path / "key.pem"), "--against", str(older))
    assert named.returncode == 0
    assert "came with the bundle" not in named.stdout

    damaged = next(each for each in (bundled.path / "objects").iterdir() if each.stat().st_size > 150_000)
    content = bytearray(damaged.read_bytes())
    content[140_000] ^= 1
    damaged.write_bytes(content)
    told = json.loads(run(bundled.path, "--json").stdout)
    assert not told["ok"]
    where = {"file": f"objects/{damaged.name}", "piece": 2, "line": None}
    assert {"what": "a piece of 64 KiB is changed", "where": where} in told["damage"]
    done = run(bundled.path)
    assert done.returncode == 1
    assert f"file objects/{damaged.name}, piece 2: a piece of 64 KiB is changed" in done.stdout
    assert done.stdout.splitlines()[-1] == "DAMAGED: this is not what was signed."


@pytest.mark.skipif(OLDEST is None, reason="no Python older than 3.11 is installed")
def test_it_runs_on_an_old_python(tmp_path: Path) -> None:
    bundled = bundle(tmp_path)
    assert OLDEST is not None
    if subprocess.run([OLDEST, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("the old Python that is installed does not start")
    done = run(bundled.path, python=OLDEST)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "missing", ["MANIFEST", "checkpoint", "key.pem", "events.jsonl", "disclosures.jsonl", "objects"]
)
def test_a_bundle_without_a_part_is_damaged_and_no_crash(tmp_path: Path, missing: str) -> None:
    folder = bundle(tmp_path).path
    (folder / missing).rename(tmp_path / "gone")
    done = run(folder)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = bundle(tmp_path).path
    one = next((folder / "objects").iterdir())
    one.rename(tmp_path / "elsewhere")
    one.symlink_to(tmp_path / "elsewhere")
    (folder / "objects.old").symlink_to(tmp_path)
    told = json.loads(run(folder, "--json").stdout)
    damage = {(each["where"]["file"], each["what"]) for each in told["damage"]}
    assert (f"objects/{one.name}", "missing, and not said to be withheld") in damage
    assert ("objects.old", "not named in MANIFEST") in damage
    assert {(each.where.file, each.what) for each in check_bundle(folder).damage} == damage
