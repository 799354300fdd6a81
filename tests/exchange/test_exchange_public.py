from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import headstamp.exchange

MODULES = [module.name for module in pkgutil.iter_modules(headstamp.exchange.__path__)]


def test_the_public_names_are_pinned() -> None:
    public = {name for name in vars(headstamp.exchange) if not name.startswith("_")} - {
        *MODULES,
        "annotations",
    }
    assert public == set(headstamp.exchange.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"headstamp.exchange.{module}")).failed == 0
