"""Names that are taken for one actor and commonly used for another too, so that whoever asks can be told.

They stand in `data/shared_names.csv`, a source and a state of review per row.
"""

from __future__ import annotations

from functools import lru_cache

from headstamp.world.actors import shipped_rows


def shared_name(text: str, actor: str) -> str | None:
    """What to tell of a name that was taken for an actor, as a sentence without its full stop; None for most.

    Args:
        text: the name as typed.
        actor: id of whom it was taken for.
    """
    told = _shared().get((" ".join(text.split()).casefold(), actor))
    return None if told is None else f"'{text}' is taken for {told[0]}; {told[1]} is also called so"


@lru_cache(maxsize=1)
def _shared() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["name"].casefold(), row["actor"]): (row["taken_for"], row["also"])
        for row in shipped_rows("shared_names.csv")
    }
