"""What to ask next: how much each answer is expected to tell about the supply chain, in bits.

    bits = r * (H(p) - sum_a m_a H(p o L_a / m_a)),  m = p'L

with p the chains, L[c, a] the chance of answer a if chain c is true, and r the chance of any answer, which
the priors state. The likelihoods are those of `answers`, from the same counts as the scores. Bits of several
questions are never added: what one tells another may tell too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headstamp.tracing.answers import Answers, Told
from headstamp.tracing.assessment import Question
from headstamp.tracing.chains import Chains
from headstamp.tracing.rows import HOLDER

LEAST_BITS = 0.005
"""What is expected to tell less is not worth asking."""
_AT_HAND = "the holder of the footage or the item"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that could be asked of a sighting.

    Attributes:
        about: request, mark, model, year, certificate or date.
        told: what each chain would answer.
    """

    about: str
    ask: str
    of: str
    chance: float
    told: Told


def questions(chains: Chains) -> tuple[Question, ...]:
    """The questions worth asking, most telling first; the first forty chains take part, all else as one."""
    answers = Answers(chains)
    # Chains that are as good as certain leave nothing to ask; most sightings of a large case end here.
    if answers.entropy * max(chains.model.priors.asking.values()) < LEAST_BITS:
        return ()
    found = [question(one, one.told.bits(answers.p)) for one in asked(answers)]
    return tuple(sorted((one for one in found if one.bits >= LEAST_BITS), key=lambda one: -one.bits))


def question(one: Asked, bits: float) -> Question:
    """A question with what its answer would tell.

    Args:
        bits: what the answer tells if there is one.
    """
    return Question(one.ask, one.of, one.chance * bits, one.about, one.chance, bits)


def asked(answers: Answers) -> Iterator[Asked]:
    """Each question that is open, telling or not."""
    chains = answers.chains
    rate, marks = chains.model.priors.asking, chains.routes.seen.marks
    if chains.first is not None and chains.ends(chains.first)[0] != HOLDER:
        what = "Send a trace request for the serial number"
        if not marks.serial:
            what = "Read the serial number and send a trace request for it"
        said = f"{what} (answered in about {rate['trace_request']:.0%} of cases)"
        at, maker = asked_of(answers)
        yield Asked("request", said, maker, rate["trace_request"], answers.reply(at))
    if marks.imported_by is None and marks.consignee is None:
        said = "Look for an import mark or a consignee on the item and its packaging"
        yield Asked("mark", said, _AT_HAND, rate["mark"], answers.custodian())
    if _coarse(chains) and (leaf := answers.leaf()) is not None:
        said = "Identify the model more closely (receiver, stock, sights, marks)"
        yield Asked("model", said, "a second examiner", rate["model"], leaf)
    if marks.year is None and (year := answers.year()) is not None:
        yield Asked("year", "Read the production year on the item", _AT_HAND, rate["year"], year)
    if (certificate := answers.certificate()) is not None:
        row, told = certificate
        supplier, custodian = chains.parties(int(answers.shown[row]))
        assert supplier is not None
        assert custodian is not None
        said = (
            f"Ask for the end-user certificate and proof of delivery of what is recorded for {custodian.name}"
        )
        yield Asked("certificate", said, supplier.name, rate["certificate"], told)
    if (date := answers.date()) is not None:
        said = "Establish when the image was made"
        yield Asked("date", said, "whoever geolocates and dates the footage", rate["date"], date)


def _coarse(chains: Chains) -> bool:
    """Whether a second examiner could say more than the first: several candidates, a coarse one, a doubt."""
    weapon, model = chains.routes.seen.weapon, chains.model
    if len(chains.nodes) < 2:
        return False
    if len(weapon) != 1 or weapon[0].id not in model.readings.at:
        return True
    error = model.readings.error(weapon[0].id, chains.routes.seen.confidence)
    return (
        not model.readings.is_leaf[model.readings.at[weapon[0].id]] or error > 2 * model.priors.error["model"]
    )


def asked_of(answers: Answers) -> tuple[int, str]:
    """Whom a trace request goes to, with its index: the one state that makes it, else the likeliest supplier.

    Returns:
        Index among the ledger's parties, -1 where it has none, and the name.
    """
    chains = answers.chains
    model, weapon = chains.model, chains.routes.seen.weapon
    catalogue = model.names.catalogue
    makers = model.readings.makers_in(weapon[0].id) if weapon and weapon[0].id in catalogue else ()
    if len(makers) == 1:
        parties = model.ledger.parties
        at = parties.index(makers[0]) if makers[0] in parties else -1
        return at, model.names.party(makers[0]).name
    for supplier in answers.suppliers.tolist():
        if supplier >= 0:
            return supplier, model.parties[supplier].name
    return -1, "the maker"
