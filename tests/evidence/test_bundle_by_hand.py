"""The guide in a bundle: every command of VERIFY.md is run as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bundled_case import bundle, fill, made_up

from headstamp.custody import machine_key, make_checkpoint
from headstamp.custody.stamps import stamp_request
from headstamp.evidence.bundle import Bundled, Stamped, write_bundle

TOOLS = ("bash", "openssl", "sha256sum", "base64", "sed", "grep", "od")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason=f"not all of {', '.join(TOOLS)} are installed"
)


def blocks(folder: Path) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (folder / "VERIFY.md").read_text("utf-8"), re.DOTALL)


def by_hand(folder: Path, commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-o", "pipefail", "-eu", "-c", commands]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    return bundle(tmp_path_factory.mktemp("by hand"))


def test_every_step_holds_on_a_whole_bundle(bundled: Bundled) -> None:
    files, fingerprint, checkpoint, chain, root, value, file = blocks(bundled.path)
    for commands in (files, checkpoint):
        done = by_hand(bundled.path, commands)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "Signature Verified Successfully\n"
    told = bundled.fingerprint.replace(" ", "")
    assert by_hand(bundled.path, fingerprint).stdout == f"{told}  -\n"
    assert by_hand(bundled.path, chain).stdout == "15 lines follow one another\n"
    done = by_hand(bundled.path, root)
    assert (done.returncode, done.stdout) == (0, f"{bundled.root}\n")
    made, held = by_hand(bundled.path, value).stdout.splitlines()
    assert held == f'"sha256":"{made}"'
    digest, name = by_hand(bundled.path, file).stdout.split()
    assert name == f"objects/{digest}"
    assert "{{" not in (bundled.path / "VERIFY.md").read_text("utf-8")


def test_each_step_fails_on_what_it_is_there_to_find(bundled: Bundled, tmp_path: Path) -> None:
    files, _, checkpoint, chain, root, *_ = blocks(bundled.path)

    def damaged(name: str, old: bytes, new: bytes) -> Path:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        shutil.copytree(bundled.path, folder)
        content = (folder / name).read_bytes()
        assert old in content
        (folder / name).write_bytes(content.replace(old, new, 1))
        return folder

    line = damaged("events.jsonl", b"analyst 1", b"analyst 3")
    assert by_hand(line, files).returncode != 0
    assert by_hand(line, chain).stdout == "line 2 does not follow the one before\n"
    assert by_hand(line, root).returncode != 0
    for old, new in ((b"\n15\n", b"\n16\n"), (b"headstamp", b"Headstamp")):
        assert by_hand(damaged("checkpoint", old, new), checkpoint).returncode != 0
    assert by_hand(damaged("MANIFEST", b"  checkpoint", b"  Checkpoint"), files).returncode != 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_stamps_are_verified_by_hand(tmp_path: Path) -> None:
    pytest.importorskip("rfc3161_client", reason="the extra 'stamps' is not installed")
    authority = Path(tmp_path / "authority")
    authority.mkdir()
    (authority / "ts.conf").write_text(
        "[here]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
        "[req]\ndistinguished_name = name\n[name]\n"
        "[stamping]\nextendedKeyUsage = critical, timeStamping\nkeyUsage = critical, digitalSignature\n"
    )
    (authority / "serial").write_text("01\n")
    with made_up(tmp_path) as (store, vault):
        fill(store, vault)
        key = machine_key(tmp_path / "home")
        checkpoint = make_checkpoint(store, key).encode()
        (authority / "request").write_bytes(stamp_request(checkpoint))
        for command in (
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=root -days 9",
            "openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=tsa -config ts.conf",
            "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 9 "
            "-extfile ts.conf -extensions stamping",
            "openssl ts -reply -config ts.conf -section here -queryfile request -out reply "
            "-signer tsa.pem -inkey tsa.key",
        ):
            subprocess.run(command.split(), cwd=authority, check=True, capture_output=True)
        stamped = Stamped(checkpoint, (authority / "reply").read_bytes())
        write_bundle(store, vault, tmp_path / "bundle", key, stamped=[stamped])
    commands = blocks(tmp_path / "bundle")[-1]
    done = by_hand(tmp_path / "bundle", commands, AUTHORITY=str(authority / "ca.pem"))
    assert (done.returncode, "Verification: OK" in done.stdout, "Time stamp: " in done.stdout) == (
        0,
        True,
        True,
    )
