"""What docs/reading.md shows in Python is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from headstamp.evidence.sandbox import Sandbox, SandboxMissing

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def test_the_page_shows_something() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_page_shows_holds(block: str) -> None:
    if "read_document" in block:
        try:
            Sandbox(1).close()
        except SandboxMissing as error:
            pytest.skip(str(error))
    exec(compile(block, str(PAGE), "exec"), {"__name__": "__main__"})
