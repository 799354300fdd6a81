"""What can go wrong with the library of records.

HeadstampError
├── RecordsUnreadable          a file cannot be read as the register it claims to be (records.sources)
│   └── FileNotRecognised
├── SnapshotMissing            a case or a person asks for an edition that is not here
└── LibraryDamaged             a file of the library no longer matches its name
"""

from __future__ import annotations

from headstamp.values import HeadstampError


class SnapshotMissing(HeadstampError):  # noqa: N818
    """An edition that is asked for is not in the library.

    Attributes:
        sha256: the fingerprint, or the beginning of one, that was asked for.
        several: whether more than one begins so.
    """

    code = "snapshot-missing"
    exit_code = 3

    def __init__(self, sha256: str, known_as: str = "", *, several: bool = False) -> None:
        self.sha256, self.several = sha256, several
        name = f" ({known_as})" if known_as else ""
        if several:
            super().__init__(
                f"More than one snapshot of the library begins with '{sha256}'", do="give more of its digits"
            )
            return
        # What a case pins can also be given up for the editions of today; what a person typed cannot.
        other = "trace with --repin" if known_as else "choose one of `headstamp records list`"
        super().__init__(
            f"The library holds no snapshot {sha256[:12] or 'without digits'}{name}",
            do=f"add its file again with `headstamp records add`, or {other}",
        )


class LibraryDamaged(HeadstampError):  # noqa: N818
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
