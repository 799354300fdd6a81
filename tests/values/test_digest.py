from __future__ import annotations

import base64
import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.values import ValueUnreadable
from headstamp.values.digest import Algorithm, Dialect, Digest

EMPTY = hashlib.sha256(b"").hexdigest()
SHA1 = hashlib.sha1(b"", usedforsecurity=False)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (f"SHA-256:{EMPTY}", f"sha256:{EMPTY}"),  # auto-archiver
        (f"SHA3-512:{'0f' * 64}", f"sha3-512:{'0f' * 64}"),  # auto-archiver
        (f"sha256:{EMPTY.upper()}", f"sha256:{EMPTY}"),  # WACZ
        (f" {EMPTY} ", f"sha256:{EMPTY}"),  # ProofMode, Starling
        (SHA1.hexdigest(), f"sha1:{SHA1.hexdigest()}"),  # FollowTheMoney
        (f"sha1:{base64.b32encode(SHA1.digest()).decode()}", f"sha1:{SHA1.hexdigest()}"),  # WARC
        (f"sha256-{base64.b64encode(bytes.fromhex(EMPTY)).decode()}", f"sha256:{EMPTY}"),  # web pages
        ("md5=" + "0" * 32, "md5:" + "0" * 32),
    ],
)
def test_every_dialect_is_read(text: str, printed: str) -> None:
    assert str(Digest.parse(text)) == printed


def test_pdq_gets_its_leading_zeros_back() -> None:
    assert Digest.parse("3f2", Algorithm.PDQ).hex == "0" * 61 + "3f2"


def test_the_phash_of_atlos_is_base64() -> None:
    assert Digest.parse("AAECAwQFBgc=", Algorithm.PHASH).hex == "0001020304050607"
    assert Digest.parse("AAECAwQFBgc", Algorithm.PHASH).written(Dialect.BASE64) == "AAECAwQFBgc="


@pytest.mark.parametrize(
    "text",
    ["", "not-calculated", "SHA-256:ab", "sha999:" + "0" * 64, "0" * 128, "0" * 63, "sha256:" + "g" * 64,
     "x" * 9999],
)  # fmt: skip
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueUnreadable, match="cannot be read as a digest"):
        Digest.parse(text)


def test_a_prefix_that_contradicts_is_refused() -> None:
    with pytest.raises(ValueUnreadable, match="sha1 was expected"):
        Digest.parse(f"sha256:{EMPTY}", Algorithm.SHA1)


@pytest.mark.parametrize(
    ("name", "found"),
    [(f"{EMPTY}.mp4", EMPTY), (f"a/{EMPTY.upper()}.proof.csv", EMPTY), (f"{EMPTY}0.mp4", None),
     ("a.mp4", None), (f"{EMPTY}-{'1' * 64}", None), (f"{EMPTY}-meta-content.json", EMPTY)],
)  # fmt: skip
def test_a_file_name_may_carry_its_hash(name: str, found: str | None) -> None:
    digest = Digest.of_name(name)
    assert (digest.hex if digest else None) == found


@given(st.sampled_from(Algorithm), st.sampled_from(Dialect), st.data())
def test_every_form_reads_back(algorithm: Algorithm, dialect: Dialect, data: st.DataObject) -> None:
    size = algorithm.digits // 2
    digest = Digest(algorithm, data.draw(st.binary(min_size=size, max_size=size)).hex())
    assert Digest.parse(digest.written(dialect), algorithm) == digest


@given(st.text(), st.none() | st.sampled_from(Algorithm))
def test_no_text_raises_anything_else(text: str, algorithm: Algorithm | None) -> None:
    with contextlib.suppress(ValueUnreadable):
        assert len(Digest.parse(text, algorithm).hex) % 2 == 0
