"""Sound files of every supported format, each differing from the last in size, mode and options."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import wave
import zipfile
from collections.abc import Callable
from fractions import Fraction

import av
import pypdf
from PIL import Image
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Chance = random.Random
JPEG_MODES = ("RGB", "L", "CMYK")
PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
TIFF_WAYS = (
    ("RGB", "raw"), ("RGB", "tiff_lzw"), ("RGB", "tiff_adobe_deflate"), ("RGB", "packbits"),
    ("RGB", "jpeg"), ("L", "raw"), ("1", "group4"), ("1", "group3"), ("P", "tiff_lzw"),
    ("RGBA", "tiff_lzw"), ("CMYK", "raw"), ("I;16", "raw"), ("F", "raw"), ("LAB", "raw"), ("I", "raw"),
    ("LA", "raw"), ("RGB", "zstd"), ("RGB", "lzma"),
)  # fmt: skip
FILMS = (
    ("mp4", "h264", "yuv420p"), ("mov", "mpeg4", "yuv420p"), ("matroska", "h264", "yuv420p"),
    ("webm", "libvpx", "yuv420p"), ("avi", "mpeg4", "yuv420p"), ("mpegts", "mpeg2video", "yuv420p"),
    ("mpeg", "mpeg1video", "yuv420p"), ("flv", "flv1", "yuv420p"), ("asf", "wmv2", "yuv420p"),
    ("webm", "libvpx-vp9", "yuv420p"), ("avi", "mjpeg", "yuvj420p"), ("mp4", "libx265", "yuv420p"),
    ("mp4", "libsvtav1", "yuv420p"), ("3gp", "mpeg4", "yuv420p"),
)  # fmt: skip
SLOW_FILMS = ("libx265", "libsvtav1")
SOUNDS = (("mp3", "libmp3lame"), ("flac", "flac"), ("ipod", "aac"), ("adts", "aac"), ("ogg", "libopus"))
FONT = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
DATED = '<meta property="article:published_time" content="2014-06-14">'
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1251",
    "cp1256",
    "iso8859-5",
    "koi8-r",
    "shift_jis",
    "gb18030",
    "euc-kr",
)


def picture(chance: Chance, mode: str = "RGB") -> Image.Image:
    size = (chance.randrange(1, 200), chance.randrange(1, 200))
    grey = Image.effect_noise(size, chance.randrange(1, 100))
    if mode in ("F", "I", "I;16"):
        return (
            grey.convert("I").point(lambda value: value * 200 + 0).convert(mode)
            if mode != "F"
            else grey.convert("F")
        )
    colours = Image.merge("RGB", (grey, grey.transpose(Image.Transpose.ROTATE_180), grey))
    if mode == "LAB":
        return Image.merge("LAB", colours.split())
    if mode in ("LA", "RGBA"):
        clear = colours.convert("RGBA")
        clear.putalpha(chance.randrange(256))
        return clear.convert(mode)
    return colours.convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(chance: Chance, number: int) -> bytes:
    exif = Image.Exif()
    if number % 3 == 0:
        exif[0x0112] = number % 8 + 1
        exif[0x010F] = "Maker"
        exif.get_ifd(0x8769)[0x9003] = "2014:06:14 12:00:00"
    return saved(
        picture(chance, JPEG_MODES[number % 3]),
        "JPEG",
        quality=chance.randrange(1, 100),
        progressive=number % 2 == 0,
        subsampling=number % 3,
        exif=exif,
    )


def png(chance: Chance, number: int) -> bytes:
    return saved(picture(chance, PNG_MODES[number % len(PNG_MODES)]), "PNG", compress_level=number % 10)


def gif(chance: Chance, number: int) -> bytes:
    first = picture(chance).quantize(chance.randrange(2, 256))
    others = [first.rotate(90 * n) for n in range(1, number % 4 + 1)] if number % 2 else []
    return saved(
        first,
        "GIF",
        save_all=bool(others),
        append_images=others,
        interlace=number % 2,
        transparency=number % 2,
    )


def webp(chance: Chance, number: int) -> bytes:
    first = picture(chance, "RGBA" if number % 2 else "RGB")
    others = [first.transpose(Image.Transpose.FLIP_TOP_BOTTOM)] if number % 5 == 4 else []
    return saved(
        first,
        "WEBP",
        lossless=number % 3 == 0,
        quality=number % 100,
        save_all=bool(others),
        append_images=others,
    )


def tiff(chance: Chance, number: int) -> bytes:
    mode, compression = TIFF_WAYS[number % len(TIFF_WAYS)]
    first = picture(chance, mode)
    others = [first] if number % 7 == 6 and compression != "jpeg" else []
    return saved(
        first,
        "TIFF",
        compression=compression,
        save_all=bool(others),
        append_images=others,
        big_tiff=number % 5 == 4,
    )


def bmp(chance: Chance, number: int) -> bytes:
    return saved(picture(chance, ("1", "L", "P", "RGB", "RGBA")[number % 5]), "BMP")


def avif(chance: Chance, number: int) -> bytes:
    first = picture(chance, "RGBA" if number % 3 == 2 else "RGB")
    others = [first.transpose(Image.Transpose.FLIP_TOP_BOTTOM)] if number % 5 == 4 else []
    return saved(
        first, "AVIF", quality=chance.randrange(10, 90), subsampling=("4:2:0", "4:4:4")[number % 2], speed=10,
        save_all=bool(others), append_images=others, max_threads=1,
    )  # fmt: skip


def film(chance: Chance, number: int, ways: tuple[tuple[str, str, str], ...] = FILMS) -> bytes:
    form, codec, pixels = ways[number % len(ways)]
    return encoded_film(
        form, codec, pixels, (64 + 16 * (number % 5), 64 + 16 * (number % 3)), 4 + number % 12
    )


def encoded_film(
    form: str, codec: str, pixels: str, size: tuple[int, int], count: int, gop: int = 3
) -> bytes:
    out = io.BytesIO()
    options = {"svtav1-params": "lp=1", "x265-params": "log-level=none"} if codec in SLOW_FILMS else {}
    with av.open(out, "w", format=form) as made:
        stream = made.add_stream(
            codec, rate=Fraction(5 if "mpeg" not in codec or codec == "mpeg4" else 25), options=options
        )
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *size, pixels, gop
        stream.codec_context.thread_count = 1
        if pixels == "yuvj420p":
            stream.codec_context.color_range = 2
        for moment in range(count):
            shade = Image.new("RGB", size, (20 * moment % 256, 100, 255 - 20 * moment % 256))
            frame = av.VideoFrame.from_image(shade).reformat(format=pixels)
            frame.pts = moment
            for packet in stream.encode(frame):
                made.mux(packet)
        for packet in stream.encode(None):
            made.mux(packet)
    return out.getvalue()


def sound(chance: Chance, number: int) -> bytes:
    out = io.BytesIO()
    if number % (len(SOUNDS) + 1) == len(SOUNDS):
        with wave.open(out, "wb") as made:
            made.setnchannels(1 + number % 2)
            made.setsampwidth(2)
            made.setframerate(8000)
            made.writeframes(chance.randbytes(8000))
        return out.getvalue()
    form, codec = SOUNDS[number % (len(SOUNDS) + 1)]
    with av.open(out, "w", format=form) as made:
        stream = made.add_stream(codec, rate=48000)
        frame = av.AudioFrame(format="s16", layout="stereo", samples=4800 + 480 * number)
        frame.rate, frame.pts = 48000, 0
        frame.planes[0].update(chance.randbytes(frame.planes[0].buffer_size))
        sampler = av.AudioResampler(
            format=stream.format, layout=stream.layout, rate=48000, frame_size=stream.frame_size or None
        )
        for piece in (*sampler.resample(frame), *sampler.resample(None)):
            for packet in stream.encode(piece):
                made.mux(packet)
        for packet in stream.encode(None):
            made.mux(packet)
    return out.getvalue()


def pdf(chance: Chance, number: int) -> bytes:
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in FONT.items()}
    )  # fmt: skip
    for page_number in range(1 + number % 4):
        page = writer.add_blank_page(200, 200)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 10 100 Td (page {page_number} of file {number}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode() if number % 2 else content)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    writer.add_metadata({"/Title": f"file {number}", "/Author": "nobody"})
    if number % 5 == 4:
        writer.encrypt("", algorithm=("RC4-40", "RC4-128", "AES-128", "AES-256")[number // 5 % 4])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page(chance: Chance, number: int) -> bytes:
    encoding = ENCODINGS[number % len(ENCODINGS)]
    words = {
        "cp1251": "слово ",
        "koi8-r": "слово ",
        "iso8859-5": "слово ",
        "cp1256": "كلمة ",
        "shift_jis": "言葉 ",
    }.get(encoding, "word ")
    head = f'<meta charset="{encoding}"><title>page {number}</title>{DATED}'
    body = f"<nav>menu</nav><article><p>{words * 60}</article><script>alert(1)</script>"
    return f"<!DOCTYPE html>\n<html lang=xx><head>{head}</head><body>{body}</body></html>".encode(encoding)


def plain(chance: Chance, number: int) -> bytes:
    words = "\n".join(f"line {each} of {number}" for each in range(1 + number))
    return (
        words.encode(("utf-8", "utf-8-sig", "utf-16", "ascii")[number % 4]),
        b"a,b,c\n" + b"1,2,3\n" * (1 + number),
        b'{"number": %d, "list": [1, 2, 3]}' % number,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    )[number // 4 % 4]


def zipped(chance: Chance, number: int) -> bytes:
    out = io.BytesIO()
    way = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)[number % 4]
    with zipfile.ZipFile(out, "w", way) as made:
        for each in range(number % 5 + 1):
            made.writestr(f"folder/größe {each}.txt", chance.randbytes(100) * (each + 1))
        made.comment = b"x" * (number % 3)
    return out.getvalue()


def tarred(chance: Chance, number: int) -> bytes:
    out = io.BytesIO()
    way = ("w", "w:gz", "w:bz2", "w:xz")[number % 4]
    with tarfile.open(fileobj=out, mode=way, format=number % 3) as made:
        for each in range(number % 5 + 1):
            entry = tarfile.TarInfo(f"folder/{'long ' * 10 * (number % 3)}{each}")
            entry.size = 100 * each
            made.addfile(entry, io.BytesIO(chance.randbytes(entry.size)))
    return out.getvalue()


def compressed(chance: Chance, number: int) -> bytes:
    return (gzip.compress, bz2.compress, lzma.compress)[number % 3](chance.randbytes(100) * (number + 1))


def warc(chance: Chance, number: int) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=number % 2 == 0)
    for each in range(number % 4 + 1):
        body, headers = b"<p>%d" % each, [("Content-Type", "text/html")]
        if each % 2:
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        if number % 3:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            headers.append(("Transfer-Encoding", "chunked"))
        told = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        address = f"http://example.org/{each}"
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=told)
        writer.write_record(record)
        record.raw_stream.close()
    return out.getvalue()


PICTURES: dict[str, Callable[[Chance, int], bytes]] = {
    "jpeg": jpeg, "png": png, "gif": gif, "webp": webp, "tiff": tiff, "bmp": bmp, "avif": avif
}  # fmt: skip
WRITTEN: dict[str, Callable[[Chance, int], bytes]] = {"pdf": pdf, "html": page, "text": plain}
ARCHIVES: dict[str, Callable[[Chance, int], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "compressed": compressed,
    "warc": warc,
}
FORMATS = {**PICTURES, "film": film, "sound": sound, **WRITTEN, **ARCHIVES}
