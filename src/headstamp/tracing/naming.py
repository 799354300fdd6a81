"""Which class a weapon node stands under, for the catalogue's nodes and a register's own alike."""

from __future__ import annotations

from headstamp.records import Names
from headstamp.records.designation import REGISTER


def class_of(node: str, names: Names) -> str:
    """The class node that a node, or a register's own node, stands under."""
    if node.startswith(REGISTER):
        return node.removeprefix(REGISTER).split("/", 1)[0]
    return names.catalogue.class_of(node)
