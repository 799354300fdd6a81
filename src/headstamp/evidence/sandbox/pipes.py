"""Reading from a child over its pipe: never longer than allowed, never more than asked."""

from __future__ import annotations

import os
import select
import time

from headstamp.evidence.sandbox.checks import ReplyFalse


class Late(Exception):  # noqa: N818
    """The child said nothing more in time."""


class Cut(Exception):  # noqa: N818
    """The pipe ended before the reply did."""


class Pipe:
    """The host's end of one child's reply pipe.

    Attributes:
        until: when patience ends, on the monotonic clock.
    """

    def __init__(self, descriptor: int, seconds: float) -> None:
        self._descriptor = descriptor
        self.until = time.monotonic() + seconds
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        os.set_blocking(descriptor, False)

    def exactly(self, size: int) -> bytearray:
        """That many bytes.

        Raises:
            Cut: the child ended too early.
            Late: it takes too long.
        """
        data = bytearray(size)
        rest = memoryview(data)
        while rest:
            got = self._some(rest)
            if got == 0:
                raise Cut
            rest = rest[got:]
        return data

    def at_end(self) -> None:
        """The child has nothing more to say; ReplyFalse where it has."""
        if self._some(memoryview(bytearray(1))):
            raise ReplyFalse("more than announced")

    def _some(self, room: memoryview) -> int:
        while True:
            try:
                return os.readv(self._descriptor, [room])
            except BlockingIOError:
                left = self.until - time.monotonic()
                if left <= 0 or not self._poll.poll(left * 1000):
                    raise Late from None
