"""`headstamp marks`: what a mark on a cartridge case can mean, and which marks are known."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.columns import print_table
from headstamp.cli.output import bold, count, json_option, print_json, say

if TYPE_CHECKING:
    from headstamp.values import Json
    from headstamp.world import Actors, FactoryMark, Headstamp, Headstamps, Reading

_UNKNOWN = "a maker not in the table"
_OWN = "the case's own"
_WEIGHED = (
    "Weights order the readings by the evidence in the table; they are judgements, not measured frequencies. "
    "Rows marked unverified were not checked against a source."
)


@click.group()
def command() -> None:
    """Read headstamps, the marks on the base of cartridge cases."""


@command.command(epilog=exits(not_found="there is no such case"))
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--calibre", metavar="NAME", help="The calibre, such as 7.62x39, where the text does not say it."
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which the case was seen; nothing made later is read. Today by default.",
)
@click.option("--case", type=PATH, help="With the headstamps and actors of this case.")
@json_option("marks.read/1")
def read(
    text: tuple[str, ...], calibre: str | None, on: datetime | None, case: Path | None, as_json: bool
) -> None:
    """Tell who can have made a case with this mark, where and when, with every alternative.

    TEXT is what stands on the base; a clock position may stand before a piece, with a colon. A symbol on a
    weapon, described in words, is looked up as well.

    \b
    Examples:
      headstamp marks read "ppu 04" --calibre 7.62x39
      headstamp marks read "12: 539 6: 83"
      headstamp marks read "arrow in a triangle"
    """
    from headstamp.world import find_factory_marks
    from headstamp.world import read_mark as ask

    mark = " ".join(text)
    day = date.today() if on is None else on.date()
    codes, actors = _known(case)
    readings = ask(mark, calibre=calibre, on=day, codes=codes, actors=actors)
    symbols = find_factory_marks(mark)
    if as_json:
        body: dict[str, Json] = {
            "text": mark,
            "calibre": calibre,
            "on": day.isoformat(),
            "case": None if case is None else str(case),
            "readings": [_reading_json(one, actors) for one in readings],
            "symbols": [_symbol_json(one, actors) for one in symbols],
        }
        print_json("marks.read/1", body)
        return
    _print_readings(readings, actors)
    _print_symbols(symbols, actors)


def _known(case: Path | None) -> tuple[Headstamps, Actors]:
    """The codes and actors of the program, with a case's own over them."""
    from headstamp.world import Actors, Headstamps

    if case is None:
        return Headstamps.load(), Actors.load()
    from headstamp.case import Case

    with Case.open(case) as opened:
        return opened.headstamps, opened.actors


def _reading_json(one: Reading, actors: Actors) -> Json:
    return {
        "code": one.code,
        "maker": one.maker,
        "state": _party(one.state, actors),
        "today": _party(one.today, actors),
        "years": list(one.years),
        "calibre": one.calibre,
        "weight": one.weight,
        "reasons": list(one.reasons),
        "cannot_tell": list(one.cannot_tell),
        "source": one.source,
        "review": one.review,
        "own": one.own,
    }


def _symbol_json(one: FactoryMark, actors: Actors) -> Json:
    told: dict[str, Json] = {
        "mark": one.mark,
        "kind": one.kind,
        "says": one.says,
        "maker": one.maker or None,
        "state": _party(one.state, actors),
        "where": one.where,
    }
    return {**told, "source": one.source, "review": one.review}


def _party(id: str | None, actors: Actors) -> Json:
    return None if id is None else {"id": id, "name": _name(id, actors)}


def _name(id: str | None, actors: Actors) -> str:
    return "" if id is None else actors.get(id).name if id in actors else id


def _print_readings(readings: tuple[Reading, ...], actors: Actors) -> None:
    header = ("weight", "code", "maker", "state", "made", "checked")
    print_table(header, [_row(one, actors) for one in readings], right=(0,))
    for one in readings:
        if one.maker is not None:
            _print_reasons(one, actors)
    click.echo()
    say(_WEIGHED)
    click.echo(bold("What the mark cannot tell"))
    for limit in readings[0].cannot_tell:
        say(f"{limit}.", indent=2, hanging=2)


