"""What a file really is, judged by its bytes before anything else reads it.

Investigators receive web pages named .csv and workbooks named .txt; each gets its own sentence. Character
encodings other than UTF-16 are left to the readers, since foreign formats have their own.
"""

from __future__ import annotations

import io
import re
import zipfile

from headstamp.tables.errors import EmptyFile, HtmlPage, NotATable, Utf16Text, ZipArchive

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORKBOOK_NAMES = (".xlsx", ".xlsm")
_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_KNOWN_BINARIES = (
    (b"\xd0\xcf\x11\xe0", "is an old binary Office file", "open it and save it as .xlsx or as 'CSV UTF-8'"),
    (b"%PDF", "is a PDF document", "look for the table's own download, or type the rows into a CSV file"),
    (b"\x1f\x8b", "is compressed with gzip", "unpack it first"),
)
_SAMPLE = 4096


def sniff(data: bytes, name: str) -> None:
    """Refuse content that cannot be a table, whatever its name says.

    Args:
        data: the whole file.
        name: its name; a ZIP archive passes only as a real workbook named .xlsx or .xlsm.

    Raises:
        HtmlPage: for a web page.
        Utf16Text: for UTF-16, by its byte order mark or by the pattern of NUL bytes.
        ZipArchive: for a ZIP archive, a workbook under another name, or a broken workbook.
        EmptyFile: for no content, or blanks only.
        NotATable: for any other binary content.
    """
    content = data.removeprefix(_UTF8_BOM)
    if not content.strip():
        raise EmptyFile("The file is empty", file=name, do="download or export it again")
    if data.startswith(_ZIP_BEGINNINGS):
        _check_archive(data, name)
        return
    for beginning, what, do in _KNOWN_BINARIES:
        if data.startswith(beginning):
            raise NotATable(f"The file {what}, not a table", file=name, do=do)
    if data.startswith(_UTF16_BOMS) or _alternates_nul(data[:_SAMPLE]):
        raise Utf16Text(
            "The file is in UTF-16", file=name, do="save it again as UTF-8 (in Excel: 'CSV UTF-8')"
        )
    if b"\0" in data:
        raise NotATable(
            "The file holds binary data, not text", file=name, do="give a CSV, XLSX or JSON file instead"
        )
    if _HTML.match(content[:_SAMPLE]):
        raise HtmlPage(
            "This is a web page, not a table",
            file=name,
            do="download the file again with the site's own download or export button, logged in if it asks",
        )


def _check_archive(data: bytes, name: str) -> None:
    wanted = name.casefold().endswith(_WORKBOOK_NAMES)
    parts = _parts(data)
    if "xl/workbook.xml" in parts:
        if not wanted:
            raise ZipArchive(
                "This is an XLSX workbook under another name",
                file=name,
                do="rename it to end in .xlsx, or save it as 'CSV UTF-8'",
            )
        return
    if "content.xml" in parts:
        raise ZipArchive("This is an OpenDocument file", file=name, do="save the table as .xlsx or as CSV")
    if wanted:
        raise ZipArchive(
            "The file is not a complete XLSX workbook", file=name, do="download or save the workbook again"
        )
    raise ZipArchive("The file is a ZIP archive", file=name, do="unpack it and give the table inside")


def _parts(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []


def _alternates_nul(sample: bytes) -> bool:
    even, odd = sample[::2], sample[1::2]
    if len(odd) < 4:
        return False
    shares = sorted((even.count(0) / len(even), odd.count(0) / len(odd)))
    return shares[0] < 0.1 and shares[1] > 0.4
