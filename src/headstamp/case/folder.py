"""The folder of a case: made, empty or from an example, and opened."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex

from headstamp import __version__
from headstamp.case.handover import CaseHandover
from headstamp.case.law import CaseLaw
from headstamp.case.stocks import CaseStocks
from headstamp.custody import Store, made_whole
from headstamp.custody.author import author
from headstamp.sightings.imports import TABLES
from headstamp.values import NotFound

_FORMAT = 1
_FACTS = "case.toml"


def examples() -> tuple[str, ...]:
    """The names of the example cases that are shipped."""
    root = files("headstamp.examples")
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.joinpath("sightings.csv").is_file()))


@dataclass(frozen=True)
class Case(CaseHandover, CaseLaw, CaseStocks):
    """An open case. Make one with `create` or `open`, and close it, or use it in a `with` block."""

    @classmethod
    def create(cls, path: Path | str, *, example: str | None = None, who: str | None = None) -> Case:
        """Make a new case, empty or with an example's tables.

        Raises:
            Refused: the folder is not empty; it is untouched.
            NotFound: there is no such example.
        """
        target = Path(path)
        if example is not None and example not in examples():
            raise NotFound(f"There is no example '{example}'", do=f"choose one of {', '.join(examples())}")
        with made_whole(target) as aside:
            (aside / "evidence").mkdir()
            (aside / _FACTS).write_text(_facts_text(target.name, example), "utf-8")
            with cls(aside, Store.create(aside / "case.db", f"{target.name}-{token_hex(4)}")) as made:
                if example is not None:
                    made._take_example(example, who or author())
        return cls.open(target)

    @classmethod
    def open(cls, path: Path | str) -> Case:
        """Open a case.

        Raises:
            NotFound: there is no case at the path.
        """
        folder = Path(path)
        if not (folder / _FACTS).is_file():
            raise NotFound(f"There is no case at {path}", do=f"make one with `headstamp init {path}`")
        return cls(folder, Store.open(folder / "case.db"))

    def close(self) -> None:
        """Let go of the case's files."""
        self.store.close()

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def example(self) -> str | None:
        """The example that the case was made from, or None for a case of its own."""
        told = tomllib.loads((self.path / _FACTS).read_text("utf-8")).get("example")
        return str(told) if told else None

    def _take_example(self, example: str, who: str) -> None:
        with as_file(files("headstamp.examples").joinpath(example)) as folder:
            for table in TABLES:
                if (file := folder / f"{table}.csv").is_file():
                    self.import_table(table, file, who=who)


def _facts_text(name: str, example: str | None) -> str:
    """What stands in `case.toml`; a JSON string is a TOML string too."""
    told = {"name": name, "format": _FORMAT, "program": __version__, "example": example}
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items() if value
    )
