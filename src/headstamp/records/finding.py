"""Asking the records: which transfers fit a supplier, a recipient, a weapon, years, a stage, a source.

Beside what is found always stands what could not be seen: a register that does not record a class of weapon
says nothing about it, and that is not the same as 'none'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table

from headstamp.records.designation import REGISTER, key
from headstamp.records.library import Library
from headstamp.records.names import Names
from headstamp.records.resolved import ResolvedItems
from headstamp.records.sources import Kind
from headstamp.records.transfer import STAGES, Money, Transfer, delivery_of, span_of, whole
from headstamp.records.visibility import CannotSee, cannot_see, sources
from headstamp.values import NotFound, Quantity, QuantityStatus, Refused


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; None leaves a side open.

    Attributes:
        supplier, recipient: an id, name or alias of an actor; a recipient also matches as end user.
        weapon: an id, name or alias; everything below the node counts. What only a register names is asked
            for by its text, or by the id that its node has.
        years: first and last year, both included, of a delivery (of the order, where no delivery is dated).
        snapshots: fingerprints of the only editions to ask.
        wider: also the lines of categories that the weapon may stand in (ML1, HS 9301), and of its class.
        whole_weapons: leave out components (engines, radars, turrets).
    """

    supplier: str | None = None
    recipient: str | None = None
    weapon: str | None = None
    years: tuple[int, int] | None = None
    stage: str | None = None
    source: str | None = None
    snapshots: tuple[str, ...] | None = None
    whole_weapons: bool = False
    wider: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The transfers that fit, newest first, and what the sources asked could not have seen.

    Attributes:
        searched: the editions asked that can answer; one that a newer covers is silent.
        unplaced: how many records that fit else name goods that nobody here can place; any of them may be
            the weapon asked for.
        unknown: whether the weapon asked for is no name of the catalogue, nor a category.
        wider: how many records of wider categories fit else, which may or may not include the weapon; 0 when
            they are among the transfers.
    """

    transfers: tuple[Transfer, ...]
    cannot_see: tuple[CannotSee, ...]
    searched: tuple[str, ...] = field(default=())
    wider: int = 0
    unplaced: int = 0
    unknown: bool = False


def find(library: Library, names: Names, filters: Filters) -> Found:
    """The transfers that fit the filters.

    Raises:
        NotFound: nobody known bears the name of a supplier or recipient, or there is no such source.
        Refused: there is no such stage.
        SnapshotMissing: a fingerprint is not in the library.
    """
    if filters.stage is not None:
        known_stage(filters.stage)
    if filters.source is not None:
        known_source(library, filters.source)
    for role, name in (("supplier", filters.supplier), ("recipient", filters.recipient)):
        if name is not None:
            _actor_id(names, name, role)
    held = library.answering(snapshots=filters.snapshots, actors=names.actors)
    asked = [one for one in held if filters.source in (None, one.source)]
    editions = tuple(one.edition for one in asked)
    weapon = _wanted(names, filters.weapon)
    # Of a name that means nothing here nobody can say whether a register would record it.
    meant = weapon.nodes or None if weapon is not None else None
    blind = cannot_see(names, meant, sources=[one.source for one in asked])
    if weapon is not None and weapon.category is not None:
        described = sources()
        blind = tuple(one for one in blind if described[one.source].finest != "category")
    rows = library.asked(snapshots=filters.snapshots, actors=names.actors)
    if rows is None:
        return Found((), blind, editions)
    if conditions := _conditions(rows, names, filters):
        rows = rows.filter(*conditions)
    coarser = unplaced = 0
    if weapon is not None or filters.whole_weapons:
        items = ResolvedItems(library.root, names)
        found = _of_weapon(rows, names, items, weapon, filters.whole_weapons)
        rows = found.same.union(found.wider) if filters.wider else found.same
        coarser, unplaced = 0 if filters.wider else found.n_wider, found.n_unplaced
    ordered = rows.order_by(ibis.desc("last_year"), "supplier", "recipient", "item", "id")
    transfers = tuple(transfer_of(row, names) for row in ordered.to_pyarrow().to_pylist())
    unknown = weapon is not None and not weapon.nodes
    return Found(transfers, blind, editions, coarser, unplaced, unknown)


def of_weapon(rows: Table, names: Names, library: Library, weapon: str) -> Table:
    """The rows of a weapon, of its class or of a category, and of nothing wider."""
    wanted = _wanted(names, weapon)
    return _of_weapon(rows, names, ResolvedItems(library.root, names), wanted, whole_weapons=False).same


def known_stage(stage: str) -> None:
    """Refuse what is no stage, lest its silence pass for 'none'."""
    if stage not in STAGES:
        raise Refused(f"There is no stage '{stage}'", do=f"give one of {', '.join(STAGES)}")


def known_source(library: Library, name: str) -> None:
    """Refuse a source of transfers that nobody knows, lest its silence pass for 'none'.

    Raises:
        NotFound: no source is called so, and no file in the library is of it.
    """
    told = [one.id for one in sources().values() if one.stages]
    held = [one.source for one in library.snapshots() if one.kind is Kind.TRANSFERS]
    if name not in {*told, *held}:
        known = ", ".join(sorted({*told, *held}))
        raise NotFound(f"There is no source of transfers '{name}'", do=f"give one of {known}")


def _actor_id(names: Names, text: str, role: str) -> str:
    actor = names.actors.find(text)
    if actor is None:
        raise NotFound(
            f"No actor is called '{text}' (--{role}); give an id, a name or an alias such as 'IRQ' or 'Iraq'."
        )
    return actor.id


def _conditions(rows: Table, names: Names, filters: Filters) -> list[BooleanValue]:
    wanted = []
    if filters.supplier is not None:
        actor = _actor_id(names, filters.supplier, "supplier")
        wanted.append(rows.supplier.isin(spellings(rows, "supplier", names, actor)))
    if filters.recipient is not None:
        actor = _actor_id(names, filters.recipient, "recipient")
        texts = spellings(rows, "recipient", names, actor) + spellings(rows, "end_user", names, actor)
        wanted.append(rows.recipient.isin(texts) | rows.end_user.isin(texts))
    if filters.years is not None:
        wanted.append(_in_years(rows, *filters.years))
    if filters.stage is not None:
        wanted.append(rows.stage == filters.stage)
    if filters.source is not None:
        wanted.append(rows.source == filters.source)
    return wanted


def _in_years(rows: Table, first: int, last: int) -> BooleanValue:
    """Lists of delivery years have gaps, so it is the single delivery that must lie within."""
    each = rows.select("id", one=rows.deliveries.unnest())
    delivered = each.filter(each.one["from"].year() <= last, each.one["to"].year() >= first)
    undated = rows.deliveries.length().fill_null(0) == 0
    return rows.id.isin(delivered.id) | (undated & rows.first_year.between(first, last))


def spellings(rows: Table, column: str, names: Names, actor: str) -> list[str]:
    """The texts in a column that stand for an actor, or for several of which it is one."""
    texts = rows.select(column).distinct().to_pyarrow()[column].to_pylist()
    return [text for text in texts if text and actor in names.actors_in(text)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The nodes that are asked for, and those above them; none for a text that only registers may hold."""

    text: str
    nodes: frozenset[str]
    above: frozenset[str] = frozenset()
    category: str | None = None


