"""Libraries in a folder of the test, never the person's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from headstamp.records import Added, Library, Names
from headstamp.world import Actors, Catalogue

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


@pytest.fixture
def library(home: Path) -> Library:
    return Library()


@pytest.fixture
def add(tmp_path: Path, library: Library) -> Callable[[bytes], Added]:
    """Add these bytes as a file to the library."""

    def added(data: bytes, name: str = "trade-register.csv") -> Added:
        path = tmp_path / name
        path.write_bytes(data)
        return library.add(path)

    return added
