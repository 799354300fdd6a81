"""The canonical form against RFC 8785 and the testdata of its author.

Text: the RFC's sections 3.2.2 to 3.2.4; github.com/cyberphone/json-canonicalization, testdata/input and
output. Numbers: the RFC's appendix B. The log itself holds no fractions, its form for them is text; so
fractions are checked on the library beneath, and text, order and structure on what the log is written with
and on the verifier that comes with bundles.
"""

from __future__ import annotations

import json
import struct

import pytest
import rfc8785

from headstamp.evidence.bundle import verify
from headstamp.values.json import canonical

# RFC 8785, 3.2.2 and its UTF-8 bytes in 3.2.4.
SAMPLE = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
SAMPLE_BYTES = bytes.fromhex(
    "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a"
    "5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d"
    "2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
)

# RFC 8785, 3.2.3, with the order it gives.
SORTED = r"""{
  "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
}"""
ORDER = [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
]

# testdata/input/*.json and testdata/output/*.json
TEXTS = {
    "french": (
        '{"peach":"This sorting order","péché":"is wrong according to French",'
        '"pêche":"but canonicalization MUST","sin":"ingnore locale"}',
        '{"peach":"This sorting order","péché":"is wrong according to French",'
        '"pêche":"but canonicalization MUST","sin":"ingnore locale"}',
    ),
    "weird": (
        r'{"\u20ac":"Euro Sign","1":"One","\u0080":"Control\u007f","\ud83d\ude02":"Smiley",'
        r'"\u00f6":"Latin Small Letter O With Diaeresis","\ufb33":"Hebrew Letter Dalet With Dagesh",'
        r'"</script>":"Browser Challenge"}',
        '{"1":"One","</script>":"Browser Challenge","\x80":"Control\x7f",'
        '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley",'
        '"\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ),
    "structures": (
        r'{"1":{"f":{"f":"hi","F":5},"\n":56},"10":{},"":"empty","a":{},"111":[{}],"A":{}}',
        r'{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "arrays": (r'[56,{"d":true,"10":null,"1":[]}]', r'[56,{"1":[],"10":null,"d":true}]'),
    "unicode": (r'{"Unnormalized Unicode":"\u1e0d\u0307"}', '{"Unnormalized Unicode":"\u1e0d\u0307"}'),
    "escaping": (
        r'"\u20ac$\u000F\u000aA' + r"'\u0042\u0022\u005c\\\"\/" + '"',
        '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    ),
}

# RFC 8785, appendix B: the bits of a double and its form.
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


def test_the_sample_of_the_rfc() -> None:
    assert rfc8785.dumps(json.loads(SAMPLE)) == SAMPLE_BYTES


def test_names_are_sorted_by_utf_16() -> None:
    for written in (canonical(json.loads(SORTED)).decode(), verify.canonical(json.loads(SORTED))):
        assert list(json.loads(written).values()) == ORDER


@pytest.mark.parametrize("name", TEXTS)
def test_the_authors_testdata(name: str) -> None:
    given, expected = TEXTS[name]
    assert canonical(json.loads(given)) == expected.encode()
    assert verify.canonical(json.loads(given)) == expected


@pytest.mark.parametrize(("bits", "expected"), NUMBERS)
def test_numbers(bits: str, expected: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert rfc8785.dumps(number) == expected.encode()


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000"])
def test_what_is_no_number_is_refused(bits: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    with pytest.raises(rfc8785.FloatDomainError):
        rfc8785.dumps(number)


@pytest.mark.parametrize("value", [0.5, 1.0, 2**53, float("nan")])
def test_a_log_holds_no_such_number(value: float) -> None:
    with pytest.raises(ValueError, match="written as text"):
        verify.canonical(value)
    assert not isinstance(json.loads(canonical(value)), int | float)
