"""Read the project's pages: which there are, what their fences hold, and a register to try the commands on.

A fence's first word is its language. After it may stand, for `console`, `exit=4` (the code that the last
command of the block ends with; 0 without it) and `checked` (every line shown must be printed, `...` standing
for what is left out); for any other language, the name of a file that is written with the fence's text
before the next command runs.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))
PROMPT = "$ "
_FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<text>.*?)^```[ \t]*$", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its info words, its text and the line on which it opens."""

    words: tuple[str, ...]
    text: str
    line: int

    @property
    def language(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def file(self) -> str | None:
        """The file that the fence is to be written to, if it names one."""
        names = [word for word in self.words[1:] if "." in word and "=" not in word]
        return names[0] if names else None

    @property
    def exit_code(self) -> int:
        return next((int(word.removeprefix("exit=")) for word in self.words if word.startswith("exit=")), 0)

    @property
    def checked(self) -> bool:
        return "checked" in self.words

    @property
    def commands(self) -> list[list[str]]:
        """The arguments of each `headstamp` command; a backslash at the end of a line continues it."""
        joined = self.text.replace("\\\n", " ")
        lines = [line for line in joined.splitlines() if line.startswith(f"{PROMPT}headstamp")]
        return [shlex.split(line.removeprefix(PROMPT), comments=True)[1:] for line in lines]

    @property
    def shown(self) -> list[str]:
        """The lines of output that the fence shows, blanks run together."""
        lines = self.text.replace("\\\n", " ").splitlines()
        texts = [squeezed(line) for line in lines if not line.startswith(PROMPT)]
        return [text for text in texts if text and text != "..."]


def squeezed(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def agrees(shown: str, printed: str) -> bool:
    """Whether a line on a page is the line printed, `...` standing for anything."""
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("...")), printed) is not None


def fences(page: Path) -> Iterator[Fence]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        yield Fence(tuple(found["info"].split()), found["text"], text.count("\n", 0, found.start()) + 1)


def without_fences(text: str) -> str:
    """A page's text without its fenced blocks."""
    return _FENCE.sub("", text)


def links(page: Path) -> list[str]:
    """Where the links and pictures of a page lead, code left out."""
    plain = re.sub(r"`[^`\n]*`", "", without_fences(page.read_text(encoding="utf-8")))
    return _LINK.findall(plain)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make, as GitHub and most renderers write them."""
    headings = _HEADING.findall(without_fences(page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


_HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,"
    "SIPRI TIV of delivered weapons"
)
# No such deals exist: small states without an arms industry stand for suppliers.
_MADE_UP = (
    "Iraq,Andorra,1979,?,30,,T-55,tank,30,?,1980; 1981,Second hand,Second-hand,0.5,15,15",
    "Iraq,Iceland,1983,,12,?,M-198 155mm,towed gun,12,,1984,New,Aid,0.3,3.6,3.6",
    "Iraq,Monaco,1982,?,8,?,BMP-1,infantry fighting vehicle,8,?,1983; 1985,New,Via Andorra,0.4,3.2,3.2",
    "Iran,Andorra,1981,,40,?,T-55,tank,40,?,1982,Second hand,Financed by Monaco,0.5,20,20",
    "Iran,San Marino,1984,?,6,,M-113,armoured personnel carrier,6,,1985,New,,0.1,0.6,0.6",
    "Iraq,Iceland,2009,?,20,?,M-1A1 Abrams,tank,20,?,2010; 2011,New,No. could be up to 25,4,80,80",
    "Burkina Faso,Monaco,2015,,4,,PM-43 120mm,mortar,4,,2016,New,Designation uncertain,0.1,0.4,0.4",
    "Iceland,Monaco,2024,?,3,,M-113,armoured personnel carrier,0,,,New,,0.1,0.3,0",
)


def made_up_register() -> bytes:
    """A register in SIPRI's deal form, every row of it made up."""
    preamble = [
        "Transfers of major conventional arms from All countries  to All countries . Made-up rows",
        # Chosen so that the file's fingerprint begins with 4f2a, which the command line's examples ask for.
        "Number 87957",
        "SIPRI Arms Transfers Database (the form only; none of these deals exist)",
        "Data generated: 1 Jan 2026 9:00:00 AM",
    ]
    return "\n".join([*preamble, _HEADER, *_MADE_UP, ""]).encode("latin-1")
