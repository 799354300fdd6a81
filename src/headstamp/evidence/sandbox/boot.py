"""Starts the server inside the wall without loading the rest of headstamp.

    python -I -S boot.py FOLDER-OF-HEADSTAMP PACKAGES... -- ARGUMENTS-OF-THE-SERVER

The packages above the sandbox are stood in for by empty ones, so that whatever they come to import stays out.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path


def boot(arguments: list[str]) -> None:
    """Make the few modules reachable, then serve."""
    split = arguments.index("--")
    folder, *packages = arguments[:split]
    for name, place in (("headstamp", folder), ("headstamp.evidence", str(Path(folder) / "evidence"))):
        sys.modules[name] = module = types.ModuleType(name)
        module.__path__ = [place]
    sys.path.extend(packages)
    from headstamp.evidence.sandbox import server

    server.run(arguments[split + 1 :])


if __name__ == "__main__":
    boot(sys.argv[1:])
