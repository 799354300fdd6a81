"""Everything that was checked of each thing a case holds, put together for whoever has to judge it.

Records that one check is about (the sightings of one video, the killing it shows) are one subject. Times are
intersected for each of its records twice: from the checks that count, and from all that are not given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from headstamp.evidence.verification.bounds import Bounds, bounds
from headstamp.evidence.verification.exchanges import Exchange, Said, exchanges
from headstamp.evidence.verification.holders import Basis, Holders, holders
from headstamp.evidence.verification.standing import Standing, standing
from headstamp.sightings import Claim, Proof, Verification, Violation
from headstamp.sightings.verification import CHECKS
from headstamp.values import NotFound, Span

GIVEN_UP = "cannot be verified"
"""Checks of this status bound nothing."""
_DOUBTFUL_YEARS = 3

FirstMade = Callable[[str], Span | None]
"""What is known of when a weapon was first made, by its name; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, how far it is, and its proofs with the time that each leaves."""

    verification: Verification
    standing: Standing
    proofs: tuple[Proof, ...]
    times: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The times that are left for one record.

    Attributes:
        id: of the sighting, item or violation.
        verified: from the checks that count.
        all: from all checks that were not given up.
    """

    id: str
    verified: Bounds
    all: Bounds


@dataclass(frozen=True, slots=True)
class Subject:
    """Records that were checked together.

    Attributes:
        records: their ids with the times left, in the order of the checks.
        checks: in the order of the table.
        unchecked: what nobody has begun to check, of `CHECKS`.
        holders: who held it, by the proofs that say so.
        exchanges: denials and what answers them.
        said: what else was said of the records.
        responses: id of a violation and what the state did about it.
    """

    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    unchecked: tuple[str, ...]
    holders: Holders
    exchanges: tuple[Exchange, ...]
    said: tuple[Said, ...]
    responses: tuple[tuple[str, str], ...]

    @property
    def alarms(self) -> tuple[tuple[str, Bounds], ...]:
        """Records for which no day is left."""
        return tuple(
            (one.id, each) for one in self.records for each in (one.verified, one.all) if each.span is None
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """All subjects of a case, and proofs that belong to no check of it."""

    subjects: tuple[Subject, ...]
    stray: tuple[str, ...]


def dossier(
    verifications: Iterable[Verification],
    proofs: Iterable[Proof],
    claims: Iterable[Claim] = (),
    violations: Iterable[Violation] = (),
    *,
    first_made: FirstMade = lambda weapon: None,
    of: str | None = None,
) -> Dossier:
    """Put the checks of a case together.

    Args:
        verifications: rows of the table.
        proofs: likewise.
        claims: likewise.
        violations: likewise; what the state did about them is told.
        first_made: since when a weapon is made, for proofs that lean on it and give no time.
        of: only the subject of this record; None tells all.

    Raises:
        NotFound: no check is about `of`.
    """
    checks, all_proofs, said = tuple(verifications), tuple(proofs), tuple(claims)
    known = {one.id for one in checks}
    groups = [group for group in _grouped(checks) if of is None or any(of in one.of for one in group)]
    if of is not None and not groups:
        raise NotFound(f"No check is about '{of}'", do="see `headstamp verifications list`")
    told = {one.id: one.state_response for one in violations if one.state_response}
    subjects = tuple(_subject(group, all_proofs, said, told, first_made) for group in groups)
    return Dossier(subjects, tuple(one.id for one in all_proofs if one.verification not in known))


def first_made_by(span: Span | None, review: str) -> Span | None:
    """Since when a weapon can exist, by the catalogue; three years earlier where its year is doubtful."""
    if span is None or span.from_ is None:
        return None
    first = Span.between(span.from_, None, span.status)
    return first.widened(years=_DOUBTFUL_YEARS) if review == "year doubtful" else first


def _grouped(checks: Sequence[Verification]) -> list[list[Verification]]:
    """Checks that share a record, directly or by way of others, in the order of the first of each group."""
    groups: list[list[Verification]] = []
    for check in checks:
        met = [one for one in groups if any(set(check.of) & set(each.of) for each in one)]
        joined = [each for one in met for each in one] + [check]
        groups = [one for one in groups if one not in met] + [joined]
    order = {one.id: n for n, one in enumerate(checks)}
    for one in groups:
        one.sort(key=lambda each: order[each.id])
    return sorted(groups, key=lambda one: order[one[0].id])


def _subject(
    group: Sequence[Verification],
    proofs: Sequence[Proof],
    claims: Sequence[Claim],
    responses: dict[str, str],
    first_made: FirstMade,
) -> Subject:
    checks = tuple(_check(one, proofs, first_made) for one in group)
    ids = tuple(dict.fromkeys(id_ for one in group for id_ in one.of))
    mine = tuple(proof for one in checks for proof in one.proofs)
    met, said = exchanges(ids, claims, mine)
    clues = (
        Basis(one.id, one.holder, one.weight, None if one.known_from is None else one.known_from.from_)
        for one in mine
        if one.holder
    )
    return Subject(
        tuple(_record(id_, checks) for id_ in ids),
        checks,
        tuple(one for one in CHECKS if one not in {each.check for each in group}),
        holders(clues),
        met,
        said,
        tuple((id_, responses[id_]) for id_ in ids if id_ in responses),
    )


def _check(one: Verification, proofs: Sequence[Proof], first_made: FirstMade) -> Check:
    mine = tuple(proof for proof in proofs if proof.verification == one.id)
    found = ((proof.id, _time(proof, first_made)) for proof in mine if proof.side == "for")
    times = tuple((name, span) for name, span in found if span is not None)
    return Check(one, standing(one), mine, times)


def _time(proof: Proof, first_made: FirstMade) -> Span | None:
    """The days that a proof leaves: from the first day of `from` to the last day of `to`."""
    first, last = proof.first, proof.last
    if first is None and last is None:
        return first_made(proof.weapon) if proof.kind == "first_made" and proof.weapon else None
    begin, end = None if first is None else first.from_, None if last is None else last.to
    return Span.between(begin, end) if begin is not None or end is not None else None


def _record(id_: str, checks: Sequence[Check]) -> Record:
    mine = [one for one in checks if id_ in one.verification.of]
    counting = [each for one in mine if one.standing.counts for each in one.times]
    all_ = [each for one in mine if one.verification.status != GIVEN_UP for each in one.times]
    return Record(id_, bounds(counting), bounds(all_))
