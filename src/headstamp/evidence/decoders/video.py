"""Films and sound, through PyAV: evenly chosen key frames, and what the file says of itself.

The demuxer is the one that the first bytes call for and no other, so that a file cannot pass itself off as a
playlist; nothing outside the file is ever opened. Sound is not decoded.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any, BinaryIO

import av
import av.logging
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from headstamp.evidence.decoders.found import Found, NotKnown, OverLimit, RawPart
from headstamp.evidence.decoders.loading import load_all
from headstamp.evidence.decoders.sequence import BUDGET, EVERY, grey_frames
from headstamp.evidence.decoders.turning import turned
from headstamp.evidence.sandbox import wire

DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "video/x-matroska": "matroska",
    "video/webm": "matroska",
    "video/x-flv": "flv",
    "video/ogg": "ogg",
    "video/x-ms-asf": "asf",
    "video/mpeg": "mpeg",
    "video/mp2t": "mpegts",
    "video/x-msvideo": "avi",
    "audio/x-wav": "wav",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
}
MOST_PIXELS = 80_000_000
MOST_PACKETS = 400_000
MOST_INDEXED = 2_000_000
CPU_BUDGET = 40.0  # seconds after which the frames at hand have to do


def prepare() -> None:
    """Load all, silence the library, whose messages hold words of the file, and walk a small film."""
    load_all(av, but=("datasets",))
    av.logging.set_level(None)
    sample = io.BytesIO()
    with av.open(sample, "w", format="avi") as made:
        stream = made.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for packet in (*stream.encode(VideoFrame(32, 32, "yuv420p")), *stream.encode(None)):
            made.mux(packet)
    sample.seek(0)
    with _open(sample, "avi") as film:
        _facts(film)
        assert [_part(frame, 16) for frame in film.decode(video=0)]
    sample.seek(0)
    assert _sequence(sample, "avi")


def decode(file: int, asked: Mapping[str, Any]) -> Found:
    """One film or sound recording."""
    kind = asked["media_type"]
    demuxer = DEMUXERS[kind]
    if kind == "video/mpeg" and os.pread(file, 4, 0) == b"\0\0\x01\xb3":
        demuxer = "mpegvideo"
    with os.fdopen(file, "rb") as source, _open(source, demuxer) as film:
        facts = _facts(film)
        pictures = [each for each in film.streams.video if not _is_cover(each)]
        if pictures and pictures[0].codec_context is None:
            raise NotKnown("Its pictures are in a codec that is not known here")
        if not pictures:
            sound = kind.replace("video/", "audio/") if film.streams.audio else ""
            return Found(sound, facts)
        frames = tuple(_frames(film, pictures[0], asked["frames"], asked["thumbnail"]))
        source.seek(0)
        sequence = _sequence(source, demuxer) if asked["frames"] else ()
    return Found("", facts, (*frames, *sequence))


def _sequence(source: BinaryIO, demuxer: str) -> tuple[RawPart, ...]:
    """Its frames for the fingerprint, from the beginning; none where no picture can be decoded."""
    with _open(source, demuxer) as film:
        stream = next(each for each in film.streams.video if not _is_cover(each))
        minutes = max(1.0, (film.duration or 0) / 60_000_000)
        told = grey_frames(
            film,
            stream,
            every=max(EVERY, minutes * 60 / wire.SEQUENCE_FRAMES),
            budget=min(BUDGET, CPU_BUDGET / 2 / minutes),
            until=CPU_BUDGET,
        )
        data = b"".join(wire.SEQUENCE_TIME.pack(min(round(at * 1000), 2**32 - 1)) + grey for at, grey in told)
    side = wire.SEQUENCE_SIDE
    return (RawPart("sequence", data, side, side),) if data else ()


def _open(source: BinaryIO, demuxer: str) -> InputContainer:
    return av.open(
        source,
        "r",
        format=demuxer,
        container_options={"protocol_whitelist": "", "max_streams": "64"},
        metadata_errors="replace",
        io_open=_refuse,
    )


def _refuse(*_: object) -> None:
    raise PermissionError("the film asks for another file")


def _is_cover(stream: VideoStream) -> bool:
    return bool(int(stream.disposition) & 0x400)


def _facts(film: InputContainer) -> dict[str, str]:
    facts = {"format": film.format.name}
    if film.duration is not None and film.duration > 0:
        facts["duration"] = f"{film.duration / 1_000_000:.3f}"
    if film.bit_rate:
        facts["bit_rate"] = str(film.bit_rate)
    for stream in film.streams.video:
        name = "cover_codec" if _is_cover(stream) else "video_codec"
        if name in facts:
            continue
        if stream.codec_context is None:  # a codec that is not known here
            facts[name] = "unknown"
            continue
        facts[name] = stream.codec_context.name
        if name == "video_codec":
            facts |= {"width": str(stream.width), "height": str(stream.height)}
            if stream.average_rate:
                facts["frames_a_second"] = f"{float(stream.average_rate):.3f}"
    for sound in film.streams.audio[:1]:
        if sound.codec_context is None:
            facts["audio_codec"] = "unknown"
            continue
        facts |= {"audio_codec": sound.codec_context.name, "sample_rate": str(sound.sample_rate)}
        facts["channels"] = str(sound.channels)
    facts["streams"] = str(len(film.streams))
    for name, value in islice(film.metadata.items(), 60):
        facts[f"meta.{_name(name)}"] = value[:2000]
    if "meta.creation_time" in facts:
        facts["taken"] = facts["meta.creation_time"]
    return facts


def _name(told: str) -> str:
    kept = "".join(each if each.isascii() and each.isalnum() else "_" for each in told.lower())[:50].strip(
        "_"
    )
    return kept or "unnamed"


def _frames(film: InputContainer, stream: VideoStream, most: int, side: int) -> Iterator[RawPart]:
    context = stream.codec_context
    if context.width * context.height > MOST_PIXELS:
        raise OverLimit(
            f"It claims frames of {context.width} x {context.height} pixels; {MOST_PIXELS:,} are allowed"
        )
    context.thread_count = 1  # a child may not start threads
    context.thread_type = "NONE"
    context.skip_frame = "NONKEY"
    seen: set[int] = set()
    begin = _moment(film.start_time, Fraction(1, 1_000_000))
    for wanted in _chosen(_key_times(film, stream), most):
        if time.process_time() > CPU_BUDGET:
            break
        frame = _frame_at(film, stream, wanted)
        at = None if frame is None else max(0, _moment(frame.pts, frame.time_base) - begin)
        if frame is not None and at is not None and at not in seen:
            seen.add(at)
            yield _part(frame, side, at)
    if not seen and most:
        frame = _first_of_any_kind(film, stream)
        if frame is not None:
            yield _part(frame, side)


def _key_times(film: InputContainer, stream: VideoStream) -> list[int]:
    """When key frames begin, in the stream's own time: by the file's index, else by its packets."""
    indexed = [each.timestamp for each in islice(stream.index_entries, MOST_INDEXED) if each.is_keyframe]
    if len(indexed) > 1 or (indexed and stream.frames == len(stream.index_entries)):
        return sorted(indexed)
    times = []
    with suppress(av.FFmpegError):  # a damaged tail must not cost the frames before it
        for packet in islice(film.demux(stream), MOST_PACKETS):
            if packet.is_keyframe and (packet.pts is not None or packet.dts is not None):
                times.append(packet.pts if packet.pts is not None else packet.dts)
    return sorted(time for time in times if time is not None)


def _chosen(times: list[int], most: int) -> list[int]:
    """Where to look for `most` of them, evenly spread and with both ends of the film among them.

    An index may tell when a frame is decoded, which is before it is shown; so one looks half-way to the next.
    """
    times = sorted(set(times))
    if len(times) > 1:
        beyond = 2 * times[-1] - times[-2]
        times = [(this + following) // 2 for this, following in pairwise([*times, beyond])]
    if len(times) <= most or most == 0:
        return times[:most]
    if most == 1:
        return [times[len(times) // 2]]
    return [times[place * (len(times) - 1) // (most - 1)] for place in range(most)]


def _frame_at(film: InputContainer, stream: VideoStream, moment: int) -> VideoFrame | None:
    with suppress(av.FFmpegError):
        film.seek(moment, stream=stream)
        for frame in film.decode(stream):
            return frame
    return None


def _first_of_any_kind(film: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """Where nothing is marked as a key frame: whatever decodes first."""
    stream.codec_context.skip_frame = "DEFAULT"
    with suppress(av.FFmpegError):
        film.seek(0)
        for frame in film.decode(stream):
            return frame
    return None


def _moment(ticks: int | None, base: Fraction | None) -> int:
    """Milliseconds; 0 where the file gives no time."""
    return 0 if ticks is None or base is None else round(float(ticks * base) * 1000)


def _part(frame: VideoFrame, side: int, at: int = 0) -> RawPart:
    longer = max(frame.width, frame.height)
    scale = min(1.0, side / longer)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    small = frame.reformat(width=width, height=height, format="rgb24", interpolation="BICUBIC", threads=1)
    plane = small.planes[0]
    stride, row = plane.line_size, width * 3
    raw = bytes(plane)
    pixels = raw if stride == row else b"".join(raw[y * stride : y * stride + row] for y in range(height))
    pixels, width, height = turned(pixels[: row * height], width, height, frame.rotation)
    return RawPart("frame", pixels, width, height, at)
