"""A library in a folder of the test, never the person's own; and the program, run as people run it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from asked import Answer, Run

from headstamp.cli import main

# Made-up files in SIPRI's form are written by the tests of the records.
sys.path.insert(0, str(Path(__file__).parents[1] / "records"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEADSTAMP_WHO", "a tester")
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process: `run("records", "list")`."""

    def ran(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        said = capsys.readouterr()
        return Answer(int(ended.value.code or 0), said.out, said.err)

    return ran


@pytest.fixture
def case(run: Run) -> Path:
    """A new, empty case."""
    assert run("init", "c").code == 0
    return Path("c")
