"""Arguments that several commands share."""

from __future__ import annotations

import click


class Years(click.ParamType):
    """First and last year, both included: '1980-1988', or one year."""

    name = "A-B"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read 'A-B' or 'A'."""
        if isinstance(value, tuple):
            return value
        parts = str(value).replace("–", "-").split("-")
        if len(parts) not in (1, 2) or not all(part.isdigit() and len(part) == 4 for part in parts):
            self.fail(f"'{value}' is not a span of years such as 1980-1988.", param, ctx)
        first, last = int(parts[0]), int(parts[-1])
        if last < first:
            self.fail(f"'{value}' ends before it begins; write {last}-{first}.", param, ctx)
        return first, last


YEARS = Years()
