"""Every command and every piece of Python that the pages show, run page by page in an empty folder."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest
from documentation import PAGES, ROOT, Fence, agrees, fences, made_up_register, squeezed

from headstamp import cli
from headstamp.sightings import TABLES

RUNNABLE = [page for page in PAGES if page.is_file() and any(one.commands for one in fences(page))]


def _run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["headstamp", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _run_console(
    fence: Fence, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told, last = "", 0
    for number, arguments in enumerate(fence.commands, start=1):
        last = _run(arguments, monkeypatch)
        out, err = capsys.readouterr()
        told += out + err
        wanted = fence.exit_code if number == len(fence.commands) else 0
        assert last == wanted, f"{where}: headstamp {' '.join(arguments)} ended with {last}\n{out}{err}"
    if fence.checked:
        printed = [squeezed(line) for line in told.splitlines()]
        missing = [line for line in fence.shown if not any(agrees(line, one) for one in printed)]
        assert not missing, f"{where}: shown but not printed: {missing}\nprinted:\n{told}"


def _write_tables(folder: Path) -> None:
    """A file for each table, as the command line's examples name them: the example case's, else no row."""
    for name, spec in TABLES.items():
        example = files("headstamp.examples").joinpath("iraq-2014", f"{name}.csv")
        text = example.read_text(encoding="utf-8") if example.is_file() else ",".join(spec.header) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.stem)
def test_what_a_page_shows_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path / "library"))
    monkeypatch.delenv("COLUMNS", raising=False)  # set for parallel workers, it would break long lines
    (tmp_path / "trade-register.csv").write_bytes(made_up_register())
    if page.stem == "cli":
        _write_tables(tmp_path)
    for fence in fences(page):
        where = f"{page.relative_to(ROOT)}, line {fence.line}"
        if fence.language == "console":
            _run_console(fence, where, monkeypatch, capsys)
        elif fence.file is not None:
            (tmp_path / fence.file).write_text(fence.text, encoding="utf-8")
        elif fence.language == "python":
            exec(compile(fence.text, where, "exec"), {"__name__": "__main__"})
            capsys.readouterr()


def test_the_tour_is_among_them() -> None:
    """An empty list of pages would pass without looking at anything."""
    assert {"README", "tutorial", "records", "cases"} <= {page.stem for page in RUNNABLE}
