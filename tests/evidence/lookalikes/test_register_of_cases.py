from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_pictures import picture

from headstamp.evidence.fingerprints.stills import views
from headstamp.evidence.lookalikes.register import Register


def test_one_case_warns_of_another_and_not_of_itself(tmp_path: Path) -> None:
    register = Register(tmp_path / "register")
    mirrored = np.ascontiguousarray(picture(1)[:, ::-1])
    register.write(tmp_path / "first", {"ev-1": views(picture(1)), "ev-2": views(picture(2))})
    register.write(tmp_path / "second", {"ev-9": views(mirrored)})
    found = register.elsewhere(tmp_path / "second", {"ev-9": views(mirrored)})
    assert [(one.item, Path(one.case).name, one.other) for one in found] == [("ev-9", "first", "ev-1")]
    assert "looks the same as ev-1 of the case" in str(found[0])
    assert register.elsewhere(tmp_path / "first", {"ev-2": views(picture(2))}) == []


def test_a_case_is_written_anew_and_forgotten(tmp_path: Path) -> None:
    register = Register(tmp_path)
    asked = {"ev-9": views(picture(1))}
    register.write(tmp_path / "first", {"ev-1": views(picture(1))})
    register.write(tmp_path / "first", {"ev-2": views(picture(2))})
    assert register.elsewhere(tmp_path / "second", asked) == []
    register.write(tmp_path / "first", {"ev-1": views(picture(1))})
    assert len(register.elsewhere(tmp_path / "second", asked)) == 1
    register.forget(tmp_path / "first")
    assert register.elsewhere(tmp_path / "second", asked) == []


@pytest.mark.parametrize(
    "damage", ["", "[]", '{"convention": "pdq/still-512/1", "items": {"ev": ["zz"]}}', "\0"]
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, damage: str) -> None:
    register = Register(tmp_path)
    register.write(tmp_path / "first", {"ev-1": views(picture(1))})
    (tmp_path / "0000.json").write_text(damage)
    assert len(register.elsewhere(tmp_path / "second", {"ev-9": views(picture(1))})) == 1


def test_it_holds_no_picture_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    Register(tmp_path / "made").write(tmp_path / "first", {"ev-1": views(picture(1))})
    file = next((tmp_path / "made").iterdir())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_size < 600


def test_it_lies_beside_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path))
    Register().write(tmp_path / "case", {})
    assert len(list((tmp_path / "fingerprints").iterdir())) == 1
