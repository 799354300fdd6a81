"""Whatever stands in a preset's file, it is read or refused in one sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from headstamp.law import PresetUnfit
from headstamp.law.presets import read_preset

KEYS = st.sampled_from(
    ["name", "title", "cite", "recipients", "slot", "id", "asks", "rule", "filled_by", "per", "x"]
)
VALUES = st.sampled_from(
    ['"a"', "3", "[]", '["a"]', "true", '"att-7.3"', '["no finding"]', '"unit"', "{}", "1979-05-27"]
)
LINES = st.one_of(st.just("[[slot]]"), st.just("[slot]"), st.builds("{} = {}".format, KEYS, VALUES))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=12).map("\n".join), st.text(max_size=80)))
def test_a_preset_is_read_or_refused(text: str) -> None:
    said = ""
    try:
        assert read_preset(text, "p.toml").slots
    except PresetUnfit as refused:
        said = str(refused)
    assert "\n" not in said
    assert not said or said.endswith((".", "?"))
