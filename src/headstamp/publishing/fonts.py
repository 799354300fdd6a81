"""The two typefaces of the report, carried inside it: it looks alike everywhere and asks nobody for anything.

The files are subsets made by `tools/build_fonts.py`; their licences stand beside them.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def font_css() -> str:
    """One `@font-face` rule for each family and script, the file itself inside as a data: URI."""
    folder = files("headstamp.publishing").joinpath("static/fonts")
    faces = json.loads(folder.joinpath("fonts.json").read_text(encoding="utf-8"))
    rules = []
    for face in faces:
        data = base64.b64encode(folder.joinpath(face["file"]).read_bytes()).decode("ascii")
        low, high = face["weights"]
        rules.append(
            f"@font-face{{font-family:'{face['family']}';font-style:normal;font-weight:{low} {high};"
            "font-display:block;"
            f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{face['unicode_range']}}}"
        )
    return "\n".join(rules)
