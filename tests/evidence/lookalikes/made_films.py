"""Films that tests make: scenes of two seconds over which the camera moves."""

from __future__ import annotations

import io

import av
import numpy as np
from made_pictures import Grey, picture

from headstamp.evidence.decoders.sequence import grey_frames
from headstamp.evidence.fingerprints.frames import FrameSequence, sequence_of

RATE = 8
_GROUND: dict[int, Grey] = {}


def shown(seed: int, second: float) -> Grey:
    """A scene of two seconds over which the camera moves; the next second's scene is another."""
    scene = seed * 100 + int(second // 2)
    if scene not in _GROUND:
        _GROUND[scene] = picture(scene, 320, 200)
    left, top = int(8 * second) % 60, int(5 * second) % 30
    return _GROUND[scene][top : top + 144, left : left + 256]


def frames(seed: int, begin: float, seconds: float) -> list[Grey]:
    return [shown(seed, begin + number / RATE) for number in range(round(seconds * RATE))]


def film(pictures: list[Grey], crf: int = 26) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=RATE)
        stream.height, stream.width = pictures[0].shape
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "ultrafast", "g": "40"}
        for grey in pictures:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(grey), format="gray")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return made.getvalue()


def sequence(data: bytes) -> FrameSequence:
    with av.open(io.BytesIO(data)) as opened:
        return sequence_of(grey_frames(opened, opened.streams.video[0]))


def letterboxed(grey: Grey) -> Grey:
    made = np.zeros((256, 256), np.uint8)
    made[56:200] = grey
    return made


def mirrored(grey: Grey) -> Grey:
    return np.ascontiguousarray(grey[:, ::-1])
