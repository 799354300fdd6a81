from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.tables import (
    EmptyFile,
    HtmlPage,
    NotATable,
    TableUnreadable,
    Utf16Text,
    ZipArchive,
    sniff,
    write_table,
)
from headstamp.values import HeadstampError


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("_", "/"), text)
    return out.getvalue()


def workbook(tmp_path) -> bytes:
    path = tmp_path / "t.xlsx"
    write_table(path, ["id"], [{"id": "1"}], "xlsx")
    return path.read_bytes()


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        b"\xef\xbb\xbf\n  <html lang=en>",
        b"<?xml version='1.0'?>\n<!-- x --><!doctype HTML>",
        b"<table border=1><tr><td>1</td></tr></table>",
    ],
)
def test_a_web_page_is_named_as_one(page: bytes) -> None:
    with pytest.raises(HtmlPage, match=r"web page, not a table.*download the file again") as caught:
        sniff(page, "deliveries.csv")
    assert (caught.value.kind, caught.value.file) == ("html", "deliveries.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told_by_mark_or_pattern(encoding: str) -> None:
    with pytest.raises(Utf16Text, match="save it again as UTF-8"):
        sniff("id,weapon\n1,rifle\n".encode(encoding), "a.csv")


def test_a_renamed_workbook_is_named_as_one(tmp_path) -> None:
    data = workbook(tmp_path)
    sniff(data, "a.xlsx")
    sniff(data, "A.XLSX")
    with pytest.raises(ZipArchive, match=r"XLSX workbook under another name.*rename it to end in \.xlsx"):
        sniff(data, "a.csv")


def test_other_archives(tmp_path) -> None:
    with pytest.raises(ZipArchive, match="unpack it"):
        sniff(archive(readme="x"), "a.csv")
    with pytest.raises(ZipArchive, match=r"OpenDocument.*save the table as \.xlsx"):
        sniff(archive(**{"content.xml": "x"}), "a.ods")
    with pytest.raises(ZipArchive, match="not a complete XLSX workbook"):
        sniff(archive(word_document="x"), "a.xlsx")
    with pytest.raises(ZipArchive, match="not a complete XLSX workbook"):
        sniff(workbook(tmp_path)[:1000], "a.xlsx")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_nothing_is_not_a_table(data: bytes) -> None:
    with pytest.raises(EmptyFile, match="is empty"):
        sniff(data, "a.csv")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "PDF"),
        (gzip.compress(b"id\n1", mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old binary Office file"),
        (b"id,x\n1,\x00\n" * 99, "binary data"),
    ],
)
def test_other_binary_content(data: bytes, says: str) -> None:
    with pytest.raises(NotATable, match=says):
        sniff(data, "a.csv")


@pytest.mark.parametrize("data", [b"id,x\n1,2", "réf\n1".encode("latin-1"), b"<id>,x\n", b'{"rows": []}'])
def test_text_of_any_encoding_passes(data: bytes) -> None:
    sniff(data, "a.csv")


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx"]))
@settings(max_examples=200)
def test_random_bytes_pass_or_are_refused(data: bytes, name: str) -> None:
    try:
        sniff(data, name)
    except HeadstampError as error:
        assert isinstance(error, TableUnreadable)  # noqa: PT017
        assert error.code in ("html-page", "utf-16-text", "zip-archive", "empty-file", "not-a-table")  # noqa: PT017
