"""A made-up world as the tables that people type: rows of text cells under the contract's column names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from headstamp.tracing.simulate.arsenal import CLASS_IDS, CLASSES, Arsenal
from headstamp.tracing.simulate.clock import STEPS, year_of
from headstamp.tracing.simulate.conflict import UNIT, Holder
from headstamp.tracing.simulate.coverage import Coverage
from headstamp.tracing.simulate.dials import Rng
from headstamp.tracing.simulate.filming import Item
from headstamp.tracing.simulate.geography import States
from headstamp.tracing.simulate.publishing import PAPERS, Record
from headstamp.tracing.simulate.reading import Nodes, Shown
from headstamp.tracing.simulate.telling import ToldIncident, ToldRelation
from headstamp.world import WORKSHOPS

Row = dict[str, str]
MADE_UP: Final = "made-up"
"""What every row says of its origin."""


def works(state: int) -> str:
    """The name of the maker that stands in a state, as its mark says it."""
    return f"Works {state + 1:03}"


def actor_rows(states: States, makers: Iterable[int], holders: tuple[Holder, ...]) -> list[Row]:
    """States, makers and holders."""
    rows: list[Row] = []
    for one, id_ in enumerate(states.ids):
        rows.append(
            {
                "id": id_,
                "name": f"State {one + 1:03}",
                "kind": "state",
                "lat": _degrees(states.lat[one]),
                "lon": _degrees(states.lon[one]),
                "neighbours": ";".join(states.ids[other] for other in states.neighbours[one]),
                "source": MADE_UP,
            }
        )
    for producer in sorted(set(makers)):
        id_ = f"works-{producer + 1:03}"
        rows.append(_company(id_, works(producer), states.ids[producer]))
    rows += [_holder_row(states, one) for one in holders]
    return rows


def _company(id_: str, name: str, country: str) -> Row:
    return {"id": id_, "name": name, "kind": "company", "country": country, "source": MADE_UP}


def _holder_row(states: States, holder: Holder) -> Row:
    home = states.ids[holder.home]
    if holder.kind == UNIT:
        return {
            "id": holder.id,
            "name": f"Unit {holder.id[-3:]} of {home}",
            "kind": holder.kind,
            "country": home,
            "parent": home,
            "source": MADE_UP,
        }
    ended = {} if holder.last >= STEPS - 1 else {"to": str(year_of(holder.last))}
    return {
        "id": holder.id,
        "name": f"Group {holder.id[-3:]}",
        "kind": holder.kind,
        "country": home,
        "from": str(year_of(holder.first)),
        **ended,
        "operates_in": ";".join(states.ids[one] for one in holder.areas),
        "source": MADE_UP,
    }


def weapon_rows(states: States, arsenal: Arsenal, licensees: Mapping[int, tuple[int, ...]]) -> list[Row]:
    """Families, models and variants; their classes are the shipped ones.

    Args:
        states: the world's.
        arsenal: the world's.
        licensees: by leaf, states that have made it under licence.
    """
    rows = [_node(name, "family", CLASS_IDS[class_], class_, {}) for name, class_ in arsenal.families]
    models: dict[str, list[int]] = {}
    for number, leaf in enumerate(arsenal.leaves):
        models.setdefault(leaf.model, []).append(number)
    for model, numbers in models.items():
        under = [arsenal.leaves[one] for one in numbers]
        first = under[0]
        makers = sorted({maker for one in numbers for maker in _makers(arsenal, licensees, one)})
        span = (min(leaf.first for leaf in under), max(leaf.last for leaf in under))
        parent = first.family or CLASS_IDS[first.class_]
        made = _made(states, makers, span, first.copy_of)
        rows.append(_node(model, "model", parent, first.class_, made))
        for number, leaf in zip(numbers, under, strict=True):
            if leaf.level == "variant":
                by = _makers(arsenal, licensees, number)
                made = _made(states, by, (leaf.first, leaf.last), "")
                rows.append(_node(leaf.id, "variant", model, leaf.class_, made))
    return rows


def _makers(arsenal: Arsenal, licensees: Mapping[int, tuple[int, ...]], leaf: int) -> list[int]:
    return sorted({*arsenal.leaves[leaf].makers, *licensees.get(leaf, ())})


def _node(id_: str, level: str, parent: str, class_: int, made: Row) -> Row:
    item_type = CLASSES[class_].item_type if class_ < len(CLASSES) else "weapon"
    return {
        "id": id_,
        "name": id_,
        "level": level,
        "parent": parent,
        "item_type": item_type,
        "class": CLASS_IDS[class_],
        **made,
        "source": MADE_UP,
    }


def _made(states: States, makers: list[int], span: tuple[int, int], copy_of: str) -> Row:
    if not makers:
        return {"makers": WORKSHOPS}
    made = {
        "makers": ";".join(works(one) for one in makers),
        "made_in": ";".join(states.ids[one] for one in makers),
        "made_from": str(span[0]),
        "made_to": str(span[1]),
    }
    return made | ({"licence_of": copy_of} if copy_of else {})


_ALWAYS: Final = (
    ("register", "Register of deliveries", "register", "B", "major arms of any year; no small arms"),
    ("declarations", "Declarations of recipients", "declaration", "B", "some recipients, from 1992"),
    ("archives", "Opened archives", "archive", "B", "small arms before 1995, of some suppliers"),
    ("customs", "Customs returns", "customs", "C", "some exporters, from 1990; mostly headings"),
    ("notified", "Notifications of sales", "notification", "B", "some exporters; not all delivered"),
    ("footage", "Footage from social media", "imagery", "D", "what was uploaded"),
    ("field-team", "Field documentation", "field work", "A", "what was shown to the team"),
    ("news", "News reports", "press", "C", "what was reported"),
)


def source_rows(states: States, coverage: Coverage, records: Iterable[Record]) -> list[Row]:
    """Every source that publishes something, and those behind sightings and incidents."""
    rows = [_source(*one) for one in _ALWAYS]
    rows.append(_source("compiled", "Compiled dataset", "dataset", "C", "the register", "register"))
    for one in PAPERS:
        rows.append(_source(one, f"Paper {one[-1]} of an organisation", "report", "B", "single transfers"))
    reporting = {record.source for record in records if record.source.startswith("report-")}
    for state, id_ in enumerate(states.ids):
        if f"report-{id_}" in reporting:
            sees = f"licences granted from {coverage.reports_from[state]} on; lines by category"
            title = f"Export report of {id_}"
            rows.append(_source(f"report-{id_}", title, "national export report", "B", sees))
    return rows


def _source(id_: str, title: str, kind: str, reliability: str, sees: str, derived_from: str = "") -> Row:
    row = {"id": id_, "title": title, "kind": kind, "reliability": reliability, "sees": sees}
    return row | ({"derived_from": derived_from} if derived_from else {})


def transfer_rows(rng: Rng, states: States, records: tuple[Record, ...]) -> list[Row]:
    """The published records in the order of a shuffled file."""
    return [
        _transfer(states, records[int(one)], number)
        for number, one in enumerate(rng.permutation(len(records)), start=1)
    ]


def _transfer(states: States, record: Record, number: int) -> Row:
    parties, goods, when, numbers = record.parties, record.goods, record.when, record.numbers
    doubt = "?" if when.estimate else ""
    dates = ("delivered_from", "delivered_to") if record.stage == "delivered" else ("dated_from", "dated_to")
    row = {
        "id": f"t-{number:05}",
        "supplier": states.ids[parties.supplier],
        "recipient": states.ids[parties.recipient],
        "stage": record.stage,
        "source": record.source,
        "reported_by": _reporter(states, record),
        "end_user": states.ids[parties.end_user] if parties.end_user >= 0 else "",
        "via": states.ids[parties.via] if parties.via >= 0 else "",
        "terms": record.terms,
        "item_type": goods.item_type,
        "weapon": goods.node,
        "category_scheme": goods.scheme,
        "category": goods.code,
        "quantity": "" if record.amount.quantity is None else str(record.amount.quantity),
        "quantity_status": _quantity_status(record),
        "unit": "object",
        "ordered": "" if when.ordered is None else str(when.ordered),
        dates[0]: f"{when.first}{doubt}",
        dates[1]: f"{when.last}{doubt}",
        "condition": record.condition,
        "serial_from": f"{numbers.serials[0]:06}" if numbers.serials else "",
        "serial_to": f"{numbers.serials[1]:06}" if numbers.serials else "",
        "lots": ";".join(lot_name(*one) for one in numbers.lots),
        "derived_from": record.copied_from,
    }
    return {column: cell for column, cell in row.items() if cell}


def _reporter(states: States, record: Record) -> str:
    if record.source == "declarations":
        return states.ids[record.parties.recipient]
    if record.source.startswith("report-") or record.source in ("customs", "notified"):
        return states.ids[record.parties.supplier]
    return ""


def _quantity_status(record: Record) -> str:
    if record.amount.quantity is None:
        return "blank"
    return "estimate" if record.amount.estimate else "reported"


def lot_name(root: int, part: int) -> str:
    """How a production lot is marked."""
    return f"L{root:05}-{part + 1}"


def relation_rows(relations: tuple[ToldRelation, ...]) -> list[Row]:
    """The published relations."""
    return [
        {
            "from_actor": one.from_actor,
            "to_actor": one.to_actor,
            "kind": one.kind,
            "from": f"since {one.first}" if one.last is None else str(one.first),
            **({} if one.last is None else {"to": str(one.last)}),
            "credibility": str(one.credibility),
            "source": "news",
        }
        for one in relations
    ]


def incident_rows(states: States, arsenal: Arsenal, incidents: tuple[ToldIncident, ...]) -> list[Row]:
    """The published incidents, by date."""
    return [_incident(states, arsenal, one, number) for number, one in enumerate(incidents, start=1)]


def _incident(states: States, arsenal: Arsenal, one: ToldIncident, number: int) -> Row:
    row = {
        "id": f"i-{number:05}",
        "kind": one.kind,
        "from_actor": one.from_actor,
        "to_actor": one.to_actor,
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "country": states.ids[one.where],
        "weapons": ";".join(arsenal.leaves[leaf].model for leaf in one.weapons),
        "credibility": str(one.credibility),
        "source": "news",
    }
    if one.lat is not None and one.lon is not None:
        row |= {"lat": _degrees(one.lat), "lon": _degrees(one.lon)}
    if one.count is not None:
        row["count_low"] = str(one.count)
    return {column: cell for column, cell in row.items() if cell}


def sighting_rows(
    rng: Rng,
    states: States,
    nodes: Nodes,
    holders: tuple[Holder, ...],
    items: tuple[Item, ...],
    shown: tuple[Shown, ...],
) -> list[Row]:
    """The sightings, one per item filmed."""
    contexts = ("imagery", "documented_in_person", "seized", "recovered")
    by_scene = rng.choice(
        4, size=max((item.scene for item in items), default=0) + 1, p=(0.76, 0.08, 0.08, 0.08)
    )
    rows = []
    for number, (item, one) in enumerate(zip(items, shown, strict=True)):
        context = "cache" if item.haul else contexts[int(by_scene[item.scene])]
        again = item.shown_before >= 0
        class_ = int(nodes.class_[one.weapons[0][0]])
        row = {
            "id": sighting_id(number),
            "item_type": CLASSES[class_].item_type if class_ < len(CLASSES) else "weapon",
            "weapon": _weighted((nodes.ids[node], weight) for node, weight in one.weapons),
            "holder": _weighted((holders[holder].id, weight) for holder, weight in one.holders),
            "to": one.last.isoformat(),
            "from": one.first.isoformat() if one.first else "",
            "date_basis": "verified" if one.verified else "caption" if item.scene % 3 == 0 else "published",
            "context": "imagery" if again else context,
            "country": states.ids[item.where],
            "lat": _degrees(item.lat),
            "lon": _degrees(item.lon),
            "same_as": sighting_id(one.same_as) if one.same_as >= 0 else "",
            "lot": lot_name(*one.lot) if one.lot else "",
            "serial": _serial(one),
            "serial_state": _serial_state(one),
            "maker_mark": works(one.maker) if one.maker >= 0 else "",
            "import_mark": states.ids[one.importer] if one.importer >= 0 else "",
            "year_marked": str(one.year) if one.year else "",
            "confidence": "" if one.confidence is None else f"{one.confidence:.2f}",
            "source": "footage" if again or context == "imagery" else "field-team",
        }
        rows.append({column: cell for column, cell in row.items() if cell})
    return rows


def sighting_id(number: int) -> str:
    """The id of a sighting by its number from 0."""
    return f"s-{number + 1:05}"


def _serial(one: Shown) -> str:
    if one.serial is None:
        return ""
    first, last = one.serial
    return f"{first:06}" if first == last else f"{first:06}"[:-2] + "??"


def _serial_state(one: Shown) -> str:
    if one.serial is None:
        return "obliterated" if one.obliterated else ""
    return "read" if one.serial[0] == one.serial[1] else "partial"


def _weighted(candidates: Iterable[tuple[str, float]]) -> str:
    told = list(candidates)
    return told[0][0] if len(told) == 1 else ";".join(f"{name}:{weight:.1f}" for name, weight in told)


def _degrees(value: float | np.floating) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
