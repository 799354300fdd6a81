"""Who makes a change, as it will stand in the log for everybody who reads it."""

from __future__ import annotations

import getpass
import os


def author() -> str:
    """HEADSTAMP_WHO, else the name of the account; readable in the log, so it may be an alias."""
    try:
        return os.environ.get("HEADSTAMP_WHO") or getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return "not known"
