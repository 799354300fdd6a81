"""How far a report may go: the words follow the evidence, and 'traced to' needs a document.

'Traced to' needs a delivery on record that names this serial; a lot match is 'same lot as'; 'best supported'
is first under every assumption with a probability of a half or more; then 'not separated' from rivals at
least half as likely, 'consistent with', and 'not excluded'. Without a weapon that is identified, or a mark
that was read, nothing is more than not excluded, however likely it was beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from headstamp.tracing.assessment import SupplyChain
from headstamp.tracing.chains import words

BEST = 0.5
_APART = 2.0
_CONSISTENT = 0.2
_RIVALS = 3
_LIKELY = 0.25


def wording(
    chains: Sequence[SupplyChain],
    *,
    unknown: float,
    first_everywhere: bool,
    document: str | None,
    found: bool,
    holder_known: bool = True,
    condition: str | None = None,
    strength: float = 1.0,
    scope: str = "",
) -> str:
    """One sentence on the first chain.

    Args:
        chains: most probable first.
        unknown: the share of what no chain describes.
        first_everywhere: whether the first chain is the first under every assumption.
        document: 'serial' or 'lot' where a delivery on record names what was read on the item, else None.
        found: whether anything was found on the item: its type or a mark.
        holder_known: whether anybody known may have held it.
        condition: what the first chain takes for granted, such as 'if the holder is ...'.
        strength: decibans of the findings given the first chain against its rivals; without any above 0
            nothing is consistent with it, however likely it was beforehand.
        scope: of what this is said, such as 'of the routes considered, under preset mixed'.
    """
    said = f", {scope}" if scope else ""
    if not chains:
        return "Not excluded: no route can be told from what is recorded."
    first = chains[0]
    chain = _said(first) + (f", {condition}" if condition else "")
    if document == "serial":
        return f"Traced to a record that names this serial: {chain}."
    if document == "lot":
        return f"Same lot as one recorded: {chain}."
    if not holder_known:
        return f"Not excluded: {chain}{said}; nothing more can be said, for nobody known here held it."
    if not found:
        return f"Not excluded: {chain}{said}; nothing on the item tells, for the weapon is not identified."
    if unknown > first.probability:
        return f"Not excluded: {chain}{said}; that no chain here describes it is likelier."
    if first_everywhere and first.probability >= BEST:
        return f"Best supported: {chain}{said}."
    close = [one for one in chains[1 : 1 + _RIVALS] if one.probability * _APART > first.probability]
    if close:
        others = "; ".join(_said(one) for one in close)
        return f"Not separated: {chain}, from {others}{said}."
    if first.probability >= _CONSISTENT and strength > 0.0:
        return f"Consistent with: {chain}{said}."
    return f"Not excluded: {chain}{said}."


def _said(chain: SupplyChain) -> str:
    """A chain in a sentence: that nobody recorded the supplier is no finding, the custodian is."""
    if chain.supplier is None and chain.custodian is not None:
        likely = [one.name for one in chain.likely_suppliers if one.id is not None and one.weight >= _LIKELY]
        perhaps = f" (perhaps {' or '.join(likely)})" if likely else ""
        return f"{chain.custodian.name} as custodian, its supplier not recorded{perhaps}"
    return words(chain.supplier, chain.custodian)
