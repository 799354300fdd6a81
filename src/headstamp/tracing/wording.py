"""How far a report may go: the words follow the evidence, and 'traced to' needs a document.

The scale is the design's own: 'traced to' needs a document or reply that names this serial; a lot match is 'same lot as';
'best supported' is first under every assumption with a probability of a half or more; then 'consistent with', 'not separated
from' and 'not excluded'.
"""

from __future__ import annotations

from collections.abc import Sequence

from headstamp.tracing.assessment import SupplyChain
from headstamp.tracing.chains import words

BEST = 0.5
_APART = 2.0
_CONSISTENT = 0.2


def wording(chains: Sequence[SupplyChain], *, first_everywhere: bool, document: str | None) -> str:
    """One sentence on the first chain.

    Args:
        chains: most probable first.
        first_everywhere: whether the first chain is the first under every assumption.
        document: 'serial' or 'lot' where a record names what was read on the item, else None.
    """
    if not chains:
        return "Not excluded: no route can be told from what is recorded."
    first = chains[0]
    chain = words(first.supplier, first.custodian)
    if document == "serial":
        return f"Traced to a record that names this serial: {chain}."
    if document == "lot":
        return f"Same lot as one recorded: {chain}."
    if first_everywhere and first.probability >= BEST:
        return f"Best supported: {chain}."
    close = [one for one in chains[1:4] if one.probability * _APART > first.probability]
    if close:
        others = "; ".join(words(one.supplier, one.custodian) for one in close)
        return f"Not separated: {chain}, from {others}."
    if first.probability >= _CONSISTENT:
        return f"Consistent with: {chain}."
    return f"Not excluded: {chain}."
