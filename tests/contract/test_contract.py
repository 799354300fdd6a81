"""The schemas hold together, and say what the contract says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from headstamp.contract import COMMON, names, schema
from headstamp.records import STAGES
from headstamp.sightings import TABLES
from headstamp.tables import CellKind
from headstamp.values import NotFound, Precision, QuantityStatus, SpanStatus

REGISTRY = Registry().with_resources(
    (resource.id(), resource) for resource in map(Resource.from_contents, map(schema, (*names(), COMMON)))
)
# The keys that are not in every answer.
SOMETIMES = {"error"}


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object with named keys."""
    if isinstance(part, dict):
        if "properties" in part and isinstance(part["properties"], dict) and part.get("type") == "object":
            yield part
        for inner in part.values():
            yield from objects(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from objects(inner)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


@pytest.mark.parametrize("name", [*names(), COMMON])
def test_a_schema_is_one_and_leaves_no_key_open(name: str) -> None:
    told = schema(name)
    Draft202012Validator.check_schema(told)
    for one in objects(told):
        assert one["additionalProperties"] is False
        assert set(one["properties"]) - set(one["required"]) <= SOMETIMES
        assert set(one["required"]) <= set(one["properties"])
    for reference in references(told):
        assert REGISTRY.resolver().lookup(reference).contents
        assert reference.startswith("urn:headstamp:")


@pytest.mark.parametrize("name", names())
def test_an_answer_bears_the_name_of_its_schema(name: str) -> None:
    told = schema(name)
    assert told["properties"]["schema"] == {"const": name}
    assert told["$id"] == f"urn:{name.replace('.', ':', 1).replace('/', ':')}"


def test_an_unknown_answer_is_not_found() -> None:
    with pytest.raises(NotFound, match="No answer is called"):
        schema("headstamp.trace/2")


def test_closed_lists_are_those_of_the_program() -> None:
    shared = schema(COMMON)["$defs"]
    assert shared["stage"]["enum"] == list(STAGES)
    assert shared["table"]["enum"] == list(TABLES)
    assert shared["span"]["properties"]["precision"]["enum"] == [one.value for one in Precision]
    assert shared["span"]["properties"]["status"]["enum"] == [one.value for one in SpanStatus]
    assert shared["quantity"]["properties"]["status"]["enum"] == [one.value for one in QuantityStatus]
    assert list(schema("headstamp.init/1")["properties"]["rows"]["properties"]) == list(TABLES)
    holds = schema("headstamp.columns/1")["properties"]["columns"]["items"]["properties"]["holds"]
    assert holds["enum"] == [one.value for one in CellKind]


# The keys that the design names; an answer may have more.
NAMED = {
    "error": "code message file line column do",
    "import": "table read new changed same rejected",
    "records.add": "files",
    "records.find": "transfers cannot_see",
    "records.suppliers": """
        recipient also stage years n n_other n_both suppliers both scope claimed snapshots records
    """,
    "records.values": "series scope without left_out snapshots",
    "records.diff": "older newer same keys_before keys_kept vanished appeared renamed changed kinds scope",
    "records.export": "file rows snapshots",
    "records.clusters": "links clusters counts scope",
    "records.mirror": "recipient supplier years source flows trusts pairs remarks scope snapshots",
    "trace": "case priors snapshots assessments",
    "arsenal": "case priors snapshots title draws whole holders",
}
NAMED_WITHIN = {
    ("import", "rejected"): "line column why",
    ("records.add", "files"): "file source snapshot read kept merged rejected new",
    ("records.find", "transfers"): """
        id source snapshot row stage supplier recipient end_user via item weapon level quantity
        ordered_quantity ordered deliveries comment
    """,
    ("records.find", "transfers", "weapon"): "id name weight",
    ("records.find", "transfers", "quantity"): "value low high unit status",
    ("records.find", "transfers", "ordered"): "from to precision status raw",
    ("records.find", "transfers", "deliveries"): "when quantity",
    ("records.find", "cannot_see"): "source why",
    ("records.values", "series"): """
        source stage currency basis by_recipient under amount years records
    """,
    ("records.values", "series", "years"): "year amount n totals",
    ("records.values", "left_out"): "why n",
    ("records.diff", "changed"): "before after record cells",
    ("records.diff", "renamed"): "before after record cells",
    ("records.clusters", "links"): "a b kind score because independent",
    ("records.clusters", "clusters"): "stage records sources explained",
    ("records.mirror", "flows"): """
        source year stage category measure exporter importer verdict ratio freight estimate low high
        surprising because
    """,
    ("records.mirror", "trusts"): "reporter role source measure unit flows flows_of_all factor tells leans",
    ("arsenal", "whole"): """
        holder observations objects counted_low counted_high holder_uncertain types families made_in makers
        custodians suppliers delivered produced mechanisms
    """,
    ("arsenal", "whole", "types"): "shares rest",
    ("arsenal", "whole", "types", "shares"): "id name expected median low high",
    ("arsenal", "whole", "mechanisms"): "mechanism words low high",
    ("trace", "assessments"): """
        sighting weapon holder seen routes unknown not_recorded rest cannot_see supply_chains rest_chains
        set90 without_derived leave_one_out scenarios ruled_out next_questions wording
    """,
    ("trace", "assessments", "routes"): """
        rank steps maker supplier custodian mechanism probability band score_db prior_db strength_db terms
    """,
    ("trace", "assessments", "routes", "steps"): "from to how when records incidents",
    ("trace", "assessments", "routes", "terms"): "name db versus_next because cites",
    ("trace", "assessments", "unknown"): "probability score_db terms",
    ("trace", "assessments", "rest"): "n probability",
    ("trace", "assessments", "supply_chains"): "supplier custodian probability low high likely_suppliers",
    ("trace", "assessments", "without_derived"): "removed supply_chains",
    ("trace", "assessments", "leave_one_out"): "source first probability",
    ("trace", "assessments", "scenarios"): "name supply_chains",
    ("trace", "assessments", "ruled_out"): "record because",
    ("trace", "assessments", "next_questions"): "ask of bits",
}


def within(name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """The schema of an object inside an answer."""
    part = schema(f"headstamp.{name}/1")
    for key in keys:
        part = part["properties"][key]
        part = part.get("items", part)
        if "$ref" in part:
            part = REGISTRY.resolver().lookup(part["$ref"]).contents
    return part


@pytest.mark.parametrize("name", NAMED)
def test_the_named_keys_of_an_answer_are_there(name: str) -> None:
    assert set(NAMED[name].split()) <= set(within(name, ())["required"])


@pytest.mark.parametrize("place", NAMED_WITHIN, ids=" ".join)
def test_the_named_keys_inside_an_answer_are_there(place: tuple[str, ...]) -> None:
    assert set(NAMED_WITHIN[place].split()) <= set(within(place[0], place[1:])["required"])


def test_an_answer_that_says_more_or_less_is_refused() -> None:
    validator = Draft202012Validator(schema("headstamp.export/1"), registry=REGISTRY)
    good = {"schema": "headstamp.export/1", "table": "sightings", "file": "s.csv", "rows": 3}
    validator.validate(good)
    for bad in (
        good | {"more": 1},
        {key: value for key, value in good.items() if key != "rows"},
        good | {"rows": -1},
        good | {"table": "cats"},
    ):
        with pytest.raises(ValidationError):
            validator.validate(bad)
