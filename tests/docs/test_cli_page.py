"""docs/cli.md has a section for every command."""

from __future__ import annotations

import re

import pytest
from documentation import DOCS

from headstamp.cli import COMMANDS

PAGE = DOCS / "cli.md"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_section(command: str) -> None:
    if not PAGE.is_file():
        pytest.skip("docs/cli.md is generated and not there yet")
    headings = re.findall(r"^#{2,4} .*$", PAGE.read_text(encoding="utf-8"), re.M)
    assert any(re.search(rf"\b{command}\b", heading) for heading in headings)
