"""What reading costs: finding names among 100,000, finding mentions, the whole reading, a PDF of 200 pages.

    python benchmarks/reading.py [--seeds ../shared/seeds] [--megabytes 4]

Prints JSON. Megabytes are of UTF-8 text; times are of the processor, on one core. *Names* is the pass of the
automaton over folded text with every match handed over, words found only between blanks; *folding* what
comes before it; *mentions* is all of `find_mentions`, *reading* the claims as well. The text is the articles
beside the project over and over, or made-up sentences where they are absent.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from headstamp.reading.document import from_text
from headstamp.reading.folding import fold
from headstamp.reading.lexicon import Lexicon, Name, NameKind
from headstamp.reading.mentions import find_mentions

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
NAMES = 100_000
PAGES = 200
T = TypeVar("T")
MADE_UP = (
    "The government of Serbia sold 425 rifles and 30 mortars to Cameroon between 2014 and 2016, it said.\n"
    "Fighters of Boko Haram were seen with Kalashnikov rifles near Mosul in June 2014, Amnesty said.\n"
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=Path, default=SEEDS)
    asked.add_argument("--megabytes", type=float, default=4.0)
    told = asked.parse_args()
    once = "\n\n".join(one.read_text(encoding="utf-8") for one in sorted(told.seeds.glob("*.txt"))) or MADE_UP
    text = once * int(told.megabytes * 1_000_000 / len(once.encode()) + 1)
    print(json.dumps({**names(text), **mentions(text), **pdf()}, indent=2))


def names(text: str) -> dict[str, object]:
    chance = random.Random("names")
    letters = "abcdefghijklmnoprstuvz"
    made = {"".join(chance.choices(letters, k=chance.randint(4, 12))).title() for _ in range(NAMES)}
    further = [
        Name(NameKind.ACTOR, f"{one} {chance.choice(('Brigade', 'Front', 'Arms'))}", ("islamic-state",))
        for one in made
    ]
    built, seconds = timed(lambda: Lexicon.load(further))
    folded, folding = timed(lambda: fold(text))
    found, finding = timed(lambda: sum(1 for _ in built.find(folded)))
    size = len(text.encode()) / 1e6
    return {
        "megabytes": round(size, 2),
        "names in the automaton": len(built),
        "seconds to build it": round(seconds, 2),
        "folding, MB/s": round(size / folding, 1),
        "names, MB/s": round(size / finding, 1),
        "names found": found,
    }


def mentions(text: str) -> dict[str, object]:
    lexicon = Lexicon.load()
    document = from_text(text)
    size = len(text.encode()) / 1e6
    found, seconds = timed(lambda: find_mentions(document, lexicon))
    told: dict[str, object] = {"mentions, MB/s": round(size / seconds, 2), "mentions found": len(found)}
    if find_spec("headstamp.reading.claims") is not None:
        from headstamp.reading.claims import read_claims

        _, seconds = timed(lambda: read_claims(document, lexicon))
        told["reading, MB/s"] = round(size / seconds, 2)
    return told


def pdf() -> dict[str, object]:
    from pypdf import PdfReader

    data = written(PAGES)
    text, seconds = timed(lambda: "\n\n".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages))
    document = from_text(text)
    _, reading = timed(lambda: find_mentions(document))
    return {
        "pages of the PDF": PAGES,
        "characters of the PDF": len(text),
        "seconds for its text": round(seconds, 2),
        "seconds for its mentions": round(reading, 2),
    }


def written(pages: int) -> bytes:
    """A PDF of running text, each word shown and moved by itself as typesetters do."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    words = MADE_UP.split()
    for _ in range(pages):
        page = writer.add_blank_page(612, 792)
        lines = []
        for row in range(45):
            shown = [words[(row * 11 + place) % len(words)] for place in range(11)]
            pieces = " ".join(f"({word}) -250" for word in shown)
            lines.append(f"1 0 0 1 50 {750 - row * 15} Tm [{pieces}] TJ")
        content = DecodedStreamObject()
        content.set_data(("BT /F1 10 Tf " + "\n".join(lines) + " ET").encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def timed(what: Callable[[], T]) -> tuple[T, float]:
    begin = time.process_time()
    made = what()
    return made, time.process_time() - begin


if __name__ == "__main__":
    main()
