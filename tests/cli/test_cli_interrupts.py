"""Ctrl-C at any moment: one sentence, exit 130, and what stands on the disk is as before or as after."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from asked import finished, start
from conftest import Run
from sipri_files import Deal, sipri

from headstamp.case import Case
from headstamp.records import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing here")

SENTENCE = "Interrupted; what was committed stays, nothing is half written."
# Enough rows that every stage of the work takes a while; the delays then fall before, into and after it.
ROWS = 12_000
DELAYS = (0.3, 0.8, 1.2, 1.6, 2.2)


def interrupt(process: object, delay: float) -> tuple[int, str]:
    """Let it work for a while, interrupt it, and give its exit code and last words."""
    time.sleep(delay)
    process.send_signal(signal.SIGINT)  # type: ignore[attr-defined]
    answer = finished(process)  # type: ignore[arg-type]
    assert "Traceback" not in answer.err, answer.err
    return answer.code, answer.err.strip()


@pytest.fixture(scope="module")
def big_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "trade-register.csv"
    names = ("Bulgaria", "Hungary", "Poland", "China")
    rows = (
        Deal(recipient="Iraq", supplier=names[one % 4], item="T-55", comment=f"row {one}")
        for one in range(ROWS)
    )
    path.write_bytes(sipri(rows))
    return path


def test_adding_is_whole_or_not_at_all(big_register: Path, home: Path) -> None:
    codes = []
    for delay in DELAYS:
        code, said = interrupt(start("records", "add", big_register), delay)
        codes.append(code)
        held = Library().snapshots()
        assert [one.kept for one in held] in ([], [ROWS])
        assert (code, said) in ((130, SENTENCE), (0, ""))
        assert code == 130 or held
    assert 130 in codes
    # What an interrupted addition left aside is swept by the next one.
    last = finished(start("records", "add", big_register))
    assert (last.code, last.err) == (0, "")
    assert [one.kept for one in Library().snapshots()] == [ROWS]
    assert [path.name for path in (home / "snapshots").iterdir() if path.name.startswith(".")] == []


def test_tracing_leaves_the_case_as_before_or_after(big_register: Path, run: Run, case: Path) -> None:
    rows = "".join(f"S{one},vehicle,T-55,islamic-state,{2004 + one % 10},Iraq\n" for one in range(300))
    Path("s.csv").write_text("id,item_type,weapon,holder,to,country\n" + rows)
    assert run("sightings", "import", case, "s.csv").code == 0
    assert run("records", "add", big_register).code == 0
    (snapshot,) = Library().snapshots()
    codes = []
    for delay in DELAYS:
        code, said = interrupt(start("trace", case, "--report", "r.html", "--json"), delay)
        codes.append(code)
        assert (code, said) in ((130, SENTENCE), (0, ""))
        with Case.open(case) as opened:
            assert opened.store.check() == []
            assert len(opened.sightings) == 300
            assert [pin.sha256 for pin in opened.pins or ()] in ([], [snapshot.sha256])
        page = Path("r.html")
        assert not page.exists() or page.read_text(encoding="utf-8").rstrip().endswith("</html>")
        assert [path.name for path in Path().iterdir() if path.name.endswith(".new")] == []
    assert 130 in codes
