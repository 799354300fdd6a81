"""The answer of SIPRI's back end as it travels: JSON whose only entry is the table in base64.

People keep it in two shapes: the JSON alone, and an R value that recorded the whole answer, in which the JSON
stands as an escaped text. The table inside is read by the module of its own form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re

from headstamp.records.sources import sipri_deals, sipri_deliveries
from headstamp.records.sources.delimited import decoded
from headstamp.records.sources.form import Form, Known, Parsed, RecordsUnreadable
from headstamp.records.sources.sipri_tables import table_of

_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"bytes"\s*:\s*"')
# charToRaw("{\"bytes\":\"VHJh...\"}") somewhere below 'structure(list(method = "POST", ...'
_R = re.compile(rb'charToRaw\("(\s*\{\s*\\"bytes\\"\s*:\s*\\")')
_R_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w.]+ *(?:<-|=) *)?structure\(list\(")
_R_TEXT = re.compile(r'((?:[^"\\]|\\.)*+)"', re.DOTALL)
_R_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}")
_READERS = {"sipri-deals": sipri_deals.read, "sipri-deliveries": sipri_deliveries.read}
_AGAIN = "fetch the answer again, or download the table with the site's own button"


def recognises(head: bytes) -> bool:
    """Whether the bytes are such an answer and the table in it, so far as they go, is one of SIPRI's."""
    found = _JSON.match(head) or (_R.search(head) if _R_BEGINS.match(head) else None)
    if found is None:
        return False
    # JSON may escape the slashes of base64, and R every backslash again.
    begins = _BASE64.match(head[found.end() :].replace(b"\\", b""))
    return begins is not None and table_of(_decoded_part(begins[0])) in _READERS


def _decoded_part(text: bytes) -> bytes:
    """What the beginning of a base64 text says; it may be cut anywhere."""
    return base64.b64decode(text[: len(text) // 4 * 4])


def parse(data: bytes, name: str, known: Known) -> Parsed:
    """Read the table in an answer of SIPRI's back end.

    Raises:
        RecordsUnreadable: the JSON or the base64 is broken, or the table inside is none that is known.
    """
    table = _table(_answer(data, name), name)
    reader = _READERS.get(table_of(table) or "")
    if reader is None:
        raise RecordsUnreadable(
            f"The answer in {name} holds no register of deals or deliveries", file=name, do=_AGAIN
        )
    return reader(table, name, known, hashlib.sha256(data).hexdigest())


def _answer(data: bytes, name: str) -> str:
    """The JSON, taken out of the R value if it is in one."""
    if _JSON.match(data):
        return decoded(data)
    found = _R.search(data)
    if found is None or not (text := _R_TEXT.match(decoded(data[found.start(1) :]))):
        raise RecordsUnreadable(f"The R value in {name} breaks off within the answer", file=name, do=_AGAIN)
    return _R_ESCAPE.sub(r"\1", text[1])


def _table(answer: str, name: str) -> bytes:
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise RecordsUnreadable(
            f"{name} is not the JSON that SIPRI's site answers, or is cut short", file=name, do=_AGAIN
        ) from error
    text = content.get("bytes") if isinstance(content, dict) else None
    try:
        return base64.b64decode("".join(str(text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise RecordsUnreadable(
            f"The base64 text in {name} is broken or cut short", file=name, do=_AGAIN
        ) from error


SIPRI_API = Form(
    name="sipri-api",
    source="sipri",
    title="SIPRI trade register, answer of the site's back end",
    version=1,
    recognises=recognises,
    parse=parse,
)
