"""What a model proposed of a document, kept in the case as it came, and held to the text whenever it is read.

Unlike what the rules find it cannot be had again, so the case keeps model, request and answer. None of it is
a claim until `proposals` has found it in the text, and none a row until a person accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from headstamp.custody import Page, Store
from headstamp.reading.claims import Reading
from headstamp.reading.proposals import Proposal, Refusal, held_to_text

TABLE = "proposals"
_ACT = "read --model"


def keep(store: Store, item: str, model: str, asked: str, proposals: Sequence[Proposal], *, who: str) -> None:
    """Keep proposals with where they come from, in place of those that this model made before.

    Args:
        item: id of the document's item of evidence.
        model: its name.
        asked: SHA-256 of the instruction and the form asked for.
        who: who asked; readable in the log.
    """
    key = f"{item} {model}"
    told = json.dumps([asdict(one) for one in proposals], ensure_ascii=False, sort_keys=True)
    with store.change(who, _ACT) as change:
        change.put(TABLE, key, {"item": item, "model": model, "asked": asked, "answer": told})


def kept_proposals(store: Store, item: str) -> list[tuple[str, list[Proposal]]]:
    """What models proposed of a document: each model's name with its proposals."""
    found = []
    for row in store.page(TABLE, Page(cells={"item": item})):
        told = json.loads(row.cells.get("answer", "[]"))
        found.append((row.cells.get("model", ""), [Proposal(**one) for one in told]))
    return found


def with_proposals(reading: Reading, kept: Iterable[tuple[str, Sequence[Proposal]]]) -> Reading:
    """A reading with the claims that follow from proposals and that no rule found."""
    claims = list(reading.claims)
    for model, proposals in kept:
        held = held_to_text(reading.document.text, reading.mentions, proposals, f"model:{model}")
        for one in held.claims:
            if not any(
                each.type is one.type and each.start < one.end and one.start < each.end for each in claims
            ):
                claims.append(one)
    if len(claims) == len(reading.claims):
        return reading
    return replace(reading, claims=tuple(sorted(claims, key=lambda one: (one.start, one.end, one.type))))


def refusals(reading: Reading, proposals: Sequence[Proposal], model: str) -> tuple[Refusal, ...]:
    """What of proposals does not follow from the text."""
    return held_to_text(reading.document.text, reading.mentions, proposals, f"model:{model}").refused
