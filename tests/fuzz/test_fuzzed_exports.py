"""Broken, random and hostile exports: never anything but our own errors, nothing run, nothing opened outside.

`HEADSTAMP_FUZZ=20000 pytest tests/fuzz/test_fuzzed_exports.py` breaks so many exports; by default a few.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import foreign_exports as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headstamp.exchange import FORMATS, Contents, Outcome, Reading, read_export, recognise
from headstamp.values import HeadstampError

TIMES = int(os.environ.get("HEADSTAMP_FUZZ", "400"))
MAKERS: dict[str, Callable[[Path], Path]] = {
    "auto-archiver": made.auto_archiver,
    "auto-archiver-sheet": made.sheet,
    "atlos-csv": made.atlos_csv,
    "atlos-export": made.atlos_export,
    "wacz": made.wacz,
    "proofmode": made.proofmode,
    "starling": made.starling,
    "links": lambda folder: made.put(folder, "t.csv", "link,file,sha256\nhttps://a.example,../x,00\n"),
}
HOSTILE = (
    b"../../../etc/passwd", b"__import__('os').system('touch ran')", b"=cmd|'/C calc'!A0", b"\xef\xbb\xbf",
    b"\xff\xfe", b"\\ud800", b"1e999", b"null", b"NaN", b"https://a.example/%00", b"file:///etc/passwd",
    b"9" * 5000, b"[" * 300, b"\xe2\x80\xa8", b"import.file", b"private.",
)  # fmt: skip
PIECES = (*HOSTILE, *(bytes([sign]) for sign in b"\0\xff\"',;\n\r[]{}()\\"))


def checked(read: Reading, folder: Path) -> None:
    """What holds of every reading, however broken its export."""
    for find in read.finds:
        assert folder in find.file.parents
        assert not find.file.is_symlink()
    texts = [
        text for one in (*read.finds, *read.missing) for text in (one.name, one.source, one.note, one.how)
    ]
    texts += [
        text
        for one in (*read.finds, *read.missing, *read.told)
        for pair in one.facts.items()
        for text in pair
    ]
    for text in texts:
        assert "\0" not in text
        text.encode()
    for file in read.ledger.files:
        kinds = [remark for remark in file.remarks if remark.outcome is Outcome.REJECTED]
        assert file.rejected <= len(kinds)
        assert file.read == file.understood + file.kept_raw + file.rejected


def attempt(path: Path, folder: Path, name: str | None = None) -> Reading | None:
    try:
        read = read_export(path, name)
    except HeadstampError:
        return None
    checked(read, folder)
    return read


def broken(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((0, 0, 1, 1, 8, 100))
        piece = chance.choice(PIECES) if chance.random() < 0.7 else chance.randbytes(chance.randint(0, 4))
        if chance.random() < 0.1:
            piece = data[at : at + 60] * 3
        data = data[:at] + piece + data[at + length :]
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.1 else data


@pytest.mark.parametrize("name", FORMATS)
def test_broken_exports(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    monkeypatch.chdir(tmp_path)
    given = MAKERS[name](folder)
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".json", ".jsonl")]
    chance = random.Random(name)
    for _ in range(TIMES // len(FORMATS)):
        path = chance.choice(files)
        whole = path.read_bytes()
        path.write_bytes(broken(whole, chance))
        with contextlib.suppress(HeadstampError):
            recognise(given)
        attempt(given, folder, name)
        path.write_bytes(whole)
    assert attempt(given, folder, name) is not None
    assert sorted(tmp_path.iterdir()) == [folder]


TEXTS = st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | TEXTS)
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    folder = tmp_path / "in"
    path = made.put(folder, "x", data)
    for name in (None, *FORMATS):
        attempt(path, folder, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = (
    "status", "metadata", "media", "resources", "path", "hash", "artifacts", "type", "slug", "attr_sensitive",
    "versions", "source_url", "scoped_id", "project_attributes", "properties", "urls", "filename", "url",
    "contentMetadata", "author", "File Path", "File Hash SHA256", "_key", "signedData", "attr_x",
    "result", "ts",
)  # fmt: skip
SHAPED = st.recursive(
    JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
)
PLACES = (
    "metadata.json", "a/metadata.json", "a/a-1/metadata.json", "datapackage.json", "datapackage-digest.json",
    "pages/pages.jsonl", f"{'0' * 64}-meta-content.json", f"{'0' * 64}.proof.json", "project.json",
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=SHAPED | st.dictionaries(st.sampled_from(KEYS), SHAPED, min_size=3))
def test_any_json_where_an_export_has_some(tmp_path: Path, document: object) -> None:
    for place in PLACES:
        made.put(tmp_path, place, json.dumps(document))
    for name in ("wacz", "atlos-export", "proofmode", "starling", None):
        attempt(tmp_path, tmp_path, name)
    attempt(tmp_path / "metadata.json", tmp_path, "auto-archiver")


@given(told=st.text(max_size=60), names=st.lists(st.text(max_size=20), max_size=6))
def test_any_told_name(told: str, names: list[str]) -> None:
    contents = Contents((name, Path(str(number))) for number, name in enumerate(names))
    match = contents.match(told)
    assert (match.file is None) == bool(match.why)
    assert set(contents.files.values()) == {Path(str(number)) for number in range(len(names))}
