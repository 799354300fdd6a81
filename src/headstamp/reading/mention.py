"""What a mention is: a stretch of text that names a weapon, a party, a place, a number or a time.

A mention says where the words stand and what they may mean; that it was *said* of something is a claim, and
left to the claims. Offsets count characters of the extracted text, the end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from headstamp.values import Span


class MentionKind(StrEnum):
    """What sort of thing is named.

    GOODS are arms in general ('weapons', 'munitions', 'military equipment'), which name no class.
    """

    WEAPON = "weapon"
    GOODS = "goods"
    ACTOR = "actor"
    PLACE = "place"
    DEMONYM = "demonym"
    QUANTITY = "quantity"
    MONEY = "money"
    DATE = "date"


class Sense(StrEnum):
    """What a word of nationality says of the thing beside it.

    ORIGIN: 'US-made', 'Serbian rifles'. POLITICAL: 'US-backed', which is no origin. ERA: 'Soviet-era', an age
    and no maker. PLAIN: anything else ('the Iraqi government').
    """

    ORIGIN = "origin"
    POLITICAL = "political"
    ERA = "era"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class WeaponMention:
    """A weapon, ammunition or vehicle that the catalogue knows.

    Attributes:
        nodes: ids of the catalogue that the words may stand for, the most specific reading; never empty.
        class_: id of the class of all of them, of the first where they differ.
        level: class, family, model or variant: how much the words say.
        maker: id or name of the maker that the words beside it name, if any.
        origin: actor id of the state that a word of nationality beside it names ('Russian AK'), if any.
        era: words of age beside it ('Soviet-era', 'new', 'decades-old'), if any.
        quantity: number that stands right before it ('140 M1A1 tanks'), if any.
        improvised: whether the words say that it is home-made.
        fuzzy: whether it was matched though misspelt; a person should look.
        designation: as written, where the catalogue does not list it and the nodes are those of the word for
            its class beside it ('BRG 55 machine gun').
    """

    nodes: tuple[str, ...]
    class_: str
    level: str
    maker: str | None = None
    origin: str | None = None
    era: str | None = None
    quantity: int | None = None
    improvised: bool = False
    fuzzy: bool = False
    designation: str | None = None


@dataclass(frozen=True, slots=True)
class GoodsMention:
    """Arms in general.

    Attributes:
        word: what they are called, folded, in the singular where the list gives one.
        quantity: number right before it, if any.
        origin: actor id of a word of nationality beside it, if any.
    """

    word: str
    quantity: int | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A party: state body, armed group, organisation, company or person.

    Attributes:
        id: actor id; None for whom nobody knows by an id (a person, an unlisted body).
        name: the name to print.
        kind: an actor kind, such as 'unit' or 'person'.
        state: actor id of the state it belongs to or stands for, if any.
        metonym: whether a place stands for a government ('Moscow', 'the Kremlin').
    """

    id: str | None
    name: str
    kind: str
    state: str | None = None
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A named place.

    Attributes:
        id: actor id where the place is a state or territory, else None.
        name: the name to print.
        kind: 'state', 'city', 'region' or 'continent'.
        state: actor id of the state it is or lies in; None for regions of several states.
    """

    id: str | None
    name: str
    kind: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class DemonymMention:
    """A word of nationality, with what is joined to it by a hyphen.

    Attributes:
        state: actor id.
        sense: what it says of the thing beside it.
    """

    state: str
    sense: Sense = Sense.PLAIN


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A number of things.

    Attributes:
        value: the number, or the least that the words allow ('dozens' 24, 'hundreds of thousands' 200,000).
        high: the greatest of a range, if any.
        comparator: '=', '>', '>=', '<', '<=' or '~'.
        unit: the words of what is counted, as written; '' where none stand beside it.
        counts: what is counted, in one word: countries, weapons, types, rounds, people, items, pages, years,
            share, or '' for anything else.
        vague: whether no number is written ('dozens', 'millions').
    """

    value: int | Decimal
    high: int | Decimal | None
    comparator: str
    unit: str
    counts: str
    vague: bool = False


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """An amount of money.

    Attributes:
        value: the amount, or the least that the words allow ('billions' 2,000,000,000).
        high: the greatest of a range, if any.
        comparator: as in `QuantityMention`.
        currency: ISO 4217; '' where the words leave it open.
        vague: whether no number is written.
    """

    value: Decimal
    high: Decimal | None
    comparator: str
    currency: str
    vague: bool = False


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time.

    Attributes:
        span: the days it may mean; None where it cannot be known without another date ('next week').
        relative: whether it leans on a date that stands elsewhere; `span` is then what the date of
            publication makes of it, or None.
        era: an age named without years ('Soviet-era'), folded; '' for others.
        duration: whether it tells how long and not when ('36 years').
        role: 'publication' where it stands as the document's own date, else ''.
    """

    span: Span | None
    relative: bool = False
    era: str = ""
    duration: bool = False
    role: str = ""


MentionValue = (
    WeaponMention
    | GoodsMention
    | ActorMention
    | PlaceMention
    | DemonymMention
    | QuantityMention
    | MoneyMention
    | DateMention
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names something.

    Attributes:
        kind: what sort of thing.
        start: first character in the extracted text.
        end: one after the last character.
        quote: the characters themselves, exactly.
        value: what they may mean.
    """

    kind: MentionKind
    start: int
    end: int
    quote: str
    value: MentionValue
