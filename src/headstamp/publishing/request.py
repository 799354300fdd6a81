"""A trace request: what to write to the state that made a weapon, or that last imported it.

The fields are after paragraph 17 of the International Tracing Instrument (2005) and after ISACS 05.31 as
they are known here at second hand; neither text is quoted. What a sighting does not tell is said to be not
known and never guessed. Nothing names a person, a source or an exact place: who finds these in a letter can
find whoever filmed. It is a draft: who sends it reads it, completes it and answers for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headstamp.publishing.withheld import Withheld
from headstamp.records import Names, Party
from headstamp.records.context import context_of
from headstamp.sightings import Sighting

NOT_KNOWN = "not known"
_OLD = 1946
_BOOK = "(after the catalogue, not read on the weapon)"
_TITLE_HOLDER = (
    "Do your records hold a weapon with these marks?",
    "When was it made, and in which lot or batch; how many were in it?",
    "To whom was it first transferred, when, and under which contract and export licence?",
    "Which end-user certificate covered the transfer, and was its delivery verified?",
    "Did you consent to any transfer after that, and to whom?",
    "Who is the last known holder with legal title, and since when?",
    "Has it been reported lost, stolen or destroyed?",
)
_RESTRICTIONS = (
    "Use this request to trace the weapon only, and pass it to nobody who need not see it for that.",
    "Tell us which parts of your answer may be published, and how you wish to be named; until then none are.",
    "A reply that the records are lost, or that you cannot answer, is of use too.",
)
_WARNINGS = (
    "Do not send this before somebody else has read it: place, day and marks together may show who filmed, "
    "who spoke, or which evidence is held.",
    "The request tells the state that it goes to what is being investigated. Weigh this where that state, or "
    "an ally of it, may itself have diverted the weapon.",
    "Photographs may show faces, places and the name of a device; check them, and strip what they carry, "
    "before any is attached.",
    "The International Tracing Instrument is between states; from whoever else asks, a request is a letter "
    "that may go unanswered.",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a request; None is not known."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TraceRequest:
    """A draft of a request.

    Attributes:
        to: the states that it may go to; several where any of them may have made the weapon.
        to_because: why these.
        missing: names of the fields that are essential to a trace and not known.
        warnings: what to weigh before it is sent; no part of the letter.
    """

    case: str
    sighting: str
    to: tuple[Party, ...]
    to_because: str
    sections: tuple[Section, ...]
    asked: tuple[str, ...]
    restrictions: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def markdown(self) -> str:
        """The letter, one Markdown text; what to weigh before it is sent stands first and is taken out."""
        return "\n".join(_lines(self)) + "\n"


def request(case: str, sighting: Sighting, names: Names) -> TraceRequest:
    """The request about one sighting."""
    to, because = _addressees(sighting, names)
    weapon = _weapon(sighting, names, to)
    persons = {
        text for actor in names.actors if actor.kind == "person" for text in (actor.name, *actor.aliases)
    }
    withheld = Withheld(persons, ())
    sections = (weapon, _found(sighting, names), _why(sighting, names), _use())
    essential = {"make", "model", "calibre", "serial number", "country of manufacture or most recent import"}
    return TraceRequest(
        case=case,
        sighting=sighting.id,
        to=to,
        to_because=because,
        sections=tuple(_without_persons(one, withheld) for one in sections),
        asked=_TITLE_HOLDER,
        restrictions=_RESTRICTIONS,
        missing=tuple(one.name for one in weapon.fields if one.name in essential and one.value is None),
        warnings=(*_WARNINGS, *_of_this(sighting)),
    )


def _without_persons(section: Section, withheld: Withheld) -> Section:
    cleaned = (
        one if one.value is None else Field(one.name, withheld.clean(one.value)) for one in section.fields
    )
    return Section(section.title, tuple(cleaned))


def _addressees(sighting: Sighting, names: Names) -> tuple[tuple[Party, ...], str]:
    """The state of manufacture first, else the one that last imported it."""
    nodes = _nodes(sighting, names)
    catalogue = names.catalogue
    makers = list(dict.fromkeys(one for node in nodes for one in catalogue.makers_in(node)))
    marked = _state(sighting.maker_mark, names)
    if marked is not None:
        return (marked,), "the maker's mark names this state"
    if len(makers) == 1:
        return (names.party(makers[0]),), "the catalogue knows no other state that makes this weapon"
    for text, what in (
        (sighting.import_mark, "an import mark"),
        (sighting.consignee_marked, "a consignee's mark"),
    ):
        if (state := _state(text, names)) is not None:
            return (
                state,
            ), f"the state of manufacture is not settled; {what} names this state as last importer"
    if makers:
        told = "any of these states may have made it; settle which by its marks before you write"
        return tuple(names.party(one) for one in makers), told
    return (), "neither the state of manufacture nor an importer is known"


def _imported(sighting: Sighting, names: Names, to: tuple[Party, ...]) -> bool:
    """Whether a mark that was read names the state that is written to."""
    marked = (_state(text, names) for text in (sighting.import_mark, sighting.consignee_marked))
    return any(one in to for one in marked if one is not None)


def _nodes(sighting: Sighting, names: Names) -> list[str]:
    context = context_of(names.actors, on=sighting.seen, calibre=sighting.calibre)
    found = (names.weapon_known(text, context).candidates for text, _ in sighting.weapon)
    return [one.id for candidates in found for one in candidates if one.id in names.catalogue]


def _state(text: str | None, names: Names) -> Party | None:
    actor = names.actors.find(text) if text else None
    state = names.actors.state_of(actor.id) if actor is not None else None
    return names.party(state) if state is not None else None


def _weapon(sighting: Sighting, names: Names, to: tuple[Party, ...]) -> Section:
    makers = {one for node in _nodes(sighting, names) for one in names.catalogue.node(node).makers}
    serial = sighting.serial
    if serial and sighting.serial_state == "partial":
        serial = f"{serial} (read in part)"
    elif sighting.serial_state == "obliterated":
        serial = "obliterated"
    several = len(sighting.weapon) > 1
    country = " or ".join(one.name for one in to) or None
    if country and _state(sighting.maker_mark, names) is None and not _imported(sighting, names, to):
        country = f"{country} {_BOOK}"
    model = " or ".join(f"{text} ({weight:.0%})" if several else text for text, weight in sighting.weapon)
    return Section(
        "1. The weapon",
        (
            Field("type", sighting.item_type),
            Field(
                "make", sighting.maker_mark or (f"{' or '.join(sorted(makers))} {_BOOK}" if makers else None)
            ),
            Field("model", model or None),
            Field("calibre", sighting.calibre),
            Field("serial number", serial),
            Field("country of manufacture or most recent import", country),
            Field("year marked", str(sighting.year_marked) if sighting.year_marked else None),
            Field("lot", sighting.lot),
            Field("headstamp", sighting.headstamp),
            Field("import mark", sighting.import_mark),
            Field("marks on packaging", sighting.package_marks),
            Field("contract number", sighting.contract_no),
            Field("consignee marked", sighting.consignee_marked),
            Field("proof marks, assembly and patent numbers", None),
            Field("other physical characteristics (action, stock, materials)", None),
            Field("photographs", None),
        ),
    )


def _found(sighting: Sighting, names: Names) -> Section:
    checked = "reviewed" if sighting.date_reviewed else "not reviewed"
    country = names.actors.find(sighting.place.country) if sighting.place.country else None
    place = ", ".join(
        one for one in (sighting.place.admin1, country.name if country else sighting.place.country) if one
    )
    return Section(
        "2. How it was found",
        (
            Field("when", f"{sighting.seen} ({checked})"),
            Field("where", place or None),
            Field("in what circumstances", sighting.context.replace("_", " ") if sighting.context else None),
            Field("with whom", " or ".join(dict.fromkeys(_holders(sighting, names))) or None),
            Field("how many alike", None if sighting.count.value is None else str(sighting.count)),
            Field("where it is now", None),
        ),
    )


def _holders(sighting: Sighting, names: Names) -> Iterator[str]:
    """Groups and forces by name; a person, or whoever is not known to be none, by kind at most."""
    for text, _ in sighting.holder:
        actor = names.actors.find(text)
        if actor is None:
            yield "a holder who is not named here"
        elif actor.kind == "person":
            yield "a person (name withheld)"
        else:
            yield f"{actor.name} ({actor.kind.replace('_', ' ')})"


def _why(sighting: Sighting, names: Names) -> Section:
    kinds = {actor.kind for text, _ in sighting.holder if (actor := names.actors.find(text)) is not None}
    armed = (
        "seen with an armed group that is no state's force" if kinds == {"non_state_armed_group"} else None
    )
    return Section(
        "3. Why it is thought to be illicit",
        (
            Field("what is known", armed),
            Field("under which law, embargo or licence condition", None),
        ),
    )


def _use() -> Section:
    return Section(
        "4. What the information is for, and who asks",
        (
            Field("intended use", None),
            Field("who asks, and whom to answer", None),
            Field("wanted by", None),
            Field("reference", None),
        ),
    )


def _of_this(sighting: Sighting) -> Iterator[str]:
    """Warnings that depend on the sighting."""
    if not sighting.serial or sighting.serial_state != "read":
        yield "No whole serial number was read; few can answer for one weapon without its number."
    made = sighting.year_marked.last_year if sighting.year_marked else None
    if made is not None and made < _OLD:
        yield "It was made before 1946, which after ISACS 05.31 need not be traced."
    if not sighting.date_reviewed:
        yield "The date rests on nothing that was reviewed."
    if len(sighting.weapon) > 1 or (sighting.confidence is not None and sighting.confidence < 0.9):
        yield "The identification is in doubt; a wrong model wastes the one answer that may come."


def _lines(draft: TraceRequest) -> Iterator[str]:
    yield "> Before you send this (and take this part out):"
    yield ">"
    yield from (f"> - {one}" for one in draft.warnings)
    if draft.missing:
        yield f"> - Essential and not known: {', '.join(draft.missing)}."
    yield ""
    yield "# Request to trace a weapon"
    yield ""
    yield f"To: {' or '.join(one.name for one in draft.to) or NOT_KNOWN} ({_plain(draft.to_because)})"
    yield ""
    yield "The fields are after paragraph 17 of the International Tracing Instrument (2005) and ISACS 05.31."
    for section in draft.sections:
        yield ""
        yield f"## {section.title}"
        yield ""
        yield from (
            f"- {one.name}: {_plain(one.value) if one.value else NOT_KNOWN}" for one in section.fields
        )
    yield ""
    yield "## 5. What is asked"
    yield ""
    yield from (f"{number}. {one}" for number, one in enumerate(draft.asked, start=1))
    yield ""
    yield "## 6. Restrictions on use"
    yield ""
    yield from (f"- {one}" for one in draft.restrictions)


def _plain(text: str) -> str:
    """A cell's text on one line, with nothing in it that Markdown or HTML would act on."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#!" else sign for sign in " ".join(text.split()))
