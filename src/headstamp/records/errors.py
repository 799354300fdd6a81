"""What can go wrong with the library of records.

HeadstampError
├── RecordsUnreadable          a file cannot be read as the register it claims to be (records.sources)
│   └── FileNotRecognised
├── SnapshotMissing            a case or a person asks for an edition that is not here
└── LibraryDamaged             a file of the library no longer matches its name
"""

from __future__ import annotations

from headstamp.values import HeadstampError


class SnapshotMissing(HeadstampError):
    """An edition that is asked for is not in the library.

    Attributes:
        sha256: the fingerprint, or the beginning of one, that was asked for.
    """

    code = "snapshot-missing"
    exit_code = 3

    def __init__(self, sha256: str, known_as: str = "") -> None:
        self.sha256 = sha256
        name = f" ({known_as})" if known_as else ""
        super().__init__(
            f"The library holds no snapshot {sha256[:12]}{name}",
            do="add the same file again with `headstamp records add`, or choose one of `headstamp records list`",
        )


class LibraryDamaged(HeadstampError):
    """A file of the library no longer is what its name says.

    Attributes:
        path: the damaged file, relative to the library.
    """

    code = "library-damaged"

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(
            f"{path} in the library of records {why}",
            file=path,
            do="remove that folder and add the register again",
        )
