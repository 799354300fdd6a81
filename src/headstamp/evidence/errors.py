"""What can go wrong with files of evidence, each error with what is needed to act.

    HeadstampError
    ├── NotFound
    │   └── EvidenceMissing      the vault holds no file of that hash
    ├── Refused
    │   ├── SourceUnfit          not a file that can be taken in: a folder, a link, a pipe, unreadable
    │   ├── SourceChanged        the file was written to while it was read
    │   └── VaultBusy            another program is adding files, so nothing can be swept now
    └── VaultFailed              the disk or the file system refused; nothing was kept

Damage found by looking for it is a list of `Broken`, not an error: see `headstamp.evidence.vault`.
"""

# ruff: noqa: N818 - the house names an error by what is wrong

from __future__ import annotations

from pathlib import Path

from headstamp.values.errors import HeadstampError, NotFound, Refused


class EvidenceMissing(NotFound):
    """The vault holds no file of that hash.

    Attributes:
        sha256: the hash that was asked for, as given.
        folder: the vault.
    """

    code = "evidence-missing"

    def __init__(self, sha256: str, folder: Path) -> None:
        self.sha256, self.folder = sha256, folder
        super().__init__(
            f"There is no file {sha256!a} in {folder}",
            file=str(folder),
            do="run 'headstamp evidence verify', and restore the file from a copy if it names it",
        )


class SourceUnfit(Refused):
    """A source that is not a regular file that can be read; nothing was taken from it.

    Attributes:
        source: what was given.
        why: what it is instead, as a clause.
    """

    code = "source-unfit"

    def __init__(self, source: str, why: str) -> None:
        self.source, self.why = source, why
        super().__init__(
            f"{source} was not taken in: {why}", file=source, do="name a regular file that can be read"
        )


class SourceChanged(Refused):
    """A source that another program wrote to while it was read; nothing of it was kept.

    Attributes:
        source: the file.
    """

    code = "source-changed"

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__(
            f"{source} changed while it was read, and nothing of it was kept",
            file=source,
            do="try again when nothing writes to it",
        )


class VaultBusy(Refused):
    """Another program is adding files to the vault, so that leftovers cannot be told from its work.

    Attributes:
        folder: the vault.
    """

    code = "vault-busy"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"Another program is adding files to {folder}, so nothing was swept",
            file=str(folder),
            do="try again when it has ended",
        )


class VaultFailed(HeadstampError):
    """The disk or the file system refused; nothing of the batch has a name in the vault.

    Attributes:
        folder: the vault.
        why: what the system said.
    """

    code = "vault-failed"

    def __init__(self, folder: Path, why: str) -> None:
        self.folder, self.why = folder, why
        super().__init__(
            f"{folder} could not be used ({why}), and nothing of this batch was kept",
            file=str(folder),
            do="free some space or check the disk",
        )
