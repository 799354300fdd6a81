"""What a picture says of itself: size, camera, when and where taken. Claims of the file, not findings."""

from __future__ import annotations

from fractions import Fraction

from PIL import ExifTags, Image

CAMERA = {
    ExifTags.Base.Make: "camera_make",
    ExifTags.Base.Model: "camera_model",
    ExifTags.Base.Software: "software",
    ExifTags.Base.Artist: "artist",
    ExifTags.Base.Copyright: "copyright",
    ExifTags.Base.ImageDescription: "description",
}
TAKEN = {
    ExifTags.Base.DateTimeOriginal: "taken",
    ExifTags.Base.DateTimeDigitized: "digitised",
    ExifTags.Base.OffsetTimeOriginal: "taken_offset",
    ExifTags.Base.BodySerialNumber: "camera_serial",
    ExifTags.Base.LensModel: "lens",
}


def facts_of(image: Image.Image) -> dict[str, str]:
    """The facts of an opened picture; a fact that cannot be read is left out."""
    facts = {
        "width": str(image.width),
        "height": str(image.height),
        "format": image.format or "",
        "mode": image.mode,
    }
    pictures = (
        getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP", "TIFF", "MPO", "AVIF", "PNG") else 1
    )
    if pictures != 1:
        facts["pictures"] = str(pictures)
    exif = image.getexif()
    if not exif:
        facts["gps"] = "no"
        return _said(facts)
    for tag, name in CAMERA.items():
        facts[name] = _text(exif.get(tag))
    if ExifTags.Base.DateTime in exif:
        facts["changed"] = _date(_text(exif.get(ExifTags.Base.DateTime)))
    if exif.get(ExifTags.Base.Orientation, 1) != 1:
        facts["orientation"] = _text(exif.get(ExifTags.Base.Orientation))
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    for tag, name in TAKEN.items():
        facts[name] = _text(inner.get(tag))
    for name in ("taken", "digitised"):
        facts[name] = _date(facts[name])
    facts.update(_place(exif.get_ifd(ExifTags.IFD.GPSInfo)))
    return _said(facts)


def _place(gps: dict[int, object]) -> dict[str, str]:
    found = {"gps": "yes" if gps else "no"}
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    if latitude and longitude:
        found |= {"gps_latitude": latitude, "gps_longitude": longitude}
    found["gps_date"] = _date(_text(gps.get(ExifTags.GPS.GPSDateStamp)))
    clock = _numbers(gps.get(ExifTags.GPS.GPSTimeStamp))
    if clock:
        found["gps_time"] = ":".join(f"{int(part):02d}" for part in clock)
    altitude = _numbers((gps.get(ExifTags.GPS.GPSAltitude),))
    if altitude:
        below = gps.get(ExifTags.GPS.GPSAltitudeRef) in (1, b"\x01")
        found["gps_altitude"] = f"{-altitude[0] if below else altitude[0]:.1f}"
    return found


def _degrees(parts: object, side: object, negative: str) -> str:
    """Decimal degrees of degrees, minutes and seconds; '' where they make no place."""
    numbers = _numbers(parts)
    if len(numbers) != 3:
        return ""
    degrees = numbers[0] + numbers[1] / 60 + numbers[2] / 3600
    if not 0 <= degrees <= 180:
        return ""
    return f"{-degrees if _text(side).upper() == negative else degrees:.6f}"


def _numbers(values: object) -> list[float]:
    if not isinstance(values, tuple | list):
        return []
    found = []
    for value in values:
        try:
            found.append(float(Fraction(value.numerator, value.denominator)))  # type: ignore[attr-defined]
        except (AttributeError, TypeError, ValueError, ZeroDivisionError, OverflowError):
            return []
    return found


def _date(text: str) -> str:
    """EXIF writes 2014:06:14 12:00:00; ours is 2014-06-14T12:00:00. Anything else is left as it stands."""
    if len(text) == 19 and text[4] == text[7] == text[13] == text[16] == ":" and text[10] == " ":
        return f"{text[:4]}-{text[5:7]}-{text[8:10]}T{text[11:]}"
    return text.replace(":", "-") if len(text) == 10 and text[4] == text[7] == ":" else text


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip(" \0")
    return "" if value is None else str(value).strip(" \0")


def _said(facts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value}
