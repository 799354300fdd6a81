from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.values import Place, PlacePrecision, ValueUnreadable, decode, encode

LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)
POINTS = st.builds(
    lambda lat, lon, radius: Place(lat=lat, lon=lon, radius_km=radius), LATS, LONS, st.floats(0, 500)
)


@pytest.mark.parametrize(
    ("radius", "precision"),
    [
        (0.01, "exact"),
        (0.011, "vicinity"),
        (0.1, "vicinity"),
        (1.0, "locality"),
        (1.1, "district"),
        (None, "district"),
    ],
)
def test_the_radius_decides_up_to_a_kilometre(radius: float | None, precision: str) -> None:
    place = Place(country="IRQ", admin1="Ninawa", admin2="Mosul", lat=36.3, lon=43.1, radius_km=radius)
    assert place.precision == precision


def test_names_decide_without_coordinates() -> None:
    assert Place("Mosul", "IRQ", "Ninawa").precision is PlacePrecision.REGION
    assert Place(country="IRQ").precision is PlacePrecision.COUNTRY
    assert Place("somewhere").precision is PlacePrecision.UNKNOWN


@pytest.mark.parametrize(
    "fault", [{"lat": 91.0, "lon": 0.0}, {"lat": 0.0, "lon": -181.0}, {"lat": 1.0}, {"lon": 1.0},
              {"lat": float("nan"), "lon": 0.0}, {"lat": 0.0, "lon": 0.0, "radius_km": -1.0}],
)  # fmt: skip
def test_impossible_places_are_refused(fault: dict[str, float]) -> None:
    with pytest.raises(ValueUnreadable):
        Place(**fault)  # type: ignore[arg-type]


def test_distance_on_the_sphere() -> None:
    # One degree of latitude on a sphere of 6,371.0088 km radius is 111.195 km.
    least, greatest = Place(lat=0.0, lon=0.0).distance_km(Place(lat=1.0, lon=0.0)) or (0.0, 0.0)
    assert least == greatest == pytest.approx(111.195, abs=0.001)


def test_radii_widen_a_distance() -> None:
    a, b = Place(lat=0.0, lon=0.0, radius_km=10.0), Place(lat=1.0, lon=0.0, radius_km=20.0)
    assert a.distance_km(b) == pytest.approx((81.195, 141.195), abs=0.001)
    assert a.distance_km(Place(lat=0.0, lon=0.1, radius_km=20.0)) == pytest.approx((0, 41.12), abs=0.01)
    assert a.distance_km(Place("Mosul")) is None


def test_wording() -> None:
    assert str(Place("Mosul", "IRQ", "Ninawa", lat=36.34, lon=43.13, radius_km=1.0)) == (
        "Mosul, Ninawa, IRQ (36.34, 43.13 ± 1 km)"
    )
    assert str(Place(lat=36.34, lon=43.13)) == "36.34, 43.13"
    assert str(Place()) == "not known"


@given(POINTS, POINTS)
def test_distances_are_symmetric_and_bounded(a: Place, b: Place) -> None:
    there, back = a.distance_km(b), b.distance_km(a)
    assert there is not None
    assert there == pytest.approx(back)
    assert 0 <= there[0] <= there[1] <= 20_016
    assert a.distance_km(a) == pytest.approx((0, 2 * (a.radius_km or 0)), abs=1e-6)


@given(POINTS)
def test_json_reads_back_equal(place: Place) -> None:
    assert decode(Place, encode(place)) == place
