"""Names of a package that are imported when they are first used, so that only who uses them pays for them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def later(package: str, homes: Mapping[str, Iterable[str]]) -> Callable[[str], object]:
    """The `__getattr__` of a package whose names live in modules that cost much to load (PEP 562).

    No name may be that of a module of the package: once loaded, the module would stand in its place.

    Args:
        package: its `__name__`.
        homes: for each module of the package, the names that are taken from it.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def fetch(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return fetch
