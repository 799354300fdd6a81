"""What is carried into a sentence from others: the recipient named a sentence before, 'the group', 'these'.

A carried argument says where it was taken from, so that a reader can look. Only what stands a few sentences
before is carried, or in the title; where several could be meant, the nearest is, and the field says that it
was inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Basis, Slot
from headstamp.reading.passage import Group, Party, Passage

SENTENCES_BACK = 3
GROUP_BACK = 6


@dataclass(frozen=True, slots=True)
class Carried:
    """A party and where it was named."""

    party: Party

    def slot(self, name: str) -> Slot:
        """The field that it fills."""
        one = self.party
        return Slot(name, one.named, Basis.INFERRED, one.start, one.end)


class Thread:
    """The passages of a document in order, to look back from one of them.

    Args:
        passages: all of them.
        title: how many of the first belong to the title.
    """

    def __init__(self, passages: Sequence[Passage], title: int) -> None:
        self._passages, self._title = passages, title

    def state(self, number: int, place: int) -> Party | None:
        """The state that 'the country' or a missing recipient most likely means.

        Args:
            number: the passage in which it is missing.
            place: the character before which to look.
        """
        return self._back(number, place, SENTENCES_BACK, _takes_part) or self._back(
            number, place, SENTENCES_BACK, _is_named_state
        )

    def group(self, number: int, place: int) -> Party | None:
        """The armed group that 'the group' or 'the militants' most likely means; that of the title at last."""
        found = self._back(number, place, GROUP_BACK, _is_named_group)
        return found or self._in_title(_is_named_group)

    def _back(self, number: int, place: int, most: int, fits: Callable[[Group], bool]) -> Party | None:
        for index in range(number, max(-1, number - most - 1), -1):
            if index < number and _demands(self._passages[index]):
                return None
            groups = self._passages[index].groups
            for group in reversed([one for one in groups if one.start < place]):
                if fits(group):
                    return next((one for one in group.members if _named(one)), group.head)
        return None

    def _in_title(self, fits: Callable[[Group], bool]) -> Party | None:
        for passage in self._passages[: self._title]:
            for group in passage.groups:
                if fits(group):
                    return next((one for one in group.members if _named(one)), group.head)
        return None


def _demands(passage: Passage) -> bool:
    """Whether a sentence calls for something: what it names is no part of what happened."""
    rules = any(one.frame.type == "rule" for one in passage.triggers)
    return rules and passage.says("called_for") is not None


def _named(party: Party) -> bool:
    return party.named.id is not None


def _takes_part(group: Group) -> bool:
    """Whether it is where something goes to: 'into Iraq', 'to the Iraqi army'."""
    return group.governor == "to" and _is_named_state(group)


def _is_named_state(group: Group) -> bool:
    return group.head.state is not None and not group.head.is_group and group.head.kind in ("state", "unit")


def _is_named_group(group: Group) -> bool:
    return any(one.kind == "group" for one in group.members)
