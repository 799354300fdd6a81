"""The documents of a case that were read: which they are, and their text, in which offsets are told.

A document is an item of evidence, and its text the item that the sandbox made from it. The case keeps which
items were read, by whom and by which version; claims are read anew from the text whenever they are needed,
since the same text gives the same claims, and a proposal that was kept would age with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from headstamp import __version__
from headstamp.evidence.collection import Collection
from headstamp.evidence.intake import Taken
from headstamp.evidence.item import EvidenceItem
from headstamp.evidence.paths import Told, files_of, finds_of
from headstamp.evidence.sandbox import Sandbox
from headstamp.reading.claim import Claim
from headstamp.reading.claims import Reading, read_claims
from headstamp.reading.document import Document, from_text
from headstamp.reading.kept_proposals import kept_proposals, with_proposals
from headstamp.reading.lexicon import Lexicon
from headstamp.values import NotFound, Refused
from headstamp.world import Actors, Catalogue

DOCUMENTS = "documents"
"""The table of what was read: item, its text, the text's SHA-256, the version that read it."""

_TEXT = "text"
_ACT = "read"


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document of a case.

    Attributes:
        item: id of the item of evidence.
        name: what it is called.
        text: id of the derived item that holds its text; offsets refer to it.
        sha256: fingerprint of that text.
        document: the text, and what it says of itself.
    """

    item: str
    name: str
    text: str
    sha256: str
    document: Document


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that could not be read, and why."""

    name: str
    why: str


def take_in(
    collection: Collection,
    names: Sequence[str],
    *,
    who: str,
    unsafe: bool = False,
    progress: Callable[[Iterable[Taken]], Iterable[Taken]] = iter,
) -> Iterator[CaseDocument | Unreadable]:
    """Take documents into a case and note that they were read.

    Args:
        names: paths of files, or ids of items that the case holds.
        who: who reads; readable in the log.
        unsafe: decode without a sandbox where this machine has none.
        progress: wraps what is taken in, to show how far it is.

    Yields:
        The document, or why it is none, in the order of the names.

    Raises:
        NotFound: a name is neither a file nor an item of the case; nothing was taken in.
    """
    known = {name: _item(collection, name) for name in names}
    taken = _intake(collection, [name for name in names if known[name] is None], who, unsafe, progress)
    for name in names:
        item = known[name]
        if item is None:
            met = taken[name]
            if not met.item:
                yield Unreadable(name, met.why)
                continue
            item = collection.item(met.item)
        read = document_of_item(collection, item)
        if isinstance(read, CaseDocument):
            _note(collection, read, who)
        yield read


def documents(collection: Collection) -> Iterator[CaseDocument | Unreadable]:
    """The documents that were read in a case, in the order in which they were first."""
    for row in collection.store.rows(DOCUMENTS):
        yield document_of_item(collection, collection.item(row.key))


def document_of_item(collection: Collection, item: EvidenceItem) -> CaseDocument | Unreadable:
    """The text of an item of evidence as a document."""
    text = next((one for one in collection.made_from(item) if one.derivation == _TEXT), None)
    name = item.name or item.id
    if text is None:
        why = item.why or f"it is {item.media_type or 'nothing that is known'} and holds no text"
        return Unreadable(name, f"no text was made from it: {why}")
    written = collection.vault.path(text.sha256).read_bytes().decode("utf-8", "replace")
    return CaseDocument(item.id, name, text.id, text.sha256, from_text(written, item.facts, item.media_type))


def lexicon_of(collection: Collection) -> Lexicon:
    """The names to look for in a case: the shipped ones with the case's own weapons and actors."""
    rows = {
        table: [dict(row.cells) for row in collection.store.rows(table)] for table in ("actors", "weapons")
    }
    if not rows["actors"] and not rows["weapons"]:
        return Lexicon.load()
    return Lexicon.load(
        None, Catalogue.load().overlay(rows["weapons"]), Actors.load().overlay(rows["actors"])
    )


def readings(
    collection: Collection, found: Iterable[CaseDocument], lexicon: Lexicon
) -> Iterator[tuple[CaseDocument, Reading]]:
    """Documents with what they were read into, one by one; what models proposed is held to the text."""
    for one in found:
        reading = read_claims(one.document, lexicon)
        yield one, with_proposals(reading, kept_proposals(collection.store, one.item))


def claim_of_case(collection: Collection, name: str) -> tuple[CaseDocument, Claim]:
    """A claim of a document of the case by its id, or the beginning of it.

    Raises:
        NotFound: no claim, or more than one, is meant.
    """
    read = [one for one in documents(collection) if isinstance(one, CaseDocument)]
    found = [
        (document, claim)
        for document, reading in readings(collection, read, lexicon_of(collection))
        for claim in reading.claims
        if claim.id == name or (len(name) > len("cl-") + 3 and claim.id.startswith(name))
    ]
    if len(found) != 1:
        what = f"{len(found)} claims are called" if found else "No document of the case makes a claim"
        raise NotFound(f"{what} '{name}'", do=f"see `headstamp read {collection.path} ITEM`")
    return found[0]


def _item(collection: Collection, name: str) -> EvidenceItem | None:
    """The item of the case that a name stands for; None for a file."""
    if Path(name).exists():
        return None
    try:
        return collection.item(name)
    except NotFound:
        raise NotFound(
            f"'{name}' is no file and no item of the case",
            do="name a file, or an item of `headstamp evidence list`",
        ) from None


def _intake(
    collection: Collection,
    names: Sequence[str],
    who: str,
    unsafe: bool,
    progress: Callable[[Iterable[Taken]], Iterable[Taken]],
) -> dict[str, Taken]:
    if not names:
        return {}
    files = []
    for name in names:
        if Path(name).is_dir():
            raise Refused(f"{name} is a folder", do="name the documents in it")
        files += files_of([Path(name)], case=collection.path)
    finds = list(finds_of(files, Told(how=f"headstamp {_ACT}")))
    by_file: dict[tuple[Path, str], Taken] = {}
    with Sandbox(processes=2, unsafe=unsafe) as sandbox, collection.intake(sandbox, who=who) as intake:
        for one in progress(intake.take(finds)):
            # Members of an archive come after it, under names of their own.
            by_file.setdefault((one.find.file, one.find.name), one)
    kept = [by_file.get((each.file, each.in_words().name)) or by_file[each.file, each.name] for each in finds]
    return dict(zip(names, kept, strict=True))


def _note(collection: Collection, read: CaseDocument, who: str) -> None:
    with collection.store.change(who, _ACT) as change:
        cells = {
            "name": read.name,
            "text": read.text,
            "sha256": read.sha256,
            "read_with": f"headstamp {__version__}",
        }
        change.put(DOCUMENTS, read.item, cells)
