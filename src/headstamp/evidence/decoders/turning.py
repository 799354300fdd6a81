"""Turning plain RGB by quarters, for telephones held sideways; without a picture library."""

from __future__ import annotations


def turned(pixels: bytes, width: int, height: int, degrees: int) -> tuple[bytes, int, int]:
    """Pixels turned counter-clockwise by a multiple of 90 degrees, with the new width and height.

    >>> turned(bytes([1, 1, 1, 2, 2, 2]), 2, 1, 90)
    (b'\\x02\\x02\\x02\\x01\\x01\\x01', 1, 2)
    """
    quarters = round(degrees / 90) % 4
    if quarters == 0:
        return pixels, width, height
    if quarters == 2:
        out = bytearray(len(pixels))
        for channel in range(3):
            out[channel::3] = pixels[channel::3][::-1]
        return bytes(out), width, height
    # A column of the picture becomes a row: from the right-hand column on when turning counter-clockwise.
    columns = range(width - 1, -1, -1) if quarters == 1 else range(width)
    step = 1 if quarters == 1 else -1
    rows = bytearray()
    for column in columns:
        row = bytearray(height * 3)
        for channel in range(3):
            row[channel::3] = pixels[column * 3 + channel :: width * 3][::step]
        rows += row
    return bytes(rows), height, width
