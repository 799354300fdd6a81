"""What auto-archiver writes: `db.csv` of printed Python values, `metadata.json`, answers of its API.

Known faults of the tool that are met here: the printed values are no JSON; `timestamp` lost its time zone; a
status counts as success where the word merely occurs; PDQ hashes lost leading zeros; thumbnails and time
stamps hide inside the properties of other media. See docs/intake-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from headstamp.exchange.contents import Contents, file_bytes, file_head
from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import LARGEST_JSON, as_list, as_object, flat, merged, parse_json, text_of
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.exchange.ledger import Count
from headstamp.exchange.python_text import parse_python
from headstamp.exchange.reading import Reading
from headstamp.exchange.sheet import read_sheet, rejected_rows
from headstamp.values import Json, ValueUnreadable
from headstamp.values.digest import Algorithm, Digest

NAME = "auto-archiver"
COLUMNS = ("status", "metadata", "media")
"""The header of `db.csv`, and the keys of a result."""
ZONE_DOUBT = "time zone doubtful: auto-archiver writes UTC over the zone that was told instead of converting"
_INNER = ("filename", "_key", "key", "urls", "properties", "_mimetype")
_NOT_MADE = ("", "not-calculated")
_TOKENS = "timestamp_authority_files"


def read_auto_archiver(tables: Sequence[Path], contents: Contents) -> Reading:
    """Read results of auto-archiver.

    A `metadata.json` that a row of the same export names as one of its files says the same as that row, and
    is kept without being read again.

    Args:
        tables: `db.csv` files and `metadata.json` files.
        contents: the files it stored.

    Raises:
        NotFound, ExportUnreadable, TableUnreadable: one of the tables cannot be read; if there are several,
            those that can be are read and the ledger says why the others are not.
    """
    gathering = Gathering(NAME, contents)
    by_kind = sorted(tables, key=lambda path: _is_json(path))
    for path in by_kind:
        if gathering.is_taken(path):
            continue
        count = gathering.own(path)
        try:
            rows = list(_json_rows(path)) if _is_json(path) else list(_csv_rows(path, count))
        except ExportUnreadable as error:
            if len(tables) == 1:
                raise
            count.reject(None, error.message)
            continue
        for row in rows:
            count.close(row.line, row.doubts + _result(gathering, count.file, row))
    return gathering.done()


def outcome(status: str) -> str:
    """What a status says: 'success', 'in progress', 'failed', 'nothing archived', or 'not told'.

    >>> outcome("telegram: unsuccessful"), outcome("[cached] wayback: success")
    ('not told', 'success')
    """
    text = status.strip().casefold().removeprefix("[cached]").strip()
    if text.startswith("archive in progress"):
        return "in progress"
    if "nothing archived" in text or "no archiver" in text:
        return "nothing archived"
    if text.startswith(("archive failed", "failed")):
        return "failed"
    # The tool itself asks whether the word occurs anywhere, so that 'unsuccessful' is a success.
    return "success" if text.rpartition(":")[2].strip() == "success" else "not told"


def pdq_hashes(told: Sequence[str]) -> str:
    """PDQ hashes with their leading zeros back, joined with '; '; what is none is passed over."""
    made: list[str] = []
    for one in told:
        try:
            made.append(Digest.parse(one, Algorithm.PDQ).hex)
        except ValueUnreadable:
            continue
    return "; ".join(made)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    status: str
    metadata: Mapping[str, Json]
    media: Sequence[Json]
    more: Mapping[str, str]
    doubts: list[str]


def _is_json(path: Path) -> bool:
    return file_head(path, 256).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _csv_rows(path: Path, count: Count) -> Iterator[_Row]:
    table = read_sheet(path)
    rejected_rows(table, count)
    for row in table.rows:
        doubts: list[str] = []
        more = {name: cell for name, cell in row.cells.items() if name not in COLUMNS}
        values: dict[str, Json] = {}
        for column in ("metadata", "media"):
            cell = row.cells.get(column, "")
            try:
                read = parse_python(cell) if cell else None
            except ExportUnreadable as error:
                doubts.append(f"{column} is kept as it is written: {error}")
                more[column] = cell
                continue
            values[column] = None if read is None else read.value
            if read is not None and read.kept:
                shown = ", ".join(one[:60] for one in read.kept[:5])
                doubts.append(
                    f"{column}: {len(read.kept)} values are kept as they are written, not run: {shown}"
                )
        yield _made(row.line, row.cells.get("status", ""), values, more, doubts)


def _json_rows(path: Path) -> Iterator[_Row]:
    found = parse_json(file_bytes(path, LARGEST_JSON), path.name)
    results = found if isinstance(found, list) else [found]
    for line, one in enumerate(results, start=1):
        entry = as_object(one)
        # The API wraps a result: {id, url, result, public, author_id, ...}.
        result = as_object(entry.get("result")) or entry
        more = flat(entry, without=("result",)) if result is not entry else flat(entry, without=COLUMNS)
        yield _made(line, text_of(result.get("status")), result, more, [])


def _made(
    line: int, status: str, values: Mapping[str, Json], more: dict[str, str], doubts: list[str]
) -> _Row:
    metadata, media = values.get("metadata"), values.get("media")
    for column, value, kind in (("metadata", metadata, dict), ("media", media, list)):
        if value is not None and not isinstance(value, kind):
            more[column] = text_of(value)
            doubts.append(f"{column} is no {kind.__name__} and is kept as it is written.")
    return _Row(line, status, as_object(metadata), as_list(media), more, doubts)


def _result(gathering: Gathering, file: str, row: _Row) -> list[str]:
    """Take in what one archived address came to; the doubts about it."""
    doubts: list[str] = []
    plain, inside = _parted(dict(row.metadata), "metadata")
    facts = merged(flat(as_object(plain), "metadata."), row.more)
    if row.status:
        facts["status"] = row.status
    if "metadata.timestamp" in facts:
        facts["doubt.metadata.timestamp"] = ZONE_DOUBT
    url = (
        text_of(row.metadata.get("original_url"))
        or text_of(row.metadata.get("url"))
        or row.more.get("url", "")
    )
    came = outcome(row.status)
    facts["import.outcome"] = came
    extractor = row.status.rpartition(":")[0].replace("[cached]", "").strip()
    account = Account(
        source=url,
        collected=text_of(row.metadata.get("_processed_at")),
        how=f"{NAME} ({extractor})" if extractor and came == "success" else NAME,
        note=text_of(row.metadata.get("title")),
        facts=facts,
    )
    media = [(one, "") for one in row.media] + [(one, relation) for relation, one in inside]
    count = sum(_media(gathering, file, row.line, one, relation, account, doubts) for one, relation in media)
    if count and came in ("nothing archived", "failed"):
        doubts.append(f"The status says '{row.status}', but {count} files are told of; both are kept.")
    if not count:
        gathering.tell("post" if url else "row", url or f"{file}, line {row.line}", facts)
        if url and came in ("nothing archived", "failed"):
            gathering.not_found(url, NAME, account.collected, f"nothing archived: {row.status}")
    return doubts


def _media(
    gathering: Gathering, file: str, line: int, told: Json, relation: str, above: Account, doubts: list[str]
) -> int:
    """Take in a medium and those inside it; how many they are."""
    one = as_object(told)
    if not _is_media(one):
        doubts.append("An entry of media is no medium and is kept as it is written.")
        gathering.tell("media", f"{file}, line {line}", {"media": text_of(told)})
        return 0
    plain, inside = _parted(one.get("properties"), "")
    properties = as_object(plain)
    own = flat(properties, "properties.") if isinstance(plain, dict) else flat({"properties": plain})
    facts = merged(
        _own_facts(one, properties, relation), own, flat(one, "media.", without=_INNER), above.facts
    )
    hashed = text_of(properties.get("hash"))
    claimed = {} if hashed in _NOT_MADE else claims({"hash": hashed}, doubts)
    places = _places(one)
    key = text_of(one.get("_key")) or text_of(one.get("key"))
    names = [name for name in (*places, key) if name] or [text_of(one.get("filename"))]
    # A name of a temporary folder tells nothing where a place is told.
    name = (key or text_of(one.get("filename"))).replace("\\", "/").rpartition("/")[2]
    account = Account(
        name,
        above.source,
        above.collected,
        how=above.how,
        note=above.note,
        claimed=claimed,
        facts=facts,
    )
    match = gathering.take(names, account, file, line)
    below = {
        "import.parent": name,
        "import.parent.as": match.name,
        "import.parent.sha256": claimed.get(Algorithm.SHA256, ""),
    }
    inner = Account(source=above.source, collected=above.collected, how=above.how, facts=below)
    return 1 + sum(
        _media(gathering, file, line, child, relation or "inside", inner, doubts)
        for relation, child in inside
    )


def _own_facts(one: Mapping[str, Json], properties: Mapping[str, Json], relation: str) -> dict[str, str]:
    made = {
        "filename": text_of(one.get("filename")),
        "urls": "\n".join(_places(one)),
        "mimetype": text_of(one.get("_mimetype")),
        "import.relation": relation,
    }
    if relation.rpartition(".")[2] == _TOKENS:
        made["import.what"] = "time stamp token (RFC 3161)"
    if pdq := text_of(properties.get("pdq_hash")):
        made["import.pdq"] = pdq_hashes([pdq])
    return {name: told for name, told in made.items() if told}


def _places(one: Mapping[str, Json]) -> list[str]:
    told = one.get("urls")
    return [text_of(url) for url in told] if isinstance(told, list) else [text_of(told)] if told else []


def _is_media(value: Json) -> bool:
    return isinstance(value, dict) and "filename" in value and ("urls" in value or "properties" in value)


def _parted(value: Json, path: str) -> tuple[Json, list[tuple[str, Json]]]:
    """A value without the media inside it, and these with the path at which they stood."""
    if _is_media(value):
        return None, [(path, value)]
    inside: list[tuple[str, Json]] = []
    if isinstance(value, dict):
        kept: dict[str, Json] = {}
        for key, one in value.items():
            kept[key], found = _parted(one, f"{path}.{key}" if path else key)
            inside += found
        return kept, inside
    if isinstance(value, list):
        parts = [_parted(one, path) for one in value]
        return [plain for plain, found in parts if not found], [one for _, found in parts for one in found]
    return value, []
