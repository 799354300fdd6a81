"""headstamp traces weapons seen in conflict imagery back through the records of the arms trade.

What a Python user imports stands here; everything heavy is loaded only when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headstamp.case import Case
    from headstamp.records import Library

__version__ = "0.1.0"
__all__ = ["Case", "Library", "__version__"]


def __getattr__(name: str) -> object:
    # A command such as `--help` must not pay for DuckDB; so the two classes are fetched when first named.
    if name == "Case":
        from headstamp.case import Case

        return Case
    if name == "Library":
        from headstamp.records import Library

        return Library
    raise AttributeError(f"module 'headstamp' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
