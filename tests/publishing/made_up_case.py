"""A case that never was, in states that are not: what the tests of the report are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from headstamp.publishing import PriorRow, PriorsText, ReportFacts
from headstamp.records import CannotSee, Delivery, Kind, Party, Snapshot, Source, Transfer, WeaponWeight
from headstamp.records.sources import Coverage
from headstamp.sightings import Incident, Sighting
from headstamp.tracing.assessment import (
    ActorWeight,
    LeaveOneOut,
    Rest,
    Route,
    RouteAssessment,
    RuledOut,
    Scenario,
    Step,
    SupplyChain,
    Term,
    Trace,
    Unknown,
    WithoutDerived,
)
from headstamp.tracing.assessment import Question as Ask
from headstamp.values import Likelihood, Quantity, Span

SHA = "3f1c" * 16
UTOPIA = Party("utopia", "Utopia")
ERGOLAND = Party("ergoland", "Ergoland")
RURITANIA = Party("ruritania", "Ruritania")
FREDONIA = Party("fredonia", "Fredonia")
GROUP = Party("grey-coats", "Grey Coats")
NOT_RECORDED = Party(None, "supplier not recorded")
RIFLE = WeaponWeight("r-77", "R-77 assault rifle", 0.8)
PATTERN = WeaponWeight("r-pattern", "R-pattern rifle", 0.2)

SOURCES = {
    "arch-1": {
        "id": "arch-1",
        "title": "Video of a parade in Hentzau",
        "publisher": "Ruritania Open Archive",
        "date": "2019-06-14",
        "url": "https://archive.example/video/1",
        "archive_url": "https://copies.example/1",
        "accessed": "2026-11-20",
        "kind": "imagery",
        "reliability": "B",
        "derived_from": "",
        "sees": "one parade, filmed from a roof",
    },
    "daily": {
        "id": "daily",
        "title": "Depot at Strelsau overrun",
        "publisher": "The Zenda Daily",
        "date": "2019-05-03",
        "url": "https://daily.example/strelsau",
        "archive_url": "",
        "accessed": "2026-11-20",
        "kind": "press",
        "reliability": "C",
        "derived_from": "",
        "sees": "statements by an officer",
    },
    "clerk": {
        "id": "clerk",
        "title": "Talk with Jan Doe, clerk",
        "publisher": "",
        "date": "2020",
        "url": "",
        "archive_url": "",
        "accessed": "",
        "kind": "interview",
        "reliability": "D",
        "derived_from": "",
        "sees": "",
    },
}

REGISTER = Source(
    id="register",
    title="Register of Invented Transfers",
    publisher="Institute for Nowhere",
    url="https://register.example/",
    kind="register",
    reliability="B",
    derived_from=(),
    stages=("ordered", "delivered"),
    years=(1950, None),
    sees=("small-arm",),
    records="rifles",
    does_not_see="ammunition; improvised weapons",
    finest="model",
    units="objects",
    terms="non-commercial use of small parts",
    review="checked",
    reporter=None,
    may_pass_on=1.0,
)

SNAPSHOT = Snapshot(
    sha256=SHA,
    source="register",
    form="invented-csv",
    parser=1,
    file="register.csv",
    generated=datetime(2025, 3, 3, 9, 0, tzinfo=UTC),
    added=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
    selection="All suppliers, all recipients, 1950 to 2024",
    coverage=Coverage(None, None, (1950, 2024)),
    read=1204,
    kept=1198,
    merged=4,
    rejected=2,
    records=1198,
    kind=Kind.TRANSFERS,
)


def transfer(
    one: str,
    supplier: Party,
    recipient: Party,
    item: str,
    quantity: str,
    *,
    ordered: str = "",
    delivered: str = "",
    stage: str = "delivered",
    row: int = 1,
    of: str = "",
    source: str = "register",
    snapshot: str | None = SHA,
) -> Transfer:
    when = (Delivery(Span.parse(delivered), Quantity.parse("")),) if delivered else ()
    return Transfer(
        id=one,
        source=source,
        snapshot=snapshot,
        row=row,
        stage=stage,
        supplier=supplier,
        recipient=recipient,
        end_user=None,
        via=(),
        item=item,
        item_class="small-arm",
        weapon=(RIFLE,),
        level="model",
        quantity=Quantity.parse(quantity),
        ordered_quantity=Quantity.parse(of),
        ordered=Span.parse(ordered) if ordered else Span.unknown(),
        deliveries=when,
        condition=None,
        terms=None,
        uncertain=("supplier",) if one == "b2c3d4e5f6071829" else (),
        comment="",
        reported_by=None,
        origin=None,
        category=None,
        dated=Span.unknown(),
        value=None,
        reference=None,
    )


TRANSFERS = {
    one.id: one
    for one in (
        transfer(
            "a1b2c3d4e5f60718",
            UTOPIA,
            RURITANIA,
            "R-77",
            "1,200",
            ordered="2008",
            delivered="2009-2011",
            row=412,
            of="1,500",
        ),
        transfer(
            "b2c3d4e5f6071829",
            UTOPIA,
            RURITANIA,
            "R-77 rifle",
            "about 300",
            ordered="about 2013",
            delivered="2014",
            row=413,
        ),
        transfer(
            "c3d4e5f60718293a",
            ERGOLAND,
            RURITANIA,
            "R-77 (licensed)",
            "at least 400",
            delivered="2015",
            row=88,
        ),
        transfer("d4e5f60718293a4b", UTOPIA, FREDONIA, "R-77", "", ordered="2016", stage="ordered", row=414),
        transfer(
            "T-01",
            UTOPIA,
            RURITANIA,
            "rifles",
            "up to 2000",
            stage="authorised",
            source="daily",
            snapshot=None,
        ),
        transfer(
            "e5f60718293a4b5c", UTOPIA, RURITANIA, "R-77A2", "600", ordered="2019", delivered="2021", row=415
        ),
    )
}

INCIDENTS = {
    "I-01": Incident.from_cells(
        "I-01",
        {
            "kind": "depot_loss",
            "from_actor": "ruritania",
            "to_actor": "grey-coats",
            "from": "2019-05-01",
            "to": "2019-05-03",
            "country": "ruritania",
            "place": "Strelsau",
            "lat": "48.12345",
            "lon": "14.54321",
            "radius_km": "5",
            "weapons": "R-77",
            "credibility": "2",
            "source": "daily",
        },
    )
}

CELLS = {
    "item_type": "weapon",
    "weapon": "r-77:0.8;r-pattern:0.2",
    "holder": "grey-coats",
    "to": "2019-06-14",
    "date_basis": "verified",
    "context": "imagery",
    "holder_basis": "flags and a spoken claim",
    "country": "ruritania",
    "place": "Hentzau",
    "lat": "48.98765",
    "lon": "14.12345",
    "radius_km": "1",
    "calibre": "7.62x39",
    "serial": "UT774411",
    "serial_state": "read",
    "confidence": "0.9",
    "credibility": "2",
    "source": "arch-1",
    "locator": "minute 2:10",
}


def terms(step: float, last: bool = False) -> tuple[Term, ...]:
    told = (
        (
            "mechanism",
            -7.9,
            "taken from a depot: 16 % before anything was found, for this kind of holder.",
            (),
        ),
        (
            "reach",
            -3.1 - step,
            "Ruritania has 49 % of this way, because incident I-01 names it; it fights the holder.",
            ("I-01",),
        ),
        (
            "supply",
            -4.4 + step / 2,
            "Recorded deliveries from Utopia are 36 % of all that Ruritania is taken to have held.",
            tuple(TRANSFERS)[:2],
        ),
        (
            "weapon",
            -1.2,
            "76 % of it would be read as R-77 assault rifle or R-pattern rifle.",
            ("a1b2c3d4e5f60718", "T-01"),
        ),
        (
            "marks",
            0.0,
            "Serial UT774411 was read at 48.98765, 14.12345 by Jan Doe; no record names it.",
            ("utopia>ruritania",),
        ),
    )
    return tuple(
        Term(name, db, None if last else round((-1) ** index * step, 2), because, cites)
        for index, (name, db, because, cites) in enumerate(told)
    )


def route(
    rank: int,
    supplier: Party | None,
    custodian: Party,
    how: str,
    share: float,
    *,
    records=(),
    incidents=(),
    years="2009-2014",
) -> Route:
    when = Span.parse(years) if records else None
    first = Step(
        supplier or NOT_RECORDED, custodian, "delivered" if supplier else "not recorded", when, tuple(records)
    )
    found = terms(0.4 * rank)
    return Route(
        rank=rank,
        steps=(first, Step(custodian, GROUP, how, Span.parse("until 2019-06-14"), (), tuple(incidents))),
        maker=UTOPIA,
        supplier=supplier,
        custodian=custodian,
        mechanism=how,
        probability=share,
        band=Likelihood(share).band,
        score_db=sum(term.db for term in found),
        prior_db=-2.9,
        strength_db=6.3 - rank,
        terms=found,
    )


MAKERS = (
    ActorWeight("utopia", "Utopia", 0.6),
    ActorWeight("ergoland", "Ergoland", 0.3),
    ActorWeight(None, "others", 0.1),
)
CHAINS = (
    SupplyChain(UTOPIA, RURITANIA, 0.56, 0.41, 0.68),
    SupplyChain(None, RURITANIA, 0.17, 0.09, 0.24, MAKERS),
    SupplyChain(ERGOLAND, RURITANIA, 0.11, 0.06, 0.13),
    SupplyChain(UTOPIA, FREDONIA, 0.06, 0.02, 0.19),
    SupplyChain(RURITANIA, RURITANIA, 0.02, 0.01, 0.03),
    SupplyChain(GROUP, None, 0.01, 0.0, 0.02),
)
ROUTES = (
    route(
        1,
        UTOPIA,
        RURITANIA,
        "depot_loss",
        0.38,
        records=("a1b2c3d4e5f60718", "b2c3d4e5f6071829", "T-01"),
        incidents=("I-01",),
    ),
    route(
        2,
        UTOPIA,
        RURITANIA,
        "battlefield_capture",
        0.18,
        records=("a1b2c3d4e5f60718", "b2c3d4e5f6071829", "T-01"),
    ),
    route(3, None, RURITANIA, "depot_loss", 0.12, incidents=("I-01",)),
    route(
        4,
        ERGOLAND,
        RURITANIA,
        "depot_loss",
        0.11,
        records=("c3d4e5f60718293a",),
        incidents=("I-01",),
        years="2015",
    ),
    route(5, UTOPIA, FREDONIA, "unauthorised_retransfer", 0.06, records=("d4e5f60718293a4b",), years="2016"),
    route(6, None, RURITANIA, "battlefield_capture", 0.05),
    route(7, RURITANIA, RURITANIA, "depot_loss", 0.02),
)
FIRST = RouteAssessment(
    sighting="S-01",
    weapon=(RIFLE, PATTERN),
    holder=(ActorWeight("grey-coats", "Grey Coats", 1.0),),
    seen=Span.parse("until 2019-06-14"),
    routes=ROUTES,
    unknown=Unknown(
        0.05, -13.0, (Term("unknown", -13.0, None, "5 % is kept for what no route here describes.", ()),)
    ),
    not_recorded=0.17,
    rest=Rest(212, 0.03),
    cannot_see=(CannotSee("register", "Register of Invented Transfers does not record ammunition"),),
    supply_chains=CHAINS,
    rest_chains=Rest(41, 0.02),
    set90=(0, 1, 2, 3),
    without_derived=WithoutDerived(("T-01",), CHAINS[:3]),
    leave_one_out=(
        LeaveOneOut("register", "supplier not recorded -> Ruritania", 0.48),
        LeaveOneOut("daily", "Utopia -> Ruritania", 0.52),
    ),
    scenarios=(
        Scenario("capture-led", CHAINS[:3]),
        Scenario("sponsor-led", CHAINS[:3]),
        Scenario("smuggling-led", CHAINS[:3]),
    ),
    ruled_out=(
        RuledOut(
            "e5f60718293a4b5c", "Delivered from 2021, after it was seen (by 2019-06-14, a reviewed date)."
        ),
    ),
    next_questions=(
        Ask(
            "Read the serial number and send a trace request for it (answered in about 40 % of cases)",
            "Utopia",
            0.61,
            "request",
            0.4,
            1.525,
        ),
        Ask("Look for an import mark on the item", "the holder of the footage", 0.08, "mark", 0.1, 0.8),
    ),
    wording="Best supported: Utopia -> Ruritania.",
)

SPONSORED = (
    SupplyChain(None, FREDONIA, 0.34, 0.2, 0.41, MAKERS),
    SupplyChain(UTOPIA, FREDONIA, 0.3, 0.22, 0.45),
    SupplyChain(UTOPIA, RURITANIA, 0.08, 0.02, 0.2),
)
SECOND = replace(
    FIRST,
    sighting="S-02",
    weapon=(WeaponWeight("m-12", "M-12 recoilless gun of the Fourth Improved Pattern", 1.0),),
    holder=(ActorWeight("grey-coats", "Grey Coats", 0.7), ActorWeight("jan", "Jan Doe", 0.3)),
    seen=Span.parse("June 2020"),
    routes=(
        route(1, None, FREDONIA, "hand_over", 0.34),
        route(
            2, UTOPIA, FREDONIA, "unauthorised_retransfer", 0.3, records=("d4e5f60718293a4b",), years="2016"
        ),
    ),
    unknown=Unknown(0.28, -5.5, ()),
    not_recorded=0.34,
    rest=Rest(0, 0.0),
    cannot_see=(),
    supply_chains=SPONSORED,
    rest_chains=Rest(0, 0.0),
    set90=(),
    without_derived=WithoutDerived((), SPONSORED),
    scenarios=(
        Scenario("capture-led", (SPONSORED[1], SPONSORED[0])),
        Scenario("sponsor-led", SPONSORED),
        Scenario("smuggling-led", SPONSORED),
    ),
    ruled_out=(),
    next_questions=(),
    wording="Not separated: supplier not recorded -> Fredonia, from Utopia -> Fredonia.",
)

FACTS = ReportFacts(
    title="The Strelsau depot",
    as_of=date(2026, 11, 22),
    version="0.1.0",
    sightings={
        "S-01": Sighting.from_cells("S-01", CELLS),
        "S-02": Sighting.from_cells(
            "S-02",
            {
                "item_type": "weapon",
                "weapon": "m-12",
                "holder": "grey-coats:0.7;jan:0.3",
                "to": "June 2020",
                "from": "June 2020",
                "source": "clerk",
            },
        ),
    },
    incidents=INCIDENTS,
    transfers=TRANSFERS,
    snapshots=(SNAPSHOT,),
    sources=SOURCES,
    registers={"register": REGISTER},
    priors_description=PriorsText(
        "mixed",
        "Capture, looted depots, leakage and outside supply side by side",
        ("The shares are set by hand.",),
        (
            PriorRow("captured in battle", 0.4, "invented", "armed group"),
            PriorRow("taken from a depot", 0.35, "invented", "armed group"),
            PriorRow("by a way not told apart", 0.25, "keeps every state within reach", "armed group"),
        ),
    ),
    mechanisms={
        "depot_loss": "taken from a depot",
        "battlefield_capture": "captured in battle",
        "unauthorised_retransfer": "passed on without authorisation",
        "hand_over": "handed over by a recipient",
    },
    terms={
        "mechanism": "how holders of this kind come by weapons",
        "reach": "who can have been the last custodian",
        "supply": "share of this supplier in all that the custodian held",
        "weapon": "what of it is the weapon seen, read as it was",
        "marks": "lots, serials, contracts and import marks",
    },
    actors={"ruritania": "Ruritania", "grey-coats": "Grey Coats", "fredonia": "Fredonia", "jan": "Jan Doe"},
    persons=frozenset({"jan"}),
)

TRACE = Trace("strelsau", "mixed", (SHA,), (FIRST, SECOND))


def many(number: int) -> tuple[Trace, ReportFacts]:
    """The case with so many sightings, all like the first."""
    ids = [f"S-{index:02d}" for index in range(1, number + 1)]
    sightings = {one: Sighting.from_cells(one, CELLS) for one in ids}
    return replace(TRACE, assessments=tuple(replace(FIRST, sighting=one) for one in ids)), replace(
        FACTS, sightings=sightings
    )
