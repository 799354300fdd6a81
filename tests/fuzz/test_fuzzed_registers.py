"""A short run of the breaking of files, on made-up rows; and a broken parser is caught by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import mutate
from sipri_files import Deal, sipri, whole_world

from headstamp.records.sources import rows

HEADER = 'unique-id;" ""year""";importing-country;exporting-country;CML-category;num-licenses-imported;'
EU = HEADER + "val-licenses-imported;val-arms-imported\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.chdir(tmp_path)
    deals = [Deal(item=f"Model-{number}", comment="a; b") for number in range(60)]
    (tmp_path / "register.csv").write_bytes(sipri(whole_world(deals)))
    lines = [
        f"{number};{2005 + number % 9};Bhutan;Iceland;ML{number % 22 + 1};3;400;" for number in range(60)
    ]
    (tmp_path / "eu.csv").write_text(EU + "\n".join(lines) + "\n", encoding="utf-8")
    return [tmp_path / "register.csv", tmp_path / "eu.csv"]


def test_no_line_of_a_broken_file_is_lost(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate(files, times=150, seed=7) == 0
    assert "150 broken files read, no line lost" in capsys.readouterr().out


def test_a_parser_that_loses_a_line_is_caught(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    keep = rows.Rows.add

    def forgetful(self: rows.Rows, line: int, *args: object, **cells: object) -> None:
        if line != 9:
            keep(self, line, *args, **cells)  # type: ignore[arg-type]

    slices = files[1:]
    monkeypatch.setattr(rows.Rows, "add", keep)
    assert mutate(slices, times=20, seed=3) == 0
    import registers

    made = [registers.sliced(slices[0], registers.random.Random(3))]
    monkeypatch.setattr(registers, "sliced", lambda path, chance: made[0])
    monkeypatch.setattr(rows.Rows, "add", forgetful)
    assert mutate(slices, times=20, seed=3) == 1
