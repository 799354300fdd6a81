from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headstamp.evidence.sandbox import Confinement, Sandbox, landlock
from headstamp.evidence.sandbox.stations import MIB, Station

HERE = Path(__file__).parent
CONFINED = (Confinement.BUBBLEWRAP, Confinement.LANDLOCK)
LONG = bool(os.environ.get("HEADSTAMP_TORTURE"))


def hostile_stations(**changes: int) -> dict[str, Station]:
    """Every kind of file goes to the decoder that was taken over, with short patience."""
    bounds = {"memory": 512 * MIB, "cpu": 1, "wall": 2} | changes
    return {
        name: Station(name, "hostile_decoder", (), folders=(str(HERE),), **bounds)
        for name in ("picture", "text", "archive")
    }


def lacking(confinement: Confinement) -> str:
    """Why this machine cannot confine in that way; '' where it can."""
    if confinement is Confinement.LANDLOCK:
        return "" if landlock.version() else "this kernel has no Landlock"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    tried = subprocess.run(
        ["bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else f"no user namespaces: {tried.stderr.decode()}"


def opened(confinement: Confinement, **how: object) -> Sandbox:
    """A sandbox of that kind, or a skip that says why there is none here."""
    if why := lacking(confinement):
        pytest.skip(why)
    return Sandbox(processes=2, confinement=confinement, **how)  # type: ignore[arg-type]


@pytest.fixture(scope="session", params=CONFINED, ids=str)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with opened(request.param) as made:
        yield made


@pytest.fixture(scope="session")
def best_sandbox() -> Iterator[Sandbox]:
    """The strongest that this machine has."""
    if all(lacking(each) for each in CONFINED):
        pytest.skip("nothing on this machine confines a decoder")
    with Sandbox(processes=2) as made:
        yield made


@pytest.fixture(scope="session", params=CONFINED, ids=str)
def taken_over(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox whose decoders do what the file says."""
    with opened(request.param, stations=hostile_stations()) as made:
        yield made


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
