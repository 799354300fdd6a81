"""What the tables of SIPRI's Arms Transfers Database share: preamble, coverage, and how they are told apart.

The site gives the database in several shapes, and people save them again: with a `;` behind every line, with
quotes, with a byte order mark, without the preamble. Here such a copy becomes the lines that the site wrote;
what the columns of each shape mean is left to the modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from headstamp.records.sources.delimited import Line, decoded
from headstamp.records.sources.form import Coverage, RecordsUnreadable, Reject, short
from headstamp.records.sources.table import Parties, Unfit

_SELECTION = re.compile(r"Transfers of major (?:conventional )?(?:arms|weapons)[^\r\n]*")
_GENERATED = re.compile(r"Data generated: (\d{1,2} \w{3,9} \d{4} \d{1,2}:\d{2}:\d{2} [AP]M)")
_STATED = re.compile(r"from (?P<supplier>.+?)\s+to (?P<recipient>.+?)\s*\.")
_STATED_YEARS = re.compile(r"year range '(\d{4})' to '(\d{4})'")
# A whole-world edition names about 140 suppliers and 255 recipients; one country's partners are far fewer.
_ALL_SUPPLIERS, _ALL_RECIPIENTS = 60, 120
# The preamble is eleven lines of some 1,400 signs; the header follows within these.
_HEAD = 6000
_FIRST_LINES = 40
_HEADER = re.compile(r'"?(?:Recipient|Supplier|SIPRI AT Database ID|tidn)"?,')
_WRAPPED_HEADER = re.compile(r'"[^"]*,[^"]*"[;,]*')
_WRAPPED = re.compile(r'"((?:[^"]|"")*+)"[;,]*')
_TOTALS_HEADER = re.compile(r'(?:Recipient|Supplier)"?(?:,"?(?:19|20)\d\d"?)+,')


def table_of(head: bytes) -> str | None:
    """Which table of the database the beginning of a file shows: the name of its format, or None.

    The columns decide, for the site's preamble stands before several tables and some copies have lost it.
    """
    text = decoded(head[:_HEAD])
    if "SIPRI AT Database ID" in text and "Delivery year is estimate" in text:
        return "sipri-deliveries"
    if "tidn,buyercod,sellercod" in text.replace('"', ""):
        return "sipri-api-2021"
    if "Weapon designation" in text and ("Year(s) of delivery" in text or "SIPRI TIV per unit" in text):
        return "sipri-deals"
    first = next((line.strip() for line in text.splitlines() if line.strip()), "").lstrip('\ufeff"')
    whole = _TOTALS_HEADER.match(first) and b"Total world " in head
    return "sipri-tiv" if first.startswith("Volume of transfers of major arms") or whole else None


def has_preamble(head: bytes) -> bool:
    """Whether a file says that it comes from the database, whichever table follows."""
    return b"SIPRI Arms Transfers Database" in head[:_HEAD]


def as_published(lines: Sequence[str]) -> list[str]:
    r"""The lines without what a program that saved the file again has put around and behind them.

    >>> as_published(["Recipient,Supplier;;", "Norway,Iceland;;\r"])
    ['Recipient,Supplier', 'Norway,Iceland']
    """
    bare = [line.rstrip("\r") for line in lines]
    header = next((line for line in bare[:_FIRST_LINES] if _HEADER.match(line.lstrip("\ufeff"))), "")
    if _WRAPPED_HEADER.fullmatch(header):
        # The program took each line for one cell and quoted it whole.
        wrapped = ((line, _WRAPPED.fullmatch(line)) for line in bare)
        return [found[1].replace('""', '"') if found else line for line, found in wrapped]
    # It pads every line to the same number of cells between semicolons, so that one whose comment or years
    # have semicolons of their own ends in fewer; no line ends in more than the header does.
    spare = len(header) - len(header.rstrip(";"))
    return [_without(line, spare) for line in bare] if spare else bare


def _without(line: str, spare: int) -> str:
    end = len(line)
    while spare and line.endswith(";", 0, end):
        end, spare = end - 1, spare - 1
    return line[:end]


def header_of(lines: Sequence[str], columns: Sequence[str], name: str, title: str) -> int:
    """Index of the header.

    Raises:
        RecordsUnreadable: there is none, or not the one that the site gives; names the first column amiss.
    """
    for index, line in enumerate(lines[:_FIRST_LINES]):
        found = [cell.strip(' "\ufeff') for cell in line.split(",")]
        if found == list(columns):
            return index
        if found[0] != columns[0] and len(set(found) & set(columns)) * 2 <= len(columns):
            continue
        place = next((at for at, one in enumerate(columns) if found[at : at + 1] != [one]), len(columns))
        there = f"column {short(found[place])}" if found[place : place + 1] else "nothing"
        wanted = f"'{columns[place]}'" if place < len(columns) else "no more"
        raise RecordsUnreadable(
            f"{name}, line {index + 1}: {there} stands in place {place + 1} where {title} has {wanted}",
            file=name,
            line=index + 1,
            do="download the file again and add it unchanged",
        )
    raise RecordsUnreadable(
        f"{name} ends before the header of {title}, so the download was cut short",
        file=name,
        do="download the file again",
    )


@dataclass(frozen=True, slots=True)
class Preamble:
    """What a file says of itself: the selection that was asked for, and when the site made it."""

    selection: str
    generated: datetime | None


def preamble_of(lines: Sequence[str]) -> Preamble:
    """What the lines before a header say; a copy that has lost them says nothing."""
    text = "\n".join(lines)
    selection, generated = _SELECTION.search(text), _GENERATED.search(text)
    said = " ".join(selection.group(0).rstrip('"; ').split()) if selection else ""
    return Preamble(said, _moment(generated.group(1)) if generated else None)


def _moment(text: str) -> datetime | None:
    for form in ("%d %b %Y %I:%M:%S %p", "%d %B %Y %I:%M:%S %p"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def coverage(
    suppliers: Iterable[str], recipients: Iterable[str], years: Iterable[int], selection: str
) -> Coverage:
    """What a file speaks of: its content decides, and what the preamble states only adds what fits it.

    The preamble alone cannot be trusted: the edition of May 2026 says 'deliveries made' and holds 1,220 deals
    without one, and a file may have been cut down by hand.

    Args:
        suppliers: named by the rows.
        recipients: named by the rows.
        years: in which a selection by year finds the rows.
        selection: the first line of the preamble.
    """
    sellers, buyers, spoken = set(suppliers), set(recipients), set(years)
    every_supplier, every_recipient = len(sellers) >= _ALL_SUPPLIERS, len(buyers) >= _ALL_RECIPIENTS
    if spoken and (stated := _STATED.search(selection)):
        free_supplier = stated["supplier"].casefold().startswith("all")
        free_recipient = stated["recipient"].casefold().startswith("all")
        fits = every_supplier and every_recipient if free_supplier and free_recipient else True
        every_supplier = every_supplier or (free_supplier and not free_recipient)
        every_recipient = every_recipient or (free_recipient and not free_supplier)
        if fits and (asked := _STATED_YEARS.search(selection)):
            spoken |= {int(asked[1]), int(asked[2])}
    return Coverage(
        None if every_supplier else tuple(sorted(sellers)),
        None if every_recipient else tuple(sorted(buyers)),
        (min(spoken), max(spoken)) if spoken else None,
    )


def party(parties: Parties, text: str, column: str) -> str:
    """A state that is known, or what SIPRI stars: every edition names new armed groups, which are kept so.

    Raises:
        Unfit: the cell is empty, or the state is not known.
    """
    name = " ".join(text.split())
    return name if name.endswith("*") else parties.named(name, column)


def named(text: str, column: str) -> str:
    """A text that must be there; raises Unfit."""
    plain = " ".join(text.split())
    if not plain:
        raise Unfit(column, "the cell is empty")
    return plain


def is_cut(lines: Sequence[tuple[Line | Reject, int]]) -> bool:
    """Whether the rows of a file end in one that does not hold together, as a broken download does."""
    return bool(lines) and isinstance(lines[-1][0], Reject)
