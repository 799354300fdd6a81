"""What of a case's log goes into a bundle: every line, and the values and files that are not withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from headstamp.custody import Disclosure, Event, Store, Tree, read_line
from headstamp.custody.check import Checker
from headstamp.custody.damage import Origin
from headstamp.custody.projection import Folded, add
from headstamp.evidence.bundle import parts
from headstamp.values import Refused

Withhold = Callable[[str, str, str], bool]
"""Whether to withhold a value, by the table, the row's key and the field ('@key' for the key itself)."""

_ROWS_OF = "evidence:"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The log as it stood, and what of it goes into the bundle.

    Attributes:
        lines: all of them.
        disclosed: the values that go in.
        withheld: line and field of those that do not.
        rows: subject to what the disclosed values add up to.
        keys: subject to the key of its row, where the case itself knows it.
        tree: over the lines.
    """

    lines: list[bytes]
    disclosed: list[Disclosure]
    withheld: list[tuple[int, str]]
    rows: Mapping[str, Folded]
    keys: Mapping[str, str | None]
    tree: Tree

    def files(self, without: frozenset[str]) -> tuple[dict[str, str | None], set[str]]:
        """The files that go in, and those that do not.

        Args:
            without: ids of items whose files stay out, with those of all that was made from them.

        Returns:
            SHA-256 to the root over pieces, None where that is withheld; and SHA-256 of the others.
        """
        wanted: dict[str, str | None] = {}
        kept_out = set()
        for subject, folded in self.rows.items():
            cells = folded.cells
            if not subject.startswith(_ROWS_OF) or "sha256" not in cells:
                continue
            item = self.keys.get(subject) or ""
            if item in without or item.partition("/")[0] in without:
                kept_out.add(cells["sha256"])
            else:
                wanted[cells["sha256"]] = cells.get("pieces")
        return wanted, kept_out - wanted.keys()

    def example(self) -> Disclosure | None:
        """A value to show by hand how commitments are opened: a hash, which means nothing to a shell."""
        hashes = (each for each in self.disclosed if each.field == "sha256")
        return next((each for each in hashes if parts.HASH.fullmatch(each.value[1:-1])), None)


def read_log(store: Store, withhold: Withhold) -> Chosen:
    """Read a case's log at one moment, checking it on the way.

    Raises:
        Refused: it is empty or damaged.
    """
    checker = Checker(Origin(store.case))
    lines: list[bytes] = []
    disclosed: list[Disclosure] = []
    withheld: list[tuple[int, str]] = []
    shown: dict[str, Folded] = {}
    keys: dict[str, str | None] = {}
    for seq, (line, opened) in enumerate(store.told(), start=1):
        checker.look(Event(seq, line), opened)
        entry = read_line(line)
        lines.append(line)
        given = {one.field: one for one in opened}
        folded = keys[entry.subject] = keys.get(entry.subject) or _key(given)
        table = entry.subject.rpartition(":")[0]
        kept = {name: one for name, one in given.items() if not withhold(table, folded or "", name)}
        disclosed += kept.values()
        withheld += [(seq, name) for name in entry.commitments if name not in kept]
        add(shown, entry, kept)
    if not lines:
        raise Refused(f"The log of {store.case} is empty, so there is nothing to hand over")
    if checker.end().damage:
        raise Refused(f"The log of {store.case} is damaged", do="run `headstamp evidence verify`")
    return Chosen(lines, disclosed, withheld, shown, keys, Tree(checker.leaves))


def _key(given: Mapping[str, Disclosure]) -> str | None:
    alone = Folded(0, 0, {name: one.value for name, one in given.items()})
    return alone.key
