"""Writes the actors the program ships: the authored table joined with points and borders of a world map.

The facts that a person must judge (names, kinds, years, sources) stand in `actors_authored.csv`; the borders
that the map gets wrong stand, each with its reason, in `borders_authored.csv`. Only points and shared borders
come from the map: `countries-50m.json` of the npm package world-atlas 2.0.2 (Natural Earth, public domain).

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python tools/build_actors.py package/countries-50m.json            writes src/.../world/data/actors.csv
    python tools/build_actors.py package/countries-50m.json --check    exit 1 when the shipped file differs

Boundaries are those Natural Earth draws, the de facto ones, and no judgement about any claim.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "src" / "headstamp" / "world" / "data" / "actors.csv"
MAP_SOURCE = "Natural Earth 1:50m via world-atlas 2.0.2"
COLUMNS = (
    *("id", "name", "kind", "aliases", "country", "parent", "from", "to", "successors", "operates_in"),
    *("lat", "lon", "neighbours", "listed_as", "source", "review"),
)

Row = dict[str, str]
Point = tuple[float, float]
Borders = dict[str, set[str]]


def arc_points(atlas: dict[str, Any]) -> list[list[Point]]:
    """Every arc of the map as (longitude, latitude) pairs; the file holds quantised differences."""
    (x_scale, y_scale), (x_start, y_start) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in atlas["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * x_scale + x_start, y * y_scale + y_start))
        arcs.append(points)
    return arcs


def outer_rings(shape: dict[str, Any]) -> list[list[int]]:
    """The outer ring of every polygon of a shape, as arc numbers."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [polygon[0] for polygon in polygons]


def arc_numbers(nested: Any) -> Iterator[int]:
    """Arc numbers at any depth; an arc run backwards is written as its complement."""
    if isinstance(nested, int):
        yield nested if nested >= 0 else ~nested
        return
    for part in nested:
        yield from arc_numbers(part)


def ring_points(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of one ring in order, without the doubled joints."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def area_and_centroid(ring: list[Point]) -> tuple[float, Point]:
    """Area (in square degrees, narrowed by latitude, to compare rings) and centroid of a closed ring."""
    area = x_moment = y_moment = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        x_moment += (x1 + x2) * cross
        y_moment += (y1 + y2) * cross
    centroid = (x_moment / (3 * area), y_moment / (3 * area))
    return abs(area / 2) * math.cos(math.radians(centroid[1])), centroid


def crossings(ring: list[Point], latitude: float) -> list[float]:
    """Longitudes at which a ring crosses a latitude, west to east."""
    return sorted(
        x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > latitude) != (y2 > latitude)
    )


def point_on_land(rings: Iterable[list[Point]]) -> Point:
    """The centroid of the largest ring, moved along its latitude onto land if a bent shape leaves it out."""
    ring, (_, (x, y)) = max(((ring, area_and_centroid(ring)) for ring in rings), key=lambda pair: pair[1][0])
    edges = crossings(ring, y)
    chords = list(zip(edges[::2], edges[1::2], strict=True))
    if any(west <= x <= east for west, east in chords):
        return x, y
    west, east = max(chords, key=lambda chord: chord[1] - chord[0])
    return (west + east) / 2, y


def shapes_by_actor(atlas: dict[str, Any], rows: list[Row]) -> dict[str, list[dict[str, Any]]]:
    """The map's shapes under our ids; known by ISO number, or by name where the map has none."""
    ids = {row["natural_earth"]: row["id"] for row in rows if row["natural_earth"]}
    shapes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for shape in atlas["objects"]["countries"]["geometries"]:
        known = ids.get(shape.get("id") or shape["properties"]["name"])
        if known is not None:
            shapes[known].append(shape)
    missing = set(ids.values()) - set(shapes)
    if missing:
        raise SystemExit(
            f"The map has no shape for {', '.join(sorted(missing))}; clear natural_earth and give a point."
        )
    return shapes


def map_borders(shapes: dict[str, list[dict[str, Any]]]) -> Borders:
    """Who shares an arc, hence a land border, with whom."""
    users: dict[int, set[str]] = defaultdict(set)
    for actor, drawn in shapes.items():
        for shape in drawn:
            for number in arc_numbers(shape["arcs"]):
                users[number].add(actor)
    borders: Borders = defaultdict(set)
    for sharing in users.values():
        for actor in sharing:
            borders[actor] |= sharing - {actor}
    return borders


def correct(borders: Borders, edits: list[Row], rows: list[Row]) -> None:
    """Apply the edits and the authored neighbours, both ways."""
    added = [(row["id"], other) for row in rows for other in row["neighbours"].split(";") if other]
    added += [(edit["a"], edit["b"]) for edit in edits if edit["edit"] == "add"]
    for a, b in added:
        borders[a].add(b)
        borders[b].add(a)
    for edit in edits:
        if edit["edit"] == "drop":
            borders[edit["a"]].remove(edit["b"])
            borders[edit["b"]].remove(edit["a"])


def finished(row: Row, point: Point | None, neighbours: set[str]) -> Row:
    """One shipped row; an authored point wins over the map's."""
    taken = [] if not row["natural_earth"] else ["land borders"]
    lat, lon = row["lat"], row["lon"]
    if not lat and point is not None:
        lon, lat = (f"{degrees:.2f}" for degrees in point)
        taken.insert(0, "point")
    source = row["source"] + (f"; {' and '.join(taken)}: {MAP_SOURCE}" if taken else "")
    filled = {**row, "lat": lat, "lon": lon, "neighbours": ";".join(sorted(neighbours)), "source": source}
    return {name: filled[name] for name in COLUMNS}


def build(atlas: dict[str, Any], rows: list[Row], edits: list[Row]) -> str:
    """The text of actors.csv."""
    arcs, shapes = arc_points(atlas), shapes_by_actor(atlas, rows)
    borders = map_borders(shapes)
    correct(borders, edits, rows)
    points = {
        actor: point_on_land(ring_points(ring, arcs) for shape in drawn for ring in outer_rings(shape))
        for actor, drawn in shapes.items()
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(finished(row, points.get(row["id"]), borders.get(row["id"], set())) for row in rows)
    return out.getvalue()


def read(path: Path) -> list[Row]:
    """The rows of an authored table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Write the shipped table, or compare it with what would be written."""
    parser = argparse.ArgumentParser(description="Build actors.csv from the authored tables and a world map.")
    parser.add_argument("atlas", type=Path, help="countries-50m.json of world-atlas 2.0.2")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    asked = parser.parse_args()
    atlas = json.loads(asked.atlas.read_text(encoding="utf-8"))
    text = build(atlas, read(HERE / "actors_authored.csv"), read(HERE / "borders_authored.csv"))
    if not asked.check:
        SHIPPED.parent.mkdir(parents=True, exist_ok=True)
        SHIPPED.write_text(text, encoding="utf-8", newline="")
    elif SHIPPED.read_text(encoding="utf-8") != text:
        raise SystemExit("actors.csv differs from its sources; run this without --check.")


if __name__ == "__main__":
    main()
