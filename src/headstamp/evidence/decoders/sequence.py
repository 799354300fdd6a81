"""Frames of a film for its fingerprint: grey, 128 x 128, key frames, and two a second if time allows.

Decoding every frame of a minute of 1080p costs a dozen seconds; its key frames alone cost half of one. So a
stretch from one key frame to the next is decoded through only while the film is within its budget, without
frames that no other needs and without smoothing of block edges; else its key frame has to do. The stretches
decoded through are thereby spread over the whole film. It needs neither numpy nor anything of headstamp, so
that it can run confined.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import suppress

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from headstamp.evidence.sandbox import wire

SIDE = wire.SEQUENCE_SIDE
EVERY = 0.5
"""Seconds between frames."""
BUDGET = 1.0
"""Seconds of CPU for a minute of film; what key frames cost is spent whatever it is."""
AT_ONCE = 1.0
"""Seconds of CPU that a short film may take in any case."""
MOST_FRAMES = wire.SEQUENCE_FRAMES
_BLIND = 16
"""Frames without a key frame after which a stretch is taken up again in any case."""


def grey_frames(
    film: InputContainer,
    stream: VideoStream,
    *,
    every: float = EVERY,
    budget: float = BUDGET,
    most: int = MOST_FRAMES,
    until: float = math.inf,
) -> Iterator[tuple[float, bytes]]:
    """Frames in order, upright, on one thread.

    Args:
        film: opened for reading, at its beginning.
        stream: the film's stream of pictures.
        every: seconds between frames where it is decoded through.
        budget: seconds of CPU for a minute of film.
        most: frames at most.
        until: CPU seconds of this process after which no more frames come.

    Yields:
        Seconds from the beginning of the film, and 128 rows of 128 grey values, 0 to 255.
    """
    context = stream.codec_context
    context.thread_count = 1  # a confined child may not start threads
    context.thread_type = "NONE"
    context.skip_frame = "NONREF"
    with suppress(AttributeError, ValueError):
        context.options = {**context.options, "skip_loop_filter": "all"}
    begin = 0.0 if film.start_time is None else film.start_time / av.time_base
    started, due, count, through = time.process_time(), -every, 0, True
    for packet in film.demux(stream):
        if packet.is_keyframe and packet.pts is not None:
            now = time.process_time()
            if now > until:
                return
            spent = now - started
            at = float(packet.pts * stream.time_base) - begin if stream.time_base else 0.0
            through = spent <= AT_ONCE * 0.5 or spent <= budget * at / 60
        elif not through and packet.size:
            continue
        frames: list[VideoFrame] = []
        with suppress(av.FFmpegError):  # a damaged stretch must not cost the rest
            frames = list(packet.decode())
        for frame in frames:
            if frame.time is None:
                continue
            moment = max(0.0, frame.time - begin)
            if moment - due >= every * 0.98 or frame.key_frame:
                due = moment
                yield moment, small(frame)
                count += 1
                if count >= most:
                    return


def small(frame: VideoFrame) -> bytes:
    """A frame as 128 rows of 128 grey values, upright, whatever its shape was."""
    shrunk = frame.reformat(width=SIDE, height=SIDE, format="gray", interpolation="AREA", threads=1)
    plane = shrunk.planes[0]
    raw, stride = bytes(plane), plane.line_size
    rows = [raw[row * stride : row * stride + SIDE] for row in range(SIDE)]
    quarters = round(frame.rotation / 90) % 4
    if quarters == 2:
        return b"".join(rows)[::-1]
    if quarters:
        # Turned counter-clockwise: the last column comes first.
        whole = b"".join(rows)
        columns = [whole[column::SIDE] for column in range(SIDE)]
        return b"".join(reversed(columns)) if quarters == 1 else b"".join(each[::-1] for each in columns)
    return b"".join(rows)
