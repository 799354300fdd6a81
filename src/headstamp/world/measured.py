"""A number read off a picture, which is worth nothing without how far it can be off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headstamp.values import ValueUnreadable

__all__ = ["Measured"]

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_MEASURED = re.compile(rf"{_NUMBER}\s*(?:±|\+-|\+/-)\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Measured:
    """A number read off a picture, right to within `margin` on either side."""

    value: float
    margin: float

    @classmethod
    def parse(cls, text: str) -> Measured:
        """Read '123+-2' or '1.4 ± 0.1'; a number without its uncertainty is refused.

        >>> Measured.parse("1.4+-0.1")
        Measured(value=1.4, margin=0.1)

        Raises:
            ValueUnreadable: it is not of that form.
        """
        found = _MEASURED.fullmatch(text.strip())
        if found is None:
            do = "write the number with its uncertainty, as in 123+-2"
            raise ValueUnreadable(f"'{text}' is not a measured number", text=text, kind="measurement", do=do)
        return cls(float(found[1]), float(found[2]))
