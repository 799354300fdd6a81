"""The one door to OpenCV, which is an extra: everything else here works on arrays."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from headstamp.values import Refused


@lru_cache(maxsize=1)
def opencv() -> ModuleType:
    """OpenCV, on one thread, so that a run is repeatable and leaves other cores alone.

    Raises:
        Refused: it is not installed.
    """
    try:
        import cv2
    except ImportError as error:
        raise Refused(
            "Look-alikes need OpenCV, which is not installed", do="run `pip install 'headstamp[lookalikes]'`"
        ) from error
    cv2.setNumThreads(1)
    module: ModuleType = cv2
    return module
