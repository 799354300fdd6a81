"""What can go wrong with a case's store, each error with what is needed to act.

The tree is drawn in the docstring of the package. Damage found by looking for it is reported as a list,
not raised: these errors are for a store that cannot be used as asked.
"""

# ruff: noqa: N818 - the house names an error by what is wrong

from __future__ import annotations

from pathlib import Path

from headstamp.values.errors import HeadstampError


class CustodyError(HeadstampError):
    """The log of a case, or what stands beside it, cannot be used as asked."""

    code = "custody"


class StoreMissing(CustodyError):
    """No store stands at the path given.

    Attributes:
        path: where it was looked for.
    """

    code = "store-missing"
    exit_code = 3

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"There is no case store at {path}", file=str(path), do="make one with 'headstamp init'"
        )


class StoreExists(CustodyError):
    """A store would be made where a file already stands; the file is untouched.

    Attributes:
        path: the file that is in the way.
    """

    code = "store-exists"
    exit_code = 2

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"Something already stands at {path}", file=str(path), do="choose another folder for the new case"
        )


class StoreLocked(CustodyError):
    """Another program holds the one writer's lock and did not let go in time.

    Attributes:
        path: the store that is being written.
        waited: seconds waited for the lock.
    """

    code = "store-locked"

    def __init__(self, path: Path, waited: float) -> None:
        self.path, self.waited = path, waited
        super().__init__(
            f"Another program was still writing to {path} after {waited:g} seconds",
            file=str(path),
            do="try again when it has ended",
        )


class StoreNewer(CustodyError):
    """The store was written in a form this release does not know.

    Attributes:
        path: the store.
        form: the number of the form found in it.
    """

    code = "store-newer"

    def __init__(self, path: Path, form: int) -> None:
        self.path, self.form = path, form
        super().__init__(
            f"{path} is in form {form}, which this release cannot read",
            file=str(path),
            do="open it with a newer headstamp",
        )


class StoreDamaged(CustodyError):
    """The file is not, or is no longer, a store that can be relied on.

    Attributes:
        path: the store.
        why: what is wrong with it, as a clause.
    """

    code = "store-damaged"

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(
            f"{path} cannot be relied on: {why}",
            file=str(path),
            do="run 'headstamp evidence verify', and restore a copy if it finds damage",
        )


class EventUnreadable(CustodyError):
    """One line of the log is not an event in its canonical form.

    Attributes:
        why: what is wrong with the line, as a phrase that holds nothing of it.
    """

    code = "event-unreadable"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"A line of the log is {why}", do="run 'headstamp evidence verify' to find its place"
        )


class WriteFailed(CustodyError):
    """The disk or the file system refused; nothing of the change was kept.

    Attributes:
        path: the store.
        why: what the database engine said.
    """

    code = "write-failed"

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(
            f"{path} could not be used ({why}), and nothing was changed",
            file=str(path),
            do="free some space or check the disk",
        )


class CheckpointUnreadable(CustodyError):
    """A text is not a signed checkpoint in its exact form.

    Attributes:
        why: what is wrong with it, as a clause.
    """

    code = "checkpoint-unreadable"

    def __init__(self, why: str, file: Path | None = None) -> None:
        self.why = why
        super().__init__(
            f"This is not a signed checkpoint: {why}",
            file=None if file is None else str(file),
            do="take the file as it was exported, byte for byte",
        )


class KeyUnusable(CustodyError):
    """A key cannot be read, or others could read the machine's own.

    Attributes:
        why: what is wrong with it, as a clause.
    """

    code = "key-unusable"

    def __init__(self, why: str, *, file: Path | None = None, do: str | None = None) -> None:
        self.why = why
        super().__init__(f"The key cannot be used: {why}", file=None if file is None else str(file), do=do)


class StampRefused(CustodyError):
    """A time stamp does not stand for what it was asked for, or nobody trusted vouches for it.

    Attributes:
        why: what is wrong with it, as a clause.
    """

    code = "stamp-refused"

    def __init__(self, why: str, *, do: str | None = None) -> None:
        self.why = why
        super().__init__(f"The time stamp is refused: {why}", do=do)
