"""What is carried into a sentence from others: the recipient named a sentence before, 'the group', 'these'.

A carried argument says where it was taken from, so that a reader can look. Only what stands a few sentences
before is carried, or in the title; where several could be meant, the nearest is, and the field says that it
was inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headstamp.reading.claim import Basis, Slot
from headstamp.reading.party import Group, Party
from headstamp.reading.passage import Passage

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

    def state(self, number: int, place: int, but: frozenset[str] = frozenset()) -> Party | None:
        """The state that 'the country' or a missing recipient most likely means.

        Args:
            number: the passage in which it is missing.
            place: the character before which to look.
            but: ids of states that it cannot be, such as the supplier.
        """

        def taking(group: Group) -> Party | None:
            return _named_state(group, but) if group.governor == "to" else None

        def named(group: Group) -> Party | None:
            return _named_state(group, but)

        near = self._back(number, place, SENTENCES_BACK, taking)
        return near or self._back(number, place, SENTENCES_BACK, named)

    def group(self, number: int, place: int) -> Party | None:
        """The armed group that 'the group' or 'the militants' most likely means; at last the title's."""
        found = self._back(number, place, GROUP_BACK, _named_group)
        return found or self._in_title(_named_group)

    def _back(
        self, number: int, place: int, most: int, fitting: Callable[[Group], Party | None]
    ) -> Party | None:
        for index in range(number, max(-1, number - most - 1), -1):
            if index < number and _demands(self._passages[index]):
                return None
            groups = self._passages[index].groups
            for group in reversed([one for one in groups if one.start < place]):
                found = fitting(group)
                if found is not None:
                    return found
        return None

    def _in_title(self, fitting: Callable[[Group], Party | None]) -> Party | None:
        for passage in self._passages[: self._title]:
            for group in passage.groups:
                found = fitting(group)
                if found is not None:
                    return found
        return None


def _demands(passage: Passage) -> bool:
    """Whether a sentence calls for something: what it names is no part of what happened."""
    rules = any(one.frame.type == "rule" for one in passage.triggers)
    return rules and passage.says("called_for") is not None


def _named_state(group: Group, but: frozenset[str]) -> Party | None:
    """The first state of a list, or the first that serves one."""
    fitting = (one for one in group.members if one.kind in ("state", "unit") and one.state is not None)
    return next((one for one in fitting if one.state not in but), None)


def _named_group(group: Group) -> Party | None:
    return next((one for one in group.members if one.kind == "group"), None)
