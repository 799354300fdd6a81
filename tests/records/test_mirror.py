"""Both sides' reports of a pair, out of a library: what is compared, what is not, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sipri_files import Deal, sipri

from headstamp.records import Added, Library, Mirror, MirroredFlow, Names, mirror
from headstamp.records.mirror_flows import lines, mirrored
from headstamp.records.mirror_reports import together
from headstamp.values import NotFound

Add = Callable[..., Added]
HEADER = (
    "supplier,recipient,stage,source,reported_by,category_scheme,category,quantity,quantity_status,unit,value,"
    "currency,value_basis,dated_from,dated_to"
)


def line(
    by: str,
    quantity: object = "",
    *,
    source: str | None = None,
    supplier: str = "Iceland",
    recipient: str = "Iraq",
    stage: str = "delivered",
    category: str = "SA4",
    year: object = 2015,
    status: str = "",
    unit: str = "object",
    value: object = "",
    basis: str = "",
    until: object = None,
) -> str:
    """A row of the table of transfers."""
    named = source if source is not None else f"report of {by} {year}"
    money = (value, "USD", basis) if value != "" else ("", "", "")
    cells = (supplier, recipient, stage, named, by, "unroca", category, quantity, status, unit, *money)
    return ",".join(map(str, (*cells, year, until if until is not None else year)))


def table(*rows: str, more: str = "") -> bytes:
    """A table of transfers; `more` are columns at the end."""
    return "\n".join((HEADER + more, *rows, "")).encode()


def others(count: int = 30) -> list[str]:
    """Flows between other states that both sides tell, with gaps of a tenth or two."""
    told = []
    for one in range(count):
        two = {"supplier": "Norway", "recipient": "Oman", "year": 1990 + one}
        told += [line("Norway", 100 + one % 7, **two), line("Oman", 110 + one % 5, **two)]  # type: ignore[arg-type]
    return told


def report(state: str, year: int, *rows: str, way: str = "importer") -> bytes:
    """A table of a report to the UN Register."""
    head = f"Category\t{way.title()} state\tNumber of items\tDescription of items\tComments"
    said = (f"Reporting State: {state}", f"Calendar year: {year}", head, *rows)
    return "\n".join((*said, "")).encode()


@pytest.fixture
def ask(library: Library, names: Names, add: Add) -> Callable[..., Mirror]:
    def asked(*rows: str, more: str = "") -> Mirror:
        add(table(*rows, more=more), "transfers.csv")
        return mirror(library, names, "Iraq", "Iceland")

    return asked


Ask = Callable[..., Mirror]


def only(found: Mirror) -> MirroredFlow:
    (flow,) = found.flows
    return flow


def test_both_reports_stand_beside_the_estimate(ask: Ask) -> None:
    found = ask(*others(), line("Iceland", 100), line("Iraq", 120))
    flow = only(found)
    assert flow.exporter is not None
    assert flow.importer is not None
    assert (flow.exporter.quantity.value, flow.importer.quantity.value) == (100, 120)
    assert (flow.verdict, flow.ratio, flow.because) == ("both", pytest.approx(1.2), "Both sides report it.")
    assert flow.estimate is not None
    assert flow.low is not None
    assert flow.high is not None
    assert 100 < flow.estimate < 120
    assert flow.low < flow.estimate < flow.high
    assert (flow.source, flow.year, flow.stage, flow.category) == (
        "transfers-table",
        2015,
        "delivered",
        "unroca:SA4",
    )
    assert found.pairs == 1
    assert found.remarks == ()


def test_what_each_belief_rests_on_is_told(ask: Ask) -> None:
    exporter, importer = ask(*others(), line("Iceland", 100), line("Iraq", 120)).trusts
    assert [(one.reporter.id, one.role, one.flows, one.flows_of_all) for one in (exporter, importer)] == [
        ("ISL", "exporter", 1, 31),
        ("IRQ", "importer", 1, 31),
    ]
    assert exporter.factor is not None
    assert 1 < exporter.factor < 1.5
    assert exporter.tells == pytest.approx(100 / 120)
    assert importer.tells == pytest.approx(120 / 100)


def test_reporters_are_learnt_from_the_flows_of_all(ask: Ask, library: Library, names: Names) -> None:
    ask(*others(), line("Iceland", 100), line("Iraq", 120), line("Iceland", 7, year=2016))
    told = lines(library, names)
    assert told is not None
    ((kind, found),) = mirrored(told).items()
    assert (kind.source, kind.measure, kind.unit) == ("transfers-table", "quantity", "object")
    assert found.reporters == ("IRQ", "ISL", "NOR", "OMN")
    assert len(found.flows.exported) == 31
    pair = found.flows.exporter == found.reporters.index("ISL")
    assert (found.flows.exported[pair].tolist(), found.flows.imported[pair].tolist()) == ([100.0], [120.0])


@pytest.mark.parametrize(
    ("rows", "verdict", "estimate", "because"),
    [
        ([line("Iceland", 100), line("Iraq", 0)], "contradiction", None, "one tells some and the other none"),
        ([line("Iceland", 0), line("Iraq", 0)], "none", 0, "It is reported as none."),
        (
            [line("Iceland", 100), line("Iraq", "withheld")],
            "one",
            100,
            "Both sides report it, and only one gives a plain number.",
        ),
        ([line("Iceland", "withheld"), line("Iraq")], "no_number", None, "No plain number is given."),
        (
            [line("Iceland", 100), line("Iraq", "at least 50")],
            "one",
            100,
            "Both sides report it, and only one gives a plain number.",
        ),
        (
            [line("Iceland", 100, source="wire"), line("Iraq", 110, source="wire")],
            "one_origin",
            None,
            "Both reports rest on wire, so they count as one, and no estimate is made.",
        ),
    ],
    ids=["nought", "noughts", "withheld", "nothing", "at least", "one origin"],
)
def test_what_is_no_pair_of_numbers_is_said(
    ask: Ask, rows: list[str], verdict: str, estimate: float | None, because: str
) -> None:
    flow = only(ask(*others(), *rows))
    assert (flow.verdict, flow.estimate, flow.ratio) == (verdict, estimate, None)
    assert flow.exporter is not None
    assert flow.importer is not None
    if verdict != "contradiction":
        assert flow.because == because
    else:
        assert flow.because == "One side reports some and the other none, which no estimate settles."


def test_reports_of_one_origin_teach_nothing(ask: Ask) -> None:
    found = ask(line("Iceland", 100, source="wire"), line("Iraq", 110, source="wire"))
    assert [(one.flows_of_all, one.factor) for one in found.trusts] == [(0, None), (0, None)]


def test_a_single_report_says_why_the_other_is_missing(ask: Ask) -> None:
    found = ask(
        *others(), line("Iceland", 100), line("Iraq", 5, category="LW1"), line("Iceland", 9, year=2016)
    )
    assert [one.because for one in found.flows] == [
        "Only Iraq reports it; what Iceland reported of its exports in 2015 holds no such line.",
        "Only Iceland reports it; what Iraq reported of its imports in 2015 holds no such line.",
        "Only Iceland reports it; the library holds no report of Iraq on its imports in 2016.",
    ]
    assert [one.estimate for one in found.flows] == [5, 100, 9]
    assert found.remarks[0] == "No flow from Iceland to Iraq is reported by both sides."
    assert "the flow happened as told" in found.remarks[-1]


def test_a_side_that_never_reported_is_named(library: Library, names: Names, add: Add) -> None:
    rows = "Battle tanks\tIraq\t40\tT-55\t"
    add(report("Iceland", 2015, rows), "exports.txt")
    listed = [{"country": "Iceland", "years": [2014, 2015]}, {"country": "Iraq", "years": []}]
    add(json.dumps(listed).encode(), "years.json")
    found = mirror(library, names, "Iraq", "Iceland")
    assert only(found).because == "Only Iceland reports it; Iraq has never reported to this register."
    assert found.remarks[:2] == (
        "No flow from Iceland to Iraq is reported by both sides.",
        "The library holds no report of Iraq on its imports.",
    )
    assert found.remarks[2].startswith("Iraq has never reported to ")
    assert (only(found).estimate, only(found).low) == (40, None)


def test_two_reports_to_the_register_are_one_flow(library: Library, names: Names, add: Add) -> None:
    add(report("Iceland", 2015, "Battle tanks\tIraq\t40\tT-55\t", "Battle tanks\tIraq\t2\tT-62\t"), "out.txt")
    add(report("Iraq", 2015, "Battle tanks\tIceland\t44\t\t", way="exporter"), "in.txt")
    flow = only(mirror(library, names, "IRQ", "ISL", years=(2015, 2015), source="unroca"))
    assert flow.exporter is not None
    assert flow.importer is not None
    assert (flow.exporter.quantity.value, len(flow.exporter.records)) == (42, 2)
    assert flow.importer.quantity.value == 44
    assert flow.verdict == "both"


def test_an_older_file_of_the_same_report_is_no_second_report(ask: Ask, add: Add) -> None:
    add(table(line("Iceland", 90), line("Iraq", 120)), "older.csv")
    flow = only(ask(*others(), line("Iceland", 100), line("Iraq", 120)))
    assert flow.exporter is not None
    assert flow.importer is not None
    told = {flow.exporter.quantity.value, *(one.value for one in flow.exporter.also_told)}
    assert told == {90, 100}
    assert flow.importer.also_told == ()


def test_values_before_and_after_freight_are_compared_and_no_other_two_bases(ask: Ask) -> None:
    customs = {"quantity": "", "category": "SA1"}
    pairs = []
    for year in range(1980, 2005):
        goods = {**customs, "supplier": "Norway", "recipient": "Oman", "year": year}
        pairs += [
            line("Norway", stage="customs_exit", value=1000, basis="fob", **goods),  # type: ignore[arg-type]
            line("Oman", stage="customs_entry", value=1100, basis="cif", **goods),  # type: ignore[arg-type]
        ]
    found = ask(
        *pairs,
        line("Iceland", stage="customs_exit", value=1000, basis="fob"),
        line("Iraq", stage="customs_entry", value=1210, basis="cif"),
        line("Iceland", value=5000, basis="licence", year=2016),
        line("Iraq", value=5000, basis="delivered", year=2016),
    )
    freight, *apart = found.flows
    assert (freight.stage, freight.measure, freight.verdict) == ("customs", "value", "both")
    assert (freight.freight, freight.ratio) == (pytest.approx(1.1), pytest.approx(1.21))
    assert freight.estimate is not None
    assert 1000 < freight.estimate < 1100
    assert [one.verdict for one in apart] == ["one", "one"]


def test_months_sums_regions_and_third_parties_take_no_part(ask: Ask) -> None:
    found = ask(
        line("Iceland", 100),
        line("Iraq", 120, status="aggregate"),
        line("Norway", 130),
        line("Iraq", 140, year=2014, until=2016),
        line("Iraq", 150, year="2015-03", stage="customs_entry"),
        line("Iraq", 5, supplier="Iceland", stage="ordered"),
    )
    flow = only(found)
    assert (flow.verdict, flow.importer) == ("one", None)
    assert found.remarks[-1].startswith("5 records of this pair take no part")


def test_re_exports_are_not_added_to_the_exports_that_hold_them(ask: Ask) -> None:
    sold = line("Iceland", stage="customs_exit", value=1000, basis="fob")
    found = ask(f"{sold},", f'{sold},"re-export, which the reporter\'s exports include"', more=",comment")
    flow = only(found)
    assert flow.exporter is not None
    assert (flow.exporter.quantity.value, flow.exporter.quantity.unit) == (1000, "USD")


def test_a_licence_of_one_side_is_not_compared_with_a_delivery_of_the_other(ask: Ask) -> None:
    found = ask(line("Iceland", 100, stage="authorised"), line("Iraq", 120))
    assert [one.verdict for one in found.flows] == ["one", "one"]
    assert any(one.startswith("1 flow is told by one side as authorised") for one in found.remarks)


def test_a_register_that_names_no_reporter_has_nothing_to_compare(
    library: Library, names: Names, add: Add
) -> None:
    add(sipri([Deal(recipient="Iraq", supplier="Iceland", ordered="1980", years="1981")]))
    found = mirror(library, names, "Iraq", "Iceland")
    assert (found.flows, found.pairs) == ((), 0)
    assert "The library holds no report of Iceland on its exports." in found.remarks
    assert found.remarks[-1].startswith("1 record of this pair takes no part")


def test_an_empty_library_and_an_unknown_name(library: Library, names: Names) -> None:
    found = mirror(library, names, "Iraq", "Iceland", years=(2015, 2016))
    assert (found.flows, found.trusts, found.snapshots) == ((), (), ())
    assert found.scope.startswith(
        "Flows from Iceland to Iraq, 2015-2016, as either reported them to an empty"
    )
    with pytest.raises(NotFound, match="No actor is called 'Atlantis'"):
        mirror(library, names, "Iraq", "Atlantis")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([(3, 3, 3, "reported"), (4, 4, 4, "estimate")], "about 7"),
        ([(3, 3, 3, "reported"), (None, None, None, "withheld")], "at least 3"),
        ([(None, 5, None, "at_least"), (2, 2, 2, "reported")], "at least 7"),
        ([(None, None, 5, "up_to"), (None, None, 6, "up_to")], "up to 11"),
        ([(None, 2, 5, "reported"), (1, 1, 1, "reported")], "3 to 6"),
        ([(None, None, None, "withheld"), (None, None, None, "blank")], "withheld"),
        ([(None, None, None, "blank")], "not reported"),
    ],
)
def test_lines_of_one_report_are_added_as_far_as_they_can_be(
    told: list[tuple[float | None, float | None, float | None, str]], words: str
) -> None:
    keys = ("number", "low", "high", "status")
    assert str(together([{**dict(zip(keys, one, strict=True)), "unit": "object"} for one in told])) == words
