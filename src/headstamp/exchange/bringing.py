"""From what a person names to finds: plain files, folders, and other programs' exports, packed or not.

An export is recognised by its content. What it tells beside its files (searches, files that are not there,
rows that could not be read) is gathered, so that none of it is lost. Taking the finds in is left to
`headstamp.evidence.intake`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from headstamp.evidence.find import Find
from headstamp.evidence.item import Acquisition
from headstamp.evidence.paths import Told, files_of, finds_of
from headstamp.evidence.sandbox import Member
from headstamp.evidence.unpack import member_finds
from headstamp.exchange.contents import Contents
from headstamp.exchange.exports import read_export
from headstamp.exchange.reading import Missing, Page, Reading
from headstamp.exchange.recognition import Format, recognise
from headstamp.exchange.wacz import Pages

PLAIN = "files"
"""The name under which nothing is read as an export."""
_OF_THE_FINDER = ("source", "collected", "collected_by", "how", "note", "search")


@dataclass
class Bringing:
    """What is to be taken in, and what exports told besides.

    Attributes:
        told: what the person tells of all of it; an export's own words go before.
        as_: the format to read everything as, `PLAIN` for none; None recognises it.
        case: the folder of the case, whose own files are left out.
        readings: (what was read, its reading), in order.
    """

    told: Told
    as_: str | None = None
    case: Path | None = None
    readings: list[tuple[str, Reading]] = field(default_factory=list)
    _pages: dict[str, Pages] = field(default_factory=dict)

    def finds(self, paths: Sequence[Path]) -> list[Find]:
        """The files that paths name, and those of the exports among them.

        Raises:
            NotFound: there is nothing at a path.
            Refused: an export is of several formats at once, or of another than the one named.
        """
        found: list[Find] = []
        for path in paths:
            files = files_of([path], case=self.case)
            format_ = self._format(path)
            if format_ is None or format_.packed:
                found += finds_of(files, self.told)
                continue
            reading = read_export(path, self.as_ or format_.name)
            found += self._of_reading(str(path), reading, "")
            if path.is_dir():
                rest = frozenset(reading.unnamed)
                found += finds_of(_named(files, rest), self.told)
        return found

    def read(self, members: tuple[Member, ...], container: Find, item: str) -> Iterable[Find]:
        """The finds in an archive that was taken apart: its members, or what its export tells of them."""
        kept = [(one.name, one.file) for one in members if one.file is not None]
        contents = Contents.of_members(kept)
        named = self.as_ is not None and self.as_ != PLAIN and not container.container
        if named and self.as_ is not None:
            format_: Format | None = Format(self.as_, "it was named so")
        else:
            format_ = None if self.as_ == PLAIN else recognise(contents)
        if format_ is None:
            return self._with_pages(member_finds(members, container, item), container)
        reading = read_export(Path(container.name), format_.name, beside=contents)
        found = [replace(one, container=item) for one in self._of_reading(container.name, reading, item)]
        taken = {one.file for one in found}
        rest = tuple(one for one in members if one.file is not None and one.file not in taken)
        return [*found, *member_finds(rest, container, item)]

    def searches(self) -> list[Mapping[str, str]]:
        """Rows of the table `searches` that exports told."""
        return [row for _, reading in self.readings for row in reading.searches]

    def missing(self) -> list[Acquisition]:
        """Files that exports told of and that are not here, as acquisitions of no item."""
        return [_acquisition(one) for _, reading in self.readings for one in reading.missing]

    def _format(self, path: Path) -> Format | None:
        if self.as_ == PLAIN:
            return None
        if self.as_ is None:
            return recognise(path)
        return Format(self.as_, "it was named so", packed=path.is_file() and _is_zip(path))

    def _of_reading(self, name: str, reading: Reading, item: str) -> Iterator[Find]:
        self.readings.append((name, reading))
        if reading.pages:
            self._pages[item] = Pages(reading.pages)
        for find in reading.finds:
            told = {each: getattr(find, each) or getattr(self.told, each) for each in _OF_THE_FINDER}
            yield replace(find, **told)

    def _with_pages(self, finds: Iterable[Find], container: Find) -> Iterator[Find]:
        """The records of a web archive with the titles that its list of pages gives them."""
        pages = self._pages.get(container.container)
        for find in finds:
            page: Page | None = pages.of(find.source, find.collected) if pages is not None else None
            yield find if page is None else replace(find, facts={**find.facts, "page.title": page.title})


def _is_zip(path: Path) -> bool:
    """Whether a file is a ZIP that its tool packed, and no workbook."""
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        return False
    with path.open("rb") as opened:
        return opened.read(4) == b"PK\x03\x04"


def _named(files: Iterable[tuple[Path, str]], rest: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """The files whose name within their folder is among `rest`."""
    return ((file, name) for file, name in files if name.partition("/")[2] in rest)


def _acquisition(one: Missing) -> Acquisition:
    looked = f"; looked for {', '.join(one.looked_for)}" if one.looked_for else ""
    find = Find(
        Path(),
        one.name,
        one.source,
        one.collected,
        one.collected_by,
        one.how,
        f"not here: {one.why}{looked}",
        claimed=one.claimed,
        facts=one.facts,
    )
    return Acquisition.of("", find)
