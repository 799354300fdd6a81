"""The report of a case: one HTML file that holds all it shows, runs no script and asks the network nothing.

It is for people on a screen, on paper and with a screen reader; programs read the trace's own JSON.
"""

from __future__ import annotations

from importlib.resources import files

import jinja2
from markupsafe import Markup

from headstamp.publishing.drawing import LINE_WORDS
from headstamp.publishing.facts import ReportFacts
from headstamp.publishing.fonts import font_css
from headstamp.publishing.view import build
from headstamp.publishing.withheld import Withheld
from headstamp.publishing.words import pieces
from headstamp.tracing.assessment import Trace


def render(trace: Trace, facts: ReportFacts) -> str:
    """Write the report of a trace.

    Args:
        trace: the assessments of a case.
        facts: the rows they cite and the words for what they name.

    Returns:
        One HTML document in UTF-8 text. The same trace and facts give the same text.
    """
    page = environment(Withheld.of(facts)).get_template("report.html")
    return page.render(report=build(trace, facts), css=Markup(css()), line_words=LINE_WORDS)


def environment(withheld: Withheld) -> jinja2.Environment:
    """What writes pages: every word escaped, and without what must not be printed."""

    def clean(value: object) -> object:
        # Markup has been through here already, piece by piece.
        return withheld.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("headstamp.publishing"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    environment.filters["g"] = lambda number: f"{number:g}"
    environment.filters["pieces"] = pieces
    return environment


def css() -> str:
    """The style of all pages, with the fonts that it needs."""
    static = files("headstamp.publishing").joinpath("static")
    return f"{font_css()}\n{static.joinpath('report.css').read_text(encoding='utf-8')}"
