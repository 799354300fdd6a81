"""Who can make, send, hold or lose weapons, under every name that a record or a person gives them.

The shipped actors stand in `data/actors.csv`, a source and a state of review per row; a case lays its own
over them. Names are matched whole, whatever their case, accents and punctuation, and never guessed at. A name
that passed from one state to another is read by its date, where one is given. What actors do to each other
stands in `relations`, the law that binds them elsewhere, and what is no party but a sum of them in `regions`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from headstamp.tables import read_table, split_list
from headstamp.values import NotFound, Span, ValueUnreadable, canonical
from headstamp.world.dated_names import Tenure, as_span, bearers

_DATA = Path(__file__).parent / "data"

NOT_KNOWN: Final = "not known"
"""What an actor cell says where nobody knows; it stands for the actor ``not-known``."""


class ActorKind(StrEnum):
    """What sort of party an actor is."""

    STATE = "state"
    FORMER_STATE = "former_state"
    UNIT = "unit"
    POLICE = "police"
    MILITIA = "militia"
    NON_STATE_ARMED_GROUP = "non_state_armed_group"
    CRIMINAL_NETWORK = "criminal_network"
    PRIVATE_MILITARY_COMPANY = "private_military_company"
    PEACE_OPERATION = "peace_operation"
    COALITION = "coalition"
    COMPANY = "company"
    ORGANISATION = "organisation"
    PERSON = "person"


STATES: Final = frozenset({ActorKind.STATE, ActorKind.FORMER_STATE})


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to transfers, sightings and incidents.

    Attributes:
        id: ISO 3166-1 alpha-3 for a state or territory, `former:...` for a dissolved one, else a short name.
        name: the name to print.
        kind: what sort of party it is; territories that registers name apart are of kind `state` too.
        aliases: every other name, spelling and code it is known by.
        country: id of the state it belongs to (of a group: the state on whose soil it stands), if any.
        parent: id of the actor it is part of, if any.
        from_: when it came to be; None when that is not recorded.
        to: when it ended; None when it has not ended, or when that is not recorded.
        successors: ids of the states that took over its stocks and archives; no judgement in law.
        operates_in: ids of the states in which it is known to act.
        lat: latitude in degrees of a point that stands for it, None without one.
        lon: longitude in degrees, None without one.
        neighbours: ids of those it shares a land border with, or shared one with.
        source: where the row comes from.
        review: checked, checked once, unverified, register, or case for a case's own.
        listed_as: its number on a sanctions list, if any.
    """

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...]
    country: str | None
    parent: str | None
    from_: Span | None
    to: Span | None
    successors: tuple[str, ...]
    operates_in: tuple[str, ...]
    lat: float | None
    lon: float | None
    neighbours: tuple[str, ...]
    source: str
    review: str
    listed_as: str | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a name stands for, and why.

    Attributes:
        actor: whom it stands for; None when nobody is known by it, or when it cannot be told.
        others: who else bears or bore the name.
        because: the reason, as a part of a sentence.
    """

    actor: Actor | None
    others: tuple[Actor, ...]
    because: str


class Actors:
    """Everyone who is known, by id and by name; never changed, only laid over.

    >>> actors = Actors.load()
    >>> actors.find("CÔTE D'IVOIRE").id
    'CIV'
    >>> actors.find("YUG", on=Span.year(1999)).id
    'former:serbia-and-montenegro'

    Args:
        actors: everyone who is known.
        tenures: names with the times for which actors bore them; a name without is borne while its actor is.
    """

    __slots__ = ("_by_id", "_digest", "_ids_by_key", "_own", "_tenures")

    def __init__(self, actors: Iterable[Actor] = (), tenures: Iterable[tuple[str, Tenure]] = ()) -> None:
        self._by_id: dict[str, Actor] = {}
        self._ids_by_key: dict[str, str] = {}
        self._own: frozenset[str] = frozenset()
        self._digest: str | None = None
        self._tenures: dict[str, tuple[Tenure, ...]] = {}
        self._take(tuple(actors))
        self._date(tenures)

    @classmethod
    def load(cls) -> Actors:
        """The shipped actors, read once."""
        return _shipped()

    def overlay(self, rows: Iterable[Mapping[str, str]]) -> Actors:
        """These actors with a case's own laid over them; this object stays as it is.

        A row with a known id takes that actor's place, though the names of the old row still lead to the id.
        A name or alias of a row wins over whoever bore it before. Cells that name actors may hold ids, names
        or aliases; what nobody is known by is kept as written. Neighbours become symmetric. Where two of the
        rows bear one name, a date tells them apart by their `from` and `to`.

        Args:
            rows: cells by column of the table `actors`; a missing cell is an empty one.

        Raises:
            ValueUnreadable: if a kind, time or coordinate cannot be read.
        """
        own = tuple(actor_from_row(row) for row in rows)
        if not own:
            return self
        laid = Actors()
        laid._by_id, laid._ids_by_key = dict(self._by_id), dict(self._ids_by_key)
        laid._tenures = dict(self._tenures)
        laid._own = self._own | {actor.id for actor in own}
        laid._take(own)
        return laid

    def get(self, id: str) -> Actor:
        """The actor with this id; raises NotFound."""
        try:
            return self._by_id[id]
        except KeyError:
            do = "give an id of the actors, or import the case's own actors first"
            raise NotFound(f"There is no actor with the id '{id}'", do=do) from None

    def find(self, text: str, on: Span | date | None = None) -> Actor | None:
        """Whom this id, name or alias stands for; None when nobody is known by it.

        Args:
            text: an id, a name or an alias.
            on: when it was so called. A name that several bore is then whosever it was at that time; where
                the time leaves that open, or nobody bore it then, the answer is the one without a time.
        """
        known = self._undated(text)
        when = as_span(on)
        if when is None or known is None:
            return known
        return self._at(known, self._tenures_of(text), when)

    def meant(self, text: str, on: Span | date | None = None) -> Meant:
        """The answer of `find` with who else bears the name, and the reason in words."""
        known = self._undated(text)
        if known is None:
            return Meant(None, (), "nobody known is called so")
        tenures = self._tenures_of(text) or (Tenure(known.id, known.from_, known.to),)
        when = as_span(on)
        actor = known if when is None else self._at(known, tenures, when)
        ids = dict.fromkeys(tenure.id for tenure in tenures)
        others = tuple(self._by_id[one] for one in ids if actor is None or one != actor.id)
        return Meant(actor, others, self._reason(tenures, when, others))

    def state_of(self, id: str) -> str | None:
        """The id of the state an actor belongs to, by its country or else by its parent; None if none.

        A state or territory answers itself. Of an armed group this says on whose soil it stands, not whom it
        serves: look at the kind first.

        Raises:
            NotFound: if there is no such actor.
        """
        return self._state_above(self.get(id), frozenset())

    @property
    def all(self) -> tuple[Actor, ...]:
        """Every actor."""
        return tuple(self._by_id.values())

    @property
    def states(self) -> tuple[Actor, ...]:
        """States and territories, present and dissolved."""
        return tuple(actor for actor in self._by_id.values() if actor.kind in STATES)

    @property
    def own(self) -> frozenset[str]:
        """Ids of those that a case laid over the shipped ones."""
        return self._own

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything here; what is resolved with the same digest resolves alike."""
        if self._digest is None:
            actors = sorted(self._by_id.values(), key=lambda actor: actor.id)
            self._digest = hashlib.sha256(canonical([actors, self._ids_by_key, self._tenures])).hexdigest()
        return self._digest

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def _undated(self, text: str) -> Actor | None:
        if text in self._own:
            return self._by_id[text]
        known = self._ids_by_key.get(name_key(text))
        return None if known is None else self._by_id[known]

    def _tenures_of(self, text: str) -> tuple[Tenure, ...]:
        """Who bore a name when, by the table or else by the time for which they were; () for one bearer."""
        if text in self._own:
            return ()
        told = self._tenures.get(name_key(text), ())
        whole = ((tenure, self._by_id[tenure.id]) for tenure in told)
        return tuple(
            tenure if tenure.is_dated else Tenure(one.id, one.from_, one.to) for tenure, one in whole
        )

    def _at(self, known: Actor, tenures: tuple[Tenure, ...], when: Span) -> Actor | None:
        fit = bearers(tenures, when)
        if len(fit) == 1:
            return self._by_id[fit[0]]
        # Whoever surely did not bear the name then is no answer where others did.
        return known if not fit or known.id in fit else None

    def _reason(self, tenures: tuple[Tenure, ...], when: Span | None, others: tuple[Actor, ...]) -> str:
        if not others and not any(tenure.is_dated for tenure in tenures):
            return "it is an id, a name or an alias"
        word = "borne by" if others else "a name of"
        told = f"{word} " + " and ".join(f"{self._by_id[one.id].name} {one}" for one in tenures)
        if when is None:
            return f"{told}; no date was given" if others else told
        fit = len(bearers(tenures, when))
        if fit == 0:
            return f"{told}; {when} lies outside, so this is the answer without a date"
        return f"{told}; {when} does not tell them apart" if fit > 1 else f"{told}; asked of {when}"

    def _date(self, tenures: Iterable[tuple[str, Tenure]]) -> None:
        """Keep who bore a name when; whoever bears it without a date of its own bears it while it lasts."""
        for name, tenure in tenures:
            key = name_key(name)
            known = self._ids_by_key.setdefault(key, tenure.id)
            told = self._tenures.get(key, ())
            if not told and known != tenure.id:
                told = (Tenure(known),)
            kept = (one for one in told if one not in (tenure, Tenure(tenure.id)))
            self._tenures[key] = (*kept, tenure)

    def _share(self, actors: tuple[Actor, ...]) -> None:
        """Keep which names several of these bear; a name that one of them bears is no longer another's."""
        ids = {name_key(actor.id) for actor in actors}
        borne: dict[str, dict[str, None]] = defaultdict(dict)
        for actor in actors:
            for name in (actor.name, *actor.aliases):
                borne[name_key(name)][actor.id] = None
        for key in ids:
            self._tenures.pop(key, None)
        for key, who in borne.items():
            if key in ids:
                continue
            if len(who) > 1:
                self._tenures[key] = tuple(map(Tenure, who))
            elif not who.keys() <= {tenure.id for tenure in self._tenures.get(key, ())}:
                self._tenures.pop(key, None)

    def _take(self, actors: tuple[Actor, ...]) -> None:
        self._by_id.update((actor.id, actor) for actor in actors)
        # An id is stronger than a name, and a name than an alias, when the rows of one table compete.
        self._ids_by_key.update((name_key(alias), actor.id) for actor in actors for alias in actor.aliases)
        self._ids_by_key.update((name_key(actor.name), actor.id) for actor in actors)
        self._ids_by_key.update((name_key(actor.id), actor.id) for actor in actors)
        self._ids_by_key.pop("", None)
        self._share(actors)
        self._by_id.update((actor.id, self._resolved(actor)) for actor in actors)
        self._make_neighbours_symmetric()

    def _resolved(self, actor: Actor) -> Actor:
        return replace(
            actor,
            country=self._id_or_text(actor.country),
            parent=self._id_or_text(actor.parent),
            successors=self._ids_or_texts(actor.successors),
            operates_in=self._ids_or_texts(actor.operates_in),
            neighbours=self._ids_or_texts(actor.neighbours),
        )

    def _id_or_text(self, text: str | None) -> str | None:
        return text if text is None else self._ids_or_texts((text,))[0]

    def _ids_or_texts(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        found = ((text, self.find(text)) for text in texts)
        return tuple(text if actor is None else actor.id for text, actor in found)

    def _make_neighbours_symmetric(self) -> None:
        missing: dict[str, set[str]] = defaultdict(set)
        for actor in self._by_id.values():
            for other in actor.neighbours:
                if other in self._by_id and actor.id not in self._by_id[other].neighbours:
                    missing[other].add(actor.id)
        for known, others in missing.items():
            actor = self._by_id[known]
            self._by_id[known] = replace(actor, neighbours=tuple(sorted({*actor.neighbours, *others})))

    def _state_above(self, actor: Actor, below: frozenset[str]) -> str | None:
        if actor.kind in STATES:
            return actor.id
        passed = below | {actor.id}
        for above in (actor.country, actor.parent):
            if above is not None and above not in passed and above in self._by_id:
                state = self._state_above(self._by_id[above], passed)
                if state is not None:
                    return state
        return None


_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻʾʿ`")
_BREAKS = re.compile(r"[\W_]+")


def name_key(text: str) -> str:
    """What is compared of a name: no case, accents, apostrophes or punctuation, and no 'the' in front.

    >>> name_key("The Côte  d’Ivoire")
    'cote divoire'
    """
    # Case goes first: some marks become letters by it (U+0345), and must not be lost as accents.
    plain = text if text.isascii() else _without_accents(text.casefold())
    # 'NATO+' is not NATO.
    words = plain.casefold().translate(_APOSTROPHES).replace("&", " and ").replace("+", " plus ")
    return _BREAKS.sub(" ", words).strip().removeprefix("the ")


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def actor_from_row(row: Mapping[str, str]) -> Actor:
    """An actor from the cells of its row; a missing cell is an empty one.

    Raises:
        ValueUnreadable: if the kind, a time or a coordinate cannot be read.
    """
    return Actor(
        id=_cell(row, "id"),
        name=_cell(row, "name"),
        kind=_kind(_cell(row, "kind")),
        aliases=_listed(row, "aliases"),
        country=_cell(row, "country") or None,
        parent=_cell(row, "parent") or None,
        from_=span_cell(row, "from"),
        to=span_cell(row, "to"),
        successors=_listed(row, "successors"),
        operates_in=_listed(row, "operates_in"),
        lat=_degrees(row, "lat"),
        lon=_degrees(row, "lon"),
        neighbours=_listed(row, "neighbours"),
        source=_cell(row, "source"),
        review=_cell(row, "review"),
        listed_as=_cell(row, "listed_as") or None,
    )


def span_cell(row: Mapping[str, str], column: str) -> Span | None:
    """The time in a cell, None when it is empty; raises ValueUnreadable."""
    text = _cell(row, column)
    return Span.parse(text) if text else None


def shipped_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table of facts in `world/data/`."""
    return tuple(row.cells for row in read_table(_DATA / name).rows)


@lru_cache(maxsize=1)
def _shipped() -> Actors:
    actors = (actor_from_row(row) for row in shipped_rows("actors.csv"))
    return Actors(actors, _shipped_tenures())


def _shipped_tenures() -> Iterator[tuple[str, Tenure]]:
    for row in shipped_rows("dated_names.csv"):
        tenure = Tenure(_cell(row, "actor"), span_cell(row, "from"), span_cell(row, "to"))
        for name in _listed(row, "names"):
            yield name, tenure


def _cell(row: Mapping[str, str], column: str) -> str:
    return (row.get(column) or "").strip()


def _listed(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return split_list(_cell(row, column))


def _kind(text: str) -> ActorKind:
    try:
        return ActorKind(text)
    except ValueError:
        do = f"write one of {', '.join(ActorKind)}"
        raise ValueUnreadable(f"'{text}' is no actor kind", text=text, kind="actor kind", do=do) from None


def _degrees(row: Mapping[str, str], column: str) -> float | None:
    text = _cell(row, column)
    try:
        return float(text) if text else None
    except ValueError:
        do = "write degrees as in 33.31"
        raise ValueUnreadable(f"'{text}' is no coordinate", text=text, kind="coordinate", do=do) from None
