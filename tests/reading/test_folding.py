from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.reading.folding import fold, words_only


@settings(deadline=None)
@given(st.text())
def test_a_fold_is_as_long_as_its_text_so_that_offsets_hold(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(words_only(fold(text))) == len(text)


def test_signs_that_are_written_in_several_ways_become_one() -> None:
    assert fold("IS’ “firepower” – Da‘esh") == "is' \"firepower\" - da'esh"
    assert fold("the\xa0Sahel\u202fregion") == "the sahel region"


def test_latin_letters_lose_their_accents_and_other_scripts_keep_theirs() -> None:
    assert fold("Burkinabè État pištolj Łódź İzmir") == "burkinabe etat pistolj lodz izmir"
    assert fold("Россия й") == "россия й"
    assert fold("أسلحة") == "اسلحة"


def test_a_line_break_folds_to_a_blank_because_newswire_breaks_names() -> None:
    assert fold("MACHINE\nGUN") == "machine gun"
