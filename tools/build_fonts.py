"""Cut the fonts of the report out of the published variable fonts; run by hand when a subset changes.

The input is a folder that holds the unpacked npm packages `@fontsource-variable/inter` and `@fontsource-
variable/source-serif-4` (SIL Open Font License) as `inter/` and `source-serif-4/`. The output goes into
`src/headstamp/publishing/static/fonts/`: one small variable woff2 for each family and script, the licence of
each family, and `fonts.json`, which says which characters each file holds. It needs `fonttools` and
`brotli`, which the program itself does not.

    python tools/build_fonts.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).resolve().parent.parent / "src/headstamp/publishing/static/fonts"

# Only the weights the style sheet uses.
WEIGHTS = (400, 650)

# 'Source' is a reserved font name: a subset is a modified version and must bear another (OFL, condition 3).
FAMILIES = {"inter": "Inter", "source-serif-4": "Headstamp Serif"}

# The published subsets hold much that no name in this field needs: phonetics, Vietnamese, currency signs.
SCRIPTS = {
    "latin": (
        "20-7E A0-FF 131 152-153 2BB-2BC 2C6 2DA 2DC 2010-2015 2018-201E 2020-2022 2026 202F 2030 2032-2033 "
        "2039-203A 2044 20AC 2122 2212"
    ),
    "latin-ext": (
        "100-130 132-151 154-17F 18F 192 1CD-1D4 1E6-1E7 1EA-1EB 1FA-1FF 218-21B 259 2BE-2BF 1E0C-1E0F "
        "1E20-1E21 1E24-1E2B 1E32-1E37 1E40-1E47 1E5A-1E5B 1E60-1E63 1E6C-1E6F 1E80-1E85 1E8E-1E8F 1E92-1E96 "
        "1E9E 1EF2-1EF3"
    ),
    "cyrillic": "400-45F 490-491 2116",
}
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum", "pnum", "calt"]


def code_points(ranges: str) -> list[int]:
    """The code points that ranges such as '20-7E A0' name."""
    points: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut(source: Path, points: list[int], name: str) -> TTFont:
    """The font at `source` with these code points and `WEIGHTS` only, under `name`."""
    options = Options(
        layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    # The time of the cut must not be in the file, or every run gives other bytes.
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    for name_id, text in ((1, name), (4, name), (6, name.replace(" ", ""))):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.flavor = "woff2"
    return font


def licence(published: str, font: TTFont) -> str:
    """The licence as published, headed by the copyright line that the font itself bears."""
    terms = published[published.index("This Font Software is licensed") :]
    return f"{font['name'].getDebugName(0)}\n\n{terms}"


def unicode_range(points: list[int]) -> str:
    """Code points as a CSS `unicode-range`."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def build(folder: Path) -> None:
    """Write every subset, licence and the list of them."""
    OUT.mkdir(parents=True, exist_ok=True)
    faces = []
    for family, name in FAMILIES.items():
        published = (folder / family / "LICENSE").read_text(encoding="utf-8")
        for script, ranges in SCRIPTS.items():
            file = f"{family}-{script}.woff2"
            source = folder / family / f"files/{family}-{script}-wght-normal.woff2"
            font = cut(source, code_points(ranges), name)
            font.save(OUT / file)
            (OUT / f"{family}.OFL.txt").write_text(licence(published, font), encoding="utf-8")
            held = unicode_range(sorted(font.getBestCmap()))
            faces.append({"family": name, "file": file, "weights": list(WEIGHTS), "unicode_range": held})
            print(f"{file}: {(OUT / file).stat().st_size:,} bytes")
    (OUT / "fonts.json").write_text(json.dumps(faces, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
