"""What the report says and keeps back, read off its HTML."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from made_up_case import CHAINS, FACTS, FIRST, SECOND, TRACE, many

from headstamp.publishing import render
from headstamp.publishing.view import CAVEAT

EVIL = "<script>alert('x')</script>\"'&"


class Page(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._skip = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip += tag == "style"
        # What the style sheet sets on a line of its own is no part of the word before it.
        if tag not in ("a", "sup", "em"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words).replace("\u00a0", " "))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html() -> str:
    return render(TRACE, FACTS)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def spoilt(value: object) -> object:
    """The same value with a script in every text it holds, ids included."""
    if isinstance(value, str) and type(value) is str:
        return f"{value}{EVIL}"
    if isinstance(value, tuple):
        return tuple(spoilt(one) for one in value)
    if isinstance(value, dict):
        return {spoilt(key): spoilt(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return frozenset(spoilt(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: spoilt(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **changed)
    return value


def test_the_same_trace_gives_the_same_bytes(html: str) -> None:
    assert render(TRACE, FACTS) == html


def test_a_script_in_any_text_stays_text() -> None:
    found = Page(render(spoilt(TRACE), spoilt(FACTS)))  # type: ignore[arg-type]
    assert found.named("script") == []
    assert "alert('x')" in found.text
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)


def test_nothing_is_fetched_and_only_sources_are_linked(page: Page) -> None:
    allowed = {("a", "href"), ("meta", "content")}
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            if re.search(r"https?:|//", value or ""):
                assert (tag, name) in allowed
    assert not page.named("link")
    assert not page.named("img")
    assert not page.named("iframe")
    links = {one["href"] for one in page.named("a") if not (one["href"] or "").startswith("#")}
    assert links == {
        "https://archive.example/video/1",
        "https://copies.example/1",
        "https://register.example/",
        "https://daily.example/strelsau",
    }


def test_the_style_asks_for_nothing_outside(html: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    assert set(re.findall(r"url\((?!data:)([^)]*)\)", style)) == {"#hatch"}
    assert "@import" not in style


def test_an_address_that_is_no_address_is_not_linked() -> None:
    bad = {**FACTS.sources["arch-1"], "url": "javascript:alert(1)", "archive_url": "data:text/html,x"}
    found = Page(render(TRACE, replace(FACTS, sources={**FACTS.sources, "arch-1": bad})))
    assert not any((one["href"] or "").startswith(("javascript", "data")) for one in found.named("a"))


def test_eight_sightings_stay_under_a_megabyte() -> None:
    assert len(render(*many(8)).encode()) < 1_000_000


def test_the_fonts_are_small_and_carry_their_licence(html: str) -> None:
    fonts = re.findall(r"base64,([A-Za-z0-9+/=]+)", html)
    assert len(fonts) == 6
    assert sum(map(len, fonts)) < 250_000
    assert "SIL Open Font License" in html


def test_each_sighting_has_its_sentence_in_the_allowed_wording(page: Page) -> None:
    assert (
        "S-01, R-77 assault rifle, seen with Grey Coats. Best supported: Utopia to Ruritania. "
        "First chain: likely (55–80 %)."
    ) in page.text
    assert "Not separated: supplier not recorded to Fredonia, from Utopia to Fredonia." in page.text
    assert "traced to" not in page.text.replace("Traced to Said only", "").lower().split("words used")[0]


def test_a_bare_wording_becomes_a_sentence() -> None:
    bare = replace(FIRST, wording="consistent with")
    found = Page(render(replace(TRACE, assessments=(bare,)), FACTS))
    assert "The findings are consistent with the chain Utopia to Ruritania: likely (55–80 %)." in found.text


def test_probabilities_are_said_to_be_uncalibrated(page: Page) -> None:
    assert page.text.count(CAVEAT) == 3
    assert "calibrated on simulated worlds" not in page.text


def test_rows_of_chains_add_up_and_the_sum_is_printed(page: Page) -> None:
    total = sum(one.probability for one in CHAINS) + FIRST.rest_chains.probability + FIRST.unknown.probability
    assert total == pytest.approx(1.0)
    assert page.text.count("Together, before rounding 1.00") == 2
    # Chains that are not worth a row are counted, not dropped: 0.01 of the last chain and 0.02 of the rest.
    assert "42 other chains together none of them above 0.01" in page.text


def test_a_supplier_that_no_record_names_is_a_row_of_its_own(page: Page) -> None:
    assert "Supplier not recorded to Ruritania" in page.text
    assert "if so, perhaps Utopia 0.60, Ergoland 0.30 and others 0.10" in page.text
    assert "Not known: a way that no route here describes" in page.text


def test_the_range_is_never_called_an_interval(page: Page) -> None:
    assert "range over three assumptions" in page.text
    assert "interval" not in page.text.lower()


def test_a_first_chain_that_hangs_on_the_assumption_is_said_first(html: str, page: Page) -> None:
    section = html[html.index('id="sighting-2"') :]
    assert (
        section.index("depends on the assumption")
        < section.index("Not separated")
        < section.index("What was seen")
    )
    assert "Utopia to Fredonia is first under ‘capture-led’." in page.text
    first = html[html.index('id="sighting-1"') : html.index('id="sighting-2"')]
    assert "depends on the assumption" not in first


def test_terms_sum_to_the_score(page: Page) -> None:
    score = FIRST.routes[0].score_db
    assert f"Score, the sum of the terms \u2212{abs(score):.1f}" in page.text
    assert score == pytest.approx(sum(one.db for one in FIRST.routes[0].terms))


def test_routes_that_are_not_printed_are_counted(page: Page) -> None:
    # 7 routes less 5 printed, and 212 too unlikely to list; 1 - 0.05 - (0.38 + 0.18 + 0.12 + 0.11 + 0.06)
    assert "214 further routes are not printed; together 0.10 of 1." in page.text


def test_a_record_says_stage_quantity_years_edition_and_row(page: Page) -> None:
    assert "R-77; 1,200 delivered of 1,500 ordered; ordered 2008, delivered 2009–2011" in page.text
    assert "REGISTER, generated 3 March 2025, row 412, record a1b2c3d4e5f60718" in page.text
    assert "rifles; up to 2,000 authorised; no year given" in page.text
    assert "R-77; ordered, number not reported; ordered 2016" in page.text
    assert "marked uncertain by the source: supplier" in page.text
    assert "The same 3 records as under route 1." in page.text


def test_a_step_claims_no_more_than_its_records_do(page: Page, html: str) -> None:
    # Two deliveries and a licence: the years are those of the deliveries.
    assert "delivered and authorised, 2009–2014" in page.text
    # One order: signed is not delivered.
    assert "Utopia to Fredonia, ordered, 2016 recorded, delivery not shown" in page.text
    assert "step-undelivered" in html


def test_incidents_what_was_ruled_out_and_questions_are_told(page: Page) -> None:
    assert "depot loss from Ruritania to Grey Coats; 1–3 May 2019, Strelsau, Ruritania; R-77" in page.text
    assert "Delivered from 2021, after it was seen (by 2019-06-14, a reviewed date)." in page.text
    assert "would tell much 0.61" in page.text
    assert "Supplier not recorded to Ruritania differs" in page.text


def test_serials_coordinates_persons_and_human_sources_are_kept_back(html: str) -> None:
    for secret in ("UT774411", "Jan Doe", "48.98", "14.12345", "48.12345", "14.54321", "Talk with"):
        assert secret not in html
    assert "serial number read (withheld here)" in html
    assert "[serial withheld]" in html
    assert "49.0, 14.1" in html


def test_sources_are_numbered_in_reading_order_and_every_number_leads_somewhere(page: Page) -> None:
    cited = {one["href"] for one in page.named("a") if (one["href"] or "").startswith("#source-")}
    listed = {f"#{one['id']}" for one in page.named("li") if "id" in one}
    assert cited <= listed
    assert page.text.index("Video of a parade in Hentzau. Ruritania Open Archive") < page.text.index(
        "Register of Invented Transfers. Institute for Nowhere"
    )
    assert f"SHA-256 {FACTS.snapshots[0].sha256}" in page.text
    assert "Terms of use: non-commercial use of small parts." in page.text
    assert "B: usually reliable" in page.text


def test_what_is_not_known_has_a_heading_of_its_own(page: Page) -> None:
    text = page.text[page.text.rindex("What is not known") :]
    assert "The first chain names no supplier for S-02." in text
    assert "That no record names the supplier: unlikely (20–45 %) for S-02." in text
    assert "1 of the 6 records cited give no number" in text


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_link_inside_leads_somewhere(page: Page) -> None:
    ids = [one["id"] for _, one in page.tags if "id" in one]
    assert len(ids) == len(set(ids))
    assert {(one["href"] or "")[1:] for one in page.named("a") if (one["href"] or "").startswith("#")} <= set(
        ids
    )


def test_every_picture_has_its_words(page: Page) -> None:
    drawings = [one for one in page.named("svg") if one.get("role") == "img"]
    assert len(drawings) == 4
    assert "Utopia to Ruritania: delivered and authorised, 2009–2014, 3 records (recorded)." in page.text
    assert all(one.get("aria-hidden") == "true" for one in page.named("svg") if one.get("role") != "img")


def test_a_trace_without_chains_or_facts_still_makes_a_report() -> None:
    bare = replace(
        SECOND,
        sighting="S-09",
        weapon=(),
        holder=(),
        routes=(),
        supply_chains=(),
        scenarios=(),
        leave_one_out=(),
        wording="Not excluded: no route can be told from what is recorded.",
    )
    found = Page(render(replace(TRACE, assessments=(bare,), snapshots=()), replace(FACTS, snapshots=())))
    assert "Weapon not identified, seen with a holder not known" in found.text
    assert "Not excluded: no route can be told from what is recorded." in found.text
    assert "none; the case’s own records only" in found.text


def test_a_trace_of_nothing_still_makes_a_report() -> None:
    assert "0 sightings" in Page(render(replace(TRACE, assessments=()), FACTS)).text
