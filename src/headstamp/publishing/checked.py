"""The checks of a case as the plain rows of a page, in reading order; the template only lays them out."""

from __future__ import annotations

from collections.abc import Mapping

from headstamp.evidence.verification import Bounds, Check, Dossier, Exchange, Said, Subject
from headstamp.publishing.checked_rows import (
    CheckRow,
    ClueRow,
    ExchangeRow,
    ProofRow,
    SaidRow,
    Section,
    Time,
)
from headstamp.publishing.lookup import Lookup
from headstamp.publishing.timeline import Timeline, timeline
from headstamp.publishing.words import figure, listed, plain, sentence, span
from headstamp.sightings import Proof
from headstamp.values import Place, Span

SIDES = {
    "for": "supports",
    "against": "speaks against",
    "counter-candidate": "another answer, looked at",
    "failed": "tried in vain",
}
"""How a proof stands to its check, in words."""


def sections(found: Dossier, lookup: Lookup, violations: Mapping[str, str]) -> tuple[Section, ...]:
    """One section a subject, in the order of the table.

    Args:
        found: what was checked.
        lookup: names and numbers; sources get theirs here.
        violations: id of a violation to what is alleged.
    """
    return tuple(_section(n, one, lookup, violations) for n, one in enumerate(found.subjects, start=1))


def _section(n: int, one: Subject, lookup: Lookup, violations: Mapping[str, str]) -> Section:
    # The table of checks stands before their proofs, so its sources get their numbers first.
    for each in one.checks:
        lookup.cites([each.verification.source])
    checks = tuple(_check(each, lookup) for each in one.checks)
    proofs = {row.id: row for each in checks for row in each.proofs}
    alleged = [violations[each.id] for each in one.records if each.id in violations]
    seen = [each.id for each in one.records if each.id in lookup.facts.sightings]
    weapons = (lookup.facts.sightings[each].weapon[0][0] for each in seen)
    title = listed(alleged) or listed(list(dict.fromkeys(weapons))) or one.records[0].id
    verified, all_ = _times(one, verified=True), _times(one, verified=False)
    return Section(
        n,
        sentence(title).rstrip("."),
        listed([each.id for each in one.records]),
        verified,
        () if [t.words for t in verified] == [t.words for t in all_] else all_,
        _timeline(one),
        checks,
        listed([plain(each) for each in one.unchecked]),
        _holder(one, lookup),
        lookup.actor(one.holders.shares[0][0]) if one.holders.shares else "",
        tuple(_clues(one, lookup)),
        tuple(_row_says(each, lookup) for each in seen) if one.holders.shares else (),
        tuple(_exchange(each, proofs, lookup) for each in one.exchanges),
        one.responses,
        tuple(_said(each, lookup) for each in one.said),
    )


def _check(one: Check, lookup: Lookup) -> CheckRow:
    told = one.verification
    times = dict(one.times)
    return CheckRow(
        told.id,
        listed(list(told.of)),
        told.check,
        one.standing.status,
        one.standing.counts,
        one.standing.why,
        told.result or "",
        sentence(told.method or ""),
        listed(list(told.by)) or "nobody is named",
        listed(list(told.reviewer)),
        told.needs or "",
        told.note or "",
        lookup.cites([told.source]),
        tuple(_proof(each, times.get(each.id), lookup) for each in one.proofs),
    )


def _proof(one: Proof, time: Span | None, lookup: Lookup) -> ProofRow:
    camera = one.camera
    bearing = "" if camera.bearing is None else f"looking {camera.bearing:g}°"
    margin = f" ± {camera.margin:g}°" if camera.margin is not None else ""
    compared = one.reference or ""
    compared += f", of {span(one.reference_date)}" if one.reference_date is not None else ""
    details = (
        f"In the picture: {one.frame}" if one.frame else "",
        f"Compared with: {compared}" if compared else "",
        f"Match: {one.match}" if one.match else "",
        f"Place: {_place(one)}" if one.place != Place() else "",
        f"Camera: {', '.join(part for part in (camera.position, bearing + margin) if part)}"
        if camera.position or bearing
        else "",
        _shadow(one),
        f"By: {one.by}" if one.by else "",
        f"Answers: {', '.join(one.answers)}" if one.answers else "",
        f"Credibility {one.credibility.value}" if one.credibility is not None else "",
        one.note or "",
    )
    told = () if time is None else (span(time),)
    return ProofRow(
        one.id,
        plain(one.kind),
        one.side,
        SIDES[one.side],
        one.says,
        tuple(each for each in details if each),
        "".join(told),
        lookup.cites([one.source]),
    )


