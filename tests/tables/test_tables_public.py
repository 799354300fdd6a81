from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import headstamp.tables
from headstamp.values import HeadstampError


def test_the_public_names_are_pinned() -> None:
    modules = {module.name for module in pkgutil.iter_modules(headstamp.tables.__path__)}
    public = {name for name in vars(headstamp.tables) if not name.startswith("_")} - modules - {"annotations"}
    assert public == set(headstamp.tables.__all__)


def test_every_refusal_has_its_own_code() -> None:
    errors = [
        value
        for value in vars(headstamp.tables).values()
        if isinstance(value, type) and issubclass(value, HeadstampError)
    ]
    assert len({error.code for error in errors}) == len(errors) == 6


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(headstamp.tables.__path__)])
def test_docstring_examples_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"headstamp.tables.{module}")).failed == 0
