"""Files that are no register: one sentence each, and the library stays as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sipri_files import HEADER, Deal, preamble, sipri

from headstamp.records import Added, Library
from headstamp.values import HeadstampError, Refused

SWAPPED = HEADER.replace("Recipient,Supplier", "Supplier,Recipient")


def zipped(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("trade-register.csv", data)
    return held.getvalue()


def another_table() -> bytes:
    """The site's table of values: the same preamble, other columns."""
    lines = [
        *preamble()[:8],
        "Source: SIPRI Arms Transfers Database",
        "",
        "Recipient,1950,1951,",
        "Bhutan,1,2,",
    ]
    return "\n".join([*lines, "Iceland,3,4,", "Norway,0 ,,"]).encode()


REFUSED = {
    "html": (
        b"<!DOCTYPE html>\n<html><body>Error 503: SIPRI Arms Transfers Database</body></html>",
        "web page",
    ),
    "utf-16": (sipri([Deal()]).decode("latin-1").encode("utf-16"), "UTF-16"),
    "zip": (zipped(sipri([Deal()])), "ZIP archive"),
    "empty": (b"", "empty"),
    "blank": (b"\r\n  \n", "empty"),
    "binary": (b"SIPRI Arms Transfers Database\0\1\2", "binary"),
    "cut in the preamble": (sipri([Deal()])[:300] + b"\nSource: SIPRI Arms Transfers Database", "cut short"),
    "cut in the header": (sipri([], header="Recipient,Supplier,Year of ord"), "cut short"),
    "two columns swapped": (sipri([Deal()], header=SWAPPED), "column Supplier stands in place 1 "),
    "a column more": (sipri([Deal()], header=HEADER + ",Notes"), "column Notes stands in place 17"),
    "a column less": (sipri([Deal()], header=HEADER.rsplit(",", 1)[0]), "nothing stands in place 16"),
    "semicolons": (sipri([Deal()], header=HEADER.replace(",", ";")), "in place 1 where"),
    "a mark between": (
        sipri([Deal()], header=HEADER.replace("Supplier", "Sup\x07\x1bplier" * 30)),
        "in place 2 where",
    ),
    "another table": (another_table(), "another table"),
    "any csv": (b"id,name\n1,Bhutan\n", "is not a file of records"),
    "any text": (b"Dear Sir or Madam", "is not a file of records"),
}


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and ". " not in text and text.isprintable()


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(
    kind: str, tmp_path: Path, library: Library, add: Callable[[bytes], Added]
) -> None:
    add(sipri([Deal()]))
    before = sorted(path.relative_to(library.root) for path in library.root.rglob("*"))
    data, said = REFUSED[kind]
    path = tmp_path / "download.csv"
    path.write_bytes(data)
    with pytest.raises(HeadstampError) as caught:
        library.add(path)
    sentence = str(caught.value)
    assert is_one_sentence(sentence), sentence
    assert "download.csv" in sentence
    assert said in sentence
    assert caught.value.do
    assert caught.value.do in sentence
    assert caught.value.exit_code == 4
    assert sorted(path.relative_to(library.root) for path in library.root.rglob("*")) == before
    assert len(Library(library.root).snapshots()) == 1


def test_a_bad_file_makes_no_library(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "download.csv"
    path.write_bytes(b"id,name\n1,Bhutan\n")
    with pytest.raises(HeadstampError):
        library.add(path)
    assert not library.root.exists()


def test_a_header_with_columns_exchanged_is_not_guessed_at(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "download.csv"
    path.write_bytes(sipri([Deal()], header=SWAPPED))
    with pytest.raises(HeadstampError) as caught:
        library.add(path)
    assert str(caught.value) == (
        "download.csv, line 12: column Supplier stands in place 1 where SIPRI's deal form has 'Recipient', "
        "so that its columns cannot be told apart; download the register again and add it unchanged."
    )
    assert (caught.value.line, caught.value.column) == (12, "Supplier")


def test_a_row_cut_at_the_end_is_rejected_and_the_rest_is_kept(
    add: Callable[[bytes], Added], library: Library
) -> None:
    snapshot = add(sipri([Deal(), Deal(item="Model-2")])[:-30]).snapshot
    assert (snapshot.kept, snapshot.rejected, library.rejects(snapshot)[0].line) == (1, 1, 14)


def test_a_file_of_another_source_than_said_is_refused(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "download.csv"
    path.write_bytes(sipri([Deal()]))
    with pytest.raises(
        Refused, match=r"download.csv is a file of 'sipri', not of 'unroca'; leave out --source"
    ):
        library.add(path, source="unroca")
    assert library.snapshots() == ()
    assert library.add(path, source="sipri").new == 1
