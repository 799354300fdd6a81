"""What has to be known of a picture to compare it: fingerprints, local features, and pixels in grey."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headstamp.evidence.fingerprints.pdq import Codes, as_codes, luminance
from headstamp.evidence.fingerprints.stills import View, views
from headstamp.evidence.lookalikes.features import Features, features_of

SIDE = 512
_CLOSE = 0.7
"""Share of a picture up to which a picture within it is looked at closely."""


@dataclass(frozen=True, slots=True)
class Look:
    """A picture as it is compared.

    Attributes:
        id: of the item.
        grey: pixels, at most 512 a side.
        views: parts with fingerprints; none for a picture too plain.
        features: of the picture as it is.
        mirrored: of its mirror image; None where it only is compared with, and does not compare.
    """

    id: str
    grey: NDArray[np.uint8]
    views: tuple[View, ...]
    features: Features
    mirrored: Features | None

    @property
    def plain(self) -> Codes:
        """The codes of its views as they are."""
        return as_codes([view.laid[0].code for view in self.views])

    @property
    def laid(self) -> Codes:
        """The codes of its views in all eight ways, view by view."""
        return as_codes([one.code for view in self.views for one in view.laid])


def look(id: str, grey: NDArray[np.uint8], *, mirrored: bool = True) -> Look:
    """Everything about a picture that a comparison needs.

    Args:
        grey: at most 512 pixels a side, as of `grey_of`.
        mirrored: also look at its mirror image, which one of two compared needs.

    Raises:
        Refused: OpenCV is not installed.
    """
    parts = views(grey)
    box = min((view.box for view in parts), key=lambda one: one.area, default=None)
    if box is not None and box.area > _CLOSE * grey.size:
        box = None
    straight, flipped = features_of(grey, box, mirrored=mirrored)
    return Look(id, grey, parts, straight, flipped)


def grey_of(thumbnail: bytes) -> NDArray[np.uint8]:
    """The luminance of a thumbnail that intake made: bytes of a JPEG or PNG that this program wrote itself.

    Raises:
        OSError: the bytes are no picture.
    """
    from PIL import Image

    with Image.open(io.BytesIO(thumbnail), formats=("JPEG", "PNG")) as image:
        rgb = image.convert("RGB")
        rgb.thumbnail((SIDE, SIDE))
        return np.rint(luminance(np.asarray(rgb))).astype(np.uint8)
