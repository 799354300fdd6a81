"""Web archives in WACZ: what they list is verified, and pages are told so that WARC records can join them.

Read over the unpacked members. Every resource's hash and size are compared with `datapackage.json`, and that
file with `datapackage-digest.json`; a signature is seen and not checked. The records inside the WARC files
are unpacked by the sandbox; `Pages.of` says which page a record is.

WACZ 1.1.1: https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import LARGEST_JSON, as_list, as_object, flat, parse_json, storable, text_of
from headstamp.exchange.gathering import Account, Gathering
from headstamp.exchange.ledger import Count
from headstamp.exchange.reading import Page, Reading
from headstamp.values import Json, ValueUnreadable
from headstamp.values.digest import Algorithm, Digest

NAME = "wacz"
PACKAGE = "datapackage.json"
_DIGEST = "datapackage-digest.json"
_LONGEST_LINE = 2**24  # bytes; a page's text is rarely a thousandth of it
_CHUNK = 2**20
_NOT_DIGITS = re.compile(r"[^0-9]")


class Pages:
    """Pages by address and time, to find the page that a WARC record is."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._at: dict[tuple[str, str], Page] = {}
        self._by_url: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            self._at.setdefault((page.url, moment(page.at)), page)
            self._by_url[page.url].append(page)

    def of(self, url: str, date: str) -> Page | None:
        """The page of a WARC record.

        Args:
            url: its WARC-Target-URI.
            date: its WARC-Date, in any precision from the second on.

        Returns:
            The page with that address and second, else the only page with that address, else None.
        """
        exact = self._at.get((url, moment(date)))
        alike = self._by_url.get(url, [])
        return exact or (alike[0] if len(alike) == 1 else None)


def moment(date: str) -> str:
    """A time as the 14 digits that CDX indexes use: year to second.

    >>> moment("2026-01-02T03:04:05.678Z")
    '20260102030405'
    """
    return _NOT_DIGITS.sub("", date)[:14]


def read_wacz(contents: Contents) -> Reading:
    """Read the unpacked members of a WACZ file.

    Raises:
        ExportUnreadable: there is no readable `datapackage.json`.
    """
    if PACKAGE not in contents.files:
        raise ExportUnreadable("The web archive has no datapackage.json", do="check that it is a WACZ file")
    gathering = Gathering(NAME, contents)
    count = gathering.own(contents.files[PACKAGE], PACKAGE)
    data = contents.data(PACKAGE, LARGEST_JSON)
    package = as_object(parse_json(data, PACKAGE))
    facts = flat(package, without=("resources",))
    facts |= {f"import.{name}": told for name, told in _digest(gathering, data).items()}
    listed = dict(_resources(package, count))
    for name, resource in listed.items():
        _resource(gathering, count, name, resource)
    if not listed:
        count.remark(None, "The archive lists no files, so nothing of it can be verified.")
    for name in contents:
        if name not in listed and name not in (PACKAGE, _DIGEST):
            count.remark(None, f"{name} is not listed; nothing says how it got into the archive.")
    if not any(name.startswith("indexes/") for name in contents):
        count.remark(None, "There is no index of the records (indexes/); some replay programs need it.")
    if not any(name.startswith("archive/") for name in contents):
        count.remark(None, "There are no records (archive/).")
    lists = [name for name in contents if name.startswith("pages/") and name.endswith(".jsonl")]
    if "pages/pages.jsonl" not in lists:
        count.remark(None, "There is no list of pages (pages/pages.jsonl).")
    for name in lists:
        _pages(gathering, name)
    gathering.tell("web archive", text_of(package.get("title")) or text_of(package.get("mainPageUrl")), facts)
    return gathering.done()


def _resources(package: Mapping[str, Json], count: Count) -> Iterator[tuple[str, dict[str, Json]]]:
    met: set[str] = set()
    for line, told in enumerate(as_list(package.get("resources")), start=1):
        resource = as_object(told)
        name = text_of(resource.get("path"))
        if not name or name in met:
            why = f"{name} is listed twice." if name else "A resource is listed without a path."
            count.reject(line, why)
            continue
        met.add(name)
        yield name, {**resource, "line": str(line)}