def _row(one: Reading, actors: Actors) -> tuple[str, ...]:
    years = " or ".join(map(str, one.years)) or "not known"
    maker, state = one.maker or _UNKNOWN, _name(one.state, actors)
    return f"{one.weight:.2f}", one.code, maker, state, years, _checked(one)


def _checked(one: Reading) -> str:
    """How far the row was checked; whose it is where it is not the program's."""
    if not one.own:
        return one.review
    return _OWN if one.review == "case" else f"{_OWN}, {one.review}"


def _print_reasons(one: Reading, actors: Actors) -> None:
    click.echo()
    state = _name(one.state, actors)
    today = f", today {_name(one.today, actors)}" if one.today else ""
    say(bold(f"{one.code}: {one.maker}; {state}{today}"))
    for reason in one.reasons:
        say(reason, indent=2, hanging=2)
    source = f"{_OWN} row; {one.source}" if one.own and one.source else one.source
    say(f"Source: {source or f'{_OWN} row, which names none'}.", indent=2, hanging=2)


def _print_symbols(symbols: tuple[FactoryMark, ...], actors: Actors) -> None:
    if symbols:
        click.echo()
        click.echo(bold("As a symbol on a weapon"))
    for one in symbols:
        maker = f" {one.maker}," if one.maker else ""
        say(f"{one.mark}: {one.says}:{maker} {_name(one.state, actors)} ({one.review}; {one.source}).", 2, 2)


@command.command("list", epilog=exits(not_found="nobody known bears the name"))
@click.option("--state", metavar="NAME", help="Only marks of this state: id, name or alias.")
@click.option("--symbols", is_flag=True, help="List symbols on weapons instead of codes on cartridge cases.")
@json_option("marks.list/1")
def list_(state: str | None, symbols: bool, as_json: bool) -> None:
    """List the known marks, each with its source and how far it was checked.

    \b
    Example:
      headstamp marks list --state Serbia
    """
    from headstamp.world import Actors, Headstamps, factory_marks

    actors = Actors.load()
    wanted = None if state is None else _state(state, actors)
    codes = [] if symbols else [one for one in Headstamps.load() if wanted in (None, one.state)]
    seen = [one for one in factory_marks() if wanted in (None, one.state)] if symbols else []
    if as_json:
        marks: list[Json] = [_code_json(one, actors) for one in codes]
        body: dict[str, Json] = {"codes": marks, "symbols": [_symbol_json(one, actors) for one in seen]}
        print_json("marks.list/1", body)
        return
    _print_list(codes, seen, actors)


def _state(text: str, actors: Actors) -> str:
    from headstamp.values import NotFound

    found = actors.find(text)
    if found is None:
        raise NotFound(f"Nobody is known by the name '{text}'", do="give the id, name or alias of a state")
    return found.id


def _code_json(one: Headstamp, actors: Actors) -> Json:
    told: dict[str, Json] = {
        "code": one.code,
        "maker": one.maker,
        "state": _party(one.state, actors),
        "position": one.position or None,
        "calibre": one.calibre or None,
        "from": one.first_year,
        "to": one.last_year,
    }
    return {**told, "source": one.source, "review": one.review}


def _print_list(codes: list[Headstamp], symbols: list[FactoryMark], actors: Actors) -> None:
    header = ("code", "maker", "state", "from", "to", "checked", "source")
    print_table(header, [_code_row(one, actors) for one in codes], remarks=True)
    rows = [
        (one.mark, one.maker, _name(one.state, actors), one.says, one.review, one.source) for one in symbols
    ]
    print_table(("mark", "maker", "state", "says", "checked", "source"), rows, remarks=True)
    say(f"{count(len(codes) + len(symbols), 'row')}.")


def _code_row(one: Headstamp, actors: Actors) -> tuple[str, ...]:
    first = "" if one.first_year is None else str(one.first_year)
    last = "" if one.last_year is None else str(one.last_year)
    return one.code, one.maker, _name(one.state, actors), first, last, one.review, one.source
