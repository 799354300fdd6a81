from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from foreign_exports import VIDEO, put, sha256

from headstamp.exchange import Contents, ExportUnreadable
from headstamp.exchange.opening import file_bytes


def contents(*names: str) -> Contents:
    return Contents.of_members((name, Path("/unpacked") / str(number)) for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("told", "found", "how"),
    [
        ("a/b.mp4", "a/b.mp4", "path"), ("./a//b.mp4", "a/b.mp4", "path"), ("a\\b.mp4", "a/b.mp4", "path"),
        ("/home/x/a/b.mp4", "a/b.mp4", "end of the path"), ("../run/a/b.mp4", "a/b.mp4", "end of the path"),
        ("https://bucket.example/x/a/b%2Emp4?sig=1", "a/b.mp4", "end of the path"),
        ("b.mp4", "a/b.mp4", "name"),
        ("C:\\x\\A\\B.MP4", "a/b.mp4", "end of the path"),
        ("x/0123456789abcdef.jpg", "q/0123456789abcdef.jpg", "name"),
        ("z/b.mp4", "", ""), ("", "", ""), ("..", "", ""), ("a/b.mp4/", "a/b.mp4", "path"), ("a", "", ""),
    ],
)  # fmt: skip
def test_told_names_are_matched_by_the_end_of_their_path(told: str, found: str, how: str) -> None:
    match = contents("a/b.mp4", "q/0123456789abcdef.jpg").match(told)
    assert (match.name, match.how) == (found, how)
    assert bool(match.why) is (match.file is None)


def test_letter_case_and_unicode_form_count_only_where_they_must() -> None:
    nfc, nfd = (unicodedata.normalize(form, "vidéo.mp4") for form in ("NFC", "NFD"))
    assert contents(nfd).match(nfc).name == nfd
    both = contents(nfd, nfc)
    assert (both.match(nfc).name, both.match(nfd).name) == (nfc, nfd)
    cased = contents("x/A.jpg", "x/a.jpg")
    assert (cased.match("y/x/A.jpg").name, cased.match("y/x/a.jpg").name) == ("x/A.jpg", "x/a.jpg")
    assert contents("x/A.jpg", "x/a.JPG").match("x/a.jpg").file is None


def test_a_name_that_two_files_bear_means_neither() -> None:
    two = contents("a/s.png", "b/s.png")
    assert two.match("s.png").why == "Several files are called 's.png', and the path does not say which."
    assert two.match("z/b/s.png").name == "b/s.png"
    same = contents("a.mp4", "./a.mp4")
    assert same.match("a.mp4").file is None
    assert list(same) == ["a.mp4 (1)", "a.mp4 (2)"]


def test_thousands_of_files_of_one_name_are_told_apart_by_their_folders() -> None:
    many = contents(*(f"post-{number}/s.png" for number in range(1500)))
    assert many.match("x/post-7/s.png").name == "post-7/s.png"
    assert many.match("s.png").why.startswith("1,500 files")


def test_files_are_found_by_the_hash_in_their_name() -> None:
    known = sha256(VIDEO)
    assert contents(f"x/{known}.mp4", f"x/{known}.asc").of_hash(known).name == f"x/{known}.mp4"
    assert contents(f"{known[:24]}.mp4").of_hash(known).how == "hash in the name"
    assert contents(f"{known}.proof.csv").of_hash(known).file is None
    assert "Several" in contents(f"a/{known}.mp4", f"b/{known}.mp4").of_hash(known).why


def test_links_and_pipes_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "outside/secret.txt", b"secret")
    inside = tmp_path / "in"
    put(inside, "a.txt", b"a")
    (inside / "file").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "folder").symlink_to(tmp_path / "outside")
    os.mkfifo(inside / "pipe")
    found = Contents.of_folder(inside)
    assert list(found) == ["a.txt"]
    assert [name for name, _ in found.refused] == ["file", "folder", "pipe"]
    for name in ("file", "pipe"):
        with pytest.raises(ExportUnreadable):
            file_bytes(inside / name, 100)


def test_a_link_put_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "in/a.json", b"{}")
    found = Contents.of_folder(tmp_path / "in")
    (tmp_path / "in" / "a.json").unlink()
    (tmp_path / "in" / "a.json").symlink_to("/etc/passwd")
    with pytest.raises(ExportUnreadable):
        found.data("a.json", 100_000)


def test_a_name_that_is_no_text_is_shown_with_escapes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.mp4"
    Path(os.fsdecode(path)).write_bytes(b"x")
    (name,) = Contents.of_folder(tmp_path)
    assert name.encode() == b"\\xff.mp4"


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportUnreadable, match="larger"):
        file_bytes(put(tmp_path, "a", b"12345"), 4)
