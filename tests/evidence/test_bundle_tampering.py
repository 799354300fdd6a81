"""Bundles that were tampered with: what is found, and that the two verifiers say the same.

The program and the verifier that comes with a bundle share no code. HEADSTAMP_TORTURE=1000 tampers a thousand
times and flips a bit in every byte of the log; a failure names the trial, whose number is its seed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bundled_case import fill, made_up

from headstamp.custody import SigningKey, leaf_hash, machine_key, make_checkpoint, tree_root
from headstamp.custody.checkpoint import origin_of, sign_checkpoint
from headstamp.evidence.bundle import Stamped, check_bundle, verify, write_bundle
from headstamp.values.json import canonical

TRIALS = int(os.environ.get("HEADSTAMP_TORTURE", "60"))
Files = dict[str, bytes]
Found = tuple[bool, set[tuple[object, object, object]]]
LINED = ("events.jsonl", "disclosures.jsonl", "withheld.jsonl", "MANIFEST")


@dataclass(frozen=True)
class Handed:
    """A bundle as it was handed over, its key, and a checkpoint lodged before the last change."""

    folder: Path
    key: SigningKey
    files: Files
    older: bytes

    def verdicts(self, files: Files, *, against: bool = False) -> tuple[Found, Found]:
        """What the program and the bundle's own verifier say of the bundle with these files in it."""
        for name in self.files.keys() | files.keys():
            path = self.folder / name
            if files.get(name) is None:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != files[name]:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(files[name])
        older = self.folder.parent / "older"
        older.write_bytes(self.older)
        try:
            program = check_bundle(self.folder, against={str(older): self.older} if against else {})
            alone, _ = verify.verify(str(self.folder), "", [str(older)] if against else [])
        finally:
            for name in files.keys() - self.files.keys():
                (self.folder / name).unlink()
            for name, content in self.files.items():
                if files.get(name) != content:
                    (self.folder / name).write_bytes(content)
        places = {(each.where.file, each.where.piece, each.where.line) for each in program.damage}
        others = {tuple(each["where"][name] for name in ("file", "piece", "line")) for each in alone.damage}
        return (program.ok, places), (not alone.damage, others)


def contents(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handed]:
    folder = tmp_path_factory.mktemp("handed")
    key = machine_key(folder / "home")
    with made_up(folder) as (store, vault):
        ids = fill(store, vault)
        older = make_checkpoint(store, key).encode()
        reply = b"a reply about " + hashlib.sha256(older).digest()
        with store.change("analyst 1", "evidence mark") as change:
            change.put("sightings", "S-1", {"id": "S-1", "place": "Hafen Süd", "holder": "group b"})
            change.put("sightings", "S-2", {"id": "S-2"})
        write_bundle(
            store,
            vault,
            folder / "bundle",
            key,
            withhold=lambda table, key, field: field in ("source", "holder"),
            without=ids[3:4],
            stamped=[Stamped(older, reply), Stamped(older)],
        )
    yield Handed(folder / "bundle", key, contents(folder / "bundle"), older)
    shutil.rmtree(folder)


def flipped(chance: random.Random, files: Files, name: str) -> bytes:
    content = bytearray(files[name])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def some(chance: random.Random, files: Files) -> str:
    """A file of the bundle; those that hold the log as often as all others."""
    full = [name for name in sorted(files) if files[name]]
    lined = [name for name in full if name in LINED or name.startswith("pieces/")]
    return chance.choice(chance.choice([full, lined]))


def flip(chance: random.Random, files: Files) -> Files:
    name = some(chance, files)
    return files | {name: flipped(chance, files, name)}


def cut(chance: random.Random, files: Files) -> Files:
    name = some(chance, files)
    return files | {name: files[name][: chance.randrange(len(files[name]))]}


def lengthen(chance: random.Random, files: Files) -> Files:
    name = some(chance, files)
    return files | {name: files[name] + chance.choice([b"\n", b"x", b"{}\n", bytes(70_000)])}


def remove(chance: random.Random, files: Files) -> Files:
    name = some(chance, files)
    return {each: content for each, content in files.items() if each != name}


def add(chance: random.Random, files: Files) -> Files:
    names = [
        f"objects/{'ab' * 32}",
        "stamps/9999.tsr",
        "notes.txt",
        f"pieces/{'cd' * 32}",
        "objects/x",
        "a/b",
    ]
    return files | {chance.choice(names): b"added"}