def _place(one: Proof) -> str:
    """The place in names and how exactly it is known; coordinates stay in the case."""
    where = one.place
    names = ", ".join(part for part in (where.name, where.admin2, where.admin1) if part) or "not named"
    near = (
        f"within {where.radius_km:g} km" if where.radius_km is not None else f"precision: {where.precision}"
    )
    return f"{names} ({near})"


def _shadow(one: Proof) -> str:
    told = []
    if one.shadow_azimuth is not None:
        told.append(f"points to {one.shadow_azimuth.value:g}° ± {one.shadow_azimuth.margin:g}°")
    if one.shadow_ratio is not None:
        told.append(f"length to height {one.shadow_ratio.value:g} ± {one.shadow_ratio.margin:g}")
    return f"Shadow: {', '.join(told)}" if told else ""


def _times(one: Subject, *, verified: bool) -> tuple[Time, ...]:
    """What is left of the time, records of which the same holds together; none where no time was told."""
    found: dict[tuple[str, bool], list[str]] = {}
    for each in one.records:
        told = each.verified if verified else each.all
        if told.span is None or told.span.is_known:
            found.setdefault((_bounds(told), told.span is None), []).append(each.id)
    return tuple(Time(listed(ids), words, alarm) for (words, alarm), ids in found.items())


def _bounds(told: Bounds) -> str:
    if told.span is None:
        pairs = (f"{one.earlier} ends before {one.later} begins" for one in told.conflicts)
        return f"No day is left, because proofs contradict each other: {'; '.join(pairs)}."
    ends = []
    if told.earliest:
        ends.append(f"not before by {listed(list(told.earliest))}")
    if told.latest:
        ends.append(f"not after by {listed(list(told.latest))}")
    return f"{sentence(span(told.span)).rstrip('.')} ({'; '.join(ends)})."


def _timeline(one: Subject) -> Timeline | None:
    rows: list[tuple[str, Span, str]] = []
    for check in one.checks:
        kinds = {proof.id: plain(proof.kind) for proof in check.proofs}
        mark = "proof" if check.standing.counts else "unverified"
        rows += [(f"{name}, {kinds[name]}", time, mark) for name, time in check.times]
    for label, verified in (("Left by checks that count", True), ("Left by all checks", False)):
        spans = [each.verified.span if verified else each.all.span for each in one.records]
        for each in dict.fromkeys((s.from_, s.to) for s in spans if s is not None and s.is_known):
            rows.append((label, Span.between(*each), "result" if verified else "result-all"))
    return timeline(rows)


def _holder(one: Subject, lookup: Lookup) -> str:
    if not one.holders.shares:
        return ""
    return listed([f"{lookup.actor(name)} {figure(share)}" for name, share in one.holders.shares])


def _clues(one: Subject, lookup: Lookup) -> list[ClueRow]:
    proofs = {proof.id: proof for check in one.checks for proof in check.proofs}
    first = one.holders.shares[0][0] if one.holders.shares else ""
    rows = []
    for step in one.holders.steps:
        proof = proofs[step.basis.id]
        shares = listed([f"{lookup.actor(name)} {figure(share)}" for name, share in step.basis.shares])
        after = figure(dict(step.after).get(first, 0.0))
        known = span(proof.known_from) if proof.known_from is not None else ""
        told = (proof.id, plain(proof.kind), SIDES[proof.side], proof.says, shares)
        rows.append(ClueRow(*told, f"{step.basis.weight:g}", known, after, lookup.cites([proof.source])))
    return rows


def _row_says(id_: str, lookup: Lookup) -> str:
    shares = [f"{lookup.actor(name)} {figure(share)}" for name, share in lookup.facts.sightings[id_].holder]
    return f"{id_}: {listed(shares)}"


def _exchange(one: Exchange, proofs: Mapping[str, ProofRow], lookup: Lookup) -> ExchangeRow:
    claims = tuple(_said(each, lookup) for each in one.claims)
    return ExchangeRow(_said(one.denial, lookup), claims, tuple(proofs[each] for each in one.proofs))


def _said(one: Said, lookup: Lookup) -> SaidRow:
    who = ", ".join(part for part in (one.speaker, one.when) if part)
    return SaidRow(one.id, one.text, who, lookup.cites([one.source]))
