"""Ctrl-C at any moment: one sentence, exit 130, and what stands on the disk is as before or as after."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from asked import Answer, Run, finished, start
from sipri_files import Deal, sipri

from headstamp.case import Case
from headstamp.records import Library

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="there is no telling when the program is at work"
)

SENTENCE = "Interrupted; what was committed stays, nothing is half written."
# Enough rows that every stage of the work takes a while; the delays then fall before, into and after it.
ROWS = 12_000
DELAYS = (0.0, 0.4, 0.9, 1.5)


def interrupted(*arguments: object, delay: float) -> Answer:
    """Interrupt the program some time after it has begun to load what it works with."""
    process = start(*arguments)
    maps = Path(f"/proc/{process.pid}/maps")
    while process.poll() is None and "_multiarray" not in maps.read_text():
        time.sleep(0.01)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    answer = finished(process)
    assert (answer.code, answer.err.strip()) in ((130, SENTENCE), (0, "")), answer
    return answer


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
        codes.append(interrupted("records", "add", big_register, delay=delay).code)
        held = Library().snapshots()
        assert [one.kept for one in held] in ([], [ROWS])
        assert codes[-1] == 130 or held
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
        codes.append(interrupted("trace", case, "--report", "r.html", "--json", delay=delay).code)
        with Case.open(case) as opened:
            assert opened.store.check() == []
            assert len(opened.sightings) == 300
            assert [pin.sha256 for pin in opened.pins or ()] in ([], [snapshot.sha256])
        page = Path("r.html")
        assert not page.exists() or page.read_text(encoding="utf-8").rstrip().endswith("</html>")
        assert [path.name for path in Path().iterdir() if path.name.endswith(".new")] == []
    assert 130 in codes