def rearrange(chance: random.Random, files: Files) -> Files:
    name = chance.choice(
        [*LINED, chance.choice([each for each in sorted(files) if each.startswith("pieces/")])]
    )
    lines = files[name].splitlines(keepends=True)
    if len(lines) < 2:
        return flip(chance, files)
    first, second = chance.sample(range(len(lines)), 2)
    match chance.randrange(4):
        case 0:
            del lines[first]
        case 1:
            lines.insert(second, lines[first])
        case 2:
            lines[first], lines[second] = lines[second], lines[first]
        case _:
            lines.insert(second, lines.pop(first))
    return files | {name: b"".join(lines)}


def rewrite(chance: random.Random, files: Files) -> Files:
    """A line of the log that says something else, in its exact form."""
    lines = files["events.jsonl"].splitlines()
    at = chance.randrange(len(lines))
    entry = json.loads(lines[at])
    match chance.randrange(5):
        case 0:
            entry["who"] += "!"
        case 1:
            entry["prev"] = hashlib.sha256(b"another").hexdigest()
        case 2:
            entry["seq"] += chance.choice([-1, 1, 5])
        case 3:
            entry["c"][chance.choice(sorted(entry["c"]))] = b64encode(bytes(32)).decode()
        case _:
            entry["subj"] = "evidence:" + "0" * 16
    lines[at] = canonical(entry)
    return files | {"events.jsonl": b"".join(line + b"\n" for line in lines)}


def revalue(chance: random.Random, files: Files) -> Files:
    """A value that is another, in its exact form."""
    name = chance.choice(["disclosures.jsonl", "withheld.jsonl"])
    lines = files[name].splitlines()
    at = chance.randrange(len(lines))
    told = json.loads(lines[at])
    field = chance.choice(sorted(told))
    told[field] = told[field] + (1 if isinstance(told[field], int) else "x")
    lines[at] = canonical(told)
    return files | {name: b"".join(line + b"\n" for line in lines)}


HOW: list[Callable[[random.Random, Files], Files]] = [
    flip,
    flip,
    cut,
    lengthen,
    remove,
    add,
    rearrange,
    rewrite,
    revalue,
]


def relisted(files: Files, key: SigningKey) -> Files:
    """With a list of files made anew and signed, as only the holder of the key can."""
    names = sorted(files.keys() - {"MANIFEST", "MANIFEST.sig"})
    listed = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()
    return files | {"MANIFEST": listed, "MANIFEST.sig": key.sign(listed)}


def forged(files: Files, key: SigningKey, at: int) -> Files:
    """The log made anew from one line on, chained and signed as if it had always been so."""
    lines: list[bytes] = []
    for number, line in enumerate(files["events.jsonl"].splitlines()):
        entry = json.loads(line)
        entry["prev"] = leaf_hash(lines[-1]).hex() if lines else ""
        entry["who"] += "?" if number == at else ""
        lines.append(canonical(entry))
    root = tree_root(map(leaf_hash, lines))
    checkpoint = sign_checkpoint(origin_of("a case+é-0001"), len(lines), root, key)
    told = {"events.jsonl": b"".join(line + b"\n" for line in lines), "checkpoint": checkpoint.encode()}
    kept = {name: content for name, content in files.items() if not name.startswith("stamps/")}
    return relisted(kept | told, key)


def test_a_bundle_as_handed_over_is_whole(handed: Handed) -> None:
    whole = (True, set())
    assert handed.verdicts(handed.files) == (whole, whole)
    assert handed.verdicts(handed.files, against=True) == (whole, whole)


def test_whatever_is_done_to_a_bundle_is_found_and_both_verifiers_name_the_same_places(
    handed: Handed,
) -> None:
    found = dict.fromkeys((each.__name__ for each in HOW), 0)
    for trial in range(TRIALS):
        chance = random.Random(trial)
        how = chance.choice(HOW)
        tampered = how(chance, handed.files)
        program, alone = handed.verdicts(tampered, against=bool(trial % 2))
        assert program == alone, (trial, how.__name__)
        assert tampered == handed.files or not program[0], (trial, how.__name__)
        found[how.__name__] += 1
    assert TRIALS < 60 or min(found.values()) > 0


def meant(files: Files) -> dict[str, object]:
    """What a bundle says apart from its list of files; the order of the values says nothing."""
    loose = ("disclosures.jsonl", "withheld.jsonl")
    said = ("events.jsonl", "checkpoint", "key.pem", "objects", "pieces")
    told: dict[str, object] = {name: sorted(files.get(name, b"").splitlines(keepends=True)) for name in loose}
    return told | {name: content for name, content in files.items() if name.partition("/")[0] in said}


