"""The page of what was checked: one HTML file that holds all it shows, runs no script and asks nothing.

It is for whoever has to judge a picture without having made it: an editor, a lawyer, a court. Every statement
has its source, everything that was tried stands beside what succeeded, and what nobody checked is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files

from markupsafe import Markup

from headstamp.evidence.verification import Dossier
from headstamp.publishing.checked import sections
from headstamp.publishing.facts import PriorsText, ReportFacts
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.report import css, environment
from headstamp.publishing.sourcelist import entries
from headstamp.publishing.withheld import Withheld
from headstamp.publishing.words import day
from headstamp.sightings import Sighting


def page_facts(
    case: str,
    as_of: date,
    version: str,
    *,
    sightings: Mapping[str, Sighting],
    sources: Mapping[str, Mapping[str, str]],
    actors: Mapping[str, str],
    persons: frozenset[str],
) -> ReportFacts:
    """The facts of a page that rests on the case's own rows only, no register and no priors."""
    bare = ReportFacts(case, as_of, version, sightings, {}, {}, (), sources, {}, PriorsText("", ""), {}, {})
    return replace(bare, actors=actors, persons=persons)


def verification_page(found: Dossier, facts: ReportFacts, violations: Mapping[str, str]) -> str:
    """Write the page.

    Args:
        found: what was checked.
        facts: the case's sightings and sources, and the words for what they name.
        violations: id of a violation to what is alleged.

    Returns:
        One HTML document in UTF-8 text. The same dossier and facts give the same text.
    """
    lookup = Lookup(facts)
    told = sections(found, lookup, violations)
    page = environment(Withheld.of(facts)).get_template("verification.html")
    own = files("headstamp.publishing").joinpath("static", "verification.css").read_text(encoding="utf-8")
    return page.render(
        title=facts.title,
        as_of=day(facts.as_of),
        version=facts.version,
        sections=told,
        stray=found.stray,
        sources=entries(lookup),
        css=Markup(f"{css()}\n{own}"),
    )
