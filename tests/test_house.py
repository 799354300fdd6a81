"""The rules of the house: imports point down, facts are data, and starting costs nothing."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import headstamp

SOURCE = Path(headstamp.__file__).parent
ORDER = (
    "values",
    "tables",
    "world",
    "custody",
    "records",
    "sightings",
    "tracing",
    "publishing",
    "contract",
    "case",
    "cli",
)
MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    """The package of a module, or the module itself where it stands alone."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("headstamp."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (one.name.split(".")[1] for one in node.names if one.name.startswith("headstamp."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    mine = room(path)
    if mine not in ORDER:  # the package itself, and the examples, which hold no code
        return
    allowed = ORDER[: ORDER.index(mine) + 1]
    assert not [one for one in imported(path) if one not in allowed]


def test_the_order_names_every_room() -> None:
    rooms = {room(path) for path in MODULES}
    assert rooms <= {*ORDER, "__init__", "examples"}


def facts() -> set[str]:
    """Names of states and models that stand in the shipped data, long enough to be no other word."""
    found: set[str] = set()
    for table, column in (("actors", "kind"), ("weapons", "level")):
        text = (SOURCE / "world" / "data" / f"{table}.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            if row[column] in ("state", "former_state", "model", "variant", "non_state_armed_group"):
                found.add(row["name"].casefold())
    return {name for name in found if len(name) >= 5 and not name.isdecimal()}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Texts that code works with: every literal but docstrings, which may name examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            docs |= {id(one.value) for one in body if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_state_group_or_model_is_named_in_code(path: Path) -> None:
    known = facts()
    named = [(line, text) for line, text in literals(path) if text.strip().casefold() in known]
    assert named == []


def test_no_package_has_a_catch_all_name() -> None:
    vague = re.compile(r"\b(utils?|helpers?|managers?|misc|common)\b")
    assert [path for path in MODULES if vague.search(path.stem)] == []


@pytest.mark.parametrize("statement", ["import headstamp", "import headstamp.cli"])
def test_starting_imports_nothing_heavy(statement: str) -> None:
    heavy = ("numpy", "pyarrow", "duckdb", "ibis", "sqlalchemy", "openpyxl", "jinja2", "cattrs")
    code = f"{statement}; import sys; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_public_by_accident() -> None:
    assert sorted(headstamp.__all__) == ["Case", "Library", "__version__"]
    assert headstamp.Case.__name__ == "Case"
    assert headstamp.Library.__name__ == "Library"
