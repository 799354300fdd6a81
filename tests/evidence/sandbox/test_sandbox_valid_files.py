"""Sound files of every format still open, in both kinds of sandbox: one that refuses them is no help.

Ten of each by default, 200 with HEADSTAMP_TORTURE set.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import made_files
import pytest

from headstamp.evidence.sandbox import Sandbox, Verdict

EACH = 200 if os.environ.get("HEADSTAMP_TORTURE") else 10
FILM_FORMATS = len(made_files.FILMS)


def count(form: str) -> int:
    return (
        max(EACH, FILM_FORMATS)
        if form == "film"
        else max(EACH, len(made_files.TIFF_WAYS))
        if form == "tiff"
        else EACH
    )


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Made once for both sandboxes."""
    folder = tmp_path_factory.mktemp("sound")
    made: dict[str, list[Path]] = {}
    for form, make in made_files.FORMATS.items():
        chance = random.Random(form)
        for number in range(count(form)):
            path = folder / f"{form}-{number}"
            path.write_bytes(make(chance, number))
            made.setdefault(form, []).append(path)
    return made


@pytest.mark.parametrize("form", made_files.FORMATS)
def test_sound_files_open(
    sandbox: Sandbox, sound_files: dict[str, list[Path]], form: str, tmp_path: Path
) -> None:
    waiting = [(path, sandbox.submit(path)) for path in sound_files[form]]
    for number, (path, future) in enumerate(waiting):
        found = future.result()
        assert found.verdict is Verdict.OK, (path.name, found)
        kinds = [part.kind for part in found.parts]
        if form in made_files.PICTURES:
            assert kinds == ["thumbnail"], (path.name, found)
        elif form == "film":
            assert kinds[:-1] == ["frame"] * (len(kinds) - 1), (path.name, found.facts)
            assert len(kinds) > 1
            assert kinds[-1] == "sequence"
            assert found.media_type.startswith("video/")
        elif form == "sound":
            assert found.media_type.startswith("audio/")
            assert "audio_codec" in found.facts
        elif form in made_files.WRITTEN:
            assert kinds == ["text"], (path.name, found)
        else:
            members = list(sandbox.members(path, found.media_type, tmp_path / str(number)))
            assert members
            assert all(member.file is not None and not member.why for member in members), (path.name, members)
