"""Arguments and words of help that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

# The stages of `headstamp.records.STAGES`, written again because that module costs a database; a test compares them.
STAGES = (
    "notified",
    "authorised",
    "refused",
    "revoked",
    "ordered",
    "delivered",
    "delivery_verified",
    "retransfer_authorised",
    "customs_exit",
    "customs_entry",
    "transit",
)

PATH = click.Path(path_type=Path)


class Years(click.ParamType[tuple[int, int]]):
    """First and last year, both included: '1980-1988', or one year."""

    name = "A-B"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read 'A-B' or 'A'."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).replace("–", "-").split("-")]
        if len(parts) not in (1, 2) or not all(part.isdecimal() and len(part) == 4 for part in parts):
            self.fail(f"'{value}' is not a span of years such as 1980-1988.", param, ctx)
        first, last = int(parts[0]), int(parts[-1])
        if last < first:
            self.fail(f"'{value}' ends before it begins; write {last}-{first}.", param, ctx)
        return first, last


YEARS = Years()


def exits(*, not_found: str | None = None, rejected: str | None = None) -> str:
    """The last line of a command's help: which exit code it gives when.

    Args:
        not_found: what is missing when the code is 3.
        rejected: what was rejected when the code is 4.
    """
    told = ["0 done", "2 wrong usage"]
    told += [f"3 {not_found}"] if not_found else []
    told += [f"4 {rejected}"] if rejected else []
    return f"Exit codes: {'; '.join(told)}; 130 interrupted."
