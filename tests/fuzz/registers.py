"""Breaks files of registers in thousands of ways, and holds the parsers to two promises.

No bytes make a parser raise anything but its own one-sentence error, and no line that was not touched is
lost: its cells are among the rows kept, or its text among the rejects. Two ways to run it:

    python tests/fuzz/registers.py mutate FILE... [--times 10000] [--seed 1]
    python tests/fuzz/registers.py guided [FILE...] [--seconds 300]    needs atheris: `make fuzz`

`mutate` takes a slice of real files, changes bytes and lines at random, and reads the result with the format
of the whole file. It prints counts and leaves with 1 at the first broken promise, whose bytes it keeps.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from headstamp.records.sources import FORMS, Form, Parsed, RecordsUnreadable, form_of

LINES = 40
_OPTIONS = ("--times", "--seed", "--seconds")
_BYTES = b"\x00\x80\xff\";,\t\r\n0?'\\{}[]\xc3"


@dataclass(frozen=True)
class Slice:
    """The beginning of a file and some of its lines, and what each line becomes when nothing is broken."""

    name: str
    form: Form
    head: bytes
    lines: tuple[bytes, ...]
    kept: tuple[frozenset[str], ...]


def known(_: str) -> bool:
    """Everybody is known here: names are tested elsewhere."""
    return True


def read(form: Form, data: bytes) -> Parsed | None:
    """What a format makes of bytes; None where it refuses them in its own words."""
    try:
        return form.parse(data, "fuzzed", known)
    except RecordsUnreadable:
        return None


def raws(parsed: Parsed | None) -> Counter[str]:
    """The raw cells of the rows kept."""
    return Counter(parsed.rows["raw"].to_pylist()) if parsed else Counter()


def sliced(path: Path, chance: random.Random) -> Slice | None:
    """Some lines of a file; None for a file that is not read line by line."""
    data = path.read_bytes()
    form = form_of(data[:65536], path.name)
    pieces = data.splitlines(keepends=True)
    first_lines = range(min(40, len(pieces) - 1))
    head = next((at for at in first_lines if _reads(form, pieces[: at + 1], pieces[at + 1])), None)
    if form.stream is not None or head is None:
        return None
    first = b"".join(pieces[: head + 1])
    body = pieces[head + 1 :]
    start = chance.randrange(max(1, len(body) - LINES))
    lines = tuple(one for one in body[start : start + LINES] if one.strip() and b'"' not in one)
    kept = tuple(frozenset(raws(read(form, first + line))) for line in lines)
    return Slice(path.name, form, first, lines, kept)


def _reads(form: Form, head: list[bytes], line: bytes) -> bool:
    parsed = read(form, b"".join(head) + line)
    return parsed is not None and parsed.kept > 0


def broken(slice_: Slice, chance: random.Random) -> tuple[bytes, frozenset[int]]:
    """The slice with some lines changed, and which lines were left as they are."""
    lines = list(slice_.lines)
    touched: set[int] = set()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        # A line that ends otherwise may take in the next one.
        touched |= {at, at + 1}
        lines[at] = _changed(lines[at], chance)
    data = slice_.head + b"".join(lines)
    if chance.random() < 0.1:
        cut = chance.randrange(len(slice_.head), len(data))
        data, seen = data[:cut], len(slice_.head)
        for at, line in enumerate(lines):
            seen += len(line)
            if seen > cut:
                touched.add(at)
    return data, frozenset(range(len(lines))) - touched


def _changed(line: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(line)) if line else 0
    sign = bytes([chance.choice(_BYTES) if chance.random() < 0.7 else chance.randrange(256)])
    ways = (
        lambda: line[:at] + sign + line[at + 1 :],
        lambda: line[:at] + sign + line[at:],
        lambda: line[:at] + line[at + 1 :],
        lambda: line[:at] + line[at : at + 20] * 3 + line[at + 20 :],
        lambda: line + line,
    )
    return chance.choice(ways)()


def lost(slice_: Slice, data: bytes, untouched: frozenset[int]) -> list[str]:
    """Untouched lines whose cells and text are both gone, and counts that do not add up."""
    parsed = read(slice_.form, data)
    if parsed is None:
        return []
    told = []
    if parsed.read != parsed.kept + parsed.merged + len(parsed.rejected):
        counts = (parsed.read, parsed.kept, parsed.merged, len(parsed.rejected))
        told.append("read, kept, joined and rejected do not add up: {}, {}, {}, {}".format(*counts))
    kept, rejected = raws(parsed), "\n".join(one.raw for one in parsed.rejected)
    for at in sorted(untouched):
        text = slice_.lines[at].decode("utf-8", "replace").strip()
        if not slice_.kept[at] <= kept.keys() and text not in rejected:
            told.append(f"line {at + 1}: {text}")
    return told


def mutate(paths: list[Path], times: int, seed: int) -> int:
    """Break files so many times; 1 at the first broken promise."""
    chance = random.Random(seed)
    slices = [found for path in paths for _ in range(20) if (found := sliced(path, chance)) is not None]
    refused: Counter[str] = Counter()
    for turn in range(times):
        one = chance.choice(slices)
        data, untouched = broken(one, chance)
        found = lost(one, data, untouched)
        if found:
            Path("broken-register").write_bytes(data)
            print(f"turn {turn}, {one.name} ({one.form.name}): {found[0]}; bytes in broken-register")
            return 1
        refused[one.form.name] += 1
    print(f"{times:,} broken files read, no line lost: {dict(sorted(refused.items()))}")
    return 0


def guided(seconds: int, paths: list[Path]) -> None:
    """Let atheris look for bytes that make a parser fail, beginning with the first lines of some files."""
    import atheris

    def one(data: bytes) -> None:
        for form in FORMS:
            if form.stream is None:
                read(form, data)

    with TemporaryDirectory() as folder:
        for at, path in enumerate(paths):
            if (found := sliced(path, random.Random(1))) is not None:
                (Path(folder) / str(at)).write_bytes(found.head + b"".join(found.lines[:2]))
        atheris.instrument_all()
        atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    _, way, *given = sys.argv
    options = {name: int(given[given.index(name) + 1]) for name in _OPTIONS if name in given}
    files = [Path(one) for one in given if not one.startswith("--") and not one.isdecimal()]
    if way == "guided":
        guided(options.get("--seconds", 300), files)
    sys.exit(mutate(files, options.get("--times", 10_000), options.get("--seed", 1)))
