"""The register of this machine: fingerprints of all cases, so that one case can warn of another.

It holds fingerprints, the name of a case's folder and ids of items, and no picture, and it lies beside the
library of records. A case is written whole, in a file of its own that replaces the one before; a damaged file
is passed over, since it can be written again. A warning rests on fingerprints alone, so a person has to
compare the pictures.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from headstamp.evidence.fingerprints.pdq import as_codes, as_hex
from headstamp.evidence.fingerprints.stills import CONVENTION, View
from headstamp.evidence.lookalikes.hamming import WITHIN, HammingIndex

FOLDER = "fingerprints"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item of another case that looks the same.

    Attributes:
        item: the id of the item asked about.
        case: the folder of the other case.
        other: the id of the item there.
        distance: bits between their fingerprints.
    """

    item: str
    case: str
    other: str
    distance: int

    def __str__(self) -> str:
        return (
            f"{self.item} looks the same as {self.other} of the case {self.case} (distance {self.distance})"
        )


class Register:
    """Fingerprints of stills by case.

    Args:
        folder: where it lies; None for the folder of this machine.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            # The library of records is a heavy import, and only its folder is wanted.
            from headstamp.custody.home import home

            folder = home() / FOLDER
        self._folder = folder

    def write(self, case: Path, views: Mapping[str, Iterable[View]]) -> None:
        """Replace what is known of a case.

        Args:
            case: its folder.
            views: id of each item to its views with fingerprints, see `stills.views`.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = {
            "convention": CONVENTION,
            "case": str(case.resolve()),
            "items": {item: [view.laid[0].code for view in some] for item, some in views.items()},
        }
        target = self._file(case)
        aside = target.with_name(f".{token_hex(8)}")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(told, out, separators=(",", ":"))
            out.flush()
            os.fsync(out.fileno())
        aside.replace(target)

    def forget(self, case: Path) -> None:
        """Take a case out."""
        self._file(case).unlink(missing_ok=True)

    def elsewhere(
        self, case: Path, views: Mapping[str, Iterable[View]], *, within: int = WITHIN
    ) -> list[Elsewhere]:
        """The items of other cases that look the same as items of this one, in any of the eight ways.

        Args:
            case: the folder of this case, which is left out.
            views: id of each item to its views.
            within: bits that fingerprints may differ by.
        """
        index, owners = HammingIndex(), []
        for other, items in self._others(case):
            for item, codes in items.items():
                index.add(as_codes(codes))
                owners += [(other, item)] * len(codes)
        if not owners:
            return []
        index.seal()
        least: dict[tuple[str, str, str], int] = {}
        for item, some in views.items():
            for code in as_codes([one.code for view in some for one in view.laid]):
                near, far = index.near(code, within)
                for place, distance in zip(near.tolist(), far.tolist(), strict=True):
                    key = (item, *owners[place])
                    least[key] = min(least.get(key, 256), distance)
        return [Elsewhere(item, other, there, far) for (item, other, there), far in sorted(least.items())]

    def _others(self, case: Path) -> Iterable[tuple[str, dict[str, list[str]]]]:
        own = self._file(case).name
        for file in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else ():
            if file.name == own:
                continue
            try:
                told = json.loads(file.read_text(encoding="utf-8"))
                if told["convention"] == CONVENTION:
                    items = {str(item): as_hex(as_codes(codes)) for item, codes in told["items"].items()}
                    yield str(told["case"]), items
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue

    def _file(self, case: Path) -> Path:
        name = hashlib.sha256(os.fsencode(case.resolve())).hexdigest()[:24]
        return self._folder / f"{name}.json"
