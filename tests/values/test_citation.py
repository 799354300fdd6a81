from __future__ import annotations

import pytest
from values_page import rows_under

from headstamp.values import Citation, Credibility, Grade, Reliability, ValueUnreadable, decode, encode


def test_words_are_those_of_the_page() -> None:
    ours = [[str(half.value), half.words] for half in (*Reliability, *Credibility)]
    assert ours == rows_under("grade", "words")


@pytest.mark.parametrize(
    ("text", "printed"),
    [("B2", "B2: usually reliable, probably true"), ("b-2", "B2: usually reliable, probably true"),
     (" f 6 ", "F6: reliability cannot be judged, truth cannot be judged"), ("C", "C: fairly reliable"),
     ("1", "1: confirmed by other sources"), ("", "not graded")],
)  # fmt: skip
def test_grades_are_read(text: str, printed: str) -> None:
    assert str(Grade.parse(text)) == printed


@pytest.mark.parametrize("text", ["G1", "A7", "22", "good", "-", "A-", "-2"])
def test_other_grades_are_refused(text: str) -> None:
    with pytest.raises(ValueUnreadable, match="such as B2"):
        Grade.parse(text)


def test_a_grade_reads_back_from_json() -> None:
    grade = Grade(Reliability.B, Credibility.PROBABLY_TRUE)
    assert encode(grade) == {"reliability": "B", "credibility": 2}
    assert decode(Grade, encode(grade)) == grade


def test_a_citation_in_words() -> None:
    citation = Citation("sipri", "page 4", "0123456789abcdef", 7, "681 missiles")
    assert str(citation) == "sipri, page 4, snapshot 0123456789ab, row 7: '681 missiles'"
    assert str(Citation("sipri")) == "sipri"
