"""What ProofMode and Starling keep beside a picture: who claims what about its making, and its SHA-256.

Both name files by SHA-256. What tells who made the picture (devices, networks, cells, a place that its author
kept private) is read as facts that begin with ``private.``, so that a publication can leave it out.
Signatures and time stamps are kept as files and not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from headstamp.exchange.contents import Contents
from headstamp.exchange.errors import ExportUnreadable
from headstamp.exchange.facts import LARGEST_JSON, add, as_object, flat, merged, parse_json, text_of
from headstamp.exchange.gathering import Account, Gathering, claims
from headstamp.exchange.reading import PRIVATE, Reading
from headstamp.exchange.sheet import own_cells, read_sheet, rejected_rows
from headstamp.tables import TableUnreadable
from headstamp.tables.cells import header_name
from headstamp.values.digest import Algorithm, Digest

PROOFMODE = "proofmode"
STARLING = "starling"
PROOF = re.compile(r"(?:\.proof|(?:^|/)(?:batch)?proof)\.(?:csv|json)$", re.IGNORECASE)
"""Names of ProofMode's tables: `<sha256>.proof.csv`, `batchproof.csv`, `proof.json`."""
META = re.compile(r"-meta-content\.json$", re.IGNORECASE)
"""Names of Starling's descriptions."""
_PRIVATE = re.compile(
    r"^private$|device_?id|cell_?info|imei|imsi|phone_?number|^network$|(?:^|[ _])(?:wifi_?)?mac(?:[ _]|$)"
    r"|(?:^|[ _])ip(?:v?[46])?(?:[ _]|$)"
)
_ATTACHED = (
    (re.compile(r"\.proof\.(?:csv|json)\.asc$"), "signature of the proof"),
    (re.compile(r"\.asc$"), "signature"),
    (re.compile(r"\.ots$"), "time stamp (OpenTimestamps)"),
    (re.compile(r"\.gst$"), "device check"),
    (re.compile(r"\.devicecheck$"), "device check"),
    (re.compile(r"-meta-(?:recorder|content)\.json$"), "description"),
    (re.compile(r"\.proof\.(?:csv|json)$"), "proof"),
)


def read_proofmode(contents: Contents) -> Reading:
    """Read the unpacked ZIP of ProofMode: every row of a proof is about one file.

    Where a proof stands both as CSV and as JSON, its facts are joined.
    """
    gathering = Gathering(PROOFMODE, contents)
    by_hash: dict[str, Account] = {}
    where: dict[str, tuple[str, int]] = {}
    for name in (one for one in contents if PROOF.search(one)):
        count = gathering.own(contents.files[name], name)
        try:
            rows = list(_rows(gathering, name))
        except (ExportUnreadable, TableUnreadable) as error:
            count.reject(None, error.message)
            continue
        for line, told in rows:
            doubts: list[str] = []
            account = _proof(told, name, doubts)
            key = account.claimed.get(Algorithm.SHA256, f"{name}, row {line}")
            known = by_hash.get(key)
            joined = merged(known.facts, account.facts) if known else account.facts
            by_hash[key] = replace(known or account, facts=joined)
            where.setdefault(key, (name, line))
            count.close(line, doubts)
    for key, account in by_hash.items():
        name, line = where[key]
        folder = name.rpartition("/")[0]
        beside = f"{folder}/{account.name}" if folder else account.name
        gathering.take([one for one in (beside, account.name) if account.name], account, name, line)
        _attached(gathering, key, account)
    return gathering.done()


def read_starling(contents: Contents) -> Reading:
    """Read the unpacked bundle of Starling: one description for each file, both named by the file's hash."""
    gathering = Gathering(STARLING, contents)
    for name in (one for one in contents if META.search(one)):
        count = gathering.own(contents.files[name], name)
        try:
            found = as_object(parse_json(contents.data(name, LARGEST_JSON), name))
        except ExportUnreadable as error:
            count.reject(None, error.message)
            continue
        meta = as_object(found.get("contentMetadata")) or found
        digest = Digest.of_name(name.rpartition("/")[2])
        claimed = {Algorithm.SHA256.value: digest.hex} if digest else {}
        facts = _with_private(
            merged(flat(meta), flat(found, without=("contentMetadata",)) if meta is not found else {})
        )
        author = as_object(meta.get("author"))
        account = Account(
            name=text_of(meta.get("name")),
            collected=text_of(meta.get("dateCreated")),
            collected_by=text_of(author.get("name")) or (text_of(meta.get("author")) if not author else ""),
            how="Starling",
            note=text_of(meta.get("description")),
            claimed=claimed,
            facts=facts,
        )
        stem = META.sub("", name)
        alike = [one for one in contents if one.startswith(f"{stem}.")]
        gathering.take(alike if len(alike) == 1 else [], account, name, 1)
        if digest:
            _attached(gathering, digest.hex, account)
        count.close(1, [] if digest else ["The name of the description carries no hash."])
    return gathering.done()


def _rows(gathering: Gathering, name: str) -> Iterable[tuple[int, Mapping[str, str]]]:
    if name.lower().endswith(".csv"):
        table = read_sheet(gathering.contents.files[name])
        rejected_rows(table, gathering.ledgers.of(name))
        return [(row.line, own_cells(row.cells)) for row in table.rows]
    found = parse_json(gathering.contents.data(name, LARGEST_JSON), name)
    several = found if isinstance(found, list) else [found]
    return [(line, flat(as_object(one))) for line, one in enumerate(several, start=1)]


def _proof(told: Mapping[str, str], file: str, doubts: list[str]) -> Account:
    """One row; CSV and JSON name things alike but for letter case and blanks."""
    facts = {header_name(name): one for name, one in told.items()}
    named = Digest.of_name(file.rpartition("/")[2])
    claimed = claims({"sha256": facts.get("file_hash_sha256", "")}, doubts)
    if not claimed and named is not None:
        claimed = {Algorithm.SHA256.value: named.hex}
    elif named is not None and claimed.get(Algorithm.SHA256) != named.hex:
        doubts.append(f"The proof is about {claimed.get(Algorithm.SHA256)}, its name says {named.hex}.")
    path = facts.get("file_path", "").replace("\\", "/")
    return Account(
        name=path.rpartition("/")[2],
        collected=facts.get("proof_generated", ""),
        how="ProofMode",
        note=facts.get("notes", ""),
        claimed=claimed,
        facts=_with_private(facts),
    )


def _with_private(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts under names that say which of them must not be published."""
    made: dict[str, str] = {}
    for name, told in facts.items():
        private = not name.startswith(PRIVATE) and _PRIVATE.search(name.lower().replace(".", " "))
        add(made, f"{PRIVATE}{name}" if private else name, told)
    return made


def _attached(gathering: Gathering, sha256: str, account: Account) -> None:
    """Signatures and time stamps: files named by the same hash, told as what they are."""
    for name in gathering.contents.carrying(sha256):
        last = name.rpartition("/")[2].lower()
        if gathering.is_taken(gathering.contents.files[name]):
            continue
        kind = next((words for pattern, words in _ATTACHED if pattern.search(last)), None)
        if kind is not None:
            facts = {"import.what": kind, "import.parent": account.name, "import.parent.sha256": sha256}
            gathering.take(
                [name], Account(how=account.how, collected=account.collected, facts=facts), name, None
            )
