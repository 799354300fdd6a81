"""`headstamp sun`: where the sun stands, where shadows fall, and when a measured shadow fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headstamp.cli.arguments import PATH, exits
from headstamp.cli.output import json_option, print_json, say
from headstamp.cli.sun.asked import asked_for, measured
from headstamp.cli.sun.told import answer, print_answer
from headstamp.cli.written import check_place, write_whole

if TYPE_CHECKING:
    from headstamp.world.shadows import Fit


@click.command(epilog=exits(not_found="there is no folder for the drawing"))
@click.option(
    "--lat", type=click.FloatRange(-90, 90), required=True, metavar="DEGREES", help="Latitude, north +."
)
@click.option(
    "--lon", type=click.FloatRange(-180, 180), required=True, metavar="DEGREES", help="Longitude, east +."
)
@click.option(
    "--at",
    required=True,
    metavar="WHEN",
    help="An instant with its zone (2015-03-28T09:30Z), or a day, month, year or span of days.",
)
@click.option("--shadow-azimuth", metavar="DEGREES", help="Where a shadow points, from true north: 123+-2.")
@click.option(
    "--shadow-ratio", metavar="RATIO", help="Its length over the height of what throws it: 1.4+-0.1."
)
@click.option("--between", metavar="TIMES", help="Only at these times of day: 07:00-09:30.")
@click.option(
    "--offset", metavar="ZONE", help="The zone of days and times, from UTC: +01:00. UTC without it."
)
@click.option("--drawing", type=PATH, metavar="FILE", help="Write the sky as an SVG drawing too.")
@json_option("sun/1")
def command(
    lat: float,
    lon: float,
    at: str,
    shadow_azimuth: str | None,
    shadow_ratio: str | None,
    between: str | None,
    offset: str | None,
    drawing: Path | None,
    as_json: bool,
) -> None:
    """Tell where the sun stands over a place and where shadows fall, or when a measured shadow fits.

    \b
    Examples:
      headstamp sun --lat 10.9 --lon 13.9 --at 2015-03-28T09:30Z
      headstamp sun --lat 10.9 --lon 13.9 --at 2015-03-28 --shadow-azimuth 286+-2
      headstamp sun --lat 10.9 --lon 13.9 --at 2015 --between 09:00-11:00 --shadow-ratio 0.49+-0.03
    """
    from headstamp.world.shadows import fitting
    from headstamp.world.sun import sun

    if drawing is not None:
        check_place(drawing, "drawing", "sky.svg")
    asked = asked_for(lat, lon, at, measured(shadow_azimuth, shadow_ratio), between, offset)
    seen = None if asked.instant is None else sun(lat, lon, asked.instant)
    fits: tuple[Fit, ...] = ()
    if asked.shadow is not None:
        fits = fitting(
            lat, lon, asked.first, asked.last, asked.shadow, zone=asked.zone, between=asked.between
        )
    if drawing is not None:
        from headstamp.publishing.sky import sky_over, sky_svg

        days = (asked.first, asked.last)
        over = sky_over(lat, lon, days, asked.zone, instant=asked.instant, shadow=asked.shadow, fits=fits)
        write_whole(drawing, sky_svg(over))
    if as_json:
        print_json("sun/1", answer(asked, seen, fits, drawing))
        return
    print_answer(asked, seen, fits)
    if drawing is not None:
        say(f"The sky is drawn in {drawing}.")
