"""Films made by this program, and others that show five seconds of them among scenes of their own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from lookalikes_pictures import font, logo
from lookalikes_scenes import Picture, Scene, scene
from PIL import Image, ImageDraw

from headstamp.evidence.decoders.sequence import grey_frames
from headstamp.evidence.fingerprints.frames import FrameSequence, sequence_of

WIDE, TALL, CUT = 480, 270, 4.0


@dataclass(frozen=True, slots=True)
class Film:
    """Scenes of four seconds each."""

    seed: int

    def at(self, second: float) -> Picture:
        return self._scene(int(second // CUT)).at(second, WIDE, TALL)

    def _scene(self, number: int) -> Scene:
        key = self.seed * 1000 + number
        if key not in _SCENES:
            if len(_SCENES) > 40:
                _SCENES.clear()
            _SCENES[key] = scene(key)
        return _SCENES[key]


_SCENES: dict[int, Scene] = {}


def letterboxed(picture: Picture) -> Picture:
    made = np.zeros((640, 360, 3), np.uint8)
    small = np.asarray(Image.fromarray(picture).resize((360, 202)))
    made[219:421] = small
    return made


def branded(picture: Picture) -> Picture:
    made = Image.fromarray(picture)
    badge = logo(54, 11)
    made.paste(badge, (WIDE - 64, 10), badge)
    ImageDraw.Draw(made).text((12, TALL - 30), "channel of the brigade", font=font(16), fill="white")
    return np.asarray(made)


DONE: dict[str, Callable[[Picture], Picture]] = {
    "encoded again": lambda picture: np.asarray(Image.fromarray(picture).resize((320, 180))),
    "letterbox": letterboxed,
    "logo and caption": branded,
    "mirrored": lambda picture: np.ascontiguousarray(picture[:, ::-1]),
}


def encoded(frames: Iterator[Picture], rate: int, crf: int) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as film:
        stream = None
        for picture in frames:
            if stream is None:
                stream = film.add_stream("libx264", rate=rate)
                stream.height, stream.width = picture.shape[0], picture.shape[1]
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": str(crf), "preset": "veryfast"}
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                film.mux(packet)
        assert stream is not None
        for packet in stream.encode(None):
            film.mux(packet)
    return made.getvalue()


def frames_of(film: Film, begin: float, seconds: float, rate: int) -> Iterator[Picture]:
    for number in range(round(seconds * rate)):
        yield film.at(begin + number / rate)


def sequence(data: bytes) -> FrameSequence:
    with av.open(io.BytesIO(data)) as film:
        return sequence_of(grey_frames(film, film.streams.video[0]))
