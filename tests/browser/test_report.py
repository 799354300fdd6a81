"""The report in a real browser: it asks nobody for anything, runs nothing, and can be read by everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import AXE
from made_up_case import FACTS, TRACE

from headstamp.publishing import render

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render(TRACE, FACTS), encoding="utf-8")
    return file.as_uri()


def opened(browser: Any, address: str, **options: Any) -> tuple[Any, list[str], list[str]]:
    """The page, what it asked for besides itself, and what it complained about."""
    page = browser.new_context(**options).new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => 1)")
    others = [url for url in asked if url != address and not url.startswith("data:")]
    return page, others, said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 500, 360])
def test_no_request_leaves_and_nothing_is_complained_of(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    page, others, said = opened(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    assert others == []
    assert said == []
    # The whole page fits: no one has to scroll sideways to read.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 500])
def test_axe_finds_nothing(browser: Any, address: str, width: int, scheme: str) -> None:
    page, _, _ = opened(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    # Closed routes are hidden from axe; a reader opens them.
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    told = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20
    page.context.close()


def test_the_bundled_typefaces_are_used(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, address)
    used = page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)")
    assert {"Inter", "Headstamp Serif"} <= {one.strip('"') for one in used}
    page.context.close()


def test_the_report_is_whole_without_scripts(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, address, java_script_enabled=False)
    assert page.locator("script").count() == 0
    page.locator("details >> nth=1").locator("summary").click()
    assert page.locator("details >> nth=1").locator("table").is_visible()
    page.context.close()


def test_the_keyboard_reaches_the_summary_first(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#summary")
    page.context.close()


def test_on_paper_every_route_is_open(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, address)
    page.emulate_media(media="print")
    tables = page.locator("details table")
    assert tables.count() > 5
    heights = tables.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) > 20
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"
    page.context.close()
