"""Loading everything beforehand: who imports later finds the door shut, and calls the file broken."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from types import ModuleType


def load_all(package: ModuleType, *, but: tuple[str, ...] = ()) -> None:
    """Import every module of a package, programs and those that want what is not installed aside."""
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if found.name.rsplit(".", 1)[-1] not in ("__main__", "cli", *but):
            with suppress(ImportError):
                importlib.import_module(found.name)
