"""The rules of the house: who may import whom, what is loaded when, and no fact about a state in the code."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import headstamp
import headstamp.records
from headstamp.case import Case
from headstamp.world.actors import shipped_rows

SOURCE = Path(headstamp.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
# A package imports only packages listed before it.
HOUSE = (
    "values",
    "tables",
    "world",
    "custody",
    "records",
    "sightings",
    "evidence",
    "reading",
    "tracing",
    "stocks",
    "law",
    "exchange",
    "publishing",
    "contract",
    "case",
    "workspace",
    "cli",
)
# Names of states that are English words of their own, or parts of what a register is called.
WORDS = {"unknown", "other"}
HEAVY = (
    "numpy",
    "duckdb",
    "pyarrow",
    "ibis",
    "sqlalchemy",
    "openpyxl",
    "jinja2",
    "cattrs",
    "rapidfuzz",
    "cv2",
    "PIL",
    "cryptography",
)


def names(module: Path) -> str:
    return module.relative_to(SOURCE).as_posix()


def package(module: Path) -> str | None:
    """The room of the house that a module belongs to; None for the front door, headstamp itself."""
    first = module.relative_to(SOURCE).parts[0]
    return None if first == "__init__.py" else first.removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """The rooms that a module imports, for type checking only or in a function included."""
    for node in ast.walk(tree):
        found: list[str] = []
        if isinstance(node, ast.Import):
            found = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            found = [f"{node.module}.{one.name}" for one in node.names]
        for name in found:
            parts = name.split(".")
            if parts[0] == "headstamp" and len(parts) > 1 and not parts[1].startswith("__"):
                yield parts[1]


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_imports_point_down_only(module: Path) -> None:
    room = package(module)
    below = HOUSE[: HOUSE.index(room)] if room in HOUSE else ()
    for other in set(imported(ast.parse(module.read_text(encoding="utf-8")))):
        if other in HOUSE and other != room and room not in (None, "__main__"):
            assert other in below, f"{names(module)} imports {other}, which is not below {room}"


def test_every_room_is_in_the_house() -> None:
    rooms = {package(module) for module in MODULES} - {None, "__main__"}
    assert rooms - {"examples"} <= set(HOUSE)


def code(module: Path) -> Iterator[tuple[int, str]]:
    """Names and texts of a module with their lines, docstrings and comments left out."""
    text = module.read_text(encoding="utf-8")
    docstrings = {
        (node.body[0].value.lineno, node.body[0].value.col_offset)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    attribute_docs = {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    kinds = {tokenize.NAME, tokenize.STRING}
    if sys.version_info >= (3, 12):
        kinds.add(tokenize.FSTRING_MIDDLE)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds and token.start not in docstrings | attribute_docs:
            yield token.start[0], token.string


def facts() -> re.Pattern[str]:
    """Names of states and of weapon models, of five letters or more, as whole words."""
    states = {row["name"] for row in shipped_rows("actors.csv") if row["kind"] in ("state", "former_state")}
    levels = ("model", "variant")
    weapons = {row["name"] for row in shipped_rows("weapons.csv") if row["level"] in levels}
    told = {one.casefold() for one in states | weapons if sum(sign.isalpha() for sign in one) >= 5} - WORDS
    longest_first = sorted(told, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@pytest.fixture(scope="module")
def known() -> re.Pattern[str]:
    return facts()


def test_the_names_that_are_looked_for_are_found(known: re.Pattern[str]) -> None:
    assert known.search("return 'Burkina Faso'".casefold())
    assert known.search("if recipient == 'syria':")
    assert not known.search("syrian")


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_no_state_and_no_model_is_named_in_code(module: Path, known: re.Pattern[str]) -> None:
    named = [
        (line, found.group())
        for line, text in code(module)
        for found in [known.search(text.casefold().replace("_", " "))]
        if found
    ]
    assert named == []


def loaded(*command: str) -> set[str]:
    """Which heavy libraries a fresh interpreter has loaded after a command."""
    program = f"{'; '.join(command)}\nimport sys\nprint([one for one in {HEAVY!r} if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(ast.literal_eval(done.stdout.strip().splitlines()[-1]))


# What only tracing, reports, pictures and spreadsheets need; a case's own database is SQLAlchemy's.
NOT_FOR_A_TABLE = set(HEAVY) - {"sqlalchemy", "rapidfuzz"}


@pytest.mark.parametrize("module", ["case", "cli.tables", "cli.init", "cli.case", "sightings.imports"])
def test_opening_a_case_loads_nothing_heavy(module: str) -> None:
    assert loaded(f"import headstamp.{module}") & NOT_FOR_A_TABLE == set()


def test_importing_a_table_loads_no_database_of_records(tmp_path: Path) -> None:
    case, file = tmp_path / "case", tmp_path / "sightings.csv"
    file.write_text("id,item_type,weapon,holder,to\ns-1,weapon,AK-47,not known,2015\n", "utf-8")
    taken = loaded(
        "from headstamp.cli import main",
        "import contextlib",
        f"\nfor line in (['init', {str(case)!r}], ['sightings', 'import', {str(case)!r}, {str(file)!r}]):"
        "\n    with contextlib.suppress(SystemExit):\n        main(line)",
    )
    assert taken == {"sqlalchemy", "rapidfuzz"}
    with Case.open(case) as opened:
        assert len(opened.rows("sightings")) == 1


@pytest.mark.parametrize("package", ["records", "records.sources"])
def test_no_name_that_is_fetched_later_is_a_module(package: str) -> None:
    """A module that is loaded stands in its package under its own name, in place of what bears it."""
    found = import_module(f"headstamp.{package}")
    taken = [name for name in found.__all__ if find_spec(f"headstamp.{package}.{name}") is not None]
    assert taken == (["sources"] if package == "records" else [])
    assert all(getattr(found, name) is not None for name in found.__all__)
    assert callable(headstamp.records.sources)


def test_headstamp_itself_loads_nothing_heavy() -> None:
    assert loaded("import headstamp") == set()


@pytest.mark.skipif(find_spec("headstamp.cli") is None, reason="there is no command line yet")
def test_help_loads_nothing_heavy() -> None:
    assert (
        loaded(
            "from headstamp.cli import main",
            "import contextlib, io",
            "out, leave = contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit)",
            "\nwith out, leave:\n    main(['--help'])",
        )
        == set()
    )
