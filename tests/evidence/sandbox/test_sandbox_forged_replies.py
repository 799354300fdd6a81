"""A child can say anything: what it says is measured, cleaned and held to its own file."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from headstamp.evidence.sandbox import Sandbox, Verdict
from headstamp.evidence.sandbox.checks import ReplyFalse, heading, line, text

Write = Callable[[str, bytes], Path]
HONEST = {"verdict": "ok", "why": "", "media_type": "", "facts": {}, "parts": []}
PICTURE = {"kind": "thumbnail", "at": None, "width": 2, "height": 2, "size": 12}
FALSE_HEADINGS = {
    "no JSON": b"{",
    "not an object": b"[]",
    "a deep one": b"[" * 100_000,
    "a key too many": json.dumps(HONEST | {"more": 1}).encode(),
    "a key missing": b"{}",
    "a verdict of the host's": json.dumps(HONEST | {"verdict": "crashed"}).encode(),
    "a verdict unheard of": json.dumps(HONEST | {"verdict": "fine"}).encode(),
    "a media type with a path": json.dumps(HONEST | {"media_type": "../../x"}).encode(),
    "facts as a list": json.dumps(HONEST | {"facts": []}).encode(),
    "a number for a fact": json.dumps(HONEST | {"facts": {"width": 1}}).encode(),
    "a fact's name with a path": json.dumps(HONEST | {"facts": {"../x": "1"}}).encode(),
    "too many facts": json.dumps(HONEST | {"facts": {f"a{n}": "" for n in range(500)}}).encode(),
    "more pixels than announced": json.dumps(HONEST | {"parts": [PICTURE | {"size": 13}]}).encode(),
    "a negative side": json.dumps(HONEST | {"parts": [PICTURE | {"width": -2, "height": -2}]}).encode(),
    "a side larger than asked": json.dumps(
        HONEST | {"parts": [PICTURE | {"width": 9999, "height": 1, "size": 29997}]}
    ).encode(),
    "a side that is true": json.dumps(HONEST | {"parts": [PICTURE | {"width": True, "height": 4}]}).encode(),
    "a side with a fraction": json.dumps(HONEST | {"parts": [PICTURE | {"width": 2.0}]}).encode(),
    "two thumbnails": json.dumps(HONEST | {"parts": [PICTURE, PICTURE]}).encode(),
    "frames that nobody asked for": json.dumps(
        HONEST | {"parts": [PICTURE | {"kind": "frame", "at": n} for n in range(13)]}
    ).encode(),
    "a frame without a time": json.dumps(HONEST | {"parts": [PICTURE | {"kind": "frame"}]}).encode(),
    "a frame before the beginning": json.dumps(
        HONEST | {"parts": [PICTURE | {"kind": "frame", "at": -1}]}
    ).encode(),
    "a part of another kind": json.dumps(HONEST | {"parts": [PICTURE | {"kind": "program"}]}).encode(),
    "a text of any size": json.dumps(
        HONEST | {"parts": [{"kind": "text", "at": None, "width": 0, "height": 0, "size": 1 << 40}]}
    ).encode(),
}


@pytest.mark.parametrize("name", FALSE_HEADINGS)
def test_a_false_heading_is_not_believed(name: str) -> None:
    with pytest.raises(ReplyFalse):
        heading(FALSE_HEADINGS[name], frames=12, side=512)


def test_an_honest_heading_is_believed() -> None:
    told = heading(json.dumps(HONEST | {"parts": [PICTURE]}).encode(), frames=0, side=2)
    assert (told.verdict, told.parts[0].size) == (Verdict.OK, 12)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07rest", "rest"),
        ("two\nlines\r\x00\x85end", "two lines end"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("a lone \ud800 half", "a lone ? half"),
        ("x" * 10_000, "x" * 300),
        ("صورة", "صورة"),
    ],
)
def test_a_line_can_be_shown_anywhere(told: str, kept: str) -> None:
    assert line(told) == kept


def test_text_keeps_its_lines_and_loses_its_controls() -> None:
    assert text("a\r\n\x1b[2Jb\x00\tc\u200f".encode()) == "a\nb\tc\u200f".encode()
    with pytest.raises(ReplyFalse):
        text(b"\xff\xfe")


def reply(header: bytes, rest: bytes = b"") -> str:
    whole = struct.pack("!4sI", b"hsR1", len(header)) + header + rest
    return f"#!python\nos.write(reply, {whole!r}); os._exit(0)"


FALSE_REPLIES = {
    "nothing": "#!python\nos._exit(0)",
    "no magic": "#!python\nos.write(reply, b'GET / HTTP/1.0\\r\\n'); os._exit(0)",
    "a header of 4 GB": "#!python\nos.write(reply, b'hsR1\\xff\\xff\\xff\\xff'); os._exit(0)",
    "a header cut short": "#!python\nos.write(reply, b'hsR1\\x00\\x00\\x00\\x09{}'); os._exit(0)",
    "pixels cut short": reply(json.dumps(HONEST | {"parts": [PICTURE]}).encode(), b"x" * 11),
    "more than announced": reply(json.dumps(HONEST | {"parts": [PICTURE]}).encode(), b"x" * 13),
    "text that is none": reply(
        json.dumps(
            HONEST | {"parts": [{"kind": "text", "at": None, "width": 0, "height": 0, "size": 2}]}
        ).encode(),
        b"\xff\xff",
    ),
    "two replies": "#!python\nfor _ in 1, 2: Found().send(reply)\nos._exit(0)",
}


@pytest.mark.parametrize("name", FALSE_REPLIES)
def test_a_false_reply_is_a_crash(taken_over: Sandbox, written: Write, name: str) -> None:
    found = taken_over.submit(written("file", FALSE_REPLIES[name].encode())).result()
    assert (found.verdict, found.parts) == (Verdict.CRASHED, ())


def test_no_file_can_speak_for_another(taken_over: Sandbox, written: Write) -> None:
    """Liars that write a good reply to every descriptor they hold run beside honest files."""
    forged = reply(json.dumps(HONEST | {"facts": {"gained": "forged"}}).encode())
    liar = written(
        "liar",
        forged.replace("os.write(reply,", "[os.write(f,")
        .replace("; os._exit", " for f in (0, 1, 2, reply)]; os._exit")
        .encode(),
    )
    files = [written(f"{n}", f"text {n}".encode()) for n in range(20)]
    waiting = [taken_over.submit(file) for file in [liar, *files, liar]]
    told = [each.result() for each in waiting]
    assert [each.parts[0].data.decode() for each in told[1:-1]] == [f"text {n}" for n in range(20)]
    assert all("gained" not in each.facts for each in told[1:-1])


def test_a_dirty_message_comes_out_clean(taken_over: Sandbox, written: Write) -> None:
    code = r"raise ValueError('\x1b[31m\u202ebad\nnews' + 'x' * 5000)"
    found = taken_over.submit(written("file", f"#!python\n{code}".encode())).result()
    assert found.verdict is Verdict.BROKEN
    assert found.why.startswith("ValueError: bad newsx")
    assert len(found.why) <= 300
