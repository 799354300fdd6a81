"""How the host behaves when servers do not start, die or are asked for the impossible."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import sleep

import made_files
import pytest
from conftest import hostile_stations
from PIL import Image

from headstamp.evidence.sandbox import Confinement, Sandbox, SandboxMissing, Verdict
from headstamp.evidence.sandbox.stations import STATIONS

Write = Callable[[str, bytes], Path]


def test_without_confinement_nothing_is_decoded_unless_asked_for() -> None:
    with pytest.raises(SandboxMissing, match="not allowed"):
        Sandbox(confinement=Confinement.NONE)


def test_unsafe_is_not_used_where_something_confines(best_sandbox: Sandbox) -> None:
    with Sandbox(unsafe=True) as sandbox:
        assert sandbox.confinement == best_sandbox.confinement != Confinement.NONE


def test_a_server_that_does_not_start_is_not_started_for_ever(best_sandbox: Sandbox, written: Write) -> None:
    broken = {**STATIONS, "text": replace(STATIONS["text"], module="no_such_decoder")}
    with Sandbox(stations=broken) as sandbox:
        for _ in range(2):
            with pytest.raises(SandboxMissing, match=r"3 times in a row.*no_such_decoder"):
                sandbox.submit(written("text", b"abc")).result()
        assert (
            sandbox.submit(written("jpeg", made_files.saved(Image.new("RGB", (9, 9)), "JPEG"))).result().parts
        )


def test_a_server_that_was_killed_is_replaced(best_sandbox: Sandbox, written: Write) -> None:
    file = written("text", b"abc")
    for _ in range(3):
        assert best_sandbox.submit(file).result().verdict is Verdict.OK
        os.kill(best_sandbox._jail("text")._process.pid, signal.SIGKILL)
    assert best_sandbox.submit(file).result().verdict is Verdict.OK


def test_the_file_that_kills_its_server_is_told_and_its_neighbours_are_decoded(written: Write) -> None:
    """Only without confinement can a child reach its server at all."""
    killer = written("killer", b"#!python\nos.kill(os.getppid(), 9)\ntime.sleep(9)")
    files = [written(str(number), b"text %d" % number) for number in range(6)]
    with Sandbox(unsafe=True, confinement=Confinement.NONE, stations=hostile_stations()) as sandbox:
        waiting = [sandbox.submit(file) for file in (*files[:3], killer, *files[3:])]
        verdicts = [each.result().verdict for each in waiting]
    assert verdicts == [Verdict.OK] * 3 + [Verdict.CRASHED] + [Verdict.OK] * 3


def test_a_file_is_read_from_its_beginning_when_it_is_tried_again(
    best_sandbox: Sandbox, written: Write
) -> None:
    """A server that dies after its child has read leaves the shared place in the file at the end."""
    first = "#!python\nimport sys\ntime.sleep(0.2); os.kill(os.getppid(), 9); time.sleep(9)"
    with Sandbox(unsafe=True, confinement=Confinement.NONE, stations=hostile_stations()) as sandbox:
        found = sandbox.submit(written("killer", first.encode())).result()
    assert (found.verdict, found.why) == (Verdict.CRASHED, "its decoder took the whole server down")


def test_a_file_that_is_not_there_is_an_error_of_the_caller(best_sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        best_sandbox.submit(tmp_path / "none").result()
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert best_sandbox.submit(path).result().verdict is Verdict.NOT_SUPPORTED
    with pytest.raises(ValueError, match="frames"):
        best_sandbox.submit(tmp_path, frames=1000)
    with pytest.raises(ValueError, match="no archive"):
        best_sandbox.members(tmp_path, "image/png", tmp_path)


def test_closing_ends_every_process(best_sandbox: Sandbox, written: Write) -> None:
    with Sandbox(processes=2, stations=hostile_stations(wall=60)) as sandbox:
        asleep = sandbox.submit(written("sleep", b"#!python\ntime.sleep(0.5)"))
        sandbox.submit(written("text", b"abc")).result()
        servers = [jail._process for jail in sandbox._jails.values()]
        for server in servers:
            server.kill()
        assert asleep.result().verdict is Verdict.OK  # tried again: it was not to blame
        servers += [jail._process for jail in sandbox._jails.values()]
    assert all(server.poll() is not None for server in servers)


def test_servers_end_with_the_program_that_started_them(best_sandbox: Sandbox, written: Write) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from headstamp.evidence.sandbox import Sandbox\n"
        "sandbox = Sandbox(); sandbox.submit(Path(sys.argv[1])).result()\n"
        "print(*[jail._process.pid for jail in sandbox._jails.values()], flush=True); os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(written("text", b"abc"))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    pids = [int(word) for word in ran.stdout.split()]
    assert len(pids) == 2, ran
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            assert "zombie" in Path(f"/proc/{pid}/status").read_text() or gone_soon(pid)


def gone_soon(pid: int) -> bool:
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        sleep(0.05)
    return False


def test_abandoning_an_archive_ends_its_child(best_sandbox: Sandbox, written: Write, tmp_path: Path) -> None:
    frame = b'M\x00\x00\x00\x1a{"name": "a", "facts": {}}' + b'E\x00\x00\x00\x18{"facts": {}, "why": ""}'
    endless = b"##os.write(reply, b'hsR1')\nwhile True: os.write(reply, %r)" % frame
    with Sandbox(stations=hostile_stations(cpu=60, wall=60)) as sandbox:
        source = sandbox.members(written("a.zip", endless), "application/zip", tmp_path / "out")
        assert next(source).name == "a"
        server = sandbox._jail("archive")._process.pid
        source.close()  # type: ignore[attr-defined]
        for _ in range(100):
            if busy_children(server) == 0:
                break
            sleep(0.05)
        assert busy_children(server) == 0


def busy_children(server: int) -> int:
    """Descendants of a server that are running or blocked on a full pipe rather than waiting for a file."""
    found = 0
    for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
        wait = Path(f"/proc/{child}/wchan").read_text()
        found += "pipe_write" in wait or Path(f"/proc/{child}/stat").read_text().split()[2] == "R"
        found += busy_children(int(child))
    return found


def test_what_the_sandbox_loads_stays_small() -> None:
    """The package is imported inside the wall; it must not drag the program in."""
    code = (
        "import sys; import headstamp.evidence.sandbox.child, headstamp.evidence.sandbox.server;"
        "print(*[name for name in sys.modules if name.startswith('headstamp')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = set(ran.stdout.split())
    assert loaded <= {"headstamp"} | {
        f"headstamp.{name}"
        for name in (
    "evidence", "evidence.decoders", "evidence.sandbox", "evidence.decoders.found",
    "evidence.sandbox.child", "evidence.sandbox.landlock", "evidence.sandbox.seccomp",
    "evidence.sandbox.server", "evidence.sandbox.syscalls", "evidence.sandbox.wire",
        )
    }  # fmt: skip


def test_thumbnails_are_upright_and_within_the_size_asked_for(sandbox: Sandbox, written: Write) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    wide = Image.new("RGB", (400, 100), "red")
    wide.paste((0, 0, 255), (0, 0, 200, 100))  # the left half blue; turned by 6, it is the upper half
    found = sandbox.submit(written("jpeg", made_files.saved(wide, "JPEG", exif=exif)), thumbnail=200).result()
    with Image.open(io.BytesIO(found.parts[0].data)) as small:
        assert small.size == (50, 200)
        top, bottom = small.getpixel((25, 20)), small.getpixel((25, 180))
    assert top[2] > 200 > 60 > top[0]
    assert bottom[0] > 200 > 60 > bottom[2]


def test_the_short_way_for_plain_jpegs_gives_the_same_pixels(tmp_path: Path) -> None:
    """Pillow's whole way is the oracle; a picture that is not plain, or not whole, is left to it."""
    from headstamp.evidence.decoders import plain_jpeg

    def short(data: bytes, side: int = 200) -> bytes | None:
        path = tmp_path / "jpeg"
        path.write_bytes(data)
        file = os.open(path, os.O_RDONLY)
        try:
            found = plain_jpeg.decoded(file, len(data), side)
        finally:
            os.close(file)
        if found is None:
            return None
        encoder = Image.core.raw_encoder("RGB", "RGB", 0, 1)
        encoder.setimage(found[0], (0, 0, *found[1:]))
        return bytes(encoder.encode(200 * 200 * 3)[2])

    chance = random.Random(3)
    for number in range(60):
        data = made_files.saved(
            made_files.picture(chance),
            "JPEG",
            quality=1 + number,
            progressive=number % 2,
            subsampling=number % 3,
        )
        with Image.open(io.BytesIO(data)) as image:
            assert short(data) == image.tobytes()
            assert short(data, max(image.size) - 1) is None
        assert short(data[:-20]) is None or short(data[:-20]) == short(data)
        assert short(data[: len(data) // 2]) is None
    exif = Image.Exif()
    exif[0x0112] = 6
    assert short(made_files.saved(Image.new("RGB", (8, 8)), "JPEG", exif=exif)) is None
    for mode in ("L", "CMYK"):
        assert short(made_files.saved(Image.new(mode, (8, 8)), "JPEG")) is None


def test_a_picture_tells_camera_time_and_place(sandbox: Sandbox, written: Write) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Maker", "Model 1", "Editor 2.0"
    exif.get_ifd(0x8769)[0x9003] = "2014:06:14 12:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 20.0, 6.0), 3: "E", 4: (43.0, 8.0, 0.0)})
    found = sandbox.submit(
        written("jpeg", made_files.saved(Image.new("RGB", (9, 9)), "JPEG", exif=exif))
    ).result()
    assert found.facts["taken"] == "2014-06-14T12:30:00"
    assert (found.facts["camera_make"], found.facts["camera_model"]) == ("Maker", "Model 1")
    assert found.facts["software"] == "Editor 2.0"
    assert (found.facts["gps"], found.facts["gps_latitude"], found.facts["gps_longitude"]) == (
        "yes",
        "36.335000",
        "43.133333",
    )


def test_frames_are_spread_over_the_film(sandbox: Sandbox, written: Write) -> None:
    film = made_files.encoded_film("mp4", "mpeg4", "yuv420p", (64, 48), 60, gop=2)
    found = sandbox.submit(written("film", film), frames=4).result()
    times = [part.at for part in found.parts if part.kind == "frame"]
    assert len(times) == 4
    assert times[0] == Decimal("0.000")
    assert times == sorted(times)  # type: ignore[type-var]
    assert times[-1] is not None
    assert times[-1] >= 10  # of 12 seconds
    assert found.facts["duration"] == "12.000"
    assert sandbox.submit(written("film", film), frames=0).result().parts == ()