def _wanted(names: Names, text: str | None) -> _Wanted | None:
    if text is None:
        return None
    if text.startswith(REGISTER):
        return _Wanted(text, frozenset((text,)), frozenset(names.line(text)[1:]))
    if category := _category(text):
        tiles = names.weapon(category).candidates
        return _Wanted(text, frozenset(n for one in tiles for n in names.under(one.id)), category=category)
    found = names.resolver.resolve(text).candidates
    nodes = frozenset(node for candidate in found for node in names.under(candidate.id))
    above = frozenset(node for candidate in found for node in names.line(candidate.id))
    return _Wanted(text, nodes, above - nodes)


@dataclass(frozen=True, slots=True)
class _Weapons:
    """The rows of a weapon, those of wider lines that it may stand in, and how many these are."""

    same: Table
    wider: Table
    n_wider: int
    n_unplaced: int


def _category(text: str) -> str | None:
    """A category asked for as people write it: 'ML1', 'HS 9301', 'unroca:SA4'."""
    if found := re.fullmatch(r"(?:ml:)?ML ?(\d{1,2}[a-z]?\d?)", text.strip(), re.I):
        return f"ml:ML{found[1].casefold()}"
    if found := re.fullmatch(r"hs[ :]?(\d{2,6})", text.strip().replace(".", ""), re.I):
        return f"hs:{found[1]}"
    scheme, _, code = text.partition(":")
    return f"{scheme.casefold()}:{code.strip()}" if scheme.casefold() in ("unroca", "att") and code else None


def _of_weapon(
    rows: Table, names: Names, items: ResolvedItems, wanted: _Wanted | None, whole_weapons: bool
) -> _Weapons:
    whole = rows.filter(~rows.component.fill_null(False)) if whole_weapons else rows
    each = whole.group_by("item", "item_class", "category").agg(n=whole.count())
    told = each.to_pyarrow().to_pylist()
    if whole_weapons:
        told = [one for one in told if not names.is_component(one["item_class"])]
    nodes = items.nodes((one["item"] or "", one["item_class"] or "", one["category"] or "") for one in told)
    fits: dict[_Fit, list[dict[str, Any]]] = {fit: [] for fit in _Fit}
    for one, found in zip(told, nodes, strict=True):
        fits[_fit(names, one, found, wanted)].append(one)
    wider = fits[_Fit.WIDER]
    return _Weapons(
        same=_saying(whole, fits[_Fit.SAME]),
        wider=_saying(whole, wider),
        n_wider=sum(one["n"] for one in wider),
        n_unplaced=sum(one["n"] for one in fits[_Fit.UNPLACED]),
    )


