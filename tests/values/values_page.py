from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "values.md"


def rows_under(*header: str) -> list[list[str]]:
    """Cells of the table in docs/values.md with this header; backticks gone, '(empty)' as ''."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index("| " + " | ".join(header) + " |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        rows.append(["" if cell == "(empty)" else cell.strip("`") for cell in cells])
    return rows
