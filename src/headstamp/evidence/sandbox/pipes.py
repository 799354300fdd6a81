"""Reading from a child over its pipe: never longer than allowed, never more than asked."""

from __future__ import annotations

import os
import select
import time

from headstamp.evidence.sandbox.checks import ReplyFalse

WORTH_WAITING = 64 * 1024
HEADROOM = 32 * 1024  # of a pipe, for the header before and for pages that are not full


class Late(Exception):  # noqa: N818
    """The child said nothing more in time."""


class Cut(Exception):  # noqa: N818
    """The pipe ended before the reply did."""


class Pipe:
    """The host's end of one child's reply pipe.

    Args:
        descriptor: the pipe.
        seconds: how long to wait in all.
        holds: bytes of a part that surely fit into the pipe beside what goes before it.

    Attributes:
        until: when patience ends, on the monotonic clock.
        waits: whether the next part is the last, so that it may be fetched when the child has ended.
    """

    def __init__(self, descriptor: int, seconds: float, holds: int) -> None:
        self._descriptor, self._holds = descriptor, holds
        self.until, self.waits = time.monotonic() + seconds, False
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        os.set_blocking(descriptor, False)

    def exactly(self, size: int) -> bytearray:
        """That many bytes.

        Raises:
            Cut: the child ended too early.
            Late: it takes too long.
        """
        if self.waits and WORTH_WAITING < size <= self._holds:
            self._wait_for_end()
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

    def _wait_for_end(self) -> None:
        # What fits into the pipe is fetched at one go when the child has ended: to be woken for each piece
        # that it writes costs more than the pieces.
        ended = select.poll()
        ended.register(self._descriptor, 0)
        left = self.until - time.monotonic()
        if left <= 0 or not ended.poll(left * 1000):
            raise Late

    def _some(self, room: memoryview) -> int:
        while True:
            try:
                return os.readv(self._descriptor, [room])
            except BlockingIOError:
                left = self.until - time.monotonic()
                if left <= 0 or not self._poll.poll(left * 1000):
                    raise Late from None