def _resource(gathering: Gathering, count: Count, name: str, resource: Mapping[str, Json]) -> None:
    line = int(text_of(resource.get("line")))
    told, size = text_of(resource.get("hash")), text_of(resource.get("bytes"))
    file = gathering.contents.files.get(name)
    facts = flat(resource, "resource.", without=("line",))
    if name.startswith("archive/"):
        facts["import.what"] = "web records (WARC)"
    digest, doubts = _read_digest(told)
    if file is not None and digest is not None:
        state, found = _verified(file, digest, size)
        doubts += [] if state == "matches" else [f"{name}: {state} ({found})."]
        facts["import.verified"] = state
    elif file is not None:
        facts["import.verified"] = "not checked"
    claimed = {digest.algorithm.value: digest.hex} if digest is not None else {}
    account = Account(name.rpartition("/")[2], how="WACZ", claimed=claimed, facts=facts)
    if file is None:
        gathering.lack(account, "The archive lists this file and does not hold it.", [name])
        doubts.append(f"{name} is listed and not there.")
    else:
        gathering.take([name], account, PACKAGE, line)
    count.close(line, doubts)


def _read_digest(told: str) -> tuple[Digest | None, list[str]]:
    try:
        return Digest.parse(told), []
    except ValueUnreadable as error:
        return None, [str(error)]


def _verified(file: Path, digest: Digest, size: str) -> tuple[str, str]:
    """Whether a file is what the list says: 'matches', or what is wrong with it, and what was found."""
    if digest.algorithm not in (Algorithm.SHA256, Algorithm.SHA512, Algorithm.MD5, Algorithm.SHA1):
        return "not checked", f"{digest.algorithm} is not computed here"
    made = hashlib.new(digest.algorithm.value, usedforsecurity=False)
    length = 0
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                made.update(chunk)
                length += len(chunk)
    except OSError as error:
        return "cannot be opened", error.strerror or ""
    if made.hexdigest() != digest.hex:
        return "changed", f"its {digest.algorithm} is {made.hexdigest()}, not {digest.hex}"
    if size and size != str(length):
        return "matches, but for its size", f"{length} bytes, not {size}"
    return "matches", ""


def _digest(gathering: Gathering, package: bytes) -> dict[str, str]:
    """What `datapackage-digest.json` says of the package, and whether it is signed."""
    contents = gathering.contents
    if _DIGEST not in contents.files:
        return {"digest": "absent", "signature": "absent"}
    count = gathering.own(contents.files[_DIGEST], _DIGEST)
    try:
        found = as_object(parse_json(contents.data(_DIGEST, LARGEST_JSON), _DIGEST))
    except ExportUnreadable as error:
        count.reject(None, error.message)
        return {"digest": "cannot be read", "signature": "not checked"}
    told, doubts = _read_digest(text_of(found.get("hash")))
    actual = Digest(Algorithm.SHA256, hashlib.sha256(package).hexdigest())
    state = "not checked" if told is None else "matches" if told == actual else "does not match"
    if told is not None and told != actual:
        doubts.append(f"datapackage.json is not what was signed: {actual}, not {told}.")
    signed = as_object(found.get("signedData"))
    signature = "present, not checked" if signed.get("signature") else "absent"
    if signed and text_of(signed.get("hash")) != text_of(found.get("hash")):
        doubts.append("The signature is for another hash than the one told.")
    count.close(1, doubts)
    return {"digest": state, "signature": signature} | flat(signed, "signed.")


def _pages(gathering: Gathering, name: str) -> None:
    """Read one list of pages; its first line names the format and is no page."""
    path = gathering.contents.files[name]
    count = gathering.ledgers.of(name)
    for line, text in enumerate(_lines(path), start=1):
        if len(text) > _LONGEST_LINE:
            count.reject(line, f"The line is longer than {_LONGEST_LINE // 2**20} MB.")
            continue
        if not text.strip():
            continue
        try:
            page = as_object(parse_json(text, name))
        except ExportUnreadable as error:
            count.reject(line, error.message)
            continue
        if line == 1 and "format" in page and "url" not in page:
            if page["format"] != "json-pages-1.0":
                count.remark(1, f"The pages are in an unknown format, '{text_of(page['format'])[:80]}'.")
            continue
        if line == 1:
            count.remark(1, "The first line is a page and not the header that should stand there.")
        url = text_of(page.get("url"))
        if not url:
            count.reject(line, "A page without an address.")
            continue
        at = text_of(page.get("ts")) or text_of(page.get("timestamp"))
        facts = flat(page, without=("url", "ts", "title", "text"))
        facts |= {"import.file": name, "import.line": str(line)}
        gathering.pages.append(Page(url, at, text_of(page.get("title")), text_of(page.get("text")), facts))
        count.close(
            line, [] if len(moment(at)) == 14 else [f"{storable(url)}: the time '{at}' is not exact."]
        )


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; of a monstrous one only as much as shows that it is."""
    try:
        with path.open("rb") as stream:
            while line := stream.readline(_LONGEST_LINE + 2):
                if len(line) > _LONGEST_LINE:
                    while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                        pass
                yield line
    except OSError:
        return
