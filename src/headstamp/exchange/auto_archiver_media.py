"""One address that auto-archiver saved, made into finds: its media, and the media inside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headstamp.exchange.facts import as_object, flat, merged, text_of
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.values import Json, ValueUnreadable
from headstamp.values.digest import Algorithm, Digest

NAME = "auto-archiver"
ZONE_DOUBT = "time zone doubtful: auto-archiver writes UTC over the zone that was told instead of converting"
NOT_MADE = ("", "not-calculated")
"""What stands for a hash that the tool did not make."""
_INNER = ("filename", "_key", "key", "urls", "properties", "_mimetype")
_TOKENS = "timestamp_authority_files"


@dataclass(frozen=True, slots=True)
class Saved:
    """What one row or one document says of an address.

    Attributes:
        line: where it stands.
        status: the tool's words for what came of it.
        metadata: what it noted of the post.
        media: the files it saved.
        more: cells and keys that are none of these.
        doubts: what could not be read, in sentences.
    """

    line: int
    status: str
    metadata: Mapping[str, Json]
    media: Sequence[Json]
    more: Mapping[str, str]
    doubts: list[str]


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


def take_saved(gathering: Gathering, file: str, row: Saved) -> list[str]:
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
            gathering.not_found(url, NAME, account.collected, came, row.status)
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
    claimed = {} if hashed in NOT_MADE else claims({"hash": hashed}, doubts)
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
