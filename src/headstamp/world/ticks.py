"""What a person ticked: one feature each, with the values that it can have been.

How a tick is typed is known here and nothing of what follows from it; see `identify`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headstamp.values import ValueUnreadable
from headstamp.world.features import Features


@dataclass(frozen=True, slots=True)
class Tick:
    """What a person saw of one feature.

    Attributes:
        feature: its id.
        values: the values that it can have been.
        sure: False doubles the rate of misreading.
    """

    feature: str
    values: tuple[str, ...]
    sure: bool = True

    @classmethod
    def parse(cls, text: str, features: Features) -> Tick:
        """Read 'muzzle=slant', 'stock=under-folding|side-folding', 'cover!=ribbed'; a '?' after it is unsure.

        Raises:
            NotFound: there is no such feature or value.
            ValueUnreadable: it is not of that form, or leaves no value.
        """
        told, unsure = text.strip().removesuffix("?"), text.strip().endswith("?")
        name, equals, wanted = told.partition("=")
        if not equals or not wanted.strip():
            do = "write feature=value, as in muzzle=slant"
            raise ValueUnreadable(f"'{text}' is no tick", text=text, kind="tick", do=do)
        feature = features.feature(name.removesuffix("!").strip())
        named = {features.value(feature.id, part) for part in wanted.split("|")}
        kept = tuple(one for one in feature.values if (one in named) != name.endswith("!"))
        if not kept:
            do = "leave at least one"
            raise ValueUnreadable(f"'{text}' rules out every value", text=text, kind="tick", do=do)
        return cls(feature.id, kept, not unsure)


def once(ticks: Sequence[Tick]) -> Sequence[Tick]:
    """The same ticks; raises ValueUnreadable if a feature is ticked twice."""
    names = [tick.feature for tick in ticks]
    for name in names:
        if names.count(name) > 1:
            do = f"tick it once; either of two is {name}=a|b"
            raise ValueUnreadable(f"The feature '{name}' is ticked twice", text=name, kind="tick", do=do)
    return ticks