def _saying(rows: Table, told: list[dict[str, Any]]) -> Table:
    """The rows whose item, description and category are among these."""
    fitting = [
        {"one": each["item"] or "", "described": each["item_class"] or "", "coded": each["category"] or ""}
        for each in told
    ]
    table = ibis.memtable(fitting, schema={"one": "string", "described": "string", "coded": "string"})
    items, classes = rows.item.fill_null(""), rows.item_class.fill_null("")
    same = [items == table.one, classes == table.described, rows.category.fill_null("") == table.coded]
    return rows.semi_join(table, same)


class _Fit(Enum):
    """How what a record tells of stands to the weapon that is asked for."""

    SAME = "same"
    WIDER = "wider"
    UNPLACED = "unplaced"
    OTHER = "other"


def _fit(names: Names, told: dict[str, Any], nodes: tuple[str, ...], wanted: _Wanted | None) -> _Fit:
    if wanted is None:
        return _Fit.SAME
    if wanted.category is not None and _of_category(told["category"], wanted.category):
        return _Fit.SAME
    if not wanted.nodes:
        return _Fit.SAME if key(told["item"] or "") == key(wanted.text) else _Fit.OTHER
    if any(names.is_under(node, wanted.nodes) for node in nodes):
        return _Fit.SAME
    if any(node in wanted.above for node in nodes):
        return _Fit.WIDER
    # Parts are no weapon, and a sum over categories is no line of goods.
    placeless = not nodes and told["item"] and not (told["category"] or "").endswith(":total")
    return _Fit.UNPLACED if placeless else _Fit.OTHER


def _of_category(told: str | None, wanted: str) -> bool:
    """Whether a line stands under a category: itself, or a part of it (ML1a under ML1, 930190 under 9301)."""
    scheme, _, codes = (told or "").partition(":")
    asked, _, code = wanted.partition(":")
    plain = [one.strip().casefold() for one in codes.split(";")]
    if scheme != asked:
        return False
    under = re.compile(re.escape(code.casefold()) + (r"\d*" if scheme == "hs" else r"(?:[a-z].*)?"))
    return any(under.fullmatch(one) for one in plain)


def transfer_of(row: dict[str, Any], names: Names) -> Transfer:
    """A row of the Transfer schema as a value, its names resolved."""
    item = names.weapon(row["item"] or "", row["item_class"], row["category"])
    unit = row["quantity_unit"] or "object"
    return Transfer(
        id=row["id"],
        source=row["source"],
        snapshot=row.get("snapshot"),
        row=row["row"],
        stage=row["stage"],
        supplier=names.party(row["supplier"]),
        recipient=names.party(row["recipient"]),
        end_user=names.party(row["end_user"]) if row["end_user"] else None,
        via=tuple(names.party(text) for text in row["via"] or ()),
        item=row["item"] or "",
        item_class=row["item_class"],
        weapon=item.candidates,
        level=item.level,
        quantity=_quantity(row, unit),
        ordered_quantity=Quantity(
            whole(row["ordered_quantity"]),
            high=whole(row["ordered_quantity_high"]),
            unit=unit,
            status=QuantityStatus(row["ordered_quantity_status"] or "blank"),
            raw=row["ordered_quantity_raw"] or "",
        ),
        ordered=span_of(row, "ordered"),
        deliveries=tuple(delivery_of(cell, unit) for cell in row["deliveries"] or ()),
        condition=row["condition"],
        terms=row["terms"],
        uncertain=tuple(row["uncertain"] or ()),
        comment=row["comment"] or "",
        reported_by=names.party(row["reported_by"]) if row["reported_by"] else None,
        origin=names.party(row["origin"]) if row["origin"] else None,
        category=row["category"],
        dated=span_of(row, "dated"),
        value=_money(row),
        reference=row["reference"],
    )


def _money(row: dict[str, Any]) -> Money | None:
    amount = whole(row["value"])
    if amount is None or row["currency"] is None:
        return None
    return Money(amount, row["currency"], row["value_basis"])


def _quantity(row: dict[str, Any], unit: str) -> Quantity:
    return Quantity(
        whole(row["quantity"]),
        whole(row["quantity_low"]),
        whole(row["quantity_high"]),
        unit,
        QuantityStatus(row["quantity_status"] or "blank"),
        row["quantity_raw"] or "",
    )
