"""Where a person's own things lie that belong to no case: the library of records, and this machine's key."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT = "HEADSTAMP_HOME"


def home() -> Path:
    """The folder: HEADSTAMP_HOME, else the platform's folder for user data; it need not stand yet."""
    if ENVIRONMENT in os.environ:
        return Path(os.environ[ENVIRONMENT])
    from platformdirs import user_data_path

    return user_data_path("headstamp")
