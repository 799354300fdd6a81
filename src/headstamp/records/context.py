"""What else is known of a thing that bears a shared name, and what that says about each weapon of the name.

A name such as a letter and two digits is borne by weapons of several classes. Who made or supplied it, with
whom and where it was, when and in which calibre seldom settle it, but make one weapon likelier than another.
Each judgement is one factor with its reason, so that a reader can disagree. Only the day rules out: what
was first made later cannot have been there. Whom a name stands for is left to the actors, the day of a
sighting to the sightings.

The factors are stated judgements, not measured frequencies. What nobody recorded lies between what agrees and
what does not, for silence is no disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from headstamp.values import Span, SpanStatus
from headstamp.world import STATES, Actor, Actors, Catalogue
from headstamp.world.calibres import calibre_key

NOT_RECORDED: Final = 0.5
"""What a weapon weighs of whom the catalogue does not record what is asked; 1 is one that agrees."""

KIN: Final = 0.7
"""What a weapon weighs that was made by a state which the state asked for followed, or which followed it."""

OTHER_MAKER, OTHER_SUPPLIER, OTHER_HOLDER, OTHER_CALIBRE = 0.1, 0.25, 0.8, 0.1
"""What a weapon weighs that disagrees: suppliers hand on what others made, and holders mostly do."""

DOUBTFUL_YEARS: Final = 3
"""First years that were not checked against a source may be late by so much."""

IN_DOUBTFUL_YEARS: Final = 0.3
"""What a weapon weighs that was there before its recorded first year, within the doubt about that year."""

_SURE = frozenset({"checked", "checked once", "case"})
_WORDS = re.compile(r"[^\W_]+")
_BORE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """A state that may have made, supplied or held a thing.

    Attributes:
        id: its actor id.
        name: the name to print.
        kin: ids of the states whose stocks it took over, and of those that took over its own.
    """

    id: str
    name: str
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a name; a field that is None says nothing.

    Attributes:
        described: the class node that a description points to.
        made_in: the state that the marks or the source give as its origin.
        maker: the company or arsenal, as written.
        supplier: the state that supplied it.
        holder: the state of whoever held it; none for a group, which serves no state.
        place: the state on whose territory it was.
        on: when it was there: seen or delivered. Not when it was ordered, which may be before it was made.
        calibre: as written.
    """

    described: str | None = None
    made_in: Origin | None = None
    maker: str | None = None
    supplier: Origin | None = None
    holder: Origin | None = None
    place: Origin | None = None
    on: Span | None = None
    calibre: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a context says of one weapon.

    Attributes:
        node: its id.
        name: the name to print.
        factor: what its weight is multiplied by; 0 where it is impossible.
        because: the reasons, each a clause; empty where nothing is known.
    """

    node: str
    name: str
    factor: float
    because: tuple[str, ...]


def context_of(
    actors: Actors,
    *,
    described: str | None = None,
    maker: str | None = None,
    supplier: str | None = None,
    holder: str | None = None,
    place: str | None = None,
    on: Span | None = None,
    calibre: str | None = None,
) -> Context:
    """A context from names as people and records write them; a name that nobody bears says nothing.

    Args:
        actors: who is known.
        described: a class node.
        maker: a state, else taken for a company.
        supplier, holder, place: ids, names or aliases. An army counts as its state, an armed group as none.
        on: when the thing was seen or delivered; whoever bore the name of a supplier, holder or place then.
        calibre: as written.
    """
    made_in = _origin(actors.find(maker), actors) if maker else None
    return Context(
        described=described or None,
        made_in=made_in,
        maker=(maker or None) if made_in is None else None,
        supplier=_origin(actors.find(supplier, on), actors) if supplier else None,
        holder=_origin(actors.find(holder, on), actors) if holder else None,
        place=_origin(actors.find(place, on), actors) if place else None,
        on=on,
        calibre=calibre or None,
    )


# Whoever serves a state draws on its stocks; a group on its soil does not.
_SERVE = frozenset({"unit", "police"})


def _origin(actor: Actor | None, actors: Actors) -> Origin | None:
    if actor is None or not (actor.kind in STATES or actor.kind.value in _SERVE):
        return None
    state = actors.state_of(actor.id)
    if state is None:
        return None
    before = (one.id for one in actors.states if state in one.successors)
    known = actors.get(state)
    return Origin(state, known.name, tuple(dict.fromkeys((*before, *known.successors))))


def judge(node: str, context: Context, catalogue: Catalogue) -> Judged:
    """What a context says of a node of the catalogue; the class described is left to the resolver.

    Raises:
        NotFound: there is no such node.
    """
    factor, because = 1.0, list[str]()
    for one, why in _judgements(node, context, catalogue):
        factor *= one
        because.append(why)
    return Judged(node, catalogue.node(node).name, factor, tuple(because))


def sentence(reason: str, told: Sequence[Judged]) -> str:
    """How a name was read, with what a context did about it.

    Args:
        reason: how it was read without the context.
        told: what the context says of each weapon of the name.
    """
    out = [f"{one.name} is ruled out ({one.because[0]})" for one in told if one.factor == 0.0]
    left = {one.factor for one in told if one.factor > 0.0}
    return "; ".join([reason, *out, *(["weighed by what else is known"] if len(left) > 1 else [])])


_Judgement = tuple[float, str]


def _judgements(node: str, context: Context, catalogue: Catalogue) -> Iterator[_Judgement]:
    if context.on is not None:
        yield from _by_day(node, context.on, catalogue)
    if context.maker is not None:
        yield from _by_company(node, context.maker, catalogue)
    states = (
        (context.made_in, OTHER_MAKER, ""),
        (context.supplier, OTHER_SUPPLIER, ", which supplied it,"),
        (context.holder, OTHER_HOLDER, ", which held it,"),
        (context.place, OTHER_HOLDER, ", where it was,"),
    )
    for origin, other, role in states:
        if origin is not None:
            yield _by_state(node, origin, other, role, catalogue)
    if context.calibre is not None:
        yield from _by_calibre(node, context.calibre, catalogue)


def _by_day(node: str, on: Span, catalogue: Catalogue) -> Iterator[_Judgement]:
    first, doubtful = _first_made(node, catalogue)
    if first is None or first.after(on) is not True:
        return
    if not doubtful:
        yield 0.0, f"made only from {first}, seen {on}"
    elif first.widened(years=DOUBTFUL_YEARS).after(on) is True:
        yield 0.0, f"made only from {first} or at most {DOUBTFUL_YEARS} years earlier, seen {on}"
    else:
        yield IN_DOUBTFUL_YEARS, f"made from {first}, a year that is not certain, seen {on}"


def _first_made(node: str, catalogue: Catalogue) -> tuple[Span | None, bool]:
    """When making began, and whether that is doubtful.

    What stands below a node is of its kind, so the earliest of them counts, and an unknown one leaves the
    beginning of a node open that says none itself.
    """
    told = [catalogue.node(one) for one in catalogue.descendants(node)]
    if told[0].made_from is None:
        return None, False
    known = [(one.made_from, one.review) for one in told if one.made_from is not None]
    first, review = min(known, key=lambda one: one[0].from_ or date.min)
    return first, review not in _SURE or first.status is SpanStatus.ESTIMATE


def _by_company(node: str, maker: str, catalogue: Catalogue) -> Iterator[_Judgement]:
    wanted = _words(maker)
    if not wanted:
        return
    makers = [text for one in catalogue.descendants(node) for text in catalogue.node(one).makers]
    if any(wanted <= words or words <= wanted for words in map(_words, makers) if words):
        yield 1.0, f"{maker} makes it"
    elif makers:
        yield OTHER_MAKER, f"{maker} is not recorded among its makers"
    else:
        yield NOT_RECORDED, "who makes it is not recorded"


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _by_state(node: str, origin: Origin, other: float, role: str, catalogue: Catalogue) -> _Judgement:
    made_in = catalogue.makers_in(node)
    if origin.id in made_in:
        return 1.0, f"{origin.name}{role} makes it"
    if any(one in made_in for one in origin.kin):
        return max(KIN, other), f"made by a predecessor or successor of {origin.name}{role}".rstrip(",")
    if not made_in:
        return max(NOT_RECORDED, other), "where it was made is not recorded"
    return other, f"{origin.name}{role} is not recorded as making it"


def _by_calibre(node: str, calibre: str, catalogue: Catalogue) -> Iterator[_Judgement]:
    wanted = _parts(calibre)
    recorded = catalogue.node(node).calibre
    if not wanted:
        return
    if not recorded:
        yield NOT_RECORDED, "its calibre is not recorded"
    elif any(_same(one, another) for one in wanted for another in _parts(recorded)):
        yield 1.0, f"its calibre is {recorded}"
    else:
        yield OTHER_CALIBRE, f"its calibre is {recorded}, not {calibre}"


def _parts(calibre: str) -> tuple[str, ...]:
    """The calibres between slashes, as they are compared."""
    return tuple(filter(None, (calibre_key(part) for part in calibre.split("/"))))


def _same(one: str, other: str) -> bool:
    """Whether two calibres are one; where either gives the bore alone, the bores decide."""
    if one == other:
        return True
    if "x" in one and "x" in other:
        return False
    bores = (_BORE.match(one), _BORE.match(other))
    return bores[0] is not None and bores[1] is not None and float(bores[0][0]) == float(bores[1][0])
