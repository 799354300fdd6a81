"""A reading while it is being made: each file that is told of becomes a find, or a file that is missing."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from headstamp.evidence.find import Find
from headstamp.exchange.contents import Contents, Match
from headstamp.exchange.facts import add, storable
from headstamp.exchange.ledger import WHOLE, Count, Ledgers
from headstamp.exchange.reading import Missing, Page, Reading, Told
from headstamp.exchange.told_paths import parts_of
from headstamp.values import ValueUnreadable
from headstamp.values.digest import Algorithm, Digest

READER = "1"
"""Edition of the readers; a fact read by another edition may have been understood otherwise."""
# How surely a way of matching tells a file.
_SURE = {"path": 0, "hash in the name": 1, "end of the path": 2, "name": 3}
_ISO_DAY = re.compile(r"[12][0-9]{3}-[01][0-9](?:-[0-3][0-9])?(?![0-9])")


@dataclass(frozen=True, slots=True)
class Account:
    """What an export tells about one file; the fields are those of a `Find`."""

    name: str = ""
    source: str = ""
    collected: str = ""
    collected_by: str = ""
    how: str = ""
    note: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Gathering:
    """What has been read of an export so far.

    Attributes:
        format: name of the format.
        contents: the files of the export.
    """

    format: str
    contents: Contents
    ledgers: Ledgers = field(default_factory=Ledgers)
    finds: list[Find] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    searches: list[Mapping[str, str]] = field(default_factory=list)
    _used: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def own(self, path: Path, name: str = "") -> Count:
        """Take in one of the export's own tables, and begin its ledger."""
        told = name or self.name_of(path)
        self._used[told].add("")
        facts = {"import.what": "export", "import.format": self.format, "import.file": told}
        self.finds.append(Find(path, told.rpartition("/")[2], how=self.format, facts=facts))
        return self.ledgers.of(told)

    def name_of(self, path: Path) -> str:
        """What a file is called within the export; its bare name where it lies elsewhere."""
        return self.contents.name_of(path) or storable(path.name)

    def is_taken(self, path: Path) -> bool:
        """Whether a row has told of this file already."""
        return self.contents.name_of(path) in self._used

    def match(self, names: Sequence[str], claimed: Mapping[str, str], folder: str = "") -> Match:
        """The file that the names and the hash mean, by whichever tells it most surely.

        Args:
            names: paths, names and addresses told for it, the best first.
            claimed: its hashes.
            folder: the folder of the file that tells it; names count from there before any other place.
        """
        for one in names:
            beside = posixpath.normpath(f"{folder}/{one}") if folder else ""
            if beside in self.contents.files:
                return Match(self.contents.files[beside], beside, "path")
        tried = [self.contents.match(one) for one in names if one.strip()]
        if Algorithm.SHA256 in claimed:
            tried.append(self.contents.of_hash(claimed[Algorithm.SHA256]))
        found = min(
            (one for one in tried if one.file is not None), key=lambda one: _SURE[one.how], default=None
        )
        return found or next(iter(tried), Match(why="No name of a file is told."))

    def take(
        self, names: Sequence[str], account: Account, file: str, line: int | None, why: str = ""
    ) -> Match:
        """Take in a file that is told of; where it is not there, it is missing.

        Args:
            names: paths, names and addresses told for it, the best first.
            account: what is told of it.
            file: which file of the export tells it.
            line: on which line.
            why: why there may be no file, if that can be said better than by the names.
        """
        match = self.match(names, account.claimed, file.rpartition("/")[0])
        facts = {storable(key): storable(one) for key, one in account.facts.items() if one}
        add(facts, "import.format", f"{self.format} (reader {READER})")
        add(facts, "import.file", file)
        if line is not None:
            add(facts, "import.line", str(line))
        name = account.name or next(iter(parts_of(match.name or next(iter(names), ""))[0][-1:]), "")
        texts = (account.source, account.collected, account.collected_by, account.how, account.note)
        source, collected, by, how, note = (storable(one) for one in texts)
        if match.file is None:
            self.lack(replace(account, name=name, facts=facts), why or match.why, names)
            return match
        self._used[match.name].add(source)
        add(facts, "import.matched", match.how)
        add(facts, "import.as", match.name)
        self.finds.append(
            Find(
                match.file,
                storable(name),
                source,
                collected,
                by,
                how,
                note,
                claimed=account.claimed,
                facts=facts,
            )
        )
        return match

    def lack(self, account: Account, why: str, names: Sequence[str] = ()) -> None:
        """Keep what is told of a file that is not there."""
        a = account
        texts = (a.name, why, a.source, a.collected, a.collected_by, a.how, a.note)
        name, why, source, collected, by, how, note = (storable(one) for one in texts)
        looked = tuple(storable(one) for one in names if one)
        facts = {storable(key): storable(one) for key, one in a.facts.items() if one}
        self.missing.append(Missing(name, why, looked, source, collected, by, how, note, a.claimed, facts))

    def tell(self, kind: str, key: str, facts: Mapping[str, str]) -> None:
        """Keep something that is no file."""
        kept = {storable(name): storable(one) for name, one in facts.items() if one}
        self.told.append(Told(kind, storable(key), kept))

    def not_found(self, sought: str, where: str, at: str, found: str, status: str) -> None:
        """Keep a search that found nothing; the exact time and the tool's own words go into the note."""
        day = _ISO_DAY.match(at)
        told = {"sought": storable(sought), "where": where, "found": storable(found)}
        told["at"] = day.group() if day else "not known"
        told["note"] = storable("; ".join(filter(None, (f"status: {status}", at and f"at: {at}"))))
        key = hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()[:16]
        self.searches.append({"id": f"search-{key}", **told})

    def done(self) -> Reading:
        """The reading."""
        whole = self.ledgers.of(WHOLE)
        for name, why in self.contents.refused:
            whole.remark(None, f"{name}: {why}")
        for name, sources in self._used.items():
            if len(sources - {""}) > 1:
                whole.remark(None, f"{name}: told to come from {len(sources)} places; check which is right.")
        return Reading(
            format=self.format,
            finds=tuple(self.finds),
            ledger=self.ledgers.done(),
            missing=tuple(self.missing),
            told=tuple(self.told),
            pages=tuple(self.pages),
            searches=tuple(self.searches),
            unnamed=tuple(name for name in self.contents if name not in self._used),
        )


def claims(told: Mapping[str, str], doubts: list[str]) -> dict[str, str]:
    """Hashes that stand for bytes, by algorithm; one that cannot be read is a doubt about the row.

    Args:
        told: digests by the name of the algorithm, or by the name of a column if the text says it itself.
        doubts: where to say what cannot be read.
    """
    made: dict[str, str] = {}
    for name, text in told.items():
        if not text.strip():
            continue
        try:
            known = Algorithm(name) if name in set(Algorithm) else None
            digest = Digest.parse(text, known)
        except ValueUnreadable as error:
            doubts.append(f"{name}: {error}")
            continue
        if digest.algorithm.names_bytes:
            made[digest.algorithm.value] = digest.hex
    return made
