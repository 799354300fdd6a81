"""Web archives (WARC, ISO 28500), through warcio: each response or resource as the page or picture it carried."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from headstamp.evidence.decoders.streaming import Readable, Sender

CARRYING = ("response", "resource", "conversion")
PASSED_OVER = ("warcinfo", "request", "metadata", "continuation")
TOLD = {
    "WARC-Date": "date",
    "WARC-Record-ID": "record_id",
    "WARC-Type": "record_type",
    "WARC-IP-Address": "ip",
    "WARC-Payload-Digest": "payload_digest",
    "WARC-Block-Digest": "block_digest",
    "WARC-Truncated": "truncated",
    "WARC-Refers-To": "refers_to",
}
DECODED = ("gzip", "deflate", "deflate_alt", "identity", "")


def prepare() -> None:
    """Load the hashes and walk a small archive once."""
    for name in ("sha1", "sha256", "md5", "sha512"):
        hashlib.new(name, b"")
    sample = io.BytesIO()
    writer = WARCWriter(sample, gzip=False)
    writer.write_record(writer.create_warc_record("http://localhost/", "resource", payload=io.BytesIO(b"a")))
    sample.seek(0)
    for record in ArchiveIterator(sample, check_digests=True):
        record.content_stream().read()


def unpack(source: Readable, sender: Sender) -> str:
    """Send what each record carries; a damaged record is told with what came before the damage.

    Returns:
        what is wrong with the archive itself, '' for nothing.
    """
    records = iter(ArchiveIterator(source, check_digests=True))
    while True:
        try:
            record = next(records)
        except StopIteration:
            return ""
        except ArchiveLoadFailed as error:
            return f"ArchiveLoadFailed: {error}"
        kind = record.rec_type
        if kind in CARRYING:
            _send(record, sender)
        elif kind not in PASSED_OVER:
            why = (
                "It only says that the page had not changed"
                if kind == "revisit"
                else "It is a record of another kind"
            )
            sender.turned_away(_url(record), why, _facts(record))


def _send(record: Any, sender: Sender) -> None:
    content = record.content_stream()
    try:
        sender.member(_url(record), _facts(record), content)
        rest = record.raw_stream
        while rest.read(65536):  # the digest is over the whole record
            pass
    except BrokenPipeError:
        raise SystemExit from None
    except Exception as error:  # warcio lets through whatever its decompressors raise
        sender.ended(why=f"It is damaged: {type(error).__name__}: {error}")
        return
    checker = record.digest_checker
    facts = {}
    if checker is not None and checker.passed is not None:
        facts["digest_ok"] = "yes" if checker.passed else "no"
    cut = getattr(record.raw_stream, "limit", 0) > 0
    sender.ended(facts, "It ends before its announced length" if cut else "")


def _url(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def _facts(record: Any) -> dict[str, str]:
    facts = {"url": _url(record)}
    for header, name in TOLD.items():
        facts[name] = str(record.rec_headers.get_header(header) or "")
    facts["content_type"] = str(record.rec_headers.get_header("Content-Type") or "")
    if record.http_headers is not None:
        facts["status"] = str(record.http_headers.get_statuscode() or "")
        facts["content_type"] = str(record.http_headers.get_header("content-type") or "")
        encoding = str(record.http_headers.get_header("content-encoding") or "").lower()
        if encoding not in DECODED:
            facts["still_encoded"] = encoding
        facts |= dict(_http(record.http_headers.headers))
    return {name: value for name, value in facts.items() if value}


def _http(headers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in islice(headers, 60):
        kept = "".join(
            each if each.isascii() and (each.isalnum() or each == "-") else "_" for each in name.lower()
        )[:50]
        if kept.strip("_-"):
            yield f"http.{kept}", str(value)[:2000]