def test_what_the_holder_of_the_key_does_is_told_alike_by_both(handed: Handed) -> None:
    """The list of files made anew and signed: what the log itself commits to is found all the same."""
    for trial in range(TRIALS):
        chance = random.Random(-1 - trial)
        how = chance.choice(HOW)
        tampered = how(chance, handed.files)
        program, alone = handed.verdicts(relisted(tampered, handed.key))
        assert program == alone, (trial, how.__name__)
        assert meant(tampered) == meant(handed.files) or not program[0], (trial, how.__name__)


@pytest.mark.parametrize("at", [0, 7, 14])
def test_a_forgery_with_the_real_key_is_found_against_an_older_checkpoint(handed: Handed, at: int) -> None:
    tampered = forged(handed.files, handed.key, at)
    # Nothing in the bundle itself can tell.
    assert handed.verdicts(tampered) == ((True, set()), (True, set()))
    wrong = (False, {("events.jsonl", None, None)})
    assert handed.verdicts(tampered, against=True) == (wrong, wrong)


def test_a_line_forged_after_the_older_checkpoint_cannot_be_found(handed: Handed) -> None:
    tampered = forged(handed.files, handed.key, 15)
    assert handed.verdicts(tampered, against=True) == ((True, set()), (True, set()))


def test_a_forgery_with_another_key_is_found_by_whoever_knows_the_real_one(
    handed: Handed, tmp_path: Path
) -> None:
    other = machine_key(tmp_path)
    tampered = forged(handed.files | {"key.pem": other.public.pem.encode()}, other, 3)
    assert handed.verdicts(tampered)[0][0]
    shutil.copytree(handed.folder, tmp_path / "bundle")
    for name in handed.files.keys() - tampered.keys():
        (tmp_path / "bundle" / name).unlink()
    for name, content in tampered.items():
        (tmp_path / "bundle" / name).write_bytes(content)
    (tmp_path / "real.pem").write_text(handed.key.public.pem, "ascii")
    program = check_bundle(tmp_path / "bundle", known_key=handed.key.public)
    alone, _ = verify.verify(str(tmp_path / "bundle"), str(tmp_path / "real.pem"))
    told = [each.where.file for each in program.damage]
    assert told == [each["where"]["file"] for each in alone.damage] == ["MANIFEST.sig", "checkpoint"]


def flips(content: bytes, step: int) -> Iterator[tuple[int, bytes]]:
    for byte in range(0, len(content), step):
        yield byte, content[:byte] + bytes([content[byte] ^ 1 << byte % 8]) + content[byte + 1 :]


def test_a_flipped_bit_in_the_log_is_placed_to_the_line_by_both(handed: Handed) -> None:
    log = handed.files["events.jsonl"]
    for byte, content in flips(log, max(1, 21_000 // TRIALS)):
        program, alone = handed.verdicts(relisted(handed.files | {"events.jsonl": content}, handed.key))
        assert program == alone, byte
        assert ("events.jsonl", None, log.count(b"\n", 0, byte) + 1) in program[1], (byte, program[1])


def test_a_flipped_bit_in_any_byte_of_the_log_is_found_by_the_bundles_own_verifier(handed: Handed) -> None:
    path, log = handed.folder / "events.jsonl", handed.files["events.jsonl"]
    before = verify.Bundle(str(handed.folder), handed.key.public.raw)
    before.checkpoint()
    try:
        for byte, content in flips(log, max(1, 1_000 // TRIALS)):
            path.write_bytes(content)
            looking = verify.Bundle(str(handed.folder), handed.key.public.raw)
            looking.case, looking.size, looking.root = before.case, before.size, before.root
            looking.log()
            lines = {each["where"]["line"] for each in looking.damage}
            assert log.count(b"\n", 0, byte) + 1 in lines, (byte, lines)
    finally:
        path.write_bytes(log)


def test_a_flipped_bit_in_the_checkpoint_is_found_by_both(handed: Handed) -> None:
    for byte, content in flips(handed.files["checkpoint"], max(1, 600 // TRIALS)):
        program, alone = handed.verdicts(relisted(handed.files | {"checkpoint": content}, handed.key))
        assert program == alone, byte
        assert program == (False, {("checkpoint", None, None)}), byte


def test_damage_to_a_file_is_placed_to_the_piece(handed: Handed) -> None:
    chance = random.Random(7)
    objects = [name for name in sorted(handed.files) if name.startswith("objects/") and handed.files[name]]
    for _ in range(max(20, TRIALS // 4)):
        name = chance.choice(objects)
        at = chance.randrange(len(handed.files[name]))
        content = bytearray(handed.files[name])
        content[at] ^= 0x10
        wrong = (False, {(name, None, None), (name, at // 65_536, None)})
        assert handed.verdicts(handed.files | {name: bytes(content)}) == (wrong, wrong)
